"""The language of an article: what the page declares, checked against the text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from crawler.extraction.metadata.signals import Signals

#: So much text is enough to be sure, and costs a quarter of a millisecond.
_SAMPLE = 1_200
_SHORTEST_SAMPLE = 40
_TAG = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_]|\s*$)")
_THREE_LETTERS = {
    "eng": "en",
    "ger": "de",
    "deu": "de",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "hin": "hi",
    "jpn": "ja",
}
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "sh": "sr", "jp": "ja", "cn": "zh", "tl": "fil"}
#: Scripts that are written in one of few languages.
_SCRIPTS = {
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "HANGUL": ("ko",),
    "DEVANAGARI": ("hi", "mr", "ne", "sa"),
    "BENGALI": ("bn", "as"),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "GUJARATI": ("gu",),
    "KANNADA": ("kn",),
    "MALAYALAM": ("ml",),
    "GURMUKHI": ("pa",),
    "ORIYA": ("or",),
    "SINHALA": ("si",),
    "THAI": ("th",),
    "HEBREW": ("he", "yi"),
    "GREEK": ("el",),
    "ARMENIAN": ("hy",),
    "GEORGIAN": ("ka",),
}


def declared_tag(signals: Signals) -> str | None:
    """The language tag that the page declares, e.g. "en-IN"."""
    for value in (
        signals.html_lang,
        signals.first("content-language"),
        signals.first("og:locale", "language", "dc.language"),
        signals.said("inLanguage"),
    ):
        if value and _TAG.match(value):
            return value.strip()
    return None


def find_language(signals: Signals, text: str) -> str | None:
    """The ISO 639-1 code; None when neither page nor text tells."""
    declared = code_of(declared_tag(signals))
    sample = text[:_SAMPLE]
    if len(sample) < _SHORTEST_SAMPLE:
        return declared
    if by_script := _by_script(sample, declared):
        return by_script
    seen, probability = _identifier().classify(sample)
    seen = _SAME.get(seen, seen)
    if declared is None or _SAME.get(declared, declared) == seen:
        return declared or seen
    # Pages in a template of another language are common; near relatives are told apart better by the page.
    return seen if probability > 0.99 and len(sample) > 200 else declared


def code_of(tag: str | None) -> str | None:
    """The language of a tag as ISO 639-1."""
    if not tag or not (match := _TAG.match(tag)):
        return None
    code = match.group(1).lower()
    code = _THREE_LETTERS.get(code, code)
    code = _SAME.get(code, code) if code not in ("nb", "nn", "tl") else code
    return code if len(code) == 2 else None


def _by_script(sample: str, declared: str | None) -> str | None:
    """The language of a script that few languages share."""
    if sample.isascii():
        return None
    counts: dict[str, int] = {}
    letters = 0
    for character in sample[:400]:
        if character.isalpha():
            letters += 1
            script = _script_of(character)
            if script in _SCRIPTS:
                counts[script] = counts.get(script, 0) + 1
    for script, count in counts.items():
        # Japanese mixes its syllables with Chinese characters.
        if count >= (0.1 if script in ("HIRAGANA", "KATAKANA") else 0.5) * letters:
            languages = _SCRIPTS[script]
            if len(languages) == 1:
                return languages[0]
            return declared if declared in languages else None
    return None


@lru_cache(maxsize=5_000)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ", 1)[0]


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """The language model, loaded at the first page; it comes with its package."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
