"""What we write to a terminal: wrapped to its width, and never a character that could command it."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

#: Escape sequences as a whole (colours, window titles, cursor moves), so that no "[31m" stays behind.
_ESCAPE_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
#: Control characters (tab and line feed are kept), and the marks that reverse the direction of what follows.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
#: JSON itself only escapes what is below U+0020.
_CONTROL_IN_JSON = re.compile(r"[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: Columns from which a table may have wide gaps.
_ROOMY_WIDTH = 110
#: "2026-01-31".
_DAY_WIDTH = 10
#: Room for a table that goes to a file or a pipe, where lines are not to be wrapped.
_UNWRAPPED_WIDTH = 4000


def printable(text: str) -> str:
    """`text` without escape sequences and control characters; line breaks and tabs stay."""
    return _CONTROL.sub("", _ESCAPE_SEQUENCE.sub("", text))


def single_line(text: str) -> str:
    """`text` made printable, on one line."""
    return " ".join(printable(text).split())


def safe(text: str, style: str = "") -> Text:
    """Printable `text` that rich takes literally: brackets are no markup."""
    return Text(printable(text), style=style)


def output() -> Console:
    """Standard output."""
    return _console(sys.stdout)


def errors() -> Console:
    """Standard error."""
    return _console(sys.stderr)


def tell(sentence: str) -> None:
    """One sentence on standard error, below what went to standard output before."""
    sys.stdout.flush()
    errors().print(safe(single_line(sentence)))


def _console(stream: TextIO) -> Console:
    # A terminal that cannot show a character shows its number; the command does not fail.
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")
    is_terminal = stream.isatty()
    return Console(
        file=stream,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=not is_terminal,
        width=None if is_terminal else _UNWRAPPED_WIDTH,
    )


def has_colour(console: Console) -> bool:
    """True where words can be marked by colour; elsewhere by plain ASCII signs."""
    return console.is_terminal and not console.no_color and console.color_system is not None


def plain_table(console: Console, *columns: str, right: tuple[str, ...] = ()) -> Table:
    """A table without lines, so that its rows can be cut and searched like any text."""
    gap = 1 if console.width < _ROOMY_WIDTH else 2
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, gap, 0, 0))
    for column in columns:
        # A narrow terminal breaks a time between day and hour, never within.
        is_number = column in right
        table.add_column(
            column,
            justify="right" if is_number else "left",
            overflow="fold",
            no_wrap=is_number,
            min_width=len(column) if is_number else min(_DAY_WIDTH, len(column)),
        )
    return table


def print_json(document: Any) -> None:
    """One JSON document on standard output; what could command a terminal is escaped, not lost."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower()
    text = json.dumps(document, ensure_ascii=not encoding.startswith("utf"), indent=2)
    sys.stdout.write(_CONTROL_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n")


def moment(at: datetime | None, *, precision: str | None = None) -> str:
    """A time as people read it, in UTC; only the date where no more is known; a dash for none."""
    if at is None:
        return "-"
    return f"{at.astimezone(UTC):%Y-%m-%d}" if precision == "day" else f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"
