"""Live blogs: every entry is in the text, and has its own time and headline, in whatever elements it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawler.extraction import ExtractedArticle, LiveEntry, extract_article

#: Time, headline and words of each entry, the newest first.
ENTRIES = (
    (
        "16:40",
        "Ferries stop for the night",
        "The last ferry of the evening turned back outside the breakwater.",
    ),
    (
        "15:10",
        "Power back in Skarn",
        "About nine hundred houses in Skarn have electricity again since three.",
    ),
    (
        "14:05",
        "Gust of 41 metres measured",
        "The station on Gull Head measured the strongest gust in eleven years.",
    ),
    ("13:20", "School stays shut", "The school on the outer island stays shut, and exercises come by post."),
    (
        "12:02",
        "First trees fall",
        "Two limes fell across the market street at noon, and nobody was under them.",
    ),
)
OLDEST_FIRST = ENTRIES[::-1]
MORE = "The harbour office says that it will tell more within the hour, and asks for patience."
LEAD = "A storm from the north-west has reached the outer islands, and we tell here what it does to them."
ASIDE = "".join(
    f'<li><time datetime="2026-11-17T0{hour}:00:00Z">0{hour}:00</time> '
    f'<a href="/n/{hour}">Yesterday, hour {hour}</a></li>'
    for hour in range(6)
)

Entry = Callable[[str, str, str], str]


def time_of(clock: str) -> str:
    return f'<time datetime="2026-11-18T{clock}:00Z">{clock}</time>'


#: Each way to write an entry, and what stands around all of them.
MAKES: dict[str, tuple[str, Entry]] = {
    "li with div": ("ol", lambda at, title, text: f"<li>{time_of(at)}<h3>{title}</h3><div>{text}</div></li>"),
    "li with p": ("ul", lambda at, title, text: f"<li>{time_of(at)}<h3>{title}</h3><p>{text}</p></li>"),
    "li with bare text": ("ul", lambda at, title, text: f"<li><h3>{title}</h3>{time_of(at)} {text}</li>"),
    "li with a span for time": (
        "ul",
        lambda at, title, text: f"<li><h3>{title}</h3><span class=time>{at}</span><br>{text}</li>",
    ),
    "article": (
        "div",
        lambda at, title, text: f"<article>{time_of(at)}<h3>{title}</h3><p>{text}</p></article>",
    ),
    "article with div": (
        "div",
        lambda at, title, text: (
            f"<article class=post>{time_of(at)}<h2>{title}</h2><div>{text}</div></article>"
        ),
    ),
    "section": (
        "div",
        lambda at, title, text: (
            f"<section><header>{time_of(at)}<h3>{title}</h3></header><p>{text}</p></section>"
        ),
    ),
    "div": (
        "div",
        lambda at, title, text: f"<div class=update><span>{at}</span><h3>{title}</h3><div>{text}</div></div>",
    ),
    "dt with headline": (
        "dl",
        lambda at, title, text: f"<dt>{time_of(at)} <b>{title}</b></dt><dd>{text}</dd>",
    ),
    "dd with headline": (
        "dl",
        lambda at, title, text: f"<dt>{at}</dt><dd><h3>{title}</h3><p>{text}</p></dd>",
    ),
    "headings without elements around": (
        "div",
        lambda at, title, text: f"<h3>{time_of(at)} {title}</h3><p>{text}</p>",
    ),
    "times below headings without elements around": (
        "div",
        lambda at, title, text: f"<h3>{title}</h3><p>{time_of(at)}</p><p>{text}</p>",
    ),
}


def json_ld(entries: tuple[tuple[str, str, str], ...]) -> str:
    updates = [
        {
            "@type": "BlogPosting",
            "headline": title,
            "datePublished": f"2026-11-18T{at}:00Z",
            "articleBody": text,
        }
        for at, title, text in entries
    ]
    blog = {
        "@type": "LiveBlogPosting",
        "headline": "Storm over the islands: live",
        "datePublished": "2026-11-18T11:00:00Z",
        "liveBlogUpdate": updates,
    }
    return f'<script type="application/ld+json">{json.dumps(blog)}</script>'


def read(head: str, body: str) -> ExtractedArticle:
    page = (
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Storm over the islands: live</title>"
        f"{head}</head><body><main><h1>Storm over the islands: live</h1>{body}</main>"
        f"<aside><h3>Latest</h3><ul>{ASIDE}</ul></aside></body></html>"
    )
    return extract_article(page.encode(), "https://daily.example/news/storm-live.html")


def entry(at: str, title: str, *texts: str) -> LiveEntry:
    hour, minute = map(int, at.split(":"))
    return LiveEntry(datetime(2026, 11, 18, hour, minute, tzinfo=UTC), title, "\n\n".join(texts))


@pytest.mark.parametrize("lead", ["", f'<p class="lead">{LEAD}</p>'], ids=["no lead", "lead"])
@pytest.mark.parametrize("says_so", [True, False], ids=["json-ld", "html alone"])
@pytest.mark.parametrize("entries", [ENTRIES, OLDEST_FIRST], ids=["newest first", "oldest first"])
@pytest.mark.parametrize("make", MAKES)
def test_each_entry_has_its_time_and_headline_and_stands_in_the_text(
    make: str, entries: tuple[tuple[str, str, str], ...], *, says_so: bool, lead: str
) -> None:
    around, written = MAKES[make]
    head = (
        json_ld(entries)
        if says_so
        else '<meta property="article:published_time" content="2026-11-18T11:00:00Z">'
    )
    body = "".join(written(*each) for each in entries)
    article = read(head, f"{lead}<{around}>{body}</{around}>")
    assert (article.kind, article.entries) == ("live_blog", tuple(entry(*each) for each in entries))
    places = [article.text.find(text) for _, title, text in entries for text in (title, text)]
    assert places == sorted(places)
    assert -1 not in places
    assert "Yesterday" not in article.text
    if lead:
        assert LEAD in (article.standfirst, article.text.split("\n\n")[0])


@pytest.mark.parametrize("entries", [ENTRIES, OLDEST_FIRST], ids=["newest first", "oldest first"])
def test_all_paragraphs_of_an_entry_are_kept_and_its_links_to_share_are_not(
    entries: tuple[tuple[str, str, str], ...],
) -> None:
    body = "".join(
        f'<div class="post"><div>{time_of(at)} <a href="#{number}">Permalink</a></div><h3>{title}</h3><p>{text}</p>'
        f'<p>{MORE}</p><div class="share"><a href="/s">Share</a></div></div>'
        for number, (at, title, text) in enumerate(entries)
    )
    article = read(json_ld(()), f"<div>{body}</div>")
    assert article.entries == tuple(entry(*each, MORE) for each in entries)
    assert article.text.split("\n\n") == [line for _, title, text in entries for line in (title, text, MORE)]


def test_the_first_paragraph_of_an_entry_is_no_standfirst() -> None:
    body = "".join(
        f'<article><header><p class="standfirst">{text}</p></header>{time_of(at)}<p>{MORE}</p></article>'
        for at, _, text in ENTRIES
    )
    article = read(json_ld(()), body)
    assert [text for _, _, text in ENTRIES if text not in article.text] == []


def test_a_list_of_times_and_links_on_the_page_of_a_story_puts_nothing_into_it() -> None:
    texts = [LEAD, MORE, *(text for _, _, text in ENTRIES)]
    article = read("", "".join(f"<p>{text}</p>" for text in texts))
    assert (article.kind, article.text.split("\n\n")) == ("article", texts)
