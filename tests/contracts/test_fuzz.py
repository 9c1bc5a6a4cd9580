"""What the fuzzer once found stays mended, and a short run of it finds nothing."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from ..fuzz.__main__ import INPUTS, failure
from ..fuzz.splicer import smallest, spliced
from ..fuzz.targets import TARGETS, run

KEPT = sorted(file for file in INPUTS.rglob("*") if file.is_file())
SHORT = 25


@pytest.mark.parametrize("file", KEPT, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_what_was_found_once_is_mended(file: Path) -> None:
    run(file.parent.name, file.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run_finds_nothing(name: str) -> None:
    chance, samples = Random(7), TARGETS[name].samples()
    assert samples
    for _ in range(SHORT):
        data = spliced(samples, chance)
        assert failure(name, data) == "", data


@pytest.mark.parametrize("name", TARGETS)
def test_samples_are_sound(name: str) -> None:
    for sample in list(TARGETS[name].samples())[:3]:
        run(name, sample)


def test_the_same_seed_makes_the_same_inputs() -> None:
    samples = [b"one\ntwo\nthree", b"four\nfive"]
    runs = [[spliced(samples, chance) for _ in range(20)] for chance in (Random(1), Random(1), Random(2))]
    assert runs[0] == runs[1] != runs[2]
    assert len(set(runs[0])) > 15


def test_an_input_is_made_as_small_as_it_can_be() -> None:
    data = b"\n".join([b"line"] * 30 + [b"a bad one"] + [b"line"] * 30)
    assert smallest(data, lambda one: b"bad" in one) == b"bad"


def test_a_defect_is_told_by_its_kind_and_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    assert failure("baseline", b"") == ""

    def broken(data: bytes) -> None:
        raise RuntimeError(data)

    monkeypatch.setitem(TARGETS, "baseline", type(TARGETS["baseline"])(list, broken))
    assert failure("baseline", b"").startswith("RuntimeError ")
    assert failure("baseline", b"").endswith("test_fuzz.py:broken")
