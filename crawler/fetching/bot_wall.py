"""Tells an answer that asks "are you a robot?" from an outage: such a challenge is not asked for again. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from crawler.extraction.kinds.wall_phrases import BOT_TITLE
from crawler.extraction.phrases import plain_of

#: Statuses with which challenges are sent.
CHALLENGING = frozenset({202, 401, 403, 405, 429, 503})
#: Headers by which the makers of such walls name them, with the values that mean a challenge.
_HEADERS = (
    ("cf-mitigated", ("challenge",)),
    ("x-amzn-waf-action", ("challenge", "captcha")),
)
#: Bytes of a challenge that are looked through for its title.
_HEAD = 64 * 1024
_TITLE = re.compile(r"<(title|h1)\b[^>]{0,500}>([^<]{1,300})<", re.IGNORECASE)
_SHOWN = 60

#: The value of a header of the answer by its name.
Header = Callable[[str], str | None]


def why_bot_wall(status: int, header: Header, body: bytes) -> str | None:
    """What makes the answer a bot wall, e.g. `a bot wall (Just a moment...)`; None when it is none."""
    if status not in CHALLENGING:
        return None
    for name, values in _HEADERS:
        value = (header(name) or "").lower()
        if value in values:
            return f"a bot wall ({name}: {value})"
    for _, words in _TITLE.findall(body[:_HEAD].decode("utf-8", "replace")):
        title = " ".join(html.unescape(words).split())
        if BOT_TITLE.search(plain_of(title)):
            return f"a bot wall ({title[:_SHOWN]})"
    return None
