"""Finds on which line of a sources.toml a source or one of its keys stands. Pure.

The standard library reads TOML without telling where a value stood. The text is known to be valid TOML here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

#: Strings and comments, which may look like anything.
_HIDDEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""+' r"|'''.*?'''+" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'" r"|\#[^\n]*", re.DOTALL
)
_HEADER = re.compile(r"\s*\[\[\s*source\s*\]\]")
_PART_HEADER = re.compile(r"\s*\[\[?\s*source\s*\.\s*([A-Za-z0-9_-]+)\s*\]")
_OTHER_HEADER = re.compile(r"\s*\[")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*[=.]")


@dataclass(slots=True)
class Lines:
    """The lines, counted from 1, of one table."""

    header: int
    keys: dict[str, int] = field(default_factory=dict)
    #: The lines of its [[source.rule]] tables.
    rules: list[Lines] = field(default_factory=list)

    def of(self, key: str) -> int:
        """The line of the key, or of the table where it cannot be told."""
        return self.keys.get(key, self.header)


def lines_of(text: str) -> tuple[Lines, list[Lines]]:
    """The lines of what stands before any table, and of each [[source]] table with its rules."""
    top = current = Lines(1)
    tables: list[Lines] = []
    depth = 0
    for number, line in enumerate(_HIDDEN.sub(_blank, text).split("\n"), 1):
        if depth == 0 and _HEADER.match(line):
            current = Lines(number)
            tables.append(current)
        elif depth == 0 and tables and (match := _PART_HEADER.match(line)):
            tables[-1].keys.setdefault(match[1], number)
            current = Lines(number)
            if match[1] == "rule":
                tables[-1].rules.append(current)
        elif depth == 0 and _OTHER_HEADER.match(line):
            name = line.strip().strip("[] \t").partition(".")[0].strip()
            top.keys.setdefault(name, number)
        else:
            if depth == 0 and (match := _KEY.match(line)):
                current.keys.setdefault(match[1], number)
            depth += line.count("[") + line.count("{") - line.count("]") - line.count("}")
    return top, tables


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
