"""The crawl process with our timetable: what `newsdesk crawl` and the heartbeat start as their child."""

from __future__ import annotations

from crawler.process.child import run_crawl_process
from scheduler.timetable import PlainTimetable

if __name__ == "__main__":
    raise SystemExit(run_crawl_process(PlainTimetable()))
