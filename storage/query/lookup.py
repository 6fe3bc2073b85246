"""Finding one article and its revisions by number; a thing that is not there is named in the error."""

from __future__ import annotations

from storage.database import Transaction
from storage.model import Article, Revision
from storage.query.diff import RevisionDiff, diff_revisions
from storage.query.errors import NotFound


def article(tx: Transaction, article_id: int) -> Article:
    """The article with this id."""
    found = tx.articles.get(article_id)
    if found is None:
        raise _no_article(article_id)
    return found


def revisions(tx: Transaction, article_id: int) -> tuple[Revision, ...]:
    """All revisions of the article with this id, the oldest first."""
    found = tx.articles.revisions(article_id)
    if not found:
        raise _no_article(article_id)
    return found


def diff(states: tuple[Revision, ...], from_number: int | None, to_number: int | None) -> RevisionDiff:
    """The change between two revisions: by default from the last but one to the newest."""
    by_number = {revision.number: revision for revision in states}
    to_number = max(by_number) if to_number is None else to_number
    from_number = max(to_number - 1, min(by_number)) if from_number is None else from_number
    for number in (to_number, from_number):
        if number not in by_number:
            raise NotFound(_no_revision(states, number))
    return diff_revisions(by_number[from_number], by_number[to_number])


def _no_article(article_id: int) -> NotFound:
    return NotFound(f"There is no article {article_id} in the archive; `newsdesk search` lists the ids.")


def _no_revision(states: tuple[Revision, ...], number: int) -> str:
    has = "one revision" if len(states) == 1 else f"revisions {states[0].number} to {states[-1].number}"
    return f"Article {states[0].article_id} has no revision {number}; it has {has}."
