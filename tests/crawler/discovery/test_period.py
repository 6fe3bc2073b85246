"""What of feeds and sitemaps belongs to a stretch of the past, by their dates and by their addresses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.discovery import FoundLink, FoundSitemap
from crawler.discovery.address_date import article_span, sitemap_spans
from crawler.discovery.period import Period

MAY = Period(datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 31, 23, 59, 59, tzinfo=UTC))


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/2024/05/17/bridge", day(2024, 5, 17)),
        ("/2024/5/7/bridge", day(2024, 5, 7)),
        ("/news/2024-05-17/bridge", day(2024, 5, 17)),
        ("/world/bridge-is-closed-2024-05-17/", day(2024, 5, 17)),
        ("/uk-news/2024/may/17/bridge", day(2024, 5, 17)),
        ("/20240517-bridge.html", day(2024, 5, 17)),
        ("/202405/17/bridge", day(2024, 5, 17)),
        ("/2024/05/bridge", day(2024, 5, 1)),
        ("/2024/13/45/bridge", None),
        ("/2024/02/31/bridge", day(2024, 2, 1)),
        ("/world-cup-2026", None),
        ("/news/120240517", None),
        ("/bridge", None),
    ],
)
def test_the_address_of_an_article_may_tell_its_day(path: str, first: datetime | None):
    span = article_span(f"https://2023-01-01.example{path}")
    assert (span.first if span else None) == first


def test_the_addresses_of_sitemaps_tell_days_months_and_years():
    urls = [
        "/sitemap-2024.xml",
        "/2024-05.xml",
        "/s/202405.xml.gz",
        "/map?yyyy=2024&mm=05&dd=17",
        "/d/2024/05/17.xml",
    ]
    spans = sitemap_spans(f"https://a.example{url}" for url in urls)
    assert [(span.first, span.length.days) for span in spans.values()] == [
        (day(2024, 1, 1), 366),
        (day(2024, 5, 1), 31),
        (day(2024, 5, 1), 31),
        (day(2024, 5, 17), 1),
        (day(2024, 5, 17), 1),
    ]


def test_numbered_sitemaps_tell_no_years_and_weeks_no_months():
    numbered = sitemap_spans(f"https://a.example/sitemap-{number}.xml" for number in (7, 1999, 2024))
    weeks = sitemap_spans(f"https://a.example/sitemap-2024-{week:02}.xml" for week in (5, 18, 52))
    assert numbered == {}
    assert {span.length.days for span in weeks.values()} == {366}


@pytest.mark.parametrize(
    ("link", "is_within"),
    [
        (FoundLink("https://a.example/x", published_at=day(2024, 5, 17)), True),
        (FoundLink("https://a.example/x", published_at=day(2024, 4, 30)), False),
        (FoundLink("https://a.example/2024/04/30/x", published_at=day(2024, 5, 1)), True),
        (FoundLink("https://a.example/2024/05/31/x", modified_at=day(2026, 1, 1)), True),
        (FoundLink("https://a.example/2024/06/01/x", modified_at=day(2024, 5, 17)), False),
        (FoundLink("https://a.example/2024/05/x"), True),
        (FoundLink("https://a.example/x", modified_at=day(2024, 5, 17)), True),
        (FoundLink("https://a.example/x", modified_at=day(2024, 6, 17)), False),
        (FoundLink("https://a.example/x"), True),
    ],
)
def test_an_entry_is_of_a_time_by_its_date_its_address_or_its_last_change(link: FoundLink, is_within: bool):
    assert MAY.holds(link) is is_within


def test_sitemaps_that_cannot_hold_the_time_are_passed_over_and_the_newest_come_first():
    named = {"2024-04": None, "2024-05": None, "2024-06": None, "2024-07": None, "2023-12": None}
    index = [FoundSitemap(f"https://a.example/{name}.xml", moment) for name, moment in named.items()]
    index += [
        FoundSitemap("https://a.example/changed-before.xml", day(2024, 4, 1)),
        FoundSitemap("https://a.example/changed-since.xml", day(2026, 1, 1)),
        FoundSitemap("https://a.example/tells-nothing.xml"),
    ]
    names = [one.url.removeprefix("https://a.example/") for one in MAY.worthwhile(index)]
    # A month of the outlet's calendar begins up to a day before or after ours.
    assert names == [
        "changed-since.xml",
        "2024-06.xml",
        "2024-05.xml",
        "2024-04.xml",
        "tells-nothing.xml",
    ]
    assert names != []


def test_a_page_of_a_feed_is_the_last_when_all_of_it_is_older():
    old, late = FoundLink("x", published_at=day(2024, 4, 1)), FoundLink("y", published_at=day(2024, 5, 2))
    assert [MAY.is_over(links) for links in ([old], [old, late], [FoundLink("z")], [])] == [
        True,
        False,
        False,
        False,
    ]
