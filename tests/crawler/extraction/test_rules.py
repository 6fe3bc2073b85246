"""Lines that rules take out of a story, and lines that look like them and stay."""

from __future__ import annotations

import pytest

from crawler.extraction import DroppedLine, ExtractedArticle, extract_article

FIRST = "The night bus to Farrow Hill will keep the brass bell that drivers have rung since 1949, the operator said."
SECOND = "Residents of the new flats on Mill Lane had asked for silence after eleven, and a petition answered them."
THIRD = "The operator will try a smaller bell in spring, and will ask the street what it thinks of the sound."


def read(body: str, head: str = "") -> ExtractedArticle:
    """The article of a page with this body, as the rules alone leave it."""
    page = f"<html><head><title>Night bus keeps its bell</title>{head}</head><body>{body}</body></html>"
    return extract_article(page.encode(), "https://daily.example/bell", strictness=0)


def story_with(line: str, *, below: bool = False) -> list[str]:
    """The text of a page that holds the line between or below the paragraphs, as a paragraph like them."""
    paragraphs = [FIRST, SECOND, THIRD, line] if below else [FIRST, SECOND, line, THIRD]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return read(f"<h1>Night bus keeps its bell</h1>{body}").text.split("\n\n")


@pytest.mark.parametrize(
    "line",
    [
        "Read - Bell Foundry Opens Its Doors For The Night",
        "ALSO READ | Bell foundry opens its doors for the night",
        "Lesen Sie auch: Glockengießerei öffnet ihre Türen",
        "Lire aussi : La fonderie ouvre ses portes",
        "Lea también: La fundición abre sus puertas",
        "यह भी पढ़ें: घंटी कारखाना रात में खुला",
        "【関連記事】鐘の工房、夜に公開",
        "Advertisement",
        "Story continues below this advertisement",
        "Anzeige",
        "विज्ञापन",
        "This site uses cookies to improve your visit.",
        "Wir verwenden Cookies, um Ihnen ein besseres Angebot zu machen.",
        "Sign up for our newsletter and get the best stories in your inbox every morning.",
        "Follow us on Facebook for more stories like this",
        "Follow all of our bus coverage at https://daily.example/buses",
        "If you are enjoying this story, please become a member and pay for the next one.",
        "Share this article on Facebook",
        "View this post on Instagram",
        "Click allow to subscribe to notifications",
        "Open in app",
        "The bus at the corner of Mill Lane. (Photo: Ann Example)",
    ],
)
def test_furniture_between_paragraphs_goes(line: str) -> None:
    assert story_with(line) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    [
        "Copyright © 2026 Example Digital Pages Ltd. All rights reserved.",
        "(With PTI inputs)",
        "Tags: bus, bells",
        "Comments (12)",
        "Reporting by Ann Example; Editing by Ben Sample",
        "Published: 18 November 2026, 09:14",
        "Sign in",
        "IND USA",
        "記事・写真の無断転載を禁じます。",
        "कॉपीराइट © उदाहरण समाचार। सर्वाधिकार सुरक्षित।",
    ],
)
def test_furniture_below_the_story_goes(line: str) -> None:
    assert story_with(line, below=True) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    [
        "‘A matter of hours’",
        "* * *",
        "Read the letter as you would read a bill, the driver advised, and then throw it away as you would a bill.",
        "More than bells",
        "Cookies are sold on the upper deck, and passengers say that they are worth the stairs and the climb.",
        "The newsletter of the tenants, which appears twice a year, had asked for silence first, on its back page.",
        "Share prices of the operator fell by a tenth when the news of the smaller bell came out on Wednesday.",
        "In 2026, fourteen buses had bells; in 1949, all of them did, and nobody counted how often they rang.",
        "She follows the route on foot once a week, listening, and writes down what she hears at each corner.",
    ],
)
def test_lines_of_the_story_stay(line: str) -> None:
    assert story_with(line) == [FIRST, SECOND, line, THIRD]


def test_a_name_alone_above_the_first_paragraph_is_a_byline() -> None:
    article = read(
        f"<h1>Night bus keeps its bell</h1><div><p>Ann Example</p><p>{FIRST}</p><p>{SECOND}</p>"
        f"<p>{THIRD}</p></div>"
    )
    assert article.text.split("\n\n") == [FIRST, SECOND, THIRD]


def test_a_paragraph_said_twice_is_a_standfirst_once() -> None:
    article = read(
        f"<h1>Night bus keeps its bell</h1><p>{SECOND}</p><p>By Ann Example</p>"
        f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
    )
    assert (article.standfirst, article.text.split("\n\n")) == (SECOND, [FIRST, SECOND, THIRD])


def test_a_first_paragraph_that_is_also_the_description_stays() -> None:
    article = read(
        f"<h1>Night bus keeps its bell</h1><div><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>",
        f'<meta name="description" content="{FIRST}">',
    )
    assert (article.standfirst, article.text.split("\n\n")) == (None, [FIRST, SECOND, THIRD])


def test_a_box_between_paragraphs_goes_whatever_it_says() -> None:
    box = '<div class="x9"><h4>The Bell Letter</h4><p>Six sentences about buses, and one about you.</p></div>'
    article = read(
        f"<article><h1>Night bus keeps its bell</h1><p>{FIRST}</p>{box}<p>{SECOND}</p><p>{THIRD}</p></article>"
    )
    assert article.text.split("\n\n") == [FIRST, SECOND, THIRD]


def test_wrapped_subheads_and_lists_are_no_boxes() -> None:
    subhead = '<div class="h"><h2>What the bell costs</h2></div>'
    items = '<div class="l"><ul><li>two screws</li><li>one strap</li></ul></div>'
    article = read(
        f"<article><h1>Night bus keeps its bell</h1><p>{FIRST}</p>{subhead}{items}"
        f"<p>{SECOND}</p><p>{THIRD}</p></article>"
    )
    costs = "- two screws\n- one strap"
    assert article.text.split("\n\n") == [FIRST, "What the bell costs", costs, SECOND, THIRD]


def test_a_label_above_a_wrapped_subhead_is_no_box() -> None:
    subhead = '<div class="h"><p>Bells of the town</p><h2>What the bell costs</h2></div>'
    article = read(
        f"<article><h1>Night bus keeps its bell</h1><p>{FIRST}</p>{subhead}<p>{SECOND}</p>"
        f"<p>{THIRD}</p></article>"
    )
    assert article.text.split("\n\n") == [FIRST, "Bells of the town", "What the bell costs", SECOND, THIRD]


def test_items_of_a_list_may_begin_as_furniture_does() -> None:
    items = [
        "Share the bell with the day shift",
        "Video: one camera a bus",
        "Ring it twice at the mill",
        "Oil it",
    ]
    listed = "".join(f"<li>{item}</li>" for item in items)
    article = read(
        f"<article><h1>Night bus keeps its bell</h1><p>{FIRST}</p><p>{SECOND}</p><ul>{listed}</ul>"
        f"<p>{THIRD}</p></article>"
    )
    assert article.text.split("\n\n") == [FIRST, SECOND, "\n".join(f"- {item}" for item in items), THIRD]


def test_code_is_never_furniture() -> None:
    article = read(
        f"<article><h1>Night bus keeps its bell</h1><p>{FIRST}</p><p>{SECOND}</p>"
        f"<pre><code>share</code></pre><p>{THIRD}</p></article>"
    )
    assert article.text.split("\n\n") == [FIRST, SECOND, "share", THIRD]


def test_the_headline_said_again_among_the_paragraphs_is_a_subhead() -> None:
    article = read(
        f"<article><h1>Night bus keeps its bell</h1><h2>Night bus keeps its bell</h2><p>{FIRST}</p>"
        f"<p>{SECOND}</p><h2>Night bus keeps its bell</h2><p>{THIRD}</p></article>"
    )
    assert article.text.split("\n\n") == [FIRST, SECOND, "Night bus keeps its bell", THIRD]


def linked(target: str) -> list[str]:
    """The text of a page whose paragraphs each have a list of one link below them, and one is a link alone."""
    link = f'<a href="{target}">The small brass bell of the founders at Farrow</a>'
    body = "".join(f"<p>{text}</p><ul><li>{link}</li></ul>" for text in (FIRST, SECOND, THIRD))
    return read(
        f"<article><h1>Night bus keeps its bell</h1>{body}<p>{FIRST[::-1]}.</p></article>"
    ).text.split("\n\n")


def test_lists_of_links_to_other_sites_belong_to_the_story() -> None:
    item = "- The small brass bell of the founders at Farrow"
    own = [FIRST, SECOND, THIRD, f"{FIRST[::-1]}."]
    assert linked("https://daily.example/bells/small") == own
    assert linked("https://founders.example/bells/small") == [
        FIRST,
        item,
        SECOND,
        item,
        THIRD,
        item,
        own[-1],
    ]


def test_every_dropped_line_says_its_rule() -> None:
    article = read(
        f"<h1>Night bus keeps its bell</h1><p>{FIRST}</p><p>Advertisement</p><p>{SECOND}</p><p>{THIRD}</p>"
    )
    assert article.dropped == (
        DroppedLine("Night bus keeps its bell", "outside the main text"),
        DroppedLine("Advertisement", "rule: advertisement label"),
    )


@pytest.mark.parametrize("below", [True, False], ids=["below", "above"])
@pytest.mark.parametrize(
    "line",
    [
        "Źródło: PAP",
        "Bron: ANP",
        "Kaynak: AA",
        "Quelle: dpa",
        "Quelle: Polizei Farrow",
        "Källa: TT",
        "Zdroj: ČTK",
        "Πηγή: ΑΠΕ-ΜΠΕ",
        "Источник: ТАСС",
        "来源：新华社",
        "出典：時事通信",
        "المصدر: رويترز",
        "Źródło: PAP | 14 listopada 2026",
        "Publié le 14 novembre 2026 à 10h12, mis à jour le 14 novembre 2026 à 11h30",
        "Data publikacji: 14 listopada 2026, 10:12",
        "Yayın Tarihi: 14.11.2026 10:12 Güncelleme: 14.11.2026 11:00",
        "Objavljeno: 14. studenoga 2026. u 10:12",
        "Megjelent: 2026. november 14. 10:12",
        "Δημοσιεύθηκε: 14 Νοεμβρίου 2026, 10:12",
        "Опубліковано: 14 листопада 2026, 10:12",
        "تاريخ النشر: 14 نوفمبر 2026",
        "פורסם: 14 בנובמבר 2026",
        "เผยแพร่ 14 พฤศจิกายน 2569",
        "Đăng ngày 14/11/2026",
    ],
)
def test_a_source_or_a_date_alone_at_an_end_of_the_story_goes(line: str, *, below: bool) -> None:
    paragraphs = [FIRST, SECOND, THIRD, line] if below else [line, FIRST, SECOND, THIRD]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    assert read(f"<h1>Night bus keeps its bell</h1>{body}").text.split("\n\n") == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    [
        "Źródło: według rzecznika przewoźnika dzwonek ma zostać na swoim miejscu do wiosny.",
        "The source: an old driver who has rung the bell since the winter of 1949.",
        "Published in 1949, the first timetable of the night bus had four pages and no prices.",
        "Printed from 1949 to 1971, the timetable showed the bell on its cover in every single year.",
    ],
)
def test_a_sentence_about_a_source_or_a_date_stays(line: str) -> None:
    assert story_with(line, below=True) == [FIRST, SECOND, THIRD, line]


def test_addresses_that_a_story_lists_stay_where_nothing_was_printed() -> None:
    addresses = ["https://bells.example/one", "https://bells.example/two"]
    body = "".join(f"<p>{text}</p>" for text in [FIRST, SECOND, THIRD, *addresses])
    assert read(f"<article><h1>Night bus keeps its bell</h1>{body}</article>").text.split("\n\n") == [
        FIRST,
        SECOND,
        THIRD,
        *addresses,
    ]


@pytest.mark.parametrize(
    "note",
    [
        "Correction: the bell was cast in 1949, not in 1948 as an earlier report said.",
        "Clarification: the operator runs the night bus, and the town pays for it.",
    ],
)
def test_what_an_outlet_corrects_stays(note: str) -> None:
    assert story_with(note, below=True) == [FIRST, SECOND, THIRD, note]


def test_paragraphs_that_share_their_wording_are_all_of_the_story() -> None:
    paragraphs = [
        f"On day {day} the depot said that bus {day} had rung its bell at every stop on the way up the hill."
        for day in range(5)
    ]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    assert read(f"<h1>Night bus keeps its bell</h1>{body}").text.split("\n\n") == paragraphs


def test_a_story_in_a_page_without_a_body_is_read() -> None:
    body = "".join(f"<p>{text}" for text in (FIRST, SECOND, THIRD))
    page = f"<html><title>Night bus keeps its bell</title><article><h1>Night bus keeps its bell</h1>{body}"
    article = extract_article(page.encode(), "https://daily.example/bell", strictness=0)
    assert article.text.split("\n\n") == [FIRST, SECOND, THIRD]
