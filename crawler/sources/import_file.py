"""Reads a file of sources that somebody hands in: OPML, FOAF or sources.toml, told apart by what it holds."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.discovery.opml import looks_like_a_list, parse_opml
from crawler.discovery.subscriptions import LARGEST_LIST, LeftOut, OtherList
from crawler.sources.import_plan import Wish, wishes_of
from storage.query.errors import WrongUsage
from storage.source_file import parse_sources

#: The name of standard input among files.
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file of sources as read."""

    wishes: tuple[Wish, ...]
    #: Address → what the file calls it.
    titles: Mapping[str, str | None]
    left_out: tuple[LeftOut, ...] = ()
    #: What the person should know about the file as a whole.
    remarks: tuple[str, ...] = ()


def read_handed_in(path: str) -> HandedIn:
    """What the file asks for; raises WrongUsage, SourceFileError or UnreadableList when it cannot be read."""
    body = _body(path)
    is_toml = path.casefold().endswith(".toml") or (
        not path.casefold().endswith((".opml", ".xml", ".rdf")) and not looks_like_a_list(body)
    )
    return _from_toml(body, path) if is_toml else _from_list(body, path)


def _from_list(body: bytes, path: str) -> HandedIn:
    read = parse_opml(body, path)
    titles = {one.url: one.title for one in read.subscriptions}
    remarks = [*read.remarks]
    if read.damage:
        remarks.append(f"{path} is damaged, and there may have been more in it: {read.damage}")
    left_out = (*read.left_out, *map(_not_followed, read.lists))
    return HandedIn(wishes_of(read), titles, left_out, tuple(remarks))


def _not_followed(other: OtherList) -> LeftOut:
    return LeftOut(other.title, other.url, "it is another list: fetch it, and import that file")


def _from_toml(body: bytes, path: str) -> HandedIn:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongUsage(f"{path} is neither OPML nor a sources.toml in UTF-8") from None
    specs = parse_sources(text, path=path)
    return HandedIn(tuple(Wish(spec, is_named=True) for spec in specs), {})


def _body(path: str) -> bytes:
    try:
        if path == STANDARD_INPUT:
            body = sys.stdin.buffer.read(LARGEST_LIST + 1)
        else:
            with Path(path).open("rb") as file:
                # Not the whole file at once: it may be a device without an end.
                body = file.read(LARGEST_LIST + 1)
    except FileNotFoundError:
        raise WrongUsage(f"there is no file {path}") from None
    except (OSError, ValueError) as error:
        raise WrongUsage(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(body) > LARGEST_LIST:
        raise WrongUsage(f"{path} is larger than {LARGEST_LIST // 1024 // 1024} MiB")
    return body
