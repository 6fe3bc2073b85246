"""What a profile learns from a site's pages, what it removes because of that, and what it never removes."""

from __future__ import annotations

import json
import pickle
import random
import string
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.house_pages import house_pages
from benchmarks.scorer import SCORER, load_scorer
from benchmarks.site_profile import corpus_pages
from benchmarks.site_profile import learnt as profile_of
from benchmarks.site_profile import read as read_corpus
from crawler.extraction import DroppedLine, ExtractedArticle, SiteProfile, extract_article
from crawler.extraction.site.page import Identity, PageTrace
from crawler.extraction.site.profile import MOST_TEXTS, STRANGE_PAGES, WINDOW
from tests.crawler.extraction.site_pages import BIO, LABEL, PLEA, page, paragraphs, story, story_with, url_of

EMPTY = SiteProfile()


def with_plea(number: int) -> bytes:
    return page(number, body=story_with(number, PLEA))


def learnt(numbers: Iterable[int], make: Callable[[int], bytes] = with_plea) -> SiteProfile:
    return SiteProfile.from_pages((make(number), url_of(number)) for number in numbers)


def read(number: int, site: SiteProfile, make: Callable[[int], bytes] = with_plea) -> ExtractedArticle:
    """The page read without the line filter, which knows some of these texts by their looks."""
    return extract_article(make(number), url_of(number), site=site, strictness=0)


def by_site(article: ExtractedArticle) -> list[DroppedLine]:
    return [line for line in article.dropped if line.reason.startswith("site: ")]


def test_a_text_that_stands_on_other_pages_as_well_is_removed_and_says_on_how_many() -> None:
    article = read(9, learnt(range(5)))
    assert article.text.split("\n\n") == story(9)
    assert by_site(article) == [DroppedLine(PLEA, "site: stood on 5 of the last 5 pages")]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_profile_does_not_act_before_it_knows_three_other_articles(count: int) -> None:
    article = read(9, learnt(range(count)))
    assert PLEA in article.text
    assert by_site(article) == []


def test_a_page_is_no_evidence_about_itself() -> None:
    site = learnt(range(3))
    assert by_site(read(2, site)) == [], "two other articles are too few"
    assert by_site(read(3, site)) != []


def test_the_same_article_counts_once_however_often_and_wherever_it_is_read() -> None:
    site = learnt([1, 1, 1])
    assert site.page_count == 1
    print_view = extract_article(with_plea(1), "https://northwater.example/print?id=1", site=site)
    assert site.learn(print_view) is site
    retitled = extract_article(
        page(1, title="Another headline for the same story of the coast", body=story_with(1, PLEA)),
        "https://northwater.example/other",
        site=site,
    )
    assert site.learn(retitled) is site


def test_the_whole_story_stays_when_the_archive_knows_the_article_under_other_urls() -> None:
    site = learnt(range(6))
    twin = extract_article(with_plea(4), "https://northwater.example/amp/story-4", site=site)
    assert twin.text.split("\n\n") == story(4)


def test_what_differs_between_articles_is_never_removed() -> None:
    site = learnt(range(12))
    for number in range(20, 30):
        assert read(number, site).text.split("\n\n") == story(number)


def test_the_background_paragraph_of_a_running_story_stays() -> None:
    background = (
        "The strike began in spring, when the harbour company wrote to its crews that the night boats end."
    )

    def running(number: int) -> bytes:
        return page(number, body=story_with(number, *([background] if number % 4 == 0 else [])))

    assert background in read(40, learnt(range(20), running), running).text


def test_the_subhead_of_a_series_stays() -> None:
    def series(number: int) -> bytes:
        lines = story(number)
        subhead = "<h3>How we tested</h3>" if number % 2 == 0 else ""
        return page(number, body=paragraphs(lines[:3]) + subhead + paragraphs(lines[3:]))

    assert "How we tested" in read(40, learnt(range(12), series), series).text


def test_the_headline_of_another_article_is_a_teaser() -> None:
    teased = "Ferry crews vote for a longer summer timetable"
    site = learnt(range(4), page)
    site = site.learn(read(4, site, lambda number: page(number, title=teased)))
    article = read(9, site, lambda number: page(number, body=story_with(number, teased)))
    assert by_site(article) == [DroppedLine(teased, "site: the headline of another article")]


def test_a_structure_that_never_holds_the_story_holds_none_of_it_on_the_next_page() -> None:
    identity = [Identity(number, number) for number in range(20)]
    site = EMPTY
    for number in range(8):
        site = site.with_page(
            PageTrace(
                identity[number], shown=("p.who<div.text<div.text-page",), story=("p<div.text<div.text-page",)
            )
        )

    def with_bio(number: int) -> bytes:
        body = (
            story_with(number)
            + f"<p class='who'>{BIO.format(name='Ada Brook')}</p>"
            + f"<p>{story(99)[0]}</p>"
        )
        return page(number, body=body)

    article = read(50, site, with_bio)
    assert by_site(article) == [
        DroppedLine(
            BIO.format(name="Ada Brook"), "site: such blocks held nothing of the story on 8 of 8 pages"
        )
    ]


def test_a_page_of_which_nothing_would_remain_keeps_everything() -> None:
    notice = [f"{PLEA} Part {number} of what the house wants to say to you today." for number in range(4)]
    site = learnt(range(6), lambda number: page(number, body=story_with(number, *notice)))
    assert by_site(read(50, site, lambda number: page(number, body=story_with(number, *notice)))) != []

    def bare(number: int) -> bytes:
        return page(number, body=paragraphs(notice))

    assert read(50, site, bare) == read(50, EMPTY, bare)


def test_what_a_person_forgives_stays() -> None:
    site = learnt(range(5)).forgive(PLEA)
    assert PLEA in read(9, site).text
    assert by_site(read(9, site.learn(read(8, site)))) == []


def test_a_long_text_is_forgiven_by_the_beginning_that_the_profile_shows() -> None:
    site = learnt(range(5))
    (sample,) = (sample for sample in site.samples.values() if PLEA.startswith(sample.rstrip("…")))
    assert sample.endswith("…")
    assert site.knows(sample)
    assert PLEA in read(9, site.forgive(sample)).text


def test_old_evidence_fades_page_by_page() -> None:
    site = learnt(range(4))
    for number in range(100, 100 + WINDOW):
        site = site.learn(read(number, site, page))
    assert len(site.pages) == WINDOW
    assert site.page_count == WINDOW + 4
    assert by_site(read(9, site)) == []


def test_a_redesign_is_noticed_and_the_old_design_forgotten() -> None:
    site = learnt(range(12))

    def redesigned(number: int) -> bytes:
        return page(number, classes="fresh", body=story_with(number, LABEL)).replace(b"menu", b"bar-top")

    for number in range(100, 100 + STRANGE_PAGES):
        assert site.redesigned_at is None
        site = site.learn(read(number, site, redesigned))
    assert site.redesigned_at == 12 + STRANGE_PAGES
    assert len(site.pages) == STRANGE_PAGES
    assert by_site(read(200, site, redesigned)) == [
        DroppedLine(LABEL, f"site: stood on {STRANGE_PAGES} of the last {STRANGE_PAGES} pages")
    ]


def test_the_author_is_found_where_the_site_puts_authors() -> None:
    def signed(name: str, *, is_declared: bool) -> Callable[[int], bytes]:
        head = f"<meta name='author' content='{name}'>" if is_declared else ""
        return lambda number: page(
            number, head=head, below=f"<div class='x7'>{name}</div><div class='x8'>Sea</div>"
        )

    names = ["Ada Brook", "Ivo Stern", "Mina Okafor", "Jon Reyes"]
    site = EMPTY
    for number, name in enumerate(names):
        site = site.learn(read(number, site, signed(name, is_declared=True)))
    bare = signed("Lena Park", is_declared=False)
    assert read(9, EMPTY, bare).authors == ()
    assert read(9, site, bare).authors == ("Lena Park",)


def test_the_method_names_the_profile_only_where_it_made_a_difference() -> None:
    site = learnt(range(5))
    plain = read(9, EMPTY, page).method
    assert read(9, site, page).method == plain
    assert read(9, site).method == f"{plain} + site 5"


def test_reading_is_deterministic_and_the_condensed_profile_reads_the_same() -> None:
    site = learnt(range(8))
    once, again = read(9, site), read(9, SiteProfile.from_data(json.loads(json.dumps(site.as_data()))))
    assert once == again == read(9, site.condensed())
    assert once.trace == again.trace


def test_an_article_read_without_a_profile_teaches_nothing() -> None:
    article = extract_article(page(1), url_of(1))
    with pytest.raises(ValueError, match="read without `site=…`"):
        EMPTY.learn(article)


def test_data_of_another_version_is_an_empty_profile() -> None:
    assert SiteProfile.from_data({**learnt(range(3)).as_data(), "version": 0}) == EMPTY
    assert SiteProfile.from_data({}) == EMPTY


traces = st.builds(
    PageTrace,
    identity=st.builds(
        Identity,
        url=st.integers(0, 2**48 - 1),
        headline=st.integers(0, 2**48 - 1),
        prose=st.lists(st.integers(0, 2**48 - 1), max_size=12, unique=True).map(lambda ns: tuple(sorted(ns))),
    ),
    texts=st.lists(st.integers(0, 60), unique=True).map(tuple),
    shown=st.lists(st.text(max_size=3), unique=True).map(tuple),
    story=st.lists(st.text(max_size=3), unique=True).map(tuple),
    samples=st.lists(st.tuples(st.integers(0, 60), st.text()), max_size=5).map(tuple),
    marks=st.lists(st.tuples(st.sampled_from(["author", "section"]), st.text(max_size=3)), max_size=3).map(
        tuple
    ),
)


@given(st.lists(traces, max_size=15))
def test_every_profile_survives_the_way_to_the_archive(pages: list[PageTrace]) -> None:
    site = EMPTY
    for trace in pages:
        site = site.with_page(trace)
    assert SiteProfile.from_data(json.loads(json.dumps(site.as_data()))) == site


def test_a_profile_stays_small_whatever_a_site_shows() -> None:
    chance = random.Random(1)
    letters = string.ascii_letters + string.digits
    site = EMPTY
    for number in range(WINDOW + 20):
        texts = [chance.randrange(2**48) for _ in range(1000)]
        places = tuple("".join(chance.choices(letters, k=180)) for _ in range(300))
        samples = tuple((text, "".join(chance.choices(letters, k=80))) for text in texts)
        prose = tuple(sorted(texts[:12]))
        site = site.with_page(
            PageTrace(Identity(number, number, prose), tuple(texts), places, places, samples)
        )
    assert len(site.texts) <= MOST_TEXTS
    assert len(pickle.dumps(site.condensed())) < 20_000
    assert len(json.dumps(site.as_data())) < 600_000


@pytest.mark.parametrize("source", ["cape-courier", "minato-shimbun", "nadi-samachar"])
def test_a_newsroom_read_in_order_gets_clean_and_loses_nothing(source: str) -> None:
    """The generated pages carry texts of the house that nothing but their recurrence gives away."""
    site = EMPTY
    spotless = 0
    pages = house_pages(24)[source]
    for number, house in enumerate(pages):
        article = extract_article(house.page, house.url, site=site, strictness=0)
        lines = article.text.split("\n\n")
        assert [line for line in house.text.split("\n\n") if line not in lines] == []
        spotless += number >= 10 and article.text == house.text
        site = site.learn(article)
    assert spotless >= 0.9 * len(pages[10:])


@pytest.mark.shared
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the scorer leaves files open
def test_on_real_sources_spotless_pages_rise_and_lost_text_does_not() -> None:
    """Each page with what five or more other pages of its publisher taught."""
    if not SCORER.exists():
        pytest.skip("the shared corpus does not lie beside the project")
    scorer = load_scorer()
    without: list[dict[str, float]] = []
    with_site: list[dict[str, float]] = []
    for pages in corpus_pages(scorer, ["fundus_eval", "fundus"]).values():
        if len(pages) < 5:
            continue
        bare = [read_corpus(each.page, each.row["url"], EMPTY) for each in pages]
        for index, each in enumerate(pages):
            others = [one for at, one in enumerate(bare) if at != index and one]
            found = read_corpus(each.page, each.row["url"], profile_of(others))
            for scores, article in ((without, bare[index]), (with_site, found)):
                scores.append(scorer.page_scores(each.row, {"text": article.text if article else ""}))
    before, after = (
        {name: sum(page[name] for page in scores) / len(scores) for name in ("clean", "leak", "lost")}
        for scores in (without, with_site)
    )
    assert after["clean"] > before["clean"]
    assert after["leak"] < before["leak"]
    assert after["lost"] <= before["lost"]
