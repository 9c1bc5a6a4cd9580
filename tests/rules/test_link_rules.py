"""What rules about links say beside the place that a corpus labels."""

from __future__ import annotations

from pathlib import Path

from ..support import run, write


def test_a_label_is_proposed_as_it_is_written(tmp_path: Path) -> None:
    page = "# A\n\n[Ada Moor][] and [Ada Mor][].\n\n[Ada Moor]: https://example.com/ada\n"
    write(tmp_path, {"a.md": page})
    (found,) = run(tmp_path, select=("undefined-reference",)).findings
    assert found.message == "no link is defined as `Ada Mor`; did you mean `Ada Moor`?"
    assert found.fix is not None
    assert [edit.text for edit in found.fix.edits] == ["Ada Moor"]
