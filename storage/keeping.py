"""Keeping a page that was read: recognise it, then store whatever is new, as one step of a transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, update

from storage import identity
from storage.article_rows import picture_value
from storage.model import ArticleDraft, EntryState, FetchOutcome, Kept, RawPage, Validators
from storage.rows import Values, insert_into, validator_values
from storage.schema import article, entry, raw_page, revision
from storage.search_index import drop_from_index, keep_in_index
from storage.seeds import know_sites

#: What the archive remembers of an article and a draft is compared with.
_known_article = (
    select(article, revision.c.content_hash, raw_page.c.body_hash.label("kept_body_hash"))
    .join(
        revision,
        and_(revision.c.article_id == article.c.id, revision.c.number == article.c.revision_count),
    )
    .outerjoin(
        raw_page,
        and_(raw_page.c.article_id == article.c.id, raw_page.c.number == article.c.revision_count),
    )
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came of fetching and reading a page."""

    draft: ArticleDraft
    page: RawPage
    validators: Validators
    #: The entry that led there; None for an article that was looked at again, or asked for by its URL.
    entry_id: int | None
    next_check_at: datetime | None


class Keeping:
    """One arrival on its way into the archive."""

    def __init__(self, connection: Connection, arrival: Arrival) -> None:
        self._connection = connection
        self._arrival = arrival
        self._draft = arrival.draft

    def done(self) -> Kept:
        """Stores what is new, marks the entry, and tells what it came to."""
        known = self._known()
        kept = self._insert() if known is None else self._renew(known)
        if kept is None:
            # Another worker has kept it since we looked; it is known now.
            return self.done()
        self._mark_entry(kept)
        return kept

    @cached_property
    def _led_by(self) -> Row[Any] | None:
        if self._arrival.entry_id is None:
            return None
        return self._connection.execute(select(entry).where(entry.c.id == self._arrival.entry_id)).first()

    def _known(self) -> Row[Any] | None:
        """The article under this URL, locked until the transaction ends."""
        statement = _known_article.where(article.c.canonical_url == self._draft.canonical_url)
        return self._connection.execute(statement.with_for_update(of=article)).first()

    def _insert(self) -> Kept | None:
        """The first revision of a new article; None when its URL is taken after all."""
        draft, led_by = self._draft, self._led_by
        first_seen_at = led_by.first_seen_at if led_by is not None else draft.fetched_at
        values = {
            "source_id": draft.source_id,
            "canonical_url": draft.canonical_url,
            "site": self._site(),
            "first_seen_at": first_seen_at,
            "changed_at": draft.fetched_at,
            "revision_count": 1,
            "last_outcome": FetchOutcome.new.value,
            **self._renewed(),
            **facts_of(draft),
            **dated(draft),
        }
        inserting = insert_into(self._connection, article).on_conflict_do_nothing(
            index_elements=["canonical_url"]
        )
        made = self._connection.execute(inserting.returning(article.c.id), values).first()
        if made is None:
            return None
        key = identity.sort_key(identity.dated_at(draft.published_at, first_seen_at), made.id)
        self._connection.execute(update(article).where(article.c.id == made.id).values(sort_key=key))
        self._add_revision(made.id, 1)
        keep_in_index(self._connection, key, draft)
        return Kept(FetchOutcome.new, made.id, 1)

    def _renew(self, known: Row[Any]) -> Kept:
        """What is new about a known article: its text, another way to it, or only that it is still there."""
        hashes = frozenset(one for one in (known.kept_body_hash, known.body_hash) if one is not None)
        before = identity.Known(known.content_hash, hashes)
        outcome = identity.recognise(before, self._draft, self._arrival.page.body_hash)
        values = {**self._renewed(), "check_count": known.check_count + 1}
        number = known.revision_count
        if outcome is FetchOutcome.revised:
            number += 1
            values |= self._revise(known, number)
        elif self._led_by is not None and self._led_by.article_id != known.id:
            # Reached by an entry that did not know it: the same article under another URL.
            outcome = FetchOutcome.duplicate
        values["last_outcome"] = outcome.value
        self._connection.execute(update(article).where(article.c.id == known.id).values(values))
        return Kept(outcome, known.id, number)

    def _revise(self, known: Row[Any], number: int) -> Values:
        """Adds the revision, and gives the columns that it changes."""
        draft = self._draft
        self._add_revision(known.id, number)
        date = dated(draft, known)
        key = identity.sort_key(identity.dated_at(date["published_at"], known.first_seen_at), known.id)
        drop_from_index(self._connection, known.sort_key)
        # It stays with the source that had it first, whoever led here now.
        keep_in_index(self._connection, key, replace(draft, source_id=known.source_id))
        return {
            **facts_of(draft),
            **date,
            "sort_key": key,
            "revised_at": draft.fetched_at,
            "changed_at": draft.fetched_at,
            "revision_count": number,
        }

    def _add_revision(self, article_id: int, number: int) -> None:
        key = {"article_id": article_id, "number": number}
        state = {**key, **state_of(self._draft), "fetched_at": self._draft.fetched_at}
        self._connection.execute(insert(revision), state)
        keep_raw_page(self._connection, article_id, number, self._arrival.page)

    def _mark_entry(self, kept: Kept) -> None:
        if self._led_by is not None:
            self._connection.execute(
                update(entry)
                .where(entry.c.id == self._led_by.id)
                .values(
                    state=EntryState.done.value,
                    outcome=kept.outcome.value,
                    reason=None,
                    attempt_count=entry.c.attempt_count + 1,
                    article_id=kept.article_id,
                )
            )

    def _site(self) -> str:
        """Where the article is looked at again."""
        led_by = self._led_by
        site = self._draft.site or (led_by.site if led_by is not None else identity.host_of(self._draft.url))
        if led_by is None or site != led_by.site:
            know_sites(self._connection, {site})
        return site

    def _renewed(self) -> Values:
        """The columns that every look at the page brings anew."""
        return {
            "fetched_at": self._draft.fetched_at,
            "checked_at": self._draft.fetched_at,
            "next_check_at": self._arrival.next_check_at,
            "wishes": list(self._draft.wishes),
            **validator_values(self._arrival.validators),
        }


def keep_raw_page(connection: Connection, article_id: int, number: int, page: RawPage) -> None:
    """Keeps the page that a revision was read from, where it is to be kept."""
    if page.body_zstd:
        values = {
            "article_id": article_id,
            "number": number,
            "body_hash": page.body_hash,
            "content_type": page.content_type,
            "body_zstd": page.body_zstd,
        }
        connection.execute(insert(raw_page), values)


def state_of(draft: ArticleDraft) -> Values:
    """The columns of a revision that are read from its page."""
    return {
        "title": draft.title,
        "text": draft.text,
        "standfirst": draft.standfirst,
        "authors": list(draft.authors),
        "modified_at": draft.modified_at,
        "content_hash": identity.content_hash(draft.title, draft.text),
        "method": draft.method,
        "dropped": [[line.text, line.reason] for line in draft.dropped],
    }


def dated(draft: ArticleDraft, known: Row[Any] | None = None) -> Values:
    """The date of publication with where it came from: the draft's, or else the one that is known."""
    told = known if known is not None and draft.published_at is None else draft
    return {name: getattr(told, name) for name in ("published_at", "date_precision", "date_from")}


def facts_of(draft: ArticleDraft) -> Values:
    """The columns of an article, besides its date, that its newest revision gives it."""
    return {
        "url": draft.url,
        "host": identity.host_of(draft.url),
        "agency": draft.agency,
        "language": draft.language,
        "section": draft.section,
        "tags": list(draft.tags),
        "image": picture_value(draft.image),
        "is_free": draft.is_free,
        "kind": draft.kind,
    }
