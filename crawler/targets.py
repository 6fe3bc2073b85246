"""What the words after `newsdesk crawl` mean: declared sources, known sources, or any URL."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.errors import InvalidURL, UnknownTarget
from crawler.urls import canonical_url, host_of, site_of
from storage import Archive, Transaction
from storage.model import SeedKind, Source, SourceSpec
from storage.source_file import read_sources

#: Articles of one source that a crawl by hand looks at again: the newest that its seeds still list.
MOST_RECHECKS = 500
#: `example.org` typed without https://.
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?|localhost:\d+|(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?")


@dataclass(frozen=True, slots=True)
class Scope:
    """The sources that one crawl is about."""

    sources: tuple[Source, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """Their ids."""
        return tuple(source.id for source in self.sources)


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
    """The sources that the targets name, all their seeds and listed articles made due.

    Raises UnknownTarget or InvalidURL with what could have been meant.
    """
    with archive.begin() as tx:
        sources = {source.id: source for source in declared} if not targets else {}
        refreshed = set(sources)
        for target in targets:
            source, is_new_seed = _source_of(tx, target, now)
            sources[source.id] = source
            if not is_new_seed:
                refreshed.add(source.id)
        tx.seeds.make_due(refreshed, now=now)
        tx.entries.make_due(refreshed, now=now)
        tx.articles.make_listed_due(refreshed, now=now, limit_per_source=MOST_RECHECKS)
    return Scope(tuple(sources.values()))


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


def _source_of(tx: Transaction, target: str, now: datetime) -> tuple[Source, bool]:
    """The source a target names, and whether the target is a URL that this source did not have before."""
    known = tx.sources.by_name(target)
    if known:
        return known, False
    url = _url_of(target)
    if url is None:
        raise UnknownTarget(target or '""', _hint(target, [source.name for source in tx.sources.all()]))
    site = site_of(url)
    source = tx.sources.by_site(site) or tx.sources.put(
        SourceSpec(name=_name_of(url), homepage=None), now=now
    )
    seeds = {seed.url for seed in tx.seeds.of(source.id)}
    tx.seeds.add(source.id, url, site=site, kind=None, now=now)
    return source, bool(seeds) and url not in seeds


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
