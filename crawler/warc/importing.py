"""Brings the pages of WARC files into the archive: read as the crawl reads them, recognised and kept a lot at a time.

Nothing is remembered of how far an import has come: what is kept already is found to be unchanged, so that an
import which broke off is simply run again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from crawler.clock import utc_now
from crawler.errors import CrawlerError, InvalidURL, NoArticle, WrongType
from crawler.extraction import Guidance
from crawler.fetching.page_wishes import NOARCHIVE, Unwelcome, check_wishes
from crawler.outcomes import reason_of
from crawler.reading.guidance import guidance_of
from crawler.reading.pool import ReadingPool
from crawler.reading.rereading import read_again
from crawler.settings import MEBIBYTE, CrawlerSettings
from crawler.urls import site_of
from crawler.visit.patience import in_transaction
from crawler.visit.profiles import Shelved, acting_profile, learn, put_back
from crawler.warc.keeping import ReadCapture, address_of, keep_until_doubt, wishes_in
from crawler.warc.records import Broken, Capture, Failed, Item, Skipped, WarcReader
from crawler.warc.tally import BrokenPlace, CaptureOutcome, ImportTally
from storage import Archive, Transaction
from storage.model import Source

T = TypeVar("T")

#: Pages that are read and kept together, and bytes of them that are in memory.
LOT = 64
LOT_BYTES = 16 * MEBIBYTE
#: A capture from the future would keep every later page from being the newest one.
CLOCK_SLACK = timedelta(days=1)

#: What was kept; of the rest the source's pages are known already.
_LEARNT_FROM = (CaptureOutcome.new, CaptureOutcome.revised)


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What is to be imported."""

    files: tuple[Path, ...]
    #: The name of the source that all pages belong to; None: that of their site.
    source: str | None = None
    #: Bytes of all files.
    size: int = 0


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far the import is."""

    file: str
    #: Bytes of all files.
    done: int
    page_count: int
    new_count: int


@dataclass(slots=True)
class WarcImport:
    """An import under way."""

    archive: Archive
    pool: ReadingPool
    settings: CrawlerSettings
    order: ImportOrder
    on_progress: Callable[[ImportProgress], None] = lambda _: None
    clock: Callable[[], datetime] = utc_now
    tally: ImportTally = field(default_factory=ImportTally)
    #: What is known of the pages of each source (see crawler.visit.profiles).
    profiles: dict[int, Shelved] = field(default_factory=dict)
    _sources: dict[str, Source] = field(default_factory=dict)
    _watched: dict[int, bool] = field(default_factory=dict)
    _homes: dict[str, str] = field(default_factory=dict)

    async def done(self) -> ImportTally:
        """Import every file, and note the run."""
        self.tally.run_id = await self.transact(lambda tx: tx.runs.start("import", now=self.clock()))
        self._homes = await self.look(_homes)
        outcome = "stopped"
        try:
            before = 0
            for path in self.order.files:
                await self._file(path, before)
                before += path.stat().st_size
            outcome = "failed" if self.tally.broken else "done"
        finally:
            await asyncio.shield(self._end(outcome))
        return self.tally

    async def look(self, act: Callable[[Transaction], T]) -> T:
        """Ask the archive something; again after a while when it is away."""
        return await in_transaction(self.archive.read, act)

    async def transact(self, act: Callable[[Transaction], T]) -> T:
        """Run `act` in one transaction; again after a while when the database is away or locked."""
        return await in_transaction(self.archive.begin, act)

    async def _end(self, outcome: str) -> None:
        await put_back(self, list(self.profiles))
        finish = partial(
            _finish, run_id=self.tally.run_id, tally=self.tally, outcome=outcome, now=self.clock()
        )
        await self.transact(finish)

    async def _file(self, path: Path, before: int) -> None:
        with path.open("rb") as file:
            reader = WarcReader(file, limit=int(self.settings.page_mib * MEBIBYTE))
            gathered = lots(reader.items())
            # One lot is gathered while the one before is read; a signal is heard meanwhile.
            ahead = _next_of(gathered)
            try:
                while (lot := await ahead) is not None:
                    position = reader.position
                    ahead = _next_of(gathered)
                    await self._lot(path, lot)
                    self._tell(path, before + position)
            finally:
                ahead.cancel()

    def _tell(self, path: Path, done: int) -> None:
        sites = self.tally.sites.values()
        page_count = sum(line.page_count for line in sites)
        new_count = sum(line.outcomes[CaptureOutcome.new] for line in sites)
        self.on_progress(ImportProgress(path.name, done, page_count, new_count))

    async def _lot(self, path: Path, lot: Sequence[Item]) -> None:
        captures: list[Capture] = []
        for item in lot:
            if isinstance(item, Capture):
                captures.append(item)
            elif isinstance(item, Skipped):
                self.tally.skipped[item.what] += 1
            elif isinstance(item, Broken):
                self.tally.broken.append(BrokenPlace(str(path), item.offset, item.reason))
            else:
                self._failed(item)
        unknown = [capture for capture in captures if not self._is_from_the_future(capture)]
        unknown = await self._without_known(unknown)
        for source_name in dict.fromkeys(map(self._name_of, unknown)):
            await self._know(source_name, unknown)
        read = await asyncio.gather(*map(self._read, unknown))
        await self._keep([one for one in read if one is not None])

    def _failed(self, page: Failed) -> None:
        self.tally.site(site_of(page.url)).add(CaptureOutcome.failed, page.reason)

    def _is_from_the_future(self, capture: Capture) -> bool:
        if capture.fetched_at <= self.clock() + CLOCK_SLACK:
            return False
        self._count(capture, CaptureOutcome.failed, "its WARC-Date lies in the future")
        return True

    async def _without_known(self, captures: Sequence[Capture]) -> list[Capture]:
        """Those that have to be read: what a revision was made from needs no second look."""

        def kept(tx: Transaction) -> list[bool]:
            return [tx.captures.is_kept(address_of(one), one.fetched_at) for one in captures]

        are_kept = await self.look(kept) if captures else []
        for capture, is_kept in zip(captures, are_kept, strict=True):
            if is_kept:
                self._count(capture, CaptureOutcome.unchanged)
        return [capture for capture, is_kept in zip(captures, are_kept, strict=True) if not is_kept]

    def _name_of(self, capture: Capture) -> str:
        """What the capture's source is found under: a name that was given, else its site."""
        return self.order.source or capture.added.source or site_of(capture.url)

    async def _know(self, name: str, captures: Sequence[Capture]) -> None:
        """Look the source up, where it is there already; a new one is made with its first article."""
        if name in self._sources:
            return
        is_named = any(self._name_of(one) == name and _is_named(self.order, one) for one in captures)
        source = await self.look(partial(_source_of, name=name, is_named=is_named, homes=self._homes))
        if source is not None:
            self._sources[name] = source
            self._watched[source.id] = await self.look(lambda tx: tx.captures.is_watched(source.id))

    async def _read(self, capture: Capture) -> ReadCapture | None:
        """The capture with its article; None where it has none, which is counted."""
        source = self._sources.get(self._name_of(capture))
        strictness = self.settings.extraction_strictness
        if source is None:
            guidance = Guidance(now=capture.fetched_at, strictness=strictness)
        else:
            site = await acting_profile(self, source.id)
            guidance = guidance_of(source, now=capture.fetched_at, strictness=strictness, site=site)
        wishes, obeyed = wishes_in(capture), self.settings.obeyed
        try:
            check_wishes(capture.url, wishes, obeyed)
            page = await self.pool.read_page(capture.body, capture.url, capture.content_type, guidance)
            if (article := page.article) is None:
                raise page.failure or NoArticle(capture.url)
        except Unwelcome as error:
            self.tally.skipped[f"response that is not to be kept: {reason_of(error)}"] += 1
            return None
        except WrongType as error:
            self.tally.skipped[f"response that is {reason_of(error)}"] += 1
            return None
        except CrawlerError as error:
            outcome = CaptureOutcome.no_article if isinstance(error, NoArticle) else CaptureOutcome.failed
            self._count(capture, outcome, reason_of(error))
            return None
        if NOARCHIVE in wishes and NOARCHIVE in obeyed:
            page = replace(page, raw=replace(page.raw, body_zstd=b""))
        return ReadCapture(capture, source, guidance, page, article, wishes)

    async def _keep(self, read: Sequence[ReadCapture]) -> None:
        """Keep the lot in order; where a kept page has to be read again first, in two transactions."""
        rest, reread = list(read), None
        while rest:
            keep = partial(
                keep_until_doubt, names=list(map(self._name_of_read, rest)), lot=rest, reread=reread,
                now=self.clock(),
            )  # fmt: skip
            kept, doubt = await self.transact(keep)
            for one, (outcome, source) in zip(rest, kept, strict=False):
                await self._note(one, outcome, source)
            rest = rest[len(kept) :]
            if doubt is not None:
                owner = partial(_owner_of, source_id=doubt.article.source_id)
                reread = await read_again(self.pool, doubt, await self.look(owner), rest[0].guidance)

    def _name_of_read(self, read: ReadCapture) -> str:
        return self._name_of(read.capture)

    async def _note(self, read: ReadCapture, outcome: CaptureOutcome, source: Source) -> None:
        self._count(read.capture, outcome)
        self._sources.setdefault(self._name_of_read(read), source)
        # The profile of a watched source is about its pages of today; what an old capture shows may be long gone.
        if not self._watched.setdefault(source.id, False) and outcome in _LEARNT_FROM:
            await acting_profile(self, source.id)
            await learn(self, source.id, read.article)

    def _count(self, capture: Capture, outcome: CaptureOutcome, reason: str | None = None) -> None:
        self.tally.site(site_of(capture.url)).add(outcome, reason)


def _next_of(gathered: Iterator[list[Item]]) -> asyncio.Future[list[Item] | None]:
    return asyncio.ensure_future(asyncio.to_thread(next, gathered, None))


def lots(items: Iterator[Item], *, count: int = LOT, size: int = LOT_BYTES) -> Iterator[list[Item]]:
    """The items in runs that fit into memory; the last may be short."""
    lot: list[Item] = []
    bytes_in_lot = 0
    for item in items:
        lot.append(item)
        bytes_in_lot += len(item.body) if isinstance(item, Capture) else 0
        if len(lot) >= count or bytes_in_lot >= size:
            yield lot
            lot, bytes_in_lot = [], 0
    if lot:
        yield lot


def _is_named(order: ImportOrder, capture: Capture) -> bool:
    return bool(order.source or capture.added.source)


def _source_of(tx: Transaction, *, name: str, is_named: bool, homes: dict[str, str]) -> Source | None:
    """The source of this name; or the one that is watched at this site, or is named after it."""
    if is_named:
        return tx.sources.by_name(name)
    return tx.sources.by_site(name) or tx.sources.by_name(homes.get(name, name))


def _owner_of(tx: Transaction, *, source_id: int) -> Source:
    (source,) = tx.sources.of([source_id])
    return source


def _homes(tx: Transaction) -> dict[str, str]:
    """Site → name of the source whose home page is there: its feeds may stand elsewhere."""
    homes: dict[str, str] = {}
    for source in tx.sources.all():
        if source.spec.homepage:
            with suppress(InvalidURL):
                homes.setdefault(site_of(source.spec.homepage), source.name)
    return homes


def _finish(tx: Transaction, *, run_id: int, tally: ImportTally, outcome: str, now: datetime) -> None:
    tx.runs.finish(run_id, now=now, outcome=outcome, counts=tally.counts)
