"""What can be said about the files of the deployment without running them; `run.py` runs them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_every_setting_of_the_compose_file_is_in_env_example():
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE))
    listed = set(re.findall(r"^([A-Z_]+)=", ENV_EXAMPLE, re.MULTILINE))
    assert listed == used | {"COMPOSE_PROJECT_NAME"}


def test_env_example_gives_the_defaults_of_the_compose_file_and_no_secret():
    defaults = dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", COMPOSE))
    listed = dict(re.findall(r"^(NEWSDESK_\w+)=(.*)$", ENV_EXAMPLE, re.MULTILINE))
    assert listed == defaults | {"NEWSDESK_DATABASE_PASSWORD": ""}


def test_ports_are_published_on_loopback_alone():
    ports = re.findall(r"^ +ports:\n((?: +- .*\n)+)", COMPOSE, re.MULTILINE)
    assert [line.strip() for block in ports for line in block.splitlines()] == [
        "- 127.0.0.1:${NEWSDESK_PORT:-8000}:8000"
    ]


def test_the_image_is_made_of_every_room():
    rooms = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    allowed = set(
        re.findall(r"^!([a-z]+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    )
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    assert (allowed, copied) == (rooms, rooms)


def test_secrets_and_local_files_stay_out_of_the_image():
    first = next(
        line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[0] != "#"
    )
    assert first == "*"
