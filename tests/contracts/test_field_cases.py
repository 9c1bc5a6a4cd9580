"""Cases from public bug reports: what their `expected.txt` asks for is found, or nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..support.field_cases import FOLDER, Case

NAMES = [f"A{number:02}" for number in range(1, 16)]
OPEN = {
    "A08": "a model that the tree lists as a preview only, and that the catalog has without it too",
    "A13": "a quota in a sentence against a table of another page",
    "A14": "a list of API versions against the dates in another one",
}
"""The cases that no rule answers for yet, and what they are."""

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared cases are not beside this checkout")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(one, marks=[pytest.mark.xfail(reason=OPEN[one], strict=False)] if one in OPEN else [])
        for one in NAMES
    ],
)
def test_a_case_is_as_expected(name: str, tmp_path: Path) -> None:
    assert Case(FOLDER / name).faults(tmp_path) == []
