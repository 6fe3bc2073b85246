"""Whatever a server answers has its named outcome, within limits, and the rest of the crawl is complete."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from storage import open_archive
from storage.model import EntryState
from tests.crawler.hostile import STORIES, Origins
from tests.crawler.shell import Done, newsdesk

#: Small, so that what is endless ends soon.
LIMITS = {"page_mib": "1", "feed_mib": "2", "sitemap_mib": "2"}
#: Three attempts of two seconds, for robots.txt and for a page, and a busy machine.
LONGEST_CRAWL = 90.0

NO_ROBOTS = "robots.txt cannot be read ({}), so nothing is asked for"
NOT_PUBLIC = "10.255.255.1 is not a public address (NEWSDESK_ALLOW_NETWORKS allows networks of your own)"

#: What failed before anything was read is the same for a seed and for a page.
UNREAD = {
    "status-500": ("http_error", "HTTP status 500"),
    "status-999": ("http_error", "HTTP status 999"),
    "status-401": ("blocked", "HTTP status 401"),
    "status-403": ("blocked", "HTTP status 403"),
    "status-429": ("blocked", "HTTP status 429"),
    "status-429-later": ("blocked", "HTTP status 429: the server asks to be left alone until TIME UTC"),
    "status-503-later": ("blocked", "HTTP status 503: the server asks to be left alone until TIME UTC"),
    "part-of-a-body": ("http_error", "HTTP status 206: a part of the body, although all of it was asked for"),
    "unasked-304": ("http_error", "HTTP status 304 (not modified) to a request without conditions"),
    "endless-headers": ("network_error", "the head of the answer has no end"),
    "endless-header-lines": ("network_error", "the head of the answer has no end"),
    "gzip-half": ("network_error", "the packed body was cut short"),
    "longer-than-told": ("network_error", "the answer was cut short"),
    "gzip-damaged": ("network_error", "the packed body is damaged"),
    "truncated": ("network_error", "the answer was cut short"),
    "unfinished-chunks": ("network_error", "the answer was cut short"),
    "closed": ("network_error", NO_ROBOTS.format("the server hung up without an answer that can be read")),
    "reset": ("network_error", NO_ROBOTS.format("the connection broke off")),
    "hang": ("network_error", NO_ROBOTS.format("no whole answer within 2 s")),
    "no-http": ("network_error", NO_ROBOTS.format("the answer is no HTTP that can be read")),
    "lying-length": ("network_error", "the answer is no HTTP that can be read"),
    "slow-headers": ("network_error", "no whole answer within 2 s"),
    "slow-body": ("network_error", "no whole answer within 2 s"),
    "redirect-loop": ("http_error", "more than 5 redirects"),
    "redirect-chain": ("http_error", "more than 5 redirects"),
    "redirect-nowhere": ("http_error", "redirected to http://[half/: Invalid IPv6 URL"),
    "robots-500": ("network_error", NO_ROBOTS.format("HTTP status 500")),
    "robots-hangs": ("network_error", NO_ROBOTS.format("no whole answer within 2 s")),
    "robots-redirects": (
        "network_error",
        NO_ROBOTS.format("redirected to file:///etc/robots.txt, which is neither http nor https"),
    ),
}
NO_SEED = "neither a feed, a sitemap nor a page, but {}"
SEEDS = UNREAD | {
    "status-404": ("http_error", "HTTP status 404"),
    "status-410": ("http_error", "HTTP status 410"),
    "html-for-xml": ("wrong_type", "an HTML page where a feed or sitemap was due"),
    "xml-no-feed": ("unreadable", "it is XML, but neither RSS nor Atom"),
    "broken-feed": (
        "unreadable",
        "it is not well-formed XML: StartTag: invalid element name, line 1, column 22",
    ),
    "image": ("wrong_type", NO_SEED.format("an image")),
    "pdf": ("wrong_type", NO_SEED.format("a PDF document")),
    "garbage": ("wrong_type", NO_SEED.format("bytes of no known kind")),
    "empty": ("wrong_type", NO_SEED.format("nothing at all")),
    "huge": ("unreadable", "more than 2 MiB"),
    "endless-body": ("unreadable", "more than 2 MiB"),
    "gzip-bomb": ("unreadable", "more than 2 MiB"),
    "redirect-file": ("blocked", "redirected to file:///etc/passwd, which is neither http nor https"),
    "redirect-ftp": ("blocked", "redirected to ftp://127.0.0.1/feed.xml, which is neither http nor https"),
    "redirect-private": ("blocked", f"redirected to 10.255.255.1: {NOT_PUBLIC}"),
    "robots-forbids": (
        "denied_by_robots",
        "The site's robots.txt asks crawlers to stay away from this URL",
    ),
}
PAGES = UNREAD | {
    "status-404": ("gone", "HTTP status 404"),
    "status-410": ("gone", "HTTP status 410"),
    "html-for-xml": ("no_article", "the page has hardly any main text (3 words)"),
    "xml-no-feed": ("no_article", "the page has no main text"),
    "broken-feed": ("wrong_type", "not a page, but a feed"),
    "redirect-elsewhere": ("wrong_type", "not a page, but a feed"),
    "image": ("wrong_type", "not a page, but an image"),
    "pdf": ("wrong_type", "not a page, but a PDF document"),
    "garbage": ("wrong_type", "not a page, but bytes of no known kind"),
    "empty": ("wrong_type", "not a page, but nothing at all"),
    "huge": ("too_large", "more than 1 MiB"),
    "endless-body": ("too_large", "more than 1 MiB"),
    "gzip-bomb": ("too_large", "more than 1 MiB"),
    "redirect-file": (
        "forbidden_address",
        "redirected to file:///etc/passwd, which is neither http nor https",
    ),
    "redirect-ftp": (
        "forbidden_address",
        "redirected to ftp://127.0.0.1/feed.xml, which is neither http nor https",
    ),
    "redirect-private": ("forbidden_address", f"redirected to 10.255.255.1: {NOT_PUBLIC}"),
    "robots-forbids": ("denied_by_robots", None),
}
#: What is told as it is, although it is no failure: a redirect to a good feed.
NO_FAILURE = {"redirect-elsewhere"}


@pytest.fixture(scope="module")
def origins() -> Iterator[Origins]:
    with Origins() as served:
        yield served


def test_every_hostile_seed_has_a_named_outcome_and_the_healthy_source_is_complete(
    origins: Origins, tmp_path: Path
):
    path = tmp_path / "sources.toml"
    path.write_text(
        "".join(
            f'[[source]]\nname = "{name}"\nseeds = ["{origins.url(name)}"]\n\n'
            for name in ("healthy", *origins.names)
        )
    )
    began_at = time.monotonic()
    done = newsdesk("crawl", "--json", folder=tmp_path, **LIMITS)
    assert time.monotonic() - began_at < LONGEST_CRAWL
    assert outcomes(done, key="source") == SEEDS
    assert done.document["sources"]["healthy"] == counts(new=STORIES)
    assert done.document["sources"]["redirect-elsewhere"] == counts(new=1)
    assert done.document["remarks"] == []
    assert done.exit_code == 1
    assert set(SEEDS) | NO_FAILURE == set(origins.names)
    assert_is_plain(done.err)


def test_every_hostile_page_has_a_named_outcome_and_the_other_pages_are_kept(
    origins: Origins, tmp_path: Path
):
    origins.also_listed[:] = [origins.url(name, f"/{name}") for name in origins.names]
    done = newsdesk("crawl", "--json", origins.url("healthy"), folder=tmp_path, **LIMITS)
    origins.also_listed.clear()
    found = {url.rpartition("/")[2]: outcome for url, outcome in outcomes(done, key="url").items()}
    assert found == PAGES
    (line,) = done.document["sources"].values()
    assert (line["new"], line["failed"]) == (STORIES, len(PAGES))
    # Single pages that fail do not make a crawl a failure.
    assert done.exit_code == 0
    assert_is_plain(done.err)


def test_a_failure_is_one_sentence_on_standard_error(origins: Origins, tmp_path: Path):
    url = origins.url("status-404")
    done = newsdesk("crawl", url, folder=tmp_path)
    assert (done.exit_code, done.err) == (1, f"{url}: HTTP status 404\n")
    assert re.fullmatch(
        r"source +entries +new +revised +unchanged +failed +skipped +why *\n"
        r"127\.0\.0\.1:\d+ +0 +0 +0 +0 +1 +0 +1x seed http error: HTTP status 404 *\n",
        done.out,
    )


def test_of_many_failures_the_first_are_told_and_the_rest_are_counted(origins: Origins, tmp_path: Path):
    urls = [origins.url("status-410", f"/{number}") for number in range(23)]
    done = newsdesk("crawl", *urls, folder=tmp_path)
    assert done.exit_code == 1
    assert done.err.splitlines() == [
        *(f"{url}: HTTP status 410" for url in urls[:20]),
        "and 3 more",
    ]


def test_a_wait_that_one_page_was_told_holds_for_its_host_and_is_not_forgotten(
    origins: Origins, tmp_path: Path
):
    later = [origins.url("status-503-later", path) for path in ("/1", "/2")]
    origins.also_listed[:] = later
    first = newsdesk("crawl", "--json", origins.url("healthy"), folder=tmp_path)
    second = newsdesk("crawl", "--json", origins.url("healthy"), folder=tmp_path)
    origins.also_listed.clear()
    assert list(outcomes(first, key="url").values()) == [UNREAD["status-503-later"]], (
        "the other is not asked for"
    )
    assert second.document["failures"] == []
    (note,) = second.document["notes"]
    host = later[0].split("/")[2]
    assert note.startswith(f"{host}: not asked, as the server asks to be left alone until ")
    with open_archive(str(tmp_path / "newsdesk.db")) as archive, archive.read() as tx:
        assert list(tx.visits.waits()) == [host]
        (source,) = tx.sources.all()
        pending = [one.attempt_count for one in tx.entries.of(source.id) if one.state is EntryState.pending]
    assert sorted(pending) == [0, 1]


def test_a_seed_that_is_not_asked_because_its_host_is_to_be_left_alone_is_told(
    origins: Origins, tmp_path: Path
):
    url = origins.url("status-503-later", "/feed.xml")
    (tmp_path / "sources.toml").write_text(f'[[source]]\nname = "later"\nseeds = ["{url}"]\n')
    first = newsdesk("crawl", folder=tmp_path)
    second = newsdesk("crawl", "later", folder=tmp_path)
    asked_to_wait = "the server asks to be left alone until 20"
    assert first.exit_code == 1
    assert f"{url}: HTTP status 503: {asked_to_wait}" in first.err
    assert second.exit_code == 1
    assert second.err.startswith(f"{url.split('/')[2]}: not asked, as {asked_to_wait}")


def test_a_server_that_takes_no_connection_is_given_up_long_before_a_slow_one(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf, ExitStack() as waiting:
        for _ in range(3):
            # What it has not taken fills its queue; whoever comes next hears nothing.
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(deaf.getsockname())
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/feed.xml"
        done = newsdesk("crawl", url, folder=tmp_path, connect_timeout="1", request_timeout="60")
    assert (done.exit_code, done.err) == (1, f"{url}: no connection within 1 s\n")


def outcomes(done: Done, *, key: str) -> dict[str, tuple[str, str | None]]:
    """Source or URL → its outcome and reason, as `crawl --json` tells them."""
    return {
        failure[key]: (
            failure["outcome"],
            failure["reason"] and re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "TIME", failure["reason"]),
        )
        for failure in done.document["failures"]
    }


def counts(*, new: int) -> dict[str, object]:
    """The line of a source of which everything is new."""
    return {
        "entries_seen": new,
        "new": new,
        "revised": 0,
        "unchanged": 0,
        "failed": 0,
        "reasons": [],
        "given_up": [],
    }


def assert_is_plain(err: str) -> None:
    """Sentences only: no traceback, nothing of the libraries."""
    assert not re.search(r"Traceback|File \"|Error\b|Warning|twisted|scrapy|Failure", err), err
