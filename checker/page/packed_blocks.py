"""The leaf blocks of a page go in, a few bytes of each come out, and the blocks again for whoever asks for some.

A tree has more blocks than all its other facts together, and most of them are never asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from struct import Struct
from typing import Literal, get_args, overload

import msgspec

from ..span import Span

BlockKind = Literal["paragraph", "heading", "cell", "fence", "code", "html"]
_KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_ROW = Struct("<BHIIIi")
"""BlockKind, list levels, start, end, line and heading."""


class Block(msgspec.Struct, array_like=True, gc=False):
    """A leaf block: paragraph, heading, table cell, code, HTML. `heading` indexes `Facts.headings` or is -1.

    `item` is the number of list levels around it.
    """

    kind: BlockKind
    span: Span
    line: int
    heading: int = -1
    item: int = 0


def packed(kind: BlockKind, start: int, end: int, line: int, heading: int, item: int) -> bytes:
    """Return the bytes of a block."""
    return _ROW.pack(_NUMBERS[kind], item, start, end, line, heading)


def is_packed(data: bytes) -> bool:
    """Return whether bytes are those of whole blocks of known kinds."""
    return not len(data) % _ROW.size and max(data[:: _ROW.size], default=0) < len(_KINDS)


class Blocks(Sequence[Block]):
    """The blocks of a page in page order, given their bytes; each is made anew whenever it is asked for."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __len__(self) -> int:
        return len(self._data) // _ROW.size

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> list[Block]: ...
    def __getitem__(self, index: int | slice) -> Block | list[Block]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return _block(*_ROW.unpack_from(self._data, index % len(self) * _ROW.size))

    def __iter__(self) -> Iterator[Block]:
        return (_block(*row) for row in _ROW.iter_unpack(self._data))

    def longer(self, kinds: Sequence[BlockKind], least: int = 0) -> Iterator[tuple[int, Block]]:
        """Yield the blocks of some kinds that have so many characters or more, each with its index."""
        wanted = {_NUMBERS[kind] for kind in kinds}
        for index, row in enumerate(_ROW.iter_unpack(self._data)):
            if row[0] in wanted and row[3] - row[2] >= least:
                yield index, _block(*row)


def _block(kind: int, item: int, start: int, end: int, line: int, heading: int) -> Block:
    return Block(_KINDS[kind], Span(start, end), line, heading, item)
