"""The front door: the `newsdesk` command, which only mounts each room's own commands."""

from __future__ import annotations

import typer

import crawler.cli
import crawler.sources.commands
import scheduler.cli
import storage.cli
import storage.query.cli
from crawler.urls import site_of
from scheduler import CRAWL_PROCESS

app = typer.Typer(
    name="newsdesk",
    help="Watches news sources, keeps the clean text of their articles with every edit, and answers questions.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
crawler.cli.mount(app, crawl_process=CRAWL_PROCESS)
scheduler.cli.mount(app)
storage.query.cli.mount(app)
storage.cli.mount(app, site_of=site_of, more_about_sources=crawler.sources.commands.mount)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
