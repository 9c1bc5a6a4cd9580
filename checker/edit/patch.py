"""A page's bytes and edits go in; its new bytes, a unified diff of them, and the files on disk come out.

Edits use lines and columns of a page's text as it is checked. The bytes around them are kept: byte order mark, line
endings of any kind, a missing final newline.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..findings import Edit, NotChecked, Place
from ..tree import disk

_LINE_END = re.compile(r"\r\n|\r|\n")
_MARK = "\ufeff"
_RAW = re.compile("[\x00-\x1f\x7f\udc80-\udcff]")


@dataclass(frozen=True)
class Change:
    """A page (path relative to the root) with its bytes before and after."""

    path: str
    old: bytes
    new: bytes


def overlap(one: Place, other: Place) -> bool:
    """Return whether two places of one page cannot both be replaced: they share a character or their start."""
    first, second = (one.line, one.column), (other.line, other.column)
    if first == second:
        return True
    return first < (other.end_line, other.end_column) and second < (one.end_line, one.end_column)


def apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return a page's bytes with edits applied.

    Raises `ValueError` for edits that overlap or are outside the page, and `UnicodeDecodeError` for bytes that are not
    UTF-8.
    """
    text = data.decode("utf-8")
    lines = _Lines(text)
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda one: one.place):
        start = lines.offset(edit.place.line, edit.place.column)
        end = lines.offset(edit.place.end_line, edit.place.end_column)
        if start < position or end < start:
            raise ValueError(f"{edit.place.path}:{edit.place.line}:{edit.place.column}: edits overlap")
        pieces += (text[position:start], edit.text.replace("\n", lines.ending(edit.place.line)))
        position = end
    return "".join([*pieces, text[position:]]).encode("utf-8")


class _Lines:
    """Where the lines of a text start and end, as it is on disk."""

    def __init__(self, text: str) -> None:
        self._text = text
        ends = list(_LINE_END.finditer(text))
        self._starts = [len(_MARK) if text.startswith(_MARK) else 0, *(match.end() for match in ends)]
        self._stops = [*(match.start() for match in ends), len(text)]

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a 1-based line and column; the column after the line ending starts the next line."""
        if not 1 <= line <= len(self._starts) or column < 1:
            raise ValueError(f"there is no line {line}, column {column}")
        offset = self._starts[line - 1] + column - 1
        if offset <= self._stops[line - 1]:
            return offset
        if offset == self._stops[line - 1] + 1 and line < len(self._starts):
            return self._starts[line]
        raise ValueError(f"line {line} has no column {column}")

    def ending(self, line: int) -> str:
        """Return the line ending of a line; the last line has that of the line before it."""
        index = min(line, len(self._starts) - 1) - 1
        return self._text[self._stops[index] : self._starts[index + 1]] if index >= 0 else "\n"


def diff(changes: Iterable[Change]) -> str:
    """Return a unified diff for `git apply` and `patch -p1` at the root."""
    return "".join(line for change in sorted(changes, key=lambda one: one.path) for line in _diff(change))


def _diff(change: Change) -> Iterator[str]:
    old, new = (data.decode("utf-8").split("\n") for data in (change.old, change.new))
    names = (_quoted(f"a/{change.path}"), _quoted(f"b/{change.path}"))
    for line in difflib.unified_diff(_ended(old), _ended(new), *names):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _ended(lines: Sequence[str]) -> list[str]:
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _quoted(path: str) -> str:
    """Return a path as git writes it in a diff: quoted if necessary, with a tab after one that contains a space."""
    if re.search(r'["\\\x00-\x1f\x7f\udc80-\udcff]', path):
        escaped = path.replace("\\", "\\\\").replace('"', '\\"')
        # A byte that is not UTF-8 is a surrogate in Python's text, with the byte as its low half.
        return '"' + re.sub(_RAW, lambda match: f"\\{ord(match.group()) & 0xFF:03o}", escaped) + '"'
    return f"{path}\t" if " " in path else path


def write(root: Path, changes: Iterable[Change]) -> list[NotChecked]:
    """Write changed pages, each atomically; return those that could not be written, and why.

    A page is not written when it changed on disk since it was read, when it is read-only, or when it is outside the
    root.
    """
    problems = []
    for change in sorted(changes, key=lambda one: one.path):
        try:
            _write(root, change)
        except OSError as error:
            problems.append(NotChecked(change.path, f"not written: {error.strerror or error}"))
    return problems


def _write(root: Path, change: Change) -> None:
    # A symbolic link is kept: its target is replaced.
    file = (root / change.path).resolve()
    disk.insist_inside(root, file)
    now = disk.read(file)
    if now == change.new:
        return
    if now != change.old:
        raise OSError("it changed on disk in the meantime")
    if not file.stat().st_mode & 0o222 or not os.access(file, os.W_OK):
        raise OSError("it is read-only")
    disk.write(file, change.new)
