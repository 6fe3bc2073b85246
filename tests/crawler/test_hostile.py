"""Every behaviour of the shared hostile origin, as a seed and as a page: its named outcome, within the limits.

Beside them a healthy source has to be complete, and no address may be connected to that nobody allowed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from storage import open_archive
from tests.crawler.connections import Connections
from tests.crawler.hostile import STORIES, Origins
from tests.crawler.shell import start
from tests.crawler.wire import unused_port

SERVER = Path(__file__).parents[3] / "shared" / "tools" / "hostile_server.py"
PORT = unused_port()
#: Allowed: the healthy origin, and an address for each behaviour as a seed and as a page.
ALLOWED = "127.0.0.1/32,127.0.2.0/24,127.0.3.0/24"
#: Not allowed, and where one behaviour redirects to.
FORBIDDEN = f"http://127.0.9.1:{PORT}/canary"
#: These keep their server so busy that it is theirs alone.
BUSY = (
    "big-html-50m",
    "ctype-video-5g",
    "deep-html",
    "endless-chunked",
    "endless-header",
    "gzip-stream-bomb",
    "one-line-50m",
)
LARGEST_PROCESS = 512 * 1024 * 1024
LONGEST_CRAWL = 550

Outcome = tuple[str, str | None]

NO_END = ("network_error", "the head of the answer has no end")
NO_HTTP = ("network_error", "the answer is no HTTP that can be read")
CUT = ("network_error", "the answer was cut short")
LATE = ("network_error", "no whole answer within 8 s")
HUNG_UP = ("network_error", "the server hung up without an answer that can be read")
BROKE_OFF = ("network_error", "the connection broke off")
LATER = "the server asks to be left alone until TIME UTC"
TOO_FAR = ("http_error", "more than 5 redirects")
NOWHERE = ("http_error", "HTTP status 302 (a redirect) without a Location")
KEPT = ("new", None)

#: What failed before anything was read is the same for a seed and for a page.
UNREAD: dict[str, Outcome] = {
    "000": ("http_error", "HTTP status 0"),
    "206": ("http_error", "HTTP status 206: a part of the body, although all of it was asked for"),
    "304-first": ("http_error", "HTTP status 304 (not modified) to a request without conditions"),
    "403-article": ("blocked", "HTTP status 403"),
    "429-date": ("blocked", f"HTTP status 429: {LATER}"),
    "429-huge": ("blocked", f"HTTP status 429: {LATER}"),
    "429-junk": ("blocked", "HTTP status 429"),
    "429-neg": ("blocked", "HTTP status 429"),
    "429-none": ("blocked", "HTTP status 429"),
    "429-secs": ("blocked", f"HTTP status 429: {LATER}"),
    "500": ("http_error", "HTTP status 500"),
    "503-ra": ("blocked", f"HTTP status 503: {LATER}"),
    "999": ("http_error", "HTTP status 999"),
    "chunk-bad-size": CUT,
    "chunk-huge-size": CUT,
    "chunk-neg": CUT,
    "chunk-no-end": CUT,
    "cl-nan": NO_HTTP,
    "cl-negative": NO_HTTP,
    "cl-too-small": CUT,
    "cl-two": NO_HTTP,
    "enc-many": ("network_error", "the body is packed 50 times over"),
    "endless-header": NO_END,
    "gzip-truncated": ("network_error", "the packed body was cut short"),
    "http2-preface": NO_HTTP,
    "huge-headers": NO_END,
    "many-headers": NO_END,
    "no-status": HUNG_UP,
    "redirect-a": TOO_FAR,
    "redirect-b": TOO_FAR,
    "redirect-chain": TOO_FAR,
    "redirect-empty": NOWHERE,
    "redirect-growing": (
        "http_error",
        "redirected to /redirect-growing?p=aaa…: it is 2091 characters long; the limit is 2048",
    ),
    "redirect-no-location": NOWHERE,
    "redirect-self": TOO_FAR,
    "set-cookie-flood": NO_END,
    "slow-body": LATE,
    "slow-headers": LATE,
    "ssh-banner": NO_HTTP,
    "tcp-accept-hang": LATE,
    "tcp-rst": BROKE_OFF,
    "truncated": CUT,
    "truncated-rst": CUT,
}
NO_PAGE = "not a page, but {}"
NO_TEXT = "the page has no main text"
FORBIDDEN_FILE = "redirected to file:///etc/passwd, which is neither http nor https"
FORBIDDEN_HOST = (
    f"redirected to 127.0.9.1:{PORT}: 127.0.9.1 is not a public address "
    "(NEWSDESK_ALLOW_NETWORKS allows networks of your own)"
)
PAGES: dict[str, Outcome] = UNREAD | {
    "200-empty": ("wrong_type", NO_PAGE.format("nothing at all")),
    "204": ("wrong_type", NO_PAGE.format("nothing at all")),
    "big-html-50m": ("too_large", "more than 10 MiB"),
    "billion-laughs": ("wrong_type", NO_PAGE.format("a feed")),
    "charset-lies": ("no_article", "the page has hardly any main text (6 words)"),
    "charset-unknown": KEPT,
    "charset-utf7": ("no_article", "the page has hardly any main text (2 words)"),
    "continue-flood": KEPT,
    "cookie-wall": ("no_article", NO_TEXT),
    "ctype-image": ("wrong_type", NO_PAGE.format("an image")),
    "ctype-lies": ("wrong_type", NO_PAGE.format("an image")),
    "ctype-none": KEPT,
    "ctype-pdf": ("wrong_type", NO_PAGE.format("a PDF document")),
    "ctype-plain": KEPT,
    "ctype-video-5g": ("too_large", "more than 10 MiB"),
    "deep-html": ("no_article", NO_TEXT),
    "drip-then-finish": KEPT,
    "enc-unknown": KEPT,
    "endless-chunked": ("too_large", "more than 10 MiB"),
    "feed-1970": ("wrong_type", NO_PAGE.format("a feed")),
    "feed-dup-guid": ("wrong_type", NO_PAGE.format("a feed")),
    "feed-etag-304": ("wrong_type", NO_PAGE.format("a feed")),
    "feed-future": ("wrong_type", NO_PAGE.format("a feed")),
    "feed-no-guid": ("wrong_type", NO_PAGE.format("a feed")),
    "flap": KEPT,
    "gzip-lies": KEPT,
    "js-refresh": ("no_article", NO_TEXT),
    "link-trap": KEPT,
    "meta-refresh-loop": ("no_article", NO_TEXT),
    "nul-bytes": ("wrong_type", NO_PAGE.format("bytes of no known kind")),
    "ok": KEPT,
    "one-line-50m": ("too_large", "more than 10 MiB"),
    "redirect-crlf": ("gone", "HTTP status 404"),
    "redirect-file": ("forbidden_address", FORBIDDEN_FILE),
    "redirect-ssrf": ("forbidden_address", FORBIDDEN_HOST),
    "soft404": ("no_article", "an error page (Not found)"),
    "te-cl": KEPT,
    "xxe-file": ("wrong_type", NO_PAGE.format("a feed")),
}
NO_SEED = "neither a feed, a sitemap nor a page, but {}"
EMPTY_PAGE = "the page is no article ({}) and announces neither feed nor sitemap"
#: Its address is that of a front page, which has no article of its own.
FRONT_PAGE = ("wrong_type", "the page is no article and announces neither feed nor sitemap")
SEEDS: dict[str, Outcome] = UNREAD | {
    "200-empty": ("wrong_type", NO_SEED.format("nothing at all")),
    "204": ("wrong_type", NO_SEED.format("nothing at all")),
    "big-html-50m": ("unreadable", "more than 50 MiB"),
    "billion-laughs": ("unreadable", None),
    "charset-lies": ("wrong_type", EMPTY_PAGE.format("the page has hardly any main text (6 words)")),
    "charset-unknown": KEPT,
    "charset-utf7": ("wrong_type", EMPTY_PAGE.format("the page has hardly any main text (2 words)")),
    "continue-flood": KEPT,
    "cookie-wall": ("wrong_type", EMPTY_PAGE.format(NO_TEXT)),
    "ctype-image": ("wrong_type", NO_SEED.format("an image")),
    "ctype-lies": ("wrong_type", NO_SEED.format("an image")),
    "ctype-none": KEPT,
    "ctype-pdf": ("wrong_type", NO_SEED.format("a PDF document")),
    "ctype-plain": KEPT,
    "ctype-video-5g": ("unreadable", "more than 50 MiB"),
    "deep-html": ("wrong_type", EMPTY_PAGE.format(NO_TEXT)),
    "drip-then-finish": KEPT,
    "enc-unknown": KEPT,
    "endless-chunked": ("unreadable", "more than 50 MiB"),
    "feed-1970": KEPT,
    "feed-dup-guid": KEPT,
    "feed-etag-304": KEPT,
    "feed-future": KEPT,
    "feed-no-guid": ("unreadable", "none of its 50 entries has an address"),
    "flap": KEPT,
    "gzip-lies": KEPT,
    "js-refresh": ("wrong_type", EMPTY_PAGE.format(NO_TEXT)),
    "link-trap": KEPT,
    "meta-refresh-loop": ("wrong_type", EMPTY_PAGE.format(NO_TEXT)),
    "nul-bytes": ("wrong_type", NO_SEED.format("bytes of no known kind")),
    "ok": FRONT_PAGE,
    "one-line-50m": (
        "wrong_type",
        EMPTY_PAGE.format("the page has 52,200,024 bytes, the limit is 10,485,760"),
    ),
    "redirect-crlf": ("http_error", "HTTP status 404"),
    "redirect-file": ("blocked", FORBIDDEN_FILE),
    "redirect-ssrf": ("blocked", FORBIDDEN_HOST),
    "soft404": ("wrong_type", EMPTY_PAGE.format("an error page (Not found)")),
    "te-cl": FRONT_PAGE,
    "xxe-file": ("unreadable", None),
}
#: What else may rightly come of it: a slow machine is late before the limit is reached, and two need files.
ALSO_RIGHT: dict[str, tuple[Outcome, ...]] = {
    # Random bytes, which may hold a line break.
    "tls-bytes": (HUNG_UP, NO_HTTP),
    "big-html-50m": (LATE,),
    "ctype-video-5g": (LATE,),
    "endless-chunked": (LATE,),
    "one-line-50m": (LATE,),
    "gzip-stream-bomb": (
        LATE,
        ("too_large", "it unpacks to more than 100 times its size"),
        ("unreadable", "it unpacks to more than 100 times its size"),
        ("too_large", "more than 10 MiB"),
        ("unreadable", "more than 50 MiB"),
    ),
    "billion-laughs": (("http_error", "HTTP status 500"),),
    "xxe-file": (("http_error", "HTTP status 500"),),
}


@dataclass(frozen=True)
class Seen:
    """What a crawl of all of it came to."""

    seeds: Mapping[str, Outcome]
    pages: Mapping[str, Outcome]
    healthy_count: int
    connected_to: frozenset[str]
    largest: int


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    if not SERVER.is_file():
        pytest.skip("the shared hostile origin does not lie beside the project")
    return crawled(tmp_path_factory.mktemp("hostile"))


@pytest.mark.shared
@pytest.mark.slow
def test_every_seed_ends_in_its_named_outcome(seen: Seen):
    assert differing("seeds", seen.seeds, SEEDS) == {}


@pytest.mark.shared
@pytest.mark.slow
def test_every_page_ends_in_its_named_outcome(seen: Seen):
    assert differing("pages", seen.pages, PAGES) == {}


@pytest.mark.shared
@pytest.mark.slow
def test_the_healthy_source_is_complete(seen: Seen):
    print(f"hostile origin, healthy source beside it: {seen.healthy_count}/{STORIES} articles")
    assert seen.healthy_count == STORIES


@pytest.mark.shared
@pytest.mark.slow
def test_no_forbidden_address_was_connected_to(seen: Seen):
    allowed = re.compile(r"127\.0\.(?:0\.1|[23]\.\d+)")
    forbidden = {address for address in seen.connected_to if not allowed.fullmatch(address)}
    print(f"hostile origin: {len(seen.connected_to)} addresses connected to, {len(forbidden)} forbidden")
    assert forbidden == set()
    assert len(seen.connected_to) > 2 * len(PAGES), "the connections were counted"


@pytest.mark.shared
@pytest.mark.slow
def test_the_crawl_process_stays_within_its_memory(seen: Seen):
    print(f"hostile origin, largest crawl process: {seen.largest // 1024**2} MiB")
    assert 0 < seen.largest <= LARGEST_PROCESS


def differing(
    what: str, found: Mapping[str, Outcome], expected: Mapping[str, Outcome]
) -> dict[str, Outcome | None]:
    """The behaviours that ended otherwise, with how; prints how many did not."""
    wrong = {
        name: found.get(name)
        for name in sorted({*found, *expected, *ALSO_RIGHT})
        if found.get(name) not in (expected.get(name), *ALSO_RIGHT.get(name, ()))
    }
    print(f"hostile origin, {what}: {len(found) - len(wrong)}/{len(found)}")
    return wrong


def crawled(folder: Path) -> Seen:
    """One crawl: each behaviour as a seed of its own source, and as a page that the healthy source's feed lists."""
    names = behaviours()
    seeds = {name: url_of(name, "127.0.3", number) for number, name in enumerate(names, 1)}
    pages = {name: url_of(name, "127.0.2", number) for number, name in enumerate(names, 1)}
    connections = Connections(folder)
    with serving(names), Origins(names=()) as origins:
        origins.also_listed[:] = pages.values()
        write_sources(folder / "sources.toml", {"healthy": origins.url("healthy"), **seeds})
        crawl = start(
            "crawl",
            "--json",
            folder=folder,
            also_import=connections.folder,
            allow_networks=ALLOWED,
            request_timeout="8",
            concurrent_sites="24",
        )
        with watched(crawl) as sizes:
            out, err = crawl.communicate(timeout=LONGEST_CRAWL)
    assert crawl.returncode == 1, err
    document = json.loads(out)
    assert document["remarks"] == []
    with open_archive(str(folder / "newsdesk.db")) as archive, archive.read() as tx:
        fetches = {fetch.url: fetch for fetch in tx.fetches.of_run(document["run"])}
        checked = {status.source.name: status.seeds[0] for status in tx.sources.statuses()}
    healthy = [url for url, fetch in fetches.items() if "/stories/" in url and fetch.outcome == "new"]
    return Seen(
        seeds={name: plain(checked[name].last_outcome, checked[name].last_reason) for name in names},
        pages={name: plain(fetches[url].outcome, fetches[url].reason) for name, url in pages.items()},
        healthy_count=len(healthy),
        connected_to=frozenset(connections.addresses),
        largest=max(sizes),
    )


def behaviours() -> tuple[str, ...]:
    """The names of everything that the origin can do."""
    listing = f"import runpy; print(*sorted(runpy.run_path({str(SERVER)!r})['B']))"
    told = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    return tuple(told.stdout.split())


def url_of(name: str, network: str, number: int) -> str:
    # It comes back after two answers that ask to wait, which are counted for each address with its query.
    queries = {"redirect-ssrf": f"?to={FORBIDDEN}", "flap": f"?n=2&ra=1&asked={network}"}
    return f"http://{network}.{number}:{PORT}/{name}{queries.get(name, '')}"


def write_sources(path: Path, urls: Mapping[str, str]) -> None:
    path.write_text(
        "".join(f'[[source]]\nname = "{name}"\nseeds = ["{url}"]\n' for name, url in urls.items())
    )


@contextmanager
def serving(names: Sequence[str]) -> Iterator[None]:
    """The origin on an address for each behaviour, in several processes so that none waits for another."""
    groups = [[name for name in names if name not in BUSY], *([name] for name in BUSY)]
    with ExitStack() as servers:
        for group in groups:
            numbers = [names.index(name) + 1 for name in group]
            addresses = [f"127.0.{role}.{number}" for role in (2, 3) for number in numbers]
            server = servers.enter_context(serving_at(addresses))
            assert server.stdout is not None
            assert server.stdout.readline() == "listening\n"
        yield


@contextmanager
def serving_at(addresses: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    script = Path(__file__).with_name("hostile_addresses.py")
    command = [sys.executable, str(script), str(SERVER), str(PORT), *addresses]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            yield server
        finally:
            server.kill()


@contextmanager
def watched(crawl: subprocess.Popen[str]) -> Iterator[list[int]]:
    """The sizes that the crawl process had, in bytes, a few times a second."""
    sizes = [0]
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(0.1):
            sizes.append(size_of_crawl_process(crawl.pid))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield sizes
    finally:
        is_over.set()
        watching.join()


def size_of_crawl_process(parent: int) -> int:
    try:
        children = psutil.Process(parent).children()
        sizes = [one.memory_info().rss for one in children if "scheduler.crawl_process" in one.cmdline()]
    except psutil.Error:
        return 0
    return max(sizes, default=0)


def plain(outcome: str | None, reason: str | None) -> Outcome:
    """An outcome without what is different each time."""
    if reason:
        reason = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "TIME", reason)
        reason = re.sub(r"a{20,}", "aaa…", reason)
    return str(outcome), reason
