"""What the words after `newsdesk crawl` mean: declared sources, known sources, or any URL."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from crawler.discovery.period import Period
from crawler.errors import InvalidURL, UnknownTarget
from crawler.messages import BackfillOrder
from crawler.urls import canonical_url, host_of, looks_like_front_page, site_of
from storage import Archive, Transaction
from storage.model import Seed, SeedKind, Source, SourceSpec
from storage.source_file import read_sources

#: Articles of one source that a crawl by hand looks at again: the newest that its seeds still list.
MOST_RECHECKS = 500
#: `example.org` typed without https://.
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?|localhost:\d+|(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?")


@dataclass(frozen=True, slots=True)
class Scope:
    """What one crawl is about: whole sources, and single seeds with what they list and announce."""

    source_ids: tuple[int, ...] = ()
    seed_ids: tuple[int, ...] = ()
    #: Addresses that stand for a host alone, which nobody said was to be asked by https: the same by http.
    by_http: Mapping[str, str] = field(default_factory=dict)
    #: What of the past is wanted, instead of what is new, and the sites where it is looked for.
    backfill: BackfillOrder | None = None
    past_sites: tuple[str, ...] = ()

    def with_seeds(self, seed_ids: Iterable[int]) -> Scope:
        """The same with more seeds."""
        return replace(self, seed_ids=tuple({*self.seed_ids, *seed_ids}))

    def with_past_of(self, seed: Seed) -> Scope:
        """The same with the past of one more seed."""
        assert self.backfill is not None  # noqa: S101 - the caller has seen to it
        backfill = replace(self.backfill, seed_ids=(*self.backfill.seed_ids, seed.id))
        return replace(self, source_ids=tuple({*self.source_ids, seed.source_id}), backfill=backfill)


def declare_sources(
    archive: Archive, path: Path, *, now: datetime, is_whole: bool = False
) -> tuple[Source, ...]:
    """Take over what `sources.toml` declares; `is_whole` also stops watching declared sources that it no longer names.

    A file that declares nothing at all stops nothing: it is more likely the wrong file than a wish.
    Raises SourceFileError with file, line and source when it cannot be read.
    """
    specs = read_sources(path)
    names = {spec.name for spec in specs}
    with archive.begin() as tx:
        if is_whole and specs:
            for source in tx.sources.all():
                if source.spec.is_declared and source.name not in names:
                    tx.sources.remove(source.name)
        return tuple(_declare(tx, spec, now) for spec in specs)


def scope_of(archive: Archive, targets: Sequence[str], declared: Sequence[Source], *, now: datetime) -> Scope:
    """What the targets name, made due with what it lists: a source whole, a feed or an article for itself.

    Raises UnknownTarget or InvalidURL with what could have been meant.
    """
    by_http: dict[str, str] = {}
    with archive.begin() as tx:
        source_ids = {source.id for source in declared} if not targets else set[int]()
        seed_ids: set[int] = set()
        for target in targets:
            if known := tx.sources.by_name(target):
                source_ids.add(known.id)
                continue
            seed = _seed_of(tx, target, now)
            by_http |= _by_http(target, seed)
            if _stands_for_its_source(tx, seed):
                source_ids.add(seed.source_id)
            else:
                seed_ids.add(seed.id)
        tx.seeds.make_due(source_ids, seed_ids=seed_ids, now=now)
        tx.entries.make_due(source_ids, seed_ids=seed_ids, now=now)
        tx.articles.make_listed_due(source_ids, seed_ids=seed_ids, now=now, limit_per_source=MOST_RECHECKS)
    return Scope(tuple(source_ids), tuple(seed_ids), by_http)


def past_scope_of(
    archive: Archive, targets: Sequence[str], declared: Sequence[Source], period: Period, *, now: datetime
) -> Scope:
    """What the targets name, with its past: no seed falls due by it, only entries that wait already.

    Raises UnknownTarget or InvalidURL with what could have been meant.
    """
    by_http: dict[str, str] = {}
    with archive.begin() as tx:
        whole = {source.id for source in declared} if not targets else set[int]()
        seeds: list[Seed] = []
        for target in targets:
            if known := tx.sources.by_name(target):
                whole.add(known.id)
                continue
            seed = _seed_of(tx, target, now)
            by_http |= _by_http(target, seed)
            if seed.kind in (SeedKind.page, SeedKind.section) or looks_like_front_page(seed.url):
                whole.add(seed.source_id)
            else:
                seeds.append(seed)
        seeds += [seed for source_id in sorted(whole) for seed in tx.seeds.of(source_id)]
        source_ids = {*whole, *(seed.source_id for seed in seeds)}
        homes = [one.spec.homepage for one in tx.sources.of(whole) if one.spec.homepage]
        sites = {*map(site_of, homes), *(seed.site for seed in seeds)}
        tx.visits.know(sites)
        tx.entries.make_due(source_ids, now=now)
    order = BackfillOrder(
        period.since.isoformat(),
        period.until.isoformat(),
        tuple(dict.fromkeys(seed.id for seed in seeds)),
        tuple(sorted(whole)),
    )
    return Scope(tuple(source_ids), by_http=by_http, backfill=order, past_sites=tuple(sorted(sites)))


def add_seed(archive: Archive, url: str, *, now: datetime) -> Seed:
    """A seed at this URL for the source at its site, due now."""
    with archive.begin() as tx:
        return _new_seed(tx, url, now)


def _declare(tx: Transaction, spec: SourceSpec, now: datetime) -> Source:
    source = tx.sources.put(spec, now=now)
    for url, kind in _declared_seeds(spec):
        tx.seeds.add(source.id, url, site=site_of(url), kind=kind, now=now)
    return source


def _declared_seeds(spec: SourceSpec) -> Iterable[tuple[str, SeedKind | None]]:
    """The seeds a source names; else its home page, which announces them."""
    if spec.seeds:
        return [(url, None) for url in spec.seeds]
    return [(spec.homepage, None)] if spec.homepage else []


def _seed_of(tx: Transaction, target: str, now: datetime) -> Seed:
    """The seed that a URL names; a new one where no source has it, of the source at its site."""
    url = _url_of(target)
    if url is None:
        raise UnknownTarget(target or '""', _hint(target, [source.name for source in tx.sources.all()]))
    # A host alone may be known by http from before; that need not be found out again.
    spellings = (url,) if "://" in target else (url, _with_http(url))
    if known := next((seed for one in spellings for seed in tx.seeds.at(one)), None):
        return known
    return _new_seed(tx, url, now)


def _new_seed(tx: Transaction, url: str, now: datetime) -> Seed:
    site = site_of(url)
    source = tx.sources.by_site(site) or tx.sources.put(
        SourceSpec(name=_name_of(url), homepage=None), now=now
    )
    return tx.seeds.add(source.id, url, site=site, kind=None, now=now)


def _stands_for_its_source(tx: Transaction, seed: Seed) -> bool:
    """True for a home page, and for an index of sitemaps: they list nothing themselves, the source's seeds do."""
    if seed.kind in (SeedKind.page, SeedKind.sitemap):
        return not tx.seeds.lists(seed.id)
    # A home page that is read for its own links, because its feeds are dead, still announces them.
    return seed.kind is SeedKind.section and looks_like_front_page(seed.url)


def _by_http(target: str, seed: Seed) -> dict[str, str]:
    """The second spelling to try, for a target without a scheme that has never been read."""
    if "://" in target or seed.kind is not None or not seed.url.startswith("https:"):
        return {}
    return {seed.url: _with_http(seed.url)}


def _with_http(url: str) -> str:
    return "http" + url.removeprefix("https")


def _url_of(target: str) -> str | None:
    if "://" in target:
        return _cleaned(target)
    if _DOMAIN.fullmatch(target.partition("/")[0]):
        return _cleaned(f"https://{target}")
    return None


def _cleaned(url: str) -> str:
    """The URL as it will be asked for; raises InvalidURL."""
    cleaned = canonical_url(url)
    if not cleaned:
        raise InvalidURL(url)
    return cleaned


def _name_of(url: str) -> str:
    """A source made from a URL is named after its domain."""
    site, host = site_of(url), host_of(url)
    return site or host


def _hint(target: str, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(target, names, n=1)
    if close:
        return f'did you mean "{close[0]}"?'
    return "a URL starts with https:// or http://; `newsdesk sources list` shows the sources"
