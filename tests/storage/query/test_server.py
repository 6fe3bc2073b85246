"""How the server starts and stops: the token, the port, the warning."""

from __future__ import annotations

import logging
import socket
from datetime import UTC, datetime

import httpx
import pytest

from storage import Archive
from storage.query.errors import ServeError
from storage.query.server import announce, start_in_thread
from tests.storage.query.conftest import TOKEN, settings

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_the_archive_makes_a_token_at_the_first_start(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    own = settings(api_token=None)
    start_in_thread(archive, own).stop()
    first = capsys.readouterr().err.splitlines()[0].rpartition(": ")[2]
    start_in_thread(archive, own).stop()
    assert capsys.readouterr().err == ""
    running = start_in_thread(archive, own, new_token=True)
    second = capsys.readouterr().err.splitlines()[0].rpartition(": ")[2]
    statuses = [
        httpx.get(f"{running.url}/v1/sources", headers={"X-Api-Key": token}).status_code
        for token in (first, second)
    ]
    running.stop()
    assert (len(first) >= 40, statuses) == (True, [401, 200])


def test_a_configured_token_is_never_shown(
    sqlite_archive: Archive, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    own = settings()
    running = start_in_thread(sqlite_archive, own)
    httpx.get(f"{running.url}/v1/articles?q=secret", headers={"X-Api-Key": TOKEN})
    running.stop()
    told = capsys.readouterr()
    assert TOKEN not in told.out + told.err + caplog.text + repr(own)
    # The client's own log names the address; ours does not.
    assert not [record for record in caplog.records if record.name.startswith("uvicorn.access")]


@pytest.mark.parametrize("token", ["short", "x" * 15, "sixteen letters " + "é", "two words of sixteen"])
def test_a_token_that_cannot_serve_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="must") as refusal:
        settings(api_token=token)
    assert token not in str(refusal.value)


def test_a_port_that_is_taken_is_one_sentence(sqlite_archive: Archive) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError) as refusal:
            start_in_thread(sqlite_archive, settings(port=port))
    assert str(refusal.value) == f"The API cannot listen on 127.0.0.1 port {port}: address already in use."


@pytest.mark.parametrize(
    ("host", "is_warned"), [("127.0.0.1", False), ("localhost", False), ("0.0.0.0", True)]
)
def test_listening_to_other_machines_is_warned_about(
    sqlite_archive: Archive, capsys: pytest.CaptureFixture[str], host: str, is_warned: bool
) -> None:
    announce(sqlite_archive, settings(host=host), now=NOW)
    assert capsys.readouterr().err.startswith("Warning: listening on 0.0.0.0") == is_warned


def test_a_stopped_server_frees_its_port(sqlite_archive: Archive) -> None:
    running = start_in_thread(sqlite_archive, settings())
    port = int(running.url.rpartition(":")[2])
    running.stop()
    assert not running.is_running
    socket.create_server(("127.0.0.1", port)).close()
