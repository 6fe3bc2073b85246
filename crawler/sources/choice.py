"""The source that `newsdesk extract --source NAME` means: of the source file first, so that a rule can be tried."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from pathlib import Path

from storage import open_archive
from storage.errors import MissingArchive, MissingFolder
from storage.model import SourceSpec
from storage.query.errors import WrongUsage
from storage.source_file import read_sources


def chosen_source(name: str, path: Path, *, is_usual_file: bool) -> SourceSpec:
    """The source of this name, as the file declares it or else as the archive knows it.

    Raises SourceFileError when the file cannot be read, and WrongUsage when there is no such source. The usual file
    may be missing; one that somebody names may not.
    """
    declared = () if is_usual_file and not os.path.lexists(path) else read_sources(path)
    for spec in declared:
        if spec.name == name:
            return spec
    known = _known_sources()
    for spec in known:
        if spec.name == name:
            return spec
    raise WrongUsage(_unknown(name, sorted({spec.name for spec in (*declared, *known)}), path))


def _known_sources() -> tuple[SourceSpec, ...]:
    try:
        with open_archive(create=False) as archive, archive.read() as tx:
            return tuple(source.spec for source in tx.sources.all())
    except (MissingArchive, MissingFolder):
        return ()


def _unknown(name: str, names: Sequence[str], path: Path) -> str:
    close = difflib.get_close_matches(name, names, n=3)
    if close:
        meant = " or ".join(f'"{one}"' for one in close)
        return f'there is no source "{name}"; did you mean {meant}?'
    if names:
        return f'there is no source "{name}"; `newsdesk sources list` and {path} name those there are'
    return f'there is no source "{name}", nor any other: declare it in {path}'
