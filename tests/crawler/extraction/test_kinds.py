"""Lists, errors and walls are no articles and say what they are; short articles among long lists are articles."""

from __future__ import annotations

from html import escape

import pytest

from crawler.errors import NoArticle
from crawler.extraction import LiveEntry, extract_article
from tests.crawler.extraction.section_pages import SamplePage, article_pages, section_pages

URL = "https://daily.example/news/lamp-oil-returns-to-the-lighthouse.html"
STORY = (
    "The keepers of the lighthouse at Skarn have gone back to lamp oil after the third power cut this month.",
    "Two barrels came over on the morning boat, and a third is to follow when the sea allows it.",
    "Nobody on the island under the age of sixty had seen the old burner lit before Tuesday.",
    "The harbour office says that the light is as bright as the electric one and a little warmer.",
)


def reason_of(page: str, url: str = URL) -> str | None:
    """Why the page is no article; None when it is one."""
    try:
        extract_article(page.encode(), url)
    except NoArticle as error:
        return error.reason
    return None


def document(body: str, *, title: str = "", head: str = "") -> str:
    return f"<html><head><meta charset=utf-8><title>{escape(title)}</title>{head}</head><body>{body}</body></html>"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def wrongly_judged(pages: list[SamplePage]) -> list[str]:
    found = []
    for page in pages:
        is_article = reason_of(page.html.decode(), page.url) is None
        if is_article != page.is_article:
            found.append(f"{page.name} {page.url}")
    return found


def test_pages_that_list_articles_are_none() -> None:
    pages = list(section_pages(96, seed=3))
    assert len(wrongly_judged(pages)) <= 0.03 * len(pages)


def test_articles_are_found_however_short_and_however_long_the_lists_around_them() -> None:
    pages = list(article_pages(96, seed=3))
    assert len(wrongly_judged(pages)) <= 0.03 * len(pages)


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("404", "an error page (404)"),
        ("Error 404 - Not Found", "an error page (Not Found)"),
        ("Page not found | The Daily", "an error page (Page not found)"),
        ("Sorry, this page isn't available", "an error page (Sorry, this page isn't available)"),
        ("Die Seite wurde nicht gefunden", "an error page (Die Seite wurde nicht gefunden)"),
        ("Cette page n’existe plus", "an error page (Cette page n’existe plus)"),
        ("La página no existe", "an error page (La página no existe)"),
        ("Página não encontrada", "an error page (Página não encontrada)"),
        ("Pagina non trovata", "an error page (Pagina non trovata)"),
        ("Sidan kunde inte hittas", "an error page (Sidan kunde inte hittas)"),
        ("Strona nie istnieje", "an error page (Strona nie istnieje)"),
        ("Страница не найдена", "an error page (Страница не найдена)"),
        ("पेज नहीं मिला", "an error page (पेज नहीं मिला)"),
        ("お探しのページは見つかりませんでした", "an error page (お探しのページは見つかりませんでした)"),
        ("页面不存在", "an error page (页面不存在)"),
        ("الصفحة غير موجودة", "an error page (الصفحة غير موجودة)"),
        ("Just a moment...", "a bot wall (Just a moment...)"),
        ("Access Denied", "a bot wall (Access Denied)"),
        ("Are you a robot?", "a bot wall (Are you a robot?)"),
        ("Before you continue to The Daily", "a consent wall (Before you continue to The Daily)"),
        ("Wir brauchen Ihre Zustimmung", "a consent wall (Wir brauchen Ihre Zustimmung)"),
        ("Sign in to continue", "a login wall (Sign in to continue)"),
        ("Anmelden", "a login wall (Anmelden)"),
    ],
)
def test_a_page_that_stands_in_place_of_an_article_says_so(title: str, reason: str) -> None:
    note = "You may go back to where you came from, or write to us when this happens again and again."
    assert reason_of(document(f"<h1>{escape(title)}</h1><p>{note}</p>", title=title)) == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "<h1>daily.example</h1><p>Verify you are human by completing the action below.</p>",
            "a bot wall (Verify you are human by completing the action below.)",
        ),
        (
            "<p>Please enable JS and disable any ad blocker</p>",
            "a bot wall (Please enable JS and disable any ad blocker)",
        ),
        (
            "<h1>The Daily</h1><p>The page you requested has gone with the tide.</p>",
            "an error page (The page you requested has gone with the tide.)",
        ),
        (
            "<h1>The Daily</h1><form><input name=user><input type=password><button>Go</button></form>",
            "a login wall (a form that asks for a password)",
        ),
        (
            "<h2>The Daily</h2><p>We and our partners store cookies on your device and read them again.</p>"
            "<p>With your consent we measure how our advertising is seen.</p><button>Accept all</button>",
            "a consent wall (23 of 23 words are about consent)",
        ),
    ],
    ids=["challenge", "script", "soft 404", "password", "consent"],
)
def test_a_wall_is_known_by_its_text_where_the_title_is_the_site(body: str, reason: str) -> None:
    assert reason_of(document(body, title="The Daily")) == reason


def test_an_error_page_with_popular_stories_below_it_is_an_error_page() -> None:
    stories = "".join(
        f'<div class="card"><h3><a href="/s/{number}">{text[:50]}</a></h3><p>{text}</p></div>'
        for number, text in enumerate(STORY * 3)
    )
    page = document(f"<h1>Oops! We couldn't find that page</h1>{stories}", title="The Daily")
    assert reason_of(page) == "an error page (Oops! We couldn't find that page)"


@pytest.mark.parametrize(
    "extra",
    [
        '<form class="login"><input type="password"></form>',
        '<div class="cookie"><p>We use cookies and similar techniques on this page.</p><button>Accept</button></div>',
        "<p>Please log in to continue the discussion below.</p>",
        "<footer><p>Access denied? Write to us.</p></footer>",
    ],
    ids=["login form", "cookie banner", "login prompt", "footer"],
)
def test_an_article_stays_one_although_a_form_or_banner_stands_on_its_page(extra: str) -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Lamp oil returns"}</script>'
    )
    page = document(f"<h1>Lamp oil returns to the lighthouse</h1>{paragraphs(*STORY)}{extra}", head=head)
    assert reason_of(page) is None


def test_news_about_missing_pages_and_robots_is_news() -> None:
    for headline in (
        "Page not found: how a county lost its archive",
        "Are you a robot? Island school holds debate",
    ):
        assert reason_of(document(f"<h1>{headline}</h1>{paragraphs(*STORY)}", title=headline)) is None


def test_a_short_report_is_told_from_the_longer_teasers_below_it() -> None:
    cards = "".join(
        f'<div class="post"><h2><a href="/s/{number}">{text[:40]}</a></h2>{paragraphs(*STORY)}</div>'
        for number, text in enumerate(STORY)
    )
    page = document(f"<h1>Lamp oil returns to the lighthouse</h1><div>{paragraphs(*STORY[:2])}</div>{cards}")
    article = extract_article(page.encode(), URL)
    assert article.text.split("\n\n") == list(STORY[:2])


@pytest.mark.parametrize(
    ("url", "title", "kind"),
    [
        ("https://daily.example/opinion/lamps-and-oil-a-reckoning", "Lamps and oil: a reckoning", "opinion"),
        ("https://daily.example/a/1", "Kommentar: Das Licht bleibt an", "opinion"),
        (
            "https://daily.example/galleries/the-lamp-in-twelve-pictures",
            "The lamp, twelve times over",
            "gallery",
        ),
        ("https://daily.example/a/2", "In pictures: the lamp is lit", "gallery"),
        ("https://daily.example/video/the-lamp-is-lit-again", "The lamp is lit again on Skarn", "video"),
        ("https://daily.example/entrevista/el-farero-habla-por-fin", "El farero habla por fin", "interview"),
        (
            "https://daily.example/recipes/lamp-oil-cake-of-the-islands",
            "Cake as the keepers bake it",
            "recipe",
        ),
        ("https://daily.example/news/the-lamp-is-lit-again", "The lamp is lit again on Skarn", "article"),
    ],
)
def test_the_kind_is_told_by_address_and_headline(url: str, title: str, kind: str) -> None:
    page = document(f"<h1>{title}</h1>{paragraphs(*STORY)}", title=title)
    assert extract_article(page.encode(), url).kind == kind


ENTRIES = (
    (
        "2026-11-18T06:40:00+01:00",
        "Boat is back",
        "The morning boat has come back with two barrels of oil on its deck.",
    ),
    (
        "2026-11-18T06:05:00+01:00",
        None,
        "The harbour master has asked all crews to stay within sight of the mole.",
    ),
    (
        "2026-11-18T05:30:00+01:00",
        "Light is out",
        "The light at the northern end of the island has gone out again.",
    ),
)


def test_the_entries_of_a_live_blog_keep_their_times_headlines_and_order() -> None:
    shown = "".join(
        f'<section class="entry"><time datetime="{at}">{at[11:16]}</time>{f"<h2>{headline}</h2>" if headline else ""}'
        f"<p>{text}</p></section>"
        for at, headline, text in ENTRIES
    )
    story = f"<h1>Power cut on Skarn: live</h1><p>{STORY[0]}</p><div>{shown}</div>"
    page = document(story, title="Power cut on Skarn: live")
    article = extract_article(page.encode(), "https://daily.example/live/power-cut-on-skarn")
    assert article.kind == "live_blog"
    assert [(entry.at and entry.at.isoformat(), entry.headline, entry.text) for entry in article.entries] == [
        ("2026-11-18T05:40:00+00:00", *ENTRIES[0][1:]),
        ("2026-11-18T05:05:00+00:00", *ENTRIES[1][1:]),
        ("2026-11-18T04:30:00+00:00", *ENTRIES[2][1:]),
    ]
    positions = [article.text.index(text) for _, _, text in ENTRIES]
    assert positions == sorted(positions)


def test_the_entries_are_read_from_json_ld_where_the_page_shows_no_times() -> None:
    updates = ", ".join(
        f'{{"@type": "BlogPosting", "datePublished": "{at}", "headline": "{headline or ""}", "articleBody": "{text}"}}'
        for at, headline, text in ENTRIES
    )
    node = f'{{"@type": "LiveBlogPosting", "headline": "Power cut on Skarn", "liveBlogUpdate": [{updates}]}}'
    head = f'<script type="application/ld+json">{node}</script>'
    page = document(f"<h1>Power cut on Skarn</h1>{paragraphs(*(text for *_, text in ENTRIES))}", head=head)
    entries = extract_article(page.encode(), URL).entries
    assert [(entry.headline, entry.text) for entry in entries] == [entry[1:] for entry in ENTRIES]
    assert isinstance(entries[0], LiveEntry)


PAID = '"isAccessibleForFree": false, "hasPart": {"@type": "WebPageElement", "cssSelector": ".paid"}'


@pytest.mark.parametrize(
    ("said", "story", "below", "is_teaser"),
    [
        ("", STORY, "", False),
        (PAID, STORY[:2], "<p>Subscribe to continue reading</p>", True),
        (PAID, (*STORY[:1], "Two barrels came over on the morning boat, and a third is to…"), "", True),
        (
            "",
            (*STORY[:1], "Two barrels came over on the…"),
            "<div>Cet article est réservé aux abonnés</div>",
            True,
        ),
        ("", STORY, "<p>Subscribe to our newsletter</p>", False),
        ('"isAccessibleForFree": true', STORY[:2], "<p>Subscribe to continue reading</p>", False),
    ],
    ids=["free", "prompt", "cut", "cut and prompt", "newsletter", "says it is free"],
)
def test_the_free_beginning_of_a_paid_article_is_known(
    said: str, story: tuple[str, ...], below: str, is_teaser: bool
) -> None:
    node = f'{{"@type": "NewsArticle", "headline": "Lamp oil returns to the lighthouse"{", " + said if said else ""}}}'
    head = f'<script type="application/ld+json">{node}</script>'
    page = document(
        f"<article><h1>Lamp oil returns to the lighthouse</h1>{paragraphs(*story)}</article>{below}",
        head=head,
    )
    assert extract_article(page.encode(), URL).is_teaser is is_teaser


def test_a_paid_article_whose_paid_part_is_on_the_page_is_whole() -> None:
    node = f'{{"@type": "NewsArticle", "headline": "Lamp oil returns", {PAID}}}'
    head = f'<script type="application/ld+json">{node}</script>'
    story = f"<article><h1>Lamp oil returns to the lighthouse</h1><div class=paid>{paragraphs(*STORY)}</div></article>"
    page = document(f"{story}<p>Subscribe to continue reading</p>", head=head)
    article = extract_article(page.encode(), URL)
    assert (article.is_free, article.is_teaser) == (False, False)


@pytest.mark.parametrize(
    "make",
    [
        '<div class="entry"><span class="clock">{clock}</span><h3>{headline}</h3><p>{text}</p></div>',
        '<div class="entry"><time>{clock}</time><h3>{headline}</h3><p>{text}</p></div>',
        "<h3>{clock} – {headline}</h3><p>{text}</p>",
    ],
    ids=["label", "time", "headings alone"],
)
@pytest.mark.parametrize("is_oldest_first", [True, False], ids=["oldest first", "newest first"])
def test_a_clock_alone_is_the_time_of_an_entry_on_the_day_and_in_the_zone_of_publication(
    make: str, is_oldest_first: bool
) -> None:
    entries = [
        ("16:40", "16:40", "Boat is back", "The boat has come back with two barrels of oil on its deck."),
        (
            "3:05 pm",
            "15:05",
            "Crews are warned",
            "All crews have to stay within sight of the mole until dusk.",
        ),
        ("09:30", "09:30", "Light is out", "The light at the northern end of the island has gone out again."),
    ]
    entries = entries[::-1] if is_oldest_first else entries
    head = '<meta property="article:published_time" content="2026-11-18T09:00:00+01:00">'
    shown = "".join(make.format(clock=clock, headline=said, text=text) for clock, _, said, text in entries)
    page = document(f"<h1>Power cut on Skarn: live</h1><p>{STORY[0]}</p><div>{shown}</div>", head=head)
    article = extract_article(page.encode(), "https://daily.example/news/power-cut-on-skarn-live")
    assert article.kind == "live_blog"
    assert [(f"{e.at:%d %H:%M %Z}" if e.at else None, e.headline, e.text) for e in article.entries] == [
        (f"18 {int(clock[:2]) - 1:02}{clock[2:]} UTC", said, text) for _, clock, said, text in entries
    ]
    positions = [article.text.index(text) for *_, text in entries]
    assert positions == sorted(positions)


def test_prices_are_no_clocks() -> None:
    offers = "".join(
        f"<div class=offer><b>$12.{number}</b><h3>Lamp {number}</h3>{paragraphs(STORY[1])}</div>"
        for number in (10, 20, 30, 40)
    )
    page = document(f"<h1>Seen live: four lamps for the dark</h1>{paragraphs(*STORY)}{offers}")
    assert (
        extract_article(page.encode(), "https://daily.example/tests/four-lamps-for-the-dark").kind
        == "article"
    )


def test_what_a_teaser_says_of_its_price_is_no_text() -> None:
    node = f'{{"@type": "NewsArticle", "headline": "Lamp oil returns", {PAID}}}'
    asked = "<h3>Subscribe to continue reading</h3><p>From 1 crown a week, for as long as you like.</p>"
    page = document(
        f"<article><h1>Lamp oil returns to the lighthouse</h1>{paragraphs(*STORY[:2])}{asked}</article>",
        head=f'<script type="application/ld+json">{node}</script>',
    )
    article = extract_article(page.encode(), URL)
    assert (article.is_teaser, article.text.split("\n\n")) == (True, list(STORY[:2]))


def test_the_captions_of_a_gallery_are_its_story_and_those_of_a_report_are_not() -> None:
    captions = (
        "The old burner is lit for the first time in sixty years.",
        "Children of the island school count the steps to the lamp.",
        "Two barrels of oil stand where the battery used to be.",
    )
    shown = "".join(
        f'<figure><img src="{number}.jpg" alt=""><figcaption>{number}/3 {text} Photo: Ann Example</figcaption></figure>'
        for number, text in enumerate(captions, 1)
    )
    gallery = document(f"<main><h1>In pictures: the lamp is lit</h1><p>{STORY[0]}</p>{shown}</main>")
    article = extract_article(gallery.encode(), "https://daily.example/galleries/the-lamp-is-lit-once-more")
    assert (article.kind, article.text.split("\n\n")) == ("gallery", [STORY[0], *captions])
    report = document(f"<main><h1>The lamp is lit on Skarn again</h1>{paragraphs(*STORY)}{shown}</main>")
    assert extract_article(report.encode(), URL).text.split("\n\n") == list(STORY)


def test_labels_of_a_shell_are_no_main_text() -> None:
    rounds = ("World and politics", "Science and nature", "Film and music", "Sport of the week")
    items = "".join(f"<li>{text}</li>" for text in rounds)
    page = document(f"<main><h1>The Friday quiz</h1><ul>{items}</ul></main>", title="The Friday quiz")
    assert reason_of(page, "https://daily.example/quiz/friday") == (
        "the page has hardly any main text (13 words of labels)"
    )


@pytest.mark.parametrize(
    "texts",
    [
        ("The northern quay stays closed.", "It will open again on Thursday at noon."),
        ("The ferry from the outer islands is two hours late, says the harbour office",),
        ("เรือเฟอร์รี่จากเกาะนอกมาช้าสองชั่วโมงเพราะลมแรงและคลื่นสูงในช่วงเช้าวันนี้",),
    ],
    ids=["two sentences", "no full stop", "Thai"],
)
def test_a_short_news_item_is_an_article(texts: tuple[str, ...]) -> None:
    page = document(f"<main><h1>News from the harbour</h1>{paragraphs(*texts)}</main>", title="News")
    assert reason_of(page) is None
