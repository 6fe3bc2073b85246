"""The seeds' texts in many wrappings: every line of boilerplate goes, every sentence of the story stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crawler.extraction import extract_article
from tests.crawler.extraction.chance import chance_page
from tests.crawler.extraction.seeds import SEEDS, WRAPPINGS, SeedPage, seed_pages

PAGES = seed_pages()

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not PAGES, reason=f"the shared seed texts are not beside the project ({SEEDS})"),
]

every_wrapping = pytest.mark.parametrize("wrap", WRAPPINGS, ids=lambda wrap: wrap.__name__)
every_seed = pytest.mark.parametrize("page", PAGES.values() or [None], ids=list(PAGES) or ["none"])


@every_wrapping
@every_seed
def test_the_clean_text_is_the_story_and_nothing_else(
    page: SeedPage, wrap: Callable[[SeedPage], str]
) -> None:
    article = extract_article(wrap(page).encode(), "https://news.example/world/story-1.html")
    assert article.text.split("\n\n") == page.paragraphs


@every_wrapping
@every_seed
def test_the_headline_is_the_title(page: SeedPage, wrap: Callable[[SeedPage], str]) -> None:
    article = extract_article(wrap(page).encode(), "https://news.example/world/story-1.html")
    assert article.title == page.headline


@every_wrapping
@every_seed
def test_the_wire_service_is_read_and_no_author_is_made_up(
    page: SeedPage, wrap: Callable[[SeedPage], str]
) -> None:
    article = extract_article(wrap(page).encode(), "https://news.example/world/story-1.html")
    expected = "PTI" if "(With PTI inputs)" in page.below else "AFP"
    assert (article.agency, article.authors, article.language) == (expected, (), "en")


@every_wrapping
def test_the_date_line_is_the_publication_date(wrap: Callable[[SeedPage], str]) -> None:
    page = next(page for page in PAGES.values() if page.byline)
    article = extract_article(wrap(page).encode(), "https://news.example/world/story-1.html")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2021-06-23T19:14:00+05:30"
    assert (article.date_precision, article.date_from) == ("minute", "text")


@every_seed
@pytest.mark.parametrize("number", range(0, 200, 5))
def test_no_wrapping_by_chance_loses_or_leaks_a_line(page: SeedPage, number: int) -> None:
    for each in range(number, number + 5):
        article = extract_article(chance_page(page, each).encode(), "https://news.example/world/story-1.html")
        lines = [line for paragraph in article.text.split("\n\n") for line in paragraph.split("\n")]
        assert (each, lines) == (each, page.paragraphs)
