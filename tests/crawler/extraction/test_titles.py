"""The headline: heading, og:title and JSON-LD vote; the site's name is cut."""

from __future__ import annotations

import pytest

from crawler.extraction import extract_article
from crawler.extraction.metadata.site_name import cut_site_name

BODY = "<p>The old signal box at Farrow opened as a museum on a wet morning.</p>" * 4


def title_of(*, h1: str = "", og: str = "", head: str = "", ld: str = "") -> str:
    page = f"<html><head><title>{head}</title>"
    page += f'<meta property="og:title" content="{og}">' if og else ""
    page += (
        f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{ld}"}}</script>'
        if ld
        else ""
    )
    page += f"</head><body>{f'<h1>{h1}</h1>' if h1 else ''}{BODY}</body></html>"
    return extract_article(page.encode(), "https://daily.example/a").title


def test_two_that_agree_win() -> None:
    assert title_of(h1="Signal box museum opens", og="A museum for signals", ld="A museum for signals") == (
        "A museum for signals"
    )


def test_the_heading_wins_when_all_differ() -> None:
    assert title_of(h1="Signal box museum opens", og="A museum for signals", ld="Museum in Farrow") == (
        "Signal box museum opens"
    )


def breadcrumb_page(*, h1: str, h2: str, og: str, ld: str, standfirst: str = "") -> bytes:
    """A page whose h1 ends the breadcrumb, above the heading that readers see."""
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{ld}"}}</script>'
    page = f"<html><head><title>{h1}</title><meta property='og:title' content='{og}'>{script}</head><body>"
    page += f"<nav><ul><li><a href=/>Home</a><li><a href=/rail>Rail</a><li><h1>{h1}</h1></ul></nav>"
    return f"{page}<article>{standfirst}<h2>{h2}</h2>{BODY}</article></body></html>".encode()


@pytest.mark.parametrize(
    ("h2", "og", "ld", "title"),
    [
        # The head repeats the h1, JSON-LD what readers see; or the other way round; or both with a kicker.
        ("Where signals sleep", "Farrow museum", "Where signals sleep", "Where signals sleep"),
        ("Where signals sleep", "Where signals sleep", "Farrow museum", "Where signals sleep"),
        (
            "Rail Where signals sleep",
            "Rail: Where signals sleep",
            "Farrow museum",
            "Rail: Where signals sleep",
        ),
        # Nobody repeats the heading: whoever differs from the h1 was written for readers.
        ("A box of levers reopens", "Where signals sleep", "Farrow museum", "Where signals sleep"),
        # The heading is the h1 again, with a kicker.
        (
            "Rail: Farrow museum opens today",
            "Signals asleep",
            "Signals asleep, all",
            "Farrow museum opens today",
        ),
        # "In short" is no headline.
        ("In short", "Where signals sleep", "Farrow museum", "Farrow museum opens today"),
    ],
)
def test_an_h1_that_ends_a_breadcrumb_gives_way(h2: str, og: str, ld: str, title: str) -> None:
    h1 = "Farrow museum opens today"
    og, ld = (h1 if text == "Farrow museum" else text for text in (og, ld))
    page = breadcrumb_page(h1=h1, h2=h2, og=og, ld=ld)
    assert extract_article(page, "https://daily.example/a").title == title


def test_an_h1_above_its_story_stays_beside_a_subheading() -> None:
    page = "<html><head><title>Signal box museum opens</title><meta property='og:title' content='A box of levers'>"
    page += (
        f"</head><body><main><h1>Signal box museum opens</h1>{BODY}<article><h2>What else is new there</h2>"
    )
    page += f"{BODY}</article></main></body></html>"
    assert extract_article(page.encode(), "https://daily.example/a").title == "Signal box museum opens"


def test_a_logo_in_a_heading_is_no_headline() -> None:
    assert title_of(h1="Daily", og="A museum for signals") == "A museum for signals"


def test_a_label_that_nobody_repeats_is_no_headline() -> None:
    assert title_of(h1="Our opinion", og="A museum for signals") == "A museum for signals"
    assert title_of(h1="Signals fall asleep", og="A museum for signals") == "Signals fall asleep"


def test_the_head_names_a_page_without_heading() -> None:
    assert title_of(head="Signal box museum opens | The Example Daily") == "Signal box museum opens"


def test_of_several_headings_the_confirmed_one_is_the_headline() -> None:
    page = "<html><head><title>Signal box museum opens - Daily</title></head><body><h1>Menu and service</h1>"
    page += f"<h1>Signal box museum opens</h1>{BODY}<h1>What our readers say about it</h1></body></html>"
    assert extract_article(page.encode(), "https://daily.example/a").title == "Signal box museum opens"


def test_a_heading_that_links_home_is_no_headline() -> None:
    page = "<html><head><title>Signal box museum opens</title></head><body>"
    page += f"<h1><a href='/'>Farrow Evening News</a></h1>{BODY}</body></html>"
    assert extract_article(page.encode(), "https://daily.example/a").title == "Signal box museum opens"


def test_the_end_of_the_head_title_is_the_site() -> None:
    assert title_of(h1="Farrow Evening", head="Signal box museum opens | Farrow Evening") == (
        "Signal box museum opens"
    )


def test_a_site_that_is_called_like_its_article_has_no_name() -> None:
    page = "<html><head><title>Signal box museum opens</title>"
    page += (
        f'<meta property="og:site_name" content="Signal box museum opens"></head><body>{BODY}</body></html>'
    )
    assert extract_article(page.encode(), "https://daily.example/a").title == "Signal box museum opens"


@pytest.mark.parametrize("head", ["", "<title>Politics</title>"])
def test_a_section_is_no_title_where_a_heading_stands_above_the_story(head: str) -> None:
    page = f"<html><head>{head}</head><body><p class=kicker>Politics</p><h2>Council keeps the harbour school open</h2>"
    page += f"<p>By Ann Example</p>{BODY}</body></html>"
    assert extract_article(page.encode(), "https://daily.example/a").title == (
        "Council keeps the harbour school open"
    )


def test_a_short_title_that_is_told_twice_is_the_title() -> None:
    page = '<html><head><title>Tides turn - Daily</title><meta property="og:title" content="Tides turn"></head><body>'
    page += f"<h2>More about the sea and the moon</h2>{BODY}</body></html>"
    assert extract_article(page.encode(), "https://daily.example/a").title == "Tides turn"


@pytest.mark.parametrize(
    ("text", "name", "cut"),
    [
        ("Signal box museum opens | The Example Daily", None, "Signal box museum opens"),
        ("Signal box museum opens - The Example Daily", "The Example Daily", "Signal box museum opens"),
        (
            "The Example Daily: Signal box museum opens",
            "The Example Daily",
            "The Example Daily: Signal box museum opens",
        ),
        ("Example Daily | Signal box museum opens", "The Example Daily", "Signal box museum opens"),
        ("Museum opens - and closes", None, "Museum opens - and closes"),
        ("Signal box museum opens | Local News | Example Daily", "Example Daily", "Signal box museum opens"),
        ("古い信号所が博物館として開館した-例文新聞", None, "古い信号所が博物館として開館した"),
    ],
)
def test_site_names_are_cut(text: str, name: str | None, cut: str) -> None:
    assert cut_site_name(text, name) == cut


@pytest.mark.parametrize(
    "head",
    [
        "Print: Signal box museum opens in Farrow",
        "Signal box museum opens in Farrow (Druckversion)",
        "The Daily - Print - Signal box museum opens in Farrow",
    ],
)
def test_a_label_that_only_the_title_puts_to_the_heading_is_cut(head: str) -> None:
    heading = "<h2>Signal box museum opens in Farrow</h2>"
    page = f"<html><head><title>{head}</title></head><body>{heading}{BODY}</body></html>"
    article = extract_article(page.encode(), "https://daily.example/a")
    assert article.title == "Signal box museum opens in Farrow"


def test_a_label_that_the_page_shows_is_part_of_the_headline() -> None:
    assert title_of(h1="Print: the last press stops", head="Print: the last press stops") == (
        "Print: the last press stops"
    )
