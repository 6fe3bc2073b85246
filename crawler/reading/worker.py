"""What runs in the worker processes: bytes in, values out, under a CPU deadline and a memory cap.

Nothing here touches the network or the archive; a worker may die at any moment without loss.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import re
import resource
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from crawler import extraction
from crawler.discovery import (
    BodyKind,
    Feed,
    FoundSeed,
    Sitemap,
    find_seeds,
    parse_feed,
    parse_sitemap,
    sniff_kind,
)
from crawler.errors import CrawlerError, ExtractionFailed, NoArticle, WrongType
from crawler.extraction import UNGUIDED, ExtractedArticle, Guidance
from crawler.extraction.prose import word_count
from storage.model import RawPage

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

T = TypeVar("T")
Act = Callable[[bytes, str, str | None], T]

#: Level 3 is as small as gzip -6 at a sixth of its time on news pages.
ZSTD_LEVEL = 3
#: The exit code of a worker that ran into its memory cap. It ends because its heap may stay large, and the next
#: page is not to pay for that.
OUT_OF_MEMORY = 77

_SPOKEN = {
    BodyKind.image: "an image",
    BodyKind.media: "sound or film",
    BodyKind.pdf: "a PDF document",
    BodyKind.json: "JSON of another kind",
    BodyKind.text: "plain text",
    BodyKind.binary: "bytes of no known kind",
    BodyKind.empty: "nothing at all",
    BodyKind.feed: "a feed",
    BodyKind.json_feed: "a feed",
    BodyKind.sitemap: "a sitemap",
}
#: Text and unknown XML may turn out to be a page with something in front of it.
_MAY_BE_PAGES = (BodyKind.html, BodyKind.xml, BodyKind.text)
_MARKUP = re.compile(rb"<\0*[/!]?\0*[a-zA-Z]")

_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page read: its article, or why there is none, and the bytes as they will be kept."""

    raw: RawPage
    article: ExtractedArticle | None = None
    failure: CrawlerError | None = None


@dataclass(frozen=True, slots=True)
class ReadSeed:
    """The body of a seed read: a feed, a sitemap, or a page (then its article, if any, and the seeds it announces)."""

    feed: Feed | None = None
    sitemap: Sitemap | None = None
    page: ReadPage | None = None
    announced: tuple[FoundSeed, ...] = ()


def prepare(seconds: float, mebibytes: int) -> None:
    """Set the limits of this worker; runs once in each new process."""
    global _seconds  # noqa: PLW0603 - one worker process, one deadline
    _seconds = seconds
    # A worker has nothing to tidy up, and one that is told to go is not to be waited for.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, name="parent watch", daemon=True).start()
    if sys.platform == "linux":
        # What the libraries map at start is theirs; the cap is on what a page may add to it.
        pages = int(open("/proc/self/statm").read().split()[0])  # noqa: PTH123, SIM115
        limit = pages * resource.getpagesize() + mebibytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def carry_out(act: Act[T], body: bytes, url: str, content_type: str | None) -> T:
    """Do the act within the limits; whatever goes wrong is a CrawlerError, which survives the way to the parent."""
    _allow_more_seconds()
    try:
        return act(body, url, content_type)
    except CrawlerError:
        raise
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException as error:  # noqa: BLE001 - the one place for what no page has done to a library before
        words = " ".join(str(error).split())[:200]
        raise ExtractionFailed(url, f"the page upset its reader ({type(error).__name__}: {words})") from None


def read_page(body: bytes, url: str, content_type: str | None, guidance: Guidance = UNGUIDED) -> ReadPage:
    """Extract the article of a page and compress the page for keeping."""
    kind = sniff_kind(body, content_type)
    if kind not in _MAY_BE_PAGES or (kind is BodyKind.text and not _MARKUP.search(body)):
        raise WrongType(url, f"not a page, but {_SPOKEN.get(kind, kind.value)}")
    raw = RawPage(
        body_zstd=zstd.compress(body, level=ZSTD_LEVEL),
        body_hash=hashlib.sha256(body).hexdigest(),
        content_type=content_type,
    )
    try:
        article = extraction.read_article(body, url, content_type, guidance)
    except CrawlerError as error:
        return ReadPage(raw=raw, failure=error)
    if is_only_teaser(article):
        return ReadPage(
            raw=raw, failure=NoArticle(url, f"a paywall teaser ({word_count(article.text)} words)")
        )
    return ReadPage(raw=raw, article=article)


def is_only_teaser(article: ExtractedArticle) -> bool:
    """True where the page shows only the beginning of its article, which is never kept as if it were the article.

    Where somebody has named the body of the pages of this source, what stands there is the article, unless the page
    itself says that it is not free.
    """
    chosen = article.rules.rules if article.rules else ()
    is_named = any(one.part == "body" and one.match_count for rule in chosen for one in rule.selectors)
    return article.is_teaser and (article.is_free is False or not is_named)


def read_seed(body: bytes, url: str, content_type: str | None, guidance: Guidance = UNGUIDED) -> ReadSeed:
    """Read what a seed's URL returned, by what the bytes are, not by what the header says.

    Raises UnreadableFeed, UnreadableSitemap or another CrawlerError that says what the bytes are instead.
    """
    kind = sniff_kind(body, content_type)
    if kind in (BodyKind.feed, BodyKind.json_feed):
        return ReadSeed(feed=parse_feed(body, url, content_type=content_type))
    if kind is BodyKind.sitemap:
        return ReadSeed(sitemap=parse_sitemap(body, url))
    if kind is BodyKind.html:
        return ReadSeed(page=read_page(body, url, content_type, guidance), announced=find_seeds(body, url))
    if kind is BodyKind.xml:
        # An unknown root is often a feed with something in front of it: the parser has the last word.
        return ReadSeed(feed=parse_feed(body, url, content_type=content_type))
    raise WrongType(url, f"neither a feed, a sitemap nor a page, but {_SPOKEN.get(kind, kind.value)}")


def _end_with_parent() -> None:
    """Leave no orphan: when the process that reads our answers is gone, however it ended, so are we."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _allow_more_seconds() -> None:
    """Move the CPU limit on: past it the kernel ends this process, and the pool starts another."""
    if _seconds is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + _seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
