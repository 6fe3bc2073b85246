"""Runs `newsdesk` as a user does: in a process of its own, with settings in the environment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
#: Loopback may be asked, at once, and a server that hangs is not waited for.
QUICK = {
    "NEWSDESK_ALLOW_NETWORKS": "127.0.0.0/8",
    "NEWSDESK_DELAY": "0",
    "NEWSDESK_REQUEST_TIMEOUT": "2",
    "NEWSDESK_EXTRACTION_PROCESSES": "1",
}
#: Seconds after which a command that hangs fails its test.
LONGEST_RUN = 120


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    exit_code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as JSON; fails where anything else is on it."""
        return json.loads(self.out)


def newsdesk(*arguments: str, folder: Path, **settings: str) -> Done:
    """Run a command to its end, with its archive and its current directory in `folder`."""
    process = start(*arguments, folder=folder, **settings)
    try:
        out, err = process.communicate(timeout=LONGEST_RUN)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"newsdesk {arguments} hangs: {out} {err}") from None
    return Done(process.returncode, out, err)


def start(
    *arguments: str, folder: Path, also_import: Path | None = None, **settings: str
) -> subprocess.Popen[str]:
    """Start a command in a process group of its own, as a shell does; `also_import` goes on its Python path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDESK_")}
    chosen = {"NEWSDESK_DATABASE_URL": str(folder / "newsdesk.db"), **QUICK}
    chosen |= {f"NEWSDESK_{name.upper()}": value for name, value in settings.items()}
    return subprocess.Popen(
        [sys.executable, "-m", "newsdesk", *arguments],
        cwd=folder,
        env={**kept, **chosen, "PYTHONPATH": os.pathsep.join(map(str, filter(None, (ROOT, also_import))))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


def side_by_side(runs: Mapping[str, Callable[[], Done]]) -> dict[str, tuple[int, str]]:
    """Name → exit code and standard error of commands that run two at a time; none may write to standard output."""
    with ThreadPoolExecutor(2) as pool:
        done = dict(zip(runs, pool.map(lambda run: run(), runs.values()), strict=True))
    assert {name: one.out for name, one in done.items() if one.out} == {}
    return {name: (one.exit_code, one.err.rstrip("\n")) for name, one in done.items()}


def family_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The processes that a command has started."""
    return psutil.Process(process.pid).children(recursive=True)


def wait_for(condition: Callable[[], object], seconds: float = 30) -> bool:
    """True as soon as the condition holds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


def is_alive(process: psutil.Process) -> bool:
    """True while the process runs."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def signal_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """What a terminal does on Ctrl-C."""
    os.killpg(process.pid, number)
