"""Articles in the archive: with every revision, the page each was read from, and their place in the search."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from storage import identity
from storage.article_rows import article_of, picture_value, revision_of, whole_article
from storage.model import (
    Article,
    ArticleDraft,
    EntryState,
    FetchOutcome,
    Kept,
    RawPage,
    Revision,
    Validators,
)
from storage.rows import Values, insert_into, validator_values
from storage.schema import article, entry, listing, raw_page, revision, seed
from storage.search_index import drop_from_index, keep_in_index
from storage.seeds import know_sites

#: Numbers beyond this are in no database; asking for them is no error.
_LARGEST_ID = 2**63 - 1


class Articles:
    """Keeps and gives articles, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(
        self,
        draft: ArticleDraft,
        page: RawPage,
        validators: Validators,
        *,
        entry_id: int | None,
        next_check_at: datetime | None,
    ) -> Kept:
        """Keeps a draft as a new article or a new revision, or finds that nothing has changed.

        Article, revision, raw page, search index and the entry that led here are one step of the caller's
        transaction. An unchanged text keeps no second revision and no second raw page.
        """
        led_by = self._entry(entry_id)
        renewed = {
            "fetched_at": draft.fetched_at,
            "checked_at": draft.fetched_at,
            "next_check_at": next_check_at,
            **validator_values(validators),
        }
        known = self._known(draft.canonical_url)
        if known is None:
            made = self._insert(draft, led_by, renewed)
            if made is not None:
                self._add_revision(draft, page, made.id, 1)
                keep_in_index(self._connection, made.sort_key, draft)
                return self._done(Kept(FetchOutcome.new, made.id, 1), led_by)
            # Another worker has just kept it.
            return self.keep(draft, page, validators, entry_id=entry_id, next_check_at=next_check_at)
        return self._done(self._renew(known, draft, page, renewed, led_by), led_by)

    def record_recheck(
        self,
        article_id: int,
        *,
        outcome: FetchOutcome,
        now: datetime,
        next_check_at: datetime | None,
        validators: Validators | None,
    ) -> None:
        """Notes a second look that gave no page to read: a 304, a page that is gone, an error."""
        values: Values = {
            "last_outcome": outcome.value,
            "next_check_at": next_check_at,
            "check_count": article.c.check_count + 1,
            **validator_values(validators),
        }
        if not outcome.is_failure:
            values["checked_at"] = now
        self._connection.execute(update(article).where(article.c.id == article_id).values(values))

    def make_listed_due(self, source_ids: Collection[int], *, now: datetime, limit_per_source: int) -> int:
        """Lets articles be looked at again that a seed's newest body still lists, the newest of each source."""
        listed = (
            select(article.c.id, article.c.sort_key, seed.c.source_id)
            .join(entry, entry.c.article_id == article.c.id)
            .join(listing, listing.c.entry_id == entry.c.id)
            .join(seed, seed.c.id == listing.c.seed_id)
            .where(seed.c.source_id.in_(source_ids))
            .distinct()
            .subquery()
        )
        place = func.row_number().over(partition_by=listed.c.source_id, order_by=listed.c.sort_key.desc())
        ranked = select(listed.c.id, place.label("place")).subquery()
        chosen = select(ranked.c.id).where(ranked.c.place <= limit_per_source)
        statement = update(article).where(article.c.id.in_(chosen)).values(next_check_at=now)
        return self._connection.execute(statement).rowcount

    def get(self, article_id: int) -> Article | None:
        """The article of this number."""
        if abs(article_id) > _LARGEST_ID:
            return None
        row = self._connection.execute(whole_article.where(article.c.id == article_id)).first()
        return article_of(row) if row is not None else None

    def revisions(self, article_id: int) -> tuple[Revision, ...]:
        """Every state of the article, the first one first."""
        if abs(article_id) > _LARGEST_ID:
            return ()
        rows = self._connection.execute(
            select(revision).where(revision.c.article_id == article_id).order_by(revision.c.number)
        )
        return tuple(revision_of(row) for row in rows)

    def raw_page(self, article_id: int, number: int) -> RawPage | None:
        """The page that this revision was read from."""
        if max(abs(article_id), abs(number)) > _LARGEST_ID:
            return None
        row = self._connection.execute(
            select(raw_page).where(raw_page.c.article_id == article_id, raw_page.c.number == number)
        ).first()
        return RawPage(row.body_zstd, row.body_hash, row.content_type) if row is not None else None

    def _entry(self, entry_id: int | None) -> Row[Any] | None:
        if entry_id is None:
            return None
        return self._connection.execute(select(entry).where(entry.c.id == entry_id)).first()

    def _known(self, canonical_url: str) -> Row[Any] | None:
        """The article under this URL with what is compared, locked until the transaction ends."""
        statement = (
            select(
                article,
                revision.c.content_hash,
                revision.c.method,
                raw_page.c.body_hash.label("kept_body_hash"),
            )
            .join(
                revision,
                and_(revision.c.article_id == article.c.id, revision.c.number == article.c.revision_count),
            )
            .outerjoin(
                raw_page,
                and_(raw_page.c.article_id == article.c.id, raw_page.c.number == article.c.revision_count),
            )
            .where(article.c.canonical_url == canonical_url)
            .with_for_update(of=article)
        )
        return self._connection.execute(statement).first()

    def _insert(self, draft: ArticleDraft, led_by: Row[Any] | None, renewed: Values) -> Row[Any] | None:
        """The number and sort key of a new row; None when the URL is taken after all."""
        first_seen_at = led_by.first_seen_at if led_by is not None else draft.fetched_at
        site = draft.site or (led_by.site if led_by is not None else identity.host_of(draft.url))
        if led_by is None or site != led_by.site:
            know_sites(self._connection, {site})
        values = {
            "source_id": draft.source_id,
            "canonical_url": draft.canonical_url,
            "site": site,
            "first_seen_at": first_seen_at,
            "changed_at": draft.fetched_at,
            "published_at": draft.published_at,
            "revision_count": 1,
            "last_outcome": FetchOutcome.new.value,
            **_facts_of(draft),
            **renewed,
        }
        inserting = insert_into(self._connection, article).on_conflict_do_nothing(
            index_elements=["canonical_url"]
        )
        made = self._connection.execute(inserting.returning(article.c.id), values).first()
        if made is None:
            return None
        key = identity.sort_key(identity.dated_at(draft.published_at, first_seen_at), made.id)
        return self._connection.execute(
            update(article)
            .where(article.c.id == made.id)
            .values(sort_key=key)
            .returning(article.c.id, article.c.sort_key)
        ).one()

    def _renew(
        self, known: Row[Any], draft: ArticleDraft, page: RawPage, renewed: Values, led_by: Row[Any] | None
    ) -> Kept:
        hashes = frozenset(one for one in (known.kept_body_hash, known.body_hash) if one is not None)
        before = identity.Known(known.content_hash, known.method, hashes)
        outcome = identity.recognise(before, draft, page.body_hash)
        number = known.revision_count
        values = {**renewed, "check_count": known.check_count + 1}
        if outcome is FetchOutcome.revised:
            number += 1
            values |= self._revise(known, draft, page, number)
        elif led_by is not None and led_by.article_id != known.id:
            # Known already, and reached by an entry that did not know it: the same article by another URL.
            outcome = FetchOutcome.duplicate
        self._connection.execute(
            update(article).where(article.c.id == known.id).values(**values, last_outcome=outcome.value)
        )
        return Kept(outcome, known.id, number)

    def _revise(self, known: Row[Any], draft: ArticleDraft, page: RawPage, number: int) -> Values:
        """Adds the revision, and gives the columns that it changes."""
        self._add_revision(draft, page, known.id, number)
        published_at = draft.published_at or known.published_at
        key = identity.sort_key(identity.dated_at(published_at, known.first_seen_at), known.id)
        drop_from_index(self._connection, known.sort_key)
        keep_in_index(self._connection, key, draft)
        return {
            **_facts_of(draft),
            "published_at": published_at,
            "sort_key": key,
            "revised_at": draft.fetched_at,
            "changed_at": draft.fetched_at,
            "revision_count": number,
        }

    def _add_revision(self, draft: ArticleDraft, page: RawPage, article_id: int, number: int) -> None:
        state = {
            "article_id": article_id,
            "number": number,
            "title": draft.title,
            "text": draft.text,
            "standfirst": draft.standfirst,
            "authors": list(draft.authors),
            "modified_at": draft.modified_at,
            "fetched_at": draft.fetched_at,
            "content_hash": identity.content_hash(draft.title, draft.text),
            "method": draft.method,
            "dropped": [[line.text, line.reason] for line in draft.dropped],
        }
        self._connection.execute(insert(revision), state)
        raw = {
            "article_id": article_id,
            "number": number,
            "body_hash": page.body_hash,
            "content_type": page.content_type,
            "body_zstd": page.body_zstd,
        }
        self._connection.execute(insert(raw_page), raw)

    def _done(self, kept: Kept, led_by: Row[Any] | None) -> Kept:
        """Marks the entry that led here as done."""
        if led_by is not None:
            self._connection.execute(
                update(entry)
                .where(entry.c.id == led_by.id)
                .values(
                    state=EntryState.done.value,
                    outcome=kept.outcome.value,
                    reason=None,
                    attempt_count=entry.c.attempt_count + 1,
                    article_id=kept.article_id,
                )
            )
        return kept


def _facts_of(draft: ArticleDraft) -> Values:
    """The columns that each revision brings anew."""
    return {
        "url": draft.url,
        "host": identity.host_of(draft.url),
        "agency": draft.agency,
        "date_precision": draft.date_precision,
        "date_from": draft.date_from,
        "language": draft.language,
        "section": draft.section,
        "tags": list(draft.tags),
        "image": picture_value(draft.image),
        "is_free": draft.is_free,
        "kind": draft.kind,
    }
