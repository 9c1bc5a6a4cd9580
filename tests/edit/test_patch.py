"""Edits on bytes, diffs and files."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.edit import patch
from checker.edit.patch import Change
from checker.findings import Edit, Place
from checker.page.file_types import decode

Placed = tuple[int, int, int, int, str]


def edits(*given: Placed) -> list[Edit]:
    return [Edit(Place("a.md", *where), text) for *where, text in given]


# -- edits on bytes


@pytest.mark.parametrize(
    ("data", "made", "expected"),
    [
        (b"one two\n", [(1, 1, 1, 4, "1")], b"1 two\n"),
        (b"one\r\ntwo\r\n", [(2, 1, 2, 4, "2")], b"one\r\n2\r\n"),
        (b"one\rtwo\nthree\r\nfour", [(2, 1, 2, 4, "2"), (4, 1, 4, 5, "4")], b"one\r2\nthree\r\n4"),
        (b"\xef\xbb\xbfone\n", [(1, 1, 1, 4, "1")], b"\xef\xbb\xbf1\n"),
        (b"the\r\nthe cat\r\n", [(1, 4, 2, 4, "")], b"the cat\r\n"),
        (b"one\r\ntwo\r\n", [(1, 4, 2, 1, " ")], b"one two\r\n"),
        (b"one\r\ntwo\r\n", [(1, 1, 1, 5, "")], b"two\r\n"),
        (b"one\r\ntwo", [(2, 4, 2, 4, "\nthree")], b"one\r\ntwo\r\nthree"),
        ("für \U0001f600 x\n".encode(), [(1, 7, 1, 8, "y")], "für \U0001f600 y\n".encode()),
        (b"a b c\n", [(1, 5, 1, 6, "3"), (1, 1, 1, 2, "1"), (1, 2, 1, 4, " 2")], b"1 2 3\n"),
    ],
)
def test_edits_keep_the_bytes_around_them(data: bytes, made: list[Placed], expected: bytes) -> None:
    assert patch.apply(data, edits(*made)) == expected


@pytest.mark.parametrize(
    "made",
    [
        [(1, 1, 1, 4, ""), (1, 3, 1, 5, "")],
        [(3, 1, 3, 1, "")],
        [(1, 10, 1, 10, "")],
        [(1, 0, 1, 1, "")],
        [(1, 3, 1, 1, "")],
    ],
)
def test_edits_that_overlap_or_lie_outside_are_refused(made: list[Placed]) -> None:
    with pytest.raises(ValueError, match=r"overlap|no line|no column"):
        patch.apply(b"one two\n", edits(*made))


_PIECES = st.lists(
    st.tuples(st.text("aé\u2028\U0001f600 ", max_size=4), st.sampled_from(["\n", "\r\n", "\r"])), max_size=6
)


@given(_PIECES, st.text("xy", max_size=3), st.booleans(), st.data())
def test_edits_change_nothing_else(pieces: list[tuple[str, str]], last: str, mark: bool, data: st.DataObject) -> None:
    raw = ("\ufeff" if mark else "") + "".join(text + end for text, end in pieces) + last
    text = decode(raw.encode())
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True)) if text else [])
    made, expected, position = [], "", 0
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        made.append(Edit(_place(text, start, end), "NEW"))
        expected += text[position:start] + "NEW"
        position = end
    new = patch.apply(raw.encode(), made)
    assert decode(new) == expected + text[position:]
    assert new.startswith(b"\xef\xbb\xbf") == raw.encode().startswith(b"\xef\xbb\xbf")
    kept = re.split("NEW", new.decode())
    rest = raw
    for part in kept:  # what is kept stands in the old bytes, in this order
        assert part in rest
        rest = rest[rest.index(part) + len(part) :]


def _place(text: str, start: int, end: int) -> Place:
    """As `Page.place` does it: an end at a line's start counts to the line before."""
    last = max(start, end - 1)
    first_line, last_line = text.count("\n", 0, start) + 1, text.count("\n", 0, last) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return Place("a.md", first_line, column, last_line, end - (text.rfind("\n", 0, last) + 1) + 1)


# -- diffs and files


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.md", b"1\n2\n3\n", b"1\ntwo\n3\n"),
        ("a.md", b"1\r\n2\r\n3\r\n", b"1\r\ntwo\r\n3\r\n"),
        ("a.md", b"1\n2", b"1\ntwo"),
        ("a.md", b"1\n2", b"1\n2\n"),
        ("a.md", b"\xef\xbb\xbf1\r2\n3\x0c4\n", b"\xef\xbb\xbf1\rtwo\n3\x0c4\n"),
        ("of us/a b.md", b"1\n", b"one\n"),
        ('a"b\\c\td.md', b"1\n", b"one\n"),
        ("ü.md", "ä\u2028b\n".encode(), "ö\u2028b\n".encode()),
        ("bad\udcff\udcfe ü.md", b"1\n", b"one\n"),
    ],
)
def test_git_applies_a_diff_and_gets_the_same_bytes(path: str, old: bytes, new: bytes, tmp_path: Path) -> None:
    file = tmp_path / "docs" / path
    file.parent.mkdir(parents=True)
    file.write_bytes(old)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    shown = patch.diff([Change(path, old, new)]).encode()
    subprocess.run(["git", "apply", "-"], cwd=tmp_path / "docs", input=shown, check=True)
    assert file.read_bytes() == new


def test_a_file_is_replaced_with_its_mode_and_nothing_is_left_behind(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"old")
    file.chmod(0o754)
    assert patch.write(tmp_path, [Change("a.md", b"old", b"new")]) == []
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o754
    assert os.listdir(tmp_path) == ["a.md"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_bytes(b"old")
    (tmp_path / "link.md").symlink_to("real.md")
    both = [Change("link.md", b"old", b"new"), Change("real.md", b"old", b"new")]
    assert patch.write(tmp_path, both) == []
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (lambda file: file.write_bytes(b"mine"), "it changed on disk in the meantime"),
        (lambda file: file.chmod(0o444), "it is read-only"),
        (lambda file: file.unlink(), "No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_named_and_the_rest_is_written(
    prepare: Callable[[Path], object], why: str, tmp_path: Path
) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_bytes(b"old")
    prepare(tmp_path / "a.md")
    problems = patch.write(tmp_path, [Change("a.md", b"old", b"new"), Change("b.md", b"old", b"new")])
    assert [(one.path, one.reason) for one in problems] == [("a.md", f"not written: {why}")]
    assert (tmp_path / "b.md").read_bytes() == b"new"
    assert not (tmp_path / "a.md").exists() or (tmp_path / "a.md").read_bytes() != b"new"


def test_nothing_is_written_outside_the_root(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside.md", tmp_path / "root"
    root.mkdir()
    outside.write_bytes(b"old")
    (root / "a.md").symlink_to(outside)
    changes = [Change("a.md", b"old", b"new"), Change("../outside.md", b"old", b"new")]
    problems = patch.write(root, changes)
    assert [one.reason for one in problems] == ["not written: it is outside the root"] * 2
    assert outside.read_bytes() == b"old"
