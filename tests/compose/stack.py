"""One run of docker-compose.yml under a project name of its own, with what it made removed at the end."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FILES = ("docker-compose.yml", "tests/compose/test.yml")
#: The build stage and the image under names that stay, so that the next run finds their layers in Docker's cache.
CACHED = ("newsdesk-compose-test:build", "newsdesk-compose-test:image")


class CommandError(Exception):
    """A command of the test failed; the message ends with the last lines that it said."""


class TookTooLongError(Exception):
    """Something did not happen in time."""


def compose_command() -> list[str] | None:
    """The compose plugin, else docker-compose, else None."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) and _run([*command, "version"], timeout=20).returncode == 0:
            return command
    return None


def engine_answers() -> bool:
    """True where a Docker engine can be asked to run something."""
    return bool(shutil.which("docker")) and _run(["docker", "info"], timeout=20).returncode == 0


def free_port() -> int:
    """A port of loopback that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(what: str, is_true: Callable[[], object], *, seconds: float) -> None:
    """Look twice a second until it is true; raises TookTooLongError."""
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            raise TookTooLongError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.5)


class Stack:
    """A compose project."""

    def __init__(self, compose: list[str], folder: Path, settings: Mapping[str, str]) -> None:
        self.name = f"newsdesk-test-{secrets.token_hex(3)}"
        self.port = free_port()
        self._compose = compose
        # The settings of whoever runs the test, by environment or by a .env beside the file, are not the test's.
        self._env_file = folder / "empty.env"
        self._env_file.touch()
        self._environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("NEWSDESK_", "COMPOSE_"))
        }
        self._environment |= {"NEWSDESK_IMAGE": self.name, "NEWSDESK_PORT": str(self.port), **settings}

    def compose(self, *arguments: str, timeout: float = 120, **settings: str) -> str:
        """Run a compose command and return what it said; raises CommandError. Settings are environment variables."""
        files = [word for file in FILES for word in ("--file", file)]
        command = [
            *self._compose,
            "--project-name",
            self.name,
            "--project-directory",
            str(ROOT),
            "--env-file",
            str(self._env_file),
            *files,
            *arguments,
        ]
        return _checked(command, timeout, self._environment | settings)

    def container(self, service: str) -> str:
        """The id of the service's container, "" where there is none; one that has ended counts."""
        found = docker(
            "ps", "--all", "--quiet", "--no-trunc",
            "--filter", f"label=com.docker.compose.project={self.name}",
            "--filter", f"label=com.docker.compose.service={service}",
        )  # fmt: skip
        return found.split()[0] if found else ""

    def inspect(self, service: str) -> dict[str, Any]:
        """What Docker knows of the service's container; {} where there is none."""
        container = self.container(service)
        return json.loads(docker("inspect", container))[0] if container else {}

    def is_healthy(self, service: str) -> bool:
        """True where the service's health check passes."""
        state = self.inspect(service).get("State", {})
        return bool(state.get("Health", {}).get("Status") == "healthy")

    def exit_code(self, service: str) -> int | None:
        """How a one-shot service ended; None while it has not."""
        state = self.inspect(service).get("State", {})
        return state["ExitCode"] if state.get("Status") == "exited" else None

    def exec(self, service: str, *command: str, timeout: float = 60) -> str:
        """Run a command in the service's container and return what it said; raises CommandError."""
        return docker("exec", self.container(service), *command, timeout=timeout)

    def log(self, service: str) -> str:
        """Everything that the service has said so far."""
        container = self.container(service)
        result = _run(["docker", "logs", container], timeout=30) if container else None
        return result.stdout + result.stderr if result else ""

    def build(self) -> None:
        """Build the image; what the last run kept for Docker's cache gives way to what this one made."""
        before = {_image_id(name) for name in CACHED} - {""}
        self.compose("build", "build-cache", timeout=400)
        self.compose("build", "migrate", timeout=400)
        docker("tag", self.name, CACHED[1])
        for old in before - {_image_id(name) for name in CACHED}:
            _run(["docker", "image", "rm", old], timeout=60)

    def down(self) -> None:
        """Remove the containers, networks and volumes."""
        self.compose("--profile", "demo", "down", "--volumes", "--remove-orphans", "--timeout", "20")

    def remove(self) -> None:
        """Remove all that this stack made, as far as it was made."""
        with contextlib.suppress(CommandError):
            self.down()
        if _image_id(self.name):
            _run(["docker", "image", "rm", self.name], timeout=60)

    def leftovers(self) -> list[str]:
        """What of this stack is still there."""
        mine = ("--quiet", "--filter", f"label=com.docker.compose.project={self.name}")
        return [
            *docker("ps", "--all", *mine).split(),
            *docker("volume", "ls", *mine).split(),
            *docker("network", "ls", *mine).split(),
        ]


def docker(*arguments: str, timeout: float = 60) -> str:
    """Run a docker command and return what it said; raises CommandError."""
    return _checked(["docker", *arguments], timeout, None)


def _image_id(name: str) -> str:
    """The id of an image, "" where there is none."""
    return _run(["docker", "image", "inspect", "--format", "{{.Id}}", name], timeout=20).stdout.strip()


def _checked(command: list[str], timeout: float, environment: Mapping[str, str] | None) -> str:
    try:
        result = _run(command, timeout=timeout, environment=environment)
    except subprocess.TimeoutExpired:
        raise TookTooLongError(f"`{' '.join(command)}`: not within {timeout:.0f} s") from None
    if result.returncode:
        last = "\n".join((result.stdout + result.stderr).strip().splitlines()[-15:])
        raise CommandError(f"`{' '.join(command)}` ended with {result.returncode}:\n{last}")
    return result.stdout


def _run(
    command: list[str], *, timeout: float, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=environment, timeout=timeout, check=False, capture_output=True, text=True
    )
