"""A code sample goes in; the places where one small repair makes it parse come out: `Repair`.

A sample that does not parse proves little: most are fragments, hold placeholders or output, or are newer than the
grammar. So a fault is told only where the change of a single token mends the whole sample; whatever else is wrong with
a sample stays untold.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from .. import grammars
from . import elisions
from .brackets import Scan, as_ascii, closer, scan, settled

_MOST_ERRORS = 12
_MOST_TRIES = 24
_MOST_FAULTS = 3
_LONGEST = 20_000
"""Samples of more characters than this are data that was pasted, and no sample to learn from."""
_MOST_READ = 100_000
"""The characters that all the tries for one sample may read; a sample that needs more is not told."""
_MOST_UNPAIRED = 12


@dataclass(frozen=True)
class Repair:
    """A place (offsets into the sample) and what is wrong there; `at`, `cut` and `put` say how it is mended.

    From `at` on, `cut` characters give way to the text `put`.
    """

    start: int
    end: int
    why: str
    at: int
    cut: int = 0
    put: str = ""

    def apply(self, text: str) -> str:
        """Return a text with the repair made."""
        return text[: self.at] + self.put + text[self.at + self.cut :]

    def before(self, other: Repair) -> Repair:
        """Return the repair at its place in the text as it was before another one was made."""
        by = len(other.put) - other.cut

        def moved(offset: int) -> int:
            return offset - by if offset > other.at else offset

        return replace(self, start=moved(self.start), end=moved(self.end), at=moved(self.at))


Frame = tuple[str, str]
"""What is put before and after a cut-off sample to make it a whole one."""
_CLASS: Frame = ("class A {", "\n}")
_SCRIPT: tuple[Frame, ...] = (("({", "\n})"), ("([", "\n])"), _CLASS, ("async function f() {", "\n}"))
_FRAMES: dict[str, tuple[Frame, ...]] = {
    "json": (("{", "\n}"), ("[", "\n]")),
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "tsx": (*_SCRIPT, ("(<>", "\n</>)")),
    "java": (_CLASS, ("class A { void f() {", "\n}}")),
    "csharp": (_CLASS, ("var a = new A {", "\n};")),
    "go": (("func f() {", "\n}"), ("var a = A{", "\n}")),
    "python": (("f(", "\n)"), ("a = {", "\n}"), ("if a:\n", "")),
}
"""A piece of an object, a list, a class or a body is no whole program, but parses inside one."""
_KIN = {"javascript": ("typescript", "tsx"), "typescript": ("tsx",), "tsx": ("typescript",)}
"""What a fence of this name often holds too: what parses as one of these is no broken sample."""
_LANGUAGES = frozenset("python json yaml javascript typescript tsx csharp java go powershell".split())


@lru_cache(maxsize=256)
def repairs(code: str, name: str) -> list[Repair]:
    """Return the few repairs that make a sample parse, in the order of the text; `name` is its canonical language.

    Of shell commands and HTTP requests only the bodies in JSON are looked at.
    """
    if len(code) > _LONGEST:
        return []
    if name in ("bash", "http", "rest", "console"):
        found = list(_ended_bodies(code)) if name in ("bash", "console") else []
        for start, end in _bodies(code, name):
            if not any(start <= one.start <= end for one in found):
                found += [_shifted(one, start) for one in _of_text(code[start:end], "json")]
        return sorted(found, key=lambda one: one.start)
    return _of_text(code, name) if name in _LANGUAGES else []


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


def _shifted(one: Repair, by: int) -> Repair:
    return replace(one, start=one.start + by, end=one.end + by, at=one.at + by)


def _of_text(code: str, name: str) -> list[Repair]:
    if _is_sound(code, name):
        return []
    text = settled(as_ascii(elisions.without_lines(code, name)), name)
    if text is None or scan(text, name).unpaired > _MOST_UNPAIRED:
        return []
    for frame in _frames(text, name):
        if made := _mend(code, text, name, frame):
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
    r"(?:\s|//[^\n]*\n)*+(?:(?:public|private|protected|internal|static|async|final)\s++)++"
    r"(?!(?:\w+\s+)?(?:class|interface|record|enum|struct|@interface)\b)"
)
"""A member of a class at the start of a sample."""


def _errors(text: str, name: str, frame: Frame = ("", "")) -> list[tuple[int, int]]:
    """Return where a text of ASCII does not parse, in order; no more than a few."""
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


def _frames(text: str, name: str) -> list[Frame]:
    """Return what leaves a text the fewest errors when put around it, and nothing; none where it parses in one."""
    before, after = scan(text, name).ends
    if name == "json":
        before = before.replace("{{", '{"_":{').replace("{{", '{"_":{').replace("{[", '{"_":[')
    around = [frame for frame in _FRAMES.get(name, ()) if _fits(frame, text, name)]
    frames = [("", ""), *around]
    if before or after:  # the likeliest first
        ended = [(opening + before, after + closing) for opening, closing in frames]
        frames = [ended[0], *frames, *ended[1:]]
    counted = []
    for frame in frames:
        errors = _errors(text, name, frame)
        if not errors:
            return []
        counted.append((sum(end - start + 1 for start, end in errors), frame))
        if len(text) > _MOST_READ // 20 and counted[0][0] > len(text) // 2:
            return []  # no sample of this language at all
    if any(not _errors(text, other) for other in _KIN.get(name, ())):
        return []
    best = [frame for _, frame in sorted(counted, key=lambda one: one[0])[:2]]
    more = [frames[0]] if name == "json" else []
    return list(dict.fromkeys([*best, *more, ("", "")]))


_STATEMENT = re.compile(r"^[ \t]*(?:(?:async )?(?:def|with)|class|import|return|while|try|except)\b", re.M)
"""What Python has in no brackets."""


def _fits(frame: Frame, text: str, name: str) -> bool:
    """Return whether a text may stand in a frame: a member of a class only in one, statements not in brackets."""
    if name == "python" and frame[1]:
        brackets = scan(text, name)
        return all(brackets.in_text(match.end() - 1) for match in _STATEMENT.finditer(text))
    return "class" in frame[0] or not _is_member(text, name)


def _mend(code: str, text: str, name: str, frame: Frame) -> list[Repair]:
    """Return the repairs that make a text parse, made one after the other; none where some error is left."""
    made: list[Repair] = []
    errors = _errors(text, name, frame)
    while errors and len(made) < _MOST_FAULTS:
        best: Repair | None = None
        left = errors
        for repair in _candidates(code, text, name, errors, bool(frame[0])):
            now = _errors(repair.apply(text), name, frame)
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
    return [] if errors else made


def _candidates(code: str, text: str, name: str, errors: list[tuple[int, int]], framed: bool) -> Iterator[Repair]:
    """Yield the repairs that could mend the first of the errors, the likeliest first, and not many."""
    start, end = errors[0]
    place = _Near(code, text, name, scan(text, name), _lines_before(text, start, 2), _lines_after(text, end, 2), framed)
    tries = 0
    for make in _MAKERS:
        for repair in make(place):
            tries += 1
            if tries > min(_MOST_TRIES, _MOST_READ // len(text)):
                return
            yield repair


def _lines_before(text: str, offset: int, count: int) -> int:
    for _ in range(count):
        offset = max(text.rfind("\n", 0, offset), 0)
    return offset


def _lines_after(text: str, offset: int, count: int) -> int:
    for _ in range(count):
        found = text.find("\n", offset + 1)
        offset = len(text) if found < 0 else found
    return offset


@dataclass(frozen=True)
class _Near:
    """The sample as written and as tried, and the part of it around an error."""

    code: str
    text: str
    name: str
    scan: Scan
    low: int
    high: int
    framed: bool

    def inside(self, offset: int) -> bool:
        """Return whether an offset lies inside brackets, those that were put around the sample among them."""
        return self.framed or self.scan.inside(offset)


_CURLY = re.compile("[\u2018\u2019\u201c\u201d]")


def _curly(near: _Near) -> Iterator[Repair]:
    """Yield the texts that stand in curly quotes where code needs straight ones."""
    for match in re.finditer('[\u201c\u201d][^\u201c\u201d\n"]*[\u201c\u201d]', near.code):
        if near.low <= match.start() < near.high and not near.scan.in_text(match.start() + 1):
            straight = _CURLY.sub('"', match.group())
            size = len(straight)
            yield Repair(*match.span(), "curly quotes are not quotes in code", match.start(), size, straight)


_ENDING = re.compile(r"[)\]},;:]")


def _quotes(near: _Near) -> Iterator[Repair]:
    """Yield ways to close the quotes that nothing closes on their line: after a word, before the last marks."""
    for at in near.scan.open_quotes:
        if not near.low <= at < near.high:
            continue
        stop = near.text.find("\n", at)
        line = near.text[at : len(near.text) if stop < 0 else stop].rstrip()
        quote = line[0]
        if stop >= 0 and (over := _joined(near, at, quote)) is not None:
            yield over
        ends = [match.end() for match in re.finditer(r"(?<=.)[\w-]+(?=\s*:)", line[:80])][:1]
        ends += [number for number in range(len(line) - 1, max(1, len(line) - 5), -1) if _ENDING.match(line[number])]
        for end in sorted({*ends, len(line)}):
            if end > 1:
                yield Repair(at, at + end, "the quote before it is never closed", at + end, 0, quote)
        if opening := re.search(r"[\w.-]+$", near.text[max(0, at - 80) : at]):
            start = at - len(opening.group())
            yield Repair(start, at + 1, "the quote after it was never opened", start, 0, quote)


def _joined(near: _Near, at: int, quote: str) -> Repair | None:
    """Return a repair that puts a quoted text that goes over line ends on one line."""
    closing = near.text.find(quote, at + 1)
    if not 0 <= closing < at + 1_000 or "\n" not in near.text[at:closing] or near.text.count("\n", at, closing) > 6:
        return None
    whole = near.code[at : closing + 1]
    joined = re.sub(r"\s*\n\s*", " ", whole)
    return Repair(at, closing + 1, "a string in these quotes must end on its line", at, len(whole), joined)


def _brackets(near: _Near) -> Iterator[Repair]:
    """Yield ways to pair the brackets that have none or a wrong one."""
    text = near.text
    for opener, wrong in near.scan.wrong[:2]:
        right = closer(text[opener])
        why = f"it does not close the `{text[opener]}` before it, which needs `{right}`"
        yield Repair(wrong, wrong + 1, why, wrong, 1, right)
        yield Repair(opener, opener + 1, "this bracket is never closed", wrong, 0, right)
    for at in [one for one in near.scan.stray if not near.scan.is_head(one)][:2]:
        yield Repair(at, at + 1, "this bracket closes nothing", at, 1)
    left_out = elisions.places(near.code)
    for at in near.scan.unclosed[-3:]:
        if any(at < one for one in left_out):
            continue
        right = closer(text[at])
        for end in _ends_of_block(text, at):
            put = right if end == _line_end(text, at) or right != "}" else f"\n{_indent(text, at)}{right}"
            yield Repair(at, at + 1, "this bracket is never closed", end, 0, put)


def _line_end(text: str, at: int) -> int:
    """Return where the code of a line ends, before its last marks."""
    stop = text.find("\n", at)
    return at + len(text[at : len(text) if stop < 0 else stop].rstrip().rstrip(",;:"))


def _indent(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 :]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _ends_of_block(text: str, at: int) -> Iterator[int]:
    """Yield where the block that a bracket opens could end: on its own line, or before the indent is back."""
    yield _line_end(text, at)
    depth, position, last = len(_indent(text, at)), text.find("\n", at), 0
    while position >= 0:
        stop = text.find("\n", position + 1)
        line = text[position + 1 : len(text) if stop < 0 else stop]
        if line.strip():
            if len(line) - len(line.lstrip()) <= depth and last:
                yield last
                return
            last = position + 1 + len(line.rstrip())
        position = stop


_JSON_KEY = re.compile(r"(?P<key>\"[^\"\n]*\")(?=[ \t]*(?:[{\[\"\d]|true\b|false\b|null\b))")
_HEADER = re.compile(
    r"^[ \t]*(?P<head>(?:async[ \t]+)?(?:if|elif|else|for|while|try|except|finally|def|class|with)\b[^\n#]*)$", re.M
)


def _colons(near: _Near) -> Iterator[Repair]:
    """Yield keys that a value follows without a colon, and Python's block headers without one."""
    text = near.text
    if near.name in ("json", "javascript", "typescript", "tsx", "python"):
        for match in _JSON_KEY.finditer(text, near.low, near.high):
            if near.inside(match.start()):
                yield Repair(*match.span(), "a colon is missing after it", match.end(), 0, ":")
    if near.name == "python":
        for match in _HEADER.finditer(text, near.low, near.high):
            start, end = match.start("head"), match.start("head") + len(match["head"].rstrip())
            body = re.compile(r"\s*\n([ \t]*)\S").match(text, end)
            deeper = body is not None and len(body[1]) > len(_indent(text, start))  # else it is a signature, listed
            if deeper and text[end - 1] not in ":,([{\\":
                yield Repair(start, end, "a colon is missing after it", end, 0, ":")


_VALUE = re.compile(r"(?P<word>(?<![\w.])[\w.]++|[\"'`]|[)\]}])(?=[ \t]*(?:(?://|#)[^\n]*)?\n\s*[\"'`\w{\[(-])")
_VALUE_ON_LINE = re.compile(r"(?P<word>[\"\]}])(?=[ \t]+[\"{\[\w])")


def _commas(near: _Near) -> Iterator[Repair]:
    """Yield the ends of values inside brackets that another value or name follows without a comma."""
    for pattern in (_VALUE, _VALUE_ON_LINE)[: 2 if near.name == "json" else 1]:
        for match in pattern.finditer(near.text, near.low, near.high):
            start, end = match.span("word")
            if near.inside(end) and not near.scan.in_text(end):
                start = near.scan.token_start(start, end)
                yield Repair(start, end, "a comma is missing after it", end, 0, ",")


_TABS = re.compile(r"(?m)^[ ]*\t[ \t]*(?=\S)")


def _tabs(near: _Near) -> Iterator[Repair]:
    """Yield the lines of YAML that a tab indents; what they hold is the place, for blanks cannot be seen."""
    if near.name == "yaml":
        for match in _TABS.finditer(near.text, near.low, near.high):
            word = re.compile(r"\S+").match(near.text, match.end())
            if word is not None:
                spaces = match.group().replace("\t", "  ")
                why = "it is indented with a tab, which YAML does not allow"
                yield Repair(*word.span(), why, match.start(), len(match.group()), spaces)


_SURPLUS = re.compile(r",(?=\s*[}\]])|,(?=\s*,)|:(?=[ \t]*:)")


def _surplus(near: _Near) -> Iterator[Repair]:
    """Yield commas that nothing follows, and marks that stand twice."""
    for match in _SURPLUS.finditer(near.text, near.low, near.high):
        if not near.scan.in_text(match.start()):
            doubled = near.text[match.end() :].lstrip()[:1] == match.group()
            why = "it is doubled" if doubled else "no comma is allowed after the last value"
            yield Repair(*match.span(), why, match.start(), 1)


_MAKERS: tuple[Callable[[_Near], Iterator[Repair]], ...] = (
    _curly,
    _tabs,
    _quotes,
    _surplus,
    _brackets,
    _colons,
    _commas,
)
