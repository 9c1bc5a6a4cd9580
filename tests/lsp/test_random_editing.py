"""What the server shows is what `checker check` finds in the same texts: a short run of the fuzzer."""

from __future__ import annotations

import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from ..fuzz import editor as fuzzer
from ..fuzz.edited_tree import EditedTree, two_of
from ..fuzz.editor import Defect, Limits, edit
from ..fuzz.findings_shown import checked, on_page, whole
from ..support import CORPORA, write

SHORT = Limits(seconds=120, steps=40, compared=10)


@pytest.mark.parametrize(
    ("seed", "pulls", "watches"), [(11, True, True), (10, False, True), (8, True, False), (5, False, False)]
)
def test_a_short_run_finds_nothing(seed: int, pulls: bool, watches: bool) -> None:
    done = edit(CORPORA / "trees" / "azure-openai", SHORT, seed)
    assert (done["pulls"], done["watches"]) == (pulls, watches)
    assert done["compared"] == 5


def test_a_difference_is_a_defect(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def without_one(root: Path) -> list[dict[str, Any]]:
        return checked(root)[1:]

    monkeypatch.setattr(fuzzer, "checked", without_one)
    monkeypatch.setattr(tempfile, "mkdtemp", lambda: str(tmp_path / "kept"))
    with pytest.raises(Defect, match="the tree differs from a check\nonly in the editor: 1, such as"):
        edit(CORPORA / "rules" / "doubled-word", Limits(60, 4, 2), 11)
    assert (tmp_path / "kept").is_dir()


def test_a_server_that_grows_is_worse(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for end, code in ((109.0, 0), (111.0, 1)):
        figures = {"megabytes warm": 100.0, "megabytes end": end}
        monkeypatch.setattr(fuzzer, "edit", lambda *_, figures=figures: figures)
        monkeypatch.setattr(sys, "argv", ["editor", "docs"])
        assert fuzzer.main() == code
        assert json.loads(capsys.readouterr().out) == figures


def test_the_copy_has_what_is_saved_and_what_is_typed(tmp_path: Path) -> None:
    write(tmp_path / "docs", {"a.md": "# A\r\n", "b/c.md": "# C\n", "b/d.png": "x"})
    tree = EditedTree(*two_of(tmp_path / "docs", tmp_path), random.Random(1))
    tree.open("a.md")
    tree.type("a.md", "# New\n")
    assert (tree.saved("a.md"), _read(tree.copy, "a.md")) == ("# A\r\n", "# New\n")
    tree.move("b", "e")
    tree.open("e/new.md")
    assert (tree.copy / "e" / "new.md").is_file()
    assert not (tree.root / "e" / "new.md").exists()
    tree.remove("a.md")
    assert _read(tree.copy, "a.md") == "# New\n"  # it is still open
    assert tree.undo("a.md") == "# A\r\n"
    for path in ("a.md", "e/new.md"):
        tree.close(path)
    assert tree.restore() == "a.md"
    assert tree.pages == ["a.md", "e/c.md"]
    same = [sorted(_files(folder)) for folder in (tree.root, tree.copy)]
    assert same[0] == same[1]
    assert set(same[0]) == {"a.md", "checker.toml", "e", "e/c.md", "e/d.png"}


def _read(folder: Path, path: str) -> str:
    return (folder / path).read_bytes().decode()


def _files(folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in folder.rglob("*")]


def test_a_finding_of_two_pages_is_shown_on_both(tmp_path: Path) -> None:
    row = "\n\n| Model | Retirement date |\n|---|---|\n| `gpt-4o` | {} 1, 2031 |\n"
    write(tmp_path, {"checker.toml": "", "a.md": f"# A{row.format('March')}", "b.md": f"# B{row.format('May')}"})
    [one] = found = checked(tmp_path)
    assert one["rule"] == "conflicting-fact"
    [first], [second] = on_page(found, "a.md"), on_page(found, "b.md")
    assert whole(found) in ([first], [second])
    assert first[4][0] == "a.md"
    assert second[4][0] == "b.md"
