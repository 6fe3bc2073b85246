"""What the rules of a source did on one page, for the person who wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: How the general way is named where a rule finds nothing.
_MISSED = {
    "body": "the text was found as on any page",
    "title": "the title was found as on any page",
    "author": "the authors were found as on any page",
    "date": "the date was found as on any page",
}


@dataclass(frozen=True, slots=True)
class SelectorEffect:
    """What one selector of a rule found."""

    #: "body", "drop", "title", "author" or "date".
    part: str
    selector: str
    match_count: int
    #: The title, the names or the date that came of it.
    values: tuple[str, ...] = ()
    #: Why nothing came of it, where it is not that it matches nothing.
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What one rule did; `number` is its place among the rules of its source, counted from 1."""

    number: int
    first_day: date | None
    end_day: date | None
    #: Does it hold for articles of this page's day?
    holds: bool
    #: The selectors that were looked for: none where an earlier rule had found the part already.
    selectors: tuple[SelectorEffect, ...] = ()


@dataclass(frozen=True, slots=True)
class RulesEffect:
    """What all the rules of a source did."""

    #: The day by which the rules were chosen; None for a page without a date, which is taken for a new one.
    day: date | None
    rules: tuple[RuleEffect, ...]
    #: Parts that rules ask for and none of them found, so that they were found as on any page.
    missed: tuple[str, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """A sentence for each part that no rule found."""
        return tuple(self._remark(part) for part in self.missed)

    def _remark(self, part: str) -> str:
        told = "; ".join(
            f'rule {rule.number}: {part} "{one.selector}" {one.trouble or "matched nothing"}'
            for rule in self.rules
            for one in rule.selectors
            if one.part == part
        )
        return f"source {told}, so {_MISSED[part]}"
