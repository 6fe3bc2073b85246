"""Many pages of each newsroom source, with texts of the house between the paragraphs that no rule could know.

Stories are invented from the words of the source's own articles, so that every page differs. Besides its story a page
shows what only recurrence gives away: a plea of the house, a label, a teaser of an earlier story; and what must stay
although it recurs: the background paragraph of a running story, the subhead of a series.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from markupsafe import Markup, escape

from tests.newsroom.blocks import Block
from tests.newsroom.model import Article, Source, load_sources
from tests.newsroom.render import article_page
from tests.newsroom.sites import Site

#: On such a share of the pages each text of the house stands.
PLEA, LABEL, TEASER = 0.9, 0.6, 0.4
#: One page in so many belongs to the running story, and to the series.
RUNNING, SERIES = 8, 4


@dataclass(frozen=True)
class HousePage:
    """One generated page and what must be read from it."""

    source: str
    url: str
    page: bytes
    title: str
    text: str


@dataclass(frozen=True)
class _Words:
    """Makes sentences in the language of a source."""

    words: tuple[str, ...]
    space: str
    stop: str

    @classmethod
    def of(cls, source: Source) -> _Words:
        texts = [block.text for article in source.articles for block in article.blocks if block.is_story]
        joined = " ".join(texts)
        if source.language == "ja":
            pieces = joined.replace("。", "、").replace("\n", "、").replace(" ", "、").split("、")
            return cls(tuple(piece for piece in pieces if 3 <= len(piece) <= 15), "", "。")
        stripped = (word.strip("।.,:;-–\"'()") for word in joined.split())
        words = tuple(word for word in stripped if word and not any(map(str.isdigit, word)))
        return cls(words, " ", "।" if source.language == "hi" else ".")

    def phrase(self, chance: random.Random, fewest: int, most: int) -> str:
        count = chance.randint(fewest, most)
        picked = self.space.join(
            chance.choice(self.words) for _ in range(count if self.space else max(1, count // 4))
        )
        return picked[:1].upper() + picked[1:]

    def paragraph(self, chance: random.Random, sentence_count: int) -> str:
        sentences = (self.phrase(chance, 8, 22) + self.stop for _ in range(sentence_count))
        return (self.space or "").join(sentences)


def house_pages(count: int = 40, *, seed: int = 1) -> dict[str, list[HousePage]]:
    """`count` pages of each source, the oldest first."""
    return {source.name: list(_pages_of(source, count, seed)) for source in load_sources()}


def _pages_of(source: Source, count: int, seed: int) -> Iterator[HousePage]:
    chance = random.Random(f"{seed} {source.name}")
    words = _Words.of(source)
    site = Site(source, f"http://127.0.0.1:{9000 + source.port_offset}")
    originals = [article for article in source.articles if article.kind == "article" and article.published]
    plea, label = words.paragraph(chance, 2), words.phrase(chance, 4, 6)
    background, series = words.paragraph(chance, 2), words.phrase(chance, 2, 4)
    titles: list[str] = []
    for number in range(count):
        story = [
            _block("paragraph", words.paragraph(chance, chance.randint(1, 3)))
            for _ in range(chance.randint(5, 12))
        ]
        if number % RUNNING == 0:
            story.insert(chance.randrange(2, len(story)), _block("paragraph", background))
        if number % SERIES == 1:
            story.insert(chance.randrange(1, len(story) - 1), _block("subhead", series))
        blocks = list(story)
        teaser = chance.choice(titles[-6:]) if titles else None
        for text, share in ((plea, PLEA), (label, LABEL), (teaser, TEASER)):
            if text and chance.random() < share:
                blocks.insert(chance.randrange(1, len(blocks) + 1), _block("paragraph", text))
        article = _article(chance.choice(originals), number, words.phrase(chance, 6, 11), tuple(blocks))
        titles.append(article.title)
        text = "\n\n".join(block.text for block in story)
        yield HousePage(source.name, site.url(article), article_page(site, article), article.title, text)


def _article(original: Article, number: int, title: str, blocks: tuple[Block, ...]) -> Article:
    published = original.published and original.published + timedelta(hours=number)
    return replace(
        original,
        slug=f"{original.slug}-{number}",
        title=title,
        standfirst=None,
        published=published,
        modified=None,
        inputs_from=None,
        blocks=blocks,
    )


def _block(kind: str, text: str) -> Block:
    return Block(kind, Markup(escape(text)), None, text)
