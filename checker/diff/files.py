"""Two sources go in; the files that differ come out, as git sees them: status, moves, counts, hunks and patch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..page.file_types import can_be_page
from ..tree import git, snapshots
from ..tree.changes import HUNK_HEAD, Hunk, patch_path
from ..tree.sources import Source
from .change import FileChange, Status

# Every option is explicit, so that the user's git configuration does not change the report.
_PATCH = (
    "-p", "-U3", "-M", "--text", "--diff-algorithm=myers", "--indent-heuristic", "--inter-hunk-context=0",
    "--src-prefix=a/", "--dst-prefix=b/",
)  # fmt: skip
_LIST = ("--raw", "--numstat", "-z", "-M", "--no-abbrev")


@dataclass(frozen=True)
class _Listed:
    status: Status
    path: str
    old_path: str
    added: int
    deleted: int


@dataclass(frozen=True)
class _Patch:
    hunks: tuple[Hunk, ...]
    text: str


def changed_files(before: Source, after: Source) -> list[FileChange]:
    """Return the files that differ between two trees, by path; moves are detected by git.

    Two revisions, or a revision and the working tree, are compared in their repository; two folders as they are. Files
    that both trees exclude (`exclude`, `.gitignore`) are left out.

    Raises `GitError` where git cannot compare them.
    """
    with snapshots.between(before, after) as differ:
        listed = list(_read_list(git.fields(differ(*_LIST))))
        patches = dict(_read_patches(differ(*_PATCH, *snapshots.ONLY_PAGES)))
    known = before.files() | after.files()
    found = []
    for one in listed:
        if one.path not in known and one.old_path not in known:
            continue
        is_page = can_be_page(one.path) or can_be_page(one.old_path)
        patch = patches.get(one.path) if is_page else None
        hunks, text = (patch.hunks, patch.text) if patch else ((), "")
        found.append(FileChange(one.status, one.path, one.old_path, one.added, one.deleted, hunks, text, is_page))
    return sorted(found, key=lambda one: (one.path, one.status))


def _read_list(fields: Sequence[str]) -> Iterator[_Listed]:
    """Read what `--raw --numstat -z` prints: first a status for each file, then its counts in the same order."""
    rest = iter(fields)
    files: list[tuple[Status, str, str]] = []
    counts: list[tuple[int, int]] = []
    for field in rest:
        if field.startswith(":"):
            letter, old = field.split()[4][0], next(rest)
            new = next(rest) if letter in "RC" else old
            files.append((_STATUS.get(letter, "M"), new, new if letter == "C" else old))
        else:
            plus, minus, path = field.split("\t", 2)
            if not path:  # a pair of names follows in separate fields
                next(rest), next(rest)
            counts.append((0 if plus == "-" else int(plus), 0 if minus == "-" else int(minus)))
    for (status, path, old), (added, deleted) in zip(files, counts, strict=True):
        yield _Listed(status, path, old, added, deleted)


_STATUS: dict[str, Status] = {"A": "A", "C": "A", "D": "D", "R": "R"}


def _read_patches(raw: bytes) -> Iterator[tuple[str, _Patch]]:
    """Yield each text file of a patch by its current path (of a removed one: the path it had)."""
    lines = raw.split(b"\n")
    number, old, new = 0, "", ""
    hunks: list[Hunk] = []
    start = 0
    while number < len(lines):
        line = lines[number]
        if line.startswith(b"diff --git "):
            if hunks:
                yield new or old, _patch(lines[start:number], hunks)
            hunks, old, new = [], "", ""
        elif line.startswith(b"--- "):
            old = "" if line == b"--- /dev/null" else patch_path(line[4:].replace(b"a/", b"b/", 1))
        elif line.startswith(b"+++ "):
            new = "" if line == b"+++ /dev/null" else patch_path(line[4:])
            start = number + 1
        elif match := HUNK_HEAD.match(line.decode("ascii", "replace")):
            gone, come = (1 if match[side] is None else int(match[side]) for side in ("gone", "come"))
            end = _hunk_end(lines, number + 1, gone, come)
            hunks.extend(_runs(lines[number + 1 : end], int(match["old"]), gone, int(match["new"]), come))
            number = end - 1
        number += 1
    if hunks:
        yield new or old, _patch(lines[start:-1], hunks)


def _hunk_end(lines: Sequence[bytes], number: int, gone: int, come: int) -> int:
    """Return the number of the line after a hunk with this many lines on each side."""
    while gone or come:
        sign = lines[number][:1]
        gone -= sign in (b"-", b" ", b"")
        come -= sign in (b"+", b" ", b"")
        number += 1
    return number + 1 if lines[number : number + 1] and lines[number].startswith(b"\\") else number


def _runs(lines: Sequence[bytes], old: int, gone: int, new: int, come: int) -> Iterator[Hunk]:
    """Yield the runs of changed lines in a hunk as hunks without context, numbered as git does with `-U0`."""
    old, new = old + (not gone), new + (not come)  # an empty side has the number of the line before it
    minus = plus = 0
    for line in (*lines, b" "):
        if line.startswith(b"-"):
            minus += 1
        elif line.startswith(b"+"):
            plus += 1
        elif not line.startswith(b"\\"):
            if minus or plus:
                yield Hunk(old if minus else old - 1, minus, new if plus else new - 1, plus)
            old, new, minus, plus = old + minus + 1, new + plus + 1, 0, 0


def _patch(lines: Sequence[bytes], hunks: list[Hunk]) -> _Patch:
    text = b"\n".join(lines).decode("utf-8", "replace").replace("\r", "")
    return _Patch(tuple(hunks), text.rstrip("\n") + "\n")
