"""Reads the body of an article file into blocks: the story's own and the boilerplate between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from markupsafe import Markup, escape

#: The kinds that belong to the story; every other kind is boilerplate named by the word after its "!".
STORY_KINDS = ("paragraph", "subhead", "quote", "list")

_MARKERS = {"## ": "subhead", "> ": "quote", "- ": "item"}
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALICS = re.compile(r"\*(.+?)\*")


class Block(NamedTuple):
    """One block of a page: `html` is ready for the template, `text` is what a reader sees."""

    kind: str
    html: Markup
    #: list: its items as Markup; photo: the credit; read and also: the URL (set when a page is rendered).
    extra: object = None
    text: str = ""

    @property
    def is_story(self) -> bool:
        """True where the clean text of the article contains this block."""
        return self.kind in STORY_KINDS


def parse_body(body: str) -> tuple[Block, ...]:
    """The blocks of a body, in order; neighbouring list items become one list."""
    blocks: list[Block] = []
    for kind, lines in groupby(_lines(body), key=itemgetter(0)):
        texts = [text for _, text in lines]
        if kind == "item":
            blocks.append(_list(texts))
        else:
            blocks.extend(_block(kind, text) for text in texts)
    return tuple(blocks)


def _lines(body: str) -> Iterator[tuple[str, str]]:
    """Each block of the body as (kind, source text); the lines of one paragraph are joined."""
    for chunk in re.split(r"\n\s*\n", body.strip()):
        paragraph: list[str] = []
        for line in chunk.strip().splitlines():
            kind, text = _kind_of(line.strip())
            if kind == "paragraph":
                paragraph.append(text)
                continue
            if paragraph:
                yield "paragraph", " ".join(paragraph)
                paragraph = []
            yield kind, text
        if paragraph:
            yield "paragraph", " ".join(paragraph)


def _kind_of(line: str) -> tuple[str, str]:
    if line.startswith("!"):
        word, _, rest = line[1:].partition(" ")
        return word, rest.strip()
    for marker, kind in _MARKERS.items():
        if line.startswith(marker):
            return kind, line[len(marker) :].strip()
    return "paragraph", line


def _list(items: list[str]) -> Block:
    plain = "\n".join(f"- {to_text(item)}" for item in items)
    return Block("list", Markup(""), tuple(to_html(item) for item in items), plain)


def _block(kind: str, text: str) -> Block:
    if kind == "photo":
        caption, _, credit = text.partition("|")
        return Block("photo", to_html(caption.strip()), credit.strip(), to_text(caption))
    return Block(kind, to_html(text), None, to_text(text))


def to_html(text: str) -> Markup:
    """Inline Markdown (bold, italics, links) as HTML; everything else is escaped."""
    html = str(escape(text))
    html = _LINK.sub(r'<a href="\2">\1</a>', html)
    html = _BOLD.sub(r"<strong>\1</strong>", html)
    return Markup(_ITALICS.sub(r"<em>\1</em>", html))


def to_text(text: str) -> str:
    """Inline Markdown without its marks, its white space single."""
    for pattern in (_LINK, _BOLD, _ITALICS):
        text = pattern.sub(r"\1", text)
    return " ".join(text.split())
