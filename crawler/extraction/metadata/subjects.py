"""Section and tags of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extraction.blocks import letters_of
from crawler.extraction.metadata.json_ld import as_list, text_of, types_of
from crawler.extraction.metadata.signals import Signals, clean

_LONGEST = 80
_MOST_TAGS = 30
_SPLIT = re.compile(r"\s*[,;，、|]\s*")
#: "content-type: listicle", "nlp_entity", identifiers.
_FOR_MACHINES = re.compile(r"^[\w -]{2,40}:\s|^\w+_\w+$|^[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)
_HOME = frozenset(
    (
        "home",
        "startseite",
        "start",
        "accueil",
        "inicio",
        "início",
        "होम",
        "ホーム",
        "トップ",
        "首页",
        "首頁",
        "news",
    )
)


def find_section(signals: Signals) -> str | None:
    """The section that the article appears in."""
    for value in (
        text_of(signals.article.get("articleSection")),
        signals.first(
            "article:section",
            "og:article:section",
            "parsely-section",
            "sailthru.section",
            "cxenseparse:section",
            "section",
            "category",
        ),
        _from_breadcrumb(signals),
    ):
        first = _SPLIT.split(value, maxsplit=1)[0] if value else None
        if first and len(first) <= _LONGEST and "://" not in first and not _names_site(first, signals):
            return clean(first)
    return None


def _names_site(text: str, signals: Signals) -> bool:
    host = signals.address.netloc.removeprefix("www.")
    return letters_of(text) in (letters_of(signals.site_name or ""), letters_of(host))


def find_tags(signals: Signals) -> tuple[str, ...]:
    """Topics of the article, in the page's order."""
    keywords = [
        word
        for item in as_list(signals.article.get("keywords"))
        if isinstance(item, str)
        for word in _SPLIT.split(clean(item))
    ]
    for found in (
        signals.all("article:tag", "og:article:tag"),
        keywords,
        [
            word
            for value in signals.all("news_keywords", "parsely-tags", "sailthru.tags")
            for word in _SPLIT.split(value)
        ],
        [word for value in signals.all("keywords") for word in _SPLIT.split(value)],
    ):
        if tags := _tags(found):
            return tags
    return ()


def _tags(found: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for text in found:
        tag = clean(text).strip(" #\"'")
        if tag and len(tag) <= _LONGEST and "://" not in tag and not _FOR_MACHINES.search(tag):
            seen.setdefault(tag.casefold(), tag)
    return tuple(seen.values())[:_MOST_TAGS]


def _from_breadcrumb(signals: Signals) -> str | None:
    """The step below the home page."""
    for node in signals.nodes:
        if "BreadcrumbList" not in types_of(node):
            continue
        steps = [item for item in as_list(node.get("itemListElement")) if isinstance(item, dict)]
        names = [text_of(step.get("name")) or text_of(step.get("item")) for step in steps]
        for name in names[: max(1, len(names) - 1)]:
            if name and name.casefold() not in _HOME and "://" not in name:
                return name
    return None
