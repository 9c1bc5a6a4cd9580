"""A pattern goes in; texts that make each of its repeats go far and then fail come out: what a stranger would try."""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator, Sequence
from typing import Any

SIGNS = " \ta1A-_.`*[](){}<>\"'#:/=&|!,\\\n\u00e9$@%+~^;?0"
"""Characters that a class is tried with."""
PLAIN = "a1 -."
TAILS = ("\0", "\n", "}", "{}")
LONG = 60
"""A repeat of at most fewer costs little."""

_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
Attack = tuple[str, str, str]
"""What comes first, what is repeated, and what comes last."""


def attacks(pattern: re.Pattern[str]) -> list[Attack]:
    """Return the attacks on all repeats of a pattern, each once."""
    found: dict[Attack, None] = {}
    for before, bodies, rest in _repeats(parser.parse(pattern.pattern, pattern.flags), pattern.flags, ""):
        for body in bodies:
            for head in (before, ""):
                for tail in (*TAILS, f"{rest[:-1]}\0"):
                    found[head, body, tail] = None
    return list(found)


def _repeats(nodes: Any, flags: int, before: str) -> Iterator[tuple[str, list[str], str]]:
    """Yield for each long repeat what comes before it, what it may repeat, and what must follow."""
    listed = list(nodes)
    for index, (code, given) in enumerate(listed):
        if code in _REPEATS:
            _, most, body = given
            if most >= LONG:
                tried = {_matching(body, flags, sign + PLAIN) for sign in SIGNS}
                yield before, sorted(tried - {""}), _matching(listed[index + 1 :], flags, PLAIN)
        for inner in _inside(code, given):
            yield from _repeats(inner, flags, before)
        before += _matching([(code, given)], flags, PLAIN)


def _inside(code: Any, given: Any) -> Sequence[Any]:
    if code is codes.BRANCH:
        return list(given[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [given[1]]
    if code is codes.ATOMIC_GROUP:
        return [given]
    if code is codes.SUBPATTERN:
        return [given[3]]
    return [given[2]] if code in _REPEATS else []


def _matching(nodes: Any, flags: int, preferred: str) -> str:
    """Return a short text that some nodes match, as far as they do not refer to others; the first signs that fit."""
    text = ""
    for code, given in nodes:
        if code is codes.LITERAL:
            text += chr(given)
        elif code is codes.NOT_LITERAL:
            text += next(sign for sign in preferred + SIGNS if ord(sign) != given)
        elif code is codes.ANY:
            text += preferred[0]
        elif code is codes.IN:
            text += next((sign for sign in preferred + SIGNS if _fits(given, sign, flags)), "")
        elif code in _REPEATS:
            text += _matching(given[2], flags, preferred) * given[0]
        elif code in (codes.SUBPATTERN, codes.BRANCH, codes.ATOMIC_GROUP):
            text += _matching(_inside(code, given)[0], flags, preferred)
    return text


def _fits(items: Any, sign: str, flags: int) -> bool:
    """Return whether a class holds a sign."""
    cases = {sign.lower(), sign.upper()} if flags & re.IGNORECASE else {sign}
    held = any(_is_one(code, given, one) for code, given in items for one in cases if len(one) == 1)
    return held != any(code is codes.NEGATE for code, _ in items)


def _is_one(code: Any, given: Any, sign: str) -> bool:
    if code is codes.LITERAL:
        return bool(ord(sign) == given)
    if code is codes.RANGE:
        return bool(given[0] <= ord(sign) <= given[1])
    if code is not codes.CATEGORY:
        return False
    name = str(given)
    kind = sign.isdigit() if "DIGIT" in name else sign.isspace() if "SPACE" in name else sign.isalnum() or sign == "_"
    return kind != ("NOT" in name)
