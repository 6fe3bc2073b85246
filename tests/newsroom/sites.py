"""One source as it stands online: which articles it shows now, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from tests.newsroom.model import FEEDS, SITEMAPS, Article, Source

#: The Last-Modified of what has no time of its own.
EPOCH = datetime(2026, 11, 9, tzinfo=UTC)

PATHS = {
    "rss": "/rss.xml",
    "rdf": "/index.rdf",
    "atom": "/atom.xml",
    "json": "/feed.json",
    "sitemap": "/sitemap.xml",
    "sitemap_index": "/sitemap_index.xml",
    "news_sitemap": "/news-sitemap.xml",
}
CONTENT_TYPES = {
    "rss": "application/rss+xml",
    "rdf": "application/rdf+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
} | dict.fromkeys(SITEMAPS, "application/xml")


class NoSuchNameError(LookupError):
    """A source, draft or edit that the newsroom does not have; the message lists those it has."""


@dataclass(frozen=True)
class Link:
    """An article as other pages and the feeds announce it."""

    title: str
    url: str
    standfirst: str | None = None


@dataclass(frozen=True)
class Feed:
    """A feed or sitemap of the site."""

    name: str
    url: str
    content_type: str

    @property
    def is_sitemap(self) -> bool:
        """True for the three kinds of sitemap."""
        return self.name in SITEMAPS


@dataclass(frozen=True)
class Site:
    """A source at its address, with the drafts published and the edits made so far."""

    source: Source
    #: Such as http://127.0.0.1:8101, without a slash at the end.
    base: str
    published: frozenset[str] = frozenset()
    edited: frozenset[str] = frozenset()
    crawl_delay: float | None = None

    def publish(self, slug: str) -> Site:
        """The site after publishing a draft."""
        self._known(slug, self.source.drafts, "draft")
        return replace(self, published=self.published | {slug})

    def edit(self, slug: str) -> Site:
        """The site after an article was edited."""
        self._known(slug, self.source.edits, "edit")
        return replace(self, edited=self.edited | {slug})

    def _known(self, slug: str, articles: tuple[Article, ...], noun: str) -> None:
        slugs = [article.slug for article in articles]
        if slug not in slugs:
            there_are = ", ".join(slugs) or "none"
            raise NoSuchNameError(f"{self.source.name} has no {noun} {slug}; there are: {there_are}")

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """What is online now, newest first."""
        edits = {edit.slug: edit for edit in self.source.edits if edit.slug in self.edited}
        shown = [edits.get(article.slug, article) for article in self.source.articles]
        shown += [draft for draft in self.source.drafts if draft.slug in self.published]
        return newest_first(shown)

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        """The feeds and sitemaps of the site."""
        names = [name for name in FEEDS + SITEMAPS if name in self.source.feeds]
        return tuple(Feed(name, self.base + PATHS[name], CONTENT_TYPES[name]) for name in names)

    @property
    def changed_at(self) -> datetime:
        """The Last-Modified of everything that lists articles; each change moves it on."""
        newest = max((article.changed for article in self.articles if article.changed), default=EPOCH)
        # An edit may be younger than a draft that is published after it: the times alone would not move.
        return newest + timedelta(seconds=len(self.published) + len(self.edited))

    def url(self, article: Article) -> str:
        """The canonical URL of an article."""
        return self.base + self.source.path_of(article)

    def feed_url(self, article: Article) -> str:
        """The URL a feed gives for an article: perhaps a redirect, perhaps with tracking parameters."""
        url = f"{self.base}/go/{article.slug}" if self.source.redirects else self.url(article)
        tracking = f"?utm_source=rss&utm_medium=feed&utm_campaign={self.source.name}"
        return url + tracking if self.source.tracking else url

    def section_url(self, article: Article) -> str:
        """The page of the article's section."""
        return f"{self.base}/{article.section_slug}/"

    def link(self, article: Article) -> Link:
        """The article as other pages announce it."""
        return Link(article.title, self.url(article), article.standfirst)

    def link_to(self, title: str) -> Link:
        """The article of that title, or a link home where the title is only a teaser."""
        for article in self.source.articles:
            if article.title == title:
                return self.link(article)
        return Link(title, f"{self.base}/")

    def others(self, article: Article) -> tuple[Link, ...]:
        """The source's other articles as they first were: an edit or a publication changes no other page."""
        rest = (other for other in newest_first(self.source.articles) if other.slug != article.slug)
        return tuple(self.link(other) for other in rest if other.kind == "article")

    @cached_property
    def trending(self) -> tuple[Link, ...]:
        """The titles under `trending` in source.toml, else the first five articles; never changes."""
        first = newest_first(self.source.articles)[:5]
        return tuple(map(self.link_to, self.source.template.get("trending", [each.title for each in first])))

    @cached_property
    def sections(self) -> tuple[Link, ...]:
        """The sections of the first articles, as the navigation shows them."""
        pairs = {self.section_url(each): self.source.section_title(each) for each in self.source.articles}
        return tuple(Link(title, url) for url, title in sorted(pairs.items()))


def newest_first(articles: list[Article] | tuple[Article, ...]) -> tuple[Article, ...]:
    """By time of publication; those without a date come last."""
    return tuple(sorted(articles, key=lambda each: (each.published or EPOCH, each.slug), reverse=True))
