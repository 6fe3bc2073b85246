"""Links to other stories between the paragraphs: "Read – …", "Lesen Sie auch", "यह भी पढ़ें", "関連記事"."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from lxml.html import HtmlElement

from crawler.extraction.lines import Line, LineKind
from crawler.extraction.links import leads_elsewhere
from crawler.extraction.phrases import line_start, whole_line
from crawler.extraction.prose import ends_sentence
from crawler.extraction.reading import Reading

#: After such a word and a separator comes a headline.
_SEPARATOR = r"\s*(?:[-–—―|:：>»►▶→]|\.\.\.|…)+\s*"
_LABELLED = line_start(
    r"(?:(?:also|must|don't miss|you may also|you may|to)[ ,-]*)?(?:read|watch|see|listen|view)(?: (?:also|"
    r"more|next|now|this|here|on|live|video|"
    r"in full|full story|too|the full story))*(?: (?:about|on) [\w ]{1,30})?" + _SEPARATOR + r"\S",
    r"(?:related|more|more on this(?: story| topic)?|see also|explained|explainer|in pics|in pictures|"
    r"in photos|photos|video|videos|gallery|opinion|"
    r"analysis|fact check|recommended|trending|breaking|just in|also|live updates?|live|read this|don't miss|"
    r"go deeper|context|flashback|"
    r"exclusive|related (?:stor(?:y|ies)|articles?|news|coverage|video|links?|content))" + _SEPARATOR + r"\S",
    r"(?:lesen sie (?:auch|hier|dazu|mehr)|lies (?:auch|hier)|mehr (?:zum thema|dazu|lesen)|auch interessant|"
    r"(?:das könnte sie|das könnte dich) auch interessieren|"
    r"zum (?:artikel|thema|weiterlesen)|siehe auch|hintergrund|lesetipp|video|passend dazu|weiterlesen|"
    r"interview|kommentar|analyse)" + _SEPARATOR + r"\S",
    r"(?:[àa] lire(?: aussi| également)?|lire (?:aussi|également|plus)|lisez (?:aussi|également)|voir aussi|"
    r"(?:pour|en savoir) plus|relire|notre dossier|vid[ée]o)" + _SEPARATOR + r"\S",
    r"(?:lea|lee|leer|ver|vea|mira|te puede interesar|le puede interesar|puede leer|también puede leer|"
    r"más información)(?: también| además| más)?" + _SEPARATOR + r"\S",
    r"(?:leia|veja|saiba|confira|leggi|guarda)(?: também| mais| anche)?" + _SEPARATOR + r"\S",
    r"(?:lees ook|lees meer|läs (?:också|även|mer)|les (?:også|mer)|læs også|lue myös|lue lisää|"
    r"czytaj (?:też|także|więcej)|zobacz też|čtěte také|přečtěte si|"
    r"читайте также|смотрите также|ayrıca okuyun|baca juga|simak juga|đọc thêm|xem thêm)"
    + _SEPARATOR
    + r"\S",
    r"(?:यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें|यह भी पढ़िए|ये भी पढ़िए|इसे भी पढ़िए|यह भी देखें|ये भी देखें|"
    r"और पढ़ें|पढ़ें|पढ़िए|संबंधित खबर(?:ें)?|देखें वीडियो|वीडियो)" + _SEPARATOR + r"\S",
    r"(?:関連記事|関連|あわせて読みたい|合わせて読みたい|併せて読みたい|こちらも読む|続きを読む|もっと読む|"
    r"【関連】|動画|【動画】)" + _SEPARATOR + r"\S",
    r"(?:延伸阅读|延伸閱讀|相关(?:新闻|阅读|报道)|相關(?:新聞|報導|閱讀)|관련 ?기사|더 보기|اقرأ أيضا?ً?|"
    r"إقرأ أيضا?ً?)" + _SEPARATOR + r"\S",
)
#: Without a separator, when no sentence follows.
_BARE = line_start(
    r"(?:also read|read also|read more|read next|see also|watch also|also see|read the full (?:story|"
    r"article)|more on this story)\b",
    r"(?:lesen sie (?:auch|hier|dazu|mehr)|lies auch|mehr zum thema|auch interessant|siehe auch|mehr dazu)\b",
    r"(?:[àa] lire (?:aussi|également)|lire aussi|voir aussi|lea también|lee también|te puede interesar|"
    r"leia também|leggi anche|veja também)\b",
    r"(?:lees ook|läs också|läs mer|les også|læs også|lue myös|czytaj też|czytaj także|čtěte také|"
    r"читайте также|baca juga)\b",
    r"(?:यह|ये|इसे) भी (?:पढ़ें|पढ़िए|देखें)|और पढ़ें|関連記事|あわせて読みたい|合わせて読みたい|延伸阅读|"
    r"延伸閱讀|관련 ?기사|اقرأ أيض",
    r">>+ |»+ |→ |▶ ?|►+ ?|☞ ?|➡️? ?|👉 ?|↗️? ?|◆関連|【関連",
)
_ALONE = whole_line(
    r"(?:read|see|show|load|view|watch|learn|find out|discover|click here)(?: (?:more|all|less|full (?:story|"
    r"article)|now|live|here|next|out|for more|video|also|on))*",
    r"(?:click|tap) here.{0,40}|read (?:the )?full (?:story|article).{0,20}|more(?: info| details| stories|"
    r" news)?|full story|continue reading.{0,20}|keep reading|next (?:story|article|up)|previous (?:story|"
    r"article)|"
    r"recommended (?:videos?|stories|reading)|related",
    r"mehr(?: lesen| anzeigen| erfahren| dazu| zum thema)?|weiterlesen|zum (?:artikel|video)|alles lesen|"
    r"auch interessant|lesen sie auch|lire (?:la suite|plus|aussi)|en savoir plus|voir (?:plus|tout)|"
    r"leer más|ver más|seguir leyendo|saiba mais|leia mais|ler mais|leggi (?:tutto|di più|anche)|"
    r"continua a leggere|lees (?:meer|verder|ook)|läs mer|les mer|læs mere|lue lisää|czytaj (?:dalej|więcej)|"
    r"číst dál|читать (?:далее|дальше|полностью)|devamını oku",
    r"(?:और|पूरी खबर|आगे|पूरा) ?(?:पढ़ें|देखें|पढ़िए)|(?:यह|ये|इसे) भी (?:पढ़ें|पढ़िए|देखें)|(?:もっと|"
    r"続きを|全文を|"
    r"さらに|記事を)?(?:読む|見る|表示)|続きを(?:読む|見る)|関連記事|あわせて読みたい|阅读(?:更多|全文)|"
    r"閱讀更多|展开全文|더 ?보기|اقرأ (?:المزيد|أيضا?)",
)
_LONGEST_LINK_WORDS = 40
#: A line that is one link and speaks of no event in a sentence: how much of it must be link.
_LINKED = 0.9
_LINKED_HEADLINE = 0.55
_SHORTEST_HEADLINE_WORDS = 3
_MOST_LINKED_LINES = 6
_MOST_LISTED_LINES = 15


def links(reading: Reading) -> Iterable[Line]:
    """Lines that announce another story by a label."""
    for line in reading.kept:
        if line.words > _LONGEST_LINK_WORDS:
            continue
        if (
            (line.words <= 7 and _ALONE.search(line.plain))
            or (_LABELLED.search(line.plain) and (not ends_sentence(line.text) or line.words <= 22))
            or (_BARE.search(line.plain) and (not ends_sentence(line.text) or line.link_share > 0.4))
        ):
            yield line


def linked_lines(reading: Reading) -> Iterable[Line]:
    """Paragraphs that are wholly a link to another page of the outlet, and those around the story to anywhere."""
    found = [
        line
        for line in reading.kept
        if line.kind is LineKind.paragraph and line.link_share > _LINKED and line.words > 1
    ]
    # Many of them are the story itself: a list of offers, of sources, of contents.
    if len(found) > _MOST_LINKED_LINES:
        return []
    around = {id(line) for line in (*reading.head, *reading.tail)}
    return [line for line in found if id(line) in around or not _tells_of_another_site(line, reading)]


def linked_lists(reading: Reading) -> Iterable[Line]:
    """Short lists of which every item is a headline with its link, perhaps behind a label."""
    found: list[Line] = []
    for parent, group in groupby(reading.kept, key=_list_of):
        items = list(group)
        is_short = parent is not None and 2 <= len(items) <= _MOST_LINKED_LINES
        if is_short and all(_is_linked_headline(line) for line in items):
            found.extend(line for line in items if not _tells_of_another_site(line, reading))
    return found if len(found) <= _MOST_LISTED_LINES else []


def _list_of(line: Line) -> HtmlElement | None:
    if line.kind is not LineKind.item or line.block is None:
        return None
    return next(line.block.element.iterancestors("ul", "ol"), None)


def _tells_of_another_site(line: Line, reading: Reading) -> bool:
    return line.block is not None and leads_elsewhere(line.block, reading.url)


def _is_linked_headline(line: Line) -> bool:
    return line.link_share > _LINKED_HEADLINE and line.words >= _SHORTEST_HEADLINE_WORDS
