"""What every request passes first: is this our host, is the token right; and the headers every answer gets."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storage.query.problems import ProblemError, problem_from, problem_response
from storage.query.reference import SECURITY_POLICY
from storage.subscriptions import CALLBACK_PATH

#: Addresses that hold no data; everything else needs the token.
OPEN_PATHS = frozenset({"/", "/docs", "/openapi.json", "/healthz", "/readyz"})
#: Probes of a container platform come with whatever host name it likes.
PROBE_PATHS = frozenset({"/healthz", "/readyz"})
#: Paths whose answers hold nothing that changes between two starts.
CACHED_PATHS = frozenset({"/docs", "/openapi.json"})
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

SECURITY_HEADERS = {
    "content-security-policy": SECURITY_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Gate:
    """ASGI middleware in front of the whole application; no route can forget it."""

    def __init__(
        self, app: ASGIApp, *, is_valid_token: Callable[[bytes], bool], allowed_hosts: frozenset[str]
    ) -> None:
        self._app = app
        self._is_valid_token = is_valid_token
        self._allowed_hosts = LOOPBACK_NAMES | allowed_hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        send = _with_security_headers(send, scope["path"])
        try:
            self._check_host(scope)
            await self._check_token(scope)
        except Exception as error:  # noqa: BLE001 - what is not a problem of the request is raised again
            await problem_response(problem_from(error))(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _check_host(self, scope: Scope) -> None:
        # DNS rebinding: a web page's own name, pointed at 127.0.0.1, would be "same origin" with us.
        host = host_name(Headers(scope=scope).get("host", ""))
        if scope["path"] in PROBE_PATHS or host in self._allowed_hosts or _is_address(host):
            return
        raise ProblemError(
            421,
            "unknown_host",
            "This server does not answer under that host name; name it in NEWSDESK_ALLOWED_HOSTS if it should.",
        )

    async def _check_token(self, scope: Scope) -> None:
        # Hubs have no token of ours; the unguessable path is theirs.
        if scope["path"] in OPEN_PATHS or scope["path"].startswith(CALLBACK_PATH):
            return
        token = _token_of(Headers(scope=scope))
        if token is None or not await run_in_threadpool(self._is_valid_token, token):
            said = "No API token was sent" if token is None else "The API token is not the right one"
            raise ProblemError(
                401,
                "unauthorized",
                f"{said}: send it as `Authorization: Bearer TOKEN`; `newsdesk serve --new-token` makes a new one.",
                headers={"www-authenticate": 'Bearer realm="newsdesk"'},
            )


def host_name(host: str) -> str:
    """The name in a Host header, in small letters, without port, brackets and closing dot."""
    name, colon, port = host.rpartition(":")
    if not colon or not port.isascii() or not (port.isdigit() or port == ""):
        name = host
    elif ":" in name and not name.startswith("["):
        # An IPv6 address without brackets has colons, but no port.
        name = host
    return name.strip("[]").lower().removesuffix(".")


def _is_address(host: str) -> bool:
    """True for an IP address: rebinding needs a name, so an address as host is never an attack."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _token_of(headers: Headers) -> bytes | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip().encode("latin-1")
    # The way clients of NewsAPI send theirs.
    key = headers.get("x-api-key", "").strip()
    return key.encode("latin-1") if key else None


def _with_security_headers(send: Send, path: str) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
            may_be_kept = path in CACHED_PATHS and message["status"] == 200
            headers.setdefault("cache-control", "no-cache" if may_be_kept else "no-store")
        await send(message)

    return send_with_headers
