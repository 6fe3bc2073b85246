"""Speaks HTTP/1.1 for the newsroom: keep-alive, HEAD, gzip, conditional GET, and a log of what was asked."""

from __future__ import annotations

import gzip
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from typing import TYPE_CHECKING, Any

from tests.newsroom.validators import is_not_modified, validators_of

if TYPE_CHECKING:
    from tests.newsroom.server import Newsroom


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request to a source and its answer."""

    received_at: datetime
    #: When the answer was ready to be sent.
    answered_at: datetime
    source: str
    method: str
    #: As requested, with its query.
    path: str
    status: int
    user_agent: str | None
    #: True where the request carried If-None-Match or If-Modified-Since.
    is_conditional: bool
    #: The Host header.
    host: str | None


class Server(ThreadingHTTPServer):
    """A listening port of the newsroom, with a thread a connection; stopping it leaves none behind."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], handler: type[Handler], newsroom: Newsroom, source: str | None
    ) -> None:
        self.newsroom = newsroom
        self.source = source
        self._connections: set[socket] = set()
        self._thread: threading.Thread | None = None
        super().__init__(address, handler)

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, close the open connections and wait for their threads."""
        if self._thread:
            self.shutdown()
            self._thread.join()
        for connection in list(self._connections):
            _hang_up(connection)
        self.server_close()

    def get_request(self) -> tuple[socket, Any]:
        """Remember each connection, as an idle one would outlive the server."""
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that has ended."""
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _hang_up(connection: socket) -> None:
    try:
        connection.shutdown(SHUT_RDWR)
    except OSError:
        return  # the client was faster


class Handler(BaseHTTPRequestHandler):
    """What both kinds of port have in common."""

    protocol_version = "HTTP/1.1"
    # Headers and body leave together: sent apart they would wait for each other for 40 ms.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Server

    def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Send a whole answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status != 304:
            self.wfile.write(body)

    def version_string(self) -> str:
        """The Server header."""
        return "newsroom"

    def log_message(self, *_: Any) -> None:
        """Keep quiet: the newsroom has a log of its own."""


class SiteHandler(Handler):
    """Answers for one source."""

    def do_GET(self) -> None:
        """Answer from the site's present state, with 304 where the client's copy is current."""
        received_at = datetime.now(UTC)
        newsroom, source = self.server.newsroom, self.server.source or ""
        response = newsroom.respond(source, self.path)
        status, body = response.status, response.body
        headers = {"Content-Type": response.content_type, "Vary": "Accept-Encoding"}
        validators = validators_of(response, newsroom.site(source).source.validators)
        if response.location:
            headers["Location"] = response.location
        if is_not_modified(self.headers, validators):
            status, headers = 304, {"Vary": "Accept-Encoding"}
        elif "gzip" in self.headers.get("Accept-Encoding", "") and response.is_text and body:
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
            # Other bytes, same meaning: the tag becomes a weak one, as nginx makes it.
            if "ETag" in validators:
                validators["ETag"] = "W/" + validators["ETag"]
        newsroom.record(self._logged(received_at, source, status))
        self.send(status, headers | validators, body)

    def do_HEAD(self) -> None:
        """The same without the body."""
        self.do_GET()

    def _logged(self, received_at: datetime, source: str, status: int) -> LoggedRequest:
        return LoggedRequest(
            received_at=received_at,
            answered_at=datetime.now(UTC),
            source=source,
            method=self.command,
            path=self.path,
            status=status,
            user_agent=self.headers.get("User-Agent"),
            is_conditional="If-None-Match" in self.headers or "If-Modified-Since" in self.headers,
            host=self.headers.get("Host"),
        )
