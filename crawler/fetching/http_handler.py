"""Scrapy's HTTP, stricter: bounded heads, a limit on connecting, and no body that its length does not fit."""

from __future__ import annotations

from contextvars import copy_context
from typing import Any, NoReturn

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import ISSLTransport
from twisted.internet.protocol import connectionDone
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import HTTPConnectionPool
from twisted.web.http import _ChunkedTransferDecoder, _DataLoss

#: Bytes. Servers themselves take a few dozen KiB from a browser; with cookies and policies no more is sent back.
LONGEST_HEAD = 512 * 1024
#: Bytes of one header line; a policy may well take 16 KiB, where Twisted would stop.
LONGEST_LINE = 64 * 1024


class ConnectTimeout(Exception):
    """The server did not take the connection in time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no connection within {seconds:g} s")


class StrictHandler(HTTP11DownloadHandler):
    """The download handler of the crawl process, for http and https."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        kept = self._pool.maxPersistentPerHost
        self._pool = _Pool(reactor, crawler.settings.getfloat("NEWSDESK_CONNECT_TIMEOUT"))
        self._pool.maxPersistentPerHost = kept


class _Pool(HTTPConnectionPool):
    """Gives up on a server that does not take the connection, long before a whole request may end."""

    def __init__(self, reactor: Any, connect_timeout: float) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]
        self._factory = _Factory
        self._connect_timeout = connect_timeout

    def getConnection(self, key: Any, endpoint: Any) -> Any:  # noqa: N802 - Twisted's name
        return super().getConnection(key, _InContext(endpoint))  # type: ignore[arg-type]

    def _newConnection(self, key: Any, endpoint: Any) -> Any:  # noqa: N802 - Twisted's name
        connecting = super()._newConnection(key, endpoint)
        return connecting.addTimeout(self._connect_timeout, self._reactor, _too_late)


class _InContext:
    """Connects in the context of the request that asks for it.

    Where a kept connection turns out to be closed, Twisted makes another one from the event of its end. The guard has
    to know then as well what the request under way may connect to.
    """

    def __init__(self, endpoint: Any) -> None:
        self._endpoint = endpoint
        self._context = copy_context()

    def connect(self, factory: Any) -> Any:
        """Twisted's name."""
        return self._context.copy().run(self._endpoint.connect, factory)


class _Parser(_LenientHTTPClientParser):
    """Reads Transfer-Encoding as a list in one header or several, where Twisted looks up the first one as it is."""

    def allHeadersReceived(self) -> None:  # noqa: N802 - Twisted's name
        name = b"Transfer-Encoding"
        listed = b",".join(self.connHeaders.getRawHeaders(name, ())).split(b",")
        # "identity" is what RFC 2616 called a body that is sent as it is.
        codings = {coding.strip().lower() for coding in listed} - {b"", b"identity"}
        if not codings:
            self.connHeaders.removeHeader(name)
        elif codings == {b"chunked"}:
            self.connHeaders.setRawHeaders(name, [b"chunked"])
        else:
            raise ValueError(f"the body is transferred in a way that is not known: {listed}")
        super().allHeadersReceived()  # type: ignore[no-untyped-call]


class _Protocol(_LenientHTTP11ClientProtocol):
    """Ends the connection to a server that never comes to the body: Twisted keeps header lines as long as they come."""

    _head_size = 0

    def request(self, request: Any) -> Any:
        """Ask; Twisted's name, as are those below."""
        answer = super().request(request)
        if self._parser is not None:
            # In the way Scrapy puts in its own: Twisted names the class of the parser in its code.
            self._parser.__class__ = _Parser
            self._parser.MAX_LENGTH = LONGEST_LINE
            self._parser.lineLengthExceeded = self._end_it  # type: ignore[method-assign]
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._parser is None or self._parser.state not in (STATUS, HEADER):
            self._head_size = 0
            return
        self._head_size += len(data)
        if self._head_size > LONGEST_HEAD:
            self._end_it()

    def _end_it(self, _line: bytes = b"") -> None:
        if self.transport is not None:
            self.transport.abortConnection()

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802 - Twisted's name
        if rest and self._parser is not None:
            # What follows is not to be taken for the next answer.
            self._parser.connHeaders.setRawHeaders(b"Connection", [b"close"])
            decoder = self._parser.bodyDecoder
            if rest.strip() and decoder and not isinstance(decoder, _ChunkedTransferDecoder):
                # More came than the length allowed: what we have is a piece of the page. Chunks tell their end.
                self._parser.bodyDecoder = _Incomplete()  # type: ignore[assignment]
        super()._finishResponse(rest)

    def connectionLost(self, reason: Any = connectionDone) -> None:  # noqa: N802 - Twisted's name
        # Where only the end of the connection ends a body, a broken one ends none. Over TLS the two look alike:
        # many servers hang up without a farewell.
        is_broken = not reason.check(ConnectionDone) and not ISSLTransport.providedBy(self.transport)
        if is_broken and self._parser is not None and self._parser.bodyDecoder is not None:
            self._parser.bodyDecoder = _Incomplete()  # type: ignore[assignment]
        super().connectionLost(reason)  # type: ignore[no-untyped-call]


class _Incomplete:
    """Stands in for the decoder of a body when the answer ends."""

    def noMoreData(self) -> NoReturn:  # noqa: N802 - Twisted's name
        raise _DataLoss


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, _address: Any) -> _Protocol:  # noqa: N802 - Twisted's name
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def _too_late(_result: Any, seconds: float) -> NoReturn:
    raise ConnectTimeout(seconds)
