"""Control characters never come out of a page, however it spells them."""

from __future__ import annotations

import json

import pytest

from crawler.extraction import ExtractedArticle, extract_article
from crawler.extraction.characters import readable

URL = "https://gazette.example/2026/03/harbour-board-votes-on-the-new-quay.html"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("quay\x7f side", "quay side"),
        ("quay\x00\x08\x1b side", "quay side"),
        ("quay\x0cside", "quay side"),
        ("the board\x92s \x93quay\x94\x85", "the board’s “quay”…"),
        ("quay\x81\x8d side", "quay side"),
        ("quay\ud800\uffff side", "quay side"),
        ("tab\tand\r\nline", "tab\tand\r\nline"),
        ("می‌خواهم क्‍ष \u200fעברית", "می‌خواهم क्‍ष \u200fעברית"),
    ],
)
def test_controls_go_and_what_windows_meant_by_them_is_read(written: str, read: str) -> None:
    assert readable(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("\x7f", ""),
        ("\x9f", "Ÿ"),
        ("&#127;", ""),
        ("&#x7F;", ""),
        ("&#0000001;", ""),
        ("&#12;", ""),
        (f"&#{'0' * 5000}1;", ""),
        ("&#146;", "’"),
        ("&#x92", "’"),
        ("&#xFFFE;", ""),
        ("&#65535;", ""),
        ("&#1270;", "Ӷ"),
        ("&#x9f0;", "ৰ"),
    ],
)
def test_a_page_holds_none_in_text_title_and_metadata(written: str, read: str) -> None:
    name = f"Quay{written} board"
    article = extract_article(_page(name).encode(), URL)
    assert _texts(article) == [f"Quay{read} board" for _ in range(4)]


def test_data_that_spell_controls_in_their_own_way_are_read_alike() -> None:
    article = extract_article(_page("Quay board", told="Quay\x7f\x92\ud800 board").encode(), URL)
    assert (article.authors, article.section) == (("Quay’ board",), "Quay’ board")


def _page(name: str, told: str | None = None) -> str:
    data = {"@type": "NewsArticle", "author": {"@type": "Person", "name": told or name}}
    # A browser does not resolve references inside a script, so neither do these data.
    said = json.dumps(data | {"articleSection": told}) if told else ""
    story = "".join(
        f"<p>{word} vote on the repair of the eastern wall was put off, as the harbour master had warned.</p>"
        for word in ("One", "The second", "A third", "The last")
    )
    return (
        f'<html><head><meta name="author" content="{name}"><meta property="article:section" content="{name}">'
        f'<script type="application/ld+json">{said}</script></head><body><h1>{name} puts off its vote</h1>'
        f"<p>{name} members met for the fourth time on Tuesday and went home without a decision.</p>{story}"
        "</body></html>"
    )


def _texts(article: ExtractedArticle) -> list[str]:
    return [
        article.title.removesuffix(" puts off its vote"),
        article.text.partition(" members met")[0],
        *article.authors,
        article.section or "",
    ]
