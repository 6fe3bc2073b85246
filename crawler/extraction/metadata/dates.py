"""When the article was published and last modified, how exactly the page says so, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from htmldate import find_date
from lxml.html import HtmlElement

from crawler.extraction.blocks import Block
from crawler.extraction.metadata.date_text import offset_name, read_date_text
from crawler.extraction.metadata.json_ld import as_list
from crawler.extraction.metadata.language import declared_tag
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.metadata.zones import as_written
from crawler.extraction.phrases import plain_of

#: No news page is older than the web.
_EARLIEST = datetime(1993, 1, 1, tzinfo=UTC)
#: Clocks differ; a day covers every time zone written without its offset.
_TOLERANCE = timedelta(days=1)
_ISO = re.compile(
    r"^\s*(\d{4})-?(\d{2})-?(\d{2})(?:[T\s]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|"
    r"[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "date_published",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "published_at",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "originalpublicationdate",
    "article.published",
    "article:post_date",
    "date",
)
_MODIFIED_META = (
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "revised",
)
_PUBLISHED = re.compile(
    r"publish|posted|veröffentlicht|erschienen|publié|publicado|publicat|pubblicato|gepubliceerd|publi[cs]er|"
    r"julkaistu|opublikowan|publikován|vydáno|objavljen|megjelent|опубликован|опубліковано|публикуван|"
    r"δημοσ|yayın|diterbit|đăng|प्रकाशित|पब्लिश|প্রকাশ|نشر|פורסם|公開|配信|掲載|发布|發布|입력|게시|เผยแพร่"
)


_UPDATED = re.compile(
    r"updated|modified|aktualisiert|geändert|mis à jour|modifié|actualizado|atualizado|actualitzat|aggiornato|"
    r"bijgewerkt|gewijzigd|uppdaterad|oppdatert|opdateret|päivitetty|zaktualizowan|aktualizacja|aktualizováno|"
    r"aktualizované|frissítve|actualizat|обновлен|оновлено|güncelle|diperbarui|cập nhật|अपडेट|আপডেট|"
    r"ενημέρωση|עודכן|تحديث|更新|수정|업데이트|แก้ไข",
    re.IGNORECASE,
)
_LONGEST_DATE_LINE = 160
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, how exact it is and where the page says it."""

    at: datetime
    #: "second", "minute" or "day".
    precision: str
    where: str
    #: The zone that the time was written in: "+05:30" as the page says it, "Asia/Kolkata" as its language suggests;
    #: None for a day, and where nothing tells, so that the time was read as UTC.
    zone: str | None = None

    @property
    def as_written(self) -> datetime:
        """The time on the clock of its zone."""
        return as_written(self.at, self.zone)


@dataclass(frozen=True, slots=True)
class Dates:
    """The two times of an article."""

    published: Moment | None = None
    modified: Moment | None = None


def find_dates(
    signals: Signals,
    tree: HtmlElement,
    head: Sequence[Block],
    tail: Sequence[Block],
    url: str,
    *,
    home: tzinfo,
    now: datetime | None,
) -> Dates:
    """The article's dates by the most trusted signal that gives a plausible one.

    `head` are the blocks around the headline, `tail` those below the story; `home` is the zone of times without one.
    """
    reader = _Reader(home, latest=now + _TOLERANCE if now else None, month_first=_is_american(signals))
    published = _first_plausible(_published(signals, tree, head, tail, url, reader, now), now)
    modified = _first_plausible(_modified(signals, head, reader), now)
    if published and modified and not _may_follow(modified, published):
        modified = None
    return Dates(published, modified)


def _may_follow(modified: Moment, published: Moment) -> bool:
    if modified.where == "text" and modified.precision == "day":
        # "Updated: 18 November" on the day of publication tells nothing.
        return modified.at > published.at
    return modified.at >= published.at - _TOLERANCE


def _published(
    signals: Signals,
    tree: HtmlElement,
    head: Sequence[Block],
    tail: Sequence[Block],
    url: str,
    reader: _Reader,
    now: datetime | None,
) -> Iterator[Moment | None]:
    yield reader.values(signals.article.get("datePublished"), "json-ld")
    yield reader.values(signals.article.get("dateCreated"), "json-ld")
    for name in _PUBLISHED_META:
        for value in signals.meta.get(name, ()):
            yield reader.moment(value, "meta")
    shown = [*_from_time_elements(tree, head, reader), *_from_lines((*head, *tail), reader)]
    of_url = _from_url(url)
    if of_url:
        # Of all the dates that stand on a page, the one in its address is this article's.
        shown = [moment for moment in shown if moment and _is_near(moment, of_url)]
    yield from shown
    yield of_url
    yield _from_htmldate(tree, url, reader, now)


def _modified(signals: Signals, head: Sequence[Block], reader: _Reader) -> Iterator[Moment | None]:
    yield reader.values(signals.article.get("dateModified"), "json-ld")
    for name in _MODIFIED_META:
        for value in signals.meta.get(name, ()):
            yield reader.moment(value, "meta")
    for block in head:
        # "Published 18 Nov, updated 19 Nov": the date behind the word counts.
        if len(block.text) > _LONGEST_DATE_LINE or not _DIGIT.search(block.text):
            continue
        if match := _UPDATED.search(block.text):
            yield reader.text(block.text[match.end() :])


def _first_plausible(found: Iterator[Moment | None], now: datetime | None) -> Moment | None:
    for moment in found:
        if moment and moment.at >= _EARLIEST and (now is None or moment.at <= now + _TOLERANCE):
            return moment
    return None


def _is_american(signals: Signals) -> bool:
    return (declared_tag(signals) or "").replace("_", "-").lower() == "en-us"


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads times; those without a zone are times of `home`."""

    home: tzinfo
    latest: datetime | None = None
    #: 3/4/2026 is a day in March.
    month_first: bool = False

    def values(self, value: Any, where: str) -> Moment | None:
        """The first time of a JSON-LD property."""
        for item in as_list(value):
            if isinstance(item, str) and (moment := self.moment(item, where)):
                return moment
        return None

    def text(self, text: str, where: str = "text") -> Moment | None:
        """A time as people write it."""
        found = read_date_text(text, self.home, month_first=self.month_first)
        if found and self.latest and found.at > self.latest:
            found = read_date_text(text, self.home, month_first=not self.month_first)
        if found is None:
            return None
        return Moment(found.at, found.precision, where, self._zone_name(found.zone, found.precision))

    def moment(self, text: str, where: str) -> Moment | None:
        """A time as machines write it; times as people write them are tried next."""
        match = _ISO.match(text)
        if match is None:
            return self.text(text, where)
        year, month, day, hour, minute, second, zone = match.groups()
        try:
            at = datetime(int(year), int(month), int(day), tzinfo=UTC)
            # Midnight to the second is how software writes a day.
            if hour is None or not any(int(part or 0) for part in (hour, minute, second)):
                return Moment(at, "day", where)
            local = at.replace(
                hour=int(hour), minute=int(minute), second=int(second or 0), tzinfo=self._zone_of(zone)
            )
            precision = "second" if second else "minute"
            said = self._zone_name(offset_name(local) if zone else None, precision)
            return Moment(local.astimezone(UTC), precision, where, said)
        except (ValueError, OverflowError):
            return None

    def _zone_name(self, said: str | None, precision: str) -> str | None:
        if said or precision == "day" or self.home is UTC:
            return said
        return str(self.home)

    def _zone_of(self, text: str | None) -> tzinfo:
        if not text:
            return self.home
        if text[0] not in "+-":
            return UTC
        digits = text[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
        return timezone(-offset if text[0] == "-" else offset)


def _from_time_elements(tree: HtmlElement, head: Sequence[Block], reader: _Reader) -> Iterator[Moment | None]:
    """<time datetime> near the headline, then those that say they are the publication's."""
    near = {block.element for block in head}
    for element in tree.iter("time"):
        value = element.get("datetime") or element.get("content") or element.text_content()
        says_so = "pubdate" in element.attrib or "datePublished" in element.get("itemprop", "")
        if value and (
            says_so or element in near or any(ancestor in near for ancestor in element.iterancestors())
        ):
            yield reader.moment(value, "time")
    for element in tree.xpath("//*[@itemprop='datePublished']")[:5]:
        yield reader.moment(
            element.get("datetime") or element.get("content") or element.text_content(), "time"
        )


def _from_lines(blocks: Sequence[Block], reader: _Reader) -> Iterator[Moment | None]:
    """Dates in lines: one that says "published" goes before one that says "updated" or nothing."""
    dated = [(block.text, moment) for block in blocks if (moment := reader.text(block.text))]
    yield from (moment for text, moment in dated if _PUBLISHED.search(plain_of(text)))
    yield from (moment for _, moment in dated)


_URL_DATES = (
    re.compile(
        r"/(?P<year>(?:19|20)\d{2})[/-](?P<month>0?[1-9]|1[0-2])[/-](?P<day>0?[1-9]|[12]\d|3[01])(?=[/-]|$)"
    ),
    re.compile(
        r"[/_-](?P<year>20[0-4]\d)-?(?P<month>0[1-9]|1[0-2])-?(?P<day>0[1-9]|[12]\d|3[01])(?=[/._-]|$)"
    ),
    re.compile(r"[/_-](?P<day>0[1-9]|[12]\d|3[01])-(?P<month>0[1-9]|1[0-2])-(?P<year>20[0-4]\d)(?=[/._-]|$)"),
)


def _from_url(url: str) -> Moment | None:
    path = url.partition("?")[0]
    for pattern in _URL_DATES:
        if match := pattern.search(path):
            try:
                at = datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=UTC)
            except ValueError:
                continue
            return Moment(at, "day", "url")
    return None


def _is_near(moment: Moment, day: Moment) -> bool:
    """True for a time on that day in some part of the world, or on the next one."""
    return -_TOLERANCE <= moment.at - day.at <= 2 * _TOLERANCE


def _from_htmldate(tree: HtmlElement, url: str, reader: _Reader, now: datetime | None) -> Moment | None:
    """The last resort; without its search through any digits of the page, which finds dates of other things."""
    found = find_date(tree, url=url, original_date=True, extensive_search=False, max_date=now)
    return reader.moment(found, "page") if found else None
