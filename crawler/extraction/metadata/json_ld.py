"""Reads the JSON-LD blocks of a page, as broken as they come, and finds the one that describes the article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml.html import HtmlElement

#: schema.org types that describe the article of a page, the most telling first.
_ARTICLE_TYPES = (
    "LiveBlogPosting",
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "AdvertiserContentArticle",
    "SatiricalArticle",
    "BlogPosting",
    "Report",
    "Review",
    "Recipe",
    "ScholarlyArticle",
    "TechArticle",
    "SocialMediaPosting",
    "Article",
    "VideoObject",
    "ImageGallery",
    "MediaGallery",
)
#: Properties under which pages nest the node that matters.
_NESTS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart")
_LARGEST_BLOCK = 2_000_000
_MOST_NODES = 5_000
_COMMENT = re.compile(r"^\s*(?://\s*)?<!(?:--|\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")

JsonNode = dict[str, Any]


def read_json_ld(scripts: Iterable[HtmlElement]) -> list[JsonNode]:
    """All typed nodes of the JSON-LD in a page's scripts, outer ones first; unreadable blocks are passed over."""
    nodes: list[JsonNode] = []
    for script in scripts:
        if "ld+json" not in script.get("type", "").lower() or not script.text:
            continue
        for node in _typed_nodes(_loads(script.text)):
            nodes.append(node)
            if len(nodes) >= _MOST_NODES:
                return nodes
    return nodes


def article_node(nodes: list[JsonNode]) -> JsonNode:
    """The node that describes the article; empty when there is none."""
    ranked = [(rank, node) for node in nodes if (rank := _rank(node)) is not None]
    if not ranked:
        return {}
    # A node with a headline is the article; the bare types also mark teasers and embedded videos.
    return min(ranked, key=lambda pair: (not pair[1].get("headline"), pair[0]))[1]


def types_of(node: JsonNode) -> tuple[str, ...]:
    """The schema.org types of a node, without a prefix or address."""
    kinds = as_list(node.get("@type"))
    return tuple(kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds if isinstance(kind, str))


def as_list(value: Any) -> list[Any]:
    """JSON-LD writes one value or a list of them."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_of(value: Any) -> str | None:
    """The value when it is text, trimmed; None when it is empty or something else."""
    for item in as_list(value):
        if isinstance(item, dict):
            item = item.get("@value") or item.get("name")  # noqa: PLW2901 - unwrap once
        if isinstance(item, str) and item.strip():
            return " ".join(item.split())
    return None


def _rank(node: JsonNode) -> int | None:
    ranks = [_ARTICLE_TYPES.index(kind) for kind in types_of(node) if kind in _ARTICLE_TYPES]
    return min(ranks) if ranks else None


def _loads(text: str) -> Any:
    if len(text) > _LARGEST_BLOCK:
        return None
    text = _COMMENT.sub("", text).strip().rstrip(";")
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            # Line breaks inside strings are the most common fault; strict=False reads over them.
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _typed_nodes(root: Any) -> Iterator[JsonNode]:
    level = [root]
    for _ in range(6):
        below: list[Any] = []
        for item in level:
            if isinstance(item, list):
                below.extend(item)
            elif isinstance(item, dict):
                if "@type" in item:
                    yield item
                below.extend(item[name] for name in _NESTS if name in item)
        if not below:
            return
        level = below
