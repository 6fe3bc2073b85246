"""Articles, revisions and changes as people read them at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from storage.model import Article, Revision
from storage.query.answers import SourceAnswer
from storage.query.diff import Change, Passage, Piece, RevisionDiff, is_changed
from storage.terminal import has_colour, moment, plain_table, printable, safe, single_line

#: How a piece is marked by colour, and by plain signs where there is none.
_STYLES = {Change.same: "", Change.removed: "red strike", Change.added: "green"}
_SIGNS = {Change.same: ("", ""), Change.removed: ("[-", "-]"), Change.added: ("{+", "+}")}


def print_article(console: Console, article: Article) -> None:
    """One article in full."""
    console.print(safe(single_line(article.title), "bold"))
    console.print(safe(" · ".join(_facts(article)), "dim"))
    console.print(safe(single_line(article.url), "dim"))
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
    table = plain_table("revision", "fetched (UTC)", "words", "title", right=("revision", "words"))
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


def indented(text: Text) -> Padding:
    """`text` under the line of its article."""
    return Padding(text, (0, 0, 0, 4))


def print_sources(console: Console, sources: Sequence[SourceAnswer]) -> None:
    """A line for each source."""
    if not sources:
        console.print("No source is watched yet; `newsdesk sources add URL` adds one.")
        return
    right = ("seeds", "articles", "pending")
    columns = ("name", *right, "newest article", "last check", "outcome", "next check")
    table = plain_table(*columns, right=right)
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
