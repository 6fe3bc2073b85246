"""The time zone that a page means when it writes a time without one, told by its language and country."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Countries with one zone, or with one in which nearly all their news are written.
_ZONES_OF_COUNTRIES = """
in=Asia/Kolkata de=Europe/Berlin at=Europe/Vienna ch=Europe/Zurich jp=Asia/Tokyo kr=Asia/Seoul
cn=Asia/Shanghai tw=Asia/Taipei hk=Asia/Hong_Kong sg=Asia/Singapore gb=Europe/London uk=Europe/London
ie=Europe/Dublin fr=Europe/Paris it=Europe/Rome es=Europe/Madrid pt=Europe/Lisbon nl=Europe/Amsterdam
be=Europe/Brussels lu=Europe/Luxembourg dk=Europe/Copenhagen no=Europe/Oslo se=Europe/Stockholm
fi=Europe/Helsinki pl=Europe/Warsaw cz=Europe/Prague sk=Europe/Bratislava hu=Europe/Budapest
ro=Europe/Bucharest bg=Europe/Sofia gr=Europe/Athens tr=Europe/Istanbul ua=Europe/Kyiv rs=Europe/Belgrade
hr=Europe/Zagreb il=Asia/Jerusalem ae=Asia/Dubai sa=Asia/Riyadh eg=Africa/Cairo za=Africa/Johannesburg
ke=Africa/Nairobi ng=Africa/Lagos pk=Asia/Karachi bd=Asia/Dhaka lk=Asia/Colombo np=Asia/Kathmandu
th=Asia/Bangkok vn=Asia/Ho_Chi_Minh ph=Asia/Manila my=Asia/Kuala_Lumpur ar=America/Argentina/Buenos_Aires
co=America/Bogota pe=America/Lima ve=America/Caracas nz=Pacific/Auckland br=America/Sao_Paulo
mx=America/Mexico_City cl=America/Santiago uy=America/Montevideo py=America/Asuncion bo=America/La_Paz
ec=America/Guayaquil cr=America/Costa_Rica gt=America/Guatemala pa=America/Panama do=America/Santo_Domingo
ma=Africa/Casablanca dz=Africa/Algiers tn=Africa/Tunis gh=Africa/Accra tz=Africa/Dar_es_Salaam
ug=Africa/Kampala et=Africa/Addis_Ababa zm=Africa/Lusaka zw=Africa/Harare na=Africa/Windhoek
qa=Asia/Qatar kw=Asia/Kuwait jo=Asia/Amman lb=Asia/Beirut iq=Asia/Baghdad ir=Asia/Tehran
id=Asia/Jakarta mm=Asia/Yangon kh=Asia/Phnom_Penh is=Atlantic/Reykjavik ee=Europe/Tallinn lv=Europe/Riga
lt=Europe/Vilnius si=Europe/Ljubljana al=Europe/Tirane mk=Europe/Skopje ba=Europe/Sarajevo by=Europe/Minsk
ge=Asia/Tbilisi am=Asia/Yerevan az=Asia/Baku
"""
#: Languages at home in one zone.
_COUNTRIES_OF_LANGUAGES = """
hi=in bn=in ta=in te=in mr=in gu=in kn=in ml=in pa=in de=de ja=jp ko=kr zh=cn it=it nl=nl da=dk no=no
nb=no nn=no sv=se fi=fi pl=pl cs=cz sk=sk hu=hu ro=ro bg=bg el=gr tr=tr uk=ua sr=rs hr=hr he=il th=th
vi=vn ne=np si=lk fr=fr es=es id=id is=is et=ee lv=lv lt=lt sl=si sq=al mk=mk be=by ka=ge hy=am az=az fa=ir
ur=pk my=mm km=kh
"""

_BY_COUNTRY = dict(pair.split("=") for pair in _ZONES_OF_COUNTRIES.split())
_BY_LANGUAGE = dict(pair.split("=") for pair in _COUNTRIES_OF_LANGUAGES.split())


def home_zone(language_tag: str | None) -> tzinfo:
    """The zone of "de", "en-IN" or "hi_IN"; UTC where the tag tells none."""
    if not language_tag:
        return UTC
    language, _, country = language_tag.replace("_", "-").lower().partition("-")
    country = country.rpartition("-")[2]
    name = _BY_COUNTRY.get(country) if country else _BY_COUNTRY.get(_BY_LANGUAGE.get(language, ""))
    return _zone(name) if name else UTC


def as_written(at: datetime, zone: str | None) -> datetime:
    """The same moment on the clock and calendar of the outlet's readers; `zone` is that of the article's date."""
    return at.astimezone(_zone_of(zone) if zone else UTC)


def _zone_of(zone: str) -> tzinfo:
    if zone[0] not in "+-":
        return _zone(zone)
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    return timezone(-offset if zone[0] == "-" else offset)


@lru_cache(maxsize=128)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return UTC
