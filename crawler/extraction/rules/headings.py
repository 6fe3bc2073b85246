"""Headings of what is no story: link lists, comments, author boxes, tag lists, notes of first publication."""

from __future__ import annotations

from crawler.extraction.phrases import line_start, whole_line

_OF_SITE = r"(?: (?:in|on|from|about|by|to|of|at|this|for|the|with)\b.{0,50})?"
#: Headings of link lists. A list below one of them holds no story.
LISTS = whole_line(
    r"(?:top |our |now |currently )?(?:trending|popular|recommended|related|featured|latest|most (?:read|"
    r"viewed|popular|shared|commented|watched|recent)|top|recent|more|other|sponsored|promoted|similar|"
    r"must[ -]reads?|breaking|hot|suggested|editor'?s'?)"
    r"(?: (?:news|stories|story|topics?|now|posts?|articles?|videos?|headlines|picks?|reads?|content|"
    r"coverage|links?|reading|searches|tags|photos?|galleries|web stories|podcasts?|for you|today|this week|"
    r"on|in|from|like this|by|about|of the (?:day|week)))*" + _OF_SITE,
    r"(?:you (?:may|might|'ll|will|could) (?:also )?(?:like|love|enjoy|be interested in)|recommended for you|"
    r"what to read next|read next|up next|next up|don't miss|in case you missed it|"
    r"people (?:also|are) (?:read|reading|watch|ask)\w*|from (?:the web|our partners|around the web)|"
    r"around the web|paid content|partner content|ads? by .{0,20}|"
    r"more (?:stories|news|from|on|in|like|about|coverage)\b.{0,50}|also (?:read|in the news|on|"
    r"see)\b.{0,30}|in this (?:story|article|section)|explore more.{0,30}|things to (?:read|know) next|"
    r"web stories|photo gallery|photo galleries|top videos|live tv|quick links|see also|further reading|"
    r"essential reads?|trending (?:now|news|topics?|stories)?|elsewhere on.{0,30}|promoted stories)",
    r"(?:auch interessant|mehr (?:zum thema|aus|von|lesen|news|nachrichten|zu diesem thema|artikel|"
    r"im ressort|aus dem ressort)\b.{0,40}|(?:am )?meist(?:gelesen|geklickt|kommentiert)\w*.{0,30}|"
    r"das könnte (?:sie|dich|ihnen|euch) auch .{0,20}|"
    r"lesen sie (?:auch|mehr|jetzt|hier)\b.{0,30}|weitere (?:artikel|themen|nachrichten|meldungen|beiträge|"
    r"informationen|news|videos|links)\b.{0,30}|neueste (?:artikel|nachrichten|meldungen).{0,20}|"
    r"top-?(?:artikel|themen|news|meldungen|videos)|aktuelle (?:nachrichten|themen|meldungen).{0,20}|"
    r"empfehlungen?(?: der redaktion| für sie)?|empfohlene(?:r|s)? (?:artikel|beiträge|inhalte?)|"
    r"beliebte? (?:artikel|beiträge|themen)?|im trend|trending|ähnliche (?:artikel|beiträge|themen|"
    r"nachrichten)?|zum thema|verwandte (?:artikel|themen|beiträge)|links zum thema|neues aus.{0,30}|"
    r"die wichtigsten (?:news|nachrichten|themen).{0,40}|zum weiterlesen|passend zum thema|jetzt im fokus)",
    r"(?:[àa] lire (?:aussi|également|ensuite)|lire (?:aussi|également)|sur le même (?:sujet|thème)|"
    r"les plus (?:lus|populaires|partagés|consultés).{0,20}|articles? (?:similaires?|liés?|associés?|"
    r"recommandés?|populaires?)|dans la même rubrique|"
    r"(?:les )?derni(?:ers|ères) (?:articles|actualités|infos|nouvelles).{0,20}|tendances?|à la une|"
    r"nos (?:dossiers|vidéos|recommandations)|vous aimerez aussi.{0,20}|(?:ça |cela )?(?:pourrait|peut|"
    r"devrait) (?:aussi )?vous intéresser|contenus? sponsorisés?|plus d'(?:infos|articles|"
    r"actualités).{0,20})",
    r"(?:(?:noticias|artículos|notas|temas|contenidos?) relacionad[oa]s|te puede(?:n)? interesar|"
    r"le puede interesar|(?:lo )?(?:más|mas) (?:leíd[oa]s?|vist[oa]s?|popular(?:es)?|noticias|en).{0,20}|"
    r"lea también|lee también|últimas noticias.{0,20}|tendencias|no te pierdas|además|recomendad[oa]s?|"
    r"también te puede interesar|"
    r"(?:notícias|matérias|artigos) relacionad[oa]s|(?:mais lid[oa]s|mais vist[oa]s).{0,20}|leia (?:também|"
    r"mais)|veja também|últimas notícias|você (?:também )?pode gostar|(?:articoli|notizie) correlat[ie]|"
    r"leggi anche|i più letti|potrebbe interessarti.{0,20}|ultime notizie)",
    r"(?:lees ook|meest gelezen|meer over|gerelateerd.{0,20}|aanbevolen.{0,20}|läs (?:också|även|mer)|"
    r"mest läst.{0,20}|les også|mest lest|læs også|mest læste|lue myös|luetuimmat|czytaj (?:też|także)|"
    r"najczęściej czytane|polecane|zobacz (?:też|także)|podobne artykuły|čtěte také|nejčtenější|"
    r"mohlo by vás zajímat|související.{0,20}|"
    r"читайте также|самое читаемое|популярное|по теме|новости по теме|рекомендуем|ilgili haberler|"
    r"çok okunanlar|baca juga|berita terkait|terpopuler)",
    r"(?:ट्रेंडिंग|संबंधित|लोकप्रिय|ताज़ा|ताजा|बड़ी|प्रमुख|अन्य|टॉप|सबसे ज़्यादा पढ़ी गई|सबसे ज्यादा पढ़ी गई|"
    r"सर्वाधिक पढ़ी गई|सर्वाधिक पठित|सुझाई गई|अनुशंसित|मिलती-जुलती)(?: (?:खबरें|ख़बरें|खबर|न्यूज़|न्यूज|"
    r"समाचार|लेख|टॉपिक्स|टॉपिक|विषय|वीडियो|नाउ|स्टोरीज़|स्टोरी|आलेख))*|"
    r"(?:यह|ये|इसे|इन्हें) भी (?:पढ़ें|पढ़िए|देखें)|और (?:पढ़ें|खबरें|ख़बरें|देखें).{0,20}|आपके लिए.{0,20}|"
    r"चर्चित.{0,20}|वेब स्टोरीज़?|फोटो गैलरी|मोस्ट रीड|यह भी जानें|अगली खबर|इस विषय पर और",
    r"(?:関連(?:記事|ニュース|リンク|キーワード|トピックス?|情報|する記事)?|あわせて読みたい|"
    r"合わせて読みたい|併せて読みたい|こちらも(?:おすすめ|読まれています)|おすすめ(?:記事|"
    r"の記事|ニュース)?|お薦め記事|(?:アクセス|人気|記事)?ランキング|人気(?:の)?(?:記事|ニュース|ワード)?|"
    r"注目(?:の)?(?:記事|ニュース|トピックス?|ワード|キーワード)?|"
    r"話題の(?:記事|ニュース|ワード|キーワード)|トレンド(?:ワード|ニュース)?|急上昇(?:ワード)?|最新(?:記事|"
    r"ニュース|の記事)|新着(?:記事|ニュース)?|よく読まれて(?:いる|"
    r"います).{0,10}|この(?:記事|ニュース)に関する.{0,12}|もっと見る|ピックアップ|主要ニュース|ほかの(?:記事|"
    r"ニュース)|他の(?:記事|ニュース))",
    r"(?:相关(?:新闻|阅读|文章|报道|推荐)|相關(?:新聞|文章|報導)|延伸(?:阅读|閱讀)|热门(?:新闻|文章|推荐)?|"
    r"熱門(?:新聞|文章)?|推荐阅读|為您推薦|猜你喜欢|最新(?:新闻|"
    r"消息|新聞)|관련 ?기사|많이 본 뉴스|인기 ?기사|추천 ?기사|اقرأ أيضا?ً?|مواضيع ذات صلة|الأكثر قراءة|"
    r"أخبار ذات صلة)",
)
#: Headings of what follows the story on its page.
AFTERWORDS = whole_line(
    r"(?:view |show |read |join |post |add |leave |write |see )?(?:all |a |your |the |\d+ )*(?:comments?|"
    r"repl(?:y|ies)|conversation|discussion)(?: ?\(?\d+\)?| (?:section|policy|guidelines|below|here|"
    r"on this (?:story|article)))*",
    r"(?:leave a (?:reply|comment)|have your say|what do you think|about the (?:author|writer|reporter|"
    r"contributor)s?|about us|author bio|meet the author|written by|contact us|disclaimer|disclosure|"
    r"community guidelines|reader comments|your comments|first published|originally published)\b.{0,40}",
    r"(?:\d+ )?(?:kommentare?|leserkommentare|diskussion|kommentieren|kommentar schreiben|zur diskussion|"
    r"über (?:den|die) autor(?:in|en)?|zur person|impressum)(?: ?\(?\d+\)?)?.{0,20}",
    r"(?:\d+ )?(?:commentaires?|réactions?|à propos de l'auteur|l'auteur)(?: ?\(?\d+\)?)?|"
    r"(?:\d+ )?(?:comentarios?|comentários?|commenti|reacties|kommentarer|komentarze|komentáře|комментарии|"
    r"yorumlar)(?: ?\(?\d+\)?)?|(?:sobre (?:el|la|o|a) autora?)",
    r"(?:टिप्पणियां|टिप्पणियाँ|टिप्पणी(?: करें)?|कमेंट(?:्स)?(?: करें)?|पाठकों की राय|अपनी राय(?: दें)?|"
    r"लेखक के बारे में|लेखक परिचय|पाठकों की टिप्पणियां|प्रतिक्रियाएं)(?: ?\(?\d+\)?)?",
    r"(?:(?:みんなの)?コメント(?:を書く|を見る|する|欄)?|読者の(?:声|コメント)|著者(?:紹介|プロフィール|"
    r"について)?|筆者(?:紹介|プロフィール|について)?|執筆者|"
    r"この記事を書いた(?:人|記者)|記者(?:紹介|プロフィール)|プロフィール)(?: ?[\(（]?\d+[\)）]?件?)?",
    r"(?:评论|評論|留言|网友评论|댓글|التعليقات|أضف تعليق).{0,8}",
)
TAGS = whole_line(
    r"(?:tags?|topics?|related (?:topics|tags)|keywords?|filed under|in this article|more (?:on|"
    r"about)(?: these topics| this topic)?|explore (?:more )?topics|read more about|categories|category|"
    r"stock|mentioned in this article|people mentioned|companies|subjects?|sections?)",
    r"(?:themen|schlag(?:worte|wörter)|stichworte|mehr zu|themen dieses artikels|"
    r"schlagwörter zu diesem artikel|mots[ -]clés|thèmes?|sujets?|étiquettes|thématiques|temas|etiquetas|"
    r"tópicos|assuntos|argomenti|tag|trefwoorden|onderwerpen|emner|ämnen|aiheet|tagi|tematy|témata|štítky|"
    r"теги|темы|etiketler)",
    r"(?:टैग्स?|टॉपिक्स?|विषय|कीवर्ड|タグ|キーワード|トピックス?|ジャンル|カテゴリー?|标签|標籤|关键词|"
    r"關鍵字|태그|키워드|الوسوم|كلمات مفتاحية)",
)
TAG_LINE = line_start(
    r"(?:tags?|topics?|keywords?|filed under|posted in|categories|themen|schlagwörter|stichworte|"
    r"mots[ -]clés|thèmes|temas|etiquetas|argomenti|trefwoorden|tagi|теги|etiketler|टैग्स?|विषय|タグ|"
    r"キーワード|标签|"
    r"標籤|关键词|태그)\s*[:：|#]",
    r"#\S+(?:[\s,|]+#\S+)*\s*$",
)
FIRST_PUBLISHED = line_start(
    r"first published(?: (?:on|at|in|by))?\b|(?:story|article) first published|originally published|"
    r"zuerst (?:erschienen|veröffentlicht)|première publication|publicado por primera vez|"
    r"पहली बार प्रकाशित|प्रथम प्रकाशित|初版|初出"
)
#: A heading and its tags in one line, as below a story only: "Topics harbour ferries".
TAG_RUN = line_start(
    r"(?:tags?|topics?|related topics|keywords?|themen|schlagwörter|stichworte|mots[ -]clés|thèmes|temas|"
    r"etiquetas|टैग्स?|टॉपिक्स?|タグ|キーワード)\s+\S"
)
