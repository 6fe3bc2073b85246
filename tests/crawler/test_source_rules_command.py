"""Rules of a source, tried with `newsdesk extract --source` and used by `newsdesk crawl`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import open_archive
from storage.schema import fetch
from tests.crawler.hostile import STORIES, Origins
from tests.crawler.shell import newsdesk, side_by_side

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "tests" / "crawler" / "extraction" / "ruled" / "new-layout.html"
DOCUMENTATION = (ROOT / "docs" / "source-rules.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def origins() -> Iterator[Origins]:
    with Origins() as served:
        yield served


def block(number: int) -> str:
    """One of the blocks of the documentation, counted from 0."""
    return DOCUMENTATION.split("```")[2 * number + 1].partition("\n")[2]


def test_the_example_of_the_documentation_is_what_is_shown(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(block(0))
    shutil.copy(PAGE, tmp_path / "page.html")
    done = newsdesk("extract", "page.html", "--source", "harbour-ledger", "--explain", folder=tmp_path)
    assert (done.exit_code, done.err) == (0, "")
    assert done.out.endswith("\n\n" + block(2))


def test_what_rules_did_can_be_read_by_programs(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[[source]]\nname = "a"\nhomepage = "http://a.example/"\nrule = { title = "h2" }\n'
    )
    shutil.copy(PAGE, tmp_path / "page.html")
    run = partial(
        newsdesk, "extract", "page.html", "--json", "--source", "a", "--sources", "mine.toml", folder=tmp_path
    )
    explained, short = run("--explain").document, run().document
    assert explained["title"] == short["title"] == "In numbers"
    assert "rules" not in short
    assert explained["rules"] == {
        "day": explained["rules"]["day"],
        "rules": [
            {
                "number": 1,
                "first_day": None,
                "end_day": None,
                "holds": True,
                "selectors": [
                    {
                        "part": "title",
                        "selector": "h2",
                        "match_count": 1,
                        "values": ["In numbers"],
                        "trouble": None,
                    }
                ],
            }
        ],
        "missed": [],
    }


def test_a_selector_that_finds_nothing_is_told_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "a"\nhomepage = "http://a.example/"\nrule = { body = "#x" }\n'
    )
    shutil.copy(PAGE, tmp_path / "page.html")
    done = newsdesk("extract", "page.html", "--source", "a", folder=tmp_path)
    assert (done.exit_code, done.err) == (
        0,
        'source rule 1: body "#x" matched nothing, so the text was found as on any page.\n',
    )


def test_a_source_without_rules_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('[[source]]\nname = "a"\nhomepage = "http://a.example/"\n')
    shutil.copy(PAGE, tmp_path / "page.html")
    done = newsdesk("extract", "page.html", "--source", "a", "--explain", folder=tmp_path)
    assert done.out.endswith("\na has no rules: this page was read as any page is.\n")


def test_a_source_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "harbour-ledger"\nhomepage = "http://a.example/"\n'
    )
    (tmp_path / "wrong.toml").write_text(
        '[[source]]\nname = "a"\nhomepage = "http://a.example/"\n[[source.rule]]\nbody = "p["\n'
    )
    (tmp_path / "empty.toml").touch()
    run = partial(newsdesk, "extract", str(PAGE), "--source", folder=tmp_path)
    assert side_by_side(
        {
            "close": partial(run, "harbor-ledger"),
            "far": partial(run, "x"),
            "none": partial(run, "x", "--sources", "empty.toml"),
            "missing": partial(run, "x", "--sources", "missing.toml"),
            "wrong": partial(run, "a", "--sources", "wrong.toml"),
        }
    ) == {
        "close": (2, 'there is no source "harbor-ledger"; did you mean "harbour-ledger"?'),
        "far": (2, 'there is no source "x"; `newsdesk sources list` and sources.toml name those there are'),
        "none": (2, 'there is no source "x", nor any other: declare it in empty.toml'),
        "missing": (2, "missing.toml: there is no such file."),
        "wrong": (
            2,
            'wrong.toml line 5, source "a": rule 1: body has "p[", which cannot be used: it is no CSS selector '
            "(Expected ident or '*', got <EOF at 2>).",
        ),
    }


def test_a_crawl_reads_by_the_rules_and_remembers_them(origins: Origins, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        f"""[[source]]
name = "healthy"
seeds = ["{origins.url("healthy")}"]
[[source.rule]]
drop = "p:nth-of-type(2)"
title = "#headline"
"""
    )
    assert newsdesk("crawl", folder=tmp_path).exit_code == 0
    (tmp_path / "sources.toml").unlink()
    tried = newsdesk(
        "extract", origins.url("healthy", "/stories/1"), "--source", "healthy", "--json", folder=tmp_path
    )
    remark = 'source rule 1: title "#headline" matched nothing, so the title was found as on any page'
    assert (tried.exit_code, tried.err) == (0, f"{remark}.\n")
    with open_archive(str(tmp_path / "newsdesk.db")) as archive, archive.read() as tx:
        articles = filter(None, map(tx.articles.get, range(1, STORIES + 1)))
        (article,) = (one for one in articles if one.title == tried.document["title"])
        reasons = (
            tx.connection.execute(select(fetch.c.reason).where(fetch.c.url == article.url)).scalars().all()
        )
    assert (article.text, article.method) == (tried.document["text"], tried.document["method"])
    assert "+ source rules" in article.method
    assert reasons == [remark]
