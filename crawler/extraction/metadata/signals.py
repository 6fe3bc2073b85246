"""What the head of a page says about the article: meta tags, links, JSON-LD, each read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import SplitResult, urlsplit

from lxml.html import HtmlElement

from crawler.extraction.metadata.json_ld import JsonNode, article_node, read_json_ld, text_of

_LONGEST_VALUE = 5_000


@dataclass(frozen=True, slots=True)
class Signals:
    """The page's statements about itself, as found."""

    #: Lower-case meta name, property or itemprop, and its values in page order.
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The JSON-LD node of the article; empty when there is none.
    article: JsonNode = field(default_factory=dict)
    nodes: tuple[JsonNode, ...] = ()
    head_title: str | None = None
    html_lang: str | None = None
    canonical: str | None = None

    def first(self, *names: str) -> str | None:
        """The first value of the first of these meta tags that has one."""
        for name in names:
            for value in self.meta.get(name, ()):
                return value
        return None

    def all(self, *names: str) -> tuple[str, ...]:
        """All values of these meta tags, without repeats."""
        return tuple(dict.fromkeys(value for name in names for value in self.meta.get(name, ())))

    def said(self, name: str) -> str | None:
        """The text of a property of the JSON-LD article."""
        value = text_of(self.article.get(name))
        return clean(value) if value else None

    @property
    def address(self) -> SplitResult:
        """The address that the page gives itself, in parts; empty where it gives none that is one."""
        try:
            return urlsplit(self.canonical or self.first("og:url") or "")
        except ValueError:
            return urlsplit("")

    @property
    def site_name(self) -> str | None:
        """What the site calls itself."""
        return (
            self.first("og:site_name", "application-name", "al:ios:app_name")
            or text_of(self.article.get("publisher"))
            or next((text_of(node) for node in self.nodes if "WebSite" in str(node.get("@type"))), None)
        )


def clean(text: str) -> str:
    """One line of text; entities that were escaped twice are resolved."""
    if "&" in text and ";" in text:
        text = unescape(text)
    return " ".join(text.split())


def read_signals(tree: HtmlElement) -> Signals:
    """Read the signals of a page, in one walk over its tree."""
    meta: dict[str, list[str]] = {}
    scripts: list[HtmlElement] = []
    title = canonical = None
    for element in tree.iter("meta", "link", "script", "title"):
        if element.tag == "meta":
            _add_meta(element, meta)
        elif element.tag == "script":
            scripts.append(element)
        elif element.tag == "title":
            # Pictures have titles as well; the page's comes first.
            title = element if title is None else title
        elif canonical is None and (href := element.get("href")):
            canonical = href.strip() if element.get("rel", "").strip().lower() == "canonical" else None
    nodes = read_json_ld(scripts)
    return Signals(
        meta={name: tuple(values) for name, values in meta.items()},
        article=article_node(nodes),
        nodes=tuple(nodes),
        head_title=clean(title.text_content()) or None if title is not None else None,
        html_lang=tree.get("lang") or tree.get("xml:lang"),
        canonical=canonical,
    )


def _add_meta(element: HtmlElement, meta: dict[str, list[str]]) -> None:
    value = element.get("content")
    if not value or len(value) > _LONGEST_VALUE:
        return
    name = (
        element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
    )
    if name and (value := clean(value)):
        meta.setdefault(name.strip().lower(), []).append(value)
