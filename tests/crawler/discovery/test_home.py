"""The feeds and sitemaps that a page announces."""

from __future__ import annotations

import pytest

from crawler.discovery import FoundSeed, find_seeds, well_known_seeds

URL = "https://www.gazette.example/section/"


def seeds(markup: str) -> list[tuple[str, str, str]]:
    """URL, kind and way of finding of each seed of a page."""
    return [(seed.url, seed.kind, seed.how) for seed in find_seeds(markup.encode(), URL)]


def test_announced_feeds_and_sitemaps_are_found_in_order() -> None:
    page = """<html><head>
        <link rel="alternate" type="application/rss+xml" title="All &amp; more" href="/feed">
        <LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' HREF='news.atom'>
        <link rel="alternate" type="application/feed+json" href="//cdn.example/feed.json">
        <link rel="sitemap" type="application/xml" href="/sitemap.xml"></head></html>"""
    assert find_seeds(page.encode(), URL) == (
        FoundSeed("https://www.gazette.example/feed", "feed", "link", "All & more"),
        FoundSeed("https://www.gazette.example/section/news.atom", "feed", "link"),
        FoundSeed("https://cdn.example/feed.json", "feed", "link"),
        FoundSeed("https://www.gazette.example/sitemap.xml", "sitemap", "link"),
    )


def test_other_alternates_are_no_feeds() -> None:
    assert (
        seeds("""<link rel="alternate" hreflang="de" href="/de/">
        <link rel="alternate" type="application/json+oembed" href="/wp-json/oembed/1.0/embed?url=x">
        <link rel="alternate" type="text/xml+oembed" href="/oembed?format=xml">
        <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/7">
        <link rel="amphtml" href="/amp"><link rel="stylesheet" type="text/css" href="/feed.css">""")
        == []
    )


def test_feeds_of_comments_are_left_out_when_there_are_others() -> None:
    comments = (
        '<link rel="alternate" type="application/rss+xml" title="Comments Feed" href="/comments/feed/">'
    )
    articles = '<link rel="alternate" type="application/rss+xml" title="Feed" href="/feed/">'
    assert seeds(comments + articles) == [("https://www.gazette.example/feed/", "feed", "link")]
    assert seeds(comments) == [("https://www.gazette.example/comments/feed/", "feed", "link")]


def test_a_base_element_is_heeded() -> None:
    page = '<base href="https://gazette.example/de/"><link rel="alternate" type="application/rss+xml" href="feed">'
    assert seeds(page) == [("https://gazette.example/de/feed", "feed", "link")]


def test_ordinary_links_to_feeds_of_the_same_site_are_found_last() -> None:
    page = """<a href="/sport/rss.xml">Sport</a> <a href="https://other.example/rss.xml">Friends</a>
        <a href="/feedback">Write to us</a> <a href="/news/feed-prices-rise">Story</a> <a href="/feed">Again</a>
        <a href="/sitemap_news.xml">Map</a> <link rel="alternate" type="application/rss+xml" href="/feed">"""
    assert seeds(page) == [
        ("https://www.gazette.example/feed", "feed", "link"),
        ("https://www.gazette.example/sport/rss.xml", "feed", "anchor"),
        ("https://www.gazette.example/sitemap_news.xml", "sitemap", "anchor"),
    ]


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("feed.xml", "https://www.gazette.example/section/feed.xml"),
        ("/rss/news.xml", "https://www.gazette.example/rss/news.xml"),
        ("/feeds/sport/top.xml", "https://www.gazette.example/feeds/sport/top.xml"),
        ("/rss_politics.xml", "https://www.gazette.example/rss_politics.xml"),
        ("/?feed=rss2", "https://www.gazette.example/?feed=rss2"),
        ("/news?format=feed&amp;type=rss", "https://www.gazette.example/news?format=feed&type=rss"),
        ("feed://www.gazette.example/rss", "http://www.gazette.example/rss"),
        ("/rss-feeds.html", None),
        ("/news/feed-prices.xml.html", None),
        ("/atom-plant-closes", None),
    ],
)
def test_a_link_to_a_feed_is_known_by_its_address(link: str, found: str | None) -> None:
    assert seeds(f'<a href="{link}">Read</a>') == ([(found, "feed", "anchor")] if found else [])


def test_what_cannot_be_fetched_is_no_seed() -> None:
    assert seeds('<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">') == []
    assert seeds("") == []
    assert find_seeds(b"\x00\xff" * 50, URL) == ()


def test_a_link_farm_yields_a_bounded_number() -> None:
    farm = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}/feed">' for n in range(5000))
    assert len(seeds(farm)) == 50


def test_the_usual_places_belong_to_the_same_host() -> None:
    found = [seed.url for seed in well_known_seeds("http://127.0.0.1:8101/some/page?x=1")]
    assert "http://127.0.0.1:8101/feed" in found
    assert "http://127.0.0.1:8101/sitemap.xml" in found
    assert all(url.startswith("http://127.0.0.1:8101/") for url in found)
    assert well_known_seeds("no url") == ()
