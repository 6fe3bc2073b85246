"""Reads sources.toml, the declaration of what is watched.

    [[source]]
    name = "harbour-ledger"
    homepage = "https://harbour-ledger.example/"
    seeds = ["https://harbour-ledger.example/feed.xml"]
    language = "en"
    check_every = "15m"

and below it, where need be, its rules (see storage.source_rules).

Every complaint names the file, the line and the source, and says what to write instead.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from storage.errors import SourceFileError
from storage.model import DEFAULT_CHECK_EVERY, SourceRule, SourceSpec
from storage.source_lines import Lines, lines_of
from storage.source_text import UNITS, quoted, write_sources
from storage.source_words import meant, shown

__all__ = ["is_source_name", "parse_sources", "read_sources", "write_sources"]

KEYS = ("name", "title", "homepage", "seeds", "language", "check_every", "allow_networks", "rule")
#: What can only belong to a rule: here it has lost its [[source.rule]].
_RULE_KEYS = ("body", "drop", "author", "date", "from", "until")

LONGEST_NAME = 100
LONGEST_URL = 2_048
LONGEST_CHECK_EVERY = timedelta(days=366)

_NAME = re.compile(r"[\w.:-]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DURATION = re.compile(r"([0-9]{1,8})\s*([smhdw])")


def read_sources(path: Path) -> tuple[SourceSpec, ...]:
    """The sources that the file declares. Raises SourceFileError, also when it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SourceFileError(str(path), None, None, "there is no such file.") from None
    except UnicodeDecodeError:
        raise SourceFileError(str(path), None, None, "this is no UTF-8 text; save it as UTF-8.") from None
    except OSError as error:
        raise SourceFileError(str(path), None, None, f"it cannot be read ({error.strerror}).") from None
    return parse_sources(text, path=str(path))


def parse_sources(text: str, *, path: str) -> tuple[SourceSpec, ...]:
    """The sources that this text declares; `path` is what the complaints call it. Raises SourceFileError."""
    try:
        document = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise _syntax_error(error, text, path) from None
    top, tables = lines_of(text)
    declared = document.get("source", [])
    if unknown := next((key for key in document if key != "source"), None):
        sentence = f'"{unknown}" is not known here; each source begins with a line [[source]].'
        raise SourceFileError(path, top.of(unknown), None, sentence)
    if not isinstance(declared, list) or not all(isinstance(one, dict) for one in declared):
        sentence = "each source begins with a line [[source]], in double brackets."
        raise SourceFileError(path, top.of("source"), None, sentence)
    if len(tables) != len(declared):
        tables = [Lines(top.of("source"))] * len(declared)
    specs = [_Reader(path, one, lines).spec() for one, lines in zip(declared, tables, strict=True)]
    _refuse_doubles(specs, tables, path)
    return tuple(specs)


def is_source_name(name: str) -> bool:
    """True for what may stand as the name of a source."""
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class _Reader:
    """One [[source]] table."""

    path: str
    table: Mapping[str, Any]
    lines: Lines

    def spec(self) -> SourceSpec:
        name = self._name()
        for key in self.table:
            if key in _RULE_KEYS:
                raise self._wrong(
                    key, f'the key "{key}" belongs to a rule; write a line [[source.rule]] above it.'
                )
            if key not in KEYS:
                raise self._wrong(key, f'the key "{key}" is not known{meant(key, KEYS)}')
        spec = SourceSpec(
            name=name,
            title=self._text("title"),
            homepage=self._url("homepage", self._text("homepage")),
            seeds=tuple(self._url("seeds", seed) or "" for seed in self._texts("seeds")),
            language=self._language(),
            check_every=self._check_every(),
            allow_networks=tuple(self._network(one) for one in self._texts("allow_networks")),
            rules=self._rules(name),
            is_declared=True,
        )
        if spec.homepage is None and not spec.seeds:
            raise self._wrong(
                "", "it has neither a homepage nor seeds; add one, so that there is a place to look."
            )
        return spec

    def _name(self) -> str:
        name = self._text("name")
        if name is None:
            raise self._wrong("", 'it has no name; add for example name = "harbour-ledger".')
        if not is_source_name(name):
            raise self._wrong(
                "name",
                f"name = {quoted(name)} is not allowed; use letters, digits, . _ - and :, "
                f"at most {LONGEST_NAME} characters.",
            )
        return name

    def _text(self, key: str) -> str | None:
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._wrong(key, f"{key} = {shown(value)} is no text; put it in quotation marks.")
        if not value.strip():
            raise self._wrong(key, f"{key} is empty; write something or remove the line.")
        return value

    def _texts(self, key: str) -> list[str]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._wrong(key, f'{key} = {shown(value)} is no list of texts; write {key} = ["…", "…"].')
        return value

    def _url(self, key: str, url: str | None) -> str | None:
        if url is not None and not _is_web_address(url):
            raise self._wrong(key, f"{key} has {quoted(url)}, which is no http or https URL.")
        return url

    def _language(self) -> str | None:
        language = self._text("language")
        if language is not None and not _LANGUAGE.fullmatch(language):
            raise self._wrong(
                "language",
                f'language = {quoted(language)} is no language code; write for example "en" or "pt-BR".',
            )
        return language

    def _check_every(self) -> timedelta:
        value = self.table.get("check_every")
        if value is None:
            return DEFAULT_CHECK_EVERY
        match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            raise self._wrong(
                "check_every", f'check_every = {shown(value)} is no duration; write for example "15m".'
            )
        duration = timedelta(seconds=int(match[1]) * UNITS[match[2]])
        if not timedelta(0) < duration <= LONGEST_CHECK_EVERY:
            raise self._wrong(
                "check_every", f'check_every = {shown(value)} is out of range; write "1s" to "366d".'
            )
        return duration

    def _network(self, value: str) -> str:
        try:
            ipaddress.ip_network(value)
        except ValueError:
            raise self._wrong(
                "allow_networks",
                f"allow_networks has {quoted(value)}, which is no network{_network_meant(value)}",
            ) from None
        return value

    def _rules(self, name: str) -> tuple[SourceRule, ...]:
        if "rule" not in self.table:
            return ()
        # Most sources have none: lxml is imported where selectors are read.
        from storage.source_rules import read_rules

        return read_rules(self.table["rule"], path=self.path, source=name, lines=self.lines)

    def _wrong(self, key: str, sentence: str) -> SourceFileError:
        name = self.table.get("name")
        source = name if isinstance(name, str) and name else None
        return SourceFileError(self.path, self.lines.of(key), source, sentence)


def _syntax_error(error: Exception, text: str, path: str) -> SourceFileError:
    sentence = "too many brackets in one another" if isinstance(error, RecursionError) else str(error)
    found = re.search(r"\s*\(at (?:line ([0-9]+), column [0-9]+|end of document)\)$", sentence)
    line = None
    if found is not None:
        sentence = sentence[: found.start()]
        line = int(found[1]) if found[1] else max(1, len(text.splitlines()))
    return SourceFileError(path, line, None, f"this is not valid TOML: {sentence}.")


def _refuse_doubles(specs: list[SourceSpec], tables: list[Lines], path: str) -> None:
    seen: dict[str, int] = {}
    for spec, lines in zip(specs, tables, strict=True):
        if (before := seen.get(spec.name.casefold())) is not None:
            sentence = f"the name is taken by the source on line {before}; every source needs its own."
            raise SourceFileError(path, lines.of("name"), spec.name, sentence)
        seen[spec.name.casefold()] = lines.of("name")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises ValueError for a port that is no number
    except ValueError:
        return False
    has_space = any(char.isspace() or not char.isprintable() for char in url)
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and not has_space
        and len(url) <= LONGEST_URL
    )


def _network_meant(value: str) -> str:
    try:
        return f'; did you mean "{ipaddress.ip_network(value, strict=False)}"?'
    except ValueError:
        return '; write for example "192.168.7.0/24".'
