"""Fixtures of the storage tests."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage import Archive
from tests.storage.builders import Desk, make_desk


@pytest.fixture
def desk(archive: Archive) -> Desk:
    """An archive with one source and one seed, on each database in turn."""
    return make_desk(archive)


ROOT = Path(__file__).parents[2]


@pytest.fixture
def children() -> Iterator[Callable[..., list[subprocess.Popen[str]]]]:
    """Starts child processes at the same moment; what still runs at the end of the test is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(command: list[str], count: int) -> list[subprocess.Popen[str]]:
        for _ in range(count):
            child = subprocess.Popen(
                command,
                cwd=ROOT,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                stdin=subprocess.PIPE,
            )
            started.append(child)
        return started[-count:]

    yield start
    for child in started:
        child.kill()
        child.communicate()
