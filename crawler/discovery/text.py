"""Plain text out of what feeds put into titles and summaries."""

from __future__ import annotations

import html
import re

LONGEST_TITLE = 500
LONGEST_SUMMARY = 1_000
#: Characters of markup that are looked at to get a summary: some feeds carry whole articles here.
_READ = 6_000

_HIDDEN = re.compile(r"<(script|style)\b[^>]*>.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_MAY_HIDE = re.compile("<s(?:cript|tyle)", re.IGNORECASE)
#: These stand inside words and before full stops: no blank comes in their place.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--[^<>]*--|!\[CDATA\[)>?|\]\]>")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
#: Characters of the second control block, which nobody writes: they and their neighbours are text of another charset.
_NEVER_WRITTEN = re.compile("[\x80-\x9f]")
_WINDOWS = {code: bytes((code,)).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_MAY_BE_MISREAD = re.compile("[\x80-\xff]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def plain_text(markup: str, longest: int) -> str | None:
    """The words of a piece of HTML or text on one line, cut at a word; None when there are none."""
    text = markup[:_READ]
    if "<" in text:
        text = _TAG.sub(" ", _INLINE.sub("", _HIDDEN.sub(" ", text) if _MAY_HIDE.search(text) else text))
    if "&" in text:
        text = html.unescape(text)
    line = " ".join(_CONTROLS.sub("", _reread(text)).split())
    return _cut(line, longest) if line else None


def language_tag(text: str | None) -> str | None:
    """A language as BCP 47 spells it ("en-GB"), or None when it is none."""
    tag = (text or "").strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) and len(tag) <= 35 else None


def _reread(text: str) -> str:
    """`&#146;` is meant as Windows-1252, and `&#226;&#128;&#153;` as the bytes of UTF-8; browsers know the first."""
    return _MAY_BE_MISREAD.sub(_reread_run, text) if _NEVER_WRITTEN.search(text) else text


def _reread_run(match: re.Match[str]) -> str:
    run = match[0]
    try:
        return (
            run.encode("latin-1").decode("utf-8")
            if len(run) > 1 and _NEVER_WRITTEN.search(run)
            else _western(run)
        )
    except UnicodeDecodeError:
        return _western(run)


def _western(run: str) -> str:
    return run.translate(_WINDOWS)


def _cut(line: str, longest: int) -> str:
    if len(line) <= longest:
        return line
    head = line[:longest]
    return (head.rpartition(" ")[0] or head) + "…"
