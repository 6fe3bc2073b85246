"""What an error means for the entry and the seed that met it: the named outcomes of the closed lists."""

from __future__ import annotations

from crawler.errors import (
    Blocked,
    CrawlerError,
    DeniedByRobots,
    ExtractionError,
    ForbiddenAddress,
    HttpError,
    InvalidURL,
    NoArticle,
    TooLarge,
    UnreadableFeed,
    UnreadableSitemap,
    UnresolvedHost,
    WrongType,
)
from crawler.fetching.answers import BadAnswer
from crawler.fetching.fetcher import MustWait
from storage.model import FetchOutcome, SeedOutcome

_GONE = (404, 410)
#: How extraction names a page that asks whether we are a robot (see `crawler.extraction.kinds.walls`).
BOT_WALL = "a bot wall"


def fetch_outcome(error: CrawlerError) -> FetchOutcome:
    """How a request for a page ended, as the archive keeps it."""
    if isinstance(error, HttpError):
        return FetchOutcome.gone if error.status in _GONE else FetchOutcome.http_error
    if _is_bot_wall(error):
        return FetchOutcome.blocked
    for kind, outcome in _FETCHES:
        if isinstance(error, kind):
            return outcome
    return FetchOutcome.network_error


def seed_outcome(error: CrawlerError) -> SeedOutcome:
    """How a check of a seed ended, as the archive keeps it."""
    if _is_bot_wall(error):
        return SeedOutcome.blocked
    for kind, outcome in _SEEDS:
        if isinstance(error, kind):
            return outcome
    return SeedOutcome.network_error


def reason_of(error: CrawlerError) -> str:
    """Why, in a few words: the sentence of the error without its URL."""
    return error.reason or error.sentence.rstrip(".")


def _is_bot_wall(error: CrawlerError) -> bool:
    """True for a challenge that came with status 200: we are turned away, whatever the status says."""
    return isinstance(error, NoArticle) and (error.reason or "").startswith(BOT_WALL)


_FETCHES: tuple[tuple[type[CrawlerError], FetchOutcome], ...] = (
    (DeniedByRobots, FetchOutcome.denied_by_robots),
    (UnresolvedHost, FetchOutcome.network_error),
    (ForbiddenAddress, FetchOutcome.forbidden_address),
    (InvalidURL, FetchOutcome.forbidden_address),
    (TooLarge, FetchOutcome.too_large),
    (WrongType, FetchOutcome.wrong_type),
    (Blocked, FetchOutcome.blocked),
    (MustWait, FetchOutcome.blocked),
    (BadAnswer, FetchOutcome.http_error),
    (NoArticle, FetchOutcome.no_article),
    (ExtractionError, FetchOutcome.extraction_failed),
)
_SEEDS: tuple[tuple[type[CrawlerError], SeedOutcome], ...] = (
    (DeniedByRobots, SeedOutcome.denied_by_robots),
    (UnresolvedHost, SeedOutcome.network_error),
    (ForbiddenAddress, SeedOutcome.blocked),
    (InvalidURL, SeedOutcome.unreadable),
    (TooLarge, SeedOutcome.unreadable),
    (WrongType, SeedOutcome.wrong_type),
    (NoArticle, SeedOutcome.wrong_type),
    (Blocked, SeedOutcome.blocked),
    (MustWait, SeedOutcome.blocked),
    (HttpError, SeedOutcome.http_error),
    (BadAnswer, SeedOutcome.http_error),
    (UnreadableFeed, SeedOutcome.unreadable),
    (UnreadableSitemap, SeedOutcome.unreadable),
    (ExtractionError, SeedOutcome.extraction_failed),
)
