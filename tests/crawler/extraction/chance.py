"""Wraps a seed's text in markup put together by chance: what a stranger might find it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from random import Random

from tests.crawler.extraction.seeds import SeedPage

_CLASSES = (
    "",
    "",
    ' class="a1"',
    ' class="box"',
    ' class="sc-x1"',
    ' class="story__x"',
    ' class="content-y"',
)


def chance_page(page: SeedPage, number: int) -> str:
    """The page number so and so of the seed: the same number gives the same page."""
    return _Wrapper(Random(number)).wrap(page)


class _Wrapper:
    """Decides each element of one page."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._story = self._pick("p", "p", "p", "div", "wrapped", "br")
        self._link = self._pick("<p>%s</p>", "<p><strong>%s</strong></p>", "<div>%s</div>", "<h3>%s</h3>")
        self._subhead = self._pick("<p>%s</p>", "<h2>%s</h2>", "<p><strong>%s</strong></p>", "<h3>%s</h3>")

    def wrap(self, page: SeedPage) -> str:
        above = "".join(self._around(self._lines([line])) for line in page.above)
        headline = self._pick("<h1>%s</h1>", "<div><h1>%s</h1></div>", "<header><h1>%s</h1></header>")
        standfirst = self._pick("<p>%s</p>", "<h2>%s</h2>", "<div>%s</div>", '<p class="excerpt">%s</p>')
        top = [headline % escape(page.headline), standfirst % escape(page.standfirst)]
        top += [self._lines(page.byline)] if page.byline else []
        top += [self._caption(line) for line in page.caption]
        below = "".join(self._around(self._lines(group)) for group in _groups(page.below))
        body = self._layout(above, "".join(top), self._paragraphs(page.story), below)
        return f'<!doctype html><html lang="en"><head>{self._head(page)}</head><body>{body}</body></html>'

    def _pick(self, *choices: str) -> str:
        return self._random.choice(choices)

    def _head(self, page: SeedPage) -> str:
        title = escape(page.headline)
        head = (
            f'<meta charset="utf-8"><title>{title}{self._pick("", " | World News", " - Site News")}</title>'
        )
        if self._random.random() < 0.6:
            head += f'<meta property="og:title" content="{title}">'
        if self._random.random() < 0.5:
            head += f'<meta name="description" content="{escape(page.standfirst)}">'
        return head

    def _layout(self, above: str, top: str, story: str, below: str) -> str:
        return self._pick(
            above + top + story + below,
            f"<article>{above}{top}{story}{below}</article>",
            f"{above}<main><article>{top}{story}</article>{below}</main>",
            f"<div><div>{above}</div><div>{top}<div>{story}</div>{below}</div></div>",
        )

    def _lines(self, lines: Sequence[str]) -> str:
        """A few short lines as siblings, as a list, as links or in one line."""
        shapes: tuple[Callable[[str], str], ...] = (
            lambda line: f"<p>{line}</p>",
            lambda line: f"<div>{line}</div>",
            lambda line: f"<div><span>{line}</span></div>",
            lambda line: f'<div><a href="/x">{line}</a></div>',
            lambda line: f"<ul><li>{line}</li></ul>",
            lambda line: f'<ul><li><a href="/x">{line}</a></li></ul>',
            lambda line: f"<span>{line}</span> ",
        )
        shape = self._random.choice(shapes if len(lines) < 4 else shapes[:-1])
        return f"<div>{''.join(shape(escape(line)) for line in lines)}</div>".replace("</ul><ul>", "")

    def _around(self, inner: str) -> str:
        tag = self._pick("div", "section", "aside", "div")
        return f"<{tag}{self._pick(*_CLASSES)}>{inner}</{tag}>"

    def _caption(self, line: str) -> str:
        return self._pick(
            f'<figure><img src="x.jpg"><figcaption>{escape(line)}</figcaption></figure>',
            f"<p>{escape(line)}</p>",
            f'<div><img src="x.jpg"><span>{escape(line)}</span></div>',
        )

    def _paragraphs(self, lines: Sequence[str]) -> str:
        if self._story == "br":
            return f"<div>{'<br><br>'.join(map(escape, lines))}</div>"
        story = "".join(map(self._paragraph, lines))
        return self._pick(story, f"<div>{story}</div>", f'<div class="storyDetail">{story}</div>')

    def _paragraph(self, line: str) -> str:
        text = escape(line)
        if line.startswith("Read -"):
            return self._link % self._pick(text, f'<a href="/r">{text}</a>')
        if len(line) < 40:
            return self._subhead % text
        shapes = {"div": f"<div>{text}</div>", "wrapped": f'<div class="para"><p>{text}</p></div>'}
        return shapes.get(self._story, f"<p>{text}</p>")


def _groups(lines: Sequence[str]) -> list[list[str]]:
    """Lines that belong together: a heading in capitals and what it heads."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.isupper() or line.endswith(":") or line in ("Topics", "This site uses cookies", "Sign in"):
            groups.append([])
        groups[-1].append(line)
    return [group for group in groups if group]
