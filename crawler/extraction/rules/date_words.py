"""Words of date lines on news pages: months, days, units, labels; figures and marks come on top."""

from __future__ import annotations

import unicodedata

from crawler.extraction.metadata.date_text import MONTH_NAMES

_WORDS = """
january february march april may june july august september october november december jan feb mar apr jun
jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed
thu thur thurs fri sat sun today yesterday ago hour hours hr hrs minute minutes min mins second seconds
sec secs day days week weeks month months year years st nd rd th am pm a.m p.m noon midnight utc gmt ist
est edt et pst pdt pt cst cdt ct mst mdt cet cest bst jst kst aest aedt sgt hkt pkt msk eat wat sast nzdt
z local time
published publish updated update last modified posted post created first issued released on at by date
and of in the read reading to from edited original originally story article article: revised now just
about an as over
januar februar märz mai juni juli oktober dezember jän jänner mär okt dez montag dienstag mittwoch
donnerstag freitag samstag sonntag sonnabend mo di mi do fr sa so uhr vor stunde stunden tag tagen
minuten lesezeit lesedauer veröffentlicht veröffentlicht: aktualisiert zuletzt stand erstellt publiziert
geändert am um heute gestern den der vom von ca circa lesezeit: erschienen letztes letzte aktualisierung
janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi
jeudi vendredi samedi dimanche publié mis mise à jour le h il y a heures heure minutes lecture temps de
modifié hier aujourd'hui dernière publication créé
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes
miércoles jueves viernes sábado domingo publicado actualizado actualizada actualización el las hace horas
hora lectura del janeiro fevereiro março maio junho julho setembro outubro novembro dezembro segunda
terça quarta quinta sexta feira atualizado em às atualização leitura gennaio febbraio aprile maggio
giugno luglio settembre ottobre dicembre lunedì martedì mercoledì giovedì venerdì sabato domenica
pubblicato aggiornato aggiornamento il alle ore minuti lettura ultimo última vez modificação
januari februari maart mei augustus maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
gepubliceerd bijgewerkt laatst geleden uur gewijzigd om op leestijd januar marts juni juli oktober mandag
tirsdag onsdag torsdag fredag lørdag søndag publisert publicerad uppdaterad oppdatert opdateret udgivet
sist kl klokken måndag tisdag lördag söndag maj augusti siden sedan tammikuuta helmikuuta maaliskuuta
huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta julkaistu
päivitetty klo
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
opublikowano aktualizacja dodano godz ledna února března dubna května června července srpna září října
listopadu prosince aktualizováno publikováno dnes včera января февраля марта апреля мая июня июля августа
сентября октября ноября декабря опубликовано обновлено сегодня вчера мск в січня лютого березня квітня
травня червня липня серпня вересня жовтня листопада грудня ocak şubat mart nisan mayıs haziran temmuz
ağustos eylül ekim kasım aralık yayınlanma güncelleme güncellendi tarihi saat oluşturulma son januari
februari maret mei juni juli agustus oktober desember wib diterbitkan diperbarui pukul
जनवरी फरवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर सितम्बर अक्टूबर अक्तूबर नवंबर नवम्बर दिसंबर
दिसम्बर जन फर सित अक्टू नव दिस सोमवार मंगलवार बुधवार गुरुवार गुरूवार बृहस्पतिवार शुक्रवार शनिवार रविवार
सोम मंगल बुध गुरु शुक्र शनि रवि प्रकाशित अपडेट अपडेटेड अंतिम आखिरी पब्लिश पब्लिश्ड अद्यतन संशोधित पहली
बार पर को बजे आईएसटी मिनट घंटे घंटा घंटों दिन पहले पूर्व समय तारीख दिनांक आज कल सुबह शाम रात दोपहर किया
गया की का में पढ़ें पढ़ने हुआ तिथि यह खबर लेख समाचार को:

data publikacji utworzono ostatnia zmiana yayın tarih giriş publicat actualizat la ora actualitzat les objavljeno
ažurirano azurirano osvježeno posodobljeno zadnja izmjena u објављено ажурирано megjelent frissítve módosítva
közzétéve utoljára δημοσιεύθηκε δημοσιεύτηκε δημοσίευση ενημερώθηκε τελευταία ενημέρωση στις ώρα đăng ngày cập nhật
lúc tháng năm giờ xuất bản опубліковано оновлено сьогодні вчора о року года г р نشر نشرت في تاريخ النشر آخر تحديث تم
بتاريخ الساعة يوم פורסם עודכן בתאריך בשעה תאריך פרסום עדכון אחרון เผยแพร่ อัปเดต อัพเดต ปรับปรุง ล่าสุด เมื่อ วันที่ เวลา
โพสต์ zveřejněno uveřejněno upraveno vydáno zverejnené uverejnené aktualizované aktualizácia publikované avaldatud
uuendatud muudetud kell publicēts publicēta atjaunots atjaunināts plkst gada paskelbta atnaujinta val публикувано
обновено обновена актуализирано последна промяна dipublikasikan terbit tanggal muokattu publiceret تاریخ انتشار ساعت
প্রকাশিত প্রকাশ আপডেট
"""
#: Hebrew joins its "on" to the month.
_JOINED_ON = ("", "ב")
DATE_WORDS = frozenset(unicodedata.normalize("NFKC", word) for word in _WORDS.split()) | frozenset(
    on + word for name in MONTH_NAMES for word in name.split() for on in _JOINED_ON
)
