"""Which characters a text may hold: none that no reader sees and no terminal, feed or file is ready for."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

_Value = TypeVar("_Value")

#: Windows-1252 read as Latin-1: what the C1 controls of a page are, if they are anything. Browsers read references to
#: them so (https://html.spec.whatwg.org/#numeric-character-reference-end-state).
_FROM_C1 = {
    0x80 + index: None if character == "\ufffd" else character
    for index, character in enumerate(bytes(range(0x80, 0xA0)).decode("cp1252", "replace"))
}
_SPACES = (0x09, 0x0A, 0x0D)
#: Form feed and vertical tab part words.
_TO_SPACE = (0x0B, 0x0C)
_DELETED = (*(code for code in range(0x20) if code not in (*_SPACES, *_TO_SPACE)), 0x7F)

_MEANT = (
    dict.fromkeys(_DELETED)
    | dict.fromkeys(_TO_SPACE, " ")
    | _FROM_C1
    | dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF))
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# The same for a whole page in UTF-8: a pattern over its text takes longer than the parser.
_BYTES = bytes(0x20 if code in _TO_SPACE else code for code in range(256))
_DELETED_BYTES = bytes(_DELETED)
_C1_BYTES = re.compile(rb"\xc2([\x80-\x9f])")
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
#: References to any of them; the parser would put the character into the tree.
_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|12[7-9]|1[34][0-9]|15[0-9]|6553[45])(?![0-9])"
    rb"|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]|[89][0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]));?"
)


def readable(text: str) -> str:
    """The text without control characters and halves of characters; line breaks and tabs stay."""
    return text.translate(_MEANT) if _CONTROL.search(text) else text


def readable_page(text: str) -> bytes:
    """A page's text in UTF-8, without control characters and references to them."""
    page = text.encode("utf-8", "ignore").translate(_BYTES, _DELETED_BYTES)
    page = _C1_BYTES.sub(lambda found: _meant_by(found[1][0]), page)
    # One byte is looked for twenty times as fast as three.
    if _NO_CHARACTERS[0][:1] in page:
        for character in _NO_CHARACTERS:
            page = page.replace(character, b"")
    return _REFERENCE.sub(lambda found: _meant_by(_code_of(found[0])), page)


def readable_values(value: _Value) -> _Value:
    """A frozen dataclass with every text in it made readable, in tuples and in dataclasses within it too."""
    return _each_readable(value)  # type: ignore[no-any-return]


def _each_readable(value: Any) -> Any:
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, tuple):
        return tuple(map(_each_readable, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    before = {field.name: getattr(value, field.name) for field in fields(value) if field.compare}
    after = {name: _each_readable(each) for name, each in before.items()}
    return value if after == before else replace(value, **after)


def _code_of(reference: bytes) -> int:
    number = reference[2:].rstrip(b";").lower()
    is_hex = number.startswith(b"x")
    # Python refuses to read a number of thousands of digits.
    return int(number.lstrip(b"x0") or b"0", 16 if is_hex else 10)


def _meant_by(code: int) -> bytes:
    return str(_MEANT.get(code) or "").encode()
