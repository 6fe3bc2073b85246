"""The words of error pages, bot walls, consent walls and login walls, in the languages of the world's news."""

from __future__ import annotations

from crawler.extraction.phrases import anywhere, line_start, whole_line

#: "404", "Error 404: Not Found", "HTTP 503".
ERROR_CODE = whole_line(
    r"(?:http )?(?:error|fehler|erreur|errore|erro|fout|fel|błąd|ошибка|hata|エラー)?[ :#-]*"
    r"(?:400|401|403|404|410|429|451|500|502|503|504|520)(?:[ :|–—-]*(?:http |http-)?(?:error|fehler|"
    r"erreur|errore|"
    r"erro|fout|fel|błąd|ошибка|hata|エラー))?(?:[ :|–—-]+(?:(?:page |seite |file )?(?:not found|"
    r"forbidden|gone|"
    r"unauthori[sz]ed|bad request|(?:internal )?server error|bad gateway|"
    r"service (?:temporarily )?unavailable|"
    r"gateway time-?out|too many requests|nicht gefunden|non trouvée?|no encontrad[ao]|"
    r"não encontrad[ao])))?"
)
ERROR_TITLE = whole_line(
    r"(?:(?:we are |we're )?sorry[,!.…-]* ?)?(?:(?:the |this |that )?(?:page|article|story|content|"
    r"url|document|link|video)"
    r"s? (?:(?:that )?you(?: are|'re| were)? (?:requested|looking for|tried to reach|"
    r"trying to (?:access|reach|view)|asked "
    r"for) )?)?(?:was |is |has |could |can |does |you requested )?(?:not|n't|no longer|cannot|"
    r"couldn't|can't|isn't|"
    r"doesn't) (?:be )?(?:found|available|exist|exists?|here)(?: any ?more| anymore)?",
    r"(?:article|content|document|file|page|story|video) (?:not found|unavailable|missing|removed|"
    r"deleted|expired|gone|"
    r"cannot be (?:found|displayed)|does(?:n't| not) exist)",
    r"(?:page|article) (?:has been |was )?(?:moved|removed|deleted)",
    r"not found|nothing (?:was )?found|object not found|bad request|(?:internal )?server error|bad gateway|"
    r"(?:service|site|website|temporarily) (?:temporarily )?unavailable|(?:site|"
    r"website) (?:is )?(?:down for|under) "
    r"maintenance|(?:scheduled |down for |under )?maintenance|something went wrong|"
    r"an error (?:has )?occurred|"
    r"unexpected error|error|oops|gateway time-?out|this site can't be reached|"
    r"we'll be (?:right )?back(?: soon)?",
    r"(?:oops|uh[- ]oh|whoops|ooops|hoppla|ups|oups|ops|opa|ой|упс)(?:\W{1,4}.{0,40}\b(?:page|error|"
    r"wrong|lost|find|found|seite|fehler|"
    r"erreur|página|error|pagina|errore|страниц\w*|ошибк\w*)\b.{0,40})?",
    r"(?:we're sorry, )?(?:sorry,? )?(?:but )?we (?:can't|cannot|couldn't|could not|are unable to|"
    r"were unable to) find "
    r"(?:that|the|this|your|what)(?: .{0,60})?",
    # German, Dutch, the Nordic languages
    r"(?:(?:die|diese|ihre) )?(?:angeforderte |gewünschte |gesuchte |aufgerufene )?(?:seite|artikel|"
    r"inhalt|dokument)"
    r"(?: wurde| konnte| ist| existiert)?(?: leider)? nicht(?: mehr)?(?: gefunden| verfügbar|"
    r" vorhanden)?(?: werden)?",
    r"(?:seite|artikel|inhalt) nicht (?:gefunden|verfügbar|vorhanden)|nicht gefunden|"
    r"(?:ein )?fehler(?: ist aufgetreten)?",
    r"(?:deze |de )?(?:pagina|artikel)(?: is| kan| werd)? niet (?:\w+ )?(?:gevonden|"
    r"beschikbaar)(?: worden)?|niet gevonden|"
    r"deze pagina bestaat niet(?: meer)?",
    r"sidan (?:kunde inte hittas|hittades inte|finns inte(?: längre)?|saknas)|"
    r"siden (?:blev ikke fundet|ble ikke funnet|"
    r"findes ikke(?: længere)?|finnes ikke(?: lenger)?|ikke fundet|ikke funnet|kunne ikke findes)|"
    r"sivua ei (?:löytynyt|löydy|ole olemassa)|síðan fannst ekki",
    # French, Spanish, Portuguese, Italian, Catalan, Romanian
    r"(?:désolé,? )?(?:(?:la|cette|votre) )?(?:page|article|contenu)(?: que vous (?:recherchez|"
    r"cherchez|demandez))?(?: demandée?)?"
    r"(?: est| n'a| n'est| n'existe)?(?: pas| plus)?(?: pu)?(?: été| être)? ?(?:introuvable|"
    r"non trouvée?|trouvée?|disponible|"
    r"inexistante|indisponible)|(?:cette |la )?page n'existe (?:pas|plus)",
    r"(?:lo sentimos,? )?(?:la |esta |el )?(?:página|artículo|contenido|noticia)(?: que (?:buscas?|"
    r"solicitas?|está buscando))?"
    r"(?: solicitad[ao])? ?(?:no (?:ha sido |fue |se ha |se ha podido |está |existe|pudo ser |se )?"
    r"(?:encontrad[ao]|disponible|encuentra|encontr(?:ó|ar)|existe)?)",
    r"(?:desculpe,? )?(?:(?:a|esta|o) )?(?:página|artigo|conteúdo|"
    r"notícia)(?: que (?:você )?\w+)?(?: solicitad[ao])? ?(?:não "
    r"(?:foi |pôde ser |está |existe)?(?:encontrad[ao]|disponível|existe|localizad[ao])?)",
    r"(?:la )?(?:pagina|articolo)(?: richiest[ao]| che (?:stai )?cerc\w+)? ?(?:non (?:è stat[ao] |è |"
    r"esiste)?"
    r"(?:trovat[ao]|disponibile|esiste)?(?: più)?|inesistente)",
    r"(?:la )?pàgina no (?:s'ha )?trobada?|pagina nu (?:a fost găsită|există|poate fi găsită)|"
    r"pagin[ăa] inexistentă",
    # Slavic, Greek, Hungarian, Turkish, Baltic
    r"(?:nie znaleziono|nie odnaleziono) (?:takiej )?(?:strony|artykułu)|"
    r"(?:ta )?strona (?:nie istnieje|nie została "
    r"(?:znaleziona|odnaleziona))|stránka (?:nenalezena|nebyla nalezena|neexistuje|nenájdená|"
    r"nebola nájdená)|"
    r"(?:страница|статья|материал)(?: \w+)?,? не (?:найдена?|существует|обнаружена)|"
    r"такой страницы (?:нет|не "
    r"существует)|(?:сторінку|сторінка) не (?:знайдено|знайдена|існує)|страницата не (?:е|беше) намерена|"
    r"(?:stranica|strana|стране?ица) (?:nije|није) (?:pronađena|пронађена)|stran ni (?:bila )?najdena",
    r"η σελίδα δεν (?:βρέθηκε|υπάρχει)|(?:az? )?(?:keresett )?oldal nem (?:található|létezik)|"
    r"(?:aradığınız )?sayfa "
    r"(?:bulunamadı|mevcut değil)|puslapis nerastas|lapa nav atrasta|lehekülge ei leitud",
    # Arabic, Persian, Urdu, Hebrew
    r"(?:عذرا[ً،,]* ?)?(?:لم يتم العثور على (?:هذه )?الصفحة.{0,30}|الصفحة (?:المطلوبة )?غير موجودة|"
    r"الصفحة غير متوفرة|"
    r"الصفحة التي .{0,30} غير موجودة)|(?:صفحه|مطلب)(?: مورد نظر)?(?: شما)? (?:یافت نشد|پیدا نشد|"
    r"وجود ندارد)|"
    r"صفحہ (?:نہیں ملا|موجود نہیں).{0,8}|(?:הדף|העמוד)(?: המבוקש)? (?:לא נמצא|אינו קיים|לא קיים)",
    # South and South-East Asia
    r"(?:यह )?(?:पेज|पृष्ठ|पन्ना) (?:नहीं मिला|उपलब्ध नहीं).{0,8}|पान सापडले नाही|पृष्ठ सापडले नाही|"
    r"পৃষ্ঠাটি? (?:পাওয়া "
    r"যায়নি|খুঁজে পাওয়া যায়নি)|পাতাটি পাওয়া যায়নি|பக்கம் (?:கிடைக்கவில்லை|காணப்படவில்லை)|"
    r"పేజీ (?:కనుగొనబడలేదు|"
    r"దొరకలేదు)|પૃષ્ઠ મળ્યું નથી|പേജ് കണ്ടെത്തിയില്ല|ಪುಟ (?:ಸಿಗಲಿಲ್ಲ|ಕಂಡುಬಂದಿಲ್ಲ)|ਪੰਨਾ ਨਹੀਂ ਮਿਲਿਆ",
    r"ไม่พบหน้า.{0,30}|(?:trang|bài viết|không tìm thấy trang)(?: này|"
    r" bạn .{0,20})?(?: không (?:tồn tại|tìm thấy))?(?: không "
    r"tồn tại)?|không tìm thấy(?: trang| bài viết)?.{0,20}|halaman (?:tidak (?:ditemukan|tersedia|"
    r"dijumpai))|"
    r"hindi (?:mahanap|makita) ang pahina|ukurasa haupatikani|ukurasa haukupatikana",
    # East Asia
    r"(?:お探しの|指定された|ご指定の)?(?:ページ|記事)[はが](?:見つかりません|存在しません|表示できません|削除).{0,12}|お探しのページ.{0,30}|"
    r"(?:抱歉|对不起|對不起|很抱歉)?[,， ]*(?:您(?:访问|要找|请求|造訪|查找)的)?(?:页面|頁面|网页|網頁|文章|内容)"
    r"(?:不存在|找不到了?|未找到|无法找到|已(?:被)?删除|已(?:被)?刪除|不見了)|(?:找不到|未找到|无法找到)(?:该|此|這個|您)?.{0,6}(?:页面|頁面|网页|網頁)|"
    r"(?:요청하신 )?페이지를 찾을 수 없습니다|존재하지 않는 페이지.{0,6}|хуудас олдсонгүй|бет табылмады",
)
ERROR_TEXT = line_start(
    r"(?:(?:we are|we're) )?(?:very )?(?:sorry[,.!]* )?(?:but )?(?:the|this) (?:page|url|article|"
    r"content|document|link) (?:that )?"
    r"you(?:'re| are| were|'ve| have)? (?:requested|looking for|tried to|trying to|asked for|followed|"
    r"entered)",
    r"(?:sorry[,.!]* )?(?:but )?(?:the |this |that )?(?:page|article|content|story) (?:can(?:not|'t|"
    r" not) be found|could not be "
    r"found|couldn't be found|does(?:n't| not) exist|is no longer available|no longer exists|"
    r"has been (?:removed|deleted))",
    r"it (?:looks|seems) like (?:nothing was found|the page|this page|you've (?:hit|taken))|"
    r"the requested (?:url|page|resource) "
    r"(?:\S{1,100} )?(?:was not found|could not be)|404 not found|nginx|apache/2",
    r"(?:es tut uns leid|leider|entschuldigung)?[,:! ]*(?:die|diese) (?:von ihnen )?(?:angeforderte|"
    r"gesuchte|gewünschte|aufgerufene) "
    r"(?:seite|adresse)|leider (?:konnte|wurde|existiert|ist) (?:die|diese)(?: \w+)? seite",
    r"(?:désolé,? |nous sommes désolés,? )?(?:mais )?la page (?:que vous (?:recherchez|cherchez|"
    r"avez demandée|demandez)|demandée)",
    r"(?:lo sentimos,? )?(?:pero )?la página que (?:busca|estás? buscando|has? solicitado|intenta)",
    r"(?:desculpe,? )?(?:mas )?a página que (?:você )?(?:procura|está procurando|solicitou|tentou)",
    r"la pagina che (?:stai cercando|cerchi|hai richiesto)|de (?:opgevraagde|gevraagde|"
    r"door u opgevraagde) pagina",
    r"(?:запрашиваемая|запрошенная) (?:вами )?страница|страница, которую вы",
    r"お探しのページは|申し訳ございません.{0,10}ページ|아쉽게도 요청하신|您(?:访问|要访问|查找)的页面|आप जो पृष्ठ",
)

BOT_TITLE = whole_line(
    r"just a moment|one moment,? please|please wait|checking your browser.{0,40}|"
    r"attention required!?.{0,30}|access (?:to this "
    r"(?:page|site|website) (?:has been )?)?(?:is )?denied|access forbidden|forbidden|"
    r"you have been blocked|request "
    r"(?:rejected|blocked|unsuccessful|denied)|(?:sorry, )?you are (?:being )?blocked|"
    r"pardon our interruption|are you (?:a )?"
    r"(?:human|robot|bot)\??(?:.{0,20})|robot (?:check|or human\??)|(?:human|bot|security|"
    r"browser) (?:verification|check|challenge)|"
    r"verif(?:y|ying) (?:that )?you(?:'re| are) (?:a )?(?:human|not a robot).{0,30}|captcha|recaptcha|"
    r"hcaptcha|security check|"
    r"unusual traffic.{0,40}|too many requests|blocked|bot detection|ddos[- ]?(?:protection|"
    r"guard).{0,30}|validating your "
    r"browser|please verify you are (?:a )?human|error 1020|let's confirm you are human|"
    r"enable javascript(?: .{0,40})?|"
    r"javascript (?:is )?(?:required|disabled)|not available in your (?:region|country)",
    r"zugriff (?:verweigert|blockiert)|sicherheitsüberprüfung|einen moment(?:,? bitte)?|"
    r"bist du ein (?:mensch|roboter)\??|"
    r"sind sie ein (?:mensch|roboter)\??|accès (?:refusé|interdit|bloqué)|un instant|"
    r"vérification (?:de sécurité|en cours)|"
    r"êtes-vous un (?:humain|robot) ?\??|acceso (?:denegado|bloqueado|prohibido)|un momento|"
    r"¿?eres (?:un )?(?:humano|robot)\??|"
    r"acesso (?:negado|bloqueado)|accesso (?:negato|bloccato)|toegang geweigerd|åtkomst nekad|"
    r"odmowa dostępu|dostęp zabroniony|"
    r"доступ (?:запрещ[её]н|ограничен|заблокирован)|проверка браузера|вы (?:не )?робот\??|"
    r"erişim engellendi|アクセスが拒否されました|"
    r"アクセスできません|访问被拒绝|安全验证|人机验证|存取被拒|"
    r"접근이 거부되었습니다|접근이 차단되었습니다|تم رفض الوصول|"
    r"truy cập bị từ chối|akses ditolak|पहुँच अस्वीकृत",
)
BOT_TEXT = anywhere(
    r"verify (?:that )?you(?:'re| are) (?:a )?(?:real )?(?:human|person|not a (?:ro)?bot)|"
    r"confirm (?:that )?you(?:'re| are) (?:a )?"
    r"(?:human|person|not a (?:ro)?bot)|(?:prove|make sure) (?:that )?you(?:'re| are) (?:a )?(?:human|"
    r"not a (?:ro)?bot)|"
    r"enable javascript and cookies to continue|please enable (?:js|"
    r"javascript) and disable any ad ?blocker|"
    r"unusual (?:traffic|activity) from your (?:computer|network|ip|device|browser)|"
    r"automated (?:access|requests|traffic) (?:to|from)|"
    r"press (?:&|and) hold|checking (?:if the site connection is secure|your browser before)|"
    r"needs to review the security of your "
    r"connection|complete the (?:security check|captcha)|solve (?:the|this) captcha|"
    r"you don't have permission to access|"
    r"(?:something about your browser|your (?:browser|activity|behaviou?r)) made us think|(?:you've|"
    r"you have|you were|your ip(?: "
    r"address)? (?:has been|is|was)) (?:been )?(?:temporarily )?blocked|using automation tools|"
    r"security service to protect (?:itself|"
    r"against)|incident (?:id|number)\s*:|\bray id\s*:|support id (?:is)?\s*:|\bi am not a robot\b|"
    r"i'm not a robot",
    r"dass sie kein (?:ro)?bot(?:er)? sind|ich bin kein roboter|ungewöhnliche(?:n|r)? (?:datenverkehr|"
    r"zugriff|aktivität)|que vous "
    r"n'êtes pas un robot|je ne suis pas un robot|trafic inhabituel|que no eres un robot|"
    r"no soy un robot|tráfico inusual|que você "
    r"não é um robô|não sou um robô|non sono un robot|che non sei un robot|dat u geen robot bent|"
    r"ik ben geen robot|что вы не робот|"
    r"я не робот|nie jestem robotem|robot olmadığınızı|私はロボットではありません|ロボットではないことを|"
    r"我不是机器人|我不是機器人|"
    r"请完成(?:安全)?验证|"
    r"로봇이 아닙니다|أنا لست (?:روبوت|برنامج)|मैं रोबोट नहीं",
)

CONSENT_TITLE = whole_line(
    r"before you continue(?: to .{0,40})?|(?:we (?:value|respect|care about)|"
    r"about) your privacy(?: .{0,40})?|(?:your )?(?:privacy|cookie|"
    r"consent|data)[ -]*(?:and cookie )?(?:settings|choices|preferences|consent|notice|manager|"
    r"management|wall|gate|options|control)|"
    r"manage (?:your )?(?:cookies?|consent|privacy)(?: .{0,30})?|consent(?: required| needed)?|"
    r"your consent(?: .{0,30})?|we use cookies|"
    r"this (?:site|website) uses cookies|accept cookies(?: to continue)?|cookies|cookie[- ]?(?:policy|"
    r"banner|zustimmung|hinweis|einstellungen)|"
    r"gdpr(?: .{0,20})?|can we store cookies\??|we(?:'d| would) like your (?:consent|permission).{0,40}",
    r"(?:ihre |deine )?(?:privatsphäre|datenschutz|einwilligung|zustimmung)[ -]*(?:einstellungen|"
    r"erforderlich|center|ist uns wichtig)?|wir "
    r"(?:brauchen|benötigen) ihre (?:zustimmung|einwilligung)|mit werbung weiterlesen|"
    r"weiter mit werbung.{0,30}|pur[- ]abo|zustimmung "
    r"erforderlich|bevor sie fortfahren|(?:nous respectons )?votre (?:vie privée|"
    r"consentement)(?: .{0,40})?|avant de continuer|gérer (?:mes|"
    r"les|vos) cookies|paramètres (?:des )?cookies|consentement|(?:valoramos |respetamos )?(?:tu|"
    r"su) privacidad(?: .{0,40})?|antes de "
    r"continuar|(?:valorizamos )?(?:a )?sua privacidade(?: .{0,40})?|la tua privacy(?: .{0,40})?|"
    r"prima di continuare|(?:wij |we )?"
    r"(?:respecteren|waarderen) (?:uw|je) privacy|(?:jouw|uw|je) privacy(?: .{0,30})?|"
    r"voordat je verdergaat|szanujemy (?:twoją )?prywatność|"
    r"din (?:integritet|personvern|privatliv).{0,30}|gizliliğiniz.{0,30}|あなたのプライバシー.{0,20}|"
    r"cookieの使用.{0,20}",
)
CONSENT_TEXT = anywhere(
    r"cookie|consent\b|privacy|gdpr|personal(?:i[sz]ed)? (?:data|ads|advertising)|your (?:data|"
    r"choices)|our \d* ?partners|advertis(?:ing|ers) "
    r"partners|legitimate interest|datenschutz|einwilligung|zustimm|personenbezogen|tracking|werbung|"
    r"endgerät|vie privée|confidentialité|"
    r"consentement|partenaires|traceurs|données personnelles|privacidad|consentimiento|"
    r"datos personales|privacidade|consentimento|dados "
    r"pessoais|consenso|dati personali|toestemming|persoonsgegevens|zgod[ęay]|dane osobowe|prywatnoś|"
    r"samtycke|samtykke|personopplysninger|"
    r"personuppgifter|evästei|suostumus|файл\w* cookie|персональн\w+ данн|конфиденциальн|çerez|"
    r"gizlilik|kişisel veri|クッキー|個人情報|个人信息|"
    r"隐私|隱私|쿠키|개인정보|ملفات تعريف الارتباط|الخصوصية|कुकी|गोपनीयता|cookies",
)
ACCEPT = whole_line(
    r"(?:i |yes,? i |yes,? )?(?:accept|agree|allow|consent|got it|ok|okay)(?: (?:all|and (?:continue|"
    r"close)|to all|cookies|all cookies|& continue))*|"
    r"(?:accept|agree|continue|allow) .{0,24}|manage (?:options|settings|preferences|cookies)|"
    r"reject all|more options|"
    r"(?:alle )?(?:akzeptieren|zustimmen|annehmen|einverstanden)(?: .{0,24})?|(?:alle|alles|"
    r"allem) (?:akzeptieren|zustimmen|annehmen)|"
    r"(?:tout |j')?accepte[rz]?(?: .{0,24})?|(?:aceptar|acepto|aceitar|aceito|concordo|accetta|"
    r"accetto|accetto|accepteer|akkoord|accepteren|"
    r"godkänn|acceptera|godta|aksepter|accepter|hyväksy|zgadzam się|akceptuj\w*|принять|принимаю|"
    r"согласен|прийняти|kabul et|同意(?:する|して.{0,8})?|"
    r"接受|동의(?:합니다|함)?|موافق|أوافق|قبول|स्वीकार.{0,8})(?: .{0,24})?",
)

LOGIN_TITLE = whole_line(
    r"(?:please )?(?:log|sign)[ -]?in(?: (?:to|or|required|page|with|for) ?.{0,50})?|"
    r"login(?: required| page)?|(?:log|sign) in or (?:register|"
    r"create an? (?:free )?account|subscribe)|(?:create|register for) (?:an? |"
    r"your )?(?:free )?account(?: .{0,40})?|register(?: (?:now|for free|to "
    r"(?:continue|read)))(?: .{0,30})?|members? (?:only|login|area)|subscriber login|"
    r"authentication required|welcome back|"
    r"account (?:login|sign ?in)|unauthori[sz]ed|reset (?:your )?password|"
    r"forgot(?:ten)? (?:your )?password\??",
    r"(?:bitte )?(?:anmelden|einloggen)(?: .{0,30})?|anmeldung(?: erforderlich)?|"
    r"(?:jetzt )?registrieren|(?:se )?connecter|connexion(?: .{0,30})?|"
    r"identifi(?:ez-vous|cation)|connectez-vous(?: .{0,40})?|inici(?:a|ar|e) sesión(?: .{0,30})?|"
    r"acceder|identifícate|regístrate(?: .{0,30})?|"
    r"(?:fazer |faça )?(?:o )?login|entrar|iniciar sessão|accedi(?: .{0,30})?|inloggen|logga in|"
    r"logg inn|log ind|kirjaudu(?: sisään)?|zaloguj(?: "
    r"się)?|logowanie|přihlášení|войти|вход|авторизация|увійти|giriş(?: yap)?|ログイン|登录|登入|请登录|로그인|"
    r"تسجيل الدخول|ورود|लॉग ?इन(?: करें)?|"
    r"เข้าสู่ระบบ|đăng nhập|masuk",
)
LOGIN_TEXT = line_start(
    r"(?:please |you (?:must|need to|have to) (?:be )?)(?:log(?:ged)?|sign(?:ed)?)[ -]?in (?:to|"
    r"in order to|before you can) "
    r"(?:continue|read|view|access|see|proceed)",
    r"(?:log|sign)[ -]?in (?:or (?:register|subscribe|create an account) )?to (?:continue|read|view|"
    r"access|see|proceed)",
    r"(?:this|the) (?:page|content|article|area) is (?:only )?(?:available |reserved |"
    r"accessible )?(?:only )?(?:to|for) "
    r"(?:registered|logged[- ]in|members)",
    r"(?:bitte )?(?:melden sie sich|loggen sie sich|melde dich|logge dich) (?:bitte )?(?:an|ein)\b|"
    r"um (?:diesen|den) (?:artikel|inhalt) "
    r"(?:zu )?lesen.{0,40}(?:anmelden|einloggen)",
    r"(?:veuillez vous|vous devez vous|vous devez être) (?:connecter|connecté|identifier)|"
    r"connectez-vous pour",
    r"(?:debes|debe|tienes que|por favor,?) (?:iniciar|inicia|inicie) sesión|inicia sesión para|"
    r"faça (?:o )?login para|accedi per",
)
