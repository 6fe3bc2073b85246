"""The README tells the truth about what can be set and run."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.settings import CrawlerSettings
from scheduler.settings import SchedulerSettings
from storage.query.settings import ServeSettings
from storage.settings import StorageSettings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROOMS = (StorageSettings, ServeSettings, CrawlerSettings, SchedulerSettings)


def test_every_setting_is_in_the_readme_and_nothing_else():
    told = set(re.findall(r"^\| `(NEWSDESK_\w+)`", README, re.MULTILINE))
    real = {f"NEWSDESK_{name.upper()}" for settings in ROOMS for name in settings.model_fields}
    assert told == real


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)", README)) <= targets


def test_every_file_that_the_readme_names_exists():
    named = set(re.findall(r"\b[\w/-]+\.(?:md|toml|yml)\b", README))
    missing = {name for name in named if not (ROOT / name).exists()}
    assert missing == set()
