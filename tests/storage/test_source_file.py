"""sources.toml: read, complained about, and written back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import SourceFileError
from storage.model import SourceSpec
from storage.source_file import parse_sources, read_sources, write_sources

GOOD = '''# what we watch
[[source]]
name = "harbour-ledger"
title = """
[[source]]
name = "not a source" """
seeds = [
  "https://ledger.example/feed",  # ]
  "https://ledger.example/map]x",
]

[[source]]
name = "khabar"
homepage = "https://khabar.example/"
language = "hi"
check_every = "2h"
allow_networks = ["127.0.0.0/8", "::1/128"]
'''


def test_sources_are_read() -> None:
    assert parse_sources(GOOD, path="sources.toml") == (
        SourceSpec(
            "harbour-ledger",
            title='[[source]]\nname = "not a source" ',
            seeds=("https://ledger.example/feed", "https://ledger.example/map]x"),
            is_declared=True,
        ),
        SourceSpec(
            "khabar",
            homepage="https://khabar.example/",
            language="hi",
            check_every=timedelta(hours=2),
            allow_networks=("127.0.0.0/8", "::1/128"),
            is_declared=True,
        ),
    )


@pytest.mark.parametrize("text", ["", "\ufeff# nothing yet\n"])
def test_an_empty_file_declares_nothing(text: str) -> None:
    assert parse_sources(text, path="x") == ()


BEHIND = 'sources.toml line 18, source "khabar": '


@pytest.mark.parametrize(
    ("added", "complaint"),
    [
        ('check_evry = "1h"', BEHIND + 'the key "check_evry" is not known; did you mean "check_every"?'),
        ("colour = 1", BEHIND + 'the key "colour" is not known; known are name, title, homepage, seeds, '
         "language, check_every, allow_networks, rule."),
        ("title = 3", BEHIND + "title = 3 is no text; put it in quotation marks."),
        ('title = " "', BEHIND + "title is empty; write something or remove the line."),
        ('seeds = "https://a.example"', BEHIND + 'seeds = "https://a.example" is no list of texts; '
         'write seeds = ["…", "…"].'),
        ('seeds = ["ftp://a.example"]', BEHIND + 'seeds has "ftp://a.example", which is no http or https URL.'),
        ('seeds = ["https://"]', BEHIND + 'seeds has "https://", which is no http or https URL.'),
        ('seeds = ["https://a.example:x/"]', BEHIND + 'seeds has "https://a.example:x/", which is no http or '
         "https URL."),
        ('seeds = ["https://a.example/a b"]', BEHIND + 'seeds has "https://a.example/a b", which is no http or '
         "https URL."),
        ('[[source]]\nname = "a b"\nhomepage = "http://a.example"', 'sources.toml line 19, source "a b": name = "a b" '
         "is not allowed; use letters, digits, . _ - and :, at most 100 characters."),
        ('[[source]]\nhomepage = "http://a.example"', "sources.toml line 18: it has no name; "
         'add for example name = "harbour-ledger".'),
        ('[[source]]\nname = "b"', 'sources.toml line 18, source "b": it has neither a homepage nor seeds; '
         "add one, so that there is a place to look."),
        ('[[source]]\n\nname = "Khabar"\nhomepage = "http://a.example"', 'sources.toml line 20, source "Khabar": '
         "the name is taken by the source on line 13; every source needs its own."),
        ("[[sources]]", 'sources.toml line 18: "sources" is not known here; each source begins with a line '
         "[[source]]."),
        ("title =", "sources.toml line 18: this is not valid TOML: Invalid value."),
        ('title = "open', "sources.toml line 18: this is not valid TOML: "),
        ("seeds = [", "sources.toml line 18: this is not valid TOML: "),
    ],
)  # fmt: skip
def test_a_complaint_names_file_line_and_source(added: str, complaint: str) -> None:
    with pytest.raises(SourceFileError) as raised:
        parse_sources(f"{GOOD}{added}\n", path="sources.toml")
    assert str(raised.value).startswith(complaint)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('check_every = "soon"', 'check_every = "soon" is no duration; write for example "15m".'),
        ("check_every = 15", 'check_every = 15 is no duration; write for example "15m".'),
        ('check_every = "0m"', 'check_every = "0m" is out of range; write "1s" to "366d".'),
        ('check_every = "99w"', 'check_every = "99w" is out of range; write "1s" to "366d".'),
        ('language = "english!"', 'language = "english!" is no language code; write for example "en" or "pt-BR".'),
        ('allow_networks = ["10.0.0.1/8"]', 'allow_networks has "10.0.0.1/8", which is no network; '
         'did you mean "10.0.0.0/8"?'),
        ('allow_networks = ["here"]', 'allow_networks has "here", which is no network; '
         'write for example "192.168.7.0/24".'),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_is_named(line: str, complaint: str) -> None:
    text = f'[[source]]\nname = "a"\nhomepage = "https://a.example"\n{line}\n'
    with pytest.raises(SourceFileError) as raised:
        parse_sources(text, path="s.toml")
    assert str(raised.value) == f's.toml line 4, source "a": {complaint}'
    assert (raised.value.path, raised.value.line, raised.value.source) == ("s.toml", 4, "a")


@pytest.mark.parametrize("text", ["source = 3", '[source]\nname = "a"', "source = [1]"])
def test_single_brackets_are_explained(text: str) -> None:
    with pytest.raises(SourceFileError, match=r"x line 1: each source begins with a line \[\[source\]\]"):
        parse_sources(text, path="x")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'[[source]]\nname = "\xe9"')
    for path, complaint in [
        (tmp_path / "none.toml", "none.toml: there is no such file."),
        (latin, "latin.toml: this is no UTF-8 text; save it as UTF-8."),
        (tmp_path, ": it cannot be read (Is a directory)."),
    ]:
        with pytest.raises(SourceFileError) as raised:
            read_sources(path)
        assert str(raised.value).endswith(complaint)


URLS = st.from_regex(
    r"https?://[a-z]{1,9}\.example(:[0-9]{2,4})?/[a-z0-9/?=&%#\"'\[\]\\-]{0,30}", fullmatch=True
)
SPECS = st.builds(
    SourceSpec,
    name=st.from_regex(r"[A-Za-z0-9._:-]{1,100}", fullmatch=True),
    title=st.none()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
        str.strip
    ),
    homepage=URLS,
    seeds=st.lists(URLS, max_size=3).map(tuple),
    language=st.none() | st.sampled_from(["en", "pt-BR", "zh-Hant-TW"]),
    check_every=st.integers(1, 366 * 86_400).map(lambda seconds: timedelta(seconds=seconds)),
    allow_networks=st.lists(st.ip_addresses().map(str), max_size=2).map(tuple),
    is_declared=st.just(True),
)


@settings(max_examples=50)
@given(st.lists(SPECS, max_size=4, unique_by=lambda spec: spec.name.casefold()))
def test_what_is_written_is_read_back(specs: list[SourceSpec]) -> None:
    assert parse_sources(write_sources(specs), path="x") == tuple(specs)


@given(st.text(st.sampled_from("[]source= \n\"'#name.{}\\"), max_size=60))
def test_any_text_is_sources_or_a_complaint(text: str) -> None:
    try:
        parse_sources(text, path="x")
    except SourceFileError as error:
        assert str(error).startswith("x")
