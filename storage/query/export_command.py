"""`newsdesk export`: where it writes to, and what it says when it is done."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from storage.database import Archive
from storage.query.errors import WrongUsage
from storage.query.export import WRITERS, Written, write_warc
from storage.query.formats import Format
from storage.query.question import SearchQuery
from storage.query.search import walk

#: A file with this ending is written without gzip.
_PLAIN = ".warc"


def export(
    archive: Archive, question: SearchQuery, form: Format, output: Path | None, *, now: datetime
) -> Written:
    """Write what matches, as it is at this moment. Raises WrongUsage and StorageError."""
    if output is None and form is Format.warc and sys.stdout.isatty():
        raise WrongUsage("a web archive is no text for a terminal: name a file with --output FILE.warc.gz")
    with archive.read() as tx:
        articles = walk(tx, question)
        with _opened(output) as out:
            if form is not Format.warc:
                return WRITERS[form](articles, out)
            is_packed = output is None or output.suffix != _PLAIN
            return write_warc(tx, articles, out, is_packed=is_packed, now=now)


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears under its name only when it is whole."""
    if output is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(output)
    except OSError as error:
        raise WrongUsage(f"{output} cannot be written: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)
