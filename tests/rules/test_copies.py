"""A sentence that pages share counts once, whatever is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..support import run, write

SPELLINGS = {
    "misspelled-word": "Read the gauge with all paramaters set, and close the office.",
    "product-name": "The Github page has the depth of the quay.",
    "misspelled-name": "Set `mooring_lenght` to the length of the mooring and of the quay.",
}


@pytest.mark.parametrize(("rule", "sentence"), SPELLINGS.items())
@pytest.mark.parametrize("pages", [1, 9])
def test_copies_of_a_page_are_no_majority(rule: str, sentence: str, pages: int, tmp_path: Path) -> None:
    copies = {f"v{number}/gauge.md": f"# Gauges\n\n{sentence}\n" for number in range(pages)}
    write(tmp_path, {**copies, "other.md": "# Other\n\nThe tide is read at the office of the harbor.\n"})
    found = run(tmp_path, select=(rule,)).findings
    assert {one.rule for one in found} == {rule}


@pytest.mark.parametrize(("rule", "sentence"), SPELLINGS.items())
def test_sentences_that_differ_are_the_own_way_of_a_tree(rule: str, sentence: str, tmp_path: Path) -> None:
    pages = {f"v{number}/gauge.md": f"# Gauges\n\n{sentence} It is number {number}.\n" for number in range(40)}
    write(tmp_path, pages)
    assert not run(tmp_path, select=(rule,)).findings


def test_a_majority_of_copies_does_not_decide_how_a_term_is_spelled(tmp_path: Path) -> None:
    copied = "# Gauges\n\nThe Harbor API is read at noon, and again at night.\n"
    pages = {f"v{number}/gauge.md": copied for number in range(9)}
    write(tmp_path, {**pages, "other.md": "# Other\n\nThe harbor API answers with the depth of the quay.\n"})
    assert not run(tmp_path, select=("term-variant",)).findings
    several = {path: text.replace("noon", f"{at} o'clock") for at, (path, text) in enumerate(pages.items(), 1)}
    write(tmp_path, several)
    assert [one.place.path for one in run(tmp_path, select=("term-variant",)).findings] == ["other.md"]
