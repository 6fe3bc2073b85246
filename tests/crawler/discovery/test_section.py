"""Which links of a home or section page are articles: by address, words and place, and by comparing visits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.address_shape import NOTHING_KNOWN, KnownShapes, shape_of
from crawler.discovery.section import read_section, reads_as_article

HOME = "https://ferry-post.example/"

DATED = """
<header><a href="/">Ferry Post</a></header>
<nav><a href="/2026/03/09/in-the-menu-for-good-reasons">The menu is never news, however long its words are</a></nav>
<main><h2><a href="/2026/03/09/bridge-closed">Bridge closed after the storm of Monday night</a></h2>
<h2><a href="/2026/03/09/school">School reopens</a></h2>
<a href="/2026/03/08/market?utm_source=home">The market moves to the old harbour in spring</a>
<a href="/tag/harbour">Harbour</a> <a href="/author/ann-smith">By Ann Smith</a> <a href="/2026/">All of 2026</a></main>
<footer><a href="/about/how-we-work-here">How we work at the Ferry Post and whom we thank</a></footer>
"""
SLUGS = """
<ul><li><a href="/politics/">Politics</a><li><a href="/sport/">Sport</a>
<li><a href="/real-estate/">Homes</a></ul>
<div><a href="/politics/council-votes-for-a-new-bridge/"><img src=a.jpg></a>
<h3><a href="/politics/council-votes-for-a-new-bridge/">Council votes for a new bridge</a></h3>
<h3><a href="/sport/rowers-win-the-cup-again/">Rowers win the cup, again</a></h3>
<a href="/sport/harbour-run-has-a-new-record-holder/"><h3>Harbour run has a new record holder</h3></a>
<a href="/privacy/what-we-know-about-our-readers/">What we know about our readers, and why</a>
<a href="https://elsewhere.example/news/the-neighbours-have-news-too/">The neighbours have news too</a></div>
"""
NUMBERS = """
<a href="/index.php?id=48211"><b>Neue Brücke am alten Hafen wird teurer</b></a>
<a href="/index.php?id=48212"><b>Fähre fährt ab Montag wieder nach Plan</b></a>
<a href="/index.php?id=48213"><b>Stadtrat streitet über das Schwimmbad</b></a>
<a href="/index.php?id=48214"><b>Zoo freut sich über den ersten Nachwuchs</b></a>
<a href="/index.php?page=2">weiter</a> <a href="/kontakt.php">Kontakt</a> <a href="/impressum.php">Impressum</a>
"""
JAPANESE = """
<ul><li><a href="/articles/AST3942M.html">港の古い橋が台風のあと通行止めに</a></li>
<li><a href="/articles/AST3943K.html">市議会、新しいフェリー乗り場の計画を可決</a></li>
<li><a href="/articles/AST3944L.html">春の市場、旧港へ移転することが決まる</a></li></ul>
<a href="/national/">社会</a><a href="/sports/">スポーツ</a>
"""
HINDI = """
<h2><a href="/news/पुल-तूफान-के-बाद-बंद-किया-गया">सोमवार की रात के तूफान के बाद पुल बंद किया गया</a></h2>
<h2>
<a href="/news/%E0%A4%AC%E0%A4%BE-%E0%A4%AA%E0%A5%81%E0%A4%B0-%E0%A4%98%E0%A4%BE%E0%A4%9F">
बाज़ार वसंत में पुराने घाट पर जाएगा</a></h2>
<a href="/khel">खेल</a>
"""
SHORT_NAMES = """
<a href="/news/ferry">Ferry is back on its old timetable from Monday</a>
<a href="/news/bridge">Bridge will cost the town nine million more</a>
<a href="/news/market">Market moves to the old harbour in the spring</a>
<a href="/news/zoo">Zoo welcomes the first lynx that was born there</a>
<a href="/news/local">Local</a> <a href="/weather">Weather</a>
"""


def paths(page: str, **more: object) -> list[str]:
    section = read_section(page.encode(), HOME, **more)  # type: ignore[arg-type]
    return [link.url.removeprefix(HOME.rstrip("/")) for link in section.articles]


@pytest.mark.parametrize(
    ("page", "articles"),
    [
        (DATED, ["/2026/03/09/bridge-closed", "/2026/03/09/school", "/2026/03/08/market?utm_source=home"]),
        (
            SLUGS,
            [
                "/politics/council-votes-for-a-new-bridge/",
                "/sport/rowers-win-the-cup-again/",
                "/sport/harbour-run-has-a-new-record-holder/",
            ],
        ),
        (NUMBERS, [f"/index.php?id={number}" for number in (48211, 48212, 48213, 48214)]),
        (JAPANESE, [f"/articles/AST{name}.html" for name in ("3942M", "3943K", "3944L")]),
        (SHORT_NAMES, ["/news/ferry", "/news/bridge", "/news/market", "/news/zoo"]),
    ],
    ids=["dated", "slugs", "numbers", "japanese", "short names"],
)
def test_articles_are_told_from_the_furniture_of_the_page(page: str, articles: list[str]):
    assert paths(page) == articles


def test_addresses_in_other_scripts_are_read_as_words():
    assert len(paths(HINDI)) == 2


def test_a_teaser_that_links_twice_is_one_article_with_its_headline():
    titles = [link.title for link in read_section(SLUGS.encode(), HOME).articles]
    assert titles == [
        "Council votes for a new bridge",
        "Rowers win the cup, again",
        "Harbour run has a new record holder",
    ]


def test_a_later_visit_takes_what_is_new_and_what_was_taken_before():
    """The promotion was there before and was not taken; one like it that appears is."""
    before = '<a href="/the-book-of-ferries">The book of ferries, now in our shop</a>'
    first = read_section((SLUGS + before).encode(), HOME)
    known = [link.url for link in first.articles]
    assert HOME + "the-book-of-ferries" not in known
    after = SLUGS + before + '<a href="/the-lynx-is-back">The lynx is back in the woods of the town</a>'
    later = read_section(after.encode(), HOME, seen=first.links)
    assert [link.url for link in later.articles] == [*known, HOME + "the-lynx-is-back"]
    assert read_section(after.encode(), HOME, seen=later.links).articles == later.articles


def test_the_first_visit_takes_the_top_of_a_long_page_and_the_next_not_its_rest():
    page = "".join(
        f'<a href="/2026/03/09/story-{number}">Story number {number} of a very long day in the town</a>'
        for number in range(80)
    ).encode()
    first = read_section(page, HOME)
    assert (len(first.articles), len(first.links)) == (50, 80)
    new = b'<a href="/2026/03/10/late">A late story that came in when all the others were there</a>'
    later = read_section(new + page, HOME, seen=first.links)
    assert {link.url for link in later.articles} - {link.url for link in first.articles} == {
        HOME + "2026/03/10/late"
    }


def test_what_pages_of_the_source_turned_out_to_be_is_believed():
    """Short addresses with short words are nothing by themselves, and a good headline may lead to a shop."""
    page = (
        '<a href="/n/lynx">Lynx seen in the woods</a>'
        '<a href="/deals/cheap-flights-to-the-north-by-ferry">Cheap flights to the north, and ferries</a>'
    )
    assert paths(page) == ["/deals/cheap-flights-to-the-north-by-ferry"]
    pages = [(f"{HOME}n/{name}", True) for name in ("fox", "owl", "elk", "seal")]
    pages += [(f"{HOME}deals/cheap-{name}-for-all", False) for name in ("beds", "cars", "bikes")]
    known = KnownShapes.of(pages)
    assert paths(page, known=known) == ["/n/lynx"]
    assert known.are_articles(shape_of(f"{HOME}n/lynx"))
    assert known.are_none(shape_of(f"{HOME}deals/cheap-flights-to-the-north-by-ferry"))


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("https://a.example/", "/"),
        ("https://a.example/sport", "/word"),
        ("https://a.example/sport/cup-final-is-off-123456.html", "/sport/slug#.html"),
        ("https://a.example/2026/03/09/bridge", "dated /#/#/#/word"),
        ("https://a.example/read.php?id=7&x=1", "/word.php?id&x"),
    ],
)
def test_the_shape_of_an_address_is_what_stands_where(url: str, shape: str):
    assert shape_of(url) == shape


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2026/03/09/bridge", True),
        ("news/council-votes-for-a-new-bridge-48211", True),
        ("sport", False),
        ("", False),
    ],
)
def test_an_address_may_be_an_articles_by_itself(path: str, expected: bool):
    assert reads_as_article(HOME + path) is expected


@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_are_read(page: bytes, path: str):
    read_section(page, HOME)
    read_section(f'<a href="{path}">A headline of the usual length</a>'.encode("utf-8", "replace"), HOME)
    KnownShapes.of([(HOME + path, True)])


def test_nothing_is_known_at_first():
    assert not NOTHING_KNOWN.are_articles("/") and not NOTHING_KNOWN.are_none("/")
