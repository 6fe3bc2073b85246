"""What is due at a site, asked of the archive: for one visit, or for all that begin together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage import Transaction
from storage.model import Source, Work

#: Due entries are loaded in lots of this size, so that a long frontier does not sit in memory.
LOT = 200


@dataclass(frozen=True, slots=True)
class Asking:
    """A site, and the moment for which its due work is wanted."""

    site: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """The due work of a site with the sources that it belongs to: all of one moment, as one may just be removed."""

    work: Work
    sources: Mapping[int, Source]
    #: Until when hosts asked to be left alone. Not those of this site only: a redirect may lead to any.
    waits: Mapping[str, datetime]


def due_at(tx: Transaction, together: Sequence[Asking]) -> list[Due]:
    """The due work of each of these sites, whatever source it is of."""
    now = max(one.now for one in together)
    work = tx.visits.work_at([one.site for one in together], now=now, limit=LOT)
    sources = _sources(tx, [source_id for one in work.values() for source_id in one.source_ids])
    waits = tx.visits.waits()
    return [
        Due(
            work[one.site],
            {source_id: sources[source_id] for source_id in work[one.site].source_ids},
            waits,
        )
        for one in together
    ]


def due_of(
    tx: Transaction, site: str, source_ids: Collection[int], *, now: datetime, seed_ids: Collection[int]
) -> Due:
    """The due work of a site that is of these sources, or that these seeds lead to."""
    work = tx.visits.work(site, now=now, limit=LOT, source_ids=source_ids, seed_ids=seed_ids)
    return Due(work, _sources(tx, work.source_ids), tx.visits.waits())


def _sources(tx: Transaction, source_ids: Collection[int]) -> dict[int, Source]:
    return {source.id: source for source in tx.sources.of(set(source_ids))}
