"""Which part of a page is the story: in streams of articles, beside other prose, and in many sections."""

from __future__ import annotations

from crawler.extraction import ExtractedArticle, extract_article
from crawler.extraction.main_text import main_lines
from crawler.extraction.tree import parse_page

FIRST = "The last wooden swing bridge on the Tarn was turned by hand on Monday, for the first time in eleven years."
SECOND = "Four people pushed the capstan for twenty minutes while a barge with gravel waited below the lock."
THIRD = "The motor that had done the work since 2015 is in repair, and its spare parts come from one old workshop."
STORY = [FIRST, SECOND, THIRD]
OTHERS = [
    "A baker in Low Street sells bread from a window at night, and the queue is longest at four in the morning.",
    "Nobody knows who first put the lamp there, said the owner, but the taxi drivers have paid for its oil since.",
    "The council will decide in March whether a shop may be a window, and what the rules on noise say about bread.",
]


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(body: str, url: str = "https://daily.example/swing-bridge") -> ExtractedArticle:
    """The article of a page with this body."""
    head = "<head><title>Bridge turned by hand</title></head>"
    return extract_article(f"<html>{head}<body>{body}</body></html>".encode(), url)


def lines(article: ExtractedArticle) -> list[str]:
    return article.text.replace("\n- ", "\n\n- ").split("\n\n")


def stream(*articles: str) -> str:
    """Articles one below the other, as pages show them that never end."""
    return f'<div class="article-body">{"".join(f"<article>{each}</article>" for each in articles)}</div>'


def test_the_next_story_of_a_stream_is_left_out_and_says_why() -> None:
    own = f"<h1>Bridge turned by hand</h1>{paragraphs(STORY)}"
    article = read(stream(own, f"<h1>Bread from a window</h1>{paragraphs(OTHERS)}"))
    assert lines(article) == STORY
    assert {line.reason for line in article.dropped if line.text in OTHERS} == {"rule: another article"}


def test_a_second_headline_like_the_first_begins_another_story() -> None:
    def story(title: str, texts: list[str]) -> str:
        return (
            f'<div class="top"><h1 class="hl">{title}</h1></div><div class="text">{paragraphs(texts)}</div>'
        )

    body = f"<main>{story('Bridge turned by hand', STORY)}{story('Bread from a window', OTHERS)}</main>"
    assert lines(read(body)) == STORY


def test_subheads_of_the_same_rank_as_the_headline_begin_no_other_story() -> None:
    body = (
        f'<main><div class="text"><h1 class="hl">Bridge turned by hand</h1>{paragraphs(STORY)}'
        f'<h1 class="hl">What else is old</h1>{paragraphs(OTHERS)}</div></main>'
    )
    assert lines(read(body)) == [*STORY, "What else is old", *OTHERS]


def test_the_entries_of_a_live_page_are_one_story() -> None:
    entries = [f"<h3>{hour} o'clock</h3><p>{text}</p>" for hour, text in enumerate(OTHERS, start=8)]
    body = stream(f"<h1>Bridge turned by hand</h1>{paragraphs(STORY)}", *entries)
    text = read(body, "https://daily.example/live/swing-bridge").text
    assert [entry for entry in OTHERS if entry not in text] == []


def test_prose_elsewhere_does_not_hide_the_story_below_the_headline() -> None:
    about_files = [
        "A small file is kept by your browser when you come, and it tells us whether you have been here before.",
        "Some of these files are set by us and last for a day, others by partners, who may keep them for a year.",
        "You may refuse any of them, but the page will then forget your choice of town and of letter size each time.",
        "Files that count how many people read a story hold no name, and nobody looks at a single reader's list.",
        "A file may also be set by a film that is shown on the page, and then the owner of the film can read it.",
    ]
    longer = [
        *STORY,
        "It closed again at noon, and the barge went on to the weir at the mill, where it is expected.",
    ]
    article = read(
        f'<div class="page"><article><h1>Bridge turned by hand</h1><div class="c-1">{paragraphs(longer)}</div>'
        f'</article></div><div class="main-content article-body" id="layer">{paragraphs(about_files * 2)}</div>'
    )
    assert lines(article) == longer


def test_lists_and_subheads_of_a_story_in_sections_are_won_back() -> None:
    def section(title: str, text: str, items: list[str]) -> str:
        listed = "".join(f"<li>{item}</li>" for item in items)
        inside = f"<h2>{title}</h2><p>{text}</p><ul>{listed}</ul><p>Of {title.lower()}, too: {text}</p>"
        return f'<section><div class="rich">{inside}</div></section>'

    body = "<article><h1>Bridge turned by hand</h1>" + "".join(
        section(title, text, [f"a capstan of {title.lower()}", f"two oars of {title.lower()}"])
        for title, text in zip(["Oak", "Iron", "Rope"], STORY, strict=True)
    )
    text = read(body + "</article>").text
    assert [
        word
        for word in ("Oak", "- a capstan of oak", "Iron", "- two oars of iron", "Rope")
        if word not in text
    ] == []


def test_a_page_wrapped_in_a_form_keeps_its_text() -> None:
    body = f"<form action='/post'><div><h1>Bridge turned by hand</h1>{paragraphs(STORY)}</div></form>"
    assert lines(read(body)) == STORY


def test_the_slides_of_a_list_belong_to_its_introduction() -> None:
    sentences = [f"{each} {other}" for each in STORY for other in OTHERS]
    slides = "".join(
        f'<section class="slide"><div class="media"></div><div class="text"><h2>Bridge {number}</h2>'
        f'<p class="body">{text}</p></div></section>'
        for number, text in enumerate(sentences, start=1)
    )
    article = read(
        f'<main><h1>Bridge turned by hand</h1><div class="list"><div class="intro">{story_paragraphs()}</div>'
        f"{slides}</div></main>"
    )
    assert [text for text in (*STORY, *sentences) if text not in article.text] == []


def story_paragraphs() -> str:
    """The story's paragraphs, of the class that all text of the page has."""
    return "".join(f'<p class="body">{text}</p>' for text in STORY)


def test_a_template_is_no_text_of_the_page_whichever_way_it_is_read() -> None:
    template = f"<template><article>{paragraphs(OTHERS)}</article></template>"
    page = f"<html><body><article>{paragraphs(STORY)}{template}</article></body></html>"
    # Prose that the fast path does not bring sends the page the slow way.
    for prose in (STORY, [*STORY, "word " * 1_000]):
        assert [line.text for line in main_lines(parse_page(page), prose=prose)] == STORY
