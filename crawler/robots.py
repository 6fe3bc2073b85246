"""What a robots.txt lets us fetch, by RFC 9309.

Where the RFC leaves room we follow Google's open parser (longest match, unknown lines ignored, the common
misspellings understood), which is what webmasters test their files against. The parser is our own: protego
lets us in where `User-agent: NAME more words` or an unknown line between two names asked us to stay out.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from crawler.robots_rule import Rule, path_of, rules_of

#: RFC 9309 §2.5: at least 500 KiB are read; of the rest of a longer file only the sitemaps, which are no rules.
LONGEST_BODY = 500 * 1024
MOST_SITEMAPS = 10_000

_NEWLINE = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(
    r"(?P<key>user[- ]?agent|dis+al+ow|dis+al+aw|diasl+ow|allow|crawl[- ]?delay|site-?map)(?:\s*:|\s)(?P<value>.*)",
    re.IGNORECASE,
)
_SITEMAP_LINE = re.compile(rb"^[ \t]*site-?map[ \t]*:[ \t]*([^\s#]{1,2048})", re.IGNORECASE | re.MULTILINE)
_TOKEN = re.compile(r"[\w*.-]+")
_NUMBER = re.compile(r"(?:[0-9]{1,9})?[.,]?[0-9]{1,9}")
_COMPATIBLE = re.compile(r"\(compatible;\s*([\w.-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The lines of a robots.txt that are meant for us."""

    #: The longest first; of two equally long, Allow first.
    rules: tuple[Rule, ...] = ()
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()
    #: True while robots.txt cannot be reached, which means: stay away.
    is_unreachable: bool = False

    def is_allowed(self, url: str) -> bool:
        """True when this URL, absolute or only a path, may be fetched."""
        path = path_of(url)
        if path == "/robots.txt":
            return True
        if self.is_unreachable:
            return False
        return next((rule.is_allow for rule in self.rules if rule.matches(path)), True)


ALLOW_ALL = RobotsRules()
DISALLOW_ALL = RobotsRules(is_unreachable=True)


def parse_robots(body: bytes, *, user_agent: str, url: str | None = None) -> RobotsRules:
    """The rules that `body` has for the product named first in `user_agent`.

    `url`, the address of the robots.txt, completes sitemaps that are given without their host.
    """
    reader = _Reader(_product_token(user_agent))
    for key, value in _lines(body):
        reader.read(key, value)
    reader.sitemaps += _sitemaps_past_the_limit(body)
    return reader.rules(url)


def rules_for_status(
    status: int | None, body: bytes, *, user_agent: str, url: str | None = None
) -> RobotsRules:
    """The rules that an answer to /robots.txt means; `status` is None when there was no answer."""
    if status is None or status < 200 or status >= 500 or status == 429:
        return DISALLOW_ALL
    if status < 300:
        return parse_robots(body, user_agent=user_agent, url=url)
    # RFC 9309 §2.3.1.2 and §2.3.1.3: "unavailable" (4xx, endless redirects) lets a crawler in.
    return ALLOW_ALL


class _Reader:
    """Collects the rules of all groups that name us, and of all groups for everybody."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.sitemaps: list[str] = []
        self.specific = _Group()
        self.everybody = _Group()
        self.is_named = False
        self.current: list[_Group] = []
        self.is_naming = False

    def read(self, key: str, value: str) -> None:
        if key == "sitemap":
            self.sitemaps += [value] if value else []
        elif key == "user-agent":
            self._name(value)
        elif key == "crawl-delay":
            # Not a rule in the RFC, so it does not end a run of User-agent lines.
            for group in self.current:
                group.delays.append(value)
        else:
            self.is_naming = False
            for group in self.current:
                group.rules.extend(rules_of(value, is_allow=key == "allow"))

    def _name(self, value: str) -> None:
        if not self.is_naming:
            self.current = []
        self.is_naming = True
        name = _group_token(value)
        if name == "*":
            self.current.append(self.everybody)
        elif name and _is_named(self.token, name):
            self.is_named = True
            self.current.append(self.specific)

    def rules(self, url: str | None) -> RobotsRules:
        group = self.specific if self.is_named else self.everybody
        ordered = sorted(set(group.rules), key=lambda rule: (-rule.length, not rule.is_allow, rule.pieces))
        delays = [delay for delay in map(_seconds, group.delays) if delay is not None]
        return RobotsRules(tuple(ordered), max(delays, default=None), _absolute(self.sitemaps, url))


class _Group:
    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.delays: list[str] = []


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    """The lines that mean something, as (key, value)."""
    for line in _NEWLINE.split(_text(body)):
        match = _LINE.fullmatch(line.partition("#")[0].strip())
        if match:
            yield _known_key(match["key"]), match["value"].strip()


def _known_key(key: str) -> str:
    first = key[0].lower()
    return {"u": "user-agent", "d": "disallow", "a": "allow", "c": "crawl-delay", "s": "sitemap"}[first]


def _text(body: bytes) -> str:
    cut = body[:LONGEST_BODY]
    if len(body) > LONGEST_BODY:
        # Half a line could mean the opposite of the whole one.
        cut = cut[: max(cut.rfind(b"\n"), cut.rfind(b"\r")) + 1]
    if cut.startswith((b"\xff\xfe", b"\xfe\xff")):
        return cut.decode("utf-16", errors="replace")
    # Tools that cut files cut this mark too; Google's parser takes any beginning of it.
    mark = next(length for length in (3, 2, 1, 0) if cut.startswith(codecs.BOM_UTF8[:length]))
    return cut[mark:].decode("utf-8", errors="replace")


def _sitemaps_past_the_limit(body: bytes) -> list[str]:
    """Files with a rule for every old article name their sitemaps at the very end."""
    rest = body[LONGEST_BODY:].replace(b"\r", b"\n")
    found = islice(_SITEMAP_LINE.finditer(rest), MOST_SITEMAPS)
    return [match[1].decode("utf-8", errors="replace") for match in found]


def _product_token(user_agent: str) -> str:
    """`newsdesk` of `newsdesk/1.0 (+https://…)` or of `Mozilla/5.0 (compatible; newsdesk/1.0)`."""
    compatible = _COMPATIBLE.search(user_agent)
    match = _TOKEN.match(compatible[1] if compatible else user_agent.strip())
    return match[0].lower() if match else ""


def _group_token(value: str) -> str:
    match = _TOKEN.match(value)
    return match[0].lower() if match else ""


def _is_named(token: str, name: str) -> bool:
    if "*" not in name:
        return token == name
    first, *middle, last = name.split("*")
    pattern = Rule(True, (first, *middle, last), is_anchored=True, length=0)
    return token == name or pattern.matches(token)


def _absolute(sitemaps: list[str], base: str | None) -> tuple[str, ...]:
    found = [_joined(base, sitemap) for sitemap in dict.fromkeys(sitemaps)]
    return tuple(dict.fromkeys(url for url in found if url.lower().startswith(("http://", "https://"))))


def _joined(base: str | None, sitemap: str) -> str:
    try:
        return urljoin(base or "", sitemap)
    except ValueError:
        return ""


def _seconds(value: str) -> float | None:
    """The number at the beginning: "10 s" and "2,5" are meant as they read."""
    number = _NUMBER.match(value)
    return float(number[0].replace(",", ".")) if number else None
