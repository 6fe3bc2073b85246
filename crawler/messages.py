"""What the crawl process and its parent say to each other: one JSON object a line.

Down (standard input): `visit` and `stop`; the end of the input means the parent is gone.
Up (standard output): `ready` or `cannot_start`, `seed`, `page`, `pending`, `visit_ended`, `alive`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, get_args


@dataclass(frozen=True, slots=True)
class BackfillOrder:
    """Look through these seeds, and for whole sources through their sitemaps, for the entries of a time."""

    #: As datetime.isoformat writes them.
    since: str
    until: str
    seed_ids: tuple[int, ...] = ()
    source_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitOrder:
    """Visit this site: do all its due work, only that of these sources and seeds when any are named."""

    name: ClassVar[str] = "visit"
    site: str
    run_id: int
    source_ids: tuple[int, ...] | None = None
    #: Seeds of other sources whose work, and that of the seeds which they announce, is wanted too.
    seed_ids: tuple[int, ...] = ()
    #: None, or what of the past is to be found: then no seed is checked, and no article looked at again.
    backfill: BackfillOrder | None = None


@dataclass(frozen=True, slots=True)
class StopOrder:
    """Take no more work, end the visits where they are, and exit."""

    name: ClassVar[str] = "stop"


@dataclass(frozen=True, slots=True)
class Ready:
    """The crawl process takes orders."""

    name: ClassVar[str] = "ready"


@dataclass(frozen=True, slots=True)
class CannotStart:
    """The crawl process ends before it has begun, for a reason that a person can mend."""

    name: ClassVar[str] = "cannot_start"
    sentence: str


@dataclass(frozen=True, slots=True)
class SeedChecked:
    """One check of a seed ended."""

    name: ClassVar[str] = "seed"
    site: str
    source: str
    url: str
    outcome: str
    reason: str | None = None
    kind: str | None = None
    #: Entries that the seeds of this source list now, each counted once.
    listed: int = 0
    new: int = 0
    #: The seeds that this one announces, by their numbers.
    announced: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageDone:
    """One page of a source was asked for, and this came of it."""

    name: ClassVar[str] = "page"
    site: str
    source: str
    url: str
    outcome: str
    reason: str | None = None
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """So many pages of this site are still to be asked for in this visit."""

    name: ClassVar[str] = "pending"
    site: str
    count: int


@dataclass(frozen=True, slots=True)
class VisitEnded:
    """A visit is over; `reason` says why when it broke off."""

    name: ClassVar[str] = "visit_ended"
    site: str
    run_id: int
    reason: str | None = None
    #: Work that was due and left for the next visit, because this one reached its limit.
    left: int = 0
    #: What else there is to say about it.
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Alive:
    """A sign of life every few seconds, with the memory in use (bytes)."""

    name: ClassVar[str] = "alive"
    memory: int


Order = VisitOrder | StopOrder
Event = Ready | CannotStart | SeedChecked | PageDone | Pending | VisitEnded | Alive


def to_line(message: Order | Event) -> bytes:
    """The message as one line of JSON."""
    return json.dumps({"message": message.name, **asdict(message)}, ensure_ascii=True).encode() + b"\n"


def order_of(line: bytes) -> Order:
    """The order in a line; raises ValueError when there is none."""
    order: Order = _from_line(line, {cls.name: cls for cls in get_args(Order)})
    return order


def event_of(line: bytes) -> Event:
    """The event in a line; raises ValueError when there is none."""
    event: Event = _from_line(line, {cls.name: cls for cls in get_args(Event)})
    return event


def _from_line(line: bytes, classes: Mapping[str, Any]) -> Any:
    values = json.loads(line)
    cls = classes.get(values.pop("message", None))
    if cls is None:
        raise ValueError(f"no message: {line[:200]!r}")
    known = {field.name for field in fields(cls)}
    if values.get("backfill"):
        values["backfill"] = BackfillOrder(**_with_tuples(values["backfill"]))
    return cls(**{name: value for name, value in _with_tuples(values).items() if name in known})


def _with_tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
