"""Runs commands: in this process through typer's runner, or as a real child process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner, Result

from storage import cli as archive_cli
from storage.query import cli as query_cli

ROOT = Path(__file__).parents[3]

#: A front door as newsdesk.py is one, for a child process.
FRONT_DOOR = """
import typer
from storage import cli as archive_cli
from storage.query import cli as query_cli
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
query_cli.mount(app)
archive_cli.mount(app, site_of=lambda url: url.split("/")[2])
app()
"""

#: Whatever could command a terminal: no command may ever print one of these when colours are off.
COMMANDING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def front_door() -> typer.Typer:
    app = typer.Typer(rich_markup_mode=None)
    query_cli.mount(app)
    archive_cli.mount(app, site_of=lambda url: url.split("/")[2])
    return app


def run(url: str, *words: str) -> Result:
    return CliRunner(env={"NEWSDESK_DATABASE_URL": url}).invoke(front_door(), list(words))


def printed(url: str, *words: str) -> str:
    """What a command prints, without the spaces that fill the last column of a table."""
    result = run(url, *words)
    assert (result.exit_code, result.stderr) == (0, "")
    return "".join(f"{line.rstrip()}\n" for line in result.stdout.splitlines())


def answered(url: str, *words: str) -> Any:
    return json.loads(printed(url, *words, "--json"))


def child(url: str, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", FRONT_DOOR, *words],
        env=os.environ | {"NEWSDESK_DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        **({"capture_output": True} | more),
    )
