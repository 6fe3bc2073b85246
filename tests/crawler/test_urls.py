"""The one address of a document, and the host and site it belongs to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.canonical_link import plausible_canonical
from crawler.errors import InvalidURL
from crawler.urls import (
    absolute_url,
    canonical_url,
    host_of,
    looks_like_front_page,
    same_site,
    site_of,
    split_url,
)

PAGE = "https://gazette.example/news/ferry.html"


@pytest.mark.parametrize(
    ("found", "canonical"),
    [
        ("HTTPS://Gazette.Example/News", "https://gazette.example/News"),
        ("https://gazette.example", "https://gazette.example/"),
        ("https://gazette.example:443/", "https://gazette.example/"),
        ("http://gazette.example:443/", "http://gazette.example:443/"),
        ("http://127.0.0.1:8101/x", "http://127.0.0.1:8101/x"),
        ("http://localhost/a/", "http://localhost/a/"),
        ("http://[::0:1]:80/", "http://[::1]/"),
        ("https://gazette.example./", "https://gazette.example/"),
        ("https://bücher.example/größe", "https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe"),
        ("  https://gazette.example/a\nb  ", "https://gazette.example/ab"),
        ("https://gazette.example/a/./b/../c/%2e%2e/d", "https://gazette.example/a/d"),
        ("https://gazette.example/%7euser/%c3%a9", "https://gazette.example/~user/%C3%A9"),
        ("https://gazette.example/100%", "https://gazette.example/100%25"),
        ("https://gazette.example/a b", "https://gazette.example/a%20b"),
        ("https://gazette.example/a#part", "https://gazette.example/a"),
        ("https://gazette.example/a?", "https://gazette.example/a"),
        ("https://gazette.example/a?b=2&a=1", "https://gazette.example/a?a=1&b=2"),
        ("https://gazette.example/a?a=2&b=1&a=1", "https://gazette.example/a?a=2&a=1&b=1"),
        ("https://gazette.example/a?x=1&amp;y=2", "https://gazette.example/a?x=1&y=2"),
        ("https://gazette.example/a?x=1&#038;y=2", "https://gazette.example/a?x=1&y=2"),
        ("https://gazette.example/a?x=1&amp;amp;y=2", "https://gazette.example/a?x=1&y=2"),
        ("https://gazette.example/a?q='b'", "https://gazette.example/a?q=%27b%27"),
        ("https://gazette.example:00443/", "https://gazette.example/"),
        ("https://@gazette.example/", "https://gazette.example/"),
        ("https://:@gazette.example/", "https://gazette.example/"),
        ("https:/gazette.example/a", "https://gazette.example/a"),
        ("https:gazette.example/a", "https://gazette.example/a"),
        ("https:///gazette.example//a", "https://gazette.example//a"),
    ],
)
def test_spellings_of_one_address_become_one(found: str, canonical: str) -> None:
    assert canonical_url(found) == canonical


@pytest.mark.parametrize(
    ("found", "base", "absolute"),
    [
        ("d", "https://gazette.example/a//b/c", "https://gazette.example/a//b/d"),
        ("b//c?x=//y", "https://gazette.example/a/", "https://gazette.example/a/b//c?x=//y"),
        ("..//..//x", "https://gazette.example/a/b", "https://gazette.example//x"),
        ("/..//x", "https://gazette.example/a", "https://gazette.example//x"),
        ("//other.example//x", "https://gazette.example/a//b", "https://other.example//x"),
        ("?q", "https://gazette.example/a//b", "https://gazette.example/a//b?q"),
        ("b//c", "https://gazette.example", "https://gazette.example/b//c"),
    ],
)
def test_joining_keeps_doubled_slashes(found: str, base: str, absolute: str) -> None:
    assert absolute_url(found, base) == absolute


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=rss&utm_medium=feed",
        "UTM_Campaign=x",
        "fbclid=1&gclid=2&mc_cid=3&mc_eid=4&igshid=5",
        "at_medium=RSS&at_campaign=rss",
        "wt_mc=rss.red&xtor=RSS-1",
        "ref=rss",
        "source=newsletter",
        "partner=rss-feed",
        "ref=other.example",
    ],
)
def test_tracking_parameters_are_left_out(query: str) -> None:
    assert canonical_url(f"{PAGE}?{query}&id=7") == f"{PAGE}?id=7"


@pytest.mark.parametrize(
    "path",
    [
        "news/",
        "news",
        "a//b",
        "Case/Matters",
        "a%2Fb",
        "a;v=1/b",
        "?1234567",
        "?open&ccm=000",
        "?gallery=3",
        "?reference=12",
        "?cid=9&uid=5",
        "?source=agency",
        "?q=a+b",
        "?q=a%20b",
        "?q=a%26b%3D",
        "?page=2",
        "?empty=",
        "?keyword=harbour&medium=print",
    ],
)
def test_what_names_a_document_stays(path: str) -> None:
    assert canonical_url(f"https://gazette.example/{path}") == f"https://gazette.example/{path}"


@pytest.mark.parametrize(
    ("found", "canonical"),
    [
        ("/b", "https://gazette.example/b"),
        ("b?x=1", "https://gazette.example/news/b?x=1"),
        ("../b", "https://gazette.example/b"),
        ("?page=2", f"{PAGE}?page=2"),
        ("//other.example/b", "https://other.example/b"),
        ("\\b\\c", "https://gazette.example/b/c"),
        ("///other.example/b", "https://other.example/b"),
        ("https:b", "https://gazette.example/news/b"),
        ("https:/b", "https://gazette.example/b"),
        ("http:/other.example/b", "http://other.example/b"),
        ("#part", PAGE),
        ("", PAGE),
    ],
)
def test_a_relative_address_is_completed(found: str, canonical: str) -> None:
    assert canonical_url(found, base=PAGE) == canonical


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "it does not begin with http:// or https://"),
        ("gazette.example/news", "it does not begin with http:// or https://"),
        ("javascript:alert(1)", "only http and https can be crawled, not javascript"),
        ("file:///etc/passwd", "only http and https can be crawled, not file"),
        ("https://", "the host is missing"),
        ("https:///", "the host is missing"),
        ("https://@/news", "the host is missing"),
        ("https://user:secret@gazette.example/", "it carries a user name or password"),
        ("https://gazette.example\\@other.example/", "there is a backslash in the host"),
        ("https://gazette.example:99999/", "the port is out of range"),
        ("https://gazette..example/", "the host name has an empty part"),
        ("https://gazette example/", "the host name holds characters that a host cannot have"),
        ("https://1.2.3.4.5/", "the host looks like an IPv4 address but is none"),
        ("https://[::1/", "the IPv6 address in brackets is not one"),
        (f"https://gazette.example/{'a' * 3000}", "it is 3024 characters long; the limit is 2048"),
    ],
)
def test_what_cannot_be_crawled_is_refused_with_a_reason(url: str, reason: str) -> None:
    with pytest.raises(InvalidURL) as caught:
        canonical_url(url)
    assert caught.value.reason == reason


def test_an_address_that_grows_past_the_limit_by_encoding_is_refused() -> None:
    with pytest.raises(InvalidURL, match="when encoded"):
        canonical_url("https://gazette.example/" + "ü" * 1000)


@pytest.mark.parametrize(
    ("url", "host", "site"),
    [
        ("https://www.gazette.example/a", "www.gazette.example", "gazette.example"),
        ("https://News.BBC.co.uk:443/a", "news.bbc.co.uk", "bbc.co.uk"),
        ("http://mara.blogspot.com:8080/", "mara.blogspot.com:8080", "mara.blogspot.com"),
        ("https://blogspot.com/", "blogspot.com", "blogspot.com"),
        ("http://127.0.0.1:8101/", "127.0.0.1:8101", "127.0.0.1:8101"),
        ("http://0x7f.1/", "127.0.0.1", "127.0.0.1"),
        ("http://[::1]:8101/", "[::1]:8101", "[::1]:8101"),
        ("http://localhost:8101/", "localhost:8101", "localhost:8101"),
        ("http://a.b.nosuchsuffix/", "a.b.nosuchsuffix", "b.nosuchsuffix"),
    ],
)
def test_a_url_belongs_to_a_host_and_a_site(url: str, host: str, site: str) -> None:
    assert (host_of(url), site_of(url)) == (host, site)


def test_sites_are_compared_by_registrable_domain() -> None:
    assert same_site("https://www.bbc.co.uk/a", "http://feeds.bbc.co.uk/b")
    assert not same_site("https://a.blogspot.com/", "https://b.blogspot.com/")
    assert not same_site("https://a.example/", "no url")


@pytest.mark.parametrize(
    ("url", "is_front"),
    [
        ("https://gazette.example", True),
        ("https://gazette.example/?utm_source=x", True),
        ("https://gazette.example/en/", True),
        ("https://gazette.example/pt-br", True),
        ("https://gazette.example/index.html", True),
        ("https://gazette.example/?p=7", False),
        ("https://gazette.example/news/", False),
        ("no url", False),
    ],
)
def test_a_front_page_is_the_root_of_a_host_or_language(url: str, is_front: bool) -> None:
    assert looks_like_front_page(url) is is_front


URLS = st.one_of(
    st.text(max_size=60),
    st.from_regex(r"\s?(https?|ftp):/{0,3}[\w.@:%\[\]\\-]{0,20}[/?#%&=;.\w\\ ]{0,30}", fullmatch=True),
)


@settings(max_examples=300, deadline=None)
@given(url=URLS, base=st.none() | URLS)
def test_any_text_is_either_refused_or_has_one_stable_canonical_form(url: str, base: str | None) -> None:
    try:
        canonical = canonical_url(url, base=base)
    except InvalidURL:
        return
    assert canonical_url(canonical) == canonical
    assert split_url(canonical).netloc == host_of(canonical)
    assert same_site(plausible_canonical(url, canonical), canonical)
    assert site_of(canonical)
