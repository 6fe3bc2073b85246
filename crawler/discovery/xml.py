"""Reading XML from strangers: no entities, no document type, no network, no endless trees."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

Element = etree._Element

#: Longer names and attribute values are attacks; libxml2 stops at its own limits too (huge_tree is off).
_XML_NAMESPACE = "{http://www.w3.org/XML/1998/namespace}"
LONGEST_COMPLAINT = 200
XML_BASE = _XML_NAMESPACE + "base"
XML_LANG = _XML_NAMESPACE + "lang"


def parse_xml(text: str, *, recover: bool) -> Element | None:
    """The root element; None when there is none. Raises ValueError for XML that is not well-formed.

    With `recover` as much as possible is read of broken XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
        encoding="utf-8",
    )
    try:
        root: Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        # libxml2 writes some of its messages over two lines.
        words = " ".join(error.msg.split()).replace(" ,", ",")
        # … and quotes the document in others.
        words = (words if words.isprintable() else ascii(words)[1:-1])[:LONGEST_COMPLAINT]
        raise ValueError(f"it is not well-formed XML: {words}") from error
    return root


def local_name(element: Element) -> str:
    """The element's name without its namespace, in lower case."""
    tag = element.tag
    return split_tag(tag)[1] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """The element's namespace; empty when it has none."""
    tag = element.tag
    return split_tag(tag)[0] if isinstance(tag, str) else ""


@lru_cache(maxsize=1024)
def split_tag(tag: str) -> tuple[str, str]:
    """Namespace and lower-case name of a tag as lxml writes it."""
    space, _, name = tag.rpartition("}")
    return space.removeprefix("{"), name.lower()


def text_of(element: Element | None) -> str:
    """All text inside the element, trimmed."""
    if element is None:
        return ""
    if len(element) == 0:
        return (element.text or "").strip()
    return "".join(str(part) for part in element.itertext()).strip()


def attribute(element: Element, name: str) -> str:
    """An attribute without a namespace, trimmed, whatever its case; empty when there is none."""
    value = element.get(name)
    if value is None:
        named = (str(value) for key, value in element.attrib.items() if str(key).lower() == name)
        value = next(named, "")
    return value.strip()


def base_of(element: Element | None) -> list[str]:
    """The xml:base values that hold at an element, the outermost first."""
    bases: list[str] = []
    while element is not None:
        value = element.get(XML_BASE)
        if value and value.strip():
            bases.append(value.strip())
        element = element.getparent()
    return bases[::-1]
