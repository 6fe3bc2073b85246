"""`newsdesk schedule` as a person or a container runs it: what it refuses, how it ends, and whether it is alive."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.shell import family_of, is_alive, newsdesk, signal_group, start, wait_for

#: Nobody listens there, so that there is work and nothing to do.
SOURCES = '[[source]]\nname = "nowhere"\nseeds = ["http://127.0.0.1:1/feed.xml"]\n'


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A scheduler that runs and has its crawl process."""
    (tmp_path / "sources.toml").write_text(SOURCES)
    process = start("schedule", folder=tmp_path, log_level="ERROR")
    assert wait_for(lambda: "scheduler.crawl_process" in str([one.cmdline() for one in family_of(process)]))
    yield process
    if process.poll() is None:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("command", ["schedule", "up"])
def test_a_wrong_sources_file_is_wrong_usage(command: str, tmp_path: Path):
    (tmp_path / "sources.toml").write_text("[[source]\n")
    done = newsdesk(command, folder=tmp_path, port="0", log_level="ERROR")
    assert done.exit_code == 2
    assert "sources.toml line 1: this is not valid TOML" in done.err


@pytest.mark.parametrize("command", ["schedule", "up"])
def test_a_named_sources_file_has_to_be_there(command: str, tmp_path: Path):
    done = newsdesk(command, "--sources", "other.toml", folder=tmp_path, port="0", log_level="ERROR")
    assert (done.exit_code, done.out, done.err) == (2, "", "other.toml: there is no such file.\n")
    assert not (tmp_path / "newsdesk.db").exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_signal_to_all_its_processes_ends_it_without_a_word(
    number: signal.Signals, scheduler: subprocess.Popen[str], tmp_path: Path
):
    family = family_of(scheduler)
    signal_group(scheduler, number)
    out, err = scheduler.communicate(timeout=30)
    assert (scheduler.returncode, out, err) == (0, "", "")
    assert wait_for(lambda: not any(map(is_alive, family)))


@pytest.mark.slow
def test_a_scheduler_that_was_killed_is_known_to_be_dead_at_once(
    scheduler: subprocess.Popen[str], tmp_path: Path
):
    assert newsdesk("schedule", "--check", folder=tmp_path).exit_code == 0
    scheduler.kill()
    scheduler.communicate()
    done = newsdesk("schedule", "--check", folder=tmp_path)
    assert (done.exit_code, done.err) == (1, "no scheduler is alive on this archive\n")
