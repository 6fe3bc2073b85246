"""Pages of an invented site: each tells its own story, and shows what the site shows everywhere."""

from __future__ import annotations

import random

PLACES = ("harbour", "quarry", "old mill", "station", "library", "orchard", "lighthouse", "market hall")
PEOPLE = ("the mayor", "a baker", "two divers", "the choir", "a retired pilot", "the ferry crew")
DEEDS = ("opened", "repaired", "painted", "measured", "defended", "rented", "cleared", "photographed")
PLEA = "Our reporters walk these streets every day, and neighbours like you make that walk possible."
LABEL = "From the Northwater newsroom"
BIO = "{name} has written about the coast since the year of the great flood and lives above a bakery."


def url_of(number: int) -> str:
    return f"https://northwater.example/news/story-{number}.html"


def story(number: int, count: int = 6) -> list[str]:
    """Paragraphs that no other number has."""
    chance = random.Random(number)
    return [
        f"On day {number * 31 + index} {chance.choice(PEOPLE)} {chance.choice(DEEDS)} the {chance.choice(PLACES)}, "
        f"which {chance.choice(PEOPLE)} had {chance.choice(DEEDS)} some {chance.randint(3, 900)} weeks before."
        for index in range(count)
    ]


def page(
    number: int,
    *,
    body: str | None = None,
    classes: str = "text",
    below: str = "",
    head: str = "",
    title: str | None = None,
) -> bytes:
    """The page of a story; `body` takes the place of its paragraphs, `below` stands under them."""
    title = title or f"Story number {number} of the coast and its people"
    body = body if body is not None else paragraphs(story(number))
    return (
        f"<html lang='en'><head><title>{title}</title><meta property='og:type' content='article'>{head}</head><body>"
        f"<div class='menu'><a href='/'>Home</a> <a href='/sea'>Sea</a></div><div class='{classes}-page'>"
        f"<h1 class='{classes}-headline'>{title}</h1><div class='{classes}'>{body}</div>{below}</div></body></html>"
    ).encode()


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def story_with(number: int, *others: str) -> str:
    """The story as HTML, with other paragraphs before its last one."""
    lines = story(number)
    return paragraphs([*lines[:-1], *others, lines[-1]])
