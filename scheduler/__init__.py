"""When, and on which machine: the timetable, the heartbeat and what runs the visits."""

#: The module that the crawl process runs; it hands our timetable to the crawl.
CRAWL_PROCESS = "scheduler.crawl_process"
