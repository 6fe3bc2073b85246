"""Share bars, and calls to follow the outlet somewhere."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.extraction.lines import Line, LineKind
from crawler.extraction.phrases import anywhere, line_start, whole_line
from crawler.extraction.reading import Reading

_NETWORKS = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|reddit|telegram|pinterest|instagram|threads|bluesky|mastodon|"
    r"flipboard|"
    r"pocket|xing|tumblr|koo|line|email|e-mail|mail|print|drucken|pdf|link|url|copy|kopieren|messenger|sms|"
    r"wechat|weibo|"
    r"google|youtube|tiktok|rss|fb|viber|snapchat|hatena|はてなブックマーク|はてな|メール|印刷|リンク|फेसबुक|"
    r"ट्विटर|व्हाट्सऐप|"
    r"व्हाट्सएप|लिंक|कॉपी|微信|微博|feedly|note|truth social|bookmark|save|gift|listen|comments?)"
)
_BAR = whole_line(
    rf"(?:(?:share|tweet|post|pin|send|save|teilen|partager|compartir|compartilhar|condividi|शेयर|シェア|"
    rf"分享|공유|"
    rf"copy|on|"
    rf"via|by|auf|per|sur|par|en|su|and|und|et|y|को|पर|で|に|この記事を|this|article|story|artikel|cet|"
    rf"article|करें|"
    rf"する|"
    rf"link|copied|kopiert|to|clipboard|{_NETWORKS})[\W_]*){{1,14}}"
)
_SHARE = whole_line(
    r"(?:please )?(?:share|email|print|tweet|save|gift|bookmark)(?: (?:this|the|it|your|"
    r"full))*(?: (?:article|story|post|page|news|"
    r"link|thoughts|video|gallery))?(?: (?:on|via|with|by|to|using|in|now|here|comments?|friends?|"
    r":))*(?: [\w, /&|+-]{0,60})?",
    r"(?:copy|get) (?:the )?(?:short)?link(?: copied.*)?|link copied.*|copy(?:ied)? (?:link|url|"
    r"to clipboard)",
    r"(?:diesen |den )?(?:artikel|beitrag|link|seite)? ?(?:teilen|drucken|versenden|merken|kopieren|"
    r"speichern|empfehlen)(?: (?:auf|per|via|mit)\b.{0,60})?",
    r"(?:partager|imprimer|envoyer|enregistrer)(?: (?:cet article|l'article|la page|sur|par|via)\b.{0,60})?",
    r"(?:compartir|imprimir|guardar|enviar)(?: (?:este|esta|el|la|en|por|via|vía|artículo|"
    r"noticia)\b.{0,60})?",
    r"(?:compartilhar?|compartilhe)(?: .{0,60})?|condividi(?: .{0,50})?|stampa|deel(?: (?:dit|artikel|op|"
    r"via).{0,50})?|delen",
    r"del (?:artikel|saken|på).{0,30}|dela(?: artikeln.{0,20})?|jaa(?: artikkeli.{0,20})?|udostępnij.{0,30}|"
    r"sdílet.{0,30}|"
    r"поделиться.{0,40}|paylaş.{0,20}|bagikan.{0,20}",
    r"(?:इस |यह )?(?:खबर|ख़बर|लेख|आर्टिकल|स्टोरी|पोस्ट)? ?(?:को )?(?:शेयर|साझा)(?: (?:करें|कीजिए|"
    r"करे))?(?: .{0,30})?",
    r"(?:この)?(?:記事|ページ|ニュース)?を?(?:シェア|共有|印刷|保存|ツイート|ポスト)(?:する|しよう|ボタン)?",
    r"(?:シェア|ツイート|ポスト|ブックマーク)(?:する)?|分享(?:到|至|本文|文章)?.{0,20}|공유(?:하기)?|مشاركة|"
    r"شارك.{0,20}",
)
_FOLLOW = line_start(
    r"(?:follow|find|join|like|add|connect with) (?:us|\S+ ?\S* ?\S* news|[\w' .]{1,40}) (?:on|at|in|to|"
    r"as)\b.{0,40}"
    r"(?:facebook|twitter|\bx\b|whatsapp|telegram|instagram|linkedin|youtube|google|tiktok|threads|bluesky|"
    r"channel)",
    r"(?:for (?:all )?(?:the )?(?:latest|more|breaking).{0,80}(?:follow|download|subscribe|visit|click|"
    r"stay tuned|join|log on))",
    r"follow (?:\S+ ){0,5}coverage\b",
    r"(?:stay (?:tuned|updated|connected|informed)|keep up)\b(?!:).{0,60}(?:with|to|on|for)\b.{0,60}(?:news|"
    r"updates|stories|headlines|latest|us\b)",
    r"(?:get|catch|read|check out|see)(?: all)?(?: the)? (?:latest|breaking|live|more|top).{0,60}(?:news|"
    r"updates|stories|headlines)\b.{0,60}"
    r"(?:here|on|at|only|app|from|with|in)\b",
    r"(?:folgen|folge|besuchen) sie uns|folge? uns|folgt uns|(?:suivez|rejoignez|retrouvez)-nous|(?:síguenos|"
    r"síganos|sigue a)\b",
    r"siga(?:-nos| o| a)\b|seguici|volg ons|følg os|følg oss|följ oss|obserwuj nas|sledujte nás|"
    r"подписывайтесь|bizi takip",
    r".{0,60}(?:फॉलो करें|फॉलो कीजिए|से जुड़ें|जुड़ने के लिए|चैनल को सब्सक्राइब)|.{0,30}(?:をフォロー|"
    r"フォローする|"
    r"友だち追加)",
)
_CONTACT = anywhere(
    r"(?:got|have|do you have) (?:a|any) (?:news )?(?:story|tip|tips|question|feedback|correction|photo|"
    r"comment)s?\b.{0,40}"
    r"(?:\?|contact|email|let us know|send|submit|share)",
    r"^(?:you can )?(?:contact|reach|email|e-mail|write to|follow) (?:the (?:author|reporter|writer)|him|her|"
    r"them|[\w .'-]{3,40}) (?:at|on|via|:).{0,60}[@]",
    r"(?:fehler|tippfehler|rechtschreibfehler) (?:gefunden|entdeckt)|(?:ihre|"
    r"deine) meinung (?:ist uns wichtig|interessiert)|"
    r"senden sie uns ihr feedback|haben sie (?:fragen|hinweise|anregungen)",
    r"report (?:a|an) (?:typo|error|correction|problem)|(?:signaler|corriger) une (?:erreur|faute)|"
    r"send us (?:a )?(?:tip|feedback)",
    r"we want to hear from you|let us know (?:what you think|in the comments)|"
    r"what do you think\?.{0,40}(?:comment|below)",
)


def share_bars(reading: Reading) -> Iterable[Line]:
    """Share, print, copy link."""
    for line in reading.kept:
        if (
            line.block is not None
            and line.kind is not LineKind.row
            and line.words <= 14
            and (_SHARE.search(line.plain) or _BAR.search(line.plain))
            and not _is_sentence(line)
        ):
            yield line


def follow_calls(reading: Reading) -> Iterable[Line]:
    """Follow us, get the latest news, write to us."""
    for line in reading.kept:
        if line.words <= 45 and (_FOLLOW.search(line.plain) or _CONTACT.search(line.plain)):
            yield line


def _is_sentence(line: Line) -> bool:
    """A full stop after more than a label: somebody speaks of sharing."""
    return line.words > 5 and line.text.rstrip().endswith((".", "。", "।", "!", "?"))
