"""From the lines that the extractor found to the story's own: the right part of the page, alone, and whole."""

from __future__ import annotations

from crawler.extraction.neighbours import leave_out_neighbours
from crawler.extraction.reading import Reading
from crawler.extraction.second_opinion import find_again
from crawler.extraction.winback import win_back


def settle_story(reading: Reading) -> None:
    """Choose the story's part of the page, leave out the articles beside it, win back what was lost of it."""
    find_again(reading)
    leave_out_neighbours(reading)
    win_back(reading)
