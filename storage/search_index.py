"""The search index: one row of terms for each article, in the words of each database.

Its row number is the article's sort key, so that matches are read newest first, and a span of time is a span of
rows. On SQLite it is an FTS5 table. On PostgreSQL it is a table with a tsvector that says which terms stand in
which field, beside the terms in their order: a tsvector forgets positions past 16,383 and repetitions past 255,
so phrases are looked up in the terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from sqlalchemy import BigInteger, Connection, Text, column, delete, insert, table
from sqlalchemy.dialects.postgresql import TSVECTOR

from storage.analysis import SEPARATOR, bounded, terms_of
from storage.columns import cleaned
from storage.identity import host_of
from storage.model import ArticleDraft

#: The columns of terms, in the order of the FTS5 table.
COLUMNS = ("title", "standfirst", "authors", "tags", "text", "agency")

#: The weight in the tsvector that marks a field.
WEIGHTS = {"title": "A", "authors": "B", "tags": "C", "standfirst": "D", "text": "D"}

#: These fields have no weight for themselves: their terms stand once more under the field's name.
NAMED = ("standfirst", "agency")

#: Stands in every row: "everything but …" starts from it. What is no word begins with a colon, as no word does,
#: so that no beginning of a word finds it by mistake.
EVERY = ":every"

article_search = table(
    "article_search",
    # The sort key. FTS5 calls it rowid, so PostgreSQL does too.
    column("rowid", BigInteger),
    *(column(name, Text) for name in COLUMNS),
    # On SQLite: what is no word, such as the source, the language, the domain.
    column("facts", Text),
    # On PostgreSQL: the facts, and the terms of all fields.
    column("vector", TSVECTOR),
)


def keep_in_index(connection: Connection, sort_key: int, draft: ArticleDraft) -> None:
    """Makes the article findable under this key."""
    terms = {name: bounded(terms) for name, terms in _terms_by_field(draft).items()}
    facts = list(dict.fromkeys(_facts(draft)))
    row: dict[str, object] = {"rowid": sort_key, **{name: _joined(terms[name]) for name in COLUMNS}}
    if connection.dialect.name == "postgresql":
        row["vector"] = _vector(terms, facts)
    else:
        row["facts"] = _joined(facts)
    connection.execute(insert(article_search), row)


def drop_from_index(connection: Connection, sort_key: int) -> None:
    """Forgets the row under this key."""
    connection.execute(delete(article_search).where(article_search.c.rowid == sort_key))


def source_fact(source_id: int) -> str:
    """The term of all articles of a source."""
    return f":source:{source_id}"


def language_fact(language: str) -> str:
    """The term of all articles in a language."""
    return f":lang:{'-'.join(cleaned(language).lower().replace('_', '-').split())}"


def domain_fact(domain: str) -> str:
    """The term of all articles at a domain or below it; an international name in its ASCII form."""
    host = cleaned(domain).strip().lower().rpartition("://")[2].partition("/")[0]
    host = host.removeprefix("*.").removesuffix(".")
    with suppress(UnicodeError):
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    return f":domain:{''.join(host.split())}"


def named_term(field: str, term: str) -> str:
    """How the tsvector says that the term stands in a field without a weight."""
    return f":{field}:{term}"


def quoted(lexeme: str) -> str:
    """A lexeme as PostgreSQL reads it in a tsvector and in a tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _terms_by_field(draft: ArticleDraft) -> dict[str, list[str]]:
    return {
        "title": terms_of(draft.title),
        "standfirst": terms_of(draft.standfirst or ""),
        "authors": _separated(draft.authors),
        "tags": _separated(draft.tags),
        "text": terms_of(draft.text),
        "agency": terms_of(draft.agency or ""),
    }


def _facts(draft: ArticleDraft) -> Iterator[str]:
    yield EVERY
    yield source_fact(draft.source_id)
    if draft.language:
        yield language_fact(draft.language)
        # en stands for en-GB too.
        yield language_fact(draft.language.replace("_", "-").partition("-")[0])
    host = host_of(draft.canonical_url)
    if host:
        yield domain_fact(host)
        labels = host.partition(":")[0].split(".") if not host.startswith("[") else []
        for at in range(len(labels)):
            yield domain_fact(".".join(labels[at:]))


def _separated(texts: Iterable[str]) -> list[str]:
    found: list[str] = []
    for text in texts:
        words = terms_of(text)
        if words:
            found += [SEPARATOR, *words] if found else words
    return found


def _joined(terms: Iterable[str]) -> str:
    """Terms between spaces, at both ends too, so that a phrase is looked for with its spaces."""
    return f" {' '.join(terms)} "


def _vector(terms: dict[str, list[str]], facts: list[str]) -> str:
    """A tsvector as PostgreSQL reads it; each weight has one position, which carries it."""
    places: dict[str, set[str]] = {fact: set() for fact in facts}
    for field, weight in WEIGHTS.items():
        for term in terms[field]:
            places.setdefault(term, set()).add(f"{ord(weight)}{weight}")
    for field in NAMED:
        for term in terms[field]:
            places.setdefault(named_term(field, term), set())
    return " ".join(f"{quoted(term)}{':' if at else ''}{','.join(sorted(at))}" for term, at in places.items())
