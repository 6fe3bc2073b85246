"""Loads the files of the sample newsroom into frozen values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zlib import crc32

from tests.newsroom.blocks import Block, parse_body

SOURCES = Path(__file__).parent / "sources"

FEEDS = ("rss", "rdf", "atom", "json")
SITEMAPS = ("sitemap", "sitemap_index", "news_sitemap")
BEHAVIOURS = (None, "slow", "missing", "flaky", "private")

_FRONT_MATTER = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)


class SampleError(ValueError):
    """A file of the newsroom cannot be read; the message names it."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path.relative_to(SOURCES)}: {problem}")


@dataclass(frozen=True, slots=True)
class Image:
    """The lead picture of an article; served at /img/FILE."""

    file: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article file; also the one page file that is no article (`kind = "page"`)."""

    slug: str
    file: Path
    title: str
    section: str
    blocks: tuple[Block, ...]
    standfirst: str | None = None
    authors: tuple[str, ...] = ()
    agency: str | None = None
    #: None for an article without a date.
    published: datetime | None = None
    modified: datetime | None = None
    tags: tuple[str, ...] = ()
    image: Image | None = None
    #: Printed by the template on its own; a dateline that belongs to the text is written into the body.
    dateline: str | None = None
    #: The agency of a line such as "(With PTI inputs)" under the story.
    inputs_from: str | None = None
    kind: str = "article"
    behaviour: str | None = None

    @property
    def changed(self) -> datetime | None:
        """When the article last changed by its own account."""
        return self.modified or self.published

    @property
    def golden_file(self) -> Path:
        """Where the exact result of extracting this article is written down."""
        return self.file.with_suffix(".expected.json")

    @property
    def section_slug(self) -> str:
        """The section as it stands in a URL."""
        return quote(re.sub(r"[\s/]+", "-", self.section.strip().lower()))


@dataclass(frozen=True, slots=True)
class Source:
    """One publication of the newsroom, with everything it has or may yet publish."""

    name: str
    folder: Path
    title: str
    language: str
    port_offset: int
    timezone: str
    feeds: tuple[str, ...]
    announces: tuple[str, ...]
    article_path: str = "/{section}/{slug}.html"
    validators: tuple[str, ...] = ()
    crawl_delay: float | None = None
    disallow: tuple[str, ...] = ()
    #: Entries in a feed; sitemaps list everything.
    feed_limit: int = 50
    #: Links in feeds carry utm_… parameters; sitemaps always give the canonical URL.
    tracking: bool = False
    #: Links in feeds lead through /go/SLUG.
    redirects: bool = False
    #: False for a source whose seeds are to be found from its home page or robots.txt.
    declares_seeds: bool = True
    #: Section key -> the name readers see; sections that are missing here show their key with capitals.
    sections: Mapping[str, str] = field(default_factory=dict)
    template: Mapping[str, Any] = field(default_factory=dict)
    articles: tuple[Article, ...] = ()
    drafts: tuple[Article, ...] = ()
    edits: tuple[Article, ...] = ()

    @property
    def files(self) -> tuple[Article, ...]:
        """Every article file of the source: published, to be published, and edited states."""
        return self.articles + self.drafts + self.edits

    def path_of(self, article: Article) -> str:
        """The article's path on its site; private articles live in the first disallowed folder."""
        if article.behaviour == "private":
            return f"{self.disallow[0].rstrip('/')}/{article.slug}.html"
        at = article.published or datetime(2026, 11, 10)  # noqa: DTZ001 - only its date is printed
        return self.article_path.format(
            section=article.section_slug,
            slug=quote(article.slug),
            number=crc32(article.slug.encode()) % 9_000_000 + 1_000_000,
            year=at.year,
            month=f"{at.month:02}",
            day=f"{at.day:02}",
        )

    def section_title(self, article: Article) -> str:
        """The section's name as readers see it."""
        return self.sections.get(article.section, article.section.replace("-", " ").title())


@cache
def load_sources() -> tuple[Source, ...]:
    """All sources of the newsroom, in the order of their ports."""
    folders = sorted(path.parent for path in SOURCES.glob("*/source.toml"))
    return tuple(sorted(map(load_source, folders), key=lambda source: source.port_offset))


@cache
def load_source(folder: Path) -> Source:
    """One source with its articles, drafts and edits; raises SampleError for a file that cannot be read."""
    file = folder / "source.toml"
    values = _toml(file, file.read_text(encoding="utf-8"))
    for name in ("feeds", "announces", "validators", "disallow"):
        values[name] = tuple(values.get(name, ()))
    articles, drafts, edits = (_articles(folder / part) for part in ("articles", "drafts", "edits"))
    try:
        source = Source(
            name=folder.name, folder=folder, articles=articles, drafts=drafts, edits=edits, **values
        )
    except TypeError as error:
        raise SampleError(file, str(error)) from None
    _check(source, file)
    return source


def _check(source: Source, file: Path) -> None:
    if unknown := set(source.feeds) - set(FEEDS + SITEMAPS):
        raise SampleError(file, f"unknown feeds: {', '.join(sorted(unknown))}")
    originals = {article.slug: article for article in source.articles}
    for edit in source.edits:
        original = originals.get(edit.slug)
        if original is None:
            raise SampleError(edit.file, "edits no article of this name")
        # Otherwise a site that only sends Last-Modified would answer 304 to the edit.
        if edit.modified is None or (original.changed and edit.modified <= original.changed):
            raise SampleError(edit.file, "needs `modified`, later than the article's own times")
    for draft in source.drafts:
        if draft.slug in originals:
            raise SampleError(draft.file, "is already an article")


def _articles(folder: Path) -> tuple[Article, ...]:
    return tuple(load_article(path) for path in sorted(folder.glob("*.md")))


def load_article(file: Path) -> Article:
    """One article file: TOML front matter between +++ lines, then the body."""
    match = _FRONT_MATTER.match(file.read_text(encoding="utf-8"))
    if match is None:
        raise SampleError(file, "must begin with front matter between +++ lines")
    values = _toml(file, match[1])
    for name in ("authors", "tags"):
        values[name] = tuple(values.get(name, ()))
    try:
        if "image" in values:
            values["image"] = Image(**values["image"])
        article = Article(slug=file.stem, file=file, blocks=parse_body(match[2]), **values)
    except TypeError as error:
        raise SampleError(file, str(error)) from None
    for time in (article.published, article.modified):
        if time is not None and time.utcoffset() is None:
            raise SampleError(file, f"{time} needs an offset, such as +05:30")
    if article.behaviour not in BEHAVIOURS:
        raise SampleError(file, f"unknown behaviour {article.behaviour!r}")
    return article


def _toml(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SampleError(file, str(error)) from None
