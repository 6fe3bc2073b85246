"""Agencies and authors are told apart, and both from roles, places and furniture."""

from __future__ import annotations

import pytest

from crawler.extraction import ExtractedArticle, extract_article
from crawler.extraction.metadata.agency import agency_in, credit_in, find_agency
from crawler.extraction.metadata.names import names_in
from crawler.extraction.rules.byline import is_byline


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("AFP", "AFP"),
        ("AFP |", "AFP"),
        ("By Reuters", "Reuters"),
        ("The Associated Press", "AP"),
        ("Quelle: dpa", "dpa"),
        ("dpa/lth", "dpa"),
        ("Agencia EFE", "EFE"),
        ("एजेंसी: पीटीआई", "PTI"),
        ("（共同）", "共同"),
        ("ロイター", "Reuters"),
        ("Norvia Press Agency", "Norvia Press Agency"),
        ("Źródło: PAP", "PAP"),
        ("Bron: ANP", "ANP"),
        ("Kaynak: AA", "Anadolu"),
        ("المصدر: وكالة الأنباء الفرنسية", "AFP"),
        ("Ann Example", None),
        ("Reuters reporters saw the ferry leave", None),
        ("Press officer Ann Example", None),
    ],
)
def test_a_credit_names_an_agency(text: str, agency: str | None) -> None:
    assert agency_in(text) == agency


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("(With PTI inputs)", "PTI"),
        ("With inputs from ANI and Reuters", "ANI"),
        ("(इनपुट: भाषा)", "भाषा"),
        ("— AFP", "AFP"),
        ("Mit Material von dpa", "dpa"),
        ("(With Norvia Press Agency inputs)", "Norvia Press Agency"),
        ("The ferry left with Reuters on board.", None),
    ],
)
def test_a_credit_line_names_an_agency(line: str, agency: str | None) -> None:
    assert credit_in(line) == agency


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("PORT ELLIN, Nov 18 (Reuters) - The ferry left.", "Reuters"),
        ("Port Ellin (dpa) - Die Fähre legte ab.", "dpa"),
        ("(서울=연합뉴스) 홍길동 기자 = 여객선이 떠났다.", "Yonhap"),
        ("【港町=共同】船が出た。", "共同"),
        ("(In the rain) the ferry left.", None),
    ],
)
def test_a_dateline_names_an_agency(line: str, agency: str | None) -> None:
    assert find_agency([], [], [line]) == agency


def test_a_dateline_may_stand_below_standfirst_and_byline() -> None:
    lines = ["The harbour is empty.", "By Ann Example", "PORT ELLIN (AP) — The ferry left."]
    assert find_agency([], [], lines) == "AP"


def test_a_closing_bracket_names_an_agency() -> None:
    assert find_agency([], [], ["The ferry left.", "Nobody waved. (AFP)"]) == "AFP"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ann Example and Ben Sample", ("Ann Example", "Ben Sample")),
        ("Von Ann Example, Ben Muster und Cem Beispiel", ("Ann Example", "Ben Muster", "Cem Beispiel")),
        ("Ann Example, Political Correspondent", ("Ann Example",)),
        ("By ANN EXAMPLE in Port Ellin", ("Ann Example",)),
        ("लेखक: मीरा उदाहरण", ("मीरा उदाहरण",)),
        ("記者　例文太郎、山浦一", ("例文太郎", "山浦一")),
        ("Sports Desk", ("Sports Desk",)),
        ("Penulis: Budi Contoh", ("Budi Contoh",)),
        ("מאת דנה דוגמה", ("דנה דוגמה",)),
        ("Par Anne Exemple avec AFP", ("Anne Exemple",)),
        ("Featured Co-Editor", ()),
        ("Staff Writer", ()),
        ("AFP", ()),
        ("By", ()),
        ("The Example Daily", ()),
        ("https://social.example/ann", ()),
        ("November", ()),
        ("signing up, you agree to our terms", ()),
    ],
)
def test_names_are_cut_from_bylines(text: str, names: tuple[str, ...]) -> None:
    assert names_in([text], sites=["theexampledaily"]) == names


def read(top: str, language: str) -> ExtractedArticle:
    body = "<p>The old signal box opened as a museum on a wet morning in May, and forty people came.</p>" * 3
    page = f"<html lang={language}><head><title>A museum opens at Farrow</title></head><body>"
    page += f"<h1>A museum opens at Farrow</h1>{top}{body}</body></html>"
    return extract_article(page.encode(), "https://daily.example/a")


@pytest.mark.parametrize(
    ("byline", "author", "agency"),
    [
        ("By ANN EXAMPLE, Associated Press", "Ann Example", "AP"),
        ("Par Anne Exemple avec AFP", "Anne Exemple", "AFP"),
        ("Von Anna Beispiel und dpa", "Anna Beispiel", "dpa"),
    ],
)
def test_a_byline_may_name_a_person_and_an_agency(byline: str, author: str, agency: str) -> None:
    article = read(f"<p>{byline}</p>", "en")
    assert (article.authors, article.agency) == ((author,), agency)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("입력 2026.11.24. 오전 9:14 홍길동 기자", "홍길동"),
        ("港城11月24日电（记者张例文）船开了。", "张例文"),
    ],
)
def test_a_reporter_is_named_where_the_line_begins(line: str, author: str) -> None:
    assert read(f"<p>{line}</p>", "ko").authors == (author,)


@pytest.mark.parametrize(
    "text",
    [
        "By Ann Example",
        "AFP |",
        "Ann Example, Staff Writer",
        "Von unserer Korrespondentin",
        "Agencia EFE",
        "（共同）",
    ],
)
def test_bylines_are_seen(text: str) -> None:
    assert is_byline(text, ("Ann Example",))


@pytest.mark.parametrize("text", ["By the time the ferry left, it was dark.", "Islands on short rations"])
def test_subheads_and_sentences_are_no_bylines(text: str) -> None:
    assert not is_byline(text, ("Ann Example",))


def test_the_trending_box_gives_no_author() -> None:
    page = """<html lang=en><head><title>A museum opens at Farrow</title></head><body>
    <article><h1>A museum opens at Farrow</h1><p>The old signal box opened as a museum on a wet morning in May.</p>
    <p>Forty people came, and thirty of them had worked in it.</p><p>It will be open on Sundays until the frost.</p>
    </article><aside><ul><li><a href=/1 rel=author>Ben Sample</a>: The ferry, the fog and I</li></ul></aside>
    </body></html>"""
    padding = "<p>An unrelated line of the page's foot that goes on for a little while.</p>" * 40
    page = page.replace("<aside>", f"<footer>{padding}</footer><aside>")
    assert extract_article(page.encode(), "https://daily.example/a").authors == ()
