"""Makes WARC files as other people's crawlers write them."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
HTML = "text/html; charset=utf-8"


def address(name: str, host: str = "www.news.example") -> str:
    return f"https://{host}/2026/{name}.html"


def packed(*records: bytes) -> bytes:
    """A file in gzip, a member for each record."""
    return b"".join(map(gzip.compress, records))


def response(
    url: str,
    body: bytes,
    *,
    at: datetime | str = MORNING,
    status: str = "200 OK",
    content_type: str | None = HTML,
    protocol: str = "HTTP/1.1",
    http: Mapping[str, str] | None = None,
    warc: Mapping[str, str] | None = None,
) -> bytes:
    """A response record, its body as given."""
    headers = dict(http or {})
    if content_type:
        headers["Content-Type"] = content_type
    stamp = at if isinstance(at, str) else f"{at:%Y-%m-%dT%H:%M:%SZ}"
    return record(
        "response",
        url,
        body,
        http=StatusAndHeaders(status, list(headers.items()), protocol=protocol),
        warc={"WARC-Date": stamp, **(warc or {})},
    )


def record(
    kind: str,
    url: str,
    body: bytes = b"",
    *,
    http: StatusAndHeaders | None = None,
    warc: Mapping[str, str] | None = None,
) -> bytes:
    """A record of any kind."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=False)
    made = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        warc_headers_dict={"WARC-Date": "2026-03-01T08:00:00Z", **(warc or {})},
        http_headers=http or StatusAndHeaders("", [], protocol="")
        if kind in ("response", "revisit")
        else None,
        warc_content_type="" if kind in ("response", "request", "revisit") else "application/warc-fields",
    )
    writer.write_record(made)
    return out.getvalue()


def chunked(body: bytes, size: int = 100) -> bytes:
    """The body in HTTP chunks."""
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (*parts, b""))
