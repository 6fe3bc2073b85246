"""Labels of embedded posts and players, and ratings."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.extraction.lines import Line, LineKind
from crawler.extraction.phrases import anywhere, line_start, plain_of
from crawler.extraction.reading import Reading

_EMBED = line_start(
    r"(?:view|see) (?:this|the|more) (?:post|tweet|profile|on|photos?).{0,30}(?:instagram|twitter|facebook|"
    r"\bx\b|threads)|a post shared by\b|(?:this|the) (?:tweet|post|video|content) (?:is unavailable|"
    r"could not be loaded|may contain|can't be|cannot be)|view post on\b|"
    r"(?:play|watch|listen|click) .{0,30}(?:video|audio)(?: player)?$|your browser (?:does not|"
    r"doesn't) support|javascript (?:is|must be) (?:disabled|enabled)|please enable javascript|"
    r"video (?:unavailable|player is loading)|advertisement\b|"
    r"(?:diesen |den )?(?:instagram|twitter|facebook|x|youtube)-?(?:post|beitrag|tweet|video) (?:ansehen|"
    r"anzeigen)|(?:voir|ver) (?:cette|esta) (?:publication|publicación).{0,30}instagram|"
    r"この投稿を(?:instagramで)?見る|inhalt von\b.{0,30}anzeigen"
)
_UNLOADED = anywhere(
    r"^\W*loading\b.{0,30}(?:post|tweet|embed|content|video)|(?:post|tweet|content|publication|contenido|"
    r"inhalt|beitrag|publicación|contenu).{0,30}"
    r"(?:not available|no longer available|unavailable|no disponible|nicht verfügbar|indisponible|"
    r"could not be loaded)"
)
_RATING = line_start(
    r"(?:was|how) (?:this|useful|helpful|would you rate)\b.{0,50}|rate this (?:article|story|post)|"
    r"wie hat (?:ihnen|dir) dieser artikel gefallen|durchschnittliche bewertung|war dieser artikel|(?:cet|"
    r"l')article (?:vous|t')a.{0,30}|¿(?:te|le) (?:gustó|ha gustado|resultó)|"
    r"hat (?:ihnen|dir) (?:der|dieser) (?:artikel|beitrag) gefallen|この記事は(?:いかが|参考)|क्या यह (?:लेख|"
    r"खबर).{0,30}"
)
_LABELS = (_EMBED, _UNLOADED, _RATING)
_LONGEST_LABEL_WORDS = 20


def embeds(reading: Reading) -> Iterable[Line]:
    """Labels of embedded posts and players, and ratings."""
    for line in reading.kept:
        if line.words <= _LONGEST_LABEL_WORDS and any(pattern.search(line.plain) for pattern in _LABELS):
            yield line
        if line.kind is LineKind.quote and _is_unloaded(line, reading):
            yield line


def _is_unloaded(line: Line, reading: Reading) -> bool:
    """A post whose own box says that it is not there: its text is a fragment for the time being."""
    if line.block is None or line.block.index + 1 >= len(reading.blocks):
        return False
    label = reading.blocks[line.block.index + 1]
    is_beside = label.element is line.block.container or label.container is line.block.container
    return is_beside and len(label.text) < 80 and bool(_UNLOADED.search(plain_of(label.text)))
