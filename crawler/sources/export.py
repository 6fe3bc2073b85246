"""What of the watched sources goes into a file that another newsdesk, or a feed reader, can import. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from crawler.sources.names import source_name, unique_name
from crawler.urls import looks_like_front_page
from storage.model import SeedKind, SourceSpec, SourceStatus
from storage.source_file import is_source_name


@dataclass(frozen=True, slots=True)
class Exported:
    """Sources as a file declares them."""

    specs: tuple[SourceSpec, ...]
    #: Seeds that are known to be something else than feeds.
    no_feeds: frozenset[str] = frozenset()
    #: Names of the sources that have no place to look at.
    left_out: tuple[str, ...] = ()


def exported(statuses: Iterable[SourceStatus]) -> Exported:
    """The sources with all that they are watched through, under names that a file may have."""
    specs: list[SourceSpec] = []
    no_feeds: set[str] = set()
    left_out: list[str] = []
    names: set[str] = set()
    for status in statuses:
        spec = _watched(status)
        if not (spec.seeds or spec.homepage):
            left_out.append(spec.name)
            continue
        legal = spec.name if is_source_name(spec.name) else source_name(spec.name, _first_address(spec))
        spec = replace(spec, name=unique_name(legal, names))
        names.add(spec.name.casefold())
        specs.append(spec)
        no_feeds.update(
            seed.url for seed in status.seeds if seed.kind not in (None, SeedKind.feed, SeedKind.article)
        )
    return Exported(tuple(specs), frozenset(no_feeds), tuple(left_out))


def _watched(status: SourceStatus) -> SourceSpec:
    """The declaration with the seeds that were added or found since; single articles are not watched for news."""
    spec = status.source.spec
    urls = tuple(dict.fromkeys((*spec.seeds, *_seed_urls(status))))
    homepage = spec.homepage or next(filter(looks_like_front_page, urls), None)
    # A home page alone will announce its seeds again.
    return replace(spec, homepage=homepage, seeds=() if urls == (homepage,) else urls)


def _seed_urls(status: SourceStatus) -> Iterator[str]:
    return (seed.url for seed in status.seeds if seed.kind is not SeedKind.article)


def _first_address(spec: SourceSpec) -> str:
    return next(iter(spec.seeds), spec.homepage or "")
