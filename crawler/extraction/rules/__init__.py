"""The rules that remove what the extractor leaves: each names a kind of line, none names a site."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.reading import Reading
from crawler.extraction.rules import (
    account,
    adverts,
    apart,
    bio,
    byline,
    caption,
    consent,
    dates,
    embeds,
    headline,
    navigation,
    newsletter,
    print_view,
    read_also,
    rights,
    sections,
    share,
    standfirst,
)

Rule = Callable[[Reading], Iterable[Line]]

#: In the order in which they look: plain labels first, so that zones and lists are judged by what remains.
RULES: tuple[tuple[str, Rule], ...] = (
    ("ornament", navigation.ornaments),
    ("above the headline", headline.above),
    ("headline repeated", headline.repeated),
    ("breadcrumb", navigation.breadcrumbs),
    ("advertisement label", adverts.adverts),
    ("cookie notice", consent.notices),
    ("consent button", consent.labels),
    ("push notification prompt", account.push_prompts),
    ("subscriber prompt", account.subscriber_prompts),
    ("sign-in link", account.sign_in),
    ("app prompt", account.app_prompts),
    ("share bar", share.share_bars),
    ("follow us", share.follow_calls),
    ("newsletter", newsletter.invitations),
    ("newsletter", newsletter.boxes),
    ("embed label", embeds.embeds),
    ("copyright line", rights.copyright_lines),
    ("print view", print_view.lines),
    ("caption", caption.in_figures),
    ("read-also link", read_also.links),
    ("everything after first published", sections.after_first_published),
    ("standfirst repeated", standfirst.find),
    ("date line", dates.furniture),
    ("byline", byline.furniture),
    ("caption", caption.credited),
    ("date line", dates.furniture),
    ("byline", byline.furniture),
    ("tags", sections.tags),
    ("comments or author box", sections.afterwords),
    ("related list", sections.lists),
    ("linked list", read_also.linked_lists),
    ("linked line", read_also.linked_lines),
    ("disclosure", adverts.disclosures),
    ("edition switch", account.edition_switch),
    ("credit line", byline.credit_lines),
    ("author note", bio.notes),
    ("navigation", navigation.outside),
    ("box in the story", apart.boxes),
    ("below the story", apart.below),
    ("label above the story", apart.labels_above),
    ("label below the story", apart.labels_below),
)


#: These know a line by its words, which in a list of the story mean something else: "Share the work", "Video: 4K".
BY_WORDS = frozenset(
    f"rule: {name}"
    for name in (
        "advertisement label",
        "sign-in link",
        "app prompt",
        "share bar",
        "caption",
        "read-also link",
        "tags",
    )
)
_LINKED = 0.5
_FEWEST_ITEMS = 2


def apply_rules(reading: Reading) -> None:
    """Give each line that a rule recognises its reason; the first rule that does wins."""
    for name, rule in RULES:
        for line in list(rule(reading)):
            # Code that the page shows is never furniture.
            if line.reason is None and line.kind is not LineKind.code:
                line.reason = f"rule: {name}"
    _give_back_items(reading)


def _give_back_items(reading: Reading) -> None:
    """Items that a rule knows by their words stay where most items of their list do, unless they are links."""
    lists: dict[HtmlElement, list[Line]] = {}
    for line in reading.lines:
        if line.kind is LineKind.item and (parent := _list_of(line)) is not None:
            lists.setdefault(parent, []).append(line)
    for items in lists.values():
        kept = sum(line.reason is None for line in items)
        taken = [line for line in items if line.reason in BY_WORDS and line.link_share < _LINKED]
        if taken and kept >= max(_FEWEST_ITEMS, len(taken)):
            for line in taken:
                line.reason = None


def _list_of(line: Line) -> HtmlElement | None:
    """The innermost list in which the line stands."""
    if line.block is None or not line.block.stands_in(places.LIST):
        return None
    return next(line.block.element.iterancestors("ul", "ol"), None)
