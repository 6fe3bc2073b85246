"""A small archive to ask: two sources, four articles, one of them edited, one of them hostile."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from storage.database import Archive
from storage.model import (
    ArticleDraft,
    DroppedLine,
    FoundEntry,
    Picture,
    RawPage,
    SeedCheck,
    SeedKind,
    SeedOutcome,
    SourceRule,
    SourceSpec,
    Validators,
)

FIRST_DAY = datetime(2026, 3, 1, 9, tzinfo=UTC)
CHECKED_AT = FIRST_DAY + timedelta(minutes=5)
EDITED_AT = FIRST_DAY + timedelta(hours=3)
RULE = SourceRule(drop=("aside.promo",), first_day=date(2026, 1, 1))

#: Clears the screen, sets the window title, colours, reverses the text, and tries rich's markup.
HOSTILE = "Calm \x1b[2J\x1b]0;owned\x07\x9b31mtide\u202e [bold red]gnat[/bold red] \x7f\x85end"


@dataclass(frozen=True)
class Stock:
    """The numbers of what the stand offers."""

    ferry: int
    bridge: int
    tokyo: int
    hostile: int


def draft(source_id: int, url: str, title: str, text: str, **more: Any) -> ArticleDraft:
    """An article as extraction would hand it over."""
    facts: dict[str, Any] = {"fetched_at": CHECKED_AT, "method": "test", "language": "en"}
    return ArticleDraft(
        source_id=source_id, url=url, canonical_url=url, title=title, text=text, **(facts | more)
    )


def keep(archive: Archive, article: ArticleDraft) -> int:
    """Store a draft with the page it was read from."""
    body = f"{article.title}\n{article.text}".encode()
    page = RawPage(body, hashlib.sha256(body).hexdigest(), "text/html")
    with archive.begin() as tx:
        return tx.articles.keep(article, page, Validators(), entry_id=None, next_check_at=None).article_id


def stock(archive: Archive) -> Stock:
    """Fill the archive."""
    harbour, bote = _sources(archive)
    ferry = draft(
        harbour,
        "https://harbour.example/ferry",
        "Ferry to Norvik cancelled",
        "The evening ferry to Norvik will not sail.\n\nPassengers were told at noon by the harbour office.",
        standfirst="High waves close the sound",
        authors=("Ada Lind", "Bo Ek"),
        agency="NPA",
        published_at=FIRST_DAY,
        date_precision="second",
        date_from="json-ld",
        section="Local",
        tags=("ferry", "weather"),
        image=Picture("https://harbour.example/ferry.jpg", "The ferry", "NPA"),
        is_free=True,
        dropped=(DroppedLine("Read also", "link to another article"),),
    )
    edited = draft(
        harbour,
        ferry.url,
        "Ferry to Norvik sails again",
        "The evening ferry to Norvik will sail after all.\n\nPassengers were told at noon by the harbour office.",
        fetched_at=EDITED_AT,
        authors=ferry.authors,
        published_at=FIRST_DAY,
        date_precision="second",
        date_from="json-ld",
        standfirst=ferry.standfirst,
        agency="NPA",
        section="Local",
        tags=ferry.tags,
        image=ferry.image,
        is_free=True,
    )
    bridge = draft(
        bote,
        "https://bote.example/bruecke",
        "Brücke über die Olme gesperrt",
        "Die Brücke bleibt bis Mai gesperrt. Busse fahren über Süd.",
        language="de",
        published_at=FIRST_DAY - timedelta(days=1),
        date_precision="day",
    )
    tokyo = draft(
        bote,
        "https://bote.example/tokyo",
        "東京で大雨",
        "東京都は大雨のため、電車を止めた。",
        language="ja",
        published_at=FIRST_DAY - timedelta(days=2),
    )
    hostile = draft(
        harbour, "https://harbour.example/hostile", HOSTILE, f"{HOSTILE}\n\nSecond paragraph.",
        authors=(HOSTILE,), standfirst=HOSTILE, tags=(HOSTILE,), published_at=FIRST_DAY - timedelta(days=3),
    )  # fmt: skip
    ids = [keep(archive, each) for each in (ferry, bridge, tokyo, hostile)]
    keep(archive, edited)
    return Stock(*ids)


def _sources(archive: Archive) -> tuple[int, int]:
    with archive.begin() as tx:
        harbour = tx.sources.put(
            SourceSpec(
                "harbour", title="The Harbour Ledger", homepage="https://harbour.example/", language="en"
            ),
            now=FIRST_DAY,
        )
        bote = tx.sources.put(SourceSpec("bote", rules=(RULE,), is_declared=True), now=FIRST_DAY)
        seed = tx.seeds.add(
            harbour.id, "https://harbour.example/rss", site="harbour.example", kind=None, now=FIRST_DAY
        )
        tx.seeds.add(bote.id, "https://bote.example/atom", site="bote.example", kind=None, now=FIRST_DAY)
        check = SeedCheck(
            seed_id=seed.id,
            outcome=SeedOutcome.new,
            checked_at=CHECKED_AT,
            next_check_at=CHECKED_AT + timedelta(minutes=15),
            kind=SeedKind.feed,
        )
        waiting = FoundEntry(
            url="https://harbour.example/later",
            canonical_url="https://harbour.example/later",
            site="harbour.example",
        )
        tx.seeds.record_check(check, [waiting])
    return harbour.id, bote.id
