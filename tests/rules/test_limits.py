"""Where a rule does not look at everything, its findings say so; what needs no limit has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..support import run, write


@pytest.mark.parametrize(("fences", "is_said"), [(20, False), (120, True)])
def test_fences_further_down_that_might_decide_otherwise(fences: int, is_said: bool, tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "```a\nb\n``` c\n```d\n" * fences})
    found = run(tmp_path, select=("unbalanced-backtick",)).findings
    assert found
    assert any("as far as the next 100 fences show" in one.message for one in found) is is_said


@pytest.mark.parametrize(("values", "is_said"), [(100, False), (101, True)])
def test_values_of_a_fact_that_are_not_all_compared(values: int, is_said: bool, tmp_path: Path) -> None:
    facts = [f"The context window of gpt-4o is {128_000 + 2 * one} tokens.\n" for one in range(values)]
    write(tmp_path, {"a.md": "\n".join(facts)})
    found = run(tmp_path, select=("conflicting-fact",)).findings
    assert len(found) == values - 1
    said = f" (the 100 most frequent of {values} values were compared with all)"
    assert {said in one.message for one in found} == {is_said}


@pytest.mark.parametrize(
    ("rule", "slip"),
    [("misspelled-word", "The boat recieves it.\n"), ("misspelled-name", "Set `boat_recieve`, to receive it.\n")],
)
def test_words_are_read_on_a_page_of_any_length(rule: str, slip: str, tmp_path: Path) -> None:
    prose = "The harbor lends boats by the day, and each of them has a name on its bow.\n\n" * 4000
    write(tmp_path, {"a.md": f"# Boats\n\n{prose}{slip}"})
    assert [one.rule for one in run(tmp_path, select=(rule,)).findings] == [rule]
