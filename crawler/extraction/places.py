"""Where on a page a block stands, told by its elements and by the words of their class names."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from lxml.html import HtmlElement

#: One bit for each kind of place; a block carries the bits of all its ancestors.
ARTICLE: Final = 1 << 0
MAIN: Final = 1 << 1
ASIDE: Final = 1 << 2
NAV: Final = 1 << 3
FOOTER: Final = 1 << 4
HEADER: Final = 1 << 5
FIGURE: Final = 1 << 6
CAPTION: Final = 1 << 7
FORM: Final = 1 << 8
BUTTON: Final = 1 << 9
HIDDEN: Final = 1 << 10
LIST: Final = 1 << 11
TABLE: Final = 1 << 12
QUOTE: Final = 1 << 13
HEADING: Final = 1 << 14
TIME: Final = 1 << 15
#: Said by class names only: a hint, since the same words name article bodies elsewhere.
RELATED: Final = 1 << 16
SHARE: Final = 1 << 17
NEWSLETTER: Final = 1 << 18
TAGS: Final = 1 << 19
AUTHOR: Final = 1 << 20
COMMENTS: Final = 1 << 21
ADVERT: Final = 1 << 22
CONSENT: Final = 1 << 23
STANDFIRST: Final = 1 << 24
DATE: Final = 1 << 25
TEASER: Final = 1 << 26
BODY: Final = 1 << 27
CREDIT: Final = 1 << 28
EMBED: Final = 1 << 29
HEADLINE: Final = 1 << 30

#: Places that hold no paragraph of a story.
OUTSIDE: Final = ASIDE | NAV | FOOTER | FIGURE | CAPTION | FORM | BUTTON | HIDDEN
OUTSIDE_BY_NAME: Final = (
    RELATED | SHARE | NEWSLETTER | TAGS | AUTHOR | COMMENTS | ADVERT | CONSENT | TEASER | CREDIT
)

_TAG_PLACES = {
    "article": ARTICLE,
    "main": MAIN,
    "aside": ASIDE,
    "nav": NAV,
    "footer": FOOTER,
    "header": HEADER,
    "figure": FIGURE,
    "figcaption": CAPTION,
    "caption": CAPTION,
    "form": FORM,
    "fieldset": FORM,
    "button": BUTTON,
    "select": FORM,
    "option": FORM,
    "label": FORM,
    "ul": LIST,
    "ol": LIST,
    "dl": LIST,
    "table": TABLE,
    "blockquote": QUOTE,
    "h1": HEADING,
    "h2": HEADING,
    "h3": HEADING,
    "h4": HEADING,
    "h5": HEADING,
    "h6": HEADING,
    "time": TIME,
    "address": AUTHOR,
}
_ROLE_PLACES = {
    "navigation": NAV,
    "complementary": ASIDE,
    "contentinfo": FOOTER,
    "banner": HEADER,
    "search": FORM,
    "button": BUTTON,
    "dialog": CONSENT,
    "alertdialog": CONSENT,
    "main": MAIN,
    "article": ARTICLE,
}
#: Words of class names and ids, split at hyphens, underscores and capitals.
_WORD_PLACES = {
    RELATED: "related recirc recirculation recommended recommendation recommendations trending popular mostread "
    "readmore alsoread readalso outbrain taboola morenews mostpopular mostviewed seealso morefrom toread",
    SHARE: "share sharing shares social socials sharebar addthis sharethis follow",
    NEWSLETTER: "newsletter newsletters subscribe subscription signup optin promo promobox",
    TAGS: "tags tag taglist topics topic keywords breadcrumb breadcrumbs",
    AUTHOR: "author authors byline bylines bio contributor contributors autor",
    COMMENTS: "comments comment disqus coral kommentare",
    ADVERT: "ad ads advert advertisement advertising sponsored sponsor dfp adslot adbox",
    CONSENT: "cookie cookies consent gdpr modal popup push onesignal paywall",
    CAPTION: "caption captions figcaption imagecaption photocaption cutline wp-caption-text",
    STANDFIRST: "standfirst dek subtitle subheadline deck summary lede synopsis excerpt teaserlead subline "
    "strapline kicker abstract intro",
    DATE: "date time timestamp dateline pubdate datetime published updated",
    TEASER: "teaser teasers card cards promo carousel",
    BODY: "articlebody storybody",
    CREDIT: "credit credits copyright source imagecredit photocredit",
    EMBED: "embed embedded tweet twitter instagram facebook video player gallery",
    HEADLINE: "headline title heading",
    NAV: "nav menu navbar navigation",
    FOOTER: "footer",
    HIDDEN: "hidden visuallyhidden sronly",
}
_PLACE_OF_WORD = {word: place for place, words in _WORD_PLACES.items() for word in words.split()}
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LONGEST_NAME = 200


def place_of(element: HtmlElement, tag: str) -> int:
    """The bits that this element adds to those of its ancestors."""
    place = _TAG_PLACES.get(tag, 0)
    # One call for all attributes: most elements have one or two, and asking for each by name takes twice as long.
    for name, value in element.items():
        if name in ("class", "id"):
            # Before anything is remembered of it: a name may have megabytes.
            place |= _named_place(value) if len(value) <= _LONGEST_NAME else 0
        elif name == "role":
            place |= _ROLE_PLACES.get(value, 0)
        elif name == "hidden" or (name == "style" and "display:none" in value.replace(" ", "")):
            place |= HIDDEN
    return place


@lru_cache(maxsize=20_000)
def _named_place(name: str) -> int:
    place = 0
    for token in name.split():
        place |= _token_place(token)
    return place


# The names of a page are put together from few tokens.
@lru_cache(maxsize=20_000)
def _token_place(token: str) -> int:
    words = [word.lower() for word in _NAME_WORD.findall(token)]
    place = 0
    for word in words:
        place |= _PLACE_OF_WORD.get(word, 0)
    for first, second in pairwise(words):
        place |= _PLACE_OF_WORD.get(first + second, 0)
    return place
