"""Generates pages that list articles, and articles beside them, as sites of many kinds write them.

Titles, standfirsts and paragraphs are those of the sample newsroom; layout, address and what the head says are drawn
by chance and independently of each other, so that no single signal gives a page away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from random import Random

from tests.newsroom.model import Article, Source, load_sources

HOST = "https://daily.example"


@dataclass(frozen=True)
class SamplePage:
    """One page, and what it is."""

    name: str
    url: str
    html: bytes
    is_article: bool


@dataclass(frozen=True)
class _Story:
    """What a teaser shows of an article."""

    url: str
    title: str
    teaser: str
    paragraphs: Sequence[str]
    author: str
    section: str


@dataclass(frozen=True)
class _Draft:
    """A listing before it is written: the stories on it, and the words around them."""

    chance: Random
    stories: Sequence[_Story]
    heading: str
    intro: Sequence[str]


def section_pages(count: int, *, seed: int = 1) -> Iterator[SamplePage]:
    """`count` pages that list articles."""
    chance = Random(seed)
    for number in range(count):
        source = chance.choice(load_sources())
        layout = LAYOUTS[number % len(LAYOUTS)]
        draft = _draft(chance, source, chance.randint(5, 40))
        shape = chance.choice(_LISTING_URLS)
        url = HOST + shape.format(word=_slug(draft.heading), number=chance.randint(2, 90_000))
        head = chance.choice(_LISTING_HEADS)(draft, url)
        html = _document(source, draft, head, layout(draft))
        yield SamplePage(f"{layout.__name__}-{number}", url, html, is_article=False)


def article_pages(count: int, *, seed: int = 1) -> Iterator[SamplePage]:
    """`count` articles, short ones and ones with long lists of others around them."""
    chance = Random(seed)
    for number in range(count):
        source = chance.choice(load_sources())
        story, *others = (_story(source, article) for article in _sample(chance, source, 30))
        layout = ARTICLES[number % len(ARTICLES)]
        shape = chance.choice(_ARTICLE_URLS)
        url = HOST + shape.format(slug=_slug(story.title), number=chance.randint(10_000, 9_000_000))
        head = chance.choice(_ARTICLE_HEADS)(story, url)
        body = layout(chance, story) + _related(chance, others)
        html = _document(source, _Draft(chance, others, story.title, ()), head, body)
        yield SamplePage(f"{layout.__name__}-{number}", url, html, is_article=True)


def _sample(chance: Random, source: Source, most: int) -> list[Article]:
    articles = [article for article in source.files if article.kind == "article" and _paragraphs(article)]
    return chance.sample(articles, min(most, len(articles)))


def _draft(chance: Random, source: Source, count: int) -> _Draft:
    articles = _sample(chance, source, count)
    stories = [_story(source, article) for article in articles]
    # A listing longer than the source has articles shows some of them under other addresses.
    while len(stories) < count:
        again = chance.choice(stories)
        teaser = again.paragraphs[-1]
        title = " ".join(teaser.split()[:9])[:60]
        stories.append(
            _Story(
                f"{again.url}-{len(stories)}", title, teaser, again.paragraphs, again.author, again.section
            )
        )
    subject = " ".join(stories[-1].title.split()[:5])
    heading = chance.choice((source.title, stories[0].section, stories[0].author or source.title, subject))
    return _Draft(chance, stories, heading, stories[-1].paragraphs)


def _story(source: Source, article: Article) -> _Story:
    paragraphs = _paragraphs(article)
    return _Story(
        source.path_of(article),
        article.title,
        article.standfirst or paragraphs[0],
        paragraphs,
        next(iter(article.authors), ""),
        source.section_title(article),
    )


def _paragraphs(article: Article) -> list[str]:
    return [
        text
        for block in article.blocks
        if block.kind == "paragraph" and (text := " ".join(block.text.split()))
    ]


def _slug(text: str) -> str:
    return "-".join("".join(each for each in word if each.isalnum()) for word in text.lower().split()[:8])


# --- addresses and heads -------------------------------------------------------------------------------------------

_LISTING_URLS = (
    "/",
    "/index.html",
    "/en/",
    "/politics",
    "/news/world/",
    "/sport/football/",
    "/category/local/page/{number}/",
    "/tag/{word}/",
    "/tag/{word}?page=3",
    "/search?q={word}",
    "/?s={word}",
    "/author/{word}/",
    "/people/{word}",
    "/topics/{word}-{number}",
    "/thema/hochwasser-im-norden-{number}",
    "/2026/11/",
    "/archive/2026-11-09",
    "/videos",
)
_ARTICLE_URLS = (
    "/{slug}",
    "/news/{slug}.html",
    "/2026/11/09/{slug}/",
    "/article/{number}",
    "/?p={number}",
    "/world/{slug}-{number}",
    "/a/{number}.html",
    "/amp/{slug}",
)


def _meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{escape(value)}">'


def _ld(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>'


def _says_nothing(draft: _Draft, url: str) -> str:
    return ""


def _says_website(draft: _Draft, url: str) -> str:
    return _meta("og:type", "website") + _meta("og:title", draft.heading)


def _says_article(draft: _Draft, url: str) -> str:
    """Wrongly: some systems write the same head on every page."""
    return (
        _meta("og:type", "article")
        + _meta("og:title", draft.heading)
        + _meta("article:modified_time", "2026-11-09T10:00:00Z")
    )


def _says_published(draft: _Draft, url: str) -> str:
    return _says_article(draft, url) + _meta("article:published_time", "2019-01-09T10:00:00Z")


def _says_collection(draft: _Draft, url: str) -> str:
    parts = [
        {"@type": "ListItem", "position": place, "url": HOST + story.url}
        for place, story in enumerate(draft.stories)
    ]
    return _ld(
        {
            "@context": "https://schema.org",
            "@type": "CollectionPage",
            "name": draft.heading,
            "mainEntity": {"@type": "ItemList", "itemListElement": parts},
        }
    )


def _says_article_per_teaser(draft: _Draft, url: str) -> str:
    return _ld(
        [
            {
                "@type": "NewsArticle",
                "headline": story.title,
                "url": HOST + story.url,
                "datePublished": "2026-11-09",
            }
            for story in draft.stories
        ]
    )


def _says_list_of_articles(draft: _Draft, url: str) -> str:
    items = [
        {
            "@type": "ListItem",
            "item": {"@type": "NewsArticle", "headline": story.title, "url": HOST + story.url},
        }
        for story in draft.stories
    ]
    return _ld({"@type": "ItemList", "itemListElement": items}) + _meta("og:type", "website")


def _says_page(draft: _Draft, url: str) -> str:
    crumbs = [{"@type": "ListItem", "position": 1, "name": draft.heading, "item": url}]
    nodes = [
        {"@type": "WebPage", "name": draft.heading},
        {"@type": "BreadcrumbList", "itemListElement": crumbs},
    ]
    return _ld({"@graph": nodes})


_LISTING_HEADS = (
    _says_nothing,
    _says_website,
    _says_website,
    _says_article,
    _says_published,
    _says_collection,
    _says_article_per_teaser,
    _says_list_of_articles,
    _says_page,
)


def _tells_nothing(story: _Story, url: str) -> str:
    return ""


def _tells_open_graph(story: _Story, url: str) -> str:
    return (
        _meta("og:type", "article")
        + _meta("og:title", story.title)
        + _meta("article:published_time", "2026-11-09T10:00:00Z")
    )


def _tells_website(story: _Story, url: str) -> str:
    """Wrongly, as small sites do."""
    return _meta("og:type", "website") + _meta("og:title", story.title)


def _tells_json_ld(story: _Story, url: str) -> str:
    node = {
        "@type": "NewsArticle",
        "headline": story.title,
        "mainEntityOfPage": url,
        "datePublished": "2026-11-09",
    }
    return _ld(node) + _tells_open_graph(story, url)


_ARTICLE_HEADS = (_tells_nothing, _tells_open_graph, _tells_website, _tells_json_ld, _tells_json_ld)


# --- layouts of listings -------------------------------------------------------------------------------------------


def cards(draft: _Draft) -> str:
    """A grid of cards that are links as a whole."""
    inner = "".join(
        f'<div class="col"><a class="card" href="{s.url}"><img src="/i.jpg" alt=""><h3>{escape(s.title)}</h3>'
        f"<p>{escape(s.teaser)}</p></a></div>"
        for s in draft.stories
    )
    return f'<h1>{escape(draft.heading)}</h1><div class="grid">{inner}</div>'


def link_list(draft: _Draft) -> str:
    """Nothing but links."""
    return f"<ul>{''.join(f'<li><a href={s.url!r}>{escape(s.title)}</a></li>' for s in draft.stories)}</ul>"


def flat_headings(draft: _Draft) -> str:
    """Headline, date and teaser of all stories in one element."""
    return "<div>" + "".join(
        f'<h2><a href="{s.url}">{escape(s.title)}</a></h2><span>9 November 2026</span><p>{escape(s.teaser)}</p>'
        for s in draft.stories
    )


def blog_river(draft: _Draft) -> str:
    """The first paragraphs of each story, and a link to the rest."""
    return "".join(
        f'<article class="post"><header><h2 class="entry-title"><a href="{s.url}" rel="bookmark">{escape(s.title)}'
        f'</a></h2><div class="entry-meta"><a href="/author/x">{escape(s.author)}</a> <time>09.11.2026</time></div>'
        f'</header><div class="entry-content">{_ps(s.paragraphs[: draft.chance.randint(1, 3)])}'
        f'<p><a class="more-link" href="{s.url}">Continue reading</a></p></div></article>'
        for s in draft.stories[:12]
    )


def whole_stories(draft: _Draft) -> str:
    """A blog's front page with its last stories in full."""
    return "<main>" + "".join(
        f'<div class="post hentry"><h3 class="post-title"><a href="{s.url}">{escape(s.title)}</a></h3>'
        f'<div class="post-body">{_ps(s.paragraphs)}</div><div class="post-footer">{escape(s.author)}</div></div>'
        for s in draft.stories[:7]
    )


def table_cells(draft: _Draft) -> str:
    """A page of the last century."""
    rows = "".join(
        f'<tr><td><a href="{s.url}"><b>{escape(s.title)}</b></a><br>{escape(s.teaser)}</td></tr>'
        for s in draft.stories
    )
    return f'<table width="100%">{rows}</table>'


def search_results(draft: _Draft) -> str:
    """What a search form answers."""
    items = "".join(
        f'<li class="result"><h3><a href="{s.url}">{escape(s.title)}</a></h3><cite>daily.example › news</cite>'
        f"<p>… {escape(s.paragraphs[0][:140])} …</p></li>"
        for s in draft.stories
    )
    pages = "".join(f'<a href="?page={n}">{n}</a> ' for n in range(1, 9))
    return f'<form><input name="q"></form><p>{len(draft.stories) * 7} results</p><ol>{items}</ol><div>{pages}</div>'


def author_page(draft: _Draft) -> str:
    """Who writes, and what was written."""
    items = "".join(
        f'<div class="item"><h4><a href="{s.url}">{escape(s.title)}</a></h4><time>2026-11-09</time></div>'
        for s in draft.stories
    )
    return (
        f'<section class="profile"><img src="/p.jpg" alt=""><h1>{escape(draft.heading)}</h1>'
        f"<p>{escape(' '.join(draft.intro)[:500])}</p></section><section>{items}</section>"
    )


def topic_page(draft: _Draft) -> str:
    """A subject is introduced at length above the stories about it."""
    items = "".join(
        f'<article class="teaser"><div class="text"><span class="kicker">{escape(s.section)}</span>'
        f'<h3><a href="{s.url}">{escape(s.title)}</a></h3><p>{escape(s.teaser)}</p>'
        f"<span>{escape(s.author)}</span></div></article>"
        for s in draft.stories
    )
    return f'<h1>{escape(draft.heading)}</h1><div class="intro">{_ps(draft.intro[:2])}</div>{items}'


def video_hub(draft: _Draft) -> str:
    """Pictures with a length and a title."""
    items = "".join(
        f'<li><figure><a href="{s.url}"><img src="/v.jpg" alt="{escape(s.title)}"></a><span>02:41</span><figcaption>'
        f'<a href="{s.url}">{escape(s.title)}</a></figcaption></figure></li>'
        for s in draft.stories
    )
    return f'<h1>Video</h1><ul class="videos">{items}</ul>'


def front_page(draft: _Draft) -> str:
    """A long lead, sections with two teasers and a list, columns and a chart of the most read."""
    lead, *rest = draft.stories
    groups = [rest[at : at + 5] for at in range(0, len(rest), 5)]
    inner = "".join(
        f'<section><h2><a href="/s">{escape(group[0].section)}</a></h2>'
        + "".join(
            f'<div class="teaser"><a href="{s.url}"><h3>{escape(s.title)}</h3></a><p>{escape(s.teaser)}</p></div>'
            for s in group[:2]
        )
        + f"<ul>{''.join(f'<li><a href={s.url!r}>{escape(s.title)}</a></li>' for s in group[2:])}</ul></section>"
        for group in groups
    )
    return (
        f'<main><div class="lead"><h1><a href="{lead.url}">{escape(lead.title)}</a></h1>'
        f"{_ps(lead.paragraphs[:2])}</div>{inner}</main>"
    )


def ticker(draft: _Draft) -> str:
    """Times and headlines."""
    rows = "".join(
        f'<div class="row"><span class="time">{draft.chance.randint(0, 23):02}:15</span> '
        f'<a href="{s.url}">{escape(s.title)}</a></div>'
        for s in draft.stories
    )
    return f'<h1>{escape(draft.heading)}</h1><div class="ticker">{rows}</div>'


def read_more_links(draft: _Draft) -> str:
    """The headline is no link; a label below the teaser is."""
    return "".join(
        f'<div class="news-item"><h3>{escape(s.title)}</h3><p class="date">09.11.2026</p><p>{escape(s.teaser)}</p>'
        f'<a class="btn" href="{s.url}">Read more</a></div>'
        for s in draft.stories
    )


def stretched_links(draft: _Draft) -> str:
    """An empty link lies over each card."""
    return "".join(
        f'<div class="box"><a href="{s.url}" aria-label="{escape(s.title)}"></a><h3>{escape(s.title)}</h3>'
        f"<p>{escape(s.teaser)}</p></div>"
        for s in draft.stories
    )


def linked_paragraphs(draft: _Draft) -> str:
    """Headline in bold with the teaser after it, all of it linked."""
    return "".join(
        f'<p><a href="{s.url}"><strong>{escape(s.title)}</strong> {escape(s.teaser)}</a></p>'
        for s in draft.stories
    )


def definition_list(draft: _Draft) -> str:
    """<dt> for headlines, <dd> for teasers."""
    rows = "".join(
        f'<dt><a href="{s.url}">{escape(s.title)}</a></dt><dd>{escape(s.teaser)}</dd>' for s in draft.stories
    )
    return f"<h1>{escape(draft.heading)}</h1><dl>{rows}</dl>"


LAYOUTS: tuple[Callable[[_Draft], str], ...] = (
    cards,
    link_list,
    flat_headings,
    blog_river,
    whole_stories,
    table_cells,
    search_results,
    author_page,
    topic_page,
    video_hub,
    front_page,
    ticker,
    read_more_links,
    stretched_links,
    linked_paragraphs,
    definition_list,
)


# --- layouts of articles -------------------------------------------------------------------------------------------


def short_report(chance: Random, story: _Story) -> str:
    """Breaking news: a headline and a sentence or two."""
    return f"<article><h1>{escape(story.title)}</h1>{_ps(_brief(story))}</article>"


def short_report_without_elements(chance: Random, story: _Story) -> str:
    """The same on a page of plain <div>s."""
    text = "".join(f"<div>{escape(text)}</div>" for text in _brief(story))
    return f"<div><h1>{escape(story.title)}</h1><div>09.11.2026</div><div>{text}</div></div>"


def full_report(chance: Random, story: _Story) -> str:
    """Headline, byline, paragraphs."""
    byline = f'<p class="byline">{escape(story.author)}</p>'
    return f"<main><h1>{escape(story.title)}</h1>{byline}{_ps(story.paragraphs)}</main>"


def report_with_links(chance: Random, story: _Story) -> str:
    """Links to other stories between the paragraphs."""
    link = '<p><a href="/other-{}">Another story that readers of this one liked {}</a></p>'
    pieces = [
        f"<p>{escape(text)}</p>{link.format(at, at) if at % 2 else ''}"
        for at, text in enumerate(story.paragraphs)
    ]
    return f'<article><h1>{escape(story.title)}</h1><div class="body">{"".join(pieces)}</div></article>'


def report_in_line_breaks(chance: Random, story: _Story) -> str:
    """Paragraphs apart by line breaks, in a table."""
    text = "<br><br>".join(map(escape, story.paragraphs))
    return f"<table><tr><td><h1>{escape(story.title)}</h1><font>{text}</font></td></tr></table>"


def numbered_list(chance: Random, story: _Story) -> str:
    """A subhead above each paragraph."""
    items = "".join(
        f"<h2>{at}. {escape(' '.join(text.split()[:5])[:30])}</h2><p>{escape(text)}</p>"
        for at, text in enumerate(story.paragraphs, 1)
    )
    return f"<article><h1>{escape(story.title)}</h1>{items}</article>"


ARTICLES: tuple[Callable[[Random, _Story], str], ...] = (
    short_report,
    full_report,
    short_report_without_elements,
    report_with_links,
    report_in_line_breaks,
    numbered_list,
)


def _brief(story: _Story) -> list[str]:
    """The beginning of a story, some thirty words or more."""
    brief: list[str] = []
    for text in story.paragraphs:
        brief.append(text)
        if sum(map(len, brief)) > (60 if ord(text[0]) > 0x3000 else 200):
            break
    return brief


def _related(chance: Random, others: Sequence[_Story]) -> str:
    """Lists of other stories, from none to far more text than the story has."""
    kind = chance.randrange(5)
    draft = _Draft(chance, others, "More", ())
    if kind == 0 or not others:
        return ""
    layout = chance.choice((cards, link_list, video_hub, ticker, blog_river, flat_headings))
    box = layout(draft).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return f"<aside>{box}</aside>" if kind == 1 else f'<div class="more">{box}</div>'


def _ps(paragraphs: Sequence[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in paragraphs)


def _document(source: Source, draft: _Draft, head: str, body: str) -> bytes:
    title = draft.heading if draft.heading == source.title else f"{draft.heading} | {source.title}"
    menu = "".join(
        f'<li><a href="/{_slug(s.section)}/">{escape(s.section)}</a></li>' for s in draft.stories[:8]
    )
    return (
        f'<!doctype html><html lang="{source.language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"{head}</head><body><header><nav><ul>{menu}</ul></nav></header>{body}"
        f"<footer><p>© 2026 {escape(source.title)}</p></footer></body></html>"
    ).encode()
