"""Samples of a kind of input go in, inputs of that kind that nobody wrote come out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

ODD = (
    "\0", "\x1b", "\r", "\r\n", "\n\n", "\t", " ", "\u00a0", "\u200b", "\u2028", "\ufeff", "\ud83d\ude00", "é", "漢",
    "𝒳",
    "`", "```", "~~~", "|", "\\", "[", "](", "[!", "<!--", "-->", "<", ">", "{", "}", "{{", "*", "**", "_", "#", "---",
    ":::", "&", "&amp;", "$", "%", "'", '"', '"""', "=", ":", "- ", "1. ", "    ", "> ", "0", "-1", "9" * 20, "1e999",
    "gpt-4o", "gpt-4o-2024-11-20", "2024-10-21", "api-version=", "https://", "the the", "a.md", "../", "/",
    "checker: ignore",
)  # fmt: skip
"""What means something somewhere."""
_MOST = 14_000


def spliced(samples: Sequence[bytes], random: Random) -> bytes:
    """Return an input that is put together from parts of some samples and then damaged in a few places."""
    parts = [_part(random.choice(samples), random) for _ in range(random.choice((1, 1, 2, 2, 3, 5)))]
    data = random.choice((b"", b"\n", b"\n\n")).join(parts)[:_MOST]
    for _ in range(random.choice((0, 1, 1, 2, 3, 6, 12))):
        data = random.choice(_DAMAGES)(data, random)
    return data[:_MOST]


def _part(sample: bytes, random: Random) -> bytes:
    lines = sample.split(b"\n")
    if not random.randrange(4):
        return sample
    first = random.randrange(len(lines))
    return b"\n".join(lines[first : first + random.randrange(1, 40)])


def _insert(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    odd = random.choice(ODD).encode("utf-8", "surrogatepass")
    return data[:at] + odd * random.choice((1, 1, 1, 2, 9)) + data[at:]


def _remove(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at + random.choice((1, 1, 2, 5, 40)) :]


def _repeat(data: bytes, random: Random) -> bytes:
    first = random.randrange(len(data) + 1)
    last = first + random.choice((1, 3, 20, 80))
    return data[:last] + data[first:last] * random.choice((1, 2, 7)) + data[last:]


def _move(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    lines.insert(random.randrange(len(lines)), lines.pop(random.randrange(len(lines))))
    return b"\n".join(lines)


def _flip(data: bytes, random: Random) -> bytes:
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


_DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (_insert, _insert, _remove, _repeat, _move, _flip)


def smallest(data: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """Return a smaller input that still fails: without the lines, and then the bytes, that do not matter."""
    for cut in (lambda one: one.split(b"\n"), lambda one: [one[at : at + 1] for at in range(len(one))]):
        joint = b"\n" if b"\n" in data and len(cut(data)) == data.count(b"\n") + 1 else b""
        pieces, size = cut(data), max(len(cut(data)) // 2, 1)
        while size:
            at = 0
            while at < len(pieces):
                fewer = pieces[:at] + pieces[at + size :]
                if fails(joint.join(fewer)):
                    pieces = fewer
                else:
                    at += size
            size //= 2
        data = joint.join(pieces)
        if len(data) > 400:
            break
    return data
