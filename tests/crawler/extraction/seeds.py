"""The two seed texts, read from beside the project and wrapped in markup as sites write it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"


@dataclass(frozen=True)
class SeedPage:
    """What a reader copied from a page, in its parts; each part is a list of lines."""

    above: list[str]
    headline: str
    standfirst: str
    byline: list[str]
    caption: list[str]
    story: list[str]
    below: list[str]

    @property
    def boilerplate(self) -> list[str]:
        """Every line that the clean text must not hold."""
        return [*self.above, self.headline, *self.byline, *self.caption, *self.between, *self.below]

    @property
    def between(self) -> list[str]:
        """Links to other stories between the paragraphs."""
        return [line for line in self.story if line.startswith("Read -")]

    @property
    def paragraphs(self) -> list[str]:
        """The story's own paragraphs and subheads."""
        return [" ".join(line.split()) for line in self.story if not line.startswith("Read -")]


def seed_pages() -> dict[str, SeedPage]:
    """The seeds by name; empty where the shared data is not there."""
    files = sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []
    return {file.stem.split("_")[0]: _parts(file.read_text(encoding="utf-8")) for file in files}


def _parts(text: str) -> SeedPage:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if "First Published:" in lines:
        return _portal_page(lines)
    return _daily_page(lines)


def _daily_page(lines: list[str]) -> SeedPage:
    """Prompt, breadcrumb, section; headline, standfirst; agency, date, caption; story; trending lists and footer."""
    share = lines.index("SHARE THIS ARTICLE ON")
    return SeedPage(lines[:3], lines[3], lines[4], lines[5:7], lines[7:8], lines[8:share], lines[share:])


def _portal_page(lines: list[str]) -> SeedPage:
    """An empty date label; headline, standfirst, label; story with links; agency note, date label, next headline."""
    end = lines.index("(With PTI inputs)")
    return SeedPage(lines[:1], lines[1], lines[2], [], lines[3:4], lines[4:end], lines[end:])


def all_paragraphs(page: SeedPage) -> str:
    """No markup to speak of: every line a paragraph of the body."""
    rest = [_p(line) for line in (*page.byline, *page.caption, *page.story, *page.below)]
    return _document(
        page, [*map(_p, page.above), f"<h1>{escape(page.headline)}</h1>", _p(page.standfirst), *rest]
    )


def all_paragraphs_in_article(page: SeedPage) -> str:
    """The same inside <article>, headline and all."""
    return all_paragraphs(page).replace("<body>", "<body><article>").replace("</body>", "</article></body>")


def headline_as_paragraph(page: SeedPage) -> str:
    """Not even the headline has an element of its own."""
    lines = [
        *page.above,
        page.headline,
        page.standfirst,
        *page.byline,
        *page.caption,
        *page.story,
        *page.below,
    ]
    return _document(page, list(map(_p, lines)))


def div_soup(page: SeedPage) -> str:
    """Nothing but nested <div>s without names; lines of text are <div>s as well."""
    inner = [
        _div(*map(_div, map(escape, page.above))),
        f"<h1>{escape(page.headline)}</h1>",
        _div(escape(page.standfirst)),
        _div(*(f"<span>{escape(line)}</span>" for line in page.byline)),
        *(_div('<img src="/lead.jpg">', _div(escape(line))) for line in page.caption),
        _div(*(_div(escape(line)) for line in page.story)),
        _div(*(_div(escape(line)) for line in page.below)),
    ]
    return _document(page, [_div(_div(*inner))])


def line_breaks(page: SeedPage) -> str:
    """The story is one element, its paragraphs apart by line breaks."""
    story = "<br><br>".join(map(escape, page.story))
    inner = [
        *map(_p, page.above),
        f"<h1>{escape(page.headline)}</h1>",
        f"<h2>{escape(page.standfirst)}</h2>",
        *map(_p, [*page.byline, *page.caption]),
        _div(story),
        *map(_p, page.below),
    ]
    return _document(page, inner)


def semantic(page: SeedPage) -> str:
    """The elements that HTML has for these things."""
    inner = [
        f"<header><nav>{_list(page.above)}</nav></header><main><article><header><h1>{escape(page.headline)}</h1>",
        f'<p class="standfirst">{escape(page.standfirst)}</p>',
        f'<p class="byline">{escape(" ".join(page.byline))}</p></header>',
        *(
            f'<figure><img src="/lead.jpg"><figcaption>{escape(line)}</figcaption></figure>'
            for line in page.caption
        ),
        *map(_p_or_link, page.story),
        "</article>",
        f"<aside>{_list(page.below[:-4])}</aside></main><footer>{''.join(map(_p, page.below[-4:]))}</footer>",
    ]
    return _document(page, inner)


def amp(page: SeedPage) -> str:
    """An AMP page: custom elements, everything inside <article>, links in <a>, buttons that are <div>s."""
    inner = [
        f'<amp-web-push-widget layout="fixed"><div class="push">{escape(page.above[0])}</div></amp-web-push-widget>',
        '<amp-sidebar><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></amp-sidebar>',
        f'<article class="amp-article">{"".join(_div(escape(line)) for line in page.above[1:])}',
        f'<h1 class="title">{escape(page.headline)}</h1><h2 class="sortDec">{escape(page.standfirst)}</h2>',
        *(f'<div class="authorInfo"><span>{escape(line)}</span></div>' for line in page.byline),
        *(
            f'<div class="storyPic"><amp-img src="/a.jpg"></amp-img><span>{escape(line)}</span></div>'
            for line in page.caption
        ),
        f'<div class="storyDetail">{"".join(map(_p_or_link, page.story))}</div>',
        *(f'<div class="below"><div class="cell">{escape(line)}</div></div>' for line in page.below[:-1]),
        f'</article><amp-user-notification id="n"><div>{escape(page.below[-1])}</div></amp-user-notification>',
    ]
    return _document(page, inner).replace("<html", "<html amp")


def linked_lists(page: SeedPage) -> str:
    """A news portal: teasers and labels are links in lists, the story's paragraphs have no class."""
    byline = " ".join(f"<span>{escape(line)}</span>" for line in page.byline)
    inner = [
        f'<div class="top">{_list(page.above)}</div><div class="story"><h1>{escape(page.headline)}</h1>',
        f'<h2>{escape(page.standfirst)}</h2><div class="info">{byline}</div>',
        *(f'<div class="pic"><img src="/a.jpg" alt="x"><p>{escape(line)}</p></div>' for line in page.caption),
        f'<div class="text">{"".join(map(_p_or_link, page.story))}</div>',
        f"<ul>{''.join(f'<li><a href=/t>{escape(line)}</a></li>' for line in page.below)}</ul></div>",
    ]
    return _document(page, inner)


WRAPPINGS = (
    all_paragraphs,
    all_paragraphs_in_article,
    headline_as_paragraph,
    div_soup,
    line_breaks,
    semantic,
    amp,
    linked_lists,
)


def _document(page: SeedPage, inner: list[str]) -> str:
    title = escape(page.headline)
    head = f'<meta charset="utf-8"><title>{title} | World News</title><meta property="og:title" content="{title}">'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(inner)}</body></html>'


def _p(line: str) -> str:
    return f"<p>{escape(line)}</p>"


def _p_or_link(line: str) -> str:
    return f'<p><a href="/other"><b>{escape(line)}</b></a></p>' if line.startswith("Read -") else _p(line)


def _div(*inner: str) -> str:
    return f"<div>{''.join(inner)}</div>"


def _list(lines: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
