"""Rules of a source in sources.toml: read, complained about, written back and kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Archive
from storage.errors import SourceFileError
from storage.model import SourceRule, SourceSpec
from storage.source_file import parse_sources, write_sources
from tests.storage.builders import NOW

SOURCE = '[[source]]\nname = "ledger"\nhomepage = "https://ledger.example/"\n'

GOOD = (
    SOURCE
    + """
[[source.rule]]
until = 2024-05-01
body = "td.story"

[[source.rule]]
from = "2024-05-01"
until = 2025-01-01T00:30:00+01:00
body = ["div.lead", "div.article-body"]
drop = ["aside.promo", "//div[@data-ad]"]
title = "h1"
author = ".byline a"
date = "time::attr(datetime)"

[[source]]
name = "courier"
homepage = "https://courier.example/"
rule = { drop = "aside" }
"""
)


def read(text: str) -> tuple[SourceSpec, ...]:
    return parse_sources(text, path="sources.toml")


def test_rules_are_read() -> None:
    assert [spec.rules for spec in read(GOOD)] == [
        (
            SourceRule(body=("td.story",), end_day=date(2024, 5, 1)),
            SourceRule(
                body=("div.lead", "div.article-body"),
                drop=("aside.promo", "//div[@data-ad]"),
                title=("h1",),
                author=(".byline a",),
                date=("time::attr(datetime)",),
                first_day=date(2024, 5, 1),
                # Days are those of UTC.
                end_day=date(2024, 12, 31),
            ),
        ),
        (SourceRule(drop=("aside",)),),
    ]


def test_single_brackets_make_one_rule() -> None:
    assert read(f'{SOURCE}[source.rule]\ndrop = "aside"\n')[0].rules == (SourceRule(drop=("aside",)),)


def complaint(text: str) -> str:
    with pytest.raises(SourceFileError) as raised:
        read(text)
    return str(raised.value)


RULE = 'sources.toml line 7, source "ledger": rule 1: '
ELEMENTS = "cannot be used: it gives attributes or text, where elements are wanted."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('bdy = "p"', 'the key "bdy" is not known in a rule; did you mean "body"?'),
        ('colour = "p"', 'the key "colour" is not known in a rule; known are body, drop, title, author, date, from, '
         "until."),
        ('seeds = ["https://a.example"]', 'the key "seeds" belongs to the source; put it above its first '
         "[[source.rule]]."),
        ("body = 3", 'body = 3 is no selector; write body = "…" or body = ["…", "…"].'),
        ("title = [1]", 'title = [1] is no selector; write title = "…" or title = ["…", "…"].'),
        ('body = ""', 'body has "", which cannot be used: it is empty.'),
        ('body = "div["', 'body has "div[", which cannot be used: it is no CSS selector (Expected ident or \'*\', got '
         "<EOF at 4>)."),
        ('body = "p, a::before"', 'body has "p, a::before", which cannot be used: it is no CSS selector (of '
         "pseudo-elements only ::text and ::attr(name) are known)."),
        ('body = "div/p"', 'body has "div/p", which cannot be used: it is no CSS selector (Expected selector, got '
         "<DELIM '/' at 3>; XPath begins with / or ./ or ()."),
        ('drop = ["p", "//div["]', 'drop has "//div[", which cannot be used: it is no XPath (Invalid expression).'),
        ('body = "count(//p)"', 'body has "count(//p)", which cannot be used: it gives a number, where elements are '
         "wanted."),
        ('title = "(1 = 1)"', 'title has "(1 = 1)", which cannot be used: it gives true or false, where elements are '
         "wanted."),
        ('body = "//p/text()"', f'body has "//p/text()", which {ELEMENTS}'),
        ('body = "string(//p)"', f'body has "string(//p)", which {ELEMENTS}'),
        ('drop = "p::attr(class)"', f'drop has "p::attr(class)", which {ELEMENTS}'),
        ('''drop = "//p[re:test(., 'x')]"''', "drop has \"//p[re:test(., 'x')]\", which cannot be used: the function "
         "re:test() is not one of XPath 1.0."),
        ('drop = "//p[$x]"', 'drop has "//p[$x]", which cannot be used: it has the variable $x, and there are none.'),
        ('drop = "//x:p"', 'drop has "//x:p", which cannot be used: it cannot be looked for (Undefined namespace '
         "prefix)."),
        ('from = "spring"', 'from = "spring" is no date; write for example from = 2024-05-01.'),
        ("until = 12:00:00", "until = 12:00:00 is no date; write for example until = 2024-05-01."),
        ("until = 2024", "until = 2024 is no date; write for example until = 2024-05-01."),
    ],
)  # fmt: skip
def test_a_complaint_names_file_line_source_and_rule(line: str, expected: str) -> None:
    assert complaint(f'{SOURCE}\n[[source.rule]]\ndate = "time"\n{line}\n') == RULE + expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", "line 8, source \"ledger\": rule 2: it has no selector; add body, drop, title, author or date."),
        ("body = []", "line 8, source \"ledger\": rule 2: it has no selector; add body, drop, title, author or date."),
        ('body = "p"\nfrom = 2024-05-01\nuntil = 2024-05-01', 'line 11, source "ledger": rule 2: it never holds: until '
         "= 2024-05-01 is the first day on which it holds no longer, so write a day after from = 2024-05-01."),
        ('body = "p"\nfrom = 2025-05-01\nuntil = 2024-05-01', 'line 11, source "ledger": rule 2: it never holds: until '
         "= 2024-05-01 is the first day on which it holds no longer, so write a day after from = 2025-05-01."),
    ],
)  # fmt: skip
def test_the_second_rule_is_called_so(lines: str, expected: str) -> None:
    first = '\n[[source.rule]]\ndrop = "aside"\n'
    assert complaint(f"{SOURCE}{first}\n[[source.rule]]\n{lines}\n") == f"sources.toml {expected}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rule = 3", "rule = 3 is no rule; write a line [[source.rule]] and below it the selectors."),
        ("rule = [3]", "rule = [3] is no rule; write a line [[source.rule]] and below it the selectors."),
        ('body = "p"', 'the key "body" belongs to a rule; write a line [[source.rule]] above it.'),
        ('[[source.rules]]\nbody = "p"', 'the key "rules" is not known; did you mean "rule"?'),
        ('rule = { body = "p[" }', 'rule 1: body has "p[", which cannot be used: it is no CSS selector (Expected '
         "ident or '*', got <EOF at 2>)."),
        (f"rule = [{'{}, ' * 101}]", "it has 101 rules; at most 100 are read."),
        ("rule = { drop = [" + "'p', " * 101 + "] }", "rule 1: drop has 101 selectors; at most 100 are read."),
    ],
)  # fmt: skip
def test_what_is_no_rule_is_told_with_its_line(line: str, expected: str) -> None:
    assert complaint(f"{SOURCE}{line}\n") == f'sources.toml line 4, source "ledger": {expected}'


SELECTORS = st.sampled_from(
    [
        "p",
        "div.a > p",
        "//p[@class='x']",
        "(//p)[1]",
        'a[href*="\\"x"]',
        "p:not(.a)",
        "#ü",
        ".a\\:b",
        "./body",
    ]
)
DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))
RULES = st.builds(
    lambda parts, days: SourceRule(
        **{part: tuple(selectors) for part, selectors in parts.items()}, first_day=days[0], end_day=days[1]
    ),
    st.dictionaries(
        st.sampled_from(["body", "drop", "title", "author", "date"]),
        st.lists(SELECTORS, min_size=1, max_size=3),
        min_size=1,
    ),
    st.tuples(st.none() | DAYS, st.none() | DAYS).filter(
        lambda days: None in days or days[0] < days[1]  # type: ignore[operator]
    ),
)


@settings(max_examples=50)
@given(st.lists(RULES, max_size=3), st.lists(RULES, max_size=2))
def test_what_is_written_is_read_back(some: list[SourceRule], others: list[SourceRule]) -> None:
    specs = tuple(
        SourceSpec(name, homepage="https://a.example/", rules=tuple(rules), is_declared=True)
        for name, rules in (("ledger", some), ("courier", others))
    )
    assert read(write_sources(specs)) == specs


@given(st.text(max_size=40) | st.text(st.sampled_from("/.()[]@*|:$'\"=ap, <>#-1\\"), max_size=25))
def test_any_selector_is_a_rule_or_a_complaint(selector: str) -> None:
    spec = SourceSpec("ledger", homepage="https://a.example/", rules=(SourceRule(body=(selector,)),))
    try:
        read(write_sources([spec]))
    except SourceFileError as error:
        assert 'source "ledger": rule 1: ' in str(error)


def test_rules_come_back_from_the_archive_as_they_were_declared(archive: Archive) -> None:
    ledger, courier = read(GOOD)
    with archive.begin() as tx:
        assert tx.sources.put(ledger, now=NOW).spec == ledger
        tx.sources.put(courier, now=NOW)
    with archive.read() as tx:
        assert [source.spec for source in tx.sources.all()] == [courier, ledger]


def test_rules_that_are_taken_out_of_the_file_are_taken_out_of_the_archive(archive: Archive) -> None:
    ledger, _ = read(GOOD)
    with archive.begin() as tx:
        tx.sources.put(ledger, now=NOW)
        assert tx.sources.put(read(SOURCE)[0], now=NOW).spec.rules == ()


def test_a_source_of_an_archive_from_before_there_were_rules_has_none(sqlite_archive: Archive) -> None:
    with sqlite_archive.begin() as tx:
        names = "name, seeds, check_every, allow_networks, is_declared, created_at, is_removed"
        tx.connection.exec_driver_sql(
            f"INSERT INTO source ({names}) VALUES ('old', '[]', 900, '[]', 1, '2026-01-01 00:00:00.000000', 0)"
        )
        source = tx.sources.by_name("old")
    assert source is not None
    assert source.spec.rules == ()


def test_the_example_of_the_documentation_can_be_read() -> None:
    text = (Path(__file__).parents[2] / "docs" / "source-rules.md").read_text(encoding="utf-8")
    example = text.split("```toml\n", 1)[1].split("```", 1)[0]
    assert [len(spec.rules) for spec in read(example)] == [2]
