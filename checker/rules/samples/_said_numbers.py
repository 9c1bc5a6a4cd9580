"""A text and the samples beside it go in; the numbers come out for which the samples have others.

A text names what it counts (“1,536 dimensions”), and a sample has a setting that is the number of that (`dimensions`,
`max_dimensions`, `dimension_count`); or a long number of the text is one digit off from a number that the samples have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from ...code.details import normal
from ._words import words_of

_NUMERALS = {word: str(number) for number, word in enumerate("two three four five six seven eight nine ten".split(), 2)}
_COUNTED = re.compile(
    rf"(?<![\w.,`/$#:-])(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d{{1,9}}|{'|'.join(_NUMERALS)})"
    r"[ -](?P<noun>[a-z]{3,20})(?:[ ](?P<second>[a-z]{3,20}))?(?![\w`])"
)
_LONG = re.compile(r"(?<![\w.,/$#:-])\d(?:\d{2,8}|\d{0,2}(?:,\d{3})+)(?![\w/+-]|[.,:]\d)")
_IN_CODE = re.compile(r"(?<![\w.])\d[\d_,]{1,12}\d(?![\w.]|,\d)")
_GIVEN = re.compile(
    r"""(?P<name>[A-Za-z_][\w-]{0,60})(?:["']?[ ]?(?::=|=>|[=:(])[ ]?|[ ](?=\d))["']?"""
    r"(?P<value>\d+(?:[,_]\d{3})*)(?![\w.]|[ ]?[*/+-])"
)
_GENERAL = frozenset(
    "time item example word character percent level kind type value number size count name second minute hour day "
    "week month year millisecond step-by-step line digit byte".split()
)
"""What is counted in so many senses, or in so many units, that a setting need not mean the same."""
_NUMBER_OF = frozenset("count limit number total max maximum min minimum".split())
"""What may follow the thing in the name of a number of things; `chunk_size` is not a number of chunks."""
_YEARS = range(1900, 2100)


class Said(NamedTuple):
    """A number that a text says, with its range, and the other one that a sample has: its range, and its name if any.

    `sample` is the index of the sample.
    """

    number: str
    start: int
    end: int
    name: str
    sample: int
    used: tuple[int, int]


def counted(text: str, samples: Sequence[str]) -> Iterator[Said]:
    """Yield what a text counts where the samples that name it have another number."""
    for match in _COUNTED.finditer(text):
        number = _NUMERALS.get(match["number"], match["number"]).replace(",", "")
        nouns = {_singular(noun) for noun in match.group("noun", "second") if noun}
        nouns = nouns if nouns.isdisjoint(_GENERAL) else set()
        found = _named(nouns, samples) if nouns else []
        if len({normal(one["value"]) for _, one in found}) == 1 and not _has(number, samples):
            at, one = found[0]
            yield Said(match["number"], *match.span("number"), one["name"], at, one.span("value"))


def _named(nouns: set[str], samples: Sequence[str]) -> list[tuple[int, re.Match[str]]]:
    """Return where samples set the number of what one of some nouns names."""
    if not any(noun in code.lower() for code in samples for noun in nouns):
        return []
    places = ((at, one) for at, code in enumerate(samples) for one in _GIVEN.finditer(code))
    return [(at, one) for at, one in places if _counted_by(one["name"]) in nouns]


def _counted_by(name: str) -> str:
    """Return the singular of what a setting is the number of: the last word of its name that says more than that."""
    words = (_singular(word) for word in reversed(words_of(name)))
    return next((word for word in words if word not in _NUMBER_OF), "")


def _has(number: str, samples: Sequence[str]) -> bool:
    """Return whether one of some samples has a number."""
    pattern = re.compile(rf"(?<![\d.]){number}(?![\d.])")
    return any(pattern.search(_BETWEEN_DIGITS.sub("", code)) for code in samples)


_BETWEEN_DIGITS = re.compile(r"(?<=\d)[_,](?=\d{3})")


def _singular(noun: str) -> str:
    """Return a noun without the ending of its plural."""
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def misread(text: str, page: str, samples: Sequence[str]) -> Iterator[Said]:
    """Yield the long numbers of a text that its page has once, and of which the samples have one a digit off."""
    said = [(match, match[0].replace(",", "")) for match in _LONG.finditer(text)]
    if not said:
        return
    own = {number for _, number in said}
    found = [(at, one, normal(one[0])) for at, code in enumerate(samples) for one in _IN_CODE.finditer(code)]
    for match, number in said:
        near = {value for _, _, value in found if value not in own and _is_slip(number, value)}
        if len(near) == 1 and page.count(match[0]) == 1 and not _has(number, samples):
            at, one = next((at, one) for at, one, value in found if value in near)
            yield Said(match[0], *match.span(), "", at, one.span())


def _is_slip(one: str, other: str) -> bool:
    """Return whether two numbers, neither of them round, differ in a digit; two years are two years."""
    if OSA.distance(one, other, score_cutoff=1) != 1 or (int(one) in _YEARS and int(other) in _YEARS):
        return False
    return min(len(one.rstrip("0")), len(other.rstrip("0"))) > 1
