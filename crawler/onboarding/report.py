"""What a look at a site came to: as values, as JSON, and as sentences for the person who asked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from rich.console import Console

from crawler.discovery.ranking import Assessment
from crawler.outcomes import reason_of
from crawler.reading.worker import ReadPage
from crawler.sources.names import source_name
from crawler.urls import looks_like_front_page
from storage import terminal
from storage.model import SourceSpec
from storage.source_file import write_sources

#: Characters of a sample's text that are shown.
_SHOWN = 300
#: Seeds in the declaration that is suggested.
_MOST_SEEDS = 5
#: Characters of a word on average, past which there are no blanks between words.
_LONGEST_WORD = 15

_KINDS = {"feed": "feed", "news_sitemap": "news sitemap", "sitemap": "sitemap", "section": "section page"}
_HOW = {
    "given": "the address itself",
    "link": "announced by the page",
    "anchor": "linked from the page",
    "page of feeds": "on a page of feeds",
    "well_known": "a usual place",
    "page": "the page's own links",
}


@dataclass(frozen=True, slots=True)
class RobotsVerdict:
    """Whether we may ask for the address."""

    #: "allowed", "denied" or "unreachable".
    verdict: str
    reason: str | None = None
    #: Seconds that the site asks to wait between two requests.
    crawl_delay: float | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be had, by the name of the error."""

    url: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """A feed, a sitemap or a page of links to articles, that could be read."""

    url: str
    kind: str
    how: str
    title: str | None
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Sample:
    """One article as it would be kept, or why there is none."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    authors: tuple[str, ...] = ()
    #: The beginning of its clean text.
    beginning: str | None = None
    word_count: int = 0
    character_count: int = 0
    failure: Failure | None = None

    @classmethod
    def of(cls, url: str, read: ReadPage) -> Sample:
        """The sample that a page gives."""
        article, error = read.article, read.failure
        if article is None:
            name, reason = (type(error).__name__, reason_of(error)) if error else ("NoArticle", "no article")
            return cls(url, failure=Failure(url, name, reason))
        return cls(
            url,
            title=article.title,
            published_at=article.published_at,
            authors=article.authors,
            beginning=_beginning(article.text),
            word_count=len(article.text.split()),
            character_count=len(article.text),
        )


@dataclass(frozen=True, slots=True)
class Onboarding:
    """What a look at a site came to."""

    url: str
    robots: RobotsVerdict
    #: The best first.
    found: tuple[Found, ...] = ()
    samples: tuple[Sample, ...] = ()
    failures: tuple[Failure, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def recommended(self) -> tuple[Found, ...]:
        """What to watch: all that is good, or the best of what there is."""
        usable = [found for found in self.found if found.assessment.is_usable]
        good = [found for found in usable if not found.assessment.is_poor]
        # A plain sitemap lists the whole archive: for want of better.
        news = [found for found in good if found.kind != "sitemap"]
        return tuple((news or good[:1] or usable[:1])[:_MOST_SEEDS])

    @property
    def is_usable(self) -> bool:
        """True where there is something to watch."""
        return bool(self.recommended)

    @property
    def declaration(self) -> str | None:
        """The lines for sources.toml."""
        if not self.recommended:
            return None
        homepage = self.url if looks_like_front_page(self.url) else None
        seeds = tuple(found.url for found in self.recommended)
        return write_sources([SourceSpec(source_name(None, self.url), homepage=homepage, seeds=seeds)])


def as_document(onboarding: Onboarding) -> dict[str, Any]:
    """The same for `--json`."""
    return {
        "url": onboarding.url,
        "usable": onboarding.is_usable,
        "robots": asdict(onboarding.robots),
        "found": [_found_document(found) for found in onboarding.found],
        "samples": [
            asdict(sample) | {"published_at": _iso(sample.published_at)} for sample in onboarding.samples
        ],
        "failures": [asdict(failure) for failure in onboarding.failures],
        "remarks": list(onboarding.remarks),
        "add": [found.url for found in onboarding.recommended],
        "declaration": onboarding.declaration,
    }


def print_onboarding(console: Console, onboarding: Onboarding) -> None:
    """The same for people."""
    _say(console, _robots_sentence(onboarding.robots))
    _print_found(console, onboarding.found)
    for failure in onboarding.failures:
        _say(console, f"Not read: {failure.url}: {failure.reason}")
    for remark in onboarding.remarks:
        _say(console, f"Note: {remark}.")
    for sample in onboarding.samples:
        _print_sample(console, sample)
    _print_suggestion(console, onboarding)


def _found_document(found: Found) -> dict[str, Any]:
    assessment = found.assessment
    return {
        "url": found.url,
        "kind": found.kind,
        "how": found.how,
        "title": found.title,
        "entries": assessment.entry_count,
        "newest_at": _iso(assessment.newest_at),
        "per_day": None if assessment.per_day is None else round(assessment.per_day, 2),
        "weaknesses": list(assessment.weaknesses),
    }


def _robots_sentence(robots: RobotsVerdict) -> str:
    delay = f"; it asks for {robots.crawl_delay:g} s between requests" if robots.crawl_delay else ""
    reason = f" ({robots.reason})" if robots.reason else ""
    return f"robots.txt: {robots.verdict}{reason}{delay}"


def _print_found(console: Console, found: tuple[Found, ...]) -> None:
    if not found:
        _say(console, "Neither a feed nor a sitemap was found.")
        return
    table = terminal.plain_table(
        console,
        "address",
        "kind",
        "found",
        "entries",
        "newest",
        "a day",
        "remarks",
        right=("entries", "a day"),
    )
    for one in found:
        assessment = one.assessment
        values = (
            one.url,
            _KINDS.get(one.kind, one.kind),
            _HOW.get(one.how, one.how),
            str(assessment.entry_count),
            terminal.moment(assessment.newest_at),
            "-" if assessment.per_day is None else f"{assessment.per_day:.1f}",
            "; ".join(assessment.weaknesses),
        )
        table.add_row(*(terminal.safe(terminal.single_line(value)) for value in values))
    console.print(table)


def _print_sample(console: Console, sample: Sample) -> None:
    console.print()
    if sample.failure is not None:
        _say(console, f"No article: {sample.url}: {sample.failure.reason} ({sample.failure.name})")
        return
    console.print(terminal.safe(terminal.single_line(sample.title or ""), style="bold"))
    byline = ", ".join(sample.authors) or "no author"
    date = f"{terminal.moment(sample.published_at)} UTC" if sample.published_at else "no date"
    _say(console, f"{date}; {byline}; {_length(sample)}; {sample.url}")
    console.print(terminal.safe(sample.beginning or ""))


def _print_suggestion(console: Console, onboarding: Onboarding) -> None:
    console.print()
    if not onboarding.recommended:
        _say(console, "Nothing here can be watched.")
        return
    for found in onboarding.recommended:
        _say(console, f"newsdesk sources add {found.url}")
    _say(console, "or, in sources.toml:")
    console.print(terminal.safe(onboarding.declaration or ""))


def _length(sample: Sample) -> str:
    """Its words; its characters in a script that puts no blanks between words."""
    if sample.character_count > _LONGEST_WORD * sample.word_count:
        return f"{sample.character_count} characters"
    return f"{sample.word_count} words"


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else (line[:_SHOWN].rpartition(" ")[0] or line[:_SHOWN]) + "…"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _say(console: Console, sentence: str) -> None:
    console.print(terminal.safe(terminal.single_line(sentence)))
