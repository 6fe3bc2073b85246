"""Selectors as a person writes them in a source's rules: CSS, or XPath 1.0 where they begin with / or ./ or (.

A call of one of XPath's functions, such as string(//h1), is XPath as well. CSS may end in ::attr(name) or
::text, as Scrapy has it. XPath has its own functions and no others: what a selector can do is find something
on one page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import cssselect
from cssselect.parser import FunctionalPseudoElement, PseudoElement
from lxml import etree
from lxml.html import HtmlElement, document_fromstring

LONGEST_SELECTOR = 1_000

#: No CSS selector begins so.
_XPATH_START = re.compile(r"/|\.\.?/|\(|[a-z-]+\s*\(")
#: XPath that gives attributes or text.
_GIVES_TEXT = re.compile(r"(?:@[\w:.-]+|text\(\s*\)|attribute::[\w:.*-]+)\s*\)?$")
_STRINGS = re.compile(r"""'[^']*'|"[^"]*\"""")
_CALL = re.compile(r"([\w.-]+(?::[\w.-]+)?)\s*\(")
_VARIABLE = re.compile(r"\$[\w:.-]+")
#: The functions of XPath 1.0 (https://www.w3.org/TR/xpath-10/#corelib), and what only looks like one.
_FUNCTIONS = """
last position count id local-name namespace-uri name string concat starts-with contains substring-before
substring-after substring string-length normalize-space translate boolean not true false lang number sum
floor ceiling round
"""
_NODE_TESTS = "node text comment processing-instruction and or div mod"
_CALLED = frozenset((*_FUNCTIONS.split(), *_NODE_TESTS.split()))
_SAMPLE = document_fromstring("<html><head><title>t</title></head><body><p class='a'>b</p></body></html>")


class WrongSelector(ValueError):
    """The selector cannot be used; the message says why, without a full stop."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a selector found on a page: elements, or texts where it asks for attributes or text; in page order."""

    elements: tuple[HtmlElement, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector that can be used."""

    path: etree.XPath

    def find(self, tree: HtmlElement) -> Found:
        """What it finds on the page of this tree. Raises WrongSelector where only a page shows that it is wrong."""
        found = self._result(tree)
        if isinstance(found, str):
            found = [found] if found.strip() else []
        if not isinstance(found, list):
            raise WrongSelector(f"it gives {_kind(found)}, where elements are wanted")
        return Found(
            tuple(one for one in found if isinstance(one, HtmlElement)),
            tuple(str(one) for one in found if isinstance(one, str)),
        )

    def gives_text(self) -> bool:
        """True where it plainly asks for a string."""
        return isinstance(self._result(_SAMPLE), str)

    def _result(self, tree: HtmlElement) -> object:
        try:
            return self.path(tree)
        except (etree.XPathError, RecursionError) as error:
            raise WrongSelector(f"it cannot be looked for ({_plain(error)})") from None


@lru_cache(maxsize=4_096)
def selector_of(text: str, *, wants_elements: bool = False) -> Selector:
    """The selector that the text spells. Raises WrongSelector.

    With `wants_elements`, one that gives attributes or text is wrong as well.
    """
    if not text.strip():
        raise WrongSelector("it is empty")
    if len(text) > LONGEST_SELECTOR:
        raise WrongSelector(f"it has more than {LONGEST_SELECTOR:,} characters")
    if is_xpath(text):
        path, gives_text = text.strip(), bool(_GIVES_TEXT.search(text.strip()))
        _check_functions(path)
    else:
        path, gives_text = _path_of_css(text.strip())
    if wants_elements and gives_text:
        raise WrongSelector("it gives attributes or text, where elements are wanted")
    selector = Selector(_compiled(path, text))
    found = selector.find(_SAMPLE)
    if wants_elements and (found.texts or selector.gives_text()):
        raise WrongSelector("it gives attributes or text, where elements are wanted")
    return selector


def is_xpath(text: str) -> bool:
    """True where the text is read as XPath."""
    return _XPATH_START.match(text.strip()) is not None


def _path_of_css(text: str) -> tuple[str, bool]:
    """The same as XPath, and whether it gives text."""
    translator = cssselect.HTMLTranslator()
    try:
        parsed = cssselect.parse(text)
        steps = [_step(one.pseudo_element) for one in parsed]
        paths = [translator.selector_to_xpath(one) for one in parsed]
    except (cssselect.SelectorError, RecursionError, ValueError) as error:
        hint = "; XPath begins with / or ./ or (" if "/" in text or "(" in text else ""
        raise WrongSelector(f"it is no CSS selector ({_plain(error)}{hint})") from None
    joined = " | ".join(path + step for path, step in zip(paths, steps, strict=True))
    return joined, any(steps)


def _step(pseudo: PseudoElement | None) -> str:
    """What has to be added for `::attr(name)` and `::text`."""
    if pseudo is None:
        return ""
    if isinstance(pseudo, FunctionalPseudoElement):
        names = [token.value or "" for token in pseudo.arguments]
        if pseudo.name == "attr" and len(names) == 1 and re.fullmatch(r"[A-Za-z_][\w.-]*", names[0]):
            return f"/@{names[0]}"
    elif pseudo == "text":
        return "//text()"
    raise ValueError("of pseudo-elements only ::text and ::attr(name) are known")


def _check_functions(path: str) -> None:
    """libxml2 finds out only when it comes to the place, which may be on the one page that has it."""
    bare = _STRINGS.sub("''", path)
    if variable := _VARIABLE.search(bare):
        raise WrongSelector(f"it has the variable {variable[0]}, and there are none")
    for name in _CALL.findall(bare):
        if name not in _CALLED:
            raise WrongSelector(f"the function {name}() is not one of XPath 1.0")


def _compiled(path: str, text: str) -> etree.XPath:
    try:
        # No regular expressions of EXSLT: a pattern that goes wrong on one page would stop the reading of it.
        return etree.XPath(path, regexp=False, smart_strings=False)
    except (etree.XPathError, ValueError, RecursionError) as error:
        kind = "XPath" if is_xpath(text) else "CSS selector"
        raise WrongSelector(f"it is no {kind} ({_plain(error)})") from None


def _plain(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "too many brackets in one another"
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def _kind(found: object) -> str:
    return "true or false" if isinstance(found, bool) else "a number"
