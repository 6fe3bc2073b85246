"""The commands about sources that need the crawler: `newsdesk sources check`, `profile`, `import` and `export`."""

from __future__ import annotations

import typer

from crawler.onboarding import command as onboarding_command
from crawler.sources import exchange_command, profile_command


def mount(sources: typer.Typer) -> None:
    """Add them to the commands about sources."""
    onboarding_command.mount(sources)
    exchange_command.mount(sources)
    profile_command.mount(sources)
