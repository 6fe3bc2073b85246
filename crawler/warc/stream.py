"""The bytes of a WARC file as one stream, plain or gzip member by member, that knows where it stands.

warcio reads what lies inside. Its own reader of gzip takes half a member for a whole one, so a file that was cut
short would end in silence; here damage has a place, and reading goes on behind it.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO

#: Bytes that are read, and unpacked, at once.
BLOCK = 64 * 1024
#: Bytes of one record's WARC and HTTP heads.
LONGEST_HEAD = 256 * 1024

_GZIP = b"\x1f\x8b\x08"
_RECORD = b"WARC/"
_LINE_END = b"\n"


class Damage(ValueError):
    """The file cannot be read at this place."""


class WarcStream:
    """The unpacked bytes of a WARC file from a place in it on; `read` and `readline` are what warcio needs."""

    def __init__(self, file: BinaryIO, start: int = 0) -> None:
        file.seek(start)
        self._file = file
        self._next_at = start
        self._buffer = b""
        self._used = 0
        self._head_room = LONGEST_HEAD
        #: Where in the file that begins which is read next: the byte itself, or the gzip member that holds it.
        self.offset = start
        self._pack = _Unpacker() if self._starts_with(_GZIP) else None

    @property
    def position(self) -> int:
        """How much of the file has been read."""
        return self._next_at

    @property
    def is_packed(self) -> bool:
        """True for a file in gzip."""
        return self._pack is not None

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer only at the end of the file. Raises Damage."""
        parts: list[bytes] = []
        while size > 0 and self._fill():
            part = self._take(min(size, len(self._buffer) - self._used))
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def readline(self, limit: int = LONGEST_HEAD) -> bytes:
        """The next line with its end; raises Damage also when the head of a record is longer than any real one."""
        parts: list[bytes] = []
        while limit > 0 and self._fill():
            end = self._buffer.find(_LINE_END, self._used, self._used + limit)
            stop = end + 1 if end >= 0 else min(len(self._buffer), self._used + limit)
            part = self._take(stop - self._used)
            parts.append(part)
            limit -= len(part)
            self._head_room -= len(part)
            if self._head_room < 0:
                raise Damage("the head of the record has no end")
            if end >= 0:
                break
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Pass over so many bytes; fewer only at the end of the file. Raises Damage."""
        left = size
        while left > 0 and self._fill():
            left -= len(self._take(min(left, len(self._buffer) - self._used)))
        return size - left

    def at_record(self) -> bool:
        """Pass over the empty lines between two records; False at the end of the file. Raises Damage."""
        while self._fill():
            rest = len(self._buffer)
            while self._used < rest and self._buffer[self._used] in b"\r\n":
                self._take(1)
            if self._used < rest:
                self._head_room = LONGEST_HEAD
                return True
        return False

    def begins_record(self) -> bool:
        """True where what is read next looks like a record; of a mark across two blocks the beginning counts."""
        piece = self._buffer[self._used : self._used + len(_RECORD)]
        return bool(piece) and _RECORD.startswith(piece)

    def _take(self, size: int) -> bytes:
        part = self._buffer[self._used : self._used + size]
        self._used += size
        if self._pack is None:
            self.offset += size
        return part

    def _fill(self) -> bool:
        """See to it that there is something to take; False at the end of the file."""
        while self._used == len(self._buffer):
            more = self._unpacked() if self._pack else self._packed()
            if more is None:
                return False
            self._buffer, self._used = more, 0
        return True

    def _packed(self) -> bytes | None:
        block = self._file.read(BLOCK)
        self._next_at += len(block)
        return block or None

    def _unpacked(self) -> bytes | None:
        """The next bytes of one member, which may be none; None at the end of the file."""
        assert self._pack is not None  # noqa: S101 - asked of packed files only
        pack = self._pack
        if pack.is_done:
            rest = pack.rest or self._packed()
            if rest is None:
                return None
            self.offset = self._next_at - len(rest)
            # Padding behind the last member is allowed.
            if not rest.strip(b"\0"):
                pack.rest = b""
                return b""
            self._pack = pack = _Unpacker()
            return pack.unpack(rest)
        block = pack.waiting or self._packed()
        if block is None:
            raise Damage("the file is cut short in this record")
        return pack.unpack(block)

    def _starts_with(self, mark: bytes) -> bool:
        found = self._file.read(len(mark)) == mark
        self._file.seek(self._next_at)
        return found


class _Unpacker:
    """One gzip member on its way out, a block at a time."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(16 + zlib.MAX_WBITS)
        #: Packed bytes that follow the member.
        self.rest = b""

    @property
    def is_done(self) -> bool:
        """True behind the end of the member, whose checksum was right."""
        return self._zlib.eof

    @property
    def waiting(self) -> bytes:
        """Packed bytes whose turn has not come."""
        return self._zlib.unconsumed_tail

    def unpack(self, packed: bytes) -> bytes:
        """At most a block of what is in there, so that a bomb swells in small pieces."""
        try:
            part = self._zlib.decompress(packed, BLOCK)
        except zlib.error as error:
            raise Damage("the packed bytes are damaged") from error
        self.rest = self._zlib.unused_data
        return part


def next_record_at(file: BinaryIO, after: int, *, is_packed: bool) -> int | None:
    """Where the next record seems to begin behind this place; None where there is none."""
    mark = _GZIP if is_packed else _LINE_END + _RECORD
    start, block = after + 1, b""
    while True:
        file.seek(start + len(block))
        more = file.read(1024 * 1024)
        block += more
        found = block.find(mark)
        while found >= 0:
            at = start + found + (0 if is_packed else len(_LINE_END))
            if not is_packed or _is_record(file, at):
                return at
            found = block.find(mark, found + 1)
        if not more:
            return None
        # A mark may lie across the border of two blocks.
        kept = len(mark) - 1
        start, block = start + len(block) - kept, block[-kept:]


def _is_record(file: BinaryIO, at: int) -> bool:
    """True where a gzip member begins that holds a record: its mark alone is met in packed bytes by chance."""
    file.seek(at)
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(file.read(4096), len(_RECORD)) == _RECORD
    except zlib.error:
        return False
