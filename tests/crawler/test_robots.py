"""What a robots.txt lets us fetch."""

from __future__ import annotations

import base64
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.robots import ALLOW_ALL, DISALLOW_ALL, LONGEST_BODY, parse_robots, rules_for_status

AGENT = "newsdesk/1.0 (+https://desk.example/)"


def is_allowed(body: str, path: str, agent: str = AGENT) -> bool:
    """Whether `path` may be fetched under a robots.txt."""
    return parse_robots(body.encode(), user_agent=agent).is_allowed(f"https://gazette.example{path}")


def test_nothing_said_allows_everything() -> None:
    assert is_allowed("", "/a")


def test_a_group_for_everybody_holds_for_us() -> None:
    body = "User-agent: *\nDisallow: /private"
    assert not is_allowed(body, "/private/x")
    assert is_allowed(body, "/public")


def test_a_group_that_names_us_replaces_the_one_for_everybody() -> None:
    body = "User-agent: *\nDisallow: /\n\nUser-agent: NewsDesk\nDisallow: /x"
    assert is_allowed(body, "/a")
    assert not is_allowed(body, "/x")


def test_all_groups_that_name_us_count() -> None:
    body = "User-agent: newsdesk\nDisallow: /a\nUser-agent: other\nDisallow: /b\nUser-agent: newsdesk/2.0\nDisallow: /c"
    assert [is_allowed(body, path) for path in ("/a", "/b", "/c")] == [False, True, False]


@pytest.mark.parametrize("name", ["newsdeskbot", "news", "desk", "newsdesk-images"])
def test_a_name_that_only_resembles_ours_is_not_ours(name: str) -> None:
    assert is_allowed(f"User-agent: {name}\nDisallow: /", "/a")


def test_the_name_in_a_browser_like_user_agent_is_found() -> None:
    body = "User-agent: newsdesk\nDisallow: /"
    assert not is_allowed(body, "/a", agent="Mozilla/5.0 (compatible; newsdesk/1.0; +https://desk.example/)")


def test_words_after_our_name_do_not_let_us_in() -> None:
    assert not is_allowed("User-agent: newsdesk crawler\nDisallow: /", "/a")


def test_an_unknown_line_does_not_split_a_group() -> None:
    body = "User-agent: newsdesk\nNoindex: /x\nCrawl-delay: 5\nUser-agent: other\nDisallow: /"
    assert not is_allowed(body, "/a")


def test_the_longest_match_wins_and_allow_wins_a_draw() -> None:
    body = "User-agent: *\nDisallow: /news\nAllow: /news/open\nDisallow: /news/open/not\nAllow: /draw\nDisallow: /draw"
    assert [is_allowed(body, path) for path in ("/news/a", "/news/open/a", "/news/open/not", "/draw")] == [
        False,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("pattern", "path", "is_covered"),
    [
        ("/*.pdf$", "/a/b.pdf", True),
        ("/*.pdf$", "/a/b.pdf?x=1", False),
        ("/*.pdf", "/a/b.pdf?x=1", True),
        ("/a*b*c", "/a-b-c-d", True),
        ("/a*b*c", "/a-c-b", False),
        ("*/print", "/news/print", True),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/x$y", "/x$yz", True),
        ("/*?", "/a", False),
        ("/*?", "/a?b", True),
        ("print", "/print", True),
        ("/größe", "/gr%C3%B6%C3%9Fe", True),
        ("/gr%c3%b6%c3%9fe", "/größe", True),
        ("/a%2Fb", "/a/b", False),
        ("/%7Ejoe", "/~joe", True),
        ("/Case", "/case", False),
        ("/private", "/public/../private/x", True),
        ("/*" * 200 + "x", "/" + "a/" * 500, False),
    ],
)
def test_a_pattern_covers_what_it_should(pattern: str, path: str, is_covered: bool) -> None:
    assert is_allowed(f"User-agent: *\nDisallow: {pattern}", path) is not is_covered


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_kind_of_line_end_is_read(newline: str) -> None:
    assert not is_allowed(newline.join(["User-agent: *", "Disallow: /"]), "/a")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_does_no_harm(encoding: str) -> None:
    rules = parse_robots("User-agent: *\nDisallow: /".encode(encoding), user_agent=AGENT)
    assert not rules.is_allowed("https://gazette.example/a")


def test_common_misspellings_are_understood() -> None:
    for line in ("Dissallow: /", "disalow : /", "DISALLOW /", "  Disallow:/  # all of it"):
        assert not is_allowed(f"useragent: *\n{line}", "/a")


def test_an_empty_disallow_forbids_nothing() -> None:
    assert is_allowed("User-agent: *\nDisallow:", "/a")


def test_robots_txt_itself_may_always_be_asked_for() -> None:
    assert is_allowed("User-agent: *\nDisallow: /", "/robots.txt")
    assert DISALLOW_ALL.is_allowed("https://gazette.example/robots.txt")


def test_only_the_first_500_kib_are_read_and_no_half_line() -> None:
    filler = "# comment\n" * (LONGEST_BODY // 10 - 1)
    body = f"{filler}User-agent: *\nDisallow: /"
    assert is_allowed(body, "/a")
    assert is_allowed(f"User-agent: *\n{'#' * (LONGEST_BODY - 25)}\nDisallow: /secret", "/")


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
def test_sitemaps_are_found_wherever_they_stand(newline: str) -> None:
    lines = ["User-agent: *", *["Disallow: /old/article/of/long/ago"] * 20_000, "Disallow: /new"]
    lines += [
        "  SITEMAP : https://a.example/s.xml # the map",
        "Sitemap:",
        "Not a sitemap: https://b.example/",
        "Sitemap: /n.xml",
    ]
    rules = parse_robots(newline.join(lines).encode(), user_agent=AGENT, url="https://a.example/robots.txt")
    assert rules.sitemaps == ("https://a.example/s.xml", "https://a.example/n.xml")
    assert rules.is_allowed("/new")


def test_a_sitemap_line_without_an_address_names_none() -> None:
    body = b"Sitemap:\nSitemap: # none yet\n"
    assert parse_robots(body, user_agent=AGENT, url="https://a.example/robots.txt").sitemaps == ()


@pytest.mark.parametrize(
    ("mark", "is_read"),
    [(b"\xef\xbb\xbf", True), (b"\xef\xbb", True), (b"\xef", True), (b"\xef\x11\xbf", False), (b"", True)],
)
def test_a_byte_order_mark_may_be_cut_but_not_damaged(mark: bytes, is_read: bool) -> None:
    rules = parse_robots(mark + b"User-agent: newsdesk\nDisallow: /", user_agent=AGENT)
    assert rules.is_allowed("/a") is not is_read


@pytest.mark.parametrize(
    ("said", "delay"),
    [
        ("5", 5.0),
        ("0.5", 0.5),
        ("0", 0.0),
        (".5", 0.5),
        ("2,5", 2.5),
        ("10 s", 10.0),
        ("3 seconds # at least", 3.0),
        ("-1", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("", None),
    ],
)
def test_crawl_delay_is_a_number_of_seconds_or_nothing(said: str, delay: float | None) -> None:
    rules = parse_robots(f"User-agent: *\nCrawl-delay: {said}".encode(), user_agent=AGENT)
    assert rules.crawl_delay == delay


def test_the_longest_of_several_crawl_delays_holds() -> None:
    body = b"User-agent: newsdesk\nCrawl-delay: 2\nDisallow:\nCrawl-delay: 7\nUser-agent: *\nCrawl-delay: 9"
    assert parse_robots(body, user_agent=AGENT).crawl_delay == 7.0


def test_sitemaps_are_listed_once_and_completed() -> None:
    body = b"Sitemap: https://a.example/s.xml\nSitemap: /news.xml\nsitemap: https://a.example/s.xml\nSitemap: ftp://a/"
    rules = parse_robots(body, user_agent=AGENT, url="https://a.example/robots.txt")
    assert rules.sitemaps == ("https://a.example/s.xml", "https://a.example/news.xml")
    assert parse_robots(body, user_agent=AGENT).sitemaps == ("https://a.example/s.xml",)


@pytest.mark.parametrize(
    ("status", "may_fetch"),
    [(200, False), (204, True), (301, True), (401, True), (403, True), (404, True), (410, True)]
    + [(status, False) for status in (429, 500, 502, 503, 599, 100, None)],
)
def test_the_status_of_robots_txt_decides_first(status: int | None, may_fetch: bool) -> None:
    body = b"" if status == 204 else b"User-agent: *\nDisallow: /"
    assert (
        rules_for_status(status, body, user_agent=AGENT).is_allowed("https://gazette.example/a") is may_fetch
    )


def test_an_unreachable_robots_txt_says_so() -> None:
    assert rules_for_status(503, b"", user_agent=AGENT).is_unreachable
    assert not rules_for_status(404, b"", user_agent=AGENT).is_unreachable


def test_rules_can_be_sent_to_another_process() -> None:
    rules = parse_robots(b"User-agent: *\nDisallow: /a*b$\nCrawl-delay: 3", user_agent=AGENT)
    assert pickle.loads(pickle.dumps(rules)) == rules
    assert pickle.loads(pickle.dumps(ALLOW_ALL)) == ALLOW_ALL


@settings(max_examples=150, deadline=None)
@given(
    body=st.binary(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "User-agent: *",
                "User-agent: newsdesk",
                "Disallow: ",
                "Allow:/",
                "Crawl-delay:",
                "*",
                "$",
                "%",
                "\r",
            ]
        ),
        max_size=12,
    ).map(lambda lines: "\n".join(lines).encode()),
    url=st.text(max_size=40),
)
def test_no_robots_txt_breaks_the_reader(body: bytes, url: str) -> None:
    rules = rules_for_status(200, body, user_agent=AGENT)
    assert rules.is_allowed(url) in (True, False)


@pytest.mark.shared
def test_every_standard_verdict_is_given(suite: Callable[[str], Any]) -> None:
    cases = [case for case in suite("robots").cases if case["kind"] == "verdict"]
    wrong = [
        case["id"]
        for case in cases
        if parse_robots(base64.b64decode(case["robots_b64"]), user_agent=case["ua"]).is_allowed(case["url"])
        != case["allow"]
    ]
    print(f"\nrobots: {len(cases) - len(wrong)} / {len(cases)} standard verdicts; wrong: {wrong}")
    assert wrong == []


@pytest.mark.shared
def test_real_files_are_read_as_protego_reads_them(suite: Callable[[str], Any]) -> None:
    robots = suite("robots")
    same = total = 0
    for case in robots.cases:
        if case["kind"] != "real":
            continue
        for agent, verdicts in case["verdicts"].items():
            rules = parse_robots(robots.body(case), user_agent=agent)
            total += len(verdicts)
            same += sum(rules.is_allowed(path) == verdict for path, verdict in verdicts.items())
    print(f"\nrobots: {same} / {total} verdicts on real files as protego's")
    assert same == total
