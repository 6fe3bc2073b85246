"""Text and dropped lines together account for every sentence that the page's main text could have."""

from __future__ import annotations

import re
import unicodedata

import pytest
import trafilatura

from crawler.errors import ExtractionError
from crawler.extraction import DroppedLine, extract_article
from crawler.extraction.blocks import letters_of
from tests.crawler.extraction.corpus import corpus_pages, needs_corpus

URL = "https://daily.example/a"
_SENTENCES = re.compile(r"(?<=[.!?…。！？।])[\"”’»)\]]*\s+")
#: Of a thousand sentences so many may be missing: labels of two words, text that stands in scripts.
LEAST = 0.999


def test_what_stands_outside_the_main_text_is_listed_in_page_order() -> None:
    page = (
        "<html><body><nav><a href=/>Home</a></nav>"
        "<div class=note><p>Our office is closed on Friday for the fair.</p></div>"
        "<article><h1>A museum opens at Farrow</h1>"
        "<p>The old signal box at Farrow opened as a museum on a wet morning in May, and forty people came.</p>"
        "<p>It holds two levers, one lamp and the visitors' book of a line that closed in 1964.</p>"
        "<p>Volunteers have spent nine years on the roof, which leaked on the levers.</p></article>"
        "<footer><p>Printed and published by the Farrow Company of the High Street.</p></footer></body></html>"
    )
    assert extract_article(page.encode(), URL).dropped == (
        DroppedLine("Our office is closed on Friday for the fair.", "outside the main text"),
        DroppedLine("A museum opens at Farrow", "rule: headline repeated"),
        DroppedLine(
            "Printed and published by the Farrow Company of the High Street.", "outside the main text"
        ),
    )


def test_comments_in_a_footer_and_templates_that_scripts_show_are_listed_too() -> None:
    page = (
        "<html><body><article><h1>A museum opens at Farrow</h1>"
        "<p>The old signal box at Farrow opened as a museum on a wet morning in May, and forty people came.</p>"
        "<template><div><p>What is your post code?</p></div></template>"
        "<p>It holds two levers, one lamp and the visitors' book of a line that closed in 1964, when the last "
        "train took the porter, his cat and a crate of hens to the coast.</p>"
        "<p>Volunteers have spent nine years on the roof, which leaked on the levers.</p></article>"
        "<div class=footer-hook><ul><li>What a lovely box it is 🙂</li></ul><ul><li>Help</li></ul></div></body></html>"
    )
    assert extract_article(page.encode(), URL).dropped == (
        DroppedLine("A museum opens at Farrow", "rule: headline repeated"),
        DroppedLine("What is your post code?", "outside the main text"),
        DroppedLine("What a lovely box it is 🙂", "outside the main text"),
    )


@pytest.mark.shared
@needs_corpus
def test_every_sentence_that_the_extractor_finds_is_accounted_for(
    every: int,
) -> None:
    missing: list[str] = []
    count = 0
    for name, url, page in corpus_pages(every=every):
        try:
            article = extract_article(page, url)
        except ExtractionError:
            continue
        lines = "\n".join([article.text, *(line.text for line in article.dropped)])
        # trafilatura writes composed letters, whatever the page has.
        letters = letters_of(unicodedata.normalize("NFC", lines))
        found = trafilatura.extract(page, url=url) or ""
        keys = [letters_of(text) for line in found.split("\n") for text in _SENTENCES.split(line)]
        count += len(keys)
        missing += [f"{name}: {key[:60]}" for key in keys if key not in letters]
    print(f"accounted for: {count - len(missing)}/{count} sentences; {missing[:5]}")
    assert count - len(missing) >= LEAST * count
