"""Reads a page by the rules that people wrote for its source: which hold, and what their selectors find. Pure.

All rules that hold on the day of the page work together. What is dropped adds up; body, title, author and date are
each taken from the first rule that finds them. A part that no rule finds is read as on any page, and told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

from lxml.html import HtmlElement

from crawler.extraction.element_text import text_of_element
from crawler.extraction.metadata.names import names_in
from crawler.extraction.rule_effect import RuleEffect, RulesEffect, SelectorEffect
from crawler.extraction.rule_values import RuledDate, read_date
from storage.model import SourceRule
from storage.selectors import Found, WrongSelector, selector_of

#: Longer texts are no title and no name: the selector has caught something larger.
LONGEST_TITLE = 500
LONGEST_AUTHOR = 200
#: So many of the things that a selector finds are read for their title, names or date.
MOST_READ = 20
#: Values that are shown to a person are cut here.
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules found on a page; empty where no rule says anything."""

    body: tuple[HtmlElement, ...] = ()
    #: The selectors that found the body, as people wrote them.
    body_selector: str = ""
    #: The elements that are none of the story, each with the selector that says so; none inside another.
    drops: tuple[tuple[HtmlElement, str], ...] = ()
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: RuledDate | None = None
    #: Names the rules in effect, to be added to the method of the article.
    mark: str = ""
    effect: RulesEffect | None = None


UNRULED = Ruled()


@dataclass(frozen=True, slots=True)
class RuledPage:
    """What rules are applied to, and what is known of it."""

    tree: HtmlElement
    #: The zone of times that name none.
    home: tzinfo
    now: datetime | None
    #: When the page was published, as any page is asked; called only when a rule depends on it.
    published: Callable[[], datetime | None]


def read_by_rules(rules: Sequence[SourceRule], page: RuledPage) -> Ruled:
    """What these rules find on the page."""
    if not rules:
        return UNRULED
    day = _day_of(rules, page)
    holding = [(number, rule) for number, rule in enumerate(rules, 1) if rule.holds_on(day or date.max)]
    reader = _Reader(page)
    drops = reader.drops(holding)
    body, body_selector = reader.body(holding, {element for element, _ in drops})
    title = reader.title(holding)
    authors = reader.authors(holding)
    published = reader.date(holding)
    effect = RulesEffect(
        day=day,
        rules=tuple(
            RuleEffect(
                number,
                rule.first_day,
                rule.end_day,
                (number, rule) in holding,
                tuple(reader.effects.get(number, ())),
            )
            for number, rule in enumerate(rules, 1)
        ),
        missed=tuple(reader.missed),
    )
    has_found = drops or body or title or authors or published
    mark = f" + source rules {_fingerprint(rule for _, rule in holding)}" if has_found else ""
    return Ruled(body, body_selector, drops, title, authors, published, mark, effect)


def _day_of(rules: Sequence[SourceRule], page: RuledPage) -> date | None:
    """The day by which rules are chosen: by a rule that always holds, else by the page, else today."""
    if not any(rule.first_day or rule.end_day for rule in rules):
        return page.now.astimezone(UTC).date() if page.now else None
    always = [(number, rule) for number, rule in enumerate(rules, 1) if not (rule.first_day or rule.end_day)]
    ruled = _Reader(page).date(always)
    at = (ruled.at if ruled else None) or page.published() or page.now
    return at.astimezone(UTC).date() if at else None


def _fingerprint(rules: Iterable[SourceRule]) -> str:
    """Six signs that change when what the rules say changes."""
    said = [(rule.body, rule.drop, rule.title, rule.author, rule.date) for rule in rules]
    return hashlib.sha256(repr(said).encode("utf-8", "replace")).hexdigest()[:6]


Numbered = Sequence[tuple[int, SourceRule]]


@dataclass(slots=True)
class _Reader:
    """Looks for the selectors of the rules that hold, and remembers what came of each."""

    page: RuledPage
    effects: dict[int, list[SelectorEffect]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def drops(self, holding: Numbered) -> tuple[tuple[HtmlElement, str], ...]:
        said: dict[HtmlElement, str] = {}
        for number, rule in holding:
            for selector in rule.drop:
                found, trouble = self._find(selector, wants_elements=True)
                self._tell(number, "drop", selector, len(found.elements), trouble=trouble)
                for element in found.elements:
                    said.setdefault(element, selector)
        order = [element for element in self.page.tree.iter() if element in said] if said else []
        return tuple((element, said[element]) for element in order if not _is_inside(element, said))

    def body(
        self, holding: Numbered, dropped: Collection[HtmlElement]
    ) -> tuple[tuple[HtmlElement, ...], str]:
        for number, rule in self._asked("body", holding):
            elements: list[HtmlElement] = []
            for selector in rule.body:
                found, trouble = self._find(selector, wants_elements=True)
                usable = [element for element in _outermost(found.elements) if _has_text(element, dropped)]
                if found.elements and not usable:
                    trouble = "matched only elements without text"
                self._tell(number, "body", selector, len(found.elements), trouble=trouble)
                elements.extend(usable)
            if elements:
                return tuple(elements), ", ".join(rule.body)
        self._miss("body", holding)
        return (), ""

    def title(self, holding: Numbered) -> str | None:
        for number, rule in self._asked("title", holding):
            for selector in rule.title:
                found, trouble = self._find(selector)
                texts = _texts(found)
                title = next((text for text in texts if len(text) <= LONGEST_TITLE), None)
                if texts and title is None:
                    trouble = f"matched a text of {len(texts[0]):,} characters, which is no title"
                elif _count(found) and not texts:
                    trouble = "matched only elements without text"
                self._tell(number, "title", selector, _count(found), title, trouble=trouble)
                if title:
                    return title
        self._miss("title", holding)
        return None

    def authors(self, holding: Numbered) -> tuple[str, ...]:
        for number, rule in self._asked("author", holding):
            authors: dict[str, None] = {}
            for selector in rule.author:
                found, trouble = self._find(selector)
                names = _names(_texts(found))
                if _count(found) and not names:
                    trouble = "matched nothing that can be a name"
                self._tell(number, "author", selector, _count(found), *names, trouble=trouble)
                authors.update(dict.fromkeys(names))
            if authors:
                return tuple(authors)
        self._miss("author", holding)
        return ()

    def date(self, holding: Numbered) -> RuledDate | None:
        for number, rule in self._asked("date", holding):
            for selector in rule.date:
                found, trouble = self._find(selector)
                texts = _texts(found, "datetime")
                dates = [read_date(text, home=self.page.home, now=self.page.now) for text in texts]
                published = next((one for one in dates if one is not None), None)
                if _count(found) and published is None:
                    shown = texts[0][:_LONGEST_SHOWN] if texts else ""
                    trouble = f'matched "{shown}", which is no date that can be believed'
                told = (published.at.isoformat(),) if published else ()
                self._tell(number, "date", selector, _count(found), *told, trouble=trouble)
                if published:
                    return published
        self._miss("date", holding)
        return None

    def _asked(self, part: str, holding: Numbered) -> Numbered:
        return [(number, rule) for number, rule in holding if getattr(rule, part)]

    def _miss(self, part: str, holding: Numbered) -> None:
        if self._asked(part, holding):
            self.missed.append(part)

    def _find(self, selector: str, *, wants_elements: bool = False) -> tuple[Found, str | None]:
        try:
            found = selector_of(selector, wants_elements=wants_elements).find(self.page.tree)
        except WrongSelector as error:
            return Found(), f"cannot be used here: {error}"
        if wants_elements and found.texts and not found.elements:
            return Found(), "matched text, where elements are wanted"
        return found, None

    def _tell(
        self,
        number: int,
        part: str,
        selector: str,
        count: int,
        *values: str | None,
        trouble: str | None = None,
    ) -> None:
        told = tuple(value[:_LONGEST_SHOWN] for value in values if value)
        self.effects.setdefault(number, []).append(SelectorEffect(part, selector, count, told, trouble))


def _texts(found: Found, *attributes: str) -> list[str]:
    """What the found elements say: by an attribute that is made for it, else by their text."""
    said = [_said_by(element, (*attributes, "content")) for element in found.elements[:MOST_READ]]
    cleaned = (" ".join(text.split()) for text in (*said, *found.texts[:MOST_READ]))
    return [text for text in cleaned if text]


def _said_by(element: HtmlElement, attributes: Iterable[str]) -> str:
    return next((value for name in attributes if (value := element.get(name))), None) or text_of_element(
        element
    )


def _names(texts: Sequence[str]) -> tuple[str, ...]:
    """The names in the texts; a person's choice counts even where it does not look like a name."""
    fitting = [text for text in texts if len(text) <= LONGEST_AUTHOR]
    return names_in(fitting) or tuple(dict.fromkeys(fitting))


def _count(found: Found) -> int:
    return len(found.elements) + len(found.texts)


def _outermost(elements: Sequence[HtmlElement]) -> list[HtmlElement]:
    known = set(elements)
    return [element for element in elements if not _is_inside(element, known)]


def _is_inside(element: HtmlElement, others: Collection[HtmlElement]) -> bool:
    return any(ancestor in others for ancestor in element.iterancestors())


def _has_text(element: HtmlElement, dropped: Collection[HtmlElement]) -> bool:
    """Is there any text in it that is not dropped?"""
    if element in dropped or _is_inside(element, dropped):
        return False
    return bool(text_of_element(element, without=dropped))
