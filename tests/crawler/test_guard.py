"""May we connect? No test here contacts or resolves anything."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import errors
from crawler.errors import CrawlerError, ForbiddenAddress, UnresolvedHost
from crawler.guard import check_url, is_allowed, is_public


def answers(*addresses: str) -> Callable[[str], Iterable[str]]:
    """A resolver that gives every name these addresses."""
    return lambda _host: addresses


def is_refused(url: str, *addresses: str, allow: Iterable[str] = ()) -> bool:
    """Whether the guard forbids `url` when its name has these addresses."""
    try:
        check_url(url, resolve=answers(*addresses), allow=allow)
    except ForbiddenAddress:
        return True
    return False


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.31.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.19.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::10.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:100.64.0.1",
        "::ffff:0:127.0.0.1",
        "::ffff:0:8.8.8.8",
        "200::1",
        "168.63.129.16",
        "4000::1",
        "8000::1",
        "2001:470::5efe:127.0.0.1",
        "2a00:1::200:5efe:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_other_addresses_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "text", ["", "localhost", "1.2.3", "0x7f.1", "2130706433", "1.1.1.1 ", "[::1]", "1.1.1.1/8"]
)
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(text)


def test_a_name_with_public_addresses_may_be_connected_to() -> None:
    assert not is_refused("https://gazette.example/a", "93.184.216.34", "2606:4700:4700::1111")


def test_one_address_that_is_not_public_forbids_the_name() -> None:
    assert is_refused("https://gazette.example/a", "93.184.216.34", "::1")


def test_a_literal_address_is_not_resolved() -> None:
    def never(host: str) -> Iterable[str]:
        raise AssertionError(host)

    check_url("http://93.184.216.34/", resolve=never)
    with pytest.raises(ForbiddenAddress):
        check_url("http://127.0.0.1/", resolve=never)


@pytest.mark.parametrize(
    "host",
    [
        "127.1",
        "0177.0.0.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "１２７。０。０。１",
        "127.0.0.1.",
        "%3127.0.0.1",
    ],
)
def test_odd_spellings_are_read_as_a_client_reads_them(host: str) -> None:
    assert is_refused(f"http://{host}/", "93.184.216.34")
    assert not is_refused(f"http://{host}/", "93.184.216.34", allow=["127.0.0.0/8"])


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://gazette.example/",
        "http://user@gazette.example/",
        "http://gazette.example\\@127.0.0.1/",
        "http://1.2.3.4.5/",
        "http://gazette.example%00.other.example/",
        "",
    ],
)
def test_what_clients_would_disagree_about_is_refused(url: str) -> None:
    assert is_refused(url, "93.184.216.34")


@pytest.mark.parametrize(
    "host", ["localhost", "intranet", "metadata.google.internal", "printer.local", "a.localhost"]
)
def test_names_of_the_local_network_are_refused_whatever_they_resolve_to(host: str) -> None:
    assert is_refused(f"http://{host}/", "93.184.216.34")


def test_an_allowed_network_may_be_connected_to() -> None:
    assert not is_refused("http://localhost:8101/", "127.0.0.1", allow=["127.0.0.0/8"])
    assert is_refused("http://localhost:8101/", "127.0.0.1", "::1", allow=["127.0.0.0/8"])
    assert not is_refused("http://[::ffff:127.0.0.1]/", allow=["127.0.0.0/8"])
    assert is_refused("http://10.0.0.1/", allow=["127.0.0.0/8"])


def test_a_connected_address_is_asked_about_by_itself() -> None:
    assert is_allowed("1.1.1.1")
    assert not is_allowed("127.0.0.1")
    assert is_allowed("127.0.0.1", [ip_network("127.0.0.1/32")])
    assert not is_allowed("nonsense", ["0.0.0.0/0"])


def test_a_name_without_an_address_has_an_error_of_its_own() -> None:
    with pytest.raises(UnresolvedHost):
        check_url("https://gazette.example/", resolve=answers())


def test_a_resolver_that_fails_means_no_address() -> None:
    def fail(host: str) -> Iterable[str]:
        raise OSError("no such name")

    with pytest.raises(UnresolvedHost, match="no such name"):
        check_url("https://gazette.example/", resolve=fail)


@settings(max_examples=200, deadline=None)
@given(
    url=st.text(max_size=50) | st.from_regex(r"https?://[\w.:@%\[\]\\-]{0,25}/?", fullmatch=True),
    found=st.lists(st.ip_addresses().map(str) | st.text(max_size=8), max_size=3),
)
def test_any_url_is_allowed_or_refused(url: str, found: list[str]) -> None:
    if not is_refused(url, *found):
        assert url.strip("".join(map(chr, range(33)))).lower().startswith("http")


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_spelling_of_an_ipv4_address_passes_for_public_when_it_is_not(value: int) -> None:
    dotted = ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))
    for spelling in (dotted, str(value), hex(value), f"0{value:o}", f"{value >> 24}.{value & 0xFFFFFF}"):
        assert is_refused(f"http://{spelling}/") is not is_public(dotted)
    assert is_public(f"::ffff:{dotted}") is is_public(dotted)
    assert not is_public(f"64:ff9b::{dotted}")


@pytest.mark.shared
def test_every_request_forgery_case_is_judged_right(suite: Callable[[str], Any]) -> None:
    """Names that only a resolver could judge have no address here, so that they are refused."""
    cases = suite("ssrf").cases
    wrong = [case["id"] for case in cases if not _verdicts(case) & _accepted(case["expect"])]
    print(f"\nssrf: {len(cases) - len(wrong)} / {len(cases)}; wrong: {wrong}")
    assert wrong == []


def _accepted(expected: str) -> set[str]:
    words = set(expected.split("-or-"))
    return words | ({"unresolved"} if words & {"deny", "reject", "error"} else set())


def _verdicts(case: dict[str, Any]) -> set[str]:
    if case["kind"] == "url":
        return {_verdict(case["url"], ())}
    # The answers of a name that changes: one forbidden answer must be noticed.
    return {_verdict(f"http://{case['host']}/", found) for found in case["answers"]}


def _verdict(url: str, found: Iterable[str]) -> str:
    try:
        check_url(url, resolve=lambda _host: found)
    except UnresolvedHost:
        return "unresolved"
    except ForbiddenAddress:
        return "deny"
    return "allow"


ERRORS = [
    error for error in vars(errors).values() if isinstance(error, type) and issubclass(error, CrawlerError)
]


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_an_error_survives_the_way_to_another_process(kind: type[CrawlerError]) -> None:
    made = (
        kind("https://a.example/", 503, "busy")
        if kind is errors.HttpError
        else kind("https://a.example/", "why")
    )
    copy = pickle.loads(pickle.dumps(made))
    assert (type(copy), copy.args, vars(copy), str(copy)) == (kind, made.args, vars(made), str(made))


def test_an_error_says_what_why_and_where() -> None:
    assert str(errors.NoArticle("https://a.example/", "only links")) == (
        "The page holds no article: only links (https://a.example/)"
    )
    assert str(errors.HttpError("https://a.example/", 404)) == (
        "The server answered with an error: HTTP status 404 (https://a.example/)"
    )


def test_an_error_shows_a_hostile_url_on_one_short_line() -> None:
    text = str(errors.InvalidURL("https://a.example/\n\x1b[31m" + "x" * 10_000))
    assert text.isprintable()
    assert len(text) < 300
