"""Hostile, broken and empty pages end in an article or a named failure, and never in anything else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.errors import ExtractionError, ExtractionFailed, NoArticle
from crawler.extraction import ExtractedArticle, extract_article
from crawler.extraction.tree import MAX_ELEMENTS, MAX_PAGE_BYTES

URL = "https://daily.example/a"
SUITES = Path(__file__).parents[4] / "shared" / "suites"
SENTENCE = "<p>The old signal box at Farrow opened as a museum on a wet morning in May.</p>"
PAGE = (
    "<html><head><title>A museum opens at Farrow</title></head><body>"
    f"<h1>A museum opens at Farrow</h1>{SENTENCE * 4}"
)


def read(page: bytes) -> ExtractedArticle | ExtractionError:
    try:
        return extract_article(page, URL)
    except ExtractionError as error:
        return error


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"", "the page is empty"),
        (b"%PDF-1.7 and so on", "the page is a PDF, not HTML"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "the page is a PNG image, not HTML"),
        (b"a" * (MAX_PAGE_BYTES + 1), "the page has 10,485,761 bytes, the limit is 10,485,760"),
        (b"<p>x</p>" * (MAX_ELEMENTS + 1), "the page has more than 40,000 elements"),
    ],
    ids=["empty", "pdf", "png", "bytes", "elements"],
)
def test_what_cannot_be_read_is_a_named_failure(page: bytes, reason: str) -> None:
    with pytest.raises(ExtractionFailed) as caught:
        extract_article(page, URL)
    assert (caught.value.url, caught.value.reason) == (URL, reason)


@pytest.mark.parametrize(
    "page",
    [
        b"<html></html>",
        b"<html><body><script>var a = 1;</script></body></html>",
        b"just a word",
        os.urandom(2000),
    ],
    ids=["no body", "only scripts", "a word", "noise"],
)
def test_pages_without_text_are_no_articles(page: bytes) -> None:
    assert isinstance(read(page), NoArticle | ExtractionFailed)


@pytest.mark.parametrize(
    "noise",
    [
        "<table><tr><td>" * 20_000,
        "<b>" * 50_000,
        '<script type="application/ld+json">' + "[" * 50_000 + "</script>",
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": [[[]]], "headline": {}}</script>',
        f'<p class="{"a " * 500_000}">attribute</p>',
        "<p>" + "( " * 50_000 + "</p>",
        "<p>" + "[" * 200_000 + "</p>",
        "<meta name=author content='" + "x" * 100_000 + "'>",
        "\ud800\x00\x0b",
    ],
    ids=[
        "tables",
        "bold",
        "nested json",
        "odd json",
        "attribute",
        "brackets",
        "square",
        "author",
        "characters",
    ],
)
def test_noise_on_a_page_does_not_hide_its_article(noise: str) -> None:
    page = PAGE.replace("</h1>", f"</h1>{noise}", 1) if "script" in noise else PAGE + noise
    article = read(page.encode("utf-8", "surrogatepass"))
    assert isinstance(article, ExtractedArticle)
    assert article.title == "A museum opens at Farrow"


def test_the_same_bytes_give_the_same_article_in_any_process() -> None:
    program = (
        "import sys; from crawler.extraction import extract_article;"
        f"print(ascii(extract_article(sys.stdin.buffer.read(), {URL!r})))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=PAGE.encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert outputs == {ascii(extract_article(PAGE.encode(), URL)).encode() + b"\n"}


def cases(suite: str) -> list[dict[str, object]]:
    file = SUITES / suite / "cases.jsonl"
    return (
        [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    )


needs_suites = pytest.mark.skipif(
    not SUITES.is_dir(), reason=f"the shared suites are not beside the project ({SUITES})"
)


@pytest.mark.shared
@pytest.mark.slow
@needs_suites
def test_broken_html_never_raises_anything_else() -> None:
    for case in cases("html-broken")[::5]:
        read(str(case["html"]).encode("utf-8", "surrogatepass"))


@pytest.mark.shared
@pytest.mark.slow
@needs_suites
def test_json_ld_of_real_pages_never_hides_the_article() -> None:
    hidden = []
    for case in cases("jsonld-real")[::5]:
        if "block" not in case:
            continue
        head = f'<script type="application/ld+json">{case["block"]}</script></head>'
        found = read(PAGE.replace("</head>", head).encode("utf-8", "surrogatepass"))
        if not isinstance(found, ExtractedArticle):
            hidden.append((case["id"], str(found)))
    assert hidden == []
