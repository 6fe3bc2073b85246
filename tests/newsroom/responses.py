"""Answers a path of a site: which page, feed or picture is there, in bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from tests.newsroom.feeds import BUILDERS, robots_txt, weekly_sitemap, weeks
from tests.newsroom.images import picture
from tests.newsroom.model import Article
from tests.newsroom.render import article_page, error_page, home_page, section_page
from tests.newsroom.sites import EPOCH, PATHS, Site

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Response:
    """What the server sends, before conditions, compression and bad behaviour."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    #: None where no validators are sent.
    changed_at: datetime | None = None
    #: Where a redirect leads.
    location: str | None = None
    #: The article whose page this is.
    article: Article | None = None

    @property
    def is_text(self) -> bool:
        """True where compression is worth while."""
        return not self.content_type.startswith("image/")


def respond(site: Site, target: str) -> Response:
    """The answer to GET of a request target; its query does not matter."""
    path = unquote(urlsplit(target).path)
    return (
        _listing(site, path)
        or _feed(site, path)
        or _article(site, path)
        or _redirect(site, path)
        or _file(site, path)
        or failure(site, 404)
    )


def failure(site: Site, status: int) -> Response:
    """An answer that is no page, such as 404 or 500."""
    return Response(error_page(site, status), status=status)


def _listing(site: Site, path: str) -> Response | None:
    if path == "/":
        return Response(home_page(site), changed_at=site.changed_at)
    for section in site.sections:
        if site.base + path == unquote(section.url):
            return Response(section_page(site, section), changed_at=site.changed_at)
    return None


def _feed(site: Site, path: str) -> Response | None:
    for feed in site.feeds:
        if PATHS[feed.name] == path:
            body = BUILDERS[feed.name](site)
            return Response(body, f"{feed.content_type}; charset=utf-8", changed_at=site.changed_at)
    if "sitemap_index" in site.source.feeds:
        for week in weeks(site):
            if path == f"/sitemaps/{week}.xml":
                body = weekly_sitemap(site, week)
                return Response(body, "application/xml; charset=utf-8", changed_at=site.changed_at)
    return None


def _article(site: Site, path: str) -> Response | None:
    for article in site.articles:
        if unquote(site.source.path_of(article)) == path and article.behaviour != "missing":
            return Response(article_page(site, article), changed_at=article.changed or EPOCH, article=article)
    return None


def _redirect(site: Site, path: str) -> Response | None:
    for article in site.articles:
        if site.source.redirects and path == f"/go/{article.slug}":
            return Response(b"", status=301, location=site.url(article))
    return None


def _file(site: Site, path: str) -> Response | None:
    if path == "/robots.txt":
        return Response(robots_txt(site), "text/plain; charset=utf-8", changed_at=EPOCH)
    made = picture(path) if path.startswith("/img/") else None
    return Response(*made, changed_at=EPOCH) if made else None
