"""One spelling for a URL's path and query: what RFC 3986 §6.2.2 allows without changing the document."""

from __future__ import annotations

import re
from urllib.parse import unquote

from crawler.tracking import is_tracking

_UNRESERVED = r"A-Za-z0-9._~\-"
_PATH_PARTS = re.compile(rf"%[0-9A-Fa-f]{{2}}|[^{_UNRESERVED}!$&'()*+,;=:@/]")
#: Browsers never send a bare "'" in a query.
_QUERY_PARTS = re.compile(rf"%[0-9A-Fa-f]{{2}}|[^{_UNRESERVED}!$&()*+,;=:@/?]")
_IS_UNRESERVED = re.compile(f"[{_UNRESERVED}]")


def normal_path(path: str) -> str:
    """The path with its dots resolved and its percent-encoding in one spelling; "/" when it is empty."""
    # Browsers read a backslash as a slash here.
    return without_dot_segments(_PATH_PARTS.sub(_normal_part, path.replace("\\", "/"))) or "/"


def normal_query(query: str) -> str:
    """The query without tracking parameters, in one spelling, sorted where order cannot matter."""
    pieces = [piece for piece in query.split("&") if piece]
    kept = [_QUERY_PARTS.sub(_normal_part, piece) for piece in pieces if not _is_tracking_piece(piece)]
    # Where every piece has a name, order means nothing to servers; "?open&id=7" is a command, and stays.
    if all("=" in piece for piece in kept):
        kept.sort(key=lambda piece: piece.partition("=")[0])
    return "&".join(kept)


def _is_tracking_piece(piece: str) -> bool:
    name, _, value = piece.partition("=")
    return is_tracking(unquote(name), unquote(value))


def _normal_part(match: re.Match[str]) -> str:
    part = match[0]
    if len(part) == 3:
        character = chr(int(part[1:], 16))
        return character if _IS_UNRESERVED.fullmatch(character) else part.upper()
    return "".join(f"%{byte:02X}" for byte in part.encode("utf-8"))


def without_dot_segments(path: str) -> str:
    """The path with "." and ".." resolved as RFC 3986 §5.2.4 does."""
    if "/." not in path:
        return path
    kept: list[str] = []
    *segments, last = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if last == "..":
        del kept[-1:]
    return "/" + "/".join([*kept, "" if last in (".", "..") else last])
