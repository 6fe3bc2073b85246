"""Breadcrumbs, menu labels and ornaments."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extraction import places
from crawler.extraction.lines import Line
from crawler.extraction.prose import ends_sentence
from crawler.extraction.reading import Reading

#: "***" and "___" between paragraphs are the story's own section marks.
_SECTION_MARK = re.compile(r"^(?:[*_\-–—~#=.•·]\s*){3,}$")
_BREADCRUMB = re.compile(
    r"^(?:home|startseite|start|accueil|inicio|início|होम|ホーム|トップ|首页|首頁|홈)\s*(?:/|>|»|›|\||→|＞|▸)"
)
_LABEL_WORDS = 8


def ornaments(reading: Reading) -> Iterable[Line]:
    """Lines without a letter or a digit, but for the marks between sections."""
    return [line for line in reading.kept if not line.key and not _SECTION_MARK.match(line.text)]


def breadcrumbs(reading: Reading) -> Iterable[Line]:
    """Home / Section / Headline."""
    for line in reading.kept:
        if line.words <= 30 and not ends_sentence(line.text) and _BREADCRUMB.match(line.plain):
            yield line


def outside(reading: Reading) -> Iterable[Line]:
    """Short lines in navigation, footers, buttons and forms, above the story and below it.

    Among its paragraphs they are subheads that a table of contents repeats.
    """
    for line in (*reading.head, *reading.tail):
        if (
            reading.stands_in(line, places.NAV | places.BUTTON)
            and line.words <= _LABEL_WORDS
            and not ends_sentence(line.text)
        ):
            yield line
