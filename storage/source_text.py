"""Writes sources as the text of a sources.toml."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta

from storage.columns import cleaned
from storage.model import SourceRule, SourceSpec

#: Seconds in the units of a duration.
UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}


def write_sources(specs: Iterable[SourceSpec]) -> str:
    """The text that declares these sources."""
    return "\n".join(_table(spec) for spec in specs)


def quoted(text: str) -> str:
    """A TOML string: JSON's is one, but for the character DEL."""
    return json.dumps(cleaned(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _table(spec: SourceSpec) -> str:
    values = {
        "name": quoted(spec.name),
        "title": quoted(spec.title) if spec.title is not None else None,
        "homepage": quoted(spec.homepage) if spec.homepage is not None else None,
        "seeds": _list(spec.seeds),
        "language": quoted(spec.language) if spec.language is not None else None,
        "check_every": quoted(_duration(spec.check_every)),
        "allow_networks": _list(spec.allow_networks),
    }
    rules = "".join(f"\n{_rule(rule)}" for rule in spec.rules)
    return _lines("[[source]]", values) + rules


def _rule(rule: SourceRule) -> str:
    values = {
        "from": rule.first_day.isoformat() if rule.first_day else None,
        "until": rule.end_day.isoformat() if rule.end_day else None,
        "body": _one_or_more(rule.body),
        "drop": _one_or_more(rule.drop),
        "title": _one_or_more(rule.title),
        "author": _one_or_more(rule.author),
        "date": _one_or_more(rule.date),
    }
    return _lines("[[source.rule]]", values)


def _lines(header: str, values: Mapping[str, str | None]) -> str:
    lines = [f"{key} = {value}" for key, value in values.items() if value is not None]
    return "\n".join([header, *lines]) + "\n"


def _one_or_more(values: tuple[str, ...]) -> str | None:
    return quoted(values[0]) if len(values) == 1 else _list(values)


def _list(values: tuple[str, ...]) -> str | None:
    if len(values) < 2:
        return f"[{quoted(values[0])}]" if values else None
    return "[\n" + "".join(f"  {quoted(value)},\n" for value in values) + "]"


def _duration(duration: timedelta) -> str:
    seconds = max(1, round(duration.total_seconds()))
    unit = next(unit for unit, size in UNITS.items() if unit != "w" and seconds % size == 0)
    return f"{seconds // UNITS[unit]}{unit}"
