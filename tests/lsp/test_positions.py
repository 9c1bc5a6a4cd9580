"""Places of a text and positions of the protocol: the same place, whatever the encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from checker.findings import Place
from checker.lsp.positions import Positions
from checker.span import Span, line_starts

ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
TEXTS = st.text(st.sampled_from("a é€😀\n\u2028\x0c"), max_size=40)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS, data=st.data())
def test_an_offset_and_its_position_lead_to_each_other(encoding: str, text: str, data: st.DataObject) -> None:
    codec, size = ENCODINGS[encoding]
    offset = data.draw(st.integers(0, len(text)))
    positions = Positions(text, encoding)
    before = text[:offset].split("\n")
    at = types.Position(len(before) - 1, len(before[-1].encode(codec)) // size)
    assert positions.at(offset) == at
    assert positions.offset(at) == offset


@given(text=TEXTS, data=st.data())
def test_a_place_is_where_its_span_is(text: str, data: st.DataObject) -> None:
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    starts = line_starts(text)
    lines = [max(at for at, first in enumerate(starts) if first <= one) for one in (start, end)]
    place = Place("a.md", lines[0] + 1, start - starts[lines[0]] + 1, lines[1] + 1, end - starts[lines[1]] + 1)
    positions = Positions(text, "utf-16")
    assert positions.range(place) == positions.of(Span(start, end))


def test_what_is_beyond_the_text_is_moved_to_its_end() -> None:
    positions = Positions("a😀\r\nb", "utf-16")
    assert positions.offset(types.Position(0, 99)) == 2
    assert positions.offset(types.Position(9, 0)) == 5
    assert positions.offset(types.Position(0, 2)) == 2  # within a character: after it
    assert positions.range(Place("a.md", 1, 1, 7, 1)) == types.Range(types.Position(0, 0), types.Position(1, 1))
    assert positions.range(Place("a.md", 1, 3, 1, 4)).end == types.Position(1, 0)  # the line end
