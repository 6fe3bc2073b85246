"""Renders the pages of a site: articles, home, sections and what is shown in place of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.newsroom.blocks import Block
from tests.newsroom.model import Article
from tests.newsroom.sites import EPOCH, Link, Site

SHARED = Path(__file__).parent / "templates"


def article_page(site: Site, article: Article) -> bytes:
    """The page of one article, in the source's own template."""
    shown = replace(
        article,
        section=site.source.section_title(article),
        blocks=tuple(_linked(site, block) for block in article.blocks),
    )
    return _render(
        site,
        "article.html",
        article=shown,
        url=site.url(article),
        section_url=site.section_url(article),
        others=site.others(article),
        trending=site.trending,
    )


def home_page(site: Site) -> bytes:
    """The front page: every article, and the feeds where the source announces them."""
    return _listing(site, site.source.title, f"{site.base}/", site.articles)


def section_page(site: Site, section: Link) -> bytes:
    """The front page of one section."""
    articles = [article for article in site.articles if site.section_url(article) == section.url]
    return _listing(site, f"{section.title} | {site.source.title}", section.url, articles)


def error_page(site: Site, status: int) -> bytes:
    """What a reader sees instead of a page."""
    return _render(site, "error.html", status=status)


def _listing(site: Site, heading: str, url: str, articles: Iterable[Article]) -> bytes:
    places = site.source.announces
    return _render(
        site,
        "listing.html",
        heading=heading,
        url=url,
        links=[site.link(article) for article in articles],
        head_feeds=site.feeds if "link" in places else (),
        anchor_feeds=site.feeds if "anchor" in places else (),
    )


def _linked(site: Site, block: Block) -> Block:
    """Give "read" and "also" boilerplate the URL it links to."""
    if block.kind not in ("read", "also"):
        return block
    return block._replace(extra=site.link_to(block.text).url)


def _render(site: Site, template: str, **values: Any) -> bytes:
    source = site.source
    seen = {
        "name": source.name,
        "title": source.title,
        "language": source.language,
        "base": site.base,
        "sections": site.sections,
        "template": source.template,
    }
    page = _templates(source.folder).get_template(template)
    # The year is the newsroom's own: a page that follows the clock would never be "not modified".
    return page.render(source=seen, base=site.base, now_year=EPOCH.year, **values).encode()


@cache
def _templates(folder: Path) -> Environment:
    """A source's own templates, and the shared ones for what it does not have."""
    templates = Environment(
        loader=FileSystemLoader([folder, SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["utc"] = _utc
    return templates


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
