"""Bytes become text: byte order mark, header, meta tag, detection, in this order."""

from __future__ import annotations

import pytest

from crawler.extraction.decode import binary_kind, decode_page

SENTENCE = "Die Fähre fährt für zwölf Gäste."


def page(meta: str = "") -> str:
    return f"<html><head>{meta}</head><body><p>{SENTENCE} {SENTENCE}</p></body></html>"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_wins_over_every_declaration(encoding: str) -> None:
    text = page('<meta charset="iso-8859-1">')
    assert decode_page(text.encode(encoding), "text/html; charset=windows-1252") == text


def test_the_header_wins_over_the_meta_tag() -> None:
    text = page('<meta charset="shift_jis">')
    assert decode_page(text.encode("iso-8859-1"), "text/html; charset=iso-8859-1") == text


def test_the_meta_tag_is_read_where_the_header_says_nothing() -> None:
    text = page('<meta charset="windows-1252">')
    assert decode_page(text.encode("windows-1252"), "text/html") == text


def test_utf8_is_recognised_although_the_page_claims_latin_1() -> None:
    text = page('<meta charset="iso-8859-1">')
    assert decode_page(text.encode()) == text


def test_an_encoding_in_seven_bits_is_not_taken_for_utf8() -> None:
    text = "<meta charset=iso-2022-jp><p>霧笛が鳴り続けた。</p>"
    assert decode_page(text.encode("iso-2022-jp")) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("iso-2022-jp", "<title>霧笛</title><p>霧笛が鳴り続けた。</p>"),
        ("iso-2022-kr", "<title>안개</title><p>밤새 안개가 끼었다.</p>"),
    ],
)
def test_an_undeclared_encoding_in_seven_bits_is_known_by_its_escapes(encoding: str, text: str) -> None:
    assert decode_page(text.encode(encoding)) == text


def test_undeclared_legacy_bytes_are_guessed() -> None:
    text = "<p>" + "Забастовка паромщиков закончилась в среду вечером. " * 20 + "</p>"
    assert decode_page(text.encode("windows-1251")) == text


def test_utf16_without_a_mark_is_seen_by_its_zeros() -> None:
    text = page()
    assert decode_page(text.encode("utf-16-le")) == text


def test_a_cut_character_costs_one_character() -> None:
    cut = page().encode()[:-20] + "ä".encode()[:1]
    assert decode_page(cut, "text/html; charset=utf-8").endswith("�")


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\x00\x01\x02\x00" * 300, "binary data"),
    ],
)
def test_files_that_are_no_pages_are_named(start: bytes, kind: str) -> None:
    assert binary_kind(start) == kind


def test_a_page_is_not_binary() -> None:
    assert binary_kind(page().encode("utf-16-le")) is None
