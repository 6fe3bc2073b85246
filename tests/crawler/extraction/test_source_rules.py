"""Rules that people write for a source: golden pages in ruled/, and what each part does.

To add a page, add it to ruled/, run `python -m tests.crawler.extraction.test_source_rules`, and read what it wrote.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import CrawlerError, NoArticle
from crawler.extraction import ExtractedArticle, Guidance, extract_article
from crawler.extraction.ruled_text import GUESSED_FROM_PLACE
from crawler.extraction.rules import RULES
from crawler.reading.worker import read_page
from storage.model import SourceRule
from storage.source_file import read_sources

FOLDER = Path(__file__).parent / "ruled"
FILES = sorted(FOLDER.glob("*.html"))
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def read_ruled(file: Path) -> dict[str, Any]:
    (spec,) = read_sources(FOLDER / "sources.toml")
    article = extract_article(
        file.read_bytes(), f"https://ledger.example/{file.name}", now=NOW, rules=spec.rules
    )
    assert article.rules is not None
    return {
        "title": article.title,
        "authors": list(article.authors),
        "published_at": str(article.published_at),
        "date": f"{article.date_precision}, {article.date_from}",
        "text": article.text.split("\n\n"),
        "dropped": [f"{line.reason} | {line.text}" for line in article.dropped],
        "holding": [rule.number for rule in article.rules.rules if rule.holds],
        "remarks": list(article.rules.remarks),
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_page_reads_as_its_rules_say(file: Path) -> None:
    assert read_ruled(file) == json.loads(file.with_suffix(".expected.json").read_text(encoding="utf-8"))


# One part at a time

STORY = "The harbour bridge opened on Monday after four years of building, the town said."
MORE = "Traffic began at noon, and by evening some nine thousand cars had crossed the harbour."


def page(body: str, head: str = "") -> bytes:
    head = head or '<meta property="article:published_time" content="2026-03-10T08:00:00Z">'
    return f"<html lang=en><head><title>Bridge opens at last</title>{head}</head><body>{body}</body></html>".encode()


def read(body: str, *rules: SourceRule, head: str = "", now: datetime | None = NOW) -> ExtractedArticle:
    return extract_article(page(body, head), "https://ledger.example/bridge", now=now, rules=rules)


PLAIN = f"<h1>Bridge opens at last</h1><div class=story><p>{STORY}</p><p>{MORE}</p></div>"


def dropped(article: ExtractedArticle) -> list[tuple[str, str]]:
    return [(line.text, line.reason) for line in article.dropped if line.reason.startswith("source rule")]


def test_without_rules_nothing_is_said_of_them() -> None:
    article = read(PLAIN)
    assert (article.rules, article.method.count("source rules")) == (None, 0)


def test_a_body_is_the_story_however_little_it_looks_like_one() -> None:
    verses = "<p>Fog.</p><p>The horn of the ferry, twice.</p><p>Then nothing.</p>"
    article = read(f"<h1>Bridge opens at last</h1><div id=poem>{verses}</div><div><p>{STORY}</p><p>{MORE}</p></div>",
                   SourceRule(body=("#poem",)))  # fmt: skip
    assert article.text == "Fog.\n\nThe horn of the ferry, twice.\n\nThen nothing."
    assert dropped(article) == [
        (STORY, 'source rule: outside body "#poem"'),
        (MORE, 'source rule: outside body "#poem"'),
    ]


def test_a_body_may_be_an_inline_element() -> None:
    article = read(f"<h1>Bridge opens at last</h1>Menu<span class=story>{STORY}<br><br>{MORE}</span>Foot",
                   SourceRule(body=("span.story",)))  # fmt: skip
    assert article.text == f"{STORY}\n\n{MORE}"


def test_furniture_that_its_words_give_away_is_left_out_of_a_body_too() -> None:
    article = read(f"<div class=story><h1>Bridge opens at last</h1><p>{STORY}</p><p>Share this article</p></div>",
                   SourceRule(body=(".story",)))  # fmt: skip
    assert article.text == STORY


def test_what_is_dropped_is_cut_out_of_its_paragraph() -> None:
    body = f"<h1>Bridge opens at last</h1><p>{STORY} <a class=more>Read more</a> Read more soon.</p><p>{MORE}</p>"
    article = read(body, SourceRule(drop=("a.more",)))
    assert article.text == f"{STORY} Read more soon.\n\n{MORE}"
    assert dropped(article) == [("Read more", 'source rule: drop "a.more"')]


def test_a_dropped_byline_still_names_its_author() -> None:
    byline = "<div class=by>By <a href=/ann>Ann Example</a></div>"
    article = read(PLAIN.replace("<div", f"{byline}<div"), SourceRule(drop=(".by",), author=(".by a",)))
    assert (article.authors, article.text) == (("Ann Example",), f"{STORY}\n\n{MORE}")


@pytest.mark.parametrize(
    ("selector", "markup", "expected"),
    [
        (".by", "<p class=by>By Ann Example and Bob Muster</p>", ("Ann Example", "Bob Muster")),
        (".by a", "<p class=by><a>Ann Example</a> <a>Bob Muster</a></p>", ("Ann Example", "Bob Muster")),
        ("//p/@data-author", "<p data-author='Ann Example'>x</p>", ("Ann Example",)),
        (".by::attr(title)", "<p class=by title='Ann Example'>x</p>", ("Ann Example",)),
        ("string(//p[@class='by'])", "<p class=by>Ann Example</p>", ("Ann Example",)),
        (".by", "<p class=by>harbour24</p>", ("harbour24",)),
    ],
)
def test_an_author_is_whoever_the_selector_names(
    selector: str, markup: str, expected: tuple[str, ...]
) -> None:
    assert read(PLAIN + markup, SourceRule(author=(selector,))).authors == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<time class=at datetime='2026-03-09T22:15:00+01:00'>Monday</time>", "2026-03-09 21:15:00 second"),
        ("<p class=at>9 March 2026, 22:15</p>", "2026-03-09 22:15:00 minute"),
        ("<p class=at>Published 2026-03-09 22:15 | Updated 2026-03-11</p>", "2026-03-09 22:15:00 minute"),
        ("<p class=at>2026-03-09</p>", "2026-03-09 00:00:00 day"),
        ("<meta class=at content='1773090900'>", "2026-03-09 21:15:00 second"),
        ("<meta class=at content='1773090900000'>", "2026-03-09 21:15:00 second"),
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(markup: str, expected: str) -> None:
    article = read(PLAIN + markup, SourceRule(date=(".at",)))
    assert f"{article.published_at:%Y-%m-%d %H:%M:%S} {article.date_precision}" == expected
    assert article.date_from == "source rule"


def test_the_first_title_that_is_there_is_taken() -> None:
    article = read(PLAIN + "<h2>Bridge</h2>", SourceRule(title=("h3", "h2", "h1")))
    assert article.title == "Bridge"


# What finds nothing


@pytest.mark.parametrize(
    ("rule", "remark"),
    [
        ({"body": "#x"}, 'source rule 1: body "#x" matched nothing, so the text was found as on any page'),
        ({"body": "img"}, 'source rule 1: body "img" matched only elements without text, so the text was found as on '
         "any page"),
        ({"title": "#x"}, 'source rule 1: title "#x" matched nothing, so the title was found as on any page'),
        ({"title": "body"}, 'source rule 1: title "body" matched a text of 1,099 characters, which is no title, so the '
         "title was found as on any page"),
        ({"author": "//a/@x"}, 'source rule 1: author "//a/@x" matched nothing, so the authors were found as on any '
         "page"),
        ({"date": "h1"}, 'source rule 1: date "h1" matched "Bridge opens at last", which is no date that can be '
         "believed, so the date was found as on any page"),
        ({"date": "p.late"}, 'source rule 1: date "p.late" matched "2031-01-01", which is no date that can be '
         "believed, so the date was found as on any page"),
    ],
)  # fmt: skip
def test_a_part_that_no_rule_finds_is_read_as_on_any_page_and_told(rule: dict[str, str], remark: str) -> None:
    body = f"{PLAIN}<img><p class=late>2031-01-01</p><p>{'word ' * 180}</p>"
    plain = read(body)
    article = read(body, SourceRule(**{part: (selector,) for part, selector in rule.items()}))
    assert article.rules is not None
    assert article.rules.remarks == (remark,)
    assert (article.title, article.text, article.authors, article.published_at, article.method) == (
        plain.title, plain.text, plain.authors, plain.published_at, plain.method
    )  # fmt: skip


def test_a_page_without_an_article_tells_what_rules_did_not_find() -> None:
    with pytest.raises(NoArticle) as raised:
        read("<p>Hello.</p>", SourceRule(body=("#x",)))
    assert raised.value.reason.endswith(
        '; source rule 1: body "#x" matched nothing, so the text was found as on any page'
    )


def test_a_drop_that_finds_nothing_is_no_remark() -> None:
    article = read(PLAIN, SourceRule(drop=("#x",)))
    assert article.rules is not None
    assert article.rules.remarks == ()


# Which rules hold


def test_a_rule_holds_from_its_first_day_to_the_day_before_its_end() -> None:
    rule = SourceRule(drop=("p",), first_day=date(2026, 3, 10), end_day=date(2026, 3, 12))
    days = [date(2026, 3, day) for day in (9, 10, 11, 12)]
    assert [rule.holds_on(day) for day in days] == [False, True, True, False]


def holding(*rules: SourceRule, head: str = "", body: str = PLAIN, now: datetime | None = NOW) -> list[int]:
    article = read(body, *rules, head=head, now=now)
    assert article.rules is not None
    return [rule.number for rule in article.rules.rules if rule.holds]


OLD = SourceRule(drop=("#x",), end_day=date(2026, 3, 10))
NEW = SourceRule(drop=("#x",), first_day=date(2026, 3, 10))
NO_DATE = "<meta name=x content=y>"


def test_rules_are_chosen_by_the_day_of_the_page() -> None:
    early = '<meta property="article:published_time" content="2026-03-09T23:59:59Z">'
    assert (holding(OLD, NEW), holding(OLD, NEW, head=early)) == ([2], [1])


def test_a_page_without_a_date_is_one_of_the_day_of_reading_and_else_a_new_one() -> None:
    past = datetime(2026, 1, 1, tzinfo=UTC)
    at = {moment: holding(OLD, NEW, head=NO_DATE, now=moment) for moment in (NOW, past, None)}
    assert at == {NOW: [2], past: [1], None: [2]}


def test_a_rule_that_always_holds_may_tell_the_day() -> None:
    always = SourceRule(date=(".at",))
    assert holding(OLD, NEW, always, body=PLAIN + "<p class=at>2024-01-01</p>") == [1, 3]


def test_rules_that_hold_together_add_up_and_the_first_that_finds_a_part_wins() -> None:
    article = read(
        f"{PLAIN}<h2>One</h2><h3>Two</h3>",
        SourceRule(drop=("h2",), body=("#x",)),
        SourceRule(drop=("h3",), body=(".story",), title=("h2",)),
        SourceRule(title=("h3",)),
    )
    assert article.rules is not None
    found = [
        (rule.number, one.part, one.match_count) for rule in article.rules.rules for one in rule.selectors
    ]
    assert (article.title, found) == (
        "One",
        [(1, "drop", 1), (1, "body", 0), (2, "drop", 1), (2, "body", 1), (2, "title", 1)],
    )


# The method


def test_the_method_names_the_rules_in_effect_and_changes_with_them() -> None:
    other = SourceRule(body=(".story",), drop=("p.x",))
    methods = [
        read(PLAIN, *rules).method for rules in [(SourceRule(body=(".story",)),), (other,), (other, OLD)]
    ]
    assert all(" + source rules " in method for method in methods)
    assert methods[0] != methods[1] == methods[2]


def test_the_rules_that_a_body_overrules_exist() -> None:
    assert {name for name, _ in RULES} >= GUESSED_FROM_PLACE


# Wild input

SELECTORS = st.sampled_from(
    ["*", "html", "body", "head", "p", "div", "//*", "//node()", "//text()", "//@*", "string(/)", ".", "/..", "td",
     "tr", "br", "//p[last()]", "script", "span:not(.a)", "p *", "./*", "..", "(//p)[2]", "svg", "//*[position() > 3]"]
)  # fmt: skip
MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div>", "</div>", "<span class=a>", "</span>", "<table><tr><td>", "<td>", "</table>", "<br>",
         "<li>", "<h1>", "</h1>", STORY, MORE, "Fog. ", "<script>x</script>", "<svg>", "<a href=x>", "</a>", "<tr>"]
    ),
    max_size=40,
).map("".join)  # fmt: skip
RULE = st.builds(
    SourceRule,
    **{
        part: st.lists(SELECTORS, max_size=2).map(tuple)
        for part in ("body", "drop", "title", "author", "date")
    },
)


@settings(max_examples=150)
@given(MARKUP, st.lists(RULE, min_size=1, max_size=2))
def test_any_rules_on_any_page_give_an_article_or_a_named_failure(
    markup: str, rules: list[SourceRule]
) -> None:
    try:
        read(f"<h1>Bridge opens at last</h1><p>{STORY}</p>{markup}", *rules)
    except CrawlerError as error:
        assert "Error:" not in str(error)


def write_missing() -> None:
    """Write the golden files that are not there."""
    for file in FILES:
        golden = file.with_suffix(".expected.json")
        if not golden.exists():
            golden.write_text(
                json.dumps(read_ruled(file), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )


if __name__ == "__main__":
    write_missing()


@pytest.mark.parametrize(("says_paid", "is_kept"), [(True, False), (False, True)])
def test_a_named_body_makes_no_article_of_what_the_page_itself_calls_paid(
    says_paid: bool, is_kept: bool
) -> None:
    paid = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    page = (
        f"<html><head><title>The crane of Port Ellin</title>{paid if says_paid else ''}</head><body><article>"
        "<h1>The crane of Port Ellin</h1><p>The board of the harbour has bought a second crane for the north "
        "quay, and nobody on the quay knows what it is going to lift when it…</p>"
        "<p>Subscribe to continue reading this article.</p></article></body></html>"
    )
    rules = Guidance(rules=(SourceRule(body=("article",)),), now=NOW)
    read = read_page(page.encode(), "https://ledger.example/crane", None, guidance=rules)
    assert (read.article is not None) is is_kept
