"""One request: what is asked of whom, how long, how often, and what each answer or its absence is called."""

from __future__ import annotations

import asyncio
import gzip
import sys
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import randbytes
from typing import Any

import brotli
import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError
from scrapy.http import Response
from service_identity import VerificationError
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from crawler.errors import (
    Blocked,
    CrawlerError,
    DeniedByRobots,
    ForbiddenAddress,
    HttpError,
    NetworkError,
    TooLarge,
)
from crawler.fetching import fetcher as fetching
from crawler.fetching.answers import BadAnswer, BrokenBody
from crawler.fetching.content_encoding import Damaged, Swollen, decoded
from crawler.fetching.fetcher import Fetched, Fetcher, MustWait, RobotsUnreachable, may_pass
from crawler.fetching.host_memory import MOST_HOSTS, HostMemories
from crawler.settings import CrawlerSettings
from storage.model import Validators
from storage.robots import RobotsText

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

URL = "https://news.example/feed.xml"
ROBOTS = "https://news.example/robots.txt"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALLOW_ALL = Response(ROBOTS, status=404)

Answer = Response | Exception | Callable[[Request], Any]


class Server:
    """Stands where Scrapy's downloader stands: gives each URL its answers, the last one again and again."""

    def __init__(self, answers: dict[str, Answer | list[Answer]]) -> None:
        self.answers = {url: list(one) if isinstance(one, list) else [one] for url, one in answers.items()}
        self.asked: list[Request] = []

    async def __call__(self, request: Request) -> Any:
        self.asked.append(request)
        left = self.answers.get(request.url) or [ALLOW_ALL]
        answer = left.pop(0) if len(left) > 1 else left[0]
        if callable(answer):
            return await answer(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def urls(self) -> list[str]:
        """What was asked for, robots.txt included."""
        return [request.url for request in self.asked]


def page(body: bytes = b"<p>news</p>", *, status: int = 200, url: str = URL, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(url, status=status, headers=named, body=body)


def get(server: Server, url: str = URL, **options: Any) -> Fetched:
    return asyncio.run(new_fetcher(server).get(url, limit_mib=1, **options))


def failure(server: Server, url: str = URL, **options: Any) -> CrawlerError:
    with pytest.raises(CrawlerError) as caught:
        get(server, url, **options)
    return caught.value


def new_fetcher(server: Server, clock: Callable[[], datetime] = lambda: NOW, **settings: Any) -> Fetcher:
    return Fetcher(server, CrawlerSettings(delay=0, **settings), clock=clock)


def test_an_answer_comes_with_its_body_and_validators():
    server = Server(
        {URL: page(ETag='"a"', Last_Modified="Sun, 01 Mar 2026 10:00:00 GMT", Content_Type="text/xml")}
    )
    assert get(server) == Fetched(
        url=URL,
        status=200,
        body=b"<p>news</p>",
        content_type="text/xml",
        validators=Validators('"a"', "Sun, 01 Mar 2026 10:00:00 GMT"),
    )
    assert server.urls == ["https://news.example/robots.txt", URL]


def test_known_validators_make_the_request_conditional_and_a_304_keeps_them():
    known = Validators('"a"', "Sun, 01 Mar 2026 10:00:00 GMT", "hash")
    server = Server({URL: page(b"", status=304)})
    assert get(server, validators=known) == Fetched(URL, 304, b"", None, known)
    asked = server.asked[-1].headers
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == (b'"a"', b"Sun, 01 Mar 2026 10:00:00 GMT")


@pytest.mark.parametrize(
    ("answer", "kind", "reason", "attempts"),
    [
        (page(status=404), HttpError, "HTTP status 404", 1),
        (page(status=503), HttpError, "HTTP status 503", 3),
        (page(status=300), HttpError, "HTTP status 300", 1),
        (page(status=403), Blocked, "HTTP status 403", 1),
        (page(status=429), Blocked, "HTTP status 429", 3),
        (page(status=302), fetching.BadAnswer, "HTTP status 302 (a redirect) without a Location", 1),
        (
            page(status=304),
            fetching.BadAnswer,
            "HTTP status 304 (not modified) to a request without conditions",
            1,
        ),
        (DownloadConnectionRefusedError(), NetworkError, "connection refused", 3),
        (CannotResolveHostError(), NetworkError, "the host name has no address", 3),
        (ResponseFailed([Failure(ConnectionLost())]), NetworkError, "the connection broke off", 3),
        (
            ResponseFailed([Failure(ConnectionDone())]),
            NetworkError,
            "the server hung up without an answer that can be read",
            3,
        ),
        (
            ResponseFailed([Failure(VerificationError(errors=[]))]),
            NetworkError,
            "no secure connection (the certificate is another host's)",
            3,
        ),
        (KeyError("what nobody foresaw"), NetworkError, "the request failed ('what nobody foresaw')", 3),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_failure_has_a_name_and_what_may_pass_is_tried_again(
    answer: Answer, kind: type[CrawlerError], reason: str, attempts: int
):
    server = Server({URL: answer})
    error = failure(server)
    assert (isinstance(error, kind), error.reason, error.url) == (True, reason, URL)
    assert server.urls.count(URL) == attempts


def test_a_retry_that_succeeds_is_a_success():
    server = Server({URL: [page(status=500), ResponseFailed([Failure(ConnectionLost())]), page()]})
    assert get(server).body == b"<p>news</p>"


def test_a_request_ends_in_time_even_if_the_downloader_forgets_it(monkeypatch: pytest.MonkeyPatch):
    async def never(_request: Request) -> None:
        await asyncio.sleep(3600)

    monkeypatch.setattr(fetching, "OVERTIME", 0.1)
    fetcher = new_fetcher(Server({URL: never}), request_timeout=0.2)
    began_at = asyncio.run(timed(fetcher.get(URL, limit_mib=1, attempts=1)))
    assert began_at[0] < 5
    assert isinstance(began_at[1], NetworkError)
    assert began_at[1].reason == "no whole answer within 0.2 s"


async def timed(request: Awaitable[Any]) -> tuple[float, BaseException]:
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    (result,) = await asyncio.gather(request, return_exceptions=True)
    return loop.time() - began_at, result


# Redirects


def test_a_redirect_is_followed_and_the_last_address_is_told():
    server = Server({URL: page(status=301, Location="/new.xml"), "https://news.example/new.xml": page()})
    assert get(server).url == "https://news.example/new.xml"


def test_each_host_on_the_way_is_asked_for_its_rules():
    server = Server(
        {
            URL: page(status=302, Location="https://other.example/feed.xml"),
            "https://other.example/robots.txt": page(b"User-agent: *\nDisallow: /"),
        }
    )
    error = failure(server)
    assert isinstance(error, DeniedByRobots)
    assert error.url == URL
    assert error.reason == (
        "redirected to other.example: The site's robots.txt asks crawlers to stay away from this URL"
    )
    assert "https://other.example/feed.xml" not in server.urls


@pytest.mark.parametrize(
    ("location", "kind", "reason"),
    [
        (
            "file:///etc/passwd",
            ForbiddenAddress,
            "redirected to file:///etc/passwd, which is neither http nor https",
        ),
        (
            "ftp://a.example/",
            ForbiddenAddress,
            "redirected to ftp://a.example/, which is neither http nor https",
        ),
        (
            "javascript:alert(1)",
            ForbiddenAddress,
            "redirected to javascript:alert(1), which is neither http nor https",
        ),
        ("http://[half/", fetching.BadAnswer, "redirected to http://[half/: Invalid IPv6 URL"),
        ("http:///", fetching.BadAnswer, "redirected to http:///: the host is missing"),
        (
            "http://me:secret@a.example/",
            fetching.BadAnswer,
            "redirected to http://me:secret@a.example/: it carries a user name or password",
        ),
        ("//10.0.0.1/", ForbiddenAddress, "redirected to 10.0.0.1: 10.0.0.1 is not a public address"),
        ("http://0x7f.1/", ForbiddenAddress, "redirected to 127.0.0.1: 127.0.0.1 is not a public address"),
        (
            "http://[::ffff:7f00:1]/",
            ForbiddenAddress,
            "redirected to [::ffff:7f00:1]: ::ffff:7f00:1 is not a public",
        ),
    ],
)
def test_a_redirect_leads_nowhere_that_we_would_not_go_ourselves(
    location: str, kind: type[CrawlerError], reason: str
):
    error = failure(Server({URL: page(status=302, Location=location)}))
    assert isinstance(error, kind)
    assert (error.reason or "").startswith(reason)


def test_six_redirects_are_one_too_many():
    chain: dict[str, Answer | list[Answer]] = {
        f"https://news.example/{number}": page(status=302, Location=f"/{number - 1}")
        for number in range(1, 7)
    }
    server = Server({**chain, "https://news.example/0": page()})
    assert get(server, "https://news.example/5").url == "https://news.example/0"
    assert failure(server, "https://news.example/6").reason == "more than 5 redirects"


def test_a_redirect_to_what_is_known_is_not_followed():
    async def knows(url: str) -> bool:
        return url == "https://news.example/known"

    server = Server({URL: page(status=301, Location="/known")})
    got = get(server, knows=knows)
    assert (got.url, got.status, got.is_redirect) == ("https://news.example/known", 301, True)
    assert "https://news.example/known" not in server.urls


# robots.txt


def test_robots_txt_of_http_says_nothing_about_https():
    server = Server(
        {"http://news.example/robots.txt": DownloadConnectionRefusedError(), "https://news.example/a": page()}
    )
    fetcher = new_fetcher(server)
    with pytest.raises(RobotsUnreachable):
        asyncio.run(fetcher.get("http://news.example/a", limit_mib=1))
    assert asyncio.run(fetcher.get("https://news.example/a", limit_mib=1)).status == 200


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (page(status=500), "robots.txt cannot be read (HTTP status 500), so nothing is asked for"),
        (page(status=429), "robots.txt cannot be read (HTTP status 429), so nothing is asked for"),
        (CannotResolveHostError(), "the host name has no address"),
        (
            page(status=302, Location="http://10.0.0.1/robots.txt"),
            "robots.txt cannot be read (10.0.0.1 is not a public address "
            "(NEWSDESK_ALLOW_NETWORKS allows networks of your own)), so nothing is asked for",
        ),
        (
            page(status=302, Location="file:///robots.txt"),
            "robots.txt cannot be read (redirected to file:///robots.txt, which is neither http nor https), "
            "so nothing is asked for",
        ),
        (
            page(b"\x1f\x8b broken", Content_Encoding="gzip"),
            "robots.txt cannot be read (the packed body is damaged), so nothing is asked for",
        ),
    ],
    ids=["500", "429", "no address", "private", "file", "damaged"],
)
def test_where_robots_txt_cannot_be_read_nothing_is_asked_for(answer: Answer, reason: str):
    server = Server({"https://news.example/robots.txt": answer, URL: page()})
    error = failure(server)
    assert (type(error), error.reason) == (RobotsUnreachable, reason)
    assert not may_pass(error)
    assert URL not in server.urls


def test_those_who_come_at_the_same_time_ask_for_robots_txt_once():
    async def slowly(request: Request) -> Response:
        await asyncio.sleep(0.01)
        return page(b"User-agent: *\nDisallow: /private", url=request.url)

    async def get_all(fetcher: Fetcher) -> list[Fetched]:
        return await asyncio.gather(*(fetcher.get(f"{URL}?{number}", limit_mib=1) for number in range(5)))

    server = Server({ROBOTS: slowly, **{f"{URL}?{number}": page() for number in range(5)}})
    assert [one.status for one in asyncio.run(get_all(new_fetcher(server)))] == [200] * 5
    assert server.urls.count(ROBOTS) == 1


def test_an_unreachable_robots_txt_is_asked_for_again_after_five_minutes():
    server = Server({"https://news.example/robots.txt": [page(status=500)] * 3 + [ALLOW_ALL], URL: page()})
    now = NOW
    fetcher = new_fetcher(server, clock=lambda: now)
    for minutes, asked in ((0, 3), (4, 3)):
        now = NOW + timedelta(minutes=minutes)
        with pytest.raises(RobotsUnreachable):
            asyncio.run(fetcher.get(URL, limit_mib=1))
        assert server.urls.count("https://news.example/robots.txt") == asked
    now = NOW + timedelta(minutes=5)
    assert asyncio.run(fetcher.get(URL, limit_mib=1)).status == 200


# Retry-After


def test_a_long_retry_after_is_remembered_and_no_request_is_made_before():
    server = Server({URL: page(status=503, Retry_After="3600")})
    fetcher = new_fetcher(server)
    for reason in ("HTTP status 503: the server asks", "the server asks"):
        with pytest.raises(MustWait) as caught:
            asyncio.run(fetcher.get(URL, limit_mib=1))
        assert caught.value.until == NOW + timedelta(hours=1)
        assert caught.value.reason == f"{reason} to be left alone until 2026-03-01 13:00:00 UTC"
    assert server.urls.count(URL) == 1


@pytest.mark.parametrize("status", [301, 307, 408, 429, 500, 502, 503, 529])
@pytest.mark.parametrize("wish", ["3600", "Sun, 01 Mar 2026 13:00:00 GMT"], ids=["seconds", "date"])
def test_whatever_answer_asks_to_wait_is_heeded(status: int, wish: str):
    server = Server({URL: page(status=status, Location="/elsewhere", Retry_After=wish)})
    error = failure(server)
    assert isinstance(error, MustWait)
    assert (error.until, error.asked_by) == (NOW + timedelta(hours=1), URL)
    assert server.urls.count(URL) == 1


def test_nobody_is_left_alone_for_more_than_a_day():
    error = failure(Server({URL: page(status=429, Retry_After="99999999999")}))
    assert isinstance(error, MustWait)
    assert error.until == NOW + timedelta(hours=24)


def test_it_is_the_host_behind_a_redirect_that_asked_to_wait():
    there = "https://other.example/feed.xml"
    error = failure(
        Server({URL: page(status=302, Location=there), there: page(status=503, Retry_After="3600")})
    )
    assert isinstance(error, MustWait)
    assert (error.url, error.asked_by) == (URL, there)


def test_a_wait_from_the_archive_never_shortens_one_that_is_known():
    fetcher = new_fetcher(Server({}))
    for hours in (2, 1):
        fetcher.remember_wait("news.example", NOW + timedelta(hours=hours))
    assert fetcher.wait_of(URL) == NOW + timedelta(hours=2)


# Memory


def test_hosts_are_forgotten_unless_they_were_just_asked_or_asked_to_wait():
    now = NOW
    hosts = HostMemories()
    hosts.of("asked.example", now=now).ended_at = now + timedelta(hours=1)
    hosts.of("waits.example", now=now).wait_until = now + timedelta(hours=2)
    for number in range(MOST_HOSTS):
        hosts.of(f"{number}.example", now=now + timedelta(hours=1))
    assert len(hosts) < 10
    assert hosts.of("waits.example", now=now).wait_until == now + timedelta(hours=2)
    assert hosts.of("asked.example", now=now).ended_at == now + timedelta(hours=1)


# Packed bodies

TEXT = b"<p>The ferry does not run.</p>" * 40
MIB = 1024 * 1024
BOMB = bytes(3 * MIB)
WIDE_PACKER = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 25})
WIDE = WIDE_PACKER.compress(randbytes(100)) + WIDE_PACKER.flush()


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("body", "encodings"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), " X-GZip "),
        (gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]), "gzip"),
        (gzip.compress(TEXT) + bytes(20), "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (raw_deflate(TEXT), "deflate"),
        (gzip.compress(zlib.compress(TEXT)), "deflate, gzip"),
        (brotli.compress(TEXT), "br"),
        (zstd.compress(TEXT), "zstd"),
        (zstd.compress(TEXT[:100]) + zstd.compress(TEXT[100:]), "zstd"),
        (gzip.compress(brotli.compress(TEXT)), "br, gzip"),
        (TEXT, "gzip"),
        (TEXT, "deflate"),
        (TEXT, "br"),
        (TEXT, "zstd"),
        (TEXT, "unheard-of"),
    ],
    ids=[
        "none",
        "identity",
        "gzip",
        "x-gzip",
        "members",
        "padded",
        "zlib",
        "raw",
        "twice",
        "br",
        "zstd",
        "frames",
        "br, gzip",
        "gzip forgotten",
        "deflate forgotten",
        "br forgotten",
        "zstd forgotten",
        "unknown",
    ],
)
def test_a_packed_body_is_unpacked(body: bytes, encodings: str):
    assert decoded(body, encodings, limit=10_000) == TEXT


@pytest.mark.parametrize(
    ("body", "encodings", "error"),
    [
        (gzip.compress(TEXT)[:-20], "gzip", Damaged("the packed body was cut short")),
        (zlib.compress(TEXT)[:-6], "deflate", Damaged("the packed body is damaged")),
        (gzip.compress(TEXT)[:-8] + bytes(8), "gzip", Damaged("the packed body is damaged")),
        (TEXT, "gzip, gzip, gzip", Damaged("the body is packed 3 times over")),
        (gzip.compress(b"") * 30, "gzip", Damaged("the body is packed in more than 20 pieces")),
        (gzip.compress(BOMB), "gzip", Swollen("it unpacks to more than 100 times its size")),
        (
            gzip.compress(gzip.compress(BOMB)),
            "gzip, gzip",
            Swollen("it unpacks to more than 100 times its size"),
        ),
        (gzip.compress(randbytes(3 * MIB)), "gzip", Swollen("more than 2 MiB")),
        (brotli.compress(TEXT)[:-3], "br", Damaged("the packed body was cut short")),
        (b"\x00" + brotli.compress(TEXT)[1:], "br", Damaged("the packed body is damaged")),
        (brotli.compress(BOMB), "br", Swollen("it unpacks to more than 100 times its size")),
        (zstd.compress(TEXT)[:-4], "zstd", Damaged("the packed body was cut short")),
        (zstd.compress(BOMB), "zstd", Swollen("it unpacks to more than 100 times its size")),
        (WIDE, "zstd", Damaged("the packed body is damaged")),
    ],
    ids=[
        "half",
        "half zlib",
        "damaged",
        "thrice",
        "pieces",
        "bomb",
        "bomb in bomb",
        "large",
        "half br",
        "damaged br",
        "br bomb",
        "half zstd",
        "zstd bomb",
        "zstd that wants 32 MiB of memory",
    ],
)
def test_half_a_body_or_a_bomb_is_none(body: bytes, encodings: str, error: Exception):
    with pytest.raises(type(error)) as caught:
        decoded(body, encodings, limit=2 * MIB)
    assert str(caught.value) == str(error)


def test_half_a_page_is_asked_for_once_more_and_then_a_failure():
    half = page(gzip.compress(TEXT)[:-20], Content_Encoding="gzip")
    server = Server({URL: half})
    error = failure(server)
    assert (type(error), error.reason, may_pass(error)) == (BrokenBody, "the packed body was cut short", True)
    assert server.urls.count(URL) == 2
    assert get(Server({URL: [half, page(gzip.compress(TEXT), Content_Encoding="gzip")]})).body == TEXT


def test_a_bomb_is_too_large():
    bomb = failure(Server({URL: page(gzip.compress(BOMB), Content_Encoding="gzip")}))
    assert (type(bomb), may_pass(bomb)) == (TooLarge, False)


def test_a_large_packed_body_is_unpacked_beside_the_event_loop():
    body = randbytes(MIB // 2)
    assert get(Server({URL: page(gzip.compress(body), Content_Encoding="gzip")})).body == body


def test_what_comes_with_an_error_is_not_even_unpacked():
    bomb = page(gzip.compress(BOMB), status=404, Content_Encoding="gzip")
    assert failure(Server({URL: bomb})).reason == "HTTP status 404"


class Drawer:
    """A shelf for robots.txt that outlives a fetcher, and tells what lies on it."""

    def __init__(self) -> None:
        self.texts: dict[str, RobotsText] = {}

    async def take(self, origin: str) -> RobotsText | None:
        return self.texts.get(origin)

    async def put(self, origin: str, text: RobotsText) -> None:
        self.texts[origin] = text


FORBIDDING = page(b"User-agent: newsdesk\nDisallow: /feed", url=ROBOTS)


@pytest.mark.parametrize(
    ("answer", "later", "kind", "asked_again"),
    [
        (ALLOW_ALL, timedelta(hours=23), None, False),
        (ALLOW_ALL, timedelta(hours=25), None, True),
        (ALLOW_ALL, -timedelta(hours=1), None, True),
        (FORBIDDING, timedelta(hours=23), DeniedByRobots, False),
        (page(status=503), timedelta(minutes=4), RobotsUnreachable, False),
        (page(status=503), timedelta(minutes=6), RobotsUnreachable, True),
        (ConnectionLost(), timedelta(minutes=4), RobotsUnreachable, False),
    ],
)
def test_what_one_process_learns_of_robots_txt_the_next_one_knows(
    answer: Answer, later: timedelta, kind: type[CrawlerError] | None, asked_again: bool
):
    shelf, asked = Drawer(), []
    for now in (NOW, NOW + later):
        server = Server({ROBOTS: answer, URL: page()})
        fetcher = new_fetcher(server, clock=lambda now=now: now)
        fetcher.keep_robots_on(shelf)
        if kind is None:
            asyncio.run(fetcher.get(URL, limit_mib=1))
        else:
            with pytest.raises(kind):
                asyncio.run(fetcher.get(URL, limit_mib=1))
        asked.append(ROBOTS in server.urls)
    assert asked == [True, asked_again]


CHALLENGE = b"<html><head><title>Just a moment...</title></head><body><p>Checking.</p></body></html>"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (page(CHALLENGE, status=503), "HTTP status 503: a bot wall (Just a moment...)"),
        (page(CHALLENGE, status=403), "HTTP status 403: a bot wall (Just a moment...)"),
        (
            page(gzip.compress(CHALLENGE), status=429, Content_Encoding="gzip"),
            "HTTP status 429: a bot wall (Just a moment...)",
        ),
        (page(status=403, CF_Mitigated="challenge"), "HTTP status 403: a bot wall (cf-mitigated: challenge)"),
        (
            page(b"", status=202, X_Amzn_Waf_Action="challenge"),
            "HTTP status 202: a bot wall (x-amzn-waf-action: challenge)",
        ),
        (page(gzip.compress(b"0" * MIB * 2), status=403, Content_Encoding="gzip"), "HTTP status 403"),
        (page(b"<title>Forbidden zone reopens</title>", status=403), "HTTP status 403"),
    ],
)
def test_a_challenge_is_named_and_asked_once(answer: Answer, reason: str):
    server = Server({URL: answer})
    refused = failure(server)
    assert (type(refused), refused.reason, server.urls.count(URL)) == (Blocked, reason, 1)


def test_an_outage_with_a_page_of_its_own_is_no_bot_wall():
    server = Server({URL: page(b"<title>Down for maintenance</title>", status=503)})
    assert (failure(server).reason, server.urls.count(URL)) == ("HTTP status 503", 3)


def cut(body: bytes) -> Response:
    """An answer without a length that ended with its connection, as Scrapy marks it."""
    return Response(URL, body=body, flags=["partial"])


WHOLE = b"<!doctype html><html><body><p>news</p></body></html>\n<!-- cached -->"


@pytest.mark.parametrize(
    ("answers", "body", "count"),
    [
        ([cut(WHOLE)], WHOLE, 1),
        ([cut(b"no markup at all")], b"no markup at all", 1),
        ([cut(WHOLE.upper())], WHOLE.upper(), 1),
        ([cut(b"<rss><channel></channel></rss>")], b"<rss><channel></channel></rss>", 1),
        ([page(WHOLE[:40])], WHOLE[:40], 1),
        ([cut(WHOLE[:40]), cut(WHOLE)], WHOLE, 2),
        ([cut(WHOLE[:40]), cut(WHOLE[:40])], WHOLE[:40], 2),
    ],
)
def test_a_body_that_only_the_end_of_its_connection_ends_is_doubted_where_its_markup_is_open(
    answers: list[Answer], body: bytes, count: int
):
    server = Server({URL: answers})
    assert (get(server).body, server.urls.count(URL)) == (body, count)


def test_a_body_that_ends_at_another_place_each_time_is_a_failure():
    server = Server({URL: [cut(WHOLE[:size]) for size in range(30, 45)]})
    broken = failure(server)
    assert (type(broken), broken.reason) == (
        BrokenBody,
        "the answer was cut short: it ends at another place each time",
    )


def test_an_unknown_content_encoding_is_a_named_failure_unless_the_body_is_text():
    packed = failure(Server({URL: page(b"\x01\x02\x80packed", Content_Encoding="aes128gcm")}))
    assert (type(packed), packed.reason, may_pass(packed)) == (
        BadAnswer,
        "it is packed in a way that we do not know (Content-Encoding: aes128gcm)",
        False,
    )
    assert get(Server({URL: page(b"<p>news</p>", Content_Encoding="UTF-8")})).body == b"<p>news</p>"


def test_what_a_publisher_wishes_comes_with_the_page():
    answer = page(X_Robots_Tag="noarchive", TDM_Reservation="1")
    answer.headers.appendlist("X-Robots-Tag", "otherbot: noindex")
    assert get(Server({URL: answer})).wish_headers == (
        ("X-Robots-Tag", "noarchive"),
        ("X-Robots-Tag", "otherbot: noindex"),
        ("TDM-Reservation", "1"),
    )
