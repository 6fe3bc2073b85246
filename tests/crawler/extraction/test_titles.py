"""The headline: heading, og:title and JSON-LD vote; the site's name is cut."""

from __future__ import annotations

import pytest

from crawler.extraction import extract_article
from crawler.extraction.metadata.title import cut_site_name

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


def test_a_logo_in_a_heading_is_no_headline() -> None:
    assert title_of(h1="Daily", og="A museum for signals") == "A museum for signals"


def test_the_head_names_a_page_without_heading() -> None:
    assert title_of(head="Signal box museum opens | The Example Daily") == "Signal box museum opens"


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
    ],
)
def test_site_names_are_cut(text: str, name: str | None, cut: str) -> None:
    assert cut_site_name(text, name) == cut
