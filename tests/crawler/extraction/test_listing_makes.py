"""Lists of articles are known however their cards are made links, and lists of things inside an article are not."""

from __future__ import annotations

import pytest

from crawler.extraction import extract_article
from tests.crawler.extraction.test_kinds import document, paragraphs, reason_of

HEADLINES = (
    "Keepers of the lighthouse go back to lamp oil",
    "Two barrels came over on the morning boat",
    "Nobody under sixty had seen the burner lit",
    "The harbour office is content with the light",
)
TEASERS = (
    "The power has been cut for the third time this month, and the keepers have had enough of it.",
    "A third barrel is to follow when the sea allows it, says the master of the boat.",
    "Children were let out of school on Tuesday to see how the light was made in former days.",
    "It is as bright as the electric one and a little warmer, as the office says in its report.",
)


def cards(make: str) -> str:
    return "".join(
        make.format(url=f"/2026/a-story-of-the-lighthouse-{number}", headline=headline, teaser=teaser)
        for number, (headline, teaser) in enumerate(zip(HEADLINES * 2, TEASERS * 2, strict=True))
    )


@pytest.mark.parametrize(
    "make",
    [
        '<div class="card"><a href="{url}"></a><h3>{headline}</h3><p>{teaser}</p></div>',
        '<div class="card"><a href="{url}"><img src="a.jpg"></a><div><h3>{headline}</h3><p>{teaser}</p></div></div>',
        '<div class="card" onclick="location.href=\'{url}\'"><h3>{headline}</h3><p>{teaser}</p></div>',
        '<article data-href="{url}"><h2>{headline}</h2><p>{teaser}</p></article>',
        '<div class="card"><h3>{headline}</h3><p>{teaser} <a href="{url}">»</a></p></div>',
        '<dl><dt>{headline}</dt><dd>{teaser} <a href="{url}">Read on</a></dd></dl>',
    ],
    ids=["empty link", "picture", "script", "data", "arrow", "closing words"],
)
def test_cards_are_teasers_although_their_headlines_are_no_links(make: str) -> None:
    page = document(f"<main><h1>Islands</h1>{cards(make)}</main>", title="Islands | The Daily")
    assert (reason_of(page, "https://daily.example/islands") or "").startswith("a listing (")


def test_the_things_that_an_article_lists_stay_although_their_pictures_are_links() -> None:
    intro = (
        "We asked the readers of four islands what they read while the lamps were out, and they wrote to us.",
        "These are the four books that were named most often, in the order in which the letters came.",
    )
    make = '<div class="book"><a href="{url}"><img src="a.jpg" alt=""></a><h3>{headline}</h3><p>{teaser}</p></div>'
    page = document(
        f"<article><h1>What the islands read by lamp light</h1>{paragraphs(*intro)}{cards(make)}</article>",
        title="What the islands read by lamp light",
    )
    text = extract_article(
        page.encode(), "https://daily.example/books/what-the-islands-read-by-lamp-light"
    ).text
    assert [line for line in (*intro, *HEADLINES, *TEASERS) if line not in text] == []


def test_a_short_report_without_full_stops_is_told_from_the_headlines_beside_it() -> None:
    story = "ผู้ดูแลประภาคารกลับไปใช้น้ำมันตะเกียงอีกครั้งหลังจากไฟฟ้าดับเป็นครั้งที่สามในเดือนนี้และชาวเกาะยังไม่รู้ว่าไฟจะกลับมาเมื่อใด"
    others = "".join(
        f'<li><a href="/th/{number}-story-of-the-lamp">{headline}</a></li>'
        for number, headline in enumerate(
            ("เรือข้ามฟากลำแรกกลับถึงท่าเรือเช้านี้", "โรงเรียนบนเกาะหยุดเรียนสองวัน", "ชาวประมงขายปลาได้ราคาดี")
        )
    )
    page = document(
        f"<div><h1>ประภาคารกลับไปใช้น้ำมันตะเกียง</h1><div>{story}</div><ul>{others}</ul></div>",
        title="ประภาคารกลับไปใช้น้ำมันตะเกียง",
    )
    article = extract_article(
        page.encode(), "https://daily.example/th/2026/lamp-oil-returns-to-the-lighthouse"
    )
    assert article.text == story
