"""The newsroom's sources: whole, listed, and the same on every start."""

from __future__ import annotations

import json
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from lxml import html

from tests.newsroom.golden import expected, golden_articles
from tests.newsroom.listings import listed_urls
from tests.newsroom.model import Article, Source, load_sources
from tests.newsroom.responses import Response, respond
from tests.newsroom.sites import PATHS, Site

SOURCES = load_sources()
BASE = "http://127.0.0.1:8100"


def by_name(value: object) -> str:
    if isinstance(value, Article):
        return f"{value.file.parent.parent.name}/{value.file.parent.name}/{value.slug}"
    return value.name if isinstance(value, Source) else str(value)


every_source = pytest.mark.parametrize("source", SOURCES, ids=by_name)


def all_pages(site: Site) -> dict[str, Response]:
    """Every path of the site that can be asked for, with its answer."""
    paths = ["/", "/robots.txt", *(urlsplit(section.url).path for section in site.sections)]
    paths += [PATHS[feed.name] for feed in site.feeds]
    paths += [site.source.path_of(article) for article in site.articles]
    return {path: respond(site, path) for path in paths}


# The files


def test_there_are_enough_sources_and_articles() -> None:
    counts = {source.name: sum(each.kind == "article" for each in source.articles) for source in SOURCES}
    assert {name: count for name, count in counts.items() if count < 12} == {}
    assert len(counts) >= 8


def test_each_source_has_a_port_of_its_own() -> None:
    assert [offset for offset, n in Counter(each.port_offset for each in SOURCES).items() if n > 1] == []


def test_between_them_the_sources_offer_every_kind_of_feed_and_validator() -> None:
    assert {feed for source in SOURCES for feed in source.feeds} == set(PATHS)
    assert {kind for source in SOURCES for kind in source.validators} == {"etag", "last_modified"}


@pytest.mark.parametrize(
    ("source", "article"),
    [(source, article) for source in SOURCES for article in golden_articles(source)],
    ids=by_name,
)
def test_a_golden_file_says_what_the_article_file_says(source: Source, article: Article) -> None:
    if not article.golden_file.exists():
        pytest.fail(f"no golden file; write it with: python -m tests.newsroom.golden {source.name}")
    golden = json.loads(article.golden_file.read_text(encoding="utf-8"))
    assert golden == expected(source, article), (
        f"stale: delete {article.golden_file.name}, and write it again"
    )


def test_one_wire_story_runs_at_three_sources() -> None:
    bodies: dict[str, list[str]] = {}
    for source in SOURCES:
        for article in source.articles:
            if article.agency == "Norvia Press Agency":
                bodies.setdefault(str(expected(source, article)["text"]), []).append(source.name)
    assert ["cape-courier", "harbour-ledger", "redwood-tribune"] in [
        sorted(names) for names in bodies.values()
    ]


def test_no_other_sentence_stands_in_two_articles() -> None:
    seen: dict[str, set[str]] = {}
    for source in SOURCES:
        for article in source.articles + source.drafts:
            if article.agency == "Norvia Press Agency":
                continue
            text = " ".join(block.text for block in article.blocks if block.is_story)
            for sentence in re.split(r"(?<=[.!?।。])\s*", text):
                if len(sentence) > 30:
                    seen.setdefault(sentence, set()).add(f"{source.name}/{article.slug}")
    assert {sentence: where for sentence, where in seen.items() if len(where) > 1} == {}


# What is online


@every_source
def test_every_article_is_listed_in_a_feed_or_sitemap(source: Source) -> None:
    site = Site(source, BASE)
    listed = {
        urlsplit(url)._replace(query="").geturl() for name in source.feeds for url in listed_urls(site, name)
    }
    missing = [
        article.slug
        for article in site.articles
        if not listed & {site.url(article), f"{BASE}/go/{article.slug}"}
    ]
    assert missing == []


@every_source
def test_every_link_of_a_feed_leads_to_its_article(source: Source) -> None:
    site = Site(source, BASE)
    for name in source.feeds:
        for url in listed_urls(site, name):
            answer = respond(site, url.removeprefix(BASE))
            if answer.location:
                answer = respond(site, answer.location.removeprefix(BASE))
            assert answer.article or answer.status == 404, url


@every_source
def test_every_page_shows_its_title_and_canonical_url(source: Source) -> None:
    site = Site(source, BASE)
    for article in golden_articles(source):
        if article not in source.articles:
            continue
        page = html.fromstring(respond(site, source.path_of(article)).body)
        assert article.title in " ".join(page.xpath("string(//body)").split())
        assert page.xpath("//link[@rel='canonical']/@href") == [site.url(article)]


@every_source
def test_pages_are_the_same_on_every_start(source: Source) -> None:
    first, second = all_pages(Site(source, BASE)), all_pages(Site(source, BASE))
    assert [path for path in first if first[path].body != second[path].body] == []


def changed_articles(before: Site, after: Site) -> list[str]:
    old, new = all_pages(before), all_pages(after)
    changed = (
        path
        for path in old
        if (old[path].body, old[path].changed_at) != (new[path].body, new[path].changed_at)
    )
    return [old[path].article.slug for path in changed if old[path].article]


@pytest.mark.parametrize(
    ("source", "edit"), [(source, edit) for source in SOURCES for edit in source.edits], ids=by_name
)
def test_an_edit_changes_one_article(source: Source, edit: Article) -> None:
    before = Site(source, BASE)
    assert changed_articles(before, before.edit(edit.slug)) == [edit.slug]


@pytest.mark.parametrize(
    ("source", "draft"), [(source, draft) for source in SOURCES for draft in source.drafts], ids=by_name
)
def test_a_publication_changes_the_lists_and_no_article(source: Source, draft: Article) -> None:
    before = Site(source, BASE)
    after = before.publish(draft.slug)
    assert changed_articles(before, after) == []
    assert after.url(draft) not in {url for name in source.feeds for url in listed_urls(before, name)}
    for name in source.feeds:
        assert respond(before, PATHS[name]).changed_at < respond(after, PATHS[name]).changed_at
    assert respond(after, source.path_of(draft)).article == draft


def test_a_draft_published_after_a_younger_edit_still_moves_last_modified() -> None:
    source = next(source for source in SOURCES if source.drafts)
    edited = Site(source, BASE, edited=frozenset({"any"}))
    assert edited.changed_at < edited.publish(source.drafts[0].slug).changed_at
