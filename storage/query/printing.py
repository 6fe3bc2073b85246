"""Articles, revisions and changes as people read them at a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from storage.identity import dated_at
from storage.model import Article, Revision
from storage.query.answers import SourceAnswer
from storage.query.clauses import Clause
from storage.query.diff import Change, Passage, Piece, RevisionDiff, is_changed
from storage.query.highlight import matches_in
from storage.query.question import SearchQuery
from storage.query.search import Page
from storage.query.snippet import snippet_of
from storage.terminal import has_colour, moment, plain_table, printable, safe, single_line

_INDENT = " " * 8
#: How a piece is marked by colour, and by plain signs where there is none.
_STYLES = {Change.same: "", Change.removed: "red strike", Change.added: "green"}
_SIGNS = {Change.same: ("", ""), Change.removed: ("[-", "-]"), Change.added: ("{+", "+}")}


def print_page(
    console: Console, page: Page, query: SearchQuery, *, command: Sequence[str], is_first: bool
) -> None:
    """One page of a search; `command` is what was typed to get it, without its cursor."""
    for article in page.articles:
        _print_hit(console, article, query.clause)
    shown = len(page.articles)
    if not shown:
        console.print("No article matches." if is_first else "No more articles.")
        return
    place = f"1–{shown} of {page.total}" if is_first else f"{shown} more of {page.total}"
    following = f" · next page: {shlex.join([*command, '--cursor', page.next])}" if page.next else ""
    # The terminal breaks long commands and addresses, not we: so they can be copied.
    console.print(safe(place + following), soft_wrap=True)


def _print_hit(console: Console, article: Article, clause: Clause | None) -> None:
    date = moment(dated_at(article.published_at, article.first_seen_at), precision=article.date_precision)
    colour = has_colour(console)
    console.print(
        Text(f"{article.id:>6}  {date:<16}  ")
        + safe(single_line(article.source), "cyan")
        + Text("  ")
        + _highlighted(single_line(article.title), clause, base="bold", colour=colour)
    )
    console.print(Text(_INDENT) + safe(single_line(article.url), "dim"), soft_wrap=True)
    snippet = _highlighted(single_line(snippet_of(article, clause)), clause, base="", colour=colour)
    console.print(
        Padding(snippet, (0, 0, 0, len(_INDENT))) if console.is_terminal else Text(_INDENT) + snippet
    )
    console.print()


def _highlighted(text: str, clause: Clause | None, *, base: str, colour: bool) -> Text:
    """`text` with the words that were asked for in colour, or between asterisks."""
    parts = Text(style=base)
    at = 0
    for start, end in matches_in(text, clause):
        parts.append(text[at:start])
        parts.append(text[start:end] if colour else f"*{text[start:end]}*", "yellow" if colour else "")
        at = end
    return parts.append(text[at:])


def print_article(console: Console, article: Article) -> None:
    """One article in full."""
    console.print(safe(single_line(article.title), "bold"))
    console.print(safe(" · ".join(_facts(article)), "dim"))
    console.print(safe(single_line(article.url), "dim"), soft_wrap=True)
    if article.standfirst:
        console.print()
        console.print(safe(article.standfirst, "italic"))
    console.print()
    console.print(safe(article.text))
    if article.tags:
        console.print()
        console.print(safe("tags: " + ", ".join(map(single_line, article.tags)), "dim"))


def _facts(article: Article) -> Iterable[str]:
    yield f"article {article.id}"
    yield single_line(article.source)
    if article.published_at:
        yield f"{moment(article.published_at, precision=article.date_precision)} UTC"
    yield from map(single_line, filter(None, (", ".join(article.authors), article.agency, article.language)))
    if article.revised_at:
        yield f"{article.revision_count} revisions, last changed {moment(article.revised_at)} UTC"


def print_revisions(console: Console, revisions: Sequence[Revision]) -> None:
    """A line for each state of an article."""
    table = plain_table(console, "revision", "fetched (UTC)", "words", "title", right=("revision", "words"))
    for revision in revisions:
        words = str(len(revision.text.split()))
        table.add_row(
            str(revision.number), moment(revision.fetched_at), words, safe(single_line(revision.title))
        )
    console.print(table)


def print_diff(console: Console, diff: RevisionDiff, revisions: Sequence[Revision]) -> None:
    """The change of the title first, then the paragraphs; those that are the same are only counted."""
    by_number = {revision.number: revision for revision in revisions}
    old, new = by_number[diff.from_number], by_number[diff.to_number]
    if not diff.has_changes:
        has = (
            "one revision"
            if len(revisions) == 1
            else f"the same text in revisions {old.number} and {new.number}"
        )
        console.print(f"Article {diff.article_id} has {has}, so there is no difference to show.")
        return
    console.print(safe(single_line(new.title), "bold"))
    console.print(
        f"article {diff.article_id} · revision {old.number} ({moment(old.fetched_at)} UTC)"
        f" → {new.number} ({moment(new.fetched_at)} UTC)"
        f" · {diff.word_count(Change.removed)} words removed, {diff.word_count(Change.added)} added",
        style="dim",
    )
    for name, passage in (("title", diff.title), ("standfirst", diff.standfirst), ("authors", diff.authors)):
        if is_changed(passage):
            console.print()
            console.print(Text(f"{name}: ", style="dim") + marked(passage, colour=has_colour(console)))
    for has_changes, run in groupby(diff.paragraphs, is_changed):
        passages = list(run)
        if not has_changes:
            console.print()
            console.print(f"… {_count(len(passages), 'paragraph')} unchanged …", style="dim")
            continue
        for passage in passages:
            console.print()
            console.print(marked(passage, colour=has_colour(console)))


def marked(passage: Passage, *, colour: bool) -> Text:
    """A passage with its removed and added words marked."""
    text = Text()
    for piece in passage:
        text.append_text(_marked_piece(piece, colour=colour))
    return text


def _marked_piece(piece: Piece, *, colour: bool) -> Text:
    words = printable(piece.text)
    if colour:
        return Text(words, style=_STYLES[piece.change])
    before, after = _SIGNS[piece.change]
    stripped = words.rstrip()
    # The space after the words stays outside of the signs: [-old-] {+new+} text.
    return Text(f"{before}{stripped}{after}{words[len(stripped) :]}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def print_sources(console: Console, sources: Sequence[SourceAnswer]) -> None:
    """A line for each source."""
    if not sources:
        console.print("No source is watched yet; `newsdesk sources add URL` adds one.")
        return
    right = ("seeds", "articles", "pending")
    columns = ("name", *right, "newest article", "last check", "outcome", "next check")
    table = plain_table(console, *columns, right=right)
    for source in sources:
        table.add_row(
            safe(single_line(source.name)),
            str(len(source.seeds)),
            str(source.article_count),
            str(source.pending_count),
            moment(source.newest_article_at),
            moment(source.last_checked_at),
            (source.last_outcome or "-").replace("_", " "),
            moment(source.next_check_at),
        )
    console.print(table)
    console.print("Times are in UTC.", style="dim")
