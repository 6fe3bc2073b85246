"""Reads a site's feeds and sitemaps back, as the newsroom's own tests do."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from lxml import etree

from tests.newsroom.responses import respond
from tests.newsroom.sites import PATHS, Site


def listed_urls(site: Site, name: str) -> list[str]:
    """The article URLs in one feed or sitemap, children of an index included."""
    body = respond(site, PATHS[name]).body
    if name == "json":
        return [item["url"] for item in json.loads(body)["items"]]
    root = etree.fromstring(body)
    found = root.xpath("//*[local-name()='item' or local-name()='entry']/*[local-name()='link']")
    if name in ("rss", "rdf"):
        return [link.text for link in found]
    if name == "atom":
        return [link.get("href") for link in found]
    urls = root.xpath("//*[local-name()='url']/*[local-name()='loc']/text()")
    for child in root.xpath("//*[local-name()='sitemap']/*[local-name()='loc']/text()"):
        children = etree.fromstring(respond(site, urlsplit(child).path).body)
        urls += children.xpath("//*[local-name()='url']/*[local-name()='loc']/text()")
    return urls
