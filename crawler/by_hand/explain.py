"""Tells the person who wrote rules for a source what they did on a page."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.extraction.model import ExtractedArticle
from crawler.extraction.rule_effect import RuleEffect, RulesEffect, SelectorEffect

#: The order in which people think of the parts.
_PARTS = ("body", "drop", "title", "author", "date")


def told_rules(article: ExtractedArticle, source: str) -> Iterator[str]:
    """The lines that tell it."""
    effect = article.rules
    if effect is None:
        yield f"{source} has no rules: this page was read as any page is."
        return
    yield f"Rules of {source}{_for_day(effect)}:"
    for rule in effect.rules:
        yield f"- rule {rule.number}{_span(rule)}: {'holds' if rule.holds else 'does not hold on that day'}"
        for selector in sorted(rule.selectors, key=lambda one: _PARTS.index(one.part)):
            yield f"    {_told(selector, article)}"


def _for_day(effect: RulesEffect) -> str:
    if not any(rule.first_day or rule.end_day for rule in effect.rules):
        return ""
    return f", for a page of {effect.day}" if effect.day else ", for a page without a date"


def _span(rule: RuleEffect) -> str:
    ends = [f"from {rule.first_day}"] if rule.first_day else []
    ends += [f"until {rule.end_day}"] if rule.end_day else []
    return f" ({' '.join(ends)})" if ends else ""


def _told(one: SelectorEffect, article: ExtractedArticle) -> str:
    told = f'{one.part} "{one.selector}": '
    if one.trouble:
        return told + one.trouble
    if not one.match_count:
        return told + "matched nothing"
    told += f"matched {one.match_count}"
    if one.part == "drop":
        reason = f'source rule: drop "{one.selector}"'
        lines = sum(line.reason == reason for line in article.dropped)
        return f"{told}, {lines} {'line' if lines == 1 else 'lines'} left out"
    return told + (f": {', '.join(one.values)}" if one.values else "")
