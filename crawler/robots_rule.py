"""One Allow or Disallow line of a robots.txt, and what it covers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from crawler.normal_form import without_dot_segments

_ESCAPE_OR_OTHER = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9_.~/?=&%:;,@!'()+-]|%")
_KEPT_ESCAPES = {"%2F", "%3F", "%25", "%23"}
_LITERAL = re.compile(r"[A-Za-z0-9_.~=&:;,@!'()+-]")
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One Allow or Disallow line, its path pattern in normal spelling."""

    is_allow: bool
    #: The literal pieces between the wildcards.
    pieces: tuple[str, ...]
    #: True where the pattern ended with `$`.
    is_anchored: bool
    #: Octets of the pattern: the longest match wins.
    length: int

    def matches(self, path: str) -> bool:
        """True when the pattern covers `path`, given in normal spelling."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        position = len(first)
        # Leftmost is as good as any, so there is no backtracking however many wildcards there are.
        for piece in rest[:-1] if self.is_anchored else rest:
            found = path.find(piece, position)
            if found < 0:
                return False
            position = found + len(piece)
        if not self.is_anchored:
            return True
        last = rest[-1] if rest else ""
        return path.endswith(last) and len(path) - len(last) >= position if rest else position == len(path)


def rules_of(value: str, *, is_allow: bool) -> Iterator[Rule]:
    """The rules that the value of a line makes: none when it is empty, now and then two."""
    if not value:
        return
    yield _rule(value, is_allow=is_allow)
    # Google reads "Allow: /news/index.html" as allowing /news/ too.
    head, slash, page = value.rpartition("/")
    if is_allow and slash and page in ("index.html", "index.htm"):
        yield _rule(f"{head}/$", is_allow=True)


def _rule(value: str, *, is_allow: bool) -> Rule:
    is_anchored = value.endswith("$")
    text = value.removesuffix("$") if is_anchored else value
    if not text.startswith(("/", "*")):
        text = "/" + text
    pieces = tuple(_normal(piece) for piece in text.split("*"))
    return Rule(is_allow, pieces, is_anchored, len("*".join(pieces)) + is_anchored)


def path_of(url: str) -> str:
    """Path and query of a URL, in the spelling that rules are compared in."""
    rest = _ORIGIN.sub("", url.strip(), count=1).partition("#")[0]
    path, mark, query = _normal(rest if rest.startswith("/") else "/" + rest).partition("?")
    # A server resolves dots before it serves, so a rule must not be passed by by writing some.
    return without_dot_segments(path) + mark + query


def _normal(text: str) -> str:
    """One spelling for all ways to write the same octets; an escaped slash stays another thing than a slash."""
    return _ESCAPE_OR_OTHER.sub(_normal_part, text)


def _normal_part(match: re.Match[str]) -> str:
    part = match[0]
    if len(part) == 3 and part.startswith("%"):
        upper = part.upper()
        character = unquote_to_bytes(upper).decode("latin-1")
        return character if upper not in _KEPT_ESCAPES and _LITERAL.fullmatch(character) else upper
    return "".join(f"%{byte:02X}" for byte in part.encode("utf-8", errors="replace"))
