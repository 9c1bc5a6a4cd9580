"""A range of versions is empty: its lower limit is not below its upper one.

`harbor>=2.4,<2.0` installs nothing. Ranges are read in text, tables and samples, in the notation of pip and in that of
npm. What a sentence, or a line of a sample, calls a conflict or an error is not reported.

````bad install.md
The client needs `harbor>=2.4,<2.0`. <!-- expect: impossible-version-range -->
````
````good install.md
The client needs `harbor>=2.4,<3.0`. The range `>=2.4,<2.0` is empty, so that nothing fits.
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from ...patterns import Shape
from .._base import Options, Scope, finding, rule


class EmptyRange(Slip):
    """A range of versions that no version is in; the span covers both limits."""


_VERSION = r"v?(\d{1,6}(?:\.\d{1,6}){0,3})(?![\w*+-]|\.[\w*])"
_RANGE = Shape(
    rf"(?<![<>=!~|])(?:(?P<least>>=?)[ ]?{_VERSION}(?:[ ]?,[ ]?|[ ])(?P<most><=?)[ ]?{_VERSION}"
    rf"|(?P<most2><=?)[ ]?{_VERSION}[ ]?,[ ]?(?P<least2>>=?)[ ]?{_VERSION})",
    sketch=r"[<>]=?[ ]?v?\d",
)
_EXPLAINED = re.compile(r"\bconflict|\bempty\b|\berror|\bfail|\binvalid\b|\bwrong\b|\bunsatisf|\bno ", re.I)
"""What says that a range is an example of one that does not work."""


@reads(EmptyRange)
def empty_ranges(page: PageText) -> Iterator[EmptyRange]:
    """Yield the ranges of versions whose lower limit is not below the upper one."""
    for number in page.document.written.holding(_RANGE):
        block = page.document.blocks[number]
        for match in _RANGE.finditer(block.text):
            lower, upper = _limits(match)
            if "." in match.group() and _is_empty(lower, upper) and not _EXPLAINED.search(_line(block.text, match)):
                yield EmptyRange(block.span(*match.span()), f"no version is both `{lower[1]}` and `{upper[1]}`", "")


_Limit = tuple[tuple[int, ...], str]
"""The numbers of a version, as many as versions may have, and the limit as it is written."""


def _limits(match: re.Match[str]) -> tuple[_Limit, _Limit]:
    """Return the lower and the upper limit of a range."""
    if match["least"]:
        return _limit(match["least"], match[2]), _limit(match["most"], match[4])
    return _limit(match["least2"], match[8]), _limit(match["most2"], match[6])


def _limit(sign: str, version: str) -> _Limit:
    numbers = tuple(map(int, version.split(".")))
    return (*numbers, *(0,) * (4 - len(numbers))), f"{sign}{version}"


def _is_empty(lower: _Limit, upper: _Limit) -> bool:
    if lower[0] == upper[0]:
        return "=" not in lower[1] or "=" not in upper[1]
    return lower[0] > upper[0]


def _line(text: str, match: re.Match[str]) -> str:
    end = text.find("\n", match.end())
    return text[text.rfind("\n", 0, match.start()) + 1 : end if end >= 0 else len(text)]


@rule(Severity.ERROR, ground=Ground.CONTRADICTION, scope=Scope.PAGE)
def impossible_version_range(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the ranges that no version is in."""
    for page, one in graph.each(EmptyRange):
        yield finding(impossible_version_range, page, one.span, one.why)
