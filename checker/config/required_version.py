"""The versions that a configuration asks for go in, and why the running one is not among them comes out."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

_COMPARISONS: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_PART = re.compile(r"\s*(?P<sign>[=!<>]=|[<>])?\s*(?P<version>\d+(?:\.\d+)*)\s*")
_RELEASE = re.compile(r"\d+(?:\.\d+)*")


def why_not(required: str) -> str:
    """Return why the running version is not one that `required` allows, or an empty text.

    `required` is a list of comparisons, all of which must hold, such as `>=0.2, <1`; a version alone must be equal.
    """
    from importlib import metadata

    return judged(required, metadata.version("docs-consistency-checker")) if required else ""


def judged(required: str, running: str) -> str:
    """Return why a version is not allowed, or an empty text. What follows the numbers of a version is ignored."""
    release = _RELEASE.match(running)
    numbers = _numbers(release[0] if release else "0")
    for part in required.split(",") if required.strip() else ():
        match = _PART.fullmatch(part)
        if match is None:
            return f"`{required}` is not a version or a comparison such as `>=0.2`; separate several with commas"
        if not _COMPARISONS[match["sign"] or "=="](numbers, _numbers(match["version"])):
            return f"requires checker {required.strip()}, but this is {running}"
    return ""


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version without zeros at its end, so that 1.0 equals 1."""
    numbers = [int(one) for one in version.split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
