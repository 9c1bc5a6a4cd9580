"""Two sequences go in; how the first becomes the second comes out, in as few steps as can be.

Python's `difflib` takes cubic time where things recur: a table of a thousand rows, of which every second is alike, took
half a minute. The longest common subsequence is found by bits instead, of thousands of things in a blink.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

Step = tuple[str, int, int, int, int]
"""`equal`, `replace`, `delete` or `insert`, and the half-open ranges in both sequences, as in `difflib`."""

_MOST = 400_000_000
"""Pairs of things whose equality takes a bit of memory each, 50 MB; beyond, what differs is replaced as a whole."""


def steps(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Step]:
    """Return how one sequence becomes another, in order; between two that are equal there is one step at most."""
    start = _alike(zip(old, new, strict=False))
    end = _alike(zip(reversed(old[start:]), reversed(new[start:]), strict=False))
    last, stop = len(old) - end, len(new) - end
    found: list[Step] = [("equal", 0, start, 0, start)] if start else []
    if (last - start) * (stop - start) > _MOST:
        found.append(("replace", start, last, start, stop))
    else:
        found += _joined(_operations(old[start:last], new[start:stop]), start)
    return [*found, ("equal", last, len(old), stop, len(new))] if end else found


def _alike(pairs: Iterator[tuple[Hashable, Hashable]]) -> int:
    """Return how many pairs at the start are of equal things."""
    number = 0
    for one, other in pairs:
        if one != other:
            break
        number += 1
    return number


def _operations(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Step]:
    from rapidfuzz.distance import Indel

    for one in Indel.opcodes(old, new):
        yield one.tag, one.src_start, one.src_end, one.dest_start, one.dest_end


def _joined(operations: Iterator[Step], start: int) -> Iterator[Step]:
    """Yield operations with what is removed and added side by side as one step, moved by so many places."""
    i = k = j = m = start

    def step() -> Iterator[Step]:
        if i < k or j < m:
            yield "replace" if i < k and j < m else "delete" if i < k else "insert", i, k, j, m

    for tag, first, last, begin, end in operations:
        if tag == "equal":
            yield from step()
            yield tag, first + start, last + start, begin + start, end + start
            i, j = last + start, end + start
        k, m = last + start, end + start
    yield from step()
