"""`newsdesk sources profile`: what was learnt about the pages of a source, to be looked at and corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crawler.clock import utc_now
from storage import open_archive, terminal
from storage.database import Transaction
from storage.friendly import friendly_errors
from storage.model import Source
from storage.query.errors import NotFound, WrongUsage

# What reads pages is imported where it is used: the front door must not wait for it.
if TYPE_CHECKING:
    from crawler.extraction import SiteProfile


def mount(sources: typer.Typer) -> None:
    """Add `profile` to the commands about sources."""
    sources.command("profile")(profile_command)


@friendly_errors()
def profile_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `sources list` names it.")],
    forgive: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Never remove this text again, as the profile shows it."),
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Forget all that was learnt.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of tables.")] = False,
) -> None:
    """What was learnt from a source's pages: which texts recur, and which structures tell stories."""
    from crawler.sources.profile_view import document_of, lines_of
    from crawler.visit.profiles import profile_of

    if forgive is not None and reset:
        raise WrongUsage("--forgive and --reset cannot go together: one corrects what the other forgets")
    is_change = reset or forgive is not None
    with open_archive(create=False) as archive, archive.begin() if is_change else archive.read() as tx:
        source = tx.sources.by_name(name)
        if source is None:
            raise NotFound(f'There is no source "{name}"; `newsdesk sources list` names them.')
        if reset:
            tx.site_profiles.forget(source.id)
        profile = _forgiving(tx, source, forgive) if forgive is not None else profile_of(tx, source.id)
    if as_json:
        terminal.print_json({"source": name, **document_of(profile)})
    else:
        console = terminal.output()
        for line in lines_of(name, profile):
            console.print(terminal.safe(line))


def _forgiving(tx: Transaction, source: Source, text: str) -> SiteProfile:
    from crawler.extraction import SiteProfile

    kept = tx.site_profiles.of(source.id)
    profile = SiteProfile.from_data(kept.data)
    if not profile.knows(text):
        raise NotFound(f"No page of {source.spec.name} that is remembered showed this text: {text}")
    profile = profile.forgive(text)
    tx.site_profiles.keep(source.id, profile.as_data(), version=kept.version, now=utc_now())
    return profile
