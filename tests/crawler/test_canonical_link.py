"""Which address of its own a page is believed about."""

from __future__ import annotations

import pytest

from crawler.canonical_link import first_plausible, plausible_canonical
from crawler.extraction import extract_article

PAGE = "https://gazette.example/news/ferry.html"
STORY = "https://gazette.example/2026/02/ferry-breaks-down-in-the-harbour"


@pytest.mark.parametrize(
    ("found", "page", "canonical"),
    [
        (None, f"{PAGE}?utm_source=x", PAGE),
        (" ", PAGE, PAGE),
        (PAGE, f"{PAGE}?fancy=1", PAGE),
        (f"{PAGE}?utm_source=x#top", PAGE, PAGE),
        ("/news/ferry", PAGE, "https://gazette.example/news/ferry"),
        ("ferry", PAGE, "https://gazette.example/news/ferry"),
        ("//www.gazette.example/a", PAGE, "https://www.gazette.example/a"),
        ("https://www.gazette.example/a", PAGE, "https://www.gazette.example/a"),
        ("https://gazette.example/", "https://gazette.example/index.html", "https://gazette.example/"),
        ("http://gazette.example/news/ferry.html", PAGE, PAGE),
        (PAGE, "http://gazette.example/news/ferry.html", PAGE),
        (
            "https://gazette.example/article.php?id=7",
            "https://gazette.example/article.php?id=7&view=full",
            "https://gazette.example/article.php?id=7",
        ),
        ("https://gazette.example/sport/derby", "https://gazette.example/sport/derby?id=77", None),
        ("https://gazette.example/ferry", "https://gazette.example/ferry/2", "https://gazette.example/ferry"),
    ],
)
def test_a_canonical_link_names_the_address(found: str | None, page: str, canonical: str | None) -> None:
    assert plausible_canonical(found, page) == (canonical or page)


@pytest.mark.parametrize(
    "twin",
    [
        f"{STORY}/amp",
        f"{STORY}/amp/",
        f"{STORY}.amp",
        f"{STORY}?amp=1",
        f"{STORY}?amp",
        f"{STORY}?outputType=amp",
        f"{STORY}?print=1",
        f"{STORY}/print/",
        f"{STORY}?view=mobile",
        f"{STORY}/page/2",
        "https://gazette.example/amp/2026/02/ferry-breaks-down-in-the-harbour",
        "https://gazette.example/print/2026/02/ferry-breaks-down-in-the-harbour",
        "https://m.gazette.example/2026/02/ferry-breaks-down-in-the-harbour",
        "https://amp.gazette.example/2026/02/ferry-breaks-down-in-the-harbour",
        "https://gazette.example/?p=4711",
    ],
)
def test_a_twin_is_another_page_until_it_names_its_article(twin: str) -> None:
    assert plausible_canonical(None, twin) == twin
    assert plausible_canonical(STORY, twin) == STORY


@pytest.mark.parametrize(
    "found",
    [
        "https://gazette.example/",
        "https://gazette.example",
        "https://www.gazette.example/",
        "https://gazette.example/en/",
        "https://gazette.example/index.html",
        "/",
        "https://gazette.example/news/",
        "https://gazette.example/sport/world-cup",
        "https://gazette.example/tag/ferries-and-other-large-boats",
        "https://gazette.example/category/news/",
        "https://gazette.example/author/mara-lind",
        "https://gazette.example/404",
        "https://elsewhere.example/2026/02/ferry-breaks-down-in-the-harbour",
        "https://gazette.example.evil.example/a",
        "https://gazette.example/{{slug}}",
        "https://gazette.example/%7B%7Bslug%7D%7D",
        "https://gazette.example/<%= slug %>",
        "https://gazette.example/undefined",
        "https://gazette.example/news/null",
        "https://gazette.example/news/[object%20Object]",
        "https://u:p@gazette.example/a",
        "mailto:desk@gazette.example",
        "javascript:void(0)",
        "https://",
        "https://gazette.example:99999/a",
    ],
)
def test_what_cannot_be_the_address_of_this_article_is_not_believed(found: str) -> None:
    assert plausible_canonical(found, STORY) == STORY


def test_the_script_without_its_number_is_not_the_article() -> None:
    page = "https://gazette.example/article.php?id=7"
    assert plausible_canonical("https://gazette.example/article.php", page) == page
    assert plausible_canonical("https://gazette.example/politics", page) == page


def test_the_next_address_is_asked_where_one_is_not_believed() -> None:
    assert first_plausible(("https://gazette.example/", None, STORY), f"{STORY}/amp") == STORY
    assert first_plausible((), f"{STORY}/amp") == f"{STORY}/amp"


def test_a_page_read_knows_its_address() -> None:
    text = "".join(
        f"<p>Part {n}: the ferry, which has not run since the storm, is tied to the pier again.</p>"
        for n in range(9)
    )
    page = (
        '<html><head><title>Ferry</title><link rel="canonical" href="https://gazette.example/">'
        f'<meta property="og:url" content="{STORY}"></head><body><article><h1>Ferry</h1>{text}</article></body></html>'
    )
    assert extract_article(page.encode(), f"{STORY}/amp").canonical_url == STORY
