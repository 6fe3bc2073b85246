"""Lists of blogs in RDF: agents and their weblogs in FOAF, with what blog hosts have added to it."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.discovery.list_collector import ListCollector, one_line, usable
from crawler.discovery.subscriptions import Subscription, SubscriptionList
from crawler.discovery.xml import Element, local_name, namespace, text_of

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FOAF = "http://xmlns.com/foaf/0.1/"
_ABOUT = f"{{{_RDF}}}about"
_RESOURCE = f"{{{_RDF}}}resource"
_AGENTS = ("agent", "person", "organization")


def is_foaf(root: Element) -> bool:
    """True for RDF that tells of people and their blogs; RSS 1.0 is RDF too, and is none."""
    return local_name(root) == "rdf" and any(namespace(element) == _FOAF for element in root.iter())


def read_foaf(root: Element) -> SubscriptionList:
    """The weblogs in the document; whom their authors know is another list."""
    collector = ListCollector()
    for element in root.iter():
        name = local_name(element)
        if name == "document" and (homepage := element.get(_ABOUT, "").strip()):
            _take_weblog(element, homepage, collector)
        elif name == "feed" and (feed := element.get(_RESOURCE, "").strip()):
            collector.subscribe(Subscription(feed, title=_agent_name(element), groups=_groups(element)))
        elif name == "knows":
            _take_friends(element, collector)
    return collector.result()


def _take_weblog(document: Element, homepage: str, collector: ListCollector) -> None:
    channels = (each.get(_ABOUT, "").strip() for each in document.iter() if local_name(each) == "channel")
    feeds: list[str | None] = [channel for channel in channels if usable(channel)]
    for feed in feeds or [None]:
        collector.subscribe(
            Subscription(feed, title=_agent_name(document), homepage=homepage, groups=_groups(document))
        )


def _take_friends(knows: Element, collector: ListCollector) -> None:
    for agent in knows:
        links = (each.get(_RESOURCE, "").strip() for each in agent if local_name(each) == "seealso")
        for link in filter(None, links):
            collector.refer(_name(agent), link)


def _agent_name(element: Element) -> str | None:
    agent = next((each for each in element.iterancestors() if local_name(each) in _AGENTS), None)
    return _name(agent) if agent is not None else None


def _name(agent: Element) -> str | None:
    """Its own name, not that of an agent inside."""
    for wanted in ("name", "member_name", "nick"):
        for child in agent:
            if local_name(child) == wanted and (name := one_line(text_of(child))):
                return name
    return None


def _groups(element: Element) -> tuple[tuple[str, ...], ...]:
    return tuple(_group_names(element))


def _group_names(element: Element) -> Iterator[tuple[str, ...]]:
    for each in element.iterancestors():
        if local_name(each) == "group" and (name := _name(each)):
            yield (name,)
