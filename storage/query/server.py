"""Runs the HTTP API: binds the port, makes the token known, and ends cleanly when told to."""

from __future__ import annotations

import ipaddress
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType

import uvicorn

from storage import terminal
from storage.database import Archive
from storage.query.api import make_app
from storage.query.errors import ServeError
from storage.query.settings import ServeSettings

#: Seconds that answers under way are given when the server ends.
GRACE_SECONDS = 5
#: Seconds within which the server must have started.
START_SECONDS = 10
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class RunningServer:
    """An API server in a thread of its own."""

    def __init__(self, server: uvicorn.Server, thread: threading.Thread, url: str) -> None:
        self._server = server
        self._thread = thread
        #: Where it answers, without a closing slash.
        self.url = url

    @property
    def is_running(self) -> bool:
        """True until it was stopped or has failed."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Take no more requests, end those under way, and return when all is closed."""
        self._server.should_exit = True
        self._thread.join(GRACE_SECONDS + 5)


def start_in_thread(archive: Archive, settings: ServeSettings, *, new_token: bool = False) -> RunningServer:
    """Bind the port, make the token known and answer in a thread; raises ServeError when that cannot be."""
    listener = _bind(settings)
    try:
        announce(archive, settings, now=datetime.now(UTC), new_token=new_token)
    except BaseException:
        listener.close()
        raise
    url = _url_of(listener, settings)
    server = uvicorn.Server(
        uvicorn.Config(
            make_app(archive, settings),
            host=settings.host,
            port=settings.port,
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            # Queries tell what people look for, and some clients send keys in the address.
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    thread = threading.Thread(target=server.run, args=([listener],), name="newsdesk-api", daemon=True)
    thread.start()
    _wait_until_started(server, thread, listener)
    return RunningServer(server, thread, url)


def run_server(
    archive: Archive,
    settings: ServeSettings,
    *,
    new_token: bool = False,
    should_stop: Callable[[], bool] = lambda: False,
    started: Callable[[str], None] = lambda _url: None,
) -> None:
    """Answer until SIGTERM, SIGINT or `should_stop`; `started` is told the address."""
    with _stop_signals() as asked_to_stop:
        running = start_in_thread(archive, settings, new_token=new_token)
        try:
            started(running.url)
            while not should_stop() and not asked_to_stop.wait(0.2):
                if not running.is_running:
                    raise ServeError(
                        settings.host, settings.port, "the server ended by itself; its log says why"
                    )
        finally:
            running.stop()


def announce(archive: Archive, settings: ServeSettings, *, now: datetime, new_token: bool = False) -> None:
    """Make the token at the first start (or a new one) and tell it once; warn when others can reach us."""
    if settings.token is None:
        with archive.begin() as tx:
            token = tx.tokens.renew(now=now) if new_token else tx.tokens.ensure(now=now)
        if token is not None:
            terminal.errors().print(
                f"API token, shown only this once: {token}\n"
                f"Send it with every request: curl -H 'Authorization: Bearer {token}' …; "
                "`newsdesk serve --new-token` replaces it.",
                # A line broken by us would be copied with the break.
                soft_wrap=True,
            )
    if not _is_loopback(settings.host):
        terminal.errors().print(
            f"Warning: listening on {settings.host}, so other machines can reach the API; "
            "the token and the texts travel unencrypted unless a proxy adds TLS."
        )


def _bind(settings: ServeSettings) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise ServeError(settings.host, settings.port, _reason(error)) from error
    try:
        # Without it, a restart would have to wait a minute for the connections of the last run.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ServeError(settings.host, settings.port, _reason(error)) from error
    return listener


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _url_of(listener: socket.socket, settings: ServeSettings) -> str:
    port = listener.getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{port}"


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread, listener: socket.socket) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            listener.close()
            raise ServeError(server.config.host, server.config.port, "the server did not start")
        time.sleep(0.01)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _stop_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, in place of what they did before."""
    asked = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        asked.set()

    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    before = {each: signal.signal(each, ask) for each in STOP_SIGNALS}
    try:
        yield asked
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
