"""A paper on loopback whose pages a test writes itself: path → body."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PARAGRAPHS = 6


@dataclass
class Paper:
    """The pages of a site, which may be changed while it is asked, and what was asked for."""

    origin: str
    pages: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        """The address of a page."""
        return self.origin + path


@contextmanager
def paper() -> Iterator[Paper]:
    """A paper without any page yet; "ORIGIN" in a page stands for its address."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            page = served.pages.get(self.path)
            body = (page or "").replace("ORIGIN", served.origin).encode()
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    served = Paper(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


def story(subject: str, published: str | None = None) -> str:
    """A page with an article about the subject, which may tell when it was published."""
    date = f'<meta property="article:published_time" content="{published}">' if published else ""
    title = f"The council talks about the {subject}"
    text = "".join(
        f"<p>Part {part}: the council of the town met on Tuesday to talk about the {subject}, and about the nine "
        "million that a new one would cost the town over the next ten years.</p>"
        for part in range(PARAGRAPHS)
    )
    return (
        f"<html lang=en><head><title>{title}</title>{date}</head>"
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )


def sitemap(*lines: str) -> str:
    """A sitemap of lines made by `line`."""
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(lines)}</urlset>'


def line(path: str, lastmod: str | None = None) -> str:
    """One address in a sitemap."""
    return f"<url><loc>ORIGIN{path}</loc>{_lastmod(lastmod)}</url>"


def index(**sitemaps: str | None) -> str:
    """An index of sitemaps by name, each with its last change."""
    lines = (
        f"<sitemap><loc>ORIGIN/{name}.xml</loc>{_lastmod(lastmod)}</sitemap>"
        for name, lastmod in sitemaps.items()
    )
    return (
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(lines)}</sitemapindex>'
    )


def _lastmod(moment: str | None) -> str:
    return f"<lastmod>{moment}</lastmod>" if moment else ""
