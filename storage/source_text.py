"""Writes sources as the text of a sources.toml."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta

from storage.columns import cleaned
from storage.model import SourceSpec

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
    lines = [f"{key} = {value}" for key, value in values.items() if value is not None]
    return "\n".join(["[[source]]", *lines]) + "\n"


def _list(values: tuple[str, ...]) -> str | None:
    if len(values) < 2:
        return f"[{quoted(values[0])}]" if values else None
    return "[\n" + "".join(f"  {quoted(value)},\n" for value in values) + "]"


def _duration(duration: timedelta) -> str:
    seconds = max(1, round(duration.total_seconds()))
    unit = next(unit for unit, size in UNITS.items() if unit != "w" and seconds % size == 0)
    return f"{seconds // UNITS[unit]}{unit}"
