"""What an import comes to: which addresses are added to which sources, which are known, and which are no use. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from crawler.discovery.subscriptions import LeftOut, Subscription, SubscriptionList
from crawler.errors import InvalidURL
from crawler.outcomes import reason_of
from crawler.sources.names import source_name, unique_name
from crawler.urls import canonical_url, site_of
from storage.model import Source, SourceSpec, SourceStatus
from storage.source_file import is_source_name


class ImportOutcome(StrEnum):
    """What became of one line of the file."""

    added = "added"
    known = "known"
    skipped = "skipped"


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One address of the file, and what became of it."""

    outcome: ImportOutcome
    title: str | None
    url: str | None
    #: The source that watches it; None where none does.
    source: str | None = None
    #: Why it is known already, or skipped.
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A source that a file asks for."""

    spec: SourceSpec
    #: False where nobody named it, so that its name may be changed.
    is_named: bool


@dataclass(slots=True)
class Known:
    """What is watched already; it grows with the plan."""

    #: Name in folded case → the name.
    names: dict[str, str] = field(default_factory=dict)
    #: Canonical address → the name of the source that watches it.
    owners: dict[str, str] = field(default_factory=dict)
    #: Name → the sites that it is watched at.
    sites: dict[str, set[str]] = field(default_factory=dict)

    def note(self, name: str, url: str) -> None:
        """From now on the source of this name watches this address."""
        self.names.setdefault(name.casefold(), name)
        self.owners.setdefault(canonical_url(url), name)
        self.sites.setdefault(name, set()).add(site_of(url))


@dataclass(frozen=True, slots=True)
class Addition:
    """Addresses to be watched from now on, for a source that is made where there is none of its name."""

    spec: SourceSpec
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What to write, and what to tell."""

    additions: tuple[Addition, ...] = ()
    lines: tuple[ImportLine, ...] = ()


def known_of(statuses: Iterable[SourceStatus]) -> Known:
    """What the archive watches."""
    known = Known()
    for status in statuses:
        known.names[status.source.name.casefold()] = status.source.name
        for url in (*(seed.url for seed in status.seeds), *_addresses(status.source)):
            try:
                known.note(status.source.name, url)
            except InvalidURL:
                # It cannot be asked for, so that it is in nobody's way either.
                continue
    return known


def wishes_of(read: SubscriptionList) -> tuple[Wish, ...]:
    """The sources that a list of subscriptions means: lines with one home page, or one name of ours, are one source."""
    publications: dict[str, list[Subscription]] = {}
    for one in read.subscriptions:
        publications.setdefault(_publication(one), []).append(one)
    return tuple(map(_wish, publications.values()))


def plan_import(
    wishes: Iterable[Wish],
    known: Known,
    *,
    titles: Mapping[str, str | None],
    left_out: Iterable[LeftOut] = (),
) -> ImportPlan:
    """What importing these sources comes to; `titles` names the lines of the file by their addresses."""
    additions: list[Addition] = []
    lines: list[ImportLine] = []
    for wish in wishes:
        addition = _addition(wish, known, titles, lines)
        if addition is not None:
            additions.append(addition)
    skipped = (
        ImportLine(ImportOutcome.skipped, one.title, one.address, reason=one.reason) for one in left_out
    )
    return ImportPlan(tuple(additions), (*lines, *skipped))


def _addition(
    wish: Wish, known: Known, titles: Mapping[str, str | None], lines: list[ImportLine]
) -> Addition | None:
    spec = wish.spec
    fresh: list[str] = []
    name: str | None = None
    for url in spec.seeds or filter(None, (spec.homepage,)):
        title = titles.get(url, spec.title)
        try:
            owner = known.owners.get(canonical_url(url))
            if owner is None:
                name = name or _name_for(wish, url, known)
                known.note(name, url)
        except InvalidURL as error:
            lines.append(ImportLine(ImportOutcome.skipped, title, url, reason=reason_of(error)))
            continue
        if owner is not None:
            reason = f"{owner} watches it already"
            lines.append(ImportLine(ImportOutcome.known, title, url, source=owner, reason=reason))
            continue
        fresh.append(url)
        lines.append(ImportLine(ImportOutcome.added, title, url, source=name))
    if name is None:
        return None
    seeds = tuple(fresh) if spec.seeds else ()
    return Addition(replace(spec, name=name, seeds=seeds, is_declared=False), tuple(fresh))


def _name_for(wish: Wish, url: str, known: Known) -> str:
    """The source's own name; one that was made from a title is shared only within its site."""
    taken = known.names.get(wish.spec.name.casefold())
    if taken is None:
        return wish.spec.name
    if wish.is_named or site_of(url) in known.sites.get(taken, ()):
        return taken
    return unique_name(wish.spec.name, known.names)


def _publication(one: Subscription) -> str:
    """What two lines of one publication have in common."""
    if one.source:
        return f"name {one.source}"
    return f"page {canonical_url(one.homepage)}" if one.homepage else f"feed {one.url}"


def _wish(lines: list[Subscription]) -> Wish:
    first = lines[0]
    # Feeds of several sections: none of their titles is that of the publication.
    title = first.title if all(one.title == first.title for one in lines) else None
    is_named = first.source is not None and is_source_name(first.source)
    name = first.source if is_named else None
    spec = SourceSpec(
        name=name or source_name(first.source or title, first.homepage or first.url),
        # We write the name where there is no title, because every outline has a text.
        title=title if title != name else None,
        homepage=first.homepage,
        seeds=tuple(one.feed for one in lines if one.feed),
        language=first.language,
    )
    return Wish(spec, is_named)


def _addresses(source: Source) -> Iterator[str]:
    spec = source.spec
    yield from spec.seeds
    if spec.homepage and not spec.seeds:
        yield spec.homepage
