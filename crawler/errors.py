"""Everything that can go wrong between a URL and its article, as one tree.

    CrawlerError
    ├── UnknownTarget
    ├── InvalidURL
    ├── ForbiddenAddress
    │   └── UnresolvedHost
    ├── UnreadableFeed
    ├── UnreadableSitemap
    ├── UnreadableList
    ├── FetchError
    │   ├── HttpError           (status)
    │   ├── NetworkError
    │   ├── TooLarge
    │   ├── WrongType
    │   ├── DeniedByRobots
    │   └── Blocked
    └── ExtractionError
        ├── NoArticle
        ├── ExtractionFailed
        └── ExtractionTimeout

Each error carries the URL it is about and, where there is more to say, the reason. The first line of its
docstring is the sentence an operator reads. They are raised in worker processes and read in another one,
so each of them survives pickling: `args` are always the arguments it was made with.
"""

from __future__ import annotations

#: A hostile URL may be megabytes long; a message shows this many characters of it.
SHOWN_CHARACTERS = 200


class CrawlerError(Exception):
    """The crawler could not do what it was asked."""

    def __init__(self, url: str, reason: str | None = None) -> None:
        super().__init__(url, reason)
        self.url = url
        self.reason = reason

    def __str__(self) -> str:
        sentence = self.sentence.rstrip(".")
        told = f"{sentence}: {self.reason}" if self.reason else sentence
        return f"{told} ({_shown(self.url)})"

    @property
    def sentence(self) -> str:
        """What happened, without the subject."""
        # Under `python -OO` there are no docstrings; the class name still says something.
        return (type(self).__doc__ or type(self).__name__).strip().partition("\n")[0]


class UnknownTarget(CrawlerError):
    """This is neither a source nor a URL."""


class InvalidURL(CrawlerError):
    """This is no URL that can be crawled."""


class ForbiddenAddress(CrawlerError):
    """No connection is made to this address."""


class UnresolvedHost(ForbiddenAddress):
    """The host name has no address.

    It is a ForbiddenAddress so that whoever asks "may we connect?" has one error to catch.
    """


class UnreadableFeed(CrawlerError):
    """The bytes are no feed that can be read."""


class UnreadableSitemap(CrawlerError):
    """The bytes are no sitemap that can be read."""


class UnreadableList(CrawlerError):
    """The bytes are no list of subscriptions that can be read."""


class FetchError(CrawlerError):
    """The request brought no usable body."""


class HttpError(FetchError):
    """The server answered with an error."""

    def __init__(self, url: str, status: int, reason: str | None = None) -> None:
        super().__init__(url, reason or f"HTTP status {status}")
        self.args = (url, status, reason)
        self.status = status


class NetworkError(FetchError):
    """The server could not be reached, or the connection broke."""


class TooLarge(FetchError):
    """The body is larger than the limit."""


class WrongType(FetchError):
    """The body is not of a kind that was expected here."""


class DeniedByRobots(FetchError):
    """The site's robots.txt asks crawlers to stay away from this URL."""


class Blocked(FetchError):
    """The server turns crawlers away."""


class ExtractionError(CrawlerError):
    """No article was extracted from the page."""


class NoArticle(ExtractionError):
    """The page holds no article."""


class ExtractionFailed(ExtractionError):
    """The page could not be read."""


class ExtractionTimeout(ExtractionError):
    """Extracting the page took longer than the limit."""


def _shown(url: str) -> str:
    """The URL as one bounded printable line: it may come from a hostile page."""
    line = url if url.isprintable() else url.encode("unicode_escape", "backslashreplace").decode("ascii")
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"
