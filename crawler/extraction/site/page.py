"""What one page shows of its site: values small enough to travel between processes."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

#: Of two different texts on the pages of one source, fewer than one pair in 10^9 share a fingerprint.
FINGERPRINT_BYTES = 6
#: So much of two pages' prose in common, under whatever URL and headline, and they are one article.
_SAME_PROSE = 0.8
#: A short text is alike by chance.
_ENOUGH_PROSE = 3


def fingerprint_of(letters: str, text: str = "") -> int:
    """A number for a text: equal where its letters (see `letters_of`) are, or all of it where it has none."""
    digest = blake2b((letters or text).encode(errors="surrogatepass"), digest_size=FINGERPRINT_BYTES).digest()
    return int.from_bytes(digest, "big")


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one article from another, however often its page is read."""

    url: int
    headline: int
    #: A sample of the story's paragraphs: the smallest fingerprints, so that two samples can be compared.
    prose: tuple[int, ...] = ()

    def is_same_article(self, other: Identity) -> bool:
        """True for another reading of the page, and for the article under another URL."""
        if self.url == other.url:
            return True
        shared = len({*self.prose} & {*other.prose})
        if self.headline == other.headline:
            # Some sites put one headline on every page, and a plea of the house below it.
            return bool(shared) and 2 * shared >= min(len(self.prose), len(other.prose))
        return shared >= max(_ENOUGH_PROSE, _SAME_PROSE * max(len(self.prose), len(other.prose)))


@dataclass(frozen=True, slots=True)
class PageTrace:
    """One page as evidence: the texts and structures that it shows."""

    identity: Identity
    #: Fingerprints of every block and line.
    texts: tuple[int, ...] = ()
    #: Every structure (see `structure_of`) that holds text, and those that held lines of the story.
    shown: tuple[str, ...] = ()
    story: tuple[str, ...] = ()
    #: The beginning of each line near the story, to show people what a fingerprint means.
    samples: tuple[tuple[int, str], ...] = ()
    #: Where the page shows what its head declares: ("author", structure), …
    marks: tuple[tuple[str, str], ...] = ()
