"""The commands that ask: search, export, show, revisions, diff, serve."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from storage import terminal
from storage.database import Archive, open_archive
from storage.friendly import friendly_errors
from storage.query import lookup, present, printing
from storage.query.errors import WrongUsage
from storage.query.formats import Format
from storage.query.language import parse_query
from storage.query.question import LARGEST_PAGE
from storage.query.search import search as search_archive

AsJson = Annotated[
    bool, typer.Option("--json", help="One JSON document, with the field names of the HTTP API.")
]
ArticleId = Annotated[
    str, typer.Argument(metavar="ID", help="The number of an article, as `search` lists it.")
]

LARGEST_ID = 2**63 - 1
DEFAULT_LIMIT = 20


class Sort(StrEnum):
    """In which order articles are listed."""

    newest = "newest"
    relevance = "relevance"


def mount(app: typer.Typer) -> None:
    """Add the commands to the front door."""
    # A word with a minus is part of the query, not an option: newsdesk search ferry -norvik
    app.command(context_settings={"ignore_unknown_options": True})(search)
    app.command(context_settings={"ignore_unknown_options": True})(export)
    for command in (show, revisions, diff, serve):
        app.command()(command)


@contextmanager
def reading_archive() -> Iterator[Archive]:
    """The archive of the settings, which has to exist."""
    archive = open_archive(create=False)
    try:
        yield archive
    finally:
        archive.close()


@friendly_errors()
def search(
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY",
            help='Words (all of them), "a phrase", OR, -not, title: author: source: domain: lang: tag: agency: '
            "since:7d from:2026-01-01 to:2026-01-31. Nothing: the newest articles.",
        ),
    ] = None,
    sort: Annotated[Sort, typer.Option(help="What stands first.")] = Sort.newest,
    limit: Annotated[
        int, typer.Option(min=1, max=LARGEST_PAGE, help="Articles on one page.")
    ] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, typer.Option(help="Where the page before ended, as it said.")] = None,
    as_json: AsJson = False,
) -> None:
    """Search the archive."""
    text = _joined(query or [])
    question = parse_query(text, now=datetime.now(UTC), sort=sort.value, page_size=limit, cursor=cursor)
    with reading_archive() as archive, archive.read() as tx:
        page = search_archive(tx, question)
    if as_json:
        terminal.print_json(present.present_page(page).as_json())
        return
    command = ["newsdesk", "search", *(query or ())]
    if sort is not Sort.newest:
        command += ["--sort", sort.value]
    if limit != DEFAULT_LIMIT:
        command += ["--limit", str(limit)]
    printing.print_page(terminal.output(), page, question, command=command, is_first=not cursor)


@friendly_errors()
def export(
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY", help="As `newsdesk search` takes it. Nothing: every article."),
    ] = None,
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="warc: the kept page of every revision, which `newsdesk import` reads; jsonl, csv: the texts.",
        ),
    ] = Format.jsonl,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write; standard output when left out."),
    ] = None,
) -> None:
    """Write what a query finds for other programs, the newest article first."""
    # The WARC library is loaded by no other command.
    from storage.query.export_command import export as write

    now = datetime.now(UTC)
    question = parse_query(_joined(query or [], command="export"), now=now)
    with reading_archive() as archive:
        written = write(archive, question, form, output, now=now)
    if output is not None:
        pages = f" with {_counted(written.page_count, 'page')}" if form is Format.warc else ""
        told = f"{output}: {_counted(written.article_count, 'article')}{pages}."
        terminal.errors().print(terminal.safe(told))


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@friendly_errors()
def show(article_id: ArticleId, as_json: AsJson = False) -> None:
    """Show one article in full."""
    with reading_archive() as archive, archive.read() as tx:
        article = lookup.article(tx, _id_of(article_id))
    if as_json:
        terminal.print_json(present.present_article(article).as_json())
    else:
        printing.print_article(terminal.output(), article)


@friendly_errors()
def revisions(article_id: ArticleId, as_json: AsJson = False) -> None:
    """List every state of an article that was seen."""
    number = _id_of(article_id)
    with reading_archive() as archive, archive.read() as tx:
        states = lookup.revisions(tx, number)
    if as_json:
        terminal.print_json(present.present_revisions(number, states).as_json())
    else:
        printing.print_revisions(terminal.output(), states)


@friendly_errors()
def diff(
    article_id: ArticleId,
    from_number: Annotated[
        int | None,
        typer.Option("--from", metavar="N", min=1, help="A revision; the one before --to when left out."),
    ] = None,
    to_number: Annotated[
        int | None, typer.Option("--to", metavar="M", min=1, help="A revision; the newest when left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed in an article, word by word."""
    with reading_archive() as archive, archive.read() as tx:
        states = lookup.revisions(tx, _id_of(article_id))
    change = lookup.diff(states, from_number, to_number)
    if as_json:
        terminal.print_json(present.present_diff(change).as_json())
    else:
        printing.print_diff(terminal.output(), change, states)


@friendly_errors()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; NEWSDESK_HOST, or 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on (0: any); NEWSDESK_PORT, or 8000.")
    ] = None,
    new_token: Annotated[
        bool, typer.Option("--new-token", help="Replace the API token by a new one.")
    ] = False,
) -> None:
    """Answer questions over HTTP, until Ctrl-C."""
    # The web framework takes a while to import; the other commands do without it.
    from storage.query.server import run_server
    from storage.query.settings import ServeSettings

    given = {"host": host, "port": port}
    settings = ServeSettings().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    if new_token and settings.token:
        raise WrongUsage("NEWSDESK_API_TOKEN is set and is the token; change it there, not with --new-token.")
    with reading_archive() as archive:

        def started(url: str) -> None:
            terminal.errors().print(f"newsdesk answers at {url} ({url}/docs says what); Ctrl-C ends it.")

        run_server(archive, settings, new_token=new_token, started=started)


def _joined(words: list[str], *, command: str = "search") -> str:
    """The words of the command line as one query; a mistyped option is not taken for a word."""
    for word in words:
        if word.startswith("--"):
            raise WrongUsage(f'There is no option "{word}"; `newsdesk {command} --help` lists them.')
    return " ".join(words)


def _id_of(text: str) -> int:
    """The number in `text`; anything else cannot be an article."""
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 19 and 1 <= int(text) <= LARGEST_ID):
        raise WrongUsage(
            f'"{text}" is no article id: ids are whole numbers, as `newsdesk search` lists them.'
        )
    return int(text)
