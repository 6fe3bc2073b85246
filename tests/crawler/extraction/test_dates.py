"""Dates as people write them, and which of a page's dates is believed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from crawler.extraction import extract_article
from crawler.extraction.metadata.date_text import names_a_day, read_date_text
from crawler.extraction.metadata.zones import as_written, home_zone
from crawler.extraction.rules.dates import is_date_line

BODY = "<p>The old signal box at Farrow opened as a museum on a wet morning.</p>" * 4


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("PUBLISHED ON JUN 23, 2026 07:14 PM IST", "2026-06-23T13:44", "minute"),
        ("18.11.2026, 09:14 Uhr", "2026-11-18T09:14", "minute"),
        ("Veröffentlicht am 13. Mai 2026 um 15:44", "2026-05-13T15:44", "minute"),
        ("2026年11月18日(水) 9時14分", "2026-11-18T09:14", "minute"),
        ("2026年11月18日 午後3時05分", "2026-11-18T15:05", "minute"),
        ("18 नवंबर 2026, 09:14 AM IST", "2026-11-18T03:44", "minute"),
        ("बुधवार, 18 नवम्बर 2026 को 09:14 बजे", "2026-11-18T09:14", "minute"),
        ("१८ नवंबर २०२६", "2026-11-18T00:00", "day"),
        ("Publié le 18 novembre 2026 à 9h14", "2026-11-18T09:14", "minute"),
        ("18 de noviembre de 2026 09:14", "2026-11-18T09:14", "minute"),
        ("Nov 18, 2026, 9.14am GMT", "2026-11-18T09:14", "minute"),
        ("Updated 9:14 AM EST, Wed November 18, 2026", "2026-11-18T14:14", "minute"),
        ("Published Nov. 15, 2026 at 5:30 a.m. PST", "2026-11-15T13:30", "minute"),
        ("18/11/2026", "2026-11-18T00:00", "day"),
        ("11/18/2026", "2026-11-18T00:00", "day"),
        ("2026.11.18 09:14", "2026-11-18T09:14", "minute"),
        ("2026. 11. 18. 오전 9:14", "2026-11-18T09:14", "minute"),
        ("2026. november 18. 9:14", "2026-11-18T09:14", "minute"),
        ("18 tháng 11, 2026, 09:14", "2026-11-18T09:14", "minute"),
        ("18 พ.ย. 2569 09:14", "2026-11-18T09:14", "minute"),
        ("18 Νοεμβρίου 2026, 09:14", "2026-11-18T09:14", "minute"),
        ("18 ноември 2026", "2026-11-18T00:00", "day"),
        ("18 noiembrie 2026", "2026-11-18T00:00", "day"),
        ("18 d'octubre de 2026", "2026-10-18T00:00", "day"),
        ("18 בנובמבר 2026", "2026-11-18T00:00", "day"),
        ("١٨ نوفمبر ٢٠٢٦", "2026-11-18T00:00", "day"),
        ("18 تشرين الثاني 2026", "2026-11-18T00:00", "day"),
        ("18 নভেম্বর ২০২৬", "2026-11-18T00:00", "day"),
    ],
)
def test_a_date_line_is_read(text: str, at: str, precision: str) -> None:
    found = read_date_text(text)
    assert found is not None
    assert (found.at.astimezone(UTC).isoformat(timespec="minutes"), found.precision) == (
        f"{at}+00:00",
        precision,
    )


@pytest.mark.parametrize(
    "text",
    [
        "May 5",
        "9:14 PM",
        "31 February 2026",
        "On 18 November 2026 the council of the harbour town decided after a long debate to open the old lock again.",
    ],
)
def test_other_lines_have_no_date(text: str) -> None:
    assert read_date_text(text) is None


@pytest.mark.parametrize(
    ("text", "month"),
    [("3/4/2026", 3), ("03-04-2026", 3), ("25/4/2026", 4), ("3.4.2026", 4), ("3 April 2026", 4)],
)
def test_a_page_that_writes_the_month_first_does_so_with_strokes(text: str, month: int) -> None:
    found = read_date_text(text, month_first=True)
    assert found is not None
    assert found.at.month == month


def test_a_time_without_a_zone_is_local_to_the_page() -> None:
    found = read_date_text("18.11.2026, 09:14 Uhr", ZoneInfo("Europe/Berlin"))
    assert found is not None
    assert found.at == datetime(2026, 11, 18, 8, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "zone"),
    [("de", "Europe/Berlin"), ("en-IN", "Asia/Kolkata"), ("hi_IN", "Asia/Kolkata"), ("ja", "Asia/Tokyo")],
)
def test_a_language_tag_tells_the_zone(tag: str, zone: str) -> None:
    assert home_zone(tag) == ZoneInfo(zone)


@pytest.mark.parametrize("tag", [None, "en", "pt", "xx-YY"])
def test_a_tag_of_many_zones_means_utc(tag: str | None) -> None:
    assert home_zone(tag) == UTC


@pytest.mark.parametrize(
    ("zone", "day"), [("+05:30", 18), ("Asia/Tokyo", 18), ("-08:00", 17), (None, 17), ("+00:00", 17)]
)
def test_a_day_is_the_outlets_own(zone: str | None, day: int) -> None:
    assert as_written(datetime(2026, 11, 17, 19, 44, tzinfo=UTC), zone).date() == date(2026, 11, day)


@pytest.mark.parametrize(
    "text",
    [
        "Last Updated:",
        "First Published: 18 November, 2026 09:14 IST",
        "Updated 3 hours ago",
        "5 min read",
        "Lesedauer: 2 Minuten",
        "2026年11月18日 9時14分（最終更新 2026年11月18日 13時2分）",
        "अपडेटेड: 18 नवंबर 2026, 09:14 AM IST",
        "18.11.2026, 09:14 Uhr",
    ],
)
def test_a_line_that_only_says_when_is_a_date_line(text: str) -> None:
    assert is_date_line(text)


@pytest.mark.parametrize(
    "text", ["2026", "March of the bakers", "18 mills reopen", "Ende einer Dienstfahrt", "May"]
)
def test_a_line_that_says_more_is_none(text: str) -> None:
    assert not is_date_line(text)


def test_months_and_days_are_no_names() -> None:
    assert names_a_day("November")
    assert names_a_day("Sat 18")
    assert not names_a_day("April Harbour")


def page(head: str = "", body: str = BODY) -> bytes:
    title = "<title>A museum opens at Farrow</title>"
    return f"<html lang=en><head>{title}{head}</head><body>{body}</body></html>".encode()


def dates(
    html: bytes, url: str = "https://daily.example/a", now: datetime | None = None
) -> tuple[object, ...]:
    article = extract_article(html, url, now=now)
    at = article.published_at.isoformat() if article.published_at else None
    return at, article.date_precision, article.date_from


JSON_LD = (
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"A museum opens at Farrow",'
    '"datePublished":"%s"}</script>'
)
META = '<meta property="article:published_time" content="2026-11-17T10:00:00Z">'


def test_json_ld_is_believed_before_meta_tags() -> None:
    head = META + JSON_LD % "2026-11-18T09:14:30+05:30"
    assert dates(page(head)) == ("2026-11-18T09:14:30+05:30", "second", "json-ld")


def test_meta_tags_are_believed_before_the_page() -> None:
    assert dates(page(META, "<h1>A museum opens at Farrow</h1><p>18 Nov 2026</p>" + BODY)) == (
        "2026-11-17T10:00:00+00:00",
        "second",
        "meta",
    )


def test_a_time_element_near_the_headline_counts() -> None:
    body = "<h1>A museum opens at Farrow</h1><div><time datetime='2026-11-18T09:14+01:00'>today</time></div>"
    assert dates(page(body=body + BODY)) == ("2026-11-18T09:14:00+01:00", "minute", "time")


def test_a_line_that_says_published_goes_before_one_that_says_updated() -> None:
    body = "<h1>A museum opens at Farrow</h1><p>Updated: 19 Nov 2026</p><p>Published: 18 Nov 2026</p>"
    assert dates(page(body=body + BODY)) == ("2026-11-18T00:00:00+00:00", "day", "text")


def test_the_address_is_a_last_but_one_resort() -> None:
    url = "https://daily.example/2026/11/18/museum-opens"
    assert dates(page(), url) == ("2026-11-18T00:00:00+00:00", "day", "url")


@pytest.mark.parametrize(
    "path", ["2026-11-18-museum", "20261118/museum", "museum/18-11-2026", "a/2026/11/18"]
)
def test_addresses_write_days_in_several_ways(path: str) -> None:
    assert dates(page(), f"https://daily.example/{path}") == ("2026-11-18T00:00:00+00:00", "day", "url")


def test_of_the_dates_on_a_page_the_one_of_its_address_is_its_own() -> None:
    body = (
        "<h1>A museum opens at Farrow</h1><p><time datetime='2022-02-11'>11 February 2022</time></p>" + BODY
    )
    assert dates(page(body=body), "https://daily.example/2026/11/18/museum-opens") == (
        "2026-11-18T00:00:00+00:00",
        "day",
        "url",
    )


def test_a_page_without_a_date_has_none() -> None:
    assert dates(page()) == (None, None, None)


def test_a_date_before_the_web_is_not_believed() -> None:
    assert dates(page(JSON_LD % "1970-01-01T00:00:00Z")) == (None, None, None)


def test_a_date_that_is_still_to_come_is_not_believed() -> None:
    assert dates(page(META.replace("2026", "2999"))) == (None, None, None)


def test_a_date_in_the_future_is_not_believed_when_now_is_known() -> None:
    now = datetime(2026, 11, 18, tzinfo=UTC)
    assert dates(page(META + JSON_LD % "2027-03-01T00:00:00Z"), now=now) == (
        "2026-11-17T10:00:00+00:00",
        "second",
        "meta",
    )


def test_a_modification_before_the_publication_is_not_believed() -> None:
    head = META + '<meta property="article:modified_time" content="2020-01-01T00:00:00Z">'
    assert extract_article(page(head), "https://daily.example/a").modified_at is None


@pytest.mark.parametrize(
    ("tag", "line", "day"),
    [
        ("en-US", "Published 3/4/2026", date(2026, 3, 4)),
        ("en-GB", "Published 3/4/2026", date(2026, 4, 3)),
        # The day-first reading would lie in the future.
        ("en", "Published 3/12/2026", date(2026, 3, 12)),
    ],
)
def test_a_date_of_two_readings_is_the_outlets_or_the_possible_one(tag: str, line: str, day: date) -> None:
    text = page(body=f"<h1>A museum opens at Farrow</h1><p>{line}</p>{BODY}").replace(
        b"lang=en", f"lang={tag}".encode()
    )
    article = extract_article(text, "https://daily.example/a", now=datetime(2026, 11, 20, tzinfo=UTC))
    assert article.published_at is not None
    assert article.published_at.date() == day
