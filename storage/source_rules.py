"""Reads the rules of a source in sources.toml: how its pages are to be read where the general way fails.

    [[source.rule]]
    from = 2024-05-01
    body = "div.article-body"
    drop = ["aside.promo", "//div[@data-ad]"]

Every complaint names the file, the line, the source and the rule, and says what to write instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from storage.columns import in_utc
from storage.errors import SourceFileError
from storage.model import SourceRule
from storage.selectors import WrongSelector, selector_of
from storage.source_lines import Lines
from storage.source_words import meant, shown

#: What a selector can be for; the first two name elements, the others may name attributes or text as well.
PARTS = ("body", "drop", "title", "author", "date")
_OF_ELEMENTS = ("body", "drop")
KEYS = (*PARTS, "from", "until")
#: What belongs to the source; TOML counts a line below [[source.rule]] to the rule.
_SOURCE_KEYS = ("name", "homepage", "seeds", "language", "check_every", "allow_networks")

MOST_RULES = 100
MOST_SELECTORS = 100


def read_rules(value: object, *, path: str, source: str, lines: Lines) -> tuple[SourceRule, ...]:
    """The rules that a source's key `rule` holds. Raises SourceFileError."""
    tables = [value] if isinstance(value, dict) else value
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        sentence = (
            f"rule = {shown(value)} is no rule; write a line [[source.rule]] and below it the selectors."
        )
        raise SourceFileError(path, lines.of("rule"), source, sentence)
    if len(tables) > MOST_RULES:
        sentence = f"it has {len(tables)} rules; at most {MOST_RULES} are read."
        raise SourceFileError(path, lines.of("rule"), source, sentence)
    places = lines.rules if len(lines.rules) == len(tables) else [Lines(lines.of("rule"))] * len(tables)
    return tuple(
        _Reader(path, source, number, table, place).rule()
        for number, (table, place) in enumerate(zip(tables, places, strict=True), 1)
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """One [[source.rule]] table."""

    path: str
    source: str
    number: int
    table: Mapping[str, Any]
    lines: Lines

    def rule(self) -> SourceRule:
        for key in self.table:
            if key in _SOURCE_KEYS:
                sentence = f'the key "{key}" belongs to the source; put it above its first [[source.rule]].'
                raise self._wrong(key, sentence)
            if key not in KEYS:
                raise self._wrong(key, f'the key "{key}" is not known in a rule{meant(key, KEYS)}')
        rule = SourceRule(
            **{part: self._selectors(part) for part in PARTS},
            first_day=self._day("from"),
            end_day=self._day("until"),
        )
        if not any(getattr(rule, part) for part in PARTS):
            raise self._wrong("", "it has no selector; add body, drop, title, author or date.")
        if rule.first_day and rule.end_day and rule.first_day >= rule.end_day:
            sentence = (
                f"it never holds: until = {rule.end_day} is the first day on which it holds no longer, "
                f"so write a day after from = {rule.first_day}."
            )
            raise self._wrong("until", sentence)
        return rule

    def _selectors(self, part: str) -> tuple[str, ...]:
        value = self.table.get(part, [])
        selectors = [value] if isinstance(value, str) else value
        if not isinstance(selectors, list) or not all(isinstance(one, str) for one in selectors):
            raise self._wrong(
                part, f'{part} = {shown(value)} is no selector; write {part} = "…" or {part} = ["…", "…"].'
            )
        if len(selectors) > MOST_SELECTORS:
            raise self._wrong(
                part, f"{part} has {len(selectors)} selectors; at most {MOST_SELECTORS} are read."
            )
        for selector in selectors:
            self._check(part, selector)
        return tuple(selector.strip() for selector in selectors)

    def _check(self, part: str, selector: str) -> None:
        try:
            selector_of(selector, wants_elements=part in _OF_ELEMENTS)
        except WrongSelector as error:
            raise self._wrong(part, f"{part} has {shown(selector)}, which cannot be used: {error}.") from None

    def _day(self, key: str) -> date | None:
        value = self.table.get(key)
        day = _day_of(value)
        if day is None and value is not None:
            raise self._wrong(
                key, f"{key} = {shown(value)} is no date; write for example {key} = 2024-05-01."
            )
        return day

    def _wrong(self, key: str, sentence: str) -> SourceFileError:
        return SourceFileError(self.path, self.lines.of(key), self.source, f"rule {self.number}: {sentence}")


def _day_of(value: object) -> date | None:
    """The day of a TOML date, of a TOML time with a date, or of either as text."""
    if isinstance(value, datetime):
        return in_utc(value).date() if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        pass
    try:
        return _day_of(datetime.fromisoformat(value.strip()))
    except ValueError:
        return None
