"""A code sample goes in; the places where one small repair makes it parse come out: `Repair`.

A sample that does not parse proves little: most are fragments, hold placeholders or output, or are newer than the
grammar. So a fault is told only where the change of a single token mends the whole sample; whatever else is wrong with
a sample stays untold.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from ...span import Ranges
from .. import grammars
from . import elisions
from .brackets import as_ascii, scan, settled
from .makers import MAKERS
from .near import Near, Repair
from .unpaired import is_piece

_MOST_ERRORS, _MOST_UNPAIRED, _MOST_FAULTS = 12, 12, 3
"""A text with more of them is no sample with a slip in it, but a fragment or another language."""
_MOST_TRIES = 24
"""The likeliest repairs of one fault; none further down the list is likely enough to tell it."""
_LONG = 5_000
"""Characters from which on a text that hardly parses is no sample of this language at all."""
ROOM, _TIMES = 1_000_000, 6
"""The characters that all tries for one sample may read: so many, or so many times as many as it has."""


Frame = tuple[str, str]
"""What is put before and after a cut-off sample to make it a whole one."""
_CLASS: Frame = ("class A {", "\n}")
_ELEMENTS: Frame = ("(<>", "\n</>)")
_SCRIPT: tuple[Frame, ...] = (("({", "\n})"), ("([", "\n])"), _CLASS, ("async function f() {", "\n}"))
_FRAMES: dict[str, tuple[Frame, ...]] = {
    "json": (("{", "\n}"), ("[", "\n]")),
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "tsx": (*_SCRIPT, _ELEMENTS),
    "java": (_CLASS, ("class A { void f() {", "\n}}")),
    "csharp": (_CLASS, ("var a = new A {", "\n};")),
    "go": (("func f() {", "\n}"), ("var a = A{", "\n}")),
    "python": (("f(", "\n)"), ("a = {", "\n}"), ("if a:\n", "")),
}
"""A piece of an object, a list, a class or a body is no whole program, but parses inside one."""
_KIN = {"javascript": ("typescript", "tsx"), "typescript": ("tsx",), "tsx": ("typescript",)}
"""What a fence of this name often holds too: what parses as one of these is no broken sample."""
_LANGUAGES = frozenset("python json yaml javascript typescript tsx csharp java go powershell".split())


class _NoRoomError(Exception):
    """The tries for a sample would read more than they may."""


class Found(NamedTuple):
    """The repairs of a sample, how many characters the tries have read, and whether they read as many as they may."""

    repairs: Sequence[Repair]
    read: int
    all_tried: bool


@lru_cache(maxsize=256)
def repairs(code: str, name: str, info: str = "") -> Found:
    """Return the few repairs that make a sample parse, in the order of the text; `name` is its canonical language.

    Lines that the sample or its fence, given as `info`, lists as removed are not read unless it parses with them. Of
    shell commands and HTTP requests only the bodies in JSON are looked at.
    """
    tries, found, all_tried = _Tries(max(ROOM, _TIMES * len(code))), list[Repair](), True
    try:
        for one in _repairs(_kept(elisions.without_removed(code), name, info), name, tries):
            found.append(one)  # one by one, so that those before there was no room are kept
    except _NoRoomError:
        all_tried = False
    return Found(sorted(found, key=lambda one: one.start), tries.read, all_tried)


def _repairs(code: str, name: str, tries: _Tries) -> Iterator[Repair]:
    if name in ("bash", "http", "rest", "console"):
        found = [*_ended_bodies(code), *_open_headers(code)] if name in ("bash", "console") else []
        yield from found
        ended = Ranges((one.start, one.start) for one in found)
        for start, end in _bodies(code, name):
            if not ended.meet(start, end):
                yield from (_shifted(one, start) for one in _of_text(code[start:end], "json", tries))
    elif name == "go" and (missing := list(_last_commas(code))):
        yield from missing
    elif name in _LANGUAGES:
        yield from _of_text(code, name, tries)


_COMMA_AT_END = re.compile(r",(?=\s*[}\]])")


def without_last_commas(code: str) -> str:
    """Return JSON with spaces for the commas after the last values, which JSON with comments allows."""
    brackets = scan(code, "json")
    return _COMMA_AT_END.sub(lambda match: match[0] if brackets.in_text(match.start()) else " ", code)


def _kept(code: str, name: str, info: str) -> str:
    kept = elisions.without_listed(code, info)
    return code if kept != code and name in _LANGUAGES and _is_sound(code, name) else kept


def _last_commas(code: str) -> Iterator[Repair]:
    """Yield the last values of Go before a bracket on a later line, which the grammar lets go without their comma.

    The language does not: a line end there ends the statement (https://go.dev/ref/spec#Semicolons).
    """
    for start, end in grammars.last_values(as_ascii(code), "go"):
        if not elisions.is_partial(re.split(r"[)\]}]", code[end:], maxsplit=1)[0]):
            yield Repair(start, end, "a comma is missing after it", end, 0, ",")


_SENT = r"(?:-d|--data(?:-raw|-ascii|-binary)?|--json|--body)[ \t=]*(?:\\\n\s*)?'"
_SENT_BODY = re.compile(rf"{_SENT}(?P<body>\s*[{{\[][^']*)'(?=\s|$)")
_ENDED_BODY = re.compile(rf"{_SENT}\s*[{{\[][^']*?(?P<word>\b\w+'\w+)\b[^']*[}}\]]\s*'")
_HTTP_BODY = re.compile(r"(?m)^[{\[](?:[^\n]|\n(?!###|[A-Z]{3,7}[ ](?:\{\{|/|http)|HTTP/))*")


def _bodies(code: str, name: str) -> list[tuple[int, int]]:
    """Return where the JSON bodies of commands or requests stand."""
    if name in ("bash", "console"):
        return [match.span("body") for match in _SENT_BODY.finditer(code)]
    return [match.span() for match in _HTTP_BODY.finditer(code)]


def _ended_bodies(code: str) -> Iterator[Repair]:
    """Yield the apostrophes that end a body in single quotes before its time."""
    for match in _ENDED_BODY.finditer(code):
        at = code.index("'", match.start("word"))
        why = "its apostrophe ends the single-quoted text around it"
        yield Repair(*match.span("word"), why, at, 1, "'\\''")


_OPEN_HEADER = re.compile(
    r"(?m)^[ \t]*(?:curl\b[^\n\"']*)?(?:-H|--header)[ \t]+(?P<text>(?P<quote>[\"'])(?:(?!(?P=quote))[^\n])*?)"
    r"(?<![ \t])(?=[ \t]*\\\n[ \t]*-)"
)


def _open_headers(code: str) -> Iterator[Repair]:
    """Yield the headers of commands whose quote is open at the end of a line that the next option continues."""
    for match in _OPEN_HEADER.finditer(code):
        start, end = match.span("text")
        yield Repair(start, end, "the quote before it is never closed", end, 0, match["quote"])


def _shifted(one: Repair, by: int) -> Repair:
    return replace(one, start=one.start + by, end=one.end + by, at=one.at + by)


_CURLY = re.compile("[\u2018\u2019\u201c\u201d]")
"""What the grammars of some languages take for a part of a name."""


def _of_text(code: str, name: str, tries: _Tries) -> list[Repair]:
    if elisions.is_cut_line(code) or _is_sound(as_ascii(code) if _CURLY.search(code) else code, name):
        return []
    text = settled(as_ascii(elisions.without_lines(code, name)), name)
    if text is None or scan(text, name).unpaired > _MOST_UNPAIRED:
        return []
    for frame in _frames(text, name, tries):
        if made := _mend(code, text, name, frame, tries):
            return sorted(made, key=lambda one: one.start)
    return []


def _is_sound(code: str, name: str) -> bool:
    if name == "json":
        try:
            json.loads(code)
        except (ValueError, RecursionError):
            return False
        return True
    if name == "yaml":
        return not _yaml_errors(code)
    if name == "python" and code[:1] in (" ", "\t", "\n"):
        code = textwrap.dedent(code)
    if _is_member(code, name):  # outside of a class it costs the grammar most to read
        return grammars.is_sound(_CLASS[0] + code + _CLASS[1], name) or grammars.is_sound(code, name)
    return grammars.is_sound(code, name)


def _is_member(code: str, name: str) -> bool:
    """Return whether a sample starts with a member of a class, which stands in a class and nowhere else."""
    return name in ("csharp", "java") and _MEMBER.match(code) is not None


_MEMBER = re.compile(
    r"\A(?:\s|//[^\n]*\n)*+(?:(?:public|private|protected|internal|static|async|final)\s++)++"
    r"(?!(?:\w+\s+)?(?:class|interface|record|enum|struct|@interface)\b)"
)
"""A member of a class at the start of a sample."""


class _Tries:
    """What all tries for one sample have read so far, in characters, and how many they may read."""

    def __init__(self, room: int) -> None:
        self.read = 0
        self._room = room

    def errors(self, text: str, name: str, frame: Frame = ("", "")) -> list[tuple[int, int]]:
        """Return where a text of ASCII does not parse, in order; no more than a few. Raises `_NoRoomError`."""
        if self.read + len(text) > self._room:
            raise _NoRoomError
        self.read += len(text)
        shift, size = len(frame[0]), len(text)
        whole = frame[0] + text + frame[1]
        found = _yaml_errors(whole) if name == "yaml" else grammars.errors(whole, name, _MOST_ERRORS)
        return [(min(max(start - shift, 0), size), min(max(end - shift, 0), size)) for start, end in found]


def _yaml_errors(text: str) -> list[tuple[int, int]]:
    """Return where YAML stops to parse, or nothing."""
    import yaml

    try:
        for _ in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = len("\n".join(text.split("\n")[: mark.line])) if mark else 0
        return [(at, at + 1)]
    except (yaml.YAMLError, RecursionError, ValueError):
        return [(0, len(text))]
    return []


def _frames(text: str, name: str, tries: _Tries) -> list[Frame]:
    """Return what leaves a text the fewest errors when put around it, and nothing; none where it parses in one."""
    before, after = scan(text, name).ends
    if name == "json":
        before = before.replace("{{", '{"_":{').replace("{{", '{"_":{').replace("{[", '{"_":[')
    around = [frame for frame in _FRAMES.get(name, ()) if _fits(frame, text, name)]
    frames = [("", ""), *around]
    if (before or after) and is_piece(scan(text, name), name):  # the likeliest first
        ended = [(opening + before, after + closing) for opening, closing in frames]
        frames = [ended[0], *frames, *ended[1:]]
    counted = []
    for frame in frames:
        errors = tries.errors(text, name, frame)
        if not errors:
            return []
        counted.append((sum(end - start + 1 for start, end in errors), frame))
        if len(text) > _LONG and counted[0][0] > len(text) // 2:
            return []
    if any(not tries.errors(text, other) for other in _KIN.get(name, ())):
        return []
    best = [frame for _, frame in sorted(counted, key=lambda one: one[0])[:2]]
    more = [frames[0]] if name == "json" else []
    return list(dict.fromkeys([*best, *more, ("", "")]))


_STATEMENT = re.compile(r"^[ \t]*(?:(?:async )?(?:def|with)|class|import|return|while|try|except)\b", re.M)
"""What Python has in no brackets."""


_ELEMENT = re.compile(r"(?:\s|//[^\n]*\n)*+[<{]")
"""The start of a piece of JSX; inside of elements, anything else would be read as their text."""


def _fits(frame: Frame, text: str, name: str) -> bool:
    """Return whether a text may stand in a frame: a member of a class only in one, statements not in brackets."""
    if frame == _ELEMENTS:
        return _ELEMENT.match(text) is not None
    if name == "python" and frame[1]:
        brackets = scan(text, name)
        return all(brackets.in_text(match.end() - 1) for match in _STATEMENT.finditer(text))
    return "class" in frame[0] or not _is_member(text, name)


def _mend(code: str, text: str, name: str, frame: Frame, tries: _Tries) -> list[Repair]:
    """Return the repairs that make a text parse, made one after the other; none where some error is left.

    There is none where more than one would be made at its end either: it is cut off there.
    """
    made, end = list[Repair](), len(text.rstrip())
    errors = tries.errors(text, name, frame)
    while errors and len(made) < _MOST_FAULTS:
        best: Repair | None = None
        left = errors
        for repair in _candidates(code, text, name, errors, bool(frame[0])):
            now = tries.errors(repair.apply(text), name, frame)
            if len(now) < len(left):
                best, left = repair, now
            if not left:
                break
        if best is None:
            return []
        text, code, errors = best.apply(text), best.apply(code), left
        for earlier in reversed(made):
            best = best.before(earlier)
        made.append(best)
    is_cut_off = sum(one.at >= end for one in made) > 1
    return [] if errors or is_cut_off else made


def _candidates(code: str, text: str, name: str, errors: list[tuple[int, int]], framed: bool) -> Iterator[Repair]:
    """Yield the repairs that could mend the first of the errors, the likeliest first, and not many."""
    start, end = errors[0]
    place = Near(code, text, name, scan(text, name), _lines_before(text, start, 2), _lines_after(text, end, 2), framed)
    yield from islice((repair for make in MAKERS for repair in make(place)), _MOST_TRIES)


_IDLE_LINE = re.compile(r"\n[ \t]*(?://|#|\n)")


def _lines_before(text: str, offset: int, count: int) -> int:
    """Return where the last so many lines up to an offset start, empty lines and those of comments aside."""
    while count and offset:
        offset = max(text.rfind("\n", 0, offset), 0)
        count -= not _IDLE_LINE.match(text, offset)
    return offset


def _lines_after(text: str, offset: int, count: int) -> int:
    for _ in range(count):
        found = text.find("\n", offset + 1)
        offset = len(text) if found < 0 else found
    return offset
