"""The headline: what the page shows, its meta tags and its JSON-LD agree on, without the site's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.metadata.date_text import read_date_text
from crawler.extraction.metadata.json_ld import text_of
from crawler.extraction.metadata.names import BY
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.metadata.site_name import cut_site_name, is_logo, own_name
from crawler.extraction.prose import is_prose, word_count

_SHORTEST = 8
_LONGEST = 400
#: A lone h1 of fewer words may be the site's name, and any title of fewer a section's.
_HEADLINE_WORDS = 4
_LABEL_WORDS = 2
_MOST_HEADLINE_WORDS = 30
#: So many words of a title may be a label and the name of the site around the headline.
_MOST_LABEL_WORDS = 6
_LOWER_HEADINGS = ("h2", "h3")
#: So many letters are hardly shared by chance.
_TELLING = 15
#: A headline stands at most so many blocks above the first paragraph of its story.
_ABOVE_STORY = 12
_PARAGRAPH_WORDS = 12
_FEW_LINKS = 0.3
#: So few blocks below a breadcrumb its page's headline stands.
_BELOW_BREADCRUMB = 4
_BESIDE_STORY = places.ASIDE | places.TEASER | places.RELATED
#: Where no headline of the page's own article stands.
_ELSEWHERE = (
    places.NAV
    | places.ASIDE
    | places.FOOTER
    | places.FIGURE
    | places.FORM
    | places.BUTTON
    | places.HIDDEN
    | places.RELATED
    | places.COMMENTS
    | places.CONSENT
    | places.TEASER
    | places.TAGS
)


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline, all its spellings on the page, and the block that shows it."""

    text: str
    spellings: tuple[str, ...]
    block: Block | None


def find_headline(signals: Signals, blocks: Sequence[Block]) -> Headline | None:
    """The headline of the page's article; None when the page names none."""
    headings = [block for block in blocks if block.tag == "h1" and _SHORTEST < len(block.text) <= _LONGEST]
    logos = [block for block in headings if is_logo(block, signals)]
    shown = [block for block in headings if block not in logos]
    names = [name for name in (own_name(signals), *(block.text for block in logos)) if name]
    told = _told(signals, names)
    headlines = [block for block in shown if not _is_label(block.text, signals)]
    title = _beside_breadcrumb(headlines, blocks, signals, names) or _choose(
        [block.text for block in headlines], signals, names, told
    )
    if title is None or (not shown and _may_be_a_label(title, signals, blocks)):
        title = _shown_above_story(blocks) or title or next((block.text for block in shown), None)
    if title is None:
        return None
    if not shown and (heading := _labelled_heading(title, blocks)):
        return Headline(heading.text, tuple(dict.fromkeys((heading.text, title, *told))), heading)
    alike = [block.text for block in shown if len(shown) == 1 or _is_alike(block.text, title)]
    return Headline(title, tuple(dict.fromkeys((title, *told, *alike))), _block_of(title, shown, blocks))


def _told(signals: Signals, names: Sequence[str]) -> list[str]:
    """What head and JSON-LD say, the most trusted first, site names cut."""
    raw = (
        signals.first("og:title"),
        signals.said("headline"),
        signals.first(
            "twitter:title", "headline", "parsely-title", "sailthru.title", "dc.title", "dcterms.title"
        ),
        signals.head_title,
        signals.first("title"),
        signals.said("alternativeHeadline"),
        signals.said("name"),
    )
    told = (_without_name(text, names) for text in raw)
    return list(dict.fromkeys(text for text in told if text))


def _without_name(text: str | None, names: Sequence[str]) -> str | None:
    """The title without the site's name; None when nothing else is said."""
    if not text or len(text) > _LONGEST:
        return None
    cut = cut_site_name(text, *names)
    return None if letters_of(cut) in map(letters_of, names) else cut


def _choose(shown: Sequence[str], signals: Signals, names: Sequence[str], told: Sequence[str]) -> str | None:
    """The heading that others confirm, unless two of them agree on something else."""
    og = _without_name(signals.first("og:title"), names)
    ld = _without_name(signals.said("headline"), names)
    head = _without_name(signals.head_title, names)
    support = [_votes(text, (og, ld, head)) for text in shown]
    best = max(range(len(shown)), key=support.__getitem__, default=None)
    # og:title and <title> are often one string of the site's software, so they do not confirm each other.
    if ld and _same(ld, og):
        return og
    if best is None:
        return next(iter(told), None)
    if not support[best] and ld and _same(ld, head):
        return ld
    if (
        not support[best]
        and word_count(shown[best]) <= _LABEL_WORDS
        and word_count(og or "") >= _HEADLINE_WORDS
    ):
        # What nobody repeats and one or two words say is a section's name or a template's.
        return og
    if not support[best] and len(shown) > 1:
        # Menus, share bars and comments have headings as well.
        return (
            next((text for text in shown if word_count(text) >= _HEADLINE_WORDS), None)
            or og
            or ld
            or shown[0]
        )
    return shown[best]


def _beside_breadcrumb(
    headings: Sequence[Block], blocks: Sequence[Block], signals: Signals, names: Sequence[str]
) -> str | None:
    """The headline that og:title or JSON-LD tell where the only h1 is the last step of a breadcrumb.

    Such an h1 is worded for search engines; readers see the heading below it. Who repeats that one is believed first.
    """
    if len(headings) != 1:
        return None
    (step,) = headings
    below = _seen_below(step, blocks)
    seen = "".join(block.key for block in below)
    if not below or step.key in seen:
        return None
    said = (signals.first("og:title"), signals.said("headline"))
    others = [text for text in (_without_name(text, names) for text in said) if text]
    others = [text for text in others if not _same_or_part(letters_of(text), step.key)]
    if repeated := next((text for text in others if letters_of(text) in seen), None):
        return repeated
    is_headline = sum(word_count(block.text) for block in below) >= _HEADLINE_WORDS
    return next(iter(others), None) if is_headline else None


def _seen_below(step: Block, blocks: Sequence[Block]) -> Sequence[Block]:
    """The headings right below an h1 that stands apart from the story; none where it is part of it."""
    headings: list[Block] = []
    for block in blocks[step.index + 1 : step.index + 1 + _BELOW_BREADCRUMB]:
        if is_prose(block.text, words=_PARAGRAPH_WORDS):
            break
        if block.stands_in(places.HEADING) and not block.stands_in(_BESIDE_STORY):
            headings.append(block)
    if not headings:
        return ()
    left = step.place & ~headings[0].place & (places.NAV | places.TAGS | places.LIST)
    entered = headings[0].place & ~step.place & (places.ARTICLE | places.MAIN)
    return headings if left or entered else ()


def _votes(text: str, others: Sequence[str | None]) -> float:
    """One for each that says the same, a half for each that says more or less than it."""
    key = letters_of(text)
    keys = [letters_of(other) for other in others if other]
    return sum(1.0 if key == other else 0.5 * _is_part(key, other) for other in keys)


def _same(one: str | None, other: str | None) -> bool:
    return bool(one and other) and letters_of(one or "") == letters_of(other or "")


def _is_label(text: str, signals: Signals) -> bool:
    """A section's name, told by the page's own section or the folders of its address."""
    if word_count(text) >= _HEADLINE_WORDS:
        return False
    section = text_of(signals.article.get("articleSection")) or signals.first("article:section")
    path = signals.address.path
    folders = path.rstrip("/").split("/")[:-1]
    return letters_of(text) in map(letters_of, (section or "", *folders))


def _may_be_a_label(title: str, signals: Signals, blocks: Sequence[Block]) -> bool:
    """A few words that only one signal says: "Politics", "From our readers"."""
    if word_count(title) >= _HEADLINE_WORDS:
        return False
    key = letters_of(title)
    if any(block.key == key for block in blocks if block.tag == "h1"):
        return False
    said = (signals.first("og:title"), signals.said("headline"), signals.head_title)
    return sum(letters_of(text or "").startswith(key) for text in said) < 2


def _same_or_part(one: str, other: str) -> bool:
    return one == other or _is_part(one, other)


def _is_part(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _TELLING and (one in other or other in one)


def _is_alike(one: str, other: str) -> bool:
    a, b = letters_of(one), letters_of(other)
    return bool(a and b) and (_same_or_part(a, b) or _common(one, other) >= 0.6)


def _common(one: str, other: str) -> float:
    a, b = set(one.lower().split()), set(other.lower().split())
    return len(a & b) / max(1, min(len(a), len(b))) if min(len(a), len(b)) >= 4 else 0.0


def _shown_above_story(blocks: Sequence[Block]) -> str | None:
    """The heading above the first paragraph of a page that has no h1 for it; without headings, a line like one."""
    story = next((block.index for block in blocks if _is_paragraph(block)), None)
    if story is None:
        return None
    near = [block for block in blocks[max(0, story - _ABOVE_STORY) : story] if _may_be_headline(block)]
    headings = [block for block in near if block.stands_in(places.HEADING | places.HEADLINE)]
    return next((block.text for block in (*headings, *near)), None)


def _labelled_heading(title: str, blocks: Sequence[Block]) -> Block | None:
    """The heading of a page without h1 that its title only puts a label to: "Print: The headline"."""
    key = letters_of(title)
    for block in blocks:
        if block.tag not in _LOWER_HEADINGS or block.stands_in(_ELSEWHERE) or len(block.key) < _TELLING:
            continue
        more = word_count(title) - word_count(block.text)
        if 0 < more <= _MOST_LABEL_WORDS and (key.startswith(block.key) or key.endswith(block.key)):
            return block
    return None


def _is_paragraph(block: Block) -> bool:
    return (
        not block.stands_in(_ELSEWHERE)
        and block.link_share < _FEW_LINKS
        and is_prose(block.text, words=_PARAGRAPH_WORDS)
    )


def _may_be_headline(block: Block) -> bool:
    if block.stands_in(_ELSEWHERE | places.STANDFIRST | places.AUTHOR | places.DATE | places.CAPTION):
        return False
    words = word_count(block.text)
    return (
        _HEADLINE_WORDS <= words <= _MOST_HEADLINE_WORDS
        and not block.text.endswith((".", ":", "…", "。", "।"))
        and not BY.match(block.text)
        and read_date_text(block.text) is None
    )


def _block_of(title: str, shown: Sequence[Block], blocks: Sequence[Block]) -> Block | None:
    key = letters_of(title)
    for block in shown:
        if block.key == key:
            return block
    for block in shown:
        if _is_alike(block.text, title):
            return block
    same = [block for block in blocks if block.key == key]
    headings = [block for block in same if block.stands_in(places.HEADING)]
    if headings:
        return headings[0]
    if len(shown) == 1 and word_count(shown[0].text) >= _HEADLINE_WORDS:
        return shown[0]
    return next(iter(same), None)
