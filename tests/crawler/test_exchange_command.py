"""`newsdesk sources import` and `export`: lists of sources go in and out, and nothing of them is lost or doubled."""

from __future__ import annotations

import json
import string
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from crawler.discovery.opml import parse_opml
from crawler.discovery.opml_text import write_opml
from crawler.sources.exchange_command import mount
from crawler.sources.import_plan import Known, Wish, plan_import, wishes_of
from crawler.sources.names import source_name
from storage import Archive, open_archive
from storage.model import SourceSpec
from storage.source_file import is_source_name, parse_sources, write_sources

LIST = """<opml version="2.0"><body>
  <outline text="Coast">
    <outline type="rss" text="Harbour Ledger" xmlUrl="https://ledger.example/atom.xml" htmlUrl="https://ledger.example/"/>
    <outline type="rss" text="Ledger Sport" xmlUrl="https://ledger.example/sport.xml" htmlUrl="https://ledger.example/"/>
    <outline type="rss" text="The Lamp & Co" xmlUrl="https://lamp.example/feed"/>
  </outline>
  <outline text="Only a page" htmlUrl="https://page.example/"/>
  <outline type="rss" text="Broken" xmlUrl="nowhere"/>
</body></opml>
"""


class Desk:
    """A folder with an archive, and the commands in it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.app = typer.Typer(rich_markup_mode=None)
        mount(self.app)

    def run(self, *words: str, given: str | None = None) -> Result:
        return CliRunner(env={"NEWSDESK_DATABASE_URL": self.url}).invoke(self.app, list(words), input=given)

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def imported(self, name: str, text: str, *words: str) -> Any:
        result = self.run("import", self.file(name, text), "--json", *words)
        assert (result.exit_code, result.stderr) == (0, "")
        return json.loads(result.stdout)

    def exported(self, *words: str) -> str:
        result = self.run("export", *words)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    def watched(self) -> dict[str, list[str]]:
        with open_archive(self.url) as archive, archive.read() as tx:
            return {one.source.name: [seed.url for seed in one.seeds] for one in tx.sources.statuses()}


@pytest.fixture
def desk(archive_url: str, tmp_path: Path) -> Desk:
    return Desk(archive_url, tmp_path)


def outcomes(document: Any) -> list[tuple[str, str | None, str | None]]:
    return [(line["outcome"], line["source"], line["url"]) for line in document["lines"]]


def test_a_list_is_watched_from_then_on(desk: Desk):
    document = desk.imported("list.opml", LIST)
    assert outcomes(document) == [
        ("added", "ledger.example", "https://ledger.example/atom.xml"),
        ("added", "ledger.example", "https://ledger.example/sport.xml"),
        ("added", "the-lamp-co", "https://lamp.example/feed"),
        ("added", "only-a-page", "https://page.example/"),
        ("skipped", None, "nowhere"),
    ]
    assert document["lines"][-1]["reason"] == "it is no http or https URL"
    assert desk.watched() == {
        "ledger.example": ["https://ledger.example/atom.xml", "https://ledger.example/sport.xml"],
        "the-lamp-co": ["https://lamp.example/feed"],
        "only-a-page": ["https://page.example/"],
    }


def test_a_second_import_adds_nothing(desk: Desk):
    desk.imported("list.opml", LIST)
    before = desk.watched()
    assert desk.imported("list.opml", LIST)["counts"] == {"known": 4, "skipped": 1}
    assert desk.watched() == before


def test_a_dry_run_tells_the_same_and_makes_no_archive(tmp_path: Path):
    desk = Desk(str(tmp_path / "newsdesk.db"), tmp_path)
    dry = desk.imported("list.opml", LIST, "--dry-run")
    assert [path.name for path in tmp_path.iterdir()] == ["list.opml"]
    assert dry["lines"] == desk.imported("list.opml", LIST)["lines"]


def test_people_read_what_became_of_each_line(desk: Desk):
    result = desk.run("import", desk.file("list.opml", LIST))
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "outcome source address why"
    assert "skipped Broken nowhere it is no http or https URL" in lines
    assert lines[-1].startswith("4 added, 0 known, 1 skipped;")


def test_a_title_that_another_site_has_too_gets_a_name_of_its_own(desk: Desk):
    one = '<opml><outline text="News" xmlUrl="https://a.example/feed"/></opml>'
    desk.imported("a.opml", one)
    desk.imported("b.opml", one.replace("a.example", "b.example"))
    desk.imported("c.opml", one.replace("/feed", "/more"))
    assert desk.watched() == {
        "news": ["https://a.example/feed", "https://a.example/more"],
        "news-2": ["https://b.example/feed"],
    }


def test_a_source_file_is_imported_with_its_settings(desk: Desk):
    text = """[[source]]
name = "ledger"
homepage = "https://ledger.example/"
seeds = ["https://ledger.example/atom.xml"]
language = "en"
check_every = "2h"
allow_networks = ["10.0.0.0/8"]

[[source.rule]]
body = "article"
"""
    assert outcomes(desk.imported("some.toml", text)) == [
        ("added", "ledger", "https://ledger.example/atom.xml")
    ]
    assert desk.exported("--format", "toml") == text


@pytest.mark.parametrize("form", ["opml", "toml"])
def test_what_is_exported_can_be_imported_elsewhere(desk: Desk, tmp_path: Path, form: str):
    desk.imported("list.opml", LIST)
    text = desk.exported("--format", form)
    other = Desk(str(tmp_path / "other.db"), tmp_path)
    other.imported(f"again.{form}", text)
    assert other.watched() == desk.watched()
    assert other.exported("--format", form) == text


def test_export_writes_no_file_over_another(desk: Desk):
    desk.imported("list.opml", LIST)
    path = desk.file("mine.toml", "# precious\n")
    refused = desk.run("export", path)
    assert (refused.exit_code, refused.stderr.split(" is ")[1]) == (
        2,
        "there already; --force writes over it\n",
    )
    assert Path(path).read_text() == "# precious\n"
    assert desk.run("export", path, "--force").exit_code == 0
    assert [spec.name for spec in parse_sources(Path(path).read_text(), path=path)] == [
        "ledger.example",
        "only-a-page",
        "the-lamp-co",
    ]


def test_a_source_that_was_added_by_hand_is_exported_under_a_name_that_a_file_may_have(
    sqlite_archive: Archive, tmp_path: Path
):
    from crawler.clock import utc_now

    with sqlite_archive.begin() as tx:
        source = tx.sources.put(SourceSpec("My paper"), now=utc_now())
        tx.seeds.add(source.id, "https://ledger.example/", site="ledger.example", kind=None, now=utc_now())
    text = Desk(str(tmp_path / "newsdesk.db"), tmp_path).exported("--format", "toml")
    assert parse_sources(text, path="x") == (
        SourceSpec("my-paper", homepage="https://ledger.example/", is_declared=True),
    )


@pytest.mark.parametrize(
    ("name", "text", "exit_code", "sentence"),
    [
        ("list.opml", "<html><body>Sign in</body></html>", 2, "it is an HTML page"),
        ("list.opml", "<opml><body/></opml>", 1, "can be watched"),
        ("list.toml", "[[source]]\nname = 3\n", 2, "line 2"),
        ("list", "just words", 2, "not valid TOML"),
    ],
)
def test_what_cannot_be_imported_is_told_in_a_sentence(
    desk: Desk, name: str, text: str, exit_code: int, sentence: str
):
    result = desk.run("import", desk.file(name, text))
    assert result.exit_code == exit_code
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_standard_input_is_a_file_too(desk: Desk):
    assert desk.run("import", "-", given=LIST).exit_code == 0
    assert len(desk.watched()) == 3


# Whatever the sources are


NAMES = st.text(string.ascii_lowercase + string.digits + "äß毎._:-", min_size=1, max_size=20).filter(
    is_source_name
)
TITLES = st.text(max_size=40).map(lambda text: " ".join(text.split())).filter(str.isprintable).filter(bool)
ADDRESSES = st.builds(
    "https://{}.example/{}".format,
    st.text(string.ascii_lowercase, min_size=1, max_size=8),
    st.text(string.ascii_letters + string.digits + "/?&=<>'\"%.", max_size=12),
)


@st.composite
def sources(draw: st.DrawFn) -> list[SourceSpec]:
    """Sources as an archive may have them: of different names, no address twice."""
    names = draw(st.lists(NAMES, unique_by=str.casefold, max_size=5))
    addresses = draw(
        st.lists(ADDRESSES, unique_by=comparable, min_size=4 * len(names), max_size=4 * len(names))
    )
    specs = []
    for name in names:
        homepage, *seeds = (addresses.pop() for _ in range(4))
        seeds = seeds[: draw(st.integers(0, 3))]
        specs.append(
            SourceSpec(
                name,
                title=draw(st.none() | TITLES.filter(lambda title, name=name: title != name)),
                homepage=homepage if not seeds or draw(st.booleans()) else None,
                seeds=tuple(seeds),
                language=draw(st.none() | st.sampled_from(["en", "pt-BR"])),
            )
        )
    return specs


def comparable(url: str) -> str:
    from crawler.urls import canonical_url

    return canonical_url(url)


@given(sources())
def test_any_sources_come_back_from_opml(specs: list[SourceSpec]):
    read = parse_opml(write_opml(specs).encode(), "export.opml")
    assert (read.damage, read.left_out) == (None, ())
    plan = plan_import(wishes_of(read), Known(), titles={})
    assert [addition.spec for addition in plan.additions] == specs


@given(sources(), st.integers(1, 10_000))
def test_any_sources_come_back_from_toml(specs: list[SourceSpec], seconds: int):
    from dataclasses import replace

    specs = [replace(spec, check_every=timedelta(seconds=seconds)) for spec in specs]
    read = parse_sources(write_sources(specs), path="export.toml")
    plan = plan_import((Wish(spec, is_named=True) for spec in read), Known(), titles={})
    assert [addition.spec for addition in plan.additions] == specs


@given(st.text(max_size=120), ADDRESSES)
def test_any_title_makes_a_name(title: str, url: str):
    assert is_source_name(source_name(title, url))
