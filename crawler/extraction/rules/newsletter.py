"""Invitations to newsletters, channels and podcasts of the outlet."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.extraction import places
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.phrases import anywhere, told_by, whole_line
from crawler.extraction.reading import Reading

_INVITATION = told_by(
    "newsletter|mail|inbox|briefing|alerts|digest|your phone|signing up|subscribing|registering|subscribed|"
    "submitting|clicking|joining|entering|anmeldung|registrierung|bestellung|inscrivant|abonnant|registrarte|"
    "suscribirte|inscribirte|cadastrar|assinar|inscrever|iscrivendoti|登録|unsubscribe|opt out|whatsapp|"
    "telegram|postfach|inscrivez|abonnez|infolettre|boletín|boletines|correo|boletim|nieuwsbrief|nyhedsbrev|"
    "nyhetsbrev|подпи|bültenimize|न्यूज़|न्यूज|व्हाट्स|टेलीग्राम|メール|メルマガ|ニュースレター|电子报|電子報|通讯|뉴스레터|النشرة|"
    "podcast|spotify|wherever you",
    r"\b(?:sign[ -]?up|signing up|subscribe|register|join)\b.{0,80}(?:newsletter|e-?mails?\b|inbox|"
    r"mailing list|briefing|alerts|digest)",
    r"newsletter.{0,80}(?:sign[ -]?up|subscribe|inbox|delivered|delivers|every (?:day|week|morning|monday|"
    r"friday)|daily|weekly|free|by email)",
    r"(?:get|receive|have|want|sent?|deliver\w*).{0,80}(?:in|into|to|straight to|directly to) your (?:inbox|"
    r"e-?mail|mailbox|phone)",
    r"(?:our|the|free|daily|weekly|morning|evening|my|this) (?:\S+ ){0,3}newsletters?\b.{0,20}$|"
    r"^newsletters?\b.{0,60}$",
    r"(?:enter|provide) (?:a valid |your )e-?mail|(?:your|enter) e-?mail address|e-?mail address is required|"
    r"invalid e-?mail",
    r"thank(?:s| you) for (?:signing up|subscribing|registering)|you(?:'ve|"
    r" have)? (?:successfully )?(?:been )?subscribed|check your (?:inbox|e-?mail)",
    r"\bby (?:signing up|subscribing|registering|submitting|clicking|joining|entering).{0,120}(?:agree|"
    r"accept|consent|terms|privacy|polic)",
    r"mit (?:ihrer|deiner|der) (?:anmeldung|registrierung|bestellung).{0,80}(?:datenschutz|agb|einverstanden|"
    r"bedingungen)|en vous (?:inscrivant|abonnant).{0,80}(?:acceptez|conditions)|"
    r"(?:al (?:registrarte|suscribirte|inscribirte)|ao (?:se cadastrar|assinar|se inscrever)|"
    r"iscrivendoti).{0,80}(?:acepta|términos|condiciones|aceita|termos|accetti)|登録(?:すると|により|"
    r"することで).{0,40}同意",
    r"(?:you can )?unsubscribe (?:at any ?time|here|via)|opt out at any time",
    r"(?:join|follow|abonnier\w*|folg\w*) .{0,60}(?:whatsapp|telegram)|(?:whatsapp|telegram)-kanal",
    r"newsletter.{0,100}(?:anmelden|abonnieren|anmeldung|bestellen|registrieren|postfach|kostenlos|täglich|"
    r"wöchentlich|direkt|informiert)",
    r"(?:abonniere\w*|bestelle\w*|abonnieren sie|melde\w* (?:sie |dich|euch)).{0,80}newsletter|zur anmeldung|"
    r"mail-adresse (?:ein|angeben)",
    r"(?:per|in (?:ihr|dein)) (?:e-?mail-?)?postfach",
    r"(?:inscrivez|abonnez)-vous|(?:recevez|recevoir) .{0,60}(?:newsletter|boîte mail|par e-?mail|"
    r"infolettre)|votre adresse e-?mail",
    r"(?:suscríbe\w*|suscribir\w*|apúntate|regístrate|recibe\w*).{0,80}(?:newsletter|boletín|boletines|"
    r"correo)|boletín.{0,50}(?:suscríb|recib)",
    r"(?:assine|inscreva-se|receba|cadastre).{0,80}(?:newsletter|e-?mail|boletim)|(?:iscriviti|"
    r"ricevi).{0,80}(?:newsletter|e-?mail)",
    r"(?:schrijf je in|meld je aan|ontvang).{0,60}(?:nieuwsbrief|e-?mail)|(?:tilmeld|abonner|"
    r"meld deg).{0,60}(?:nyhedsbrev|nyhetsbrev)|"
    r"(?:prenumerera|anmäl dig).{0,60}nyhetsbrev|zapisz się.{0,60}newsletter|(?:přihlaste|"
    r"odebírejte).{0,60}newsletter",
    r"(?:подпи[сш]\w+).{0,60}(?:рассылк|канал|новост)|bültenimize|(?:न्यूज़लेटर|न्यूजलेटर|व्हाट्सऐप चैनल|"
    r"व्हाट्सएप चैनल|टेलीग्राम चैनल)",
    r"(?:メールマガジン|メルマガ|ニュースレター)|(?:电子报|電子報|通讯)(?:订阅|訂閱)?|뉴스레터|"
    r"النشرة (?:البريدية|الإخبارية)",
    r"(?:listen|subscribe) to .{0,60}podcast|(?:hören|abonnieren) sie .{0,60}podcast|"
    r"podcast.{0,40}(?:abonnieren|anhören|apple podcasts|spotify)",
    r"(?:subscribe|listen|available) .{0,40}(?:apple podcasts|google podcasts|spotify|wherever you)",
)
_LABEL = whole_line(
    r"(?:sign|signed) ?up(?: now| here| free| today)?|subscribe(?: now| here| today)?|get (?:the |"
    r"our )?newsletters?|e-?mail(?: address)?|"
    r"your e-?mail|submit|send|go|jetzt (?:anmelden|abonnieren|bestellen)|hier geht'?s zur anmeldung|"
    r"s'inscrire|je m'inscris|"
    r"suscribirme|suscríbete|inscrever|iscriviti|登録する|購読する|सब्सक्राइब करें|daily briefing|"
    r"morning briefing"
)
_LONGEST_LABEL_WORDS = 5
_LONGEST_INVITATION_WORDS = 60
#: Longer ones say the word itself.
_SHORT_INVITATION_WORDS = 32
_NEWSLETTER = anywhere(
    r"newsletter|inbox|whatsapp|telegram|postfach|briefing|boletín|boletim|nieuwsbrief|nyhedsbrev|nyhetsbrev|"
    r"рассылк|メール|ニュースレター|न्यूज|व्हाट्स|टेलीग्राम|sign(?:ing)? up"
)


def invitations(reading: Reading) -> Iterable[Line]:
    """Lines that invite to a newsletter."""
    for line in reading.kept:
        if _is_invitation(line) and not _is_listed(line, reading):
            yield line


def _is_listed(line: Line, reading: Reading) -> bool:
    """A longer item of a list is a step or a feature that the story tells of."""
    return (
        line.kind is LineKind.item
        and line.words > _LONGEST_LABEL_WORDS
        and not reading.stands_in(line, places.NEWSLETTER | places.FORM | places.ASIDE)
    )


def _is_invitation(line: Line) -> bool:
    if line.words <= _LONGEST_LABEL_WORDS and _LABEL.search(line.plain):
        return True
    if line.words > _LONGEST_INVITATION_WORDS:
        return False
    # The cheaper pattern goes first.
    if line.words > _SHORT_INVITATION_WORDS and not _NEWSLETTER.search(line.plain):
        return False
    return bool(_INVITATION.search(line.plain))


def boxes(reading: Reading) -> Iterable[Line]:
    """Short lines inside an element that its name calls a newsletter box."""
    for line in reading.kept:
        if (
            line.words <= 25
            and reading.stands_in(line, places.NEWSLETTER)
            and reading.stands_in(line, places.FORM | places.ASIDE)
        ):
            yield line
