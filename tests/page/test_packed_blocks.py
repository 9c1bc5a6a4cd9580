"""Blocks are packed into bytes and come out as they went in; bytes that are none are no facts."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.page.facts import Facts
from checker.page.packed_blocks import Block, BlockKind, Blocks, is_packed, packed
from checker.span import Span

KINDS: list[BlockKind] = ["paragraph", "heading", "cell", "fence", "code", "html"]
NUMBERS = st.integers(0, 2**32 - 1)
BLOCKS = st.builds(
    Block,
    st.sampled_from(KINDS),
    st.builds(Span, NUMBERS, NUMBERS),
    NUMBERS,
    st.integers(-1, 2**31 - 1),
    st.integers(0, 2**16 - 1),
)


def of(blocks: list[Block]) -> Blocks:
    return Blocks(
        b"".join(
            packed(one.kind, *msgspec.structs.astuple(one.span), one.line, one.heading, one.item) for one in blocks
        )
    )


@given(st.lists(BLOCKS, max_size=6))
def test_blocks_come_out_as_they_went_in(blocks: list[Block]) -> None:
    made = of(blocks)
    assert len(made) == len(blocks)
    assert list(made) == blocks == made[:]
    assert [made[index] for index in range(-len(blocks), len(blocks))] == blocks * 2
    assert made[1:3] == blocks[1:3]


def test_there_is_no_block_behind_the_last() -> None:
    made = of([Block("cell", Span(1, 2), 1)])
    for index in (1, -2):
        with pytest.raises(IndexError):
            made[index]


def test_long_blocks_of_some_kinds_are_found_with_their_indexes() -> None:
    blocks = [Block("cell", Span(0, 9), 1), Block("code", Span(9, 12), 2), Block("cell", Span(12, 13), 3)]
    assert list(of(blocks).longer(["cell"])) == [(0, blocks[0]), (2, blocks[2])]
    assert list(of(blocks).longer(["cell", "code"], 3)) == [(0, blocks[0]), (1, blocks[1])]


def test_bytes_that_are_no_blocks_are_no_facts() -> None:
    good = packed("html", 1, 2, 1, -1, 0)
    assert is_packed(good + good)
    for bad in (good[:-1], b"\x06" + good[1:]):
        assert not is_packed(bad)
        with pytest.raises(msgspec.ValidationError):
            msgspec.msgpack.decode(msgspec.msgpack.encode({"packed": bad}), type=Facts)
