"""`make demo`: the main job on the sample newsroom, with the ordinary commands, on this machine alone.

The product knows nothing of this file: it starts the newsroom, runs `newsdesk` as anybody would,
and lets the newsroom edit and publish between two crawls.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.newsroom.server import Newsroom

FOLDER = Path(".demo")
NEWSDESK = Path(sys.executable).with_name("newsdesk")
#: What the newsroom does between the two crawls.
EDITED = ("vantage-portal", "tidal-plant-shut-down")
PUBLISHED = (("daily-meridian", "cyclone-warning-lifted"), ("harbour-ledger", "storm-barrier-closes"))
#: What the demo asks for.
QUESTION = 'harbour OR title:"ferry"'
EXPLAINED = ("vantage-portal", "tidal-plant-shut-down")


class Demo:
    """The steps, with the environment that they share."""

    def __init__(self, newsroom: Newsroom, folder: Path) -> None:
        self.newsroom = newsroom
        self.folder = folder
        self.sources = folder / "sources.toml"
        self.environment = {
            **os.environ,
            "NEWSDESK_DATABASE_URL": f"sqlite:///{(folder / 'newsdesk.db').resolve()}",
            "NEWSDESK_SOURCES": str(self.sources),
            "NEWSDESK_CONTACT": "https://example.org/newsdesk-demo",
        }

    def run(self) -> int:
        """All steps; returns the exit code."""
        self.sources.write_text(self.newsroom.sources_toml())
        headline(f"A sample newsroom of {len(self.newsroom.sites)} sources answers on loopback")
        print(f"sources file: {self.sources}")
        self.crawl("First crawl: everything is new")
        self.ask()
        self.change()
        self.crawl("Second crawl: what has changed?")
        self.show_changes()
        self.say_what_next()
        return 0

    def crawl(self, title: str) -> None:
        """One crawl of all sources, and what it asked of the sites."""
        headline(title)
        self.newsroom.clear_log()
        started = time.monotonic()
        self.newsdesk("crawl")
        statuses = Counter(request.status for request in self.newsroom.log)
        told = ", ".join(f"{count} x {status}" for status, count in statuses.most_common())
        print(f"\n{sum(statuses.values())} requests in {time.monotonic() - started:.0f} s, answered: {told}")

    def ask(self) -> None:
        """One search, one article, one explanation."""
        headline("Ask the archive")
        self.newsdesk("search", QUESTION, "--limit", "3")
        found = self.answer("search", QUESTION, "--limit", "1")["articles"]
        if found:
            self.newsdesk("show", str(found[0]["id"]))
        headline("Why is the text so clean? Every line left out has its reason")
        self.newsdesk("extract", self.newsroom.article_url(*EXPLAINED), "--explain")

    def change(self) -> None:
        """The newsroom edits one article and publishes two."""
        headline("Meanwhile in the newsroom: one article is edited, two are published")
        self.newsroom.edit(*EDITED)
        print(f"edited     {EDITED[0]}: {EDITED[1]}")
        for source, slug in PUBLISHED:
            self.newsroom.publish(source, slug)
            print(f"published  {source}: {slug}")

    def show_changes(self) -> None:
        """The edit, as the archive kept it."""
        headline("What was changed afterwards?")
        articles = self.answer("search", f"source:{EDITED[0]}", "--limit", "100")["articles"]
        revised = next(each for each in articles if each["revised_at"])
        self.newsdesk("revisions", str(revised["id"]))
        self.newsdesk("diff", str(revised["id"]))

    def say_what_next(self) -> None:
        """Where to go from here."""
        headline("What next")
        database = self.environment["NEWSDESK_DATABASE_URL"]
        print(
            "The archive of this demo is kept; ask it more:\n"
            f'  NEWSDESK_DATABASE_URL={database} {NEWSDESK} search "lang:de"\n'
            "Watch a source of your own (any feed, sitemap or home page):\n"
            f"  {NEWSDESK} crawl https://example.org/\n"
            "Name your sources in sources.toml and let it run, with the API on http://127.0.0.1:8000:\n"
            f"  {NEWSDESK} up"
        )

    def newsdesk(self, *arguments: str) -> None:
        """Run the command as a person would, its output on this terminal."""
        print(f"\n$ newsdesk {' '.join(quoted(each) for each in arguments)}", flush=True)
        code = subprocess.run([NEWSDESK, *arguments], env=self.environment, check=False).returncode
        if code not in (0, 1):
            raise SystemExit(code)

    def answer(self, *arguments: str) -> dict:
        """Run the command for its JSON."""
        command = [NEWSDESK, *arguments, "--json"]
        return json.loads(
            subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE).stdout
        )


def headline(text: str) -> None:
    """A line that stands out."""
    print(f"\n=== {text} ===", flush=True)


def quoted(word: str) -> str:
    """The word as it would be typed."""
    return f"'{word}'" if any(each in word for each in ' "') else word


def main() -> int:
    """Run the demo in a fresh folder."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    started = time.monotonic()
    try:
        with Newsroom(slow_seconds=1.5) as newsroom:
            code = Demo(newsroom, FOLDER).run()
    except KeyboardInterrupt:
        print("\ninterrupted; nothing is left running", file=sys.stderr)
        return 130
    print(f"\nThe demo took {time.monotonic() - started:.0f} s.")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
