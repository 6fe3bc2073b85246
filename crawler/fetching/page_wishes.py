"""What a publisher asks of those who keep a page: X-Robots-Tag, meta robots, and TDM reservation (TDMRep). Pure.

A wish is recorded with the article; which wishes are obeyed is the operator's choice (`NEWSDESK_OBEY`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.errors import DeniedByRobots
from crawler.settings import PRODUCT_TOKEN, WISHES

NOARCHIVE, NOINDEX, TDM = WISHES
#: The headers of an answer that carry wishes.
HEADERS = ("X-Robots-Tag", "TDM-Reservation")

#: Bytes of a page that are searched for its head; real heads end within.
_HEAD = 512 * 1024
_MOST_TAGS = 1_000
_LONGEST_VALUE = 4_000
_HEAD_END = re.compile(r"</head\s*>|<body[\s>]", re.IGNORECASE)
_NO_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_META = re.compile(r"<meta\s([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]{1,50})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_NAMED = re.compile(r"\s*([\w*-]{1,50})\s*:\s*(.*)", re.DOTALL)
#: Rules of X-Robots-Tag that have a value, so that their name is no crawler's.
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_RULES = frozenset({"all", "none", "noindex", "index", "nofollow", "follow", "noarchive", "nosnippet"})


class Unwelcome(DeniedByRobots):
    """The publisher asks that the page is not kept."""


def wishes_of(headers: Iterable[tuple[str, str]], page: bytes, *, now: datetime) -> tuple[str, ...]:
    """The wishes in the headers of an answer and in the head of its page, each once, in alphabetical order.

    What is said to other crawlers by name is not for us; of what is said to all and to us, both hold.
    """
    rules: set[str] = set()
    reserved = ""
    for name, value in headers:
        if name.lower() == "x-robots-tag":
            rules |= set(_rules_of(value, now))
        elif name.lower() == "tdm-reservation":
            reserved = value.strip()
    for name, value in _metas(page):
        if name in ("robots", PRODUCT_TOKEN):
            rules |= set(_rules_of(value, now))
        elif name == "tdm-reservation":
            # The page is nearer to itself than the server's headers are.
            reserved = value.strip()
    return tuple(sorted(rules | ({TDM} if reserved == "1" else set())))


def check_wishes(url: str, wishes: tuple[str, ...], obeyed: tuple[str, ...]) -> None:
    """Raise Unwelcome where an obeyed wish means that nothing of the page is to be kept."""
    for wish in (NOINDEX, TDM):
        if wish in wishes and wish in obeyed:
            raise Unwelcome(url, f"the publisher asks that the page is not kept ({wish})")


def _rules_of(value: str, now: datetime) -> Iterator[str]:
    """The rules of one header or meta tag that are for all crawlers or for us."""
    agent = "*"
    parts = value[:_LONGEST_VALUE].lower().split(",")
    for place, part in enumerate(parts):
        rule = part.strip()
        named = _NAMED.match(rule)
        if named and named[1] not in _VALUED:
            agent, rule = named[1], named[2].strip()
            named = _NAMED.match(rule)
        if agent not in ("*", "robots", PRODUCT_TOKEN):
            continue
        if named and named[1] == "unavailable_after":
            # The date may have a comma itself.
            rest = [one for one in parts[place + 1 : place + 2] if one.strip() not in _RULES]
            if _is_past(",".join((named[2], *rest)), now) or _is_past(named[2], now):
                yield NOINDEX
        elif rule in ("noindex", "none"):
            yield NOINDEX
        elif rule == "noarchive":
            yield NOARCHIVE


def _is_past(text: str, now: datetime) -> bool:
    moment = _moment(text.strip())
    return moment is not None and moment <= now


def _moment(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text.upper())
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _metas(page: bytes) -> Iterator[tuple[str, str]]:
    """The name and content of each meta tag in the head."""
    # Names and rules are ASCII in any encoding, once the zeros of UTF-16 are gone.
    text = page[:_HEAD].replace(b"\0", b"").decode("latin-1")
    if end := _HEAD_END.search(text):
        text = text[: end.start()]
    text = _NO_MARKUP.sub(" ", text)
    for count, tag in enumerate(_META.finditer(text)):
        if count == _MOST_TAGS:
            return
        said = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag[1])}
        if said.get("name") and said.get("content"):
            yield said["name"].strip().lower(), said["content"]
