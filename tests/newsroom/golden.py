"""Writes the golden files that are missing: what extraction must read from each article's page.

    python -m tests.newsroom.golden [SOURCE ...]

To renew one after changing its article, delete it first; then read the result: it is the test.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC

from tests.newsroom.model import SOURCES, Article, Source, load_sources


def expected(source: Source, article: Article) -> dict[str, object]:
    """What must come out of the article's page."""
    if article.kind != "article":
        return {"no_article": True}
    published = article.published and article.published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "title": article.title,
        "text": "\n\n".join(block.text for block in article.blocks if block.is_story),
        "authors": list(article.authors),
        "published_at": published,
        "language": source.language,
        # "(With PTI inputs)" credits an agency as a byline does.
        "agency": article.agency or article.inputs_from,
    }


def golden_articles(source: Source) -> tuple[Article, ...]:
    """The articles that have a page: one that answers 404 has nothing to extract."""
    return tuple(article for article in source.files if article.behaviour != "missing")


def missing(source: Source) -> tuple[Article, ...]:
    """The articles whose golden file is not there."""
    return tuple(article for article in golden_articles(source) if not article.golden_file.exists())


def write(source: Source, article: Article) -> None:
    """Write one golden file."""
    text = json.dumps(expected(source, article), ensure_ascii=False, indent=2)
    article.golden_file.write_text(text + "\n", encoding="utf-8")


def main(names: list[str]) -> int:
    """Write what is missing for the named sources, or for all."""
    sources = {source.name: source for source in load_sources()}
    for name in names:
        if name not in sources:
            print(f"there is no source {name}; there are: {', '.join(sources)}", file=sys.stderr)
            return 2
    for name in names or sources:
        for article in missing(sources[name]):
            write(sources[name], article)
            print(f"wrote {article.golden_file.relative_to(SOURCES)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
