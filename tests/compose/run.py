"""Builds the image and runs docker-compose.yml for real, from `up` to an answered search, then breaks the database.

python -m tests.compose.run        needs a Docker engine and docker compose (or docker-compose 1.29)

Everything it starts has a project name of its own and is removed at the end, however it ends. What stays makes the
next run quick: the stand-ins for base images (see stand-ins.sh) and two images named newsdesk-compose-test.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tests.compose import asking, confinement
from tests.compose.stack import (
    ROOT,
    CommandError,
    Stack,
    TookTooLongError,
    compose_command,
    docker,
    engine_answers,
    wait_for,
)

#: Seconds for everything, so that a hung engine cannot hang who waits for the test.
LONGEST_RUN = 900
#: With every character that URLs, shells or compose files could trip over.
PASSWORD = "p@ss/w:rd #%25'\"$$x"
SERVICES = ("database", "scheduler", "query")


#: What a step may fail with; anything else is a mistake of the test and ends it.
FAILURES = (AssertionError, CommandError, TookTooLongError)


class StepFailedError(Exception):
    """A step failed and was reported; what builds on it is left out."""


class Report:
    """Counts and prints the steps."""

    def __init__(self) -> None:
        self.passed = self.failed = 0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A step fails by one of FAILURES and then raises StepFailedError; the test goes on with the next act."""
        began = time.monotonic()
        try:
            yield
        except FAILURES as error:
            self.failed += 1
            print(f"FAIL  {name} ({time.monotonic() - began:.1f} s)\n      {error}", flush=True)
            raise StepFailedError(name) from error
        self.passed += 1
        print(f"ok    {name} ({time.monotonic() - began:.1f} s)", flush=True)


def main() -> int:
    """Run both acts; the exit code is 1 when a step failed, 0 also where there is no Docker."""
    compose = compose_command()
    if not engine_answers() or compose is None:
        what = "no Docker engine answers" if compose else "there is no Docker engine with docker compose"
        print(f"SKIPPED: {what}; nothing of Dockerfile and docker-compose.yml was tried.", flush=True)
        if os.environ.get("NEWSDESK_REQUIRE_DOCKER", "0") != "0":
            print("FAILED: NEWSDESK_REQUIRE_DOCKER asks for it to be tried.", flush=True)
            return 1
        return 0
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    signal.signal(signal.SIGALRM, _stop_late)
    signal.alarm(LONGEST_RUN)
    print(
        f"with {' '.join(compose)}: {subprocess.getoutput(' '.join([*compose, 'version', '--short']))}",
        flush=True,
    )
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "sources.toml"
        sources.write_text("# Nothing to watch yet.\n")
        # The container's user is not the one who runs the test.
        sources.chmod(0o644)
        settings = {"NEWSDESK_DATABASE_PASSWORD": PASSWORD, "NEWSDESK_SOURCES_FILE": str(sources)}
        stack = Stack(compose, Path(folder), settings)
        try:
            _run_acts(stack, sources, report)
        finally:
            _clean_up(stack, report)
    print(f"{report.passed} passed, {report.failed} failed", flush=True)
    return 1 if report.failed else 0


def _run_acts(stack: Stack, sources: Path, report: Report) -> None:
    try:
        _prepare(stack, report)
    except StepFailedError:
        return
    acts: tuple[Callable[[Stack, Path, Report], None], ...] = (_first_act, _second_act)
    for act in acts:
        try:
            act(stack, sources, report)
        except StepFailedError:
            _show_logs(stack)
        finally:
            stack.down()


def _prepare(stack: Stack, report: Report) -> None:
    with report.step("the base images are here"):
        made = subprocess.run(["sh", "tests/compose/stand-ins.sh"], cwd=ROOT, check=False, timeout=600)
        assert made.returncode == 0, (
            "they can neither be pulled nor be made here; what is missing stands above"
        )
    with report.step("without a database password nothing starts, and the message says what to do"):
        try:
            stack.compose("up", "--detach", NEWSDESK_DATABASE_PASSWORD="")
        except CommandError as error:
            assert "Choose a database password first, see .env.example" in str(error), error
        else:
            raise AssertionError("it started")
    with report.step("the image builds"):
        stack.build()


def _first_act(stack: Stack, _sources: Path, report: Report) -> None:
    """What a user does: `docker compose --profile demo up`, then a question."""
    with report.step("docker compose --profile demo up"):
        stack.compose("--profile", "demo", "up", "--detach", timeout=240)
    with report.step("the archive was made before anything else started, and every service is healthy"):
        assert stack.exit_code("migrate") == 0, f"migrate: exit code {stack.exit_code('migrate')}"
        _wait_until_healthy(stack)
    with report.step("no container can do more than it must"):
        spots = [
            spot for service in (*SERVICES, "newsroom") for spot in confinement.weak_spots(stack, service)
        ]
        assert not spots, "; ".join(spots)
    with report.step("only the API can be reached from outside, and only from this machine"):
        ports = confinement.published_ports(stack, (*SERVICES, "newsroom"))
        assert {service: found for service, found in ports.items() if found} == {
            "query": [f"127.0.0.1:{stack.port}"]
        }
        assert confinement.networks(stack, "database") == {"archive": True}
    with report.step("the demo crawls the newsroom and finds an answer in it"):
        wait_for("the demo's end", lambda: stack.exit_code("demo") is not None, seconds=180)
        assert stack.exit_code("demo") == 0, f"exit code {stack.exit_code('demo')}"
        print(_indented(stack.log("demo"), last=30), flush=True)
    with report.step("the API wants the token from the log, and answers a search with it"):
        status, _ = asking.Api(stack, "").get("/v1/articles")
        assert status == 401, status
        api = asking.Api(stack, asking.token_in_log(stack))
        status, answer = api.get("/v1/articles", q="harbour", sortBy="relevance")
        assert status == 200, (status, answer)
        assert answer["total"] > 0, answer
        assert "harbour" in str(answer["articles"][0]).lower(), answer["articles"][0]
    with report.step("the scheduler ends by itself when it is told to"):
        stack.compose("stop", "scheduler")
        assert stack.exit_code("scheduler") == 0, f"exit code {stack.exit_code('scheduler')}"


def _second_act(stack: Stack, sources: Path, report: Report) -> None:
    """The scheduler crawls the newsroom from an empty archive while the database goes away twice."""
    with report.step("the scheduler crawls the newsroom"):
        stack.compose("--profile", "demo", "up", "--detach", "newsroom")
        wait_for("the newsroom", lambda: stack.is_healthy("newsroom"), seconds=60)
        read = "from urllib.request import urlopen; print(urlopen('http://127.0.0.1:8100/sources.toml').read().decode())"
        sources.write_text(stack.exec("newsroom", "python", "-c", read))
        token = secrets.token_hex(16)
        stack.compose("up", "--detach", timeout=180, NEWSDESK_API_TOKEN=token)
        wait_for("the first articles", lambda: asking.count(stack, "article") >= 5, seconds=60)
        published = asking.published_urls(stack)
    with report.step("the database is restarted in the middle of the crawl"):
        _assert_mid_crawl(stack, published)
        docker("restart", stack.container("database"))
        wait_for("the database", lambda: asking.is_answering(stack), seconds=60)
    with report.step("the crawl goes on, and the database is killed without warning"):
        kept = asking.count(stack, "article")
        wait_for("more articles", lambda: asking.count(stack, "article") >= kept + 5, seconds=120)
        _assert_mid_crawl(stack, published)
        docker("kill", "--signal", "KILL", stack.container("database"))
        # Longer than anything waits for the database, so that beats and writes really fail.
        time.sleep(10)
        docker("start", stack.container("database"))
        wait_for("the database", lambda: asking.is_answering(stack), seconds=60)
    with report.step("the crawl comes to its end by itself"):
        wait_for("the end of the crawl", lambda: asking.count_due(stack) == 0, seconds=180)
        _wait_until_healthy(stack)
        restarts = stack.inspect("scheduler")["RestartCount"]
        troubles = "\n".join(line for line in stack.log("scheduler").splitlines() if "[info" not in line)
        print(f"      (the scheduler's container was restarted {restarts} times; it said:)", flush=True)
        print(_indented(troubles, last=12), flush=True)
    with report.step("what could not be fetched yet is fetched by crawling again"):
        for _ in range(3):
            if asking.count(stack, "entry", "state = 'pending'"):
                stack.exec("scheduler", "newsdesk", "crawl", timeout=120)
    with report.step(f"all {len(published)} articles of the newsroom are in the archive, each exactly once"):
        stored = sorted(asking.Api(stack, token).article_urls())
        missing, strange = set(published) - set(stored), set(stored) - set(published)
        assert not missing, f"missing: {missing}"
        assert not strange, f"not the newsroom's: {strange}"
        assert stored == published, "some are there twice"
    with report.step("no article is there by half"):
        print(_indented(stack.exec("query", "newsdesk", "db", "check"), last=5), flush=True)
        assert asking.count(stack, "entry", "state = 'done' AND outcome = 'new' AND article_id IS NULL") == 0
        unlinked = (
            "NOT EXISTS (SELECT 1 FROM entry WHERE entry.article_id = article.id AND entry.state = 'done')"
        )
        assert asking.count(stack, "article", unlinked) == 0
        assert asking.count(stack, "article", "revision_count <> 1") == 0, "an outage was taken for an edit"


def _assert_mid_crawl(stack: Stack, published: list[str]) -> None:
    kept = asking.count(stack, "article")
    print(f"      ({kept} of {len(published)} articles are stored)", flush=True)
    assert kept < len(published), "the crawl was over too soon to be disturbed"


def _wait_until_healthy(stack: Stack) -> None:
    for service in SERVICES:
        wait_for(f"{service} healthy", lambda service=service: stack.is_healthy(service), seconds=90)  # type: ignore[misc]


def _clean_up(stack: Stack, report: Report) -> None:
    signal.alarm(0)
    stack.remove()
    try:
        with report.step("nothing of the test is left behind"):
            assert not stack.leftovers(), stack.leftovers()
    except StepFailedError:
        return


def _show_logs(stack: Stack) -> None:
    for service in (*SERVICES, "migrate", "newsroom", "demo"):
        if said := stack.log(service):
            print(f"----- last words of {service}\n{_indented(said, last=40)}", flush=True)


def _indented(text: str, *, last: int) -> str:
    return "\n".join(f"      | {line}" for line in text.rstrip().splitlines()[-last:])


def _stop(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _stop_late(_number: int, _frame: FrameType | None) -> None:
    raise TookTooLongError(f"the whole test: not within {LONGEST_RUN} s")


if __name__ == "__main__":
    sys.exit(main())
