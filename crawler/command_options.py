"""Options that several commands of the crawler share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_SOURCES = Path("sources.toml")

SourceFile = Annotated[
    Path, typer.Option("--sources", envvar="NEWSDESK_SOURCES", help="The file that declares the sources.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of tables.")]
