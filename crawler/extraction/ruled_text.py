"""Applies what a person's rules say about the text: the story is what stands in the body and is not dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from crawler.extraction.blocks import Block, letters_of, read_blocks
from crawler.extraction.body_lines import lines_of
from crawler.extraction.element_text import text_of_element
from crawler.extraction.lines import Line
from crawler.extraction.model import ExtractedArticle
from crawler.extraction.reading import Reading
from crawler.extraction.rule_values import RuledDate
from crawler.extraction.source_rules import UNRULED, Ruled

#: Where a date that a rule found is said to come from.
DATE_FROM = "source rule"
#: Every reason that comes from a rule of the source begins so.
SOURCE_RULE = "source rule: "
#: Where a person has said what the body is, rules do not guess it from the place of a line any more. Those that
#: know a line by its words (a share bar, a caption, the headline repeated) still look at it.
GUESSED_FROM_PLACE = frozenset(
    (
        "above the headline",
        "everything after first published",
        "comments or author box",
        "linked list",
        "linked line",
        "navigation",
        "box in the story",
        "below the story",
        "label above the story",
        "label below the story",
    )
)
_RULE = "rule: "
_KEPT_REASONS = (_RULE, SOURCE_RULE, "site: ")


@dataclass(frozen=True, slots=True)
class RuledText:
    """A page as its text is looked for: without what rules drop, and with the body that they name."""

    tree: HtmlElement
    #: All blocks of the page, and those that remain.
    all_blocks: Sequence[Block]
    blocks: Sequence[Block]
    #: What the rules found.
    said: Ruled

    @property
    def names_body(self) -> bool:
        """True where rules say what the body is."""
        return bool(self.said.body)

    def titles(self, found: Iterable[str]) -> tuple[str, ...]:
        """The headlines to look for in the text, when `found` are those that the page gives."""
        return tuple(dict.fromkeys((self.said.title, *found) if self.said.title else found))

    def headline(self, found: Block | None) -> Block | None:
        """The block that shows the headline, when `found` is the one that any page would have."""
        if self.said.title:
            key = letters_of(self.said.title)
            found = next((block for block in self.blocks if block.key == key), found)
        if found is None or not (self.said.body or self.said.drops):
            return found
        return next(
            (one for one in self.blocks if one.element is found.element and one.key == found.key), None
        )

    def lines(self, found: Sequence[Line]) -> list[Line]:
        """The lines to go on with, when `found` are those that the extractor found."""
        if not self.said.body:
            return list(found)
        body = set(self.said.body)
        inside = [block for block in self.blocks if _stands_in(block.element, body)]
        letters = "".join(block.key for block in inside)
        outside = self._outside(found, {block.index for block in inside}, letters)
        return _in_page_order(lines_of(inside, body), list(outside))

    def finish(self, reading: Reading) -> None:
        """Take back what was only guessed about the body, and list what was dropped."""
        if self.said.body:
            for line in reading.lines:
                if line.reason and _is_guess(line.reason):
                    line.reason = None
        if self.said.drops:
            reading.lines = _in_page_order(reading.lines, self._dropped())
            reading.forget_positions()

    def told(self, reason: str) -> str:
        """Why the page is no article, with what rules did not find on it."""
        remarks = self.said.effect.remarks if self.said.effect else ()
        body = (f'the text was looked for in body "{self.said.body_selector}"',) if self.said.body else ()
        return "; ".join((reason, *body, *remarks))

    def overrule(self, article: ExtractedArticle) -> ExtractedArticle:
        """The article with what rules say of it instead of what the page says in general."""
        said = self.said
        if said is UNRULED:
            return article
        article = replace(
            article,
            title=said.title or article.title,
            authors=said.authors or article.authors,
            method=article.method + said.mark,
            rules=said.effect,
        )
        return _dated(article, said.published) if said.published else article

    def _outside(
        self, found: Sequence[Line], inside: Collection[int], letters: str
    ) -> Iterator[tuple[int, Line]]:
        """The found lines, or those blocks of them, that do not stand in the body, each with its place."""
        reason = f'{SOURCE_RULE}outside body "{self.said.body_selector}"'
        at = 0
        for line in found:
            if line.block is None:
                if line.key not in letters:
                    yield at, replace(line, reason=reason)
                continue
            at = line.block.index
            blocks = self.blocks[at : line.last + 1]
            out = [block for block in blocks if block.index not in inside]
            if len(out) == len(blocks):
                yield at, replace(line, reason=reason)
            else:
                yield from (
                    (one.index, Line(one.text, block=one, last=one.index, reason=reason)) for one in out
                )

    def _dropped(self) -> list[tuple[int, Line]]:
        """What was dropped, each text with the index of the first remaining block below it."""
        said = dict(self.said.drops)
        position = _Positions(self.all_blocks, self.blocks)
        pieces: dict[HtmlElement, list[tuple[int, str]]] = {element: [] for element in said}
        for block in self.all_blocks:
            if (owner := _owner(block.element, said)) is not None:
                pieces[owner].append((position.of[block.index], block.text))
        for element, texts in pieces.items():
            if not texts and (text := text_of_element(element)):
                texts.append((position.inside(element, text), text))
        return [
            (index, Line(text, reason=f'{SOURCE_RULE}drop "{said[element]}"'))
            for element, texts in pieces.items()
            for index, text in texts
        ]


def ruled_text(tree: HtmlElement, blocks: Sequence[Block], ruled: Ruled) -> RuledText:
    """The page as the rules want its text to be looked for."""
    dropped = {element for element, _ in ruled.drops}
    apart = set(ruled.body)
    whole = read_blocks(tree, apart=apart) if apart else blocks
    remaining = read_blocks(tree, without=dropped, apart=apart) if dropped else whole
    return RuledText(_emptied(tree, dropped) if dropped else tree, whole, remaining, ruled)


def _emptied(tree: HtmlElement, dropped: Collection[HtmlElement]) -> HtmlElement:
    """A copy in which the dropped elements hold nothing; they stay as boundaries between what stands around them."""
    copy = deepcopy(tree)
    twins = [twin for element, twin in zip(tree.iter(), copy.iter(), strict=True) if element in dropped]
    for twin in twins:
        twin.clear(keep_tail=True)
    return copy


def _dated(article: ExtractedArticle, published: RuledDate) -> ExtractedArticle:
    modified = article.modified_at
    return replace(
        article,
        published_at=published.at,
        date_precision=published.precision,
        date_from=DATE_FROM,
        date_zone=None,
        modified_at=modified if modified and modified >= published.at else None,
    )


def _is_guess(reason: str) -> bool:
    return not reason.startswith(_KEPT_REASONS) or reason.removeprefix(_RULE) in GUESSED_FROM_PLACE


# Where things stand


class _Positions:
    """For each block of the whole page, how many of the remaining blocks stand above it."""

    def __init__(self, all_blocks: Sequence[Block], remaining: Sequence[Block]) -> None:
        self.of: list[int] = []
        self._blocks_of: dict[HtmlElement, list[Block]] = defaultdict(list)
        above = 0
        for block in all_blocks:
            self.of.append(above)
            self._blocks_of[block.element].append(block)
            if above < len(remaining) and remaining[above].element is block.element:
                above += 1

    def inside(self, element: HtmlElement, text: str) -> int:
        """Right below the block that holds this element and its text."""
        around = next((one for one in element.iterancestors() if one in self._blocks_of), None)
        if around is None:
            return 0
        blocks = self._blocks_of[around]
        return self.of[next((block for block in blocks if text in block.text), blocks[0]).index] + 1


def _owner(element: HtmlElement, owners: Collection[HtmlElement]) -> HtmlElement | None:
    """The one of these elements that this one is or stands in."""
    if element in owners:
        return element
    return next((ancestor for ancestor in element.iterancestors() if ancestor in owners), None)


def _stands_in(element: HtmlElement, owners: Collection[HtmlElement]) -> bool:
    return _owner(element, owners) is not None


def _in_page_order(lines: Sequence[Line], added: Iterable[tuple[int, Line]]) -> list[Line]:
    """The lines with the added ones, each before the first line that begins at its index or below."""
    waiting = sorted(added, key=lambda piece: piece[0])
    merged: list[Line] = []
    at = 0
    for line in lines:
        while at < len(waiting) and line.block is not None and line.block.index >= waiting[at][0]:
            merged.append(waiting[at][1])
            at += 1
        merged.append(line)
    return merged + [line for _, line in waiting[at:]]
