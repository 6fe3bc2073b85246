"""Other people's cases about URLs: what we answer as they do, and why not where we do not.

The libraries disagree with each other, so that not all of them can be followed. DECISIONS.md argues each kind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from crawler.errors import InvalidURL
from crawler.hosts import normal_host
from crawler.normal_form import normal_path, normal_query
from crawler.urls import canonical_url

#: Rows that we answer otherwise than their library, and the decision behind it.
DECIDED = {
    "a user name or password is refused": """
        http://user:pass@www.example.com:81/do?now=1  http://user:pass@www.example.com/do?a=1#frag
        http://user@例え.jp/path  http://user@t.co/""",
    "what no name server can know is refused": """
        http://../  http://foo.09..  http://!"$&'()*+,-.;=_`{}~/  x..xn--zca  x..ß  http://f:00000000000000/c
        x01234567890123456789012345678901234567890123456789012345678901x
        x01234567890123456789012345678901234567890123456789012345678901x.ß""",
    "a backslash in the host is refused": r"http://example.com\\foo\\bar",
    "one spelling of percent-encoding, RFC 3986 6.2.2": r"""
        [61:24:74]:98  /a/%2f/c  http://example.com/foo/%2e%2  http://example.com/foo%41%7a
        http://www/foo%2Ehtml  https://example.org/ab'c""",
    "an empty query is none": "https://x/?#\x00y",
    "the fragment is dropped": """
        foo.html?q=bar#baz  http://test.net/foo.html#:~:text=night-,vision  http://test.org/#page2
        http://example.com/#!5753509/hello-world""",
    "an empty path is /": """
        https://www.eff.org  HTTPS://WWW.DWDS.DE:80/  https://www.dwds.de
        https://web.archive.org/web/20131021165347/https://www.imdb.com/  \x19https://www.test.com/\x06""",
    "no other document is made of it": """
        http://test.org/?aftr_source=0  http://www.example.com/do?1750,4  http://foo.com/aa/bb//foo.html
        http://foo.com/index?b&a=1  http://www.example.com/do?q=a%20space&a=1  /foo//  /foo///bar//
        https://example.com/page?name=John%20Doe&utm_source=newsletter  http://example.com/?q=C%CC%A7
        https://www.test.com/&""",
    "markup is no part of the rules": """
        https://example.org/abc<  https://www.test.com/</a>  https://www.test.com/1</div>
        https://www.test.com/{user_name}  <![CDATA[https://www.dwds.de]]>""",
    "the order of parameters means nothing": """
        https://www.google.com/search?q=test&utm_source=test&ie=utf8
        https://www.baidu.com/s?wd=test&utm_source=test&ie=utf8
        https://youtube.com/watch?v=12345&utm_source=test&search_query=test
        https://www.dwds.de/test?param=test&amp;other=test""",
    "names without a dot are judged by the guard": "http://localhost/  http://ab  http://https:  https://g__https://h__",
    "which host is worth a visit is not for its spelling to say": """
        http://WWW.a.b/  http://www.a.b/  http://example.com/test.js  http://-100x100.webp  http://0127.0.0.1
        http://[2001:0db8:85a3:0000:0000:8a2e:0370:7334]""",
}


@dataclass(frozen=True)
class Question:
    """One row, asked of us."""

    library: str
    asked: str
    expected: str | None
    answer: str | None


@pytest.mark.shared
def test_urls_are_read_as_other_projects_read_them_or_else_decided(suite: Callable[[str], Any]) -> None:
    rows = suite("url-canon").cases
    questions = [question for row in rows if (question := _question(row))]
    total, same = Counter(q.library for q in questions), Counter[str]()
    otherwise: defaultdict[str, list[str]] = defaultdict(list)
    for question in questions:
        if question.answer == question.expected:
            same[question.library] += 1
        else:
            otherwise[_decision(question.asked)].append(f"{question.asked!r} -> {question.answer!r}")
    print(
        f"\nurl-canon: {same.total()} / {total.total()}, of {len(rows)} rows (the others are about other things)"
    )
    print("  " + ", ".join(f"{library} {same[library]}/{total[library]}" for library in total))
    for decision, those in sorted(otherwise.items()):
        print(f"  {decision} ({len(those)}): {'; '.join(those)}")
    assert otherwise.get("undecided", []) == []


def _decision(asked: str) -> str:
    return next(
        (decision for decision, rows in DECIDED.items() if asked.strip() in rows.split()), "undecided"
    )


def _canonical(url: str, base: str | None = None) -> str | None:
    try:
        return canonical_url(url, base=base)
    except InvalidURL:
        return None


def _host(host: str) -> str | None:
    try:
        return normal_host(host)
    except ValueError:
        return None


def _question(row: dict[str, Any]) -> Question | None:
    """The row as a question to us; None where it is about markup, languages, files, or a library's own settings."""
    kind = row.get("kind")
    if kind == "wpt":
        is_ours = row.get("protocol") in ("http:", "https:") and not (row["username"] or row["password"])
        expected = row["href"].partition("#")[0] if is_ours else None
        return Question("URL Standard", row["input"], expected, _canonical(row["input"], row["base"]))
    if kind == "idna":
        return Question("IDNA", row["input"], row["output"], _host(row["input"]))
    if kind == "pair":
        found, expected = (text.strip() for text in row["row"])
        return Question(row["id"].split("/")[0], found, _web(expected), _canonical(found))
    if row["id"].startswith("url-normalize"):
        return _asked_by_url_normalize(row)
    return _asked_by_a_call(row)


def _web(expected: object) -> str | None:
    return expected if isinstance(expected, str) and "://" in expected else None


def _asked_by_a_call(row: dict[str, Any]) -> Question | None:
    library, called, arguments = row["id"].split("/")[0], row["func"], row.get("args")
    if not isinstance(arguments, list) or not arguments or row["kwargs"] or not isinstance(arguments[0], str):
        return None
    url = arguments[0]
    if called in ("canonicalize_url", "clean_url", "normalize_url", "scrub_url") and "://" in url:
        return Question(library, url, _web(row["expect"]), _canonical(url))
    if called == "fix_relative_urls":
        return Question(library, arguments[1], _web(row["expect"]), _canonical(arguments[1], url))
    if called in ("check_url", "is_valid_url"):
        is_wanted = bool(row["expect"]) is not row["negate"]
        answer = _canonical(url)
        return Question(library, url, answer if is_wanted and answer else None, answer)
    return None


def _asked_by_url_normalize(row: dict[str, Any]) -> Question | None:
    library, test, given = "url-normalize", row["func"], row.get("params", {})
    if test == "test_normalize_host_result_is_expected":
        return Question(library, given["host"], given["expected"], _host(given["host"]))
    if test == "test_normalize_path_result_is_expected":
        path = given["path"] if given["path"].startswith("/") else "/" + given["path"]
        return Question(library, path, given["expected"], normal_path(path))
    if test == "test_normalize_query_result_is_expected":
        return Question(library, given["query"], given["expected"], normal_query(given["query"]))
    if test == "test_parameter_filtering" and "utm_" not in given["url"]:
        return None
    url = given.get("value") or given.get("url") or ""
    if test.startswith(("test_url_normalize", "test_parameter")) and url.startswith("http"):
        return Question(library, url, _web(given.get("expected", url)), _canonical(url))
    return None
