"""Site furniture that speaks to the reader's account or device: sign in, edition, app, push, subscription."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extraction.lines import Line
from crawler.extraction.phrases import told_by, whole_line
from crawler.extraction.reading import Reading

_SIGN_IN = whole_line(
    r"(?:sign|log)[ -]?(?:in|out|up|off)(?: / (?:sign|log) ?(?:in|out|up))?(?: to (?:comment|continue|read|"
    r"save).*)?",
    r"(?:register|join)(?: (?:now|free|for free|today))?|create (?:an |a free )?account|my (?:account|"
    r"profile|news)|"
    r"subscribe(?: (?:now|today|here))?|already (?:a subscriber|have an account).*|become a (?:member|"
    r"subscriber).*|"
    r"(?:hi|hello|welcome),?(?: guest| user| back)?|skip to (?:main )?content|back to top|(?:main )?menu|"
    r"home|search",
    r"(?:jetzt )?(?:anmelden|abmelden|einloggen|ausloggen|registrieren|abonnieren)|mein konto|zum login|"
    r"startseite",
    r"(?:se )?(?:dé)?connecter|connexion|déconnexion|s'inscrire|s'abonner|je m'abonne|mon compte|accueil|"
    r"identifiez-vous",
    r"(?:iniciar|cerrar) sesión|regístrate|registrarse|suscríbete|suscribirse|mi cuenta|inicia sesión|inicio|"
    r"entrar",
    r"accedi|esci|registrati|abbonati|iscriviti|login|logout|entrar|sair|assine|cadastre-se|inloggen|"
    r"uitloggen",
    r"logga (?:in|ut)|logg (?:inn|ut)|log (?:ind|ud)|kirjaudu|zaloguj(?: się)?|wyloguj|přihlásit(?: se)?|"
    r"войти|выйти|"
    r"регистрация|giriş yap|çıkış|üye ol",
    r"(?:साइन|लॉग) ?(?:इन|आउट|अप)(?: करें)?|लॉगिन(?: करें)?|रजिस्टर(?: करें)?|सब्सक्राइब(?: करें)?|होम|"
    r"मेरा अकाउंट|मेन्यू",
    r"ログイン|ログアウト|(?:新規)?(?:無料)?会員登録(?:する)?(?:\(無料\))?|サインイン|サインアウト|"
    r"マイページ|ホーム|登録|メニュー",
    r"登录|登入|登出|退出|注册|註冊|订阅|訂閱|首页|首頁|로그인|로그아웃|회원가입|구독|تسجيل الدخول|"
    r"تسجيل الخروج|اشترك",
)
_APP = whole_line(
    r"(?:open|read|view|continue|use|get|download|install|try)(?: (?:it|this|now|more))?(?: (?:in|on|with))?"
    r"(?: (?:the|our|this|your|free|\S+)){0,3} app(?: (?:now|today|for free))?",
    r"(?:get|download|install) (?:it )?(?:on|from) (?:the )?(?:app store|google play)|app store|google play",
    r"(?:in der |zur |die )?(?:\S+-)?app (?:öffnen|laden|herunterladen|lesen|installieren)|"
    r"in der app (?:öffnen|lesen)",
    r"(?:ouvrir|télécharger|lire dans|lire sur) (?:dans )?l'appli(?:cation)?|(?:abrir|descargar|descarga|"
    r"leer en) (?:en )?la app",
    r"(?:abrir|baixar|baixe) (?:no |o )?app(?:licativo)?|apri (?:l'|nell')app|scarica l'app|open de app|"
    r"åbn app(?:en)?",
    r"(?:\S+ )?(?:ऐप|एप|ऐप्लिकेशन)(?: पर| में)? ?(?:खोलें|पढ़ें|डाउनलोड करें|इंस्टॉल करें|देखें)",
    r"(?:公式)?アプリ(?:で|を)?(?:開く|読む|見る|ダウンロード|入手|インストール)(?:する)?|打开 ?app|"
    r"下载 ?app|앱(?:에서)? (?:열기|보기|다운로드)",
)
_PUSH = told_by(
    "notification|alert|allow|send you|sending you|nachricht|mitteilung|notificaciones|notificações|notifiche|"
    "meldingen|नोटिफिकेशन|सूचनाएं|सूचनाएँ|अलर्ट|通知|お知らせ|推送",
    r"push notifications?\b.{0,80}(?:allow|subscribe|click|enable|turn on|accept)|"
    r"(?:allow|enable|turn on|get|receive|send(?:ing)? you|subscribe to) (?:push |browser |breaking |"
    r"desktop |news |our )*(?:notifications|alerts)\b",
    r"(?:click|tap|press) (?:on )?(?:\W)?allow\b|would like to send you|wants to (?:start )?send(?:ing)? you",
    r"(?:push-?)?(?:benachrichtigungen|nachrichten|mitteilungen) (?:aktivieren|erlauben|zulassen|erhalten|"
    r"abonnieren|schicken)|"
    r"(?:möchte|will|darf|dürfen) (?:ihnen|dir) (?:\S+ )?(?:push-?)?(?:benachrichtigungen|nachrichten|"
    r"mitteilungen)",
    r"(?:activer|recevoir|autoriser) (?:les |des |nos )?(?:notifications|alertes)|(?:activar|recibir|"
    r"permitir) (?:las )?notificaciones",
    r"(?:ativar|receber|permitir) (?:as )?notificações|(?:attiva|ricevi|consenti) (?:le )?notifiche|"
    r"meldingen (?:aanzetten|ontvangen)",
    r"(?:नोटिफिकेशन|सूचनाएं|सूचनाएँ|अलर्ट).{0,60}(?:अनुमति|भेजना|चालू|पाएं|पाएँ|क्लिक|सब्सक्राइब|ऑन करें|"
    r"दें)",
    r"(?:プッシュ通知|通知|お知らせ).{0,30}(?:許可|受け取|配信|オンに|送信|購読)|(?:推送|通知).{0,8}(?:允许|"
    r"开启|訂閱|订阅)",
)
_SUBSCRIBER = told_by(
    "subscri|support|donat|contribut|member|journalism|reading|unlock|read this|read the full|free|article|limit|"
    "kostenlos|gratis|unverbindlich|lesen|abonnés|suscriptores|この記事|会員|続きを",
    r"(?:this (?:article|story|content) is|exclusive(?:ly)?) (?:for|available to|"
    r"reserved for) (?:\w+ )?(?:subscribers|members)",
    r"(?:subscribe|register|sign in|log in) (?:now )?to (?:continue|keep) reading|(?:unlock|read) (?:this|"
    r"the full) (?:article|story)",
    r"you(?:'ve| have) (?:reached|read|used) (?:your|all|\d+).{0,30}(?:free|article|limit)|"
    r"\d+ articles? (?:left|remaining)",
    r"(?:enjoying|value|like|appreciate) (?:this|our) (?:article|story|reporting|work|journalism)\b.{0,120}\b"
    r"(?:subscri|support|donat|contribut|member)",
    r"\b(?:subscri|donat|becom\w* a member|your (?:support|contribution|gift)).{0,100}\b(?:support|helps?|fund|"
    r"ensure|keep)\w*\b.{0,60}\bjournalism\b",
    r"to continue reading,? (?:please )?(?:subscribe|sign|log|register)|(?:start|begin) your free trial",
    r"(?:jetzt|hier) (?:kostenlos|gratis|unverbindlich) (?:testen|weiterlesen|registrieren)|\d+ (?:wochen?|"
    r"monate?) (?:kostenlos|gratis) testen",
    r"(?:weiterlesen|lesen) (?:sie )?mit (?:\S+ ?)?(?:plus|abo|\+)|cet article est réservé aux abonnés|"
    r"contenido exclusivo para suscriptores",
    r"この記事は(?:有料)?会員(?:限定|記事)|(?:有料|無料)会員(?:に|登録)|続きを(?:読む|お読み)(?:には|"
    r"いただくには)",
)
_EDITIONS = frozenset(
    [
        "ind",
        "in",
        "india",
        "usa",
        "us",
        "u.s",
        "uk",
        "u.k",
        "gb",
        "world",
        "global",
        "international",
        "intl",
        "europe",
        "eu",
        "asia",
        "africa",
        "australia",
        "aus",
        "canada",
        "ca",
        "uae",
        "me",
        "edition",
        "editions",
        "english",
        "hindi",
        "हिन्दी",
        "हिंदी",
        "भारत",
        "deutsch",
        "german",
        "français",
        "french",
        "español",
        "spanish",
        "português",
        "日本語",
        "日本",
        "世界",
        "英語版",
        "日本語版",
        "中文",
        "한국어",
        "العربية",
        "русский",
        "বাংলা",
        "தமிழ்",
        "తెలుగు",
        "मराठी",
        "ગુજરાતી",
        "deutschland",
        "österreich",
        "schweiz",
        "germany",
        "austria",
        "switzerland",
        "france",
        "japan",
        "china",
        "中国",
        "edición",
        "ausgabe",
        "de",
        "en",
        "fr",
        "es",
        "ja",
        "hi",
        "pt",
        "it",
        "edition:",
    ]
)
_SWITCH = re.compile(r"[^\w.]+")


def sign_in(reading: Reading) -> Iterable[Line]:
    """Sign in, sign out, register, menu labels."""
    return [line for line in reading.kept if line.words <= 10 and _SIGN_IN.search(line.plain)]


def app_prompts(reading: Reading) -> Iterable[Line]:
    """Open in app."""
    return [line for line in reading.kept if line.words <= 12 and _APP.search(line.plain)]


def push_prompts(reading: Reading) -> Iterable[Line]:
    """Permission to send notifications."""
    return [line for line in reading.kept if line.words <= 40 and _PUSH.search(line.plain)]


def subscriber_prompts(reading: Reading) -> Iterable[Line]:
    """Invitations to pay or register for the rest."""
    return [line for line in reading.kept if line.words <= 50 and _SUBSCRIBER.search(line.plain)]


def edition_switch(reading: Reading) -> Iterable[Line]:
    """A row of countries or languages around the story."""
    for line in (*reading.head, *reading.tail):
        tokens = [token for token in _SWITCH.split(line.plain) if token]
        if 1 < len(tokens) <= 8 and all(token in _EDITIONS for token in tokens):
            yield line
