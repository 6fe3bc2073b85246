"""Copyright notices."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.extraction.lines import Line
from crawler.extraction.phrases import told_by
from crawler.extraction.reading import Reading

_COPYRIGHT = told_by(
    "©|(c)|copyright|℗|rights reserved|may not be|licen|permission|consent|vorbehalten|réservés|reservados|"
    "riservati|riservata|prohibida|voorbehouden|защищены|saklıdır|सर्वाधिकार|कॉपीराइट|無断|転載|版权|版權|未经|無斷|"
    "무단|저작권자|الحقوق",
    r"^[\W_]*(?:©|\(c\)|copyright\b|℗)",
    r"\ball rights reserved\b|(?:copyright|©) ?(?:\(c\)|©)? ?(?:19|20)\d\d|may not be (?:reproduced|"
    r"published, broadcast|copied|redistributed)|"
    r"(?:published|reproduced) (?:under|with) (?:licen[cs]e|permission)|without (?:prior |express |"
    r"written )+(?:permission|consent)",
    r"alle rechte vorbehalten|tous droits (?:de reproduction )?réservés|todos los derechos reservados|"
    r"todos os direitos reservados|tutti i diritti riservati|riproduzione riservata|reproducción prohibida|"
    r"alle rechten voorbehouden|все права защищены|tüm hakları saklıdır",
    r"सर्वाधिकार (?:सुरक्षित|आरक्षित)|कॉपीराइट|無断(?:転載|複製|使用).{0,20}(?:禁|ません)|転載を?禁|版权所有|"
    r"版權所有|未经授权|無斷轉載|"
    r"무단 ?전재|저작권자|جميع الحقوق محفوظة",
)


def copyright_lines(reading: Reading) -> Iterable[Line]:
    """Copyright notices."""
    return [line for line in reading.kept if line.words <= 50 and _COPYRIGHT.search(line.plain)]
