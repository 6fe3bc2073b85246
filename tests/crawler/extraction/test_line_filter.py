"""The learned line filter: what its trees say, when it is not trusted, and how the dial turns."""

from __future__ import annotations

import json
import math
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from crawler.extraction import extract_article
from crawler.extraction.article import read_lines
from crawler.extraction.guidance import STRICTNESS
from crawler.extraction.line_filter import line_filter_version
from crawler.extraction.line_filter.features import FEATURES, features_of
from crawler.extraction.line_filter.filter import LARGEST_SHARE, apply_model, unwanted
from crawler.extraction.line_filter.model import MODEL_FILE, Model, UnfitModel, packaged_model, read_model
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.reading import Reading
from crawler.settings import CrawlerSettings
from tests.crawler.extraction.chance import chance_page
from tests.crawler.extraction.seeds import SeedPage

URL = "https://daily.example/ferry"
TITLE = "Ferry to Holm Island every hour"
STORY = [
    "The ferry to Holm Island will sail every hour from April, the harbour office said on Monday.",
    "Until now the boat has left three times a day, and not at all when the wind came from the north.",
    "The office has bought a second boat, older than the first, which can turn on the spot in the harbour.",
    "Islanders had asked for it since the winter in which the post did not come for eleven days.",
]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in STORY)
PAGE = (
    f"<html><head><title>{TITLE}</title></head><body><main><h1>{TITLE}</h1>{PARAGRAPHS}</main></body></html>"
).encode()


def lines_of(*word_counts: int) -> list[Line]:
    """Lines of so many words each."""
    return [Line(" ".join(["word"] * count)) for count in word_counts]


def on(feature: str, limit: float, below: float, above: float) -> Model:
    """A model of one tree that looks at one feature."""
    return Model(((FEATURES.index(feature), limit, below, above),))


def test_the_leaves_that_a_row_falls_into_add_up() -> None:
    model = Model(((0, 2.5, -1.0, (1, 0.0, 0.5, 2.0)), 0.25))
    rows = [(2.5, 0.0), (3.0, 0.0), (3.0, 0.1)]
    sums = [-0.75, 0.75, 2.25]
    assert [model.probability(row) for row in rows] == [1 / (1 + math.exp(-total)) for total in sums]


def test_a_model_is_read_from_lists_of_numbers() -> None:
    text = json.dumps({"features": FEATURES, "trees": [[3, 0.5, -1, [0, 2, 0.5, 1]], -0.25]})
    assert read_model(text) == Model(((3, 0.5, -1.0, (0, 2.0, 0.5, 1.0)), -0.25))


def test_a_model_of_other_features_is_refused_with_the_command_that_mends_it() -> None:
    with pytest.raises(UnfitModel, match="make train-extraction"):
        read_model(json.dumps({"features": ["words", "weather"], "trees": []}))


def test_the_packaged_model_is_small_and_fits_the_features() -> None:
    content = files("crawler.extraction.line_filter").joinpath(MODEL_FILE).read_bytes()
    assert len(content) <= 200_000
    assert read_model(content.decode()) == packaged_model()


def test_the_method_of_an_article_names_the_model() -> None:
    assert line_filter_version() in extract_article(PAGE, URL).method


def test_every_line_gets_a_number_for_every_feature() -> None:
    reading = read_lines(PAGE, URL)
    rows = features_of(reading)
    assert [len(row) for row in rows] == [len(FEATURES)] * len(reading.lines)
    assert all(math.isfinite(value) for row in rows for value in row)


def test_a_line_that_stands_nowhere_on_the_page_has_features_as_well() -> None:
    reading = Reading(URL, blocks=(), lines=lines_of(12, 9))
    assert [len(row) for row in features_of(reading)] == [len(FEATURES)] * 2


def test_a_left_out_line_names_its_score() -> None:
    reading = Reading(URL, blocks=(), lines=lines_of(40, 2, 40))
    apply_model(reading, 0.3, on("words", 2.0, below=-2.0, above=2.0))
    assert [line.reason for line in reading.lines] == [None, "model: score 0.12", None]


def test_lines_that_a_rule_took_keep_their_reason() -> None:
    reading = Reading(URL, blocks=(), lines=lines_of(40, 2))
    reading.lines[1].reason = "rule: advertisement label"
    apply_model(reading, 0.3, on("words", 2.0, below=-2.0, above=2.0))
    assert [line.reason for line in reading.lines] == [None, "rule: advertisement label"]


def test_a_model_that_would_take_most_of_a_story_takes_nothing() -> None:
    reading = Reading(URL, blocks=(), lines=lines_of(20, 20, 2, 20))
    apply_model(reading, 0.3, Model((-3.0,)))
    assert [line.reason for line in reading.lines] == [None] * 4


def test_strictness_zero_switches_the_filter_off() -> None:
    reading = Reading(URL, blocks=(), lines=lines_of(40, 2))
    apply_model(reading, 0, Model((-9.0,)))
    assert reading.kept == reading.lines


judged_lines = st.lists(st.tuples(st.integers(0, 60), st.floats(0, 1)), max_size=12).map(
    lambda pairs: [(line, p) for (_, p), line in zip(pairs, lines_of(*(n for n, _ in pairs)), strict=True)]
)


@given(judged_lines, st.floats(0, 1), st.floats(0, 1))
def test_a_stricter_dial_never_keeps_more(judged: list[tuple[Line, float]], one: float, other: float) -> None:
    milder, stricter = sorted((one, other))
    left_out = {id(line) for line, _ in unwanted(judged, stricter)}
    assert {id(line) for line, _ in unwanted(judged, milder)} <= left_out


@given(judged_lines, st.floats(0, 1))
def test_a_story_keeps_most_of_its_words_at_any_strictness(
    judged: list[tuple[Line, float]], strictness: float
) -> None:
    words = sum(line.words for line, _ in judged)
    assert sum(line.words for line, _ in unwanted(judged, strictness)) <= LARGEST_SHARE * words


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_the_same_page_always_reads_the_same(number: int) -> None:
    seed = SeedPage(
        above=[], headline=TITLE, standfirst="", byline=[], caption=[], story=STORY, below=["Menu"]
    )
    page = chance_page(seed, number).encode()
    assert extract_article(page, URL) == extract_article(page, URL)


def test_text_and_left_out_lines_are_the_lines_that_were_found() -> None:
    strict, off = (extract_article(PAGE, URL, strictness=strictness) for strictness in (1, 0))
    found = sorted([*strict.text.split("\n\n"), *(line.text for line in strict.dropped)])
    assert found == sorted([*off.text.split("\n\n"), *(line.text for line in off.dropped)])


def test_the_setting_is_a_probability_and_starts_at_the_measured_one() -> None:
    assert CrawlerSettings().extraction_strictness == STRICTNESS
    with pytest.raises(ValidationError):
        CrawlerSettings(extraction_strictness=1.5)


@pytest.mark.parametrize(
    "line",
    [Line("No ferry today", kind=LineKind.quote), Line("ferry.sail()", kind=LineKind.code), Line("* * *")],
)
def test_quotations_code_and_section_marks_are_not_judged(line: Line) -> None:
    assert unwanted([*((each, 0.9) for each in lines_of(40, 40)), (line, 0.01)], 0.3) == []
