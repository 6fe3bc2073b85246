"""What a print view adds to the story: where it was printed from, and where the page is found."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extraction.lines import Line
from crawler.extraction.phrases import line_start
from crawler.extraction.reading import Reading

_LONGEST_WORDS = 25
_PRINTED = line_start(
    r"(?:this (?:article|page|story|document|text) (?:was |has been )?)?printed (?:from|on|at|by)\b",
    r"(?:find|read|view) this (?:article|page|story) (?:online )?(?:at|on|here)\b|(?:original )?(?:article )?url\s?:",
    r"(?:diese (?:seite|meldung) wurde |dieser artikel wurde )?(?:aus)?gedruckt (?:von|am|aus)\b",
    r"(?:diesen|den) (?:artikel|beitrag) finden sie (?:unter|online|im (?:internet|netz))",
    r"(?:article |page )?imprimée? (?:depuis|le|à partir)\b|(?:artículo )?impreso (?:de|desde|el)\b|"
    r"(?:artigo )?impresso (?:de|em|a partir)\b|(?:articolo )?stampato (?:da|dal|il)\b",
    r"(?:artikel )?(?:afgedrukt|geprint) (?:van|vanaf|op)\b|utskriven (?:från|den)\b|skrevet ut (?:fra|den)\b|"
    r"udskrevet (?:fra|den)\b|tulostettu\b|wydrukowano (?:z|ze|dnia)\b|vytištěno (?:z|ze|dne)\b|"
    r"распечатано (?:с|из)\b|надруковано (?:з|із)\b",
)
_ADDRESS = re.compile(r"^\W*(?:https?://|www\.)\S+\W*$")


def lines(reading: Reading) -> Iterable[Line]:
    """Lines above and below the story that say where it was printed from, with the one address that belongs to them."""
    around = (*reading.head, *reading.tail)
    printed = [line for line in around if line.words <= _LONGEST_WORDS and _PRINTED.match(line.plain)]
    addresses = [line for line in around if _ADDRESS.match(line.plain)]
    # Without such a line, and where there are several, they are what the story tells of.
    return [*printed, *addresses] if printed and len(addresses) == 1 else printed
