"""Captions and credits of pictures and videos."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extraction import places
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.metadata.agency import agency_in
from crawler.extraction.phrases import line_start, whole_line
from crawler.extraction.prose import ends_sentence
from crawler.extraction.reading import Reading

_LONGEST_CAPTION_WORDS = 70
_LONGEST_CAPTION = 600
_LONGEST_SENTENCE_WORDS = 40
_SOURCES = (
    r"(?:getty(?: images)?|istock(?:photo)?|shutterstock|alamy|imago\w*|unsplash|pexels|pixabay|adobe ?stock|"
    r"wikimedia(?: commons)?|depositphotos|zuma\w*|nurphoto|"
    r"epa(?:-efe)?|reuters|ap photo|afp|ap|pti|ani|dpa|picture[- ]alliance|keystone|press association|"
    r"bloomberg|rex|sipa|abaca|magnum|instagram|twitter|facebook|youtube)"
)
_CREDIT_WORD = (
    r"(?:photos?|photograph(?:s|er|y)?|pictures?|pics?|images?|file(?: photo| pic| image)?|representational|"
    r"representative|screengrab|screenshot|illustration|graphic|video|credits?|"
    r"foto(?:s|graf|grafie)?|bild(?:er|quelle|nachweis)?|grafik|symbolbild|archiv(?:bild|foto)?|crédits?|"
    r"archives?|imagen|imagem|cortesía|reprodução|divulgação|foto di|"
    r"kuva|zdjęcie|fot|фото|फोटो|फ़ोटो|तस्वीर|फाइल फोटो|फाइल|चित्र|सौजन्य|सोशल मीडिया|写真|画像|提供|撮影|図|"
    r"资料图|图片|"
    r"图源|圖片|사진|صورة|getty|courtesy|via)"
)
#: "…in Pyongyang.(via REUTERS)", "(Photo: X)", "| Credit: X", "© AFP", "写真＝本社".
_CREDITED = re.compile(
    rf"(?:[(（\[【]\s*(?:{_CREDIT_WORD}|{_SOURCES})[^()（）\[\]【】]{{0,60}}[)）\]】]"
    rf"|[(（\[【][^()（）\[\]【】]{{1,40}}(?:{_CREDIT_WORD}|{_SOURCES}|撮影|提供)\s*[)）\]】]"
    rf"|[(（]\s*[^()（）/]{{3,40}}\s/\s[^()（）/]{{3,40}}[)）]"
    rf"|[|｜©•·/—–]\s*(?:{_CREDIT_WORD}|{_SOURCES})\s*(?:by|credits?|from|von|de|of)?\s*[:：=＝/]?\s*[^|"
    rf".]{{0,50}}"
    rf"|(?:^|[\s.,;|)])(?:{_CREDIT_WORD})(?: (?:by|credits?|from|source|courtesy|"
    rf"of))?\s*[:：=＝/]\s*[^:.]{{2,60}}"
    rf"|(?:(?:^|\s)(?:©|\(c\))\s?[\w .,/&'-]{{2,50}})"
    rf"|(?<![:/.\w])[\w .-]+/\s?{_SOURCES}\b"
    rf"|=\s?\S{{0,12}}(?:撮影|提供)|[=＝][^=＝。]{{2,30}}(?:撮影|提供|共同|ロイター)"
    rf")\s*\.?$"
)
_STARTS = line_start(
    r"(?:photos?|photograph(?:s|er)?|pictures?|images?|file (?:photo|pic|image|picture)|image (?:source|"
    r"credits?|caption)|photo (?:credits?|by|courtesy)|picture(?:d|s)?|credits?|representational (?:image|"
    r"photo|picture)|representative image|"
    r"cover photo|featured image|screengrab|video (?:credits?|grab|by)|illustration(?: by)?|graphic|(?:image|"
    r"photo|media|video) caption)\s*[:：|/]",
    r"(?:foto|fotos|bild|bilder|grafik|symbolbild|archivbild|bildquelle|quelle|titelbild|beitragsbild|"
    r"crédits?(?: photo)?|photo|légende|imagen|imagem|crédito|créditos|kuva|zdjęcie|fot\.?|фото|फोटो|फ़ोटो|"
    r"तस्वीर|फोटो क्रेडिट|写真|画像|撮影|提供|图片|图源|圖片來源|사진)\s*[:：=＝/©（(]",
    r"(?:file photo|file image|image caption|photo by|courtesy of|getty images|image source,?|media caption|"
    r"image:|symbolbild|archivfoto)\b",
    r"©\s?\S",
)
_LABEL = whole_line(
    r"(?:photos?|pictures?|images?|videos?|gallery|(?:photo|picture|image) gallery|slideshow|"
    r"enlarge(?: (?:image|this image))?|(?:view|open|see)(?: \w+){0,2} (?:gallery|image|photos?|fullscreen|"
    r"full screen|slideshow)|(?:click|tap) to (?:enlarge|expand|play|zoom|unmute|view).{0,20}|"
    r"(?:toggle|hide|show|close) caption|caption|file photo|representational image|representative image|"
    r"play(?: video)?|watch|now playing.{0,40}|video player.{0,40}|loading\.*|image \d+ of \d+|\d+ (?:of|/|"
    r"von) \d+(?: photos)?|\d+ (?:photos|images|bilder|fotos)|"
    r"bild|bilder|bild vergrößern|bildergalerie|fotostrecke|vergrößern|symbolbild|foto|fotos|galerie|"
    r"diaporama|galería|imagen|fotogalería|galleria|फोटो|तस्वीरें|वीडियो|फोटो गैलरी|写真|画像|動画|"
    r"拡大(?:する)?|(?:写真|"
    r"画像)を(?:拡大|見る)|フォトギャラリー|图集|사진)"
)
_CREDIT_ONLY = re.compile(
    rf"^[\w .,'&-]{{0,40}}(?:/|\||,|-|–| via )\s*{_SOURCES}(?:\s*(?:/|via|,)\s*{_SOURCES})*\s*$"
)


def in_figures(reading: Reading) -> Iterable[Line]:
    """Lines inside a figure or its caption."""
    for line in reading.kept:
        if line.kind in (LineKind.row, LineKind.quote, LineKind.code) or line.words > _LONGEST_CAPTION_WORDS:
            continue
        if reading.stands_in(line, places.FIGURE | places.CAPTION) and not reading.stands_in(
            line, places.TABLE | places.QUOTE
        ):
            yield line


def credited(reading: Reading) -> Iterable[Line]:
    """Captions that end in a credit, above the story or between its paragraphs."""
    around = {id(line) for line in (*reading.head, *reading.tail)}
    for line in reading.kept:
        if line.words > _LONGEST_CAPTION_WORDS or line.kind in (LineKind.row, LineKind.code):
            continue
        # A list of the story has items that read like credits: "Photos and video: $20".
        if line.kind in (LineKind.item, LineKind.heading) and id(line) not in around:
            continue
        if _is_label(line) or _is_caption(line, is_around=id(line) in around):
            yield line


def _is_label(line: Line) -> bool:
    """ "Photo gallery", "Getty Images", "Photo: Ann Example"."""
    if line.words <= 8 and _LABEL.search(line.plain):
        return True
    return line.words <= 9 and bool(_CREDIT_ONLY.match(line.plain) or _STARTS.search(line.plain))


def _is_caption(line: Line, *, is_around: bool) -> bool:
    if ends_sentence(line.text) and line.words > _LONGEST_SENTENCE_WORDS:
        return False
    if line.words <= _LONGEST_SENTENCE_WORDS and _STARTS.search(line.plain):
        return True
    # The long pattern goes last.
    return (is_around or not _is_paragraph(line)) and bool(_CREDITED.search(line.plain))


def _is_paragraph(line: Line) -> bool:
    """A long paragraph whose last words look like a credit: "(via Twitter)", "(AP)"."""
    return line.words > 30 and agency_in(line.text) is None
