"""The newsroom's server: honest in HTTP, and ready to say what was asked of it."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from lxml import html

from tests.newsroom.images import jpeg, png
from tests.newsroom.listings import listed_urls
from tests.newsroom.model import Source, load_sources
from tests.newsroom.server import Newsroom
from tests.newsroom.sites import PATHS, NoSuchNameError

SOURCES = load_sources()


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(slow_seconds=0.2) as running:
        yield running


@pytest.fixture(autouse=True)
def fresh(request: pytest.FixtureRequest) -> None:
    if "newsroom" in request.fixturenames:
        request.getfixturevalue("newsroom").reset()


def get(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request, redirects and errors as they come: (status, headers, body)."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=5)
    try:
        target = address.path + (f"?{address.query}" if address.query else "")
        connection.request(method, target, headers={k.replace("_", "-"): v for k, v in headers.items()})
        response = connection.getresponse()
        return response.status, dict(response.headers), response.read()
    finally:
        connection.close()


def test_an_unknown_draft_is_refused_by_name(newsroom: Newsroom) -> None:
    with pytest.raises(
        NoSuchNameError, match="daily-meridian has no draft nonsense; there are: cyclone-warning-lifted"
    ):
        newsroom.publish("daily-meridian", "nonsense")
    with pytest.raises(NoSuchNameError, match="there is no source nobody"):
        newsroom.edit("nobody", "nonsense")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_what_is_unchanged_is_answered_304(newsroom: Newsroom, source: Source) -> None:
    paths = ["/", *(PATHS[name] for name in source.feeds), source.path_of(source.articles[0])]
    for path in paths:
        status, headers, _ = get(newsroom.url(source.name, path))
        assert status == 200
        if "etag" in source.validators:
            assert get(newsroom.url(source.name, path), If_None_Match=headers["ETag"])[::2] == (304, b"")
            assert get(newsroom.url(source.name, path), If_None_Match='"other"')[0] == 200
        if "last_modified" in source.validators:
            since = headers["Last-Modified"]
            assert get(newsroom.url(source.name, path), If_Modified_Since=since)[::2] == (304, b"")
        assert ("ETag" in headers, "Last-Modified" in headers) == (
            "etag" in source.validators,
            "last_modified" in source.validators,
        )


@pytest.mark.parametrize("name", ["vantage-portal", "cape-courier"])
def test_what_was_edited_is_answered_in_full(newsroom: Newsroom, name: str) -> None:
    edit = newsroom.site(name).source.edits[0]
    url = newsroom.article_url(name, edit.slug)
    _, headers, before = get(url)
    assert newsroom.edit(name, edit.slug) == url
    conditions = {"If_Modified_Since": headers["Last-Modified"]}
    if "ETag" in headers:
        conditions["If_None_Match"] = headers["ETag"]
    status, _, after = get(url, **conditions)
    assert (status, before == after) == (200, False)


def test_the_etag_of_a_compressed_page_is_honoured_too(newsroom: Newsroom) -> None:
    url = newsroom.url("daily-meridian")
    _, plain, body = get(url)
    _, headers, packed = get(url, Accept_Encoding="gzip, br")
    assert gzip.decompress(packed) == body
    assert headers["Content-Encoding"] == "gzip"
    assert headers["ETag"] == "W/" + plain["ETag"]
    assert get(url, Accept_Encoding="gzip", If_None_Match=headers["ETag"])[0] == 304


def test_head_says_what_get_would_say(newsroom: Newsroom) -> None:
    url = newsroom.url("cape-courier", "/index.rdf")
    _, got, body = get(url)
    status, headers, nothing = get(url, method="HEAD")
    assert (status, nothing, headers["Content-Length"]) == (200, b"", str(len(body)))
    assert headers.keys() == got.keys()


def test_connections_are_kept_alive(newsroom: Newsroom) -> None:
    connection = http.client.HTTPConnection(urlsplit(newsroom.url("cape-courier")).netloc, timeout=5)
    sockets = []
    for path in ("/", "/feed.json", "/nowhere", "/robots.txt"):
        connection.request("GET", path)
        connection.getresponse().read()
        sockets.append(connection.sock)
    connection.close()
    assert len(set(map(id, sockets))) == 1
    assert sockets[0] is not None


def test_pages_behave_as_badly_as_their_files_say(newsroom: Newsroom) -> None:
    def statuses(name: str, slug: str, count: int) -> list[int]:
        return [get(newsroom.article_url(name, slug))[0] for _ in range(count)]

    assert statuses("daily-meridian", "millet-cookies-bakery", 4) == [500, 500, 200, 200]
    assert statuses("harbour-ledger", "harbour-lights-guide", 1) == [404]
    assert statuses("harbour-ledger", "oyster-licence-row", 1) == [200]
    slow = newsroom.log[-1]
    assert (slow.answered_at - slow.received_at).total_seconds() >= 0.2


def test_feed_links_lead_through_a_redirect(newsroom: Newsroom) -> None:
    status, headers, _ = get(newsroom.url("harbour-ledger", "/go/pilot-boat-rescue"))
    assert (status, headers["Location"]) == (301, newsroom.article_url("harbour-ledger", "pilot-boat-rescue"))


def test_tracking_parameters_do_not_change_the_page(newsroom: Newsroom) -> None:
    url = listed_urls(newsroom.site("daily-meridian"), "rss")[0]
    assert "utm_source=" in url
    assert get(url)[2] == get(url.partition("?")[0])[2]


def test_private_articles_are_listed_in_a_disallowed_folder(newsroom: Newsroom) -> None:
    site = newsroom.site("harbour-ledger")
    private = [
        url for url in listed_urls(site, "sitemap_index") if urlsplit(url).path.startswith("/private/")
    ]
    assert len(private) == 2
    assert b"Disallow: /private/\n" in get(f"{site.base}/robots.txt")[2]
    assert b"Crawl-delay: 1.3\n" in get(newsroom.url("minato-shimbun", "/robots.txt"))[2]


def test_seeds_are_announced_where_the_source_says(newsroom: Newsroom) -> None:
    def announced(name: str) -> dict[str, list[str]]:
        home = html.fromstring(get(newsroom.url(name))[2])
        robots = get(newsroom.url(name, "/robots.txt"))[2].decode()
        base = newsroom.url(name, "")
        places = {
            "link": home.xpath("//link[@rel='alternate' or @rel='sitemap']/@href"),
            "anchor": home.xpath("//footer//a/@href"),
            "robots": re.findall("Sitemap: (.+)", robots),
        }
        return {place: [url.removeprefix(base) for url in urls] for place, urls in places.items()}

    assert announced("daily-meridian") == {"link": ["/rss.xml"], "anchor": [], "robots": []}
    assert announced("cape-courier") == {
        "link": [],
        "anchor": ["/index.rdf", "/feed.json", "/sitemap.xml"],
        "robots": ["/sitemap.xml"],
    }


def test_the_crawl_delay_may_be_overridden() -> None:
    with Newsroom(crawl_delay=0, sources=["minato-shimbun"]) as quick:
        assert b"Crawl-delay" not in get(quick.url("minato-shimbun", "/robots.txt"))[2]


def test_pictures_are_pictures(newsroom: Newsroom) -> None:
    status, headers, body = get(newsroom.url("cape-courier", "/img/dam.jpg"), Accept_Encoding="gzip")
    assert (status, headers["Content-Type"], body) == (200, "image/jpeg", jpeg())
    assert "Content-Encoding" not in headers
    assert png(7)[:8] == b"\x89PNG\r\n\x1a\n"
    assert get(newsroom.url("cape-courier", "/img/dam.exe"))[0] == 404


# What tests and other processes are told


def test_the_log_tells_who_asked_what(newsroom: Newsroom) -> None:
    url = newsroom.url("daily-meridian", "/rss.xml?x=1")
    tag = get(url, User_Agent="reader/1.0")[1]["ETag"]
    get(url, If_None_Match=tag)
    seen = [
        (each.source, each.method, each.path, each.status, each.user_agent, each.is_conditional, each.host)
        for each in newsroom.log
    ]
    host = urlsplit(url).netloc
    assert seen == [
        ("daily-meridian", "GET", "/rss.xml?x=1", 200, "reader/1.0", False, host),
        ("daily-meridian", "GET", "/rss.xml?x=1", 304, None, True, host),
    ]
    newsroom.clear_log()
    assert newsroom.log == ()


def test_sources_toml_declares_what_is_served(newsroom: Newsroom) -> None:
    declared = {each["name"]: each for each in tomllib.loads(newsroom.sources_toml())["source"]}
    assert list(declared) == [source.name for source in SOURCES]
    assert declared["daily-meridian"] == {
        "name": "daily-meridian",
        "title": "The Daily Meridian",
        "homepage": newsroom.url("daily-meridian"),
        "language": "en",
        "seeds": [newsroom.url("daily-meridian", "/rss.xml")],
        "allow_networks": ["127.0.0.0/8"],
    }
    assert "seeds" not in declared["cape-courier"]


def test_other_processes_give_orders_over_http(newsroom: Newsroom) -> None:
    control = newsroom.control_url
    draft = newsroom.article_url("harbour-ledger", "storm-barrier-closes")
    assert get(draft)[0] == 404
    status, _, body = get(
        f"{control}/publish?source=harbour-ledger&slug=storm-barrier-closes",
        method="POST",
        Content_Length="0",
    )
    assert (status, json.loads(body)) == (200, {"url": draft})
    assert get(draft)[0] == 200
    form = urlencode({"source": "cape-courier", "slug": "wool-auction-record"}).encode()
    with urllib.request.urlopen(f"{control}/edit", data=form) as answer:
        assert answer.status == 200
    log = json.loads(get(f"{control}/log?source=harbour-ledger")[2])
    assert [(each["path"], each["status"]) for each in log] == [(urlsplit(draft).path, s) for s in (404, 200)]
    assert b"The Harbour Ledger" in get(f"{control}/")[2]
    assert get(f"{control}/sources.toml")[2].decode() == newsroom.sources_toml()
    with pytest.raises(urllib.error.HTTPError, match="400") as refused:
        urllib.request.urlopen(f"{control}/publish", data=b"source=harbour-ledger")
    refused.value.close()
    assert get(f"{control}/reset", method="POST", Content_Length="0")[0] == 200
    assert get(draft)[0] == 404


def test_the_server_says_where_everything_is_and_stops_when_told(newsroom: Newsroom) -> None:
    port = free_ports(len(SOURCES))
    command = [sys.executable, "-m", "tests.newsroom.server", "--port", str(port)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().split() for _ in range(len(SOURCES) + 1)]
        assert lines[0] == [SOURCES[0].name, f"http://127.0.0.1:{port + SOURCES[0].port_offset}/"]
        assert lines[-1] == ["(control)", f"http://127.0.0.1:{port}/"]
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=5) == 0


def free_ports(count: int) -> int:
    """A port that is free with those after it, as far as one can tell."""
    for first in range(18100, 19100, count + 1):
        try:
            with Newsroom(first):
                return first
        except OSError:
            continue
    raise AssertionError("no free ports between 18100 and 19100")
