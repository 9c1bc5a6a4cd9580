"""A quick way may skip searching and decide nothing else: no match of a shape lacks what the shape needs."""

from __future__ import annotations

import pkgutil
import re
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import checker
from checker.page.document import parse
from checker.page.running import Running
from checker.patterns import AnyOf, AnyWord, Shape, later, letters

from ..support import CORPORA
from ..support.shapes import shapes

SHAPES = {
    f"{module.name}.{name}": shape
    for module in pkgutil.walk_packages(checker.__path__, f"{checker.__name__}.")
    if not module.name.endswith("__main__")
    for name, shape in shapes(module.name).items()
}


@cache
def texts() -> list[str]:
    """Return the blocks of all corpora: paragraphs, cells and code as readers search them, and whole pages."""
    found = set[str]()
    for file in sorted(CORPORA.rglob("*.md")):
        page = file.read_text(encoding="utf-8")
        found |= {page, *(block.text for block in parse(page).blocks)}
    return sorted(found)


def assert_is_not_skipped(shape: Shape, text: str) -> None:
    """Assert that a text with a match is searched, alone and among others."""
    if shape.compiled.search(text):
        assert shape.may_be_in(text), text
        assert 1 in Running(["no match", text]).holding(shape), text


def test_shapes_are_found() -> None:
    assert len(SHAPES) >= 40
    assert all(shape.needs or shape.sketch for shape in SHAPES.values())


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_no_match_in_the_corpora_is_skipped(name: str) -> None:
    for text in texts():
        assert_is_not_skipped(SHAPES[name], text)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_no_match_that_can_be_written_is_skipped(name: str) -> None:
    shape = SHAPES[name]
    matched = []

    @settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck), database=None)
    @given(st.from_regex(re.compile(shape.pattern, shape.flags)))
    def try_one(text: str) -> None:
        matched.extend(shape.compiled.findall(text))
        for line_end in ("\n", " "):
            assert_is_not_skipped(shape, text.replace("\n", line_end))

    try_one()
    assert matched


def test_a_shape_that_needs_too_much_is_caught() -> None:
    for wrong in (Shape(" API", needs=(" api",)), Shape("a+b", re.I, needs=("b",), sketch="aab")):
        with pytest.raises(AssertionError):
            assert_is_not_skipped(wrong, "An API, AB")


@pytest.mark.parametrize("letter", ["\u0130", "\u0131", "\u017f", "\u212a"])
def test_letters_that_match_without_case_are_compared_without_case(letter: str) -> None:
    """`re.IGNORECASE` takes some letters for others that `str.lower` leaves apart."""
    alike = [plain for plain in "isk" if re.fullmatch(plain, letter, re.I)]
    assert alike
    for plain in alike:
        assert Shape(f"a{plain}b", re.I, needs=(plain,)).is_in(f"A{letter}B")


def test_a_shape_says_where_it_cannot_be_found() -> None:
    with pytest.raises(ValueError, match="nothing says quickly"):
        Shape("a")


def test_any_of_some_texts_is_found_with_or_without_a_rare_sign() -> None:
    some = AnyOf("{%", "]]", "plain", "<br")
    for text, offsets in (("a {% b", [2]), ("x]] {]]", [1, 5]), ("so plain", [3]), ("{ < %", []), ("<br<br", [0, 3])):
        assert (some.is_in(text), list(some.offsets(text))) == (bool(offsets), offsets)


def test_a_pattern_is_compiled_when_it_is_first_used() -> None:
    made: list[str] = []
    pattern = later(lambda: made.append("") or r"(?P<word>[a-z]+)\d", re.I)  # type: ignore[func-returns-value]
    assert made == []
    match = pattern.fullmatch("Ab1")
    assert match is not None
    assert match["word"] == "Ab"
    assert [one.group() for one in pattern.finditer("a1 b c2")] == ["a1", "c2"]
    assert pattern.pattern == r"(?P<word>[a-z]+)\d"
    assert pattern.groups == 1
    assert made == [""]


def test_words_are_told_by_the_letters_of_a_text() -> None:
    words = AnyWord("node", "go")
    assert words.is_among(letters("go 1.20"))
    assert words.is_among(letters("(node.js)"))
    assert not words.is_among(letters("going to nodes"))
