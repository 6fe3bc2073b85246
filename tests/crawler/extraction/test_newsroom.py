"""Every article page of the sample newsroom reads exactly as its golden file says; every other page is no article."""

from __future__ import annotations

import json
from datetime import UTC

import pytest

from crawler.errors import NoArticle
from crawler.extraction import extract_article
from tests.newsroom import render
from tests.newsroom.golden import golden_articles
from tests.newsroom.model import Article, Source, load_sources
from tests.newsroom.sites import Site

BASE = "http://127.0.0.1:8100"
SOURCES = load_sources()
PAGES = [(source, article) for source in SOURCES for article in golden_articles(source)]


def site_of(source: Source) -> Site:
    """The source with everything published and edited."""
    return Site(source, BASE, published=frozenset(article.slug for article in source.drafts))


def read(source: Source, article: Article) -> dict[str, object]:
    site = site_of(source)
    try:
        found = extract_article(render.article_page(site, article), site.url(article))
    except NoArticle:
        return {"no_article": True}
    published = found.published_at and found.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "title": found.title,
        "text": found.text,
        "authors": list(found.authors),
        "published_at": published,
        "language": found.language,
        "agency": found.agency,
    }


@pytest.mark.parametrize(
    ("source", "article"),
    PAGES,
    ids=[f"{source.name}/{article.file.parent.name}/{article.slug}" for source, article in PAGES],
)
def test_an_article_reads_as_its_golden_file_says(source: Source, article: Article) -> None:
    assert read(source, article) == json.loads(article.golden_file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_front_sections_and_errors_are_no_articles(source: Source) -> None:
    site = site_of(source)
    pages = {
        f"{BASE}/": render.home_page(site),
        f"{BASE}/missing": render.error_page(site, 404),
        **{section.url: render.section_page(site, section) for section in site.sections},
    }
    for url, page in pages.items():
        with pytest.raises(NoArticle):
            extract_article(page, url)
