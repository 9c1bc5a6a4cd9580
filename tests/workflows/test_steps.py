"""How the steps from one sequence to another are found, whatever way they are looked for."""

from __future__ import annotations

from itertools import pairwise
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from checker.diff import steps


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")), st.booleans())
def test_steps_make_one_sequence_of_the_other(old: list[str], new: list[str], is_large: bool) -> None:
    with mock.patch.object(steps, "_MOST", 0 if is_large else 10**6):
        found = steps.steps(old, new)
    made = [one for tag, i, k, j, m in found for one in (old[i:k] if tag == "equal" else new[j:m])]
    assert made == new
    assert [(i, j) for _, i, _, j, _ in found] == [(0, 0), *((k, m) for _, _, k, _, m in found)][: len(found)]
    assert all(one != other for (one, *_), (other, *_) in pairwise(found))
    assert all(tag == _tag(k - i, m - j) or tag == "equal" for tag, i, k, j, m in found)


def _tag(gone: int, come: int) -> str:
    return "replace" if gone and come else "delete" if gone else "insert"
