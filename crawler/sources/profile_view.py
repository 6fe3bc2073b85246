"""A site profile as people and programs read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.extraction import SiteProfile

#: Lines of each kind that people are shown; JSON has them all.
_SHOWN = 30
#: Structures on fewer pages tell nothing yet.
_FEWEST_PAGES = 3


def document_of(profile: SiteProfile) -> dict[str, Any]:
    """What was learnt, as people and programs read it; the most frequent first."""
    return {
        "learnt_from": profile.page_count,
        "remembered": len(profile.pages),
        "redesigned_at": profile.redesigned_at,
        "texts": [
            {
                "text": sample,
                "pages": profile.texts[text].bit_count(),
                "is_forgiven": text in profile.forgiven,
            }
            for text, sample in sorted(
                profile.samples.items(), key=lambda one: (-profile.texts[one[0]].bit_count(), one[1])
            )
        ],
        "structures": [
            {"structure": structure, "pages": pages, "with_story": with_story}
            for structure, pages, with_story in _structures(profile)
        ],
        "marks": {
            kind: {structure: pages.bit_count() for structure, pages in sorted(places.items())}
            for kind, places in sorted(profile.marks.items())
        },
    }


def _structures(profile: SiteProfile) -> list[tuple[str, int, int]]:
    counted = [
        (structure, pages.bit_count(), profile.story.get(structure, 0).bit_count())
        for structure, pages in profile.shown.items()
    ]
    return sorted(
        (one for one in counted if one[1] >= _FEWEST_PAGES), key=lambda one: (-one[2], -one[1], one[0])
    )


def lines_of(name: str, profile: SiteProfile) -> Iterator[str]:
    """The same in words."""
    count = len(profile.pages)
    if not count:
        yield f"Nothing has been learnt about {name} yet."
        return
    yield f"Learnt from {profile.page_count} articles of {name}; the last {count} are remembered."
    if profile.redesigned_at is not None:
        yield f"Its pages changed all at once at article {profile.redesigned_at}; what was learnt before is forgotten."
    document = document_of(profile)
    yield from _part(
        "Texts that recur near stories:",
        [
            f"{text['pages']} of {count}  {text['text']}{'  (kept: forgiven)' * text['is_forgiven']}"
            for text in document["texts"]
        ],
    )
    yield from _part(
        "Structures, and on how many of the pages that show them they held the story:",
        [f"{one['with_story']} of {one['pages']}  {one['structure']}" for one in document["structures"]],
    )
    marks = [
        f"{kind}: {structure} ({pages} pages)"
        for kind, places in document["marks"].items()
        for structure, pages in places.items()
        if pages >= _FEWEST_PAGES
    ]
    yield from _part("Where pages show what they declare:", marks)


def _part(heading: str, lines: list[str]) -> Iterator[str]:
    if not lines:
        return
    yield ""
    yield heading
    yield from (f"  {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"  … and {len(lines) - _SHOWN} more (--json shows all)"
