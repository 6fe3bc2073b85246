"""The kind of an article: what its JSON-LD says, else its address and its headline."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from crawler.extraction.kinds.claims import is_front_address
from crawler.extraction.metadata.json_ld import types_of
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.phrases import line_start, plain_of

_KIND_OF_TYPE = {
    "LiveBlogPosting": "live_blog",
    "ImageGallery": "gallery",
    "MediaGallery": "gallery",
    "VideoObject": "video",
    "Recipe": "recipe",
    "Review": "review",
    "ReviewNewsArticle": "review",
    "CriticReview": "review",
    "OpinionNewsArticle": "opinion",
    "PodcastEpisode": "audio",
    "AudioObject": "audio",
}
#: Folders of an address, in the order in which they are believed.
_KIND_OF_FOLDER = {
    "live_blog": "live live-news live-blog liveblog live-updates liveticker ticker en-direct "
    "directo en-vivo ao-vivo diretta",
    "gallery": "gallery galleries galerie galeries galeria galerias galería fotogaleria fotogalerie fotostrecke "
    "bildergalerie bildergalerien photos photo-gallery slideshow slideshows diaporama diaporamas in-pictures pictures "
    "fotogallery photo-essay",
    "video": "video videos watch videonews vídeo vídeos clip clips",
    "audio": "audio podcast podcasts",
    "opinion": "opinion opinions opinión opiniao opinião opinioni opinie commentisfree comment columns columnists "
    "column kommentar kommentare meinung leitartikel editorial editorials tribune tribunes chroniques "
    "op-ed oped viewpoint perspectives idees debats columnas",
    "interview": "interview interviews entrevista entrevistas intervista interviste entretien entretiens wywiad",
    "recipe": "recipe recipes rezept rezepte recettes recette recetas receta ricette",
    "review": "review reviews rezension rezensionen kritik",
}
_FOLDERS = {folder: kind for kind, folders in _KIND_OF_FOLDER.items() for folder in folders.split()}
_BEHIND = r"\s*[:|–—-]"
_KIND_OF_HEADLINE = (
    (
        "gallery",
        line_start(
            r"(?:in pictures|in photos|photos|pictures|gallery|photo gallery|fotostrecke|bildergalerie|en images|"
            r"en imágenes|fotos|in bildern|as fotos|le foto)(?:\s*[:|–—-]|$)"
        ),
    ),
    ("video", line_start(rf"(?:watch|video|vidéo|vídeo|im video){_BEHIND}")),
    (
        "opinion",
        line_start(
            r"(?:opinion|comment|commentary|editorial|op-ed|column|kommentar|meinung|leitartikel|kolumne|tribune|"
            rf"édito(?:rial)?|opinión|columna|opinião|editoriale?|commento|社説|社论|사설|संपादकीय){_BEHIND}"
        ),
    ),
    ("interview", line_start(rf"(?:the )?(?:interview|entretien|entrevista|intervista|q&a|q & a){_BEHIND}")),
    ("review", line_start(rf"(?:review|rezension|critique|reseña|recensione){_BEHIND}")),
)
#: A live blog's address or headline alone may be that of a report on a concert.
_LIVE_HEADLINE = re.compile(
    r"(?:\blive\b|liveticker|liveblog|en direct|en vivo|ao vivo|in diretta|– live|: live|लाइव|ライブ|실시간|直播)",
    re.IGNORECASE,
)
#: A page with more words is an article with pictures or a video.
_MOST_VIDEO_WORDS = 350


def may_be_live(signals: Signals, title: str | None, url: str) -> bool:
    """True when something says that this is a live blog, which its entries have to prove."""
    by_type = "LiveBlogPosting" in types_of(signals.article)
    return by_type or _kind_by_address(url) == "live_blog" or bool(_LIVE_HEADLINE.search(title or ""))


def kind_of(signals: Signals, title: str | None, url: str, *, words: int, has_entries: bool) -> str:
    """The kind of an article, as its page says."""
    for name in types_of(signals.article):
        if name in _KIND_OF_TYPE:
            return _KIND_OF_TYPE[name]
    if has_entries:
        return "live_blog"
    kind = _kind_by_address(url) or _kind_by_headline(title)
    if kind == "live_blog":
        return "article"
    said = (signals.first("og:type") or "").lower()
    if said.startswith("video") and not signals.article:
        return "video"
    if kind in ("video", "audio") and words > _MOST_VIDEO_WORDS:
        return "article"
    return kind or "article"


def _kind_by_address(url: str) -> str | None:
    if is_front_address(url):
        return None
    folders = [unquote(folder).lower() for folder in urlsplit(url).path.split("/")[:-1] if folder]
    return next((_FOLDERS[folder] for folder in folders if folder in _FOLDERS), None)


def _kind_by_headline(title: str | None) -> str | None:
    plain = plain_of(title or "")
    return next((kind for kind, pattern in _KIND_OF_HEADLINE if pattern.search(plain)), None)
