"""Which query parameters say where a reader came from instead of which document is meant.

The list is short and exact on purpose. A parameter that is wrongly kept costs a second fetch, which the page's
rel=canonical usually mends; one that is wrongly dropped merges two articles, and nothing mends that.
"""

from __future__ import annotations

import re

_PREFIXES = (
    "utm_", "utm-", "hsa_", "itm_", "mtm_", "matomo_", "piwik_", "pk_", "at_", "ns_", "oly_", "vero_", "_hs",
    "__hs", "wt_", "wt.", "guce_", "_branch_", "fb_action_", "trk_", "dm_i",
)  # fmt: skip

_NAMES = frozenset(
    [
        "fbclid",
        "gclid",
        "gclsrc",
        "dclid",
        "gad_source",
        "gad_campaignid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "ysclid",
        "twclid",
        "ttclid",
        "tblci",
        "dicbo",
        "srsltid",
        "li_fat_id",
        "igshid",
        "igsh",
        "epik",
        "zanpid",
        "wickedid",
        "rb_clickid",
        "s_kwcid",
        "ef_id",
        "mibextid",
        "obclid",
        "outbrainclickid",
        "irclickid",
        "clickid",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "hsctatracking",
        "_openstat",
        "_ga",
        "_gl",
        "_gac",
        "ga_source",
        "ga_medium",
        "ga_campaign",
        "ga_term",
        "xtor",
        "xtref",
        "wtmc",
        "cmpid",
        "cmp",
        "icid",
        "intcmp",
        "intcid",
        "int_cmp",
        "ocid",
        "ncid",
        "ito",
        "ico",
        "sc_cid",
        "s_cid",
        "cm_mmc",
        "cm_sp",
        "smid",
        "smtyp",
        "ftag",
        "srnd",
        "sref",
        "guccounter",
        "spm",
        "scm",
        "taid",
        "trk",
        "trkcampaign",
        "rcmd",
        "share_source",
        "sr_share",
        "fb_ref",
        "fb_source",
        "ref_src",
        "ref_url",
        "referrer",
        "referer",
        "srcref",
        "oref",
        "__twitter_impression",
        "amp_js_v",
        "amp_gsa",
        "usqp",
        "amp_lite",
        "__cft__[0]",
        "__tn__",
        "feedtype",
        "feedname",
        "user_email_address",
    ]
)

# Names that elsewhere do name a document ("?source=agency&ref=12"): dropped only with a value that cannot.
_AMBIGUOUS_NAMES = frozenset(
    [
        "ref",
        "source",
        "src",
        "from",
        "partner",
        "via",
        "origin",
        "mod",
        "emc",
        "cid",
        "share",
        "feature",
        "channel",
    ]
)
# Blog software names the linking blog ("?ref=example.org").
_READER_VALUE = re.compile(
    r"(?:[a-z0-9-]+\.)+[a-z]{2,}|(?:rss|atom|feed|rdf|twitter|twtrec|facebook|fb|whatsapp|telegram|instagram|linkedin|reddit|pinterest"
    r"|flipboard|google_?news|apple_?news|newsletter|e?mail|push|share|social|home(?:page)?)(?:$|[^a-z0-9].*)",
    re.IGNORECASE,
)


def is_tracking(name: str, value: str) -> bool:
    """True for a parameter that could be left out without asking for another document."""
    lowered = name.lower()
    if lowered in _NAMES or lowered.startswith(_PREFIXES):
        return True
    return lowered in _AMBIGUOUS_NAMES and _READER_VALUE.fullmatch(value) is not None
