"""What a page says about its article, read from whatever its head, JSON-LD and furniture hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import ExtractionError
from crawler.extraction import ExtractedArticle, extract_article
from crawler.extraction.metadata.signals import Signals, read_signals
from crawler.extraction.metadata.subjects import find_section, find_tags
from crawler.extraction.tree import parse_page

SUITES = Path(__file__).parents[4] / "shared" / "suites"
URL = "https://daily.example/news/signal-box"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
BODY = "<p>The old signal box at Farrow opened as a museum on a wet morning in May.</p>" * 4
HEADLINE = "A museum opens at Farrow"


def read(*, node: object = None, head: str = "", top: str = "", now: datetime = NOW) -> ExtractedArticle:
    if node is not None:
        head += f'<script type="application/ld+json">{json.dumps(node)}</script>'
    page = f"<html lang=en><head><title>{HEADLINE}</title>{head}</head><body><h1>{HEADLINE}</h1>{top}{BODY}"
    return extract_article(page.encode(), URL, now=now)


def news(**properties: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": HEADLINE, **properties}


def signals_of(head: str = "", node: object = None) -> Signals:
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>' if node else ""
    return read_signals(parse_page(f"<html><head>{head}{script}</head><body>{BODY}</body></html>"))


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"@type": "Person", "name": "Ann Example"}, ("Ann Example",)),
        (
            [{"@type": "Person", "name": "Ann Example"}, {"@type": "Person", "name": "Reuters"}],
            ("Ann Example",),
        ),
        ({"@type": "Person", "name": "By ANN EXAMPLE in Port Ellin"}, ("Ann Example",)),
        ({"@type": "Person", "name": "Ann Example | The Harbour Ledger"}, ("Ann Example",)),
        ({"@type": "Person", "name": "Ann Example & Ben Sample"}, ("Ann Example", "Ben Sample")),
        ("Ann Example, Chief Science Officer and Head of Tides", ("Ann Example",)),
        ({"@type": "Person", "name": "मीरा उदाहरण"}, ("मीरा उदाहरण",)),
        ({"@type": "Person", "name": "例文太郎"}, ("例文太郎",)),
        ({"@type": "Person", "name": "مثال الكاتب"}, ("مثال الكاتب",)),
        # Whom a page calls a person is credited when nobody else is; an organization only if it says more of it.
        ({"@type": "Person", "name": "AFP"}, ("AFP",)),
        ({"@type": "Organization", "name": "AFP"}, ()),
        ({"@type": "Person", "name": "Staff Reporter"}, ()),
        ({"@type": "Person", "name": "https://daily.example/ann"}, ()),
        ({"@type": "Person", "name": "@ann_example"}, ()),
        ({"@type": "Person", "name": None}, ()),
    ],
)
def test_json_ld_names_people_and_desks(author: object, names: tuple[str, ...]) -> None:
    assert read(node=news(author=author)).authors == names


def test_a_name_may_stand_in_another_node() -> None:
    person = {"@type": "Person", "@id": "#ann", "name": "Ann Example"}
    graph = {"@context": "https://schema.org", "@graph": [news(author={"@id": "#ann"}), person]}
    assert read(node=graph).authors == ("Ann Example",)


def test_a_signal_that_knows_more_authors_completes_the_first() -> None:
    head = '<meta name="author" content="Ann Example, Ben Sample">'
    assert read(node=news(author="Ann Example"), head=head).authors == ("Ann Example", "Ben Sample")


def test_a_signal_that_contradicts_the_first_is_not_heard() -> None:
    head = '<meta name="author" content="Cem Muster, Ben Sample">'
    assert read(node=news(author="Ann Example"), head=head).authors == ("Ann Example",)


@pytest.mark.parametrize("name", ["The Example Daily", "Example Daily Online", "daily.example"])
def test_the_outlet_is_no_author_beside_a_byline(name: str) -> None:
    head = f'<meta property="og:site_name" content="Example Daily"><link rel=canonical href="{URL}">'
    head += f'<meta name="author" content="{name}">'
    assert read(head=head, top="<p>By Ann Example</p>").authors == ("Ann Example",)


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"@type": "Organization", "name": "Example Daily"}, ()),
        ({"@type": "Person", "name": "Example Daily"}, ("Example Daily",)),
        ({"@type": "NewsMediaOrganization", "name": "Example Daily", "url": "/about"}, ("Example Daily",)),
        ([{"@type": "Organization", "name": "Example Daily", "url": "/"}, "Ann Example"], ("Ann Example",)),
    ],
)
def test_the_outlet_is_the_author_where_the_page_means_it(author: object, names: tuple[str, ...]) -> None:
    assert read(node=news(author=author, publisher="Example Daily")).authors == names


def test_the_outlet_is_the_author_where_two_signals_say_so() -> None:
    head = '<meta name="author" content="EXAMPLE DAILY">'
    node = news(author={"@type": "Organization", "name": "Example Daily"}, publisher="Example Daily")
    assert read(head=head, node=node).authors == ("Example Daily",)


@pytest.mark.parametrize(
    ("name", "names"), [("Example Daily", ("Example Daily",)), ("Pages & Pixels Ltd", ())]
)
def test_the_head_alone_may_name_the_outlet_and_no_other_company(name: str, names: tuple[str, ...]) -> None:
    head = f'<meta property="og:site_name" content="Example Daily"><meta name="author" content="{name}">'
    assert read(head=head).authors == names


def test_a_place_behind_a_name_is_no_author() -> None:
    assert read(top="<p>Von Ann Example, Zürich</p>").authors == ("Ann Example",)


@pytest.mark.parametrize(
    ("top", "names"),
    [
        ("<p>Ann Example</p>", ("Ann Example",)),
        (
            "<p>Islands on short rations</p><p>Ann van Example/Ben Sample</p>",
            ("Ann van Example", "Ben Sample"),
        ),
        ("<div>Ann Example | 18.11.2026 - 09:14</div><h6>Port Ellin</h6>", ("Ann Example",)),
        ("<div><a href=/authors/7>Анна Пример</a> — 24 жовтня, 15:26</div>", ("Анна Пример",)),
        ("<p>ByAnn Example</p>", ("Ann Example",)),
        # What the story is about is no author, nor is a label.
        (
            "<p>Farrow Junction</p><p>Farrow Junction got its museum on a wet morning, after years of waiting.</p>",
            (),
        ),
        ("<p>Signal Museum</p>", ()),
        ("<p>Press release</p>", ()),
        ("<div>Photo Gallery | 18.11.2026</div>", ()),
        ("<figure><figcaption>Ann Example</figcaption></figure>", ()),
        ("<p>© Ann Example</p>", ()),
    ],
)
def test_a_line_with_nothing_but_a_name_signs_a_story_that_nobody_else_did(
    top: str, names: tuple[str, ...]
) -> None:
    assert read(top=top).authors == names


def test_every_linked_author_near_the_headline_is_heard() -> None:
    top = "<p><a rel=author href=/ann>Ann Example</a></p><p><a rel=author href=/ben>Ben Sample</a></p>"
    assert read(node=news(author="Ben Sample"), top=top).authors == ("Ann Example", "Ben Sample")


@pytest.mark.parametrize(
    "byline",
    [
        "By Ann Example November 18, 2026",
        "Analysis by Ann Example",
        "By Ann ExamplePublished 18 November 2026",
        "By Ann ExampleNov 18, 2026",
        "Von Ann Example am 18.11.2026",
        "Par Ann Example le 18 novembre 2026 à 9h14",
        "Interview: Ann Example",
    ],
)
def test_a_byline_ends_where_the_name_does(byline: str) -> None:
    assert read(top=f"<p>{byline}</p>").authors == ("Ann Example",)


def test_the_outlet_behind_a_name_is_cut() -> None:
    head = '<meta property="og:site_name" content="The Farrow Daily &amp; Gazette">'
    assert read(head=head, top="<div class=byline>Ann Example Farrow Daily &amp; Gazette</div>").authors == (
        "Ann Example",
    )


def test_only_the_first_byline_is_the_articles() -> None:
    teasers = (
        "".join(f"<p>The story of the harbour, part {n}.</p>" for n in range(5)) + "<p>By Ben Sample</p>"
    )
    assert read(top=f"<p>By Ann Example</p>{teasers}").authors == ("Ann Example",)


def test_the_credit_of_a_picture_is_no_agency() -> None:
    picture = "<figure><img src=/a.jpg><figcaption>The box in May (Ann Example/Reuters)</figcaption></figure>"
    assert read(top=picture).agency is None


def test_the_zone_of_a_date_is_told() -> None:
    article = read(node=news(datePublished="2026-11-18T01:14:00+05:30"))
    assert (article.published_at, article.date_zone) == (datetime(2026, 11, 17, 19, 44, tzinfo=UTC), "+05:30")


@pytest.mark.parametrize(
    ("line", "modified"),
    [
        (
            "Publié le 18/11/2026 à 09h14, mis à jour le 18/11/2026 à 11h00",
            datetime(2026, 11, 18, 11, tzinfo=UTC),
        ),
        ("Published 18 Nov 2026, updated 19 Nov 2026", datetime(2026, 11, 19, tzinfo=UTC)),
        ("Published 18 Nov 2026 09:14, updated 18 Nov 2026", None),
    ],
)
def test_the_page_may_show_when_it_was_updated(line: str, modified: datetime | None) -> None:
    assert read(top=f"<p>{line}</p>").modified_at == modified


@pytest.mark.parametrize(
    ("below", "standfirst"),
    [
        ("<h2>Forty people came, and thirty of them had worked there.</h2>", "Forty people came"),
        ("<div class=dek>Forty people came, and thirty had worked there.</div>", "Forty people came"),
        ("<h2 class=dek>Forty people, of whom thirty had worked there</h2>", "Forty people, of whom"),
        ("<h2>Forty people, of whom thirty had worked there</h2>", None),
        ("<div class=dek>18 November 2026 at 9:14 on a day of rain.</div>", None),
        ("<aside><h2>The ferry, the fog and I will not come back.</h2></aside>", None),
    ],
)
def test_the_standfirst_stands_between_headline_and_byline(below: str, standfirst: str | None) -> None:
    page = f"<html lang=en><head><title>{HEADLINE}</title></head><body><header><h1>{HEADLINE}</h1>{below}</header>"
    page += f"<div>By Ann Example</div><article>{BODY}</article></body></html>"
    found = extract_article(page.encode(), URL, now=NOW).standfirst
    assert found == standfirst or (standfirst and found and found.startswith(standfirst))


def test_midnight_to_the_second_is_a_day() -> None:
    article = read(node=news(datePublished="2026-11-18T00:00:00+08:00"))
    assert (article.published_at, article.date_precision) == (datetime(2026, 11, 18, tzinfo=UTC), "day")


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00", "1970-01-01", "2031-01-01T09:00:00Z", "9999-12-31T23:59:59-12:00"]
)
def test_impossible_dates_are_not_believed(date: str) -> None:
    article = read(node=news(datePublished=date, dateModified=date))
    assert (article.published_at, article.modified_at) == (None, None)


def test_a_section_is_one_label_and_not_the_site() -> None:
    assert find_section(signals_of(node=news(articleSection="World, Harbours"))) == "World"
    site = '<meta property="og:site_name" content="daily.example">'
    assert find_section(signals_of(site, news(articleSection="Daily.example"))) is None


def test_tags_for_machines_are_no_topics() -> None:
    keywords = ["Harbours", "content-type: listicle", "26157981-b4f7-4929-adc1-e860c6f03636", "editors_pick"]
    assert find_tags(signals_of(node=news(keywords=keywords))) == ("Harbours",)


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["@type", "@id", "name", "url", "@value"]), inner)
    ),
    max_leaves=8,
)
PROPERTIES = [
    "author",
    "creator",
    "datePublished",
    "dateModified",
    "headline",
    "image",
    "keywords",
    "articleSection",
    "publisher",
    "inLanguage",
    "isAccessibleForFree",
    "hasPart",
    "description",
    "mainEntityOfPage",
    "@graph",
]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(PROPERTIES), odd))
def test_odd_json_ld_never_hides_the_article(properties: dict[str, object]) -> None:
    article = read(node={**news(), **properties})
    assert article.text.startswith("The old signal box at Farrow")
    assert_sane(article)


def assert_sane(article: ExtractedArticle) -> None:
    """The values that any page may bring are of a kind that a reader could use."""
    assert article.title
    assert len(article.title) <= 400
    for name in article.authors:
        assert 2 <= len(name) <= 80
        assert "://" not in name
    assert len(article.authors) <= 20
    assert len(article.tags) <= 30
    for at in (article.published_at, article.modified_at):
        assert at is None or (at.utcoffset() is not None and 1993 <= at.year <= 2026)
    assert article.language is None or len(article.language) == 2
    assert article.image is None or article.image.url.startswith(("http://", "https://"))
    assert article.canonical_url.startswith(("http://", "https://"))


def cases(suite: str) -> list[dict[str, str]]:
    file = SUITES / suite / "cases.jsonl"
    return (
        [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    )


shared = pytest.mark.skipif(
    not SUITES.is_dir(), reason=f"the shared suites are not beside the project ({SUITES})"
)


@pytest.mark.shared
@pytest.mark.slow
@shared
def test_json_ld_of_real_pages_gives_sane_values() -> None:
    for case in cases("jsonld-real"):
        if "block" in case:
            script = f'<script type="application/ld+json">{case["block"]}</script>'
            assert_sane(read(head=script))


@pytest.mark.shared
@pytest.mark.slow
@shared
def test_naughty_strings_as_metadata_raise_nothing() -> None:
    for case in cases("naughty-strings"):
        text = case["value"].replace('"', "&quot;")
        head = "".join(
            f'<meta name="{name}" content="{text}">'
            for name in (
                "author",
                "og:title",
                "article:published_time",
                "keywords",
                "article:section",
                "og:image",
            )
        )
        page = f"<html><head>{head}</head><body><h1>{HEADLINE}</h1>{BODY}</body></html>"
        try:
            extract_article(page.encode("utf-8", "surrogatepass"), URL, now=NOW)
        except ExtractionError:
            continue
