"""Writes sources as an OPML file, which feed readers take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import quoteattr

from crawler.discovery.opml import NAMESPACE
from storage.model import SourceSpec

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0" xmlns:newsdesk="{NAMESPACE}">
  <head><title>Sources of newsdesk</title></head>
  <body>
"""
_END = "  </body>\n</opml>\n"


def write_opml(specs: Iterable[SourceSpec], *, no_feeds: frozenset[str] = frozenset()) -> str:
    """The OPML text that names these sources, an outline for each of their seeds.

    Seeds among `no_feeds` (sitemaps, pages) stand where only newsdesk looks: a feed reader could not read them.
    """
    outlines = (outline for spec in specs for outline in _outlines(spec, no_feeds))
    return _HEAD + "".join(f"    {outline}\n" for outline in outlines) + _END


def _outlines(spec: SourceSpec, no_feeds: frozenset[str]) -> Iterator[str]:
    title = spec.title or spec.name
    common = {
        "text": title,
        "title": title,
        "htmlUrl": spec.homepage,
        "language": spec.language,
        "newsdesk:source": spec.name,
    }
    for seed in spec.seeds:
        if seed in no_feeds:
            yield _outline(common | {"newsdesk:seed": seed})
        else:
            yield _outline({"type": "rss", **common, "xmlUrl": seed})
    if not spec.seeds:
        yield _outline(common)


def _outline(values: Mapping[str, str | None]) -> str:
    attributes = " ".join(
        f"{name}={quoteattr(_NOT_XML.sub('', value))}" for name, value in values.items() if value
    )
    return f"<outline {attributes}/>"
