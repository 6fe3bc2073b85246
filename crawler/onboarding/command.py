"""`newsdesk sources check URL`: what a site offers, before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.errors import CrawlerError, InvalidURL
from storage import ArchiveError, open_archive, terminal
from storage.friendly import FAILED, friendly_errors

# What crawls and reads is imported where it is used: the front door must not wait for Scrapy and its models.
if TYPE_CHECKING:
    from crawler.onboarding.report import Onboarding


def mount(sources: typer.Typer) -> None:
    """Add `check` to the commands about sources."""
    sources.command("check")(check_command)


@friendly_errors(CrawlerError, wrong_usage=(InvalidURL,))
def check_command(
    url: Annotated[str, typer.Argument(metavar="URL", help="A home page, feed, sitemap or article.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of tables.")] = False,
) -> None:
    """What a site offers: feeds and sitemaps, robots.txt, how often it publishes, and three articles as we read them.

    Nothing is stored.
    """
    from crawler.interruption import Stopped, stoppable
    from crawler.log import configure_logging
    from crawler.onboarding.report import as_document, print_onboarding
    from crawler.settings import crawler_settings
    from crawler.urls import canonical_url

    level = crawler_settings().log_level
    configure_logging("CRITICAL" if level == "WARNING" else level)
    address = canonical_url(url if "://" in url else f"https://{url}")
    try:
        with stoppable():
            onboarding = _look(address)
    except Stopped as stop:
        raise typer.Exit(stop.exit_code) from None
    if as_json:
        terminal.print_json(as_document(onboarding))
    else:
        print_onboarding(terminal.output(), onboarding)
    if not onboarding.is_usable:
        raise typer.Exit(FAILED)


def _look(url: str) -> Onboarding:
    from crawler.clock import utc_now
    from crawler.fetching.errand import run_errand
    from crawler.fetching.fetcher import Fetcher, parsed_networks
    from crawler.onboarding.look import Onboarder
    from crawler.reading.pool import ReadingPool
    from crawler.settings import crawler_settings

    settings = crawler_settings()
    networks, waits = _known_of(url)
    allow = parsed_networks(*settings.networks, *networks)
    pool = ReadingPool(settings.model_copy(update={"extraction_processes": 1}))

    async def look(fetcher: Fetcher) -> Onboarding:
        return await Onboarder(fetcher, pool, settings, allow, utc_now).look(url)

    try:
        return run_errand(look, settings, waits=waits)
    finally:
        pool.close()


def _known_of(url: str) -> tuple[tuple[str, ...], Mapping[str, datetime]]:
    """What an archive, should there be one, knows: the networks of the source, and who asked to be left alone."""
    from crawler.urls import site_of

    try:
        with open_archive(create=False) as archive, archive.read() as tx:
            source = tx.sources.by_site(site_of(url))
            return source.spec.allow_networks if source else (), tx.visits.waits()
    except ArchiveError:
        return (), {}
