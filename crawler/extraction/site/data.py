"""A profile as plain JSON values, and back: compact, since an archive keeps one for each source."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from crawler.extraction.site.page import FINGERPRINT_BYTES, Identity

if TYPE_CHECKING:
    from crawler.extraction.site.profile import SiteProfile

#: Raised when fingerprints or structures come to mean something else; older profiles are then learnt anew.
VERSION = 1

Key = TypeVar("Key", int, str)


def as_data(profile: SiteProfile) -> dict[str, Any]:
    """The profile as JSON values; pages are bits, written as hexadecimal numbers."""
    return {
        "version": VERSION,
        "page_count": profile.page_count,
        "pages": [_packed([page.url, page.headline, *page.prose]) for page in profile.pages],
        "texts": {pages: _packed(sorted(texts)) for pages, texts in _by_pages(profile.texts).items()},
        "shown": {pages: sorted(places) for pages, places in _by_pages(profile.shown).items()},
        "story": {pages: sorted(places) for pages, places in _by_pages(profile.story).items()},
        "marks": {
            kind: {pages: sorted(found) for pages, found in _by_pages(places).items()}
            for kind, places in sorted(profile.marks.items())
        },
        "samples": {_packed([text]): sample for text, sample in profile.samples.items()},
        "forgiven": _packed(sorted(profile.forgiven)),
        "strange_count": profile.strange_count,
        "redesigned_at": profile.redesigned_at,
    }


def values_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the profile that was written so; none where it was written by another version."""
    if data.get("version") != VERSION:
        return {}
    identities = [_unpacked(page) for page in data["pages"]]
    return {
        "page_count": data["page_count"],
        "pages": tuple(Identity(url, title, tuple(prose)) for url, title, *prose in identities),
        "texts": _by_key((pages, _unpacked(texts)) for pages, texts in data["texts"].items()),
        "shown": _by_key(data["shown"].items()),
        "story": _by_key(data["story"].items()),
        "marks": {kind: _by_key(places.items()) for kind, places in data["marks"].items()},
        "samples": {_unpacked(text)[0]: sample for text, sample in data["samples"].items()},
        "forgiven": frozenset(_unpacked(data["forgiven"])),
        "strange_count": data["strange_count"],
        "redesigned_at": data["redesigned_at"],
    }


def _by_pages(pages_of: Mapping[Key, int]) -> dict[str, list[Key]]:
    """Most texts were seen on one page only: together they need its bit just once."""
    groups: dict[str, list[Key]] = defaultdict(list)
    for key, pages in pages_of.items():
        groups[f"{pages:x}"].append(key)
    return dict(sorted(groups.items()))


def _by_key(groups: Iterable[tuple[str, Iterable[Key]]]) -> dict[Key, int]:
    return {key: int(pages, 16) for pages, keys in groups for key in keys}


def _packed(numbers: Iterable[int]) -> str:
    return base64.b64encode(b"".join(n.to_bytes(FINGERPRINT_BYTES, "big") for n in numbers)).decode()


def _unpacked(text: str) -> list[int]:
    packed = base64.b64decode(text)
    size = FINGERPRINT_BYTES
    return [int.from_bytes(packed[at : at + size], "big") for at in range(0, len(packed), size)]
