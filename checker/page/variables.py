"""The variables of a page's samples: what declares them and what uses them; a document goes in, facts come out."""

from __future__ import annotations

import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from string import ascii_lowercase

from ..code import declarations, grammars
from ..code.repair import elisions
from ..patterns import Shape
from .blocks import Document, TextBlock
from .facts import Facts, Variable

_SCREAMING = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"
_READ = Shape(
    r"(?:os\.environ(?:\.get)?[\[(]|os\.[gG]etenv\(|(?:process|import\.meta)\.env[.\[]|"
    r"GetEnvironmentVariable\(|System\.getenv\()"
    rf"\s*[\"']?(?P<name>{_SCREAMING})\b(?![\"']?\]\s*=[^=])",
    needs=("environ", "env", "EnvironmentVariable"),
)
_INTO = re.compile(r"(?P<name>\w+)(?:\s*:\s*\w+)?\s*:?=\s*[\w.(\s]{0,20}$")
_SHELL_READ = Shape(rf"\$(?:env:|\{{)?(?P<name>{_SCREAMING})\b(?!\s*=)", needs=("$",))
_SET = Shape(
    rf"(?m)^[ \t]*(?:export[ \t]+|set[ \t]+|\$env:|-e[ \t]+)?(?P<name>{_SCREAMING})[ \t]*=(?!=)|"
    rf"\b(?:setx[ \t]+|SetEnvironmentVariable\([\"'])(?P<other>{_SCREAMING})\b",
    needs=("_",),
)
_FIELD = Shape(rf"(?m)^[ \t]*[\"']?(?P<name>{_SCREAMING})[\"']?[ \t]*:", needs=("_",))
_PUT = Shape(rf"os\.environ\[[\"'](?P<name>{_SCREAMING})[\"']\]\s*=(?!=)", needs=("os.environ[",))
_SHELLS = frozenset(
    {"bash", "console", "powershell", "cmd", "", "text", "env", "dotenv", "ini", "properties", "output", "toml"}
)
_HTTP_USE = Shape(r"\{\{(?P<name>[A-Za-z][\w-]*)\}\}", needs=("{{",))
_HTTP_DECLARED = Shape(r"(?m)^[ \t]*@(?P<name>[A-Za-z][\w-]*)[ \t]*=", needs=("@",))
_NAME_ALONE = Shape(_SCREAMING, sketch="_(?<=[A-Z0-9]_)[A-Z0-9]")


def read(document: Document, facts: Facts) -> None:
    """Add the variables that the page's samples use and declare, and those that its text names."""
    numbers = {sample.block: number for number, sample in enumerate(facts.samples)}
    for index in sorted({*numbers, *document.written.holding(_NAME_ALONE)}):
        block = document.blocks[index]
        if block.kind in ("paragraph", "cell", "heading"):
            facts.variables.extend(_named(block, index))
        elif index in numbers:
            number = numbers[index]
            language = facts.samples[number].language
            for found in (_environment(block, language), _http(block), _names(block, language)):
                for kind, name, start, end, declares, into in found:
                    span = block.span(start, end)
                    facts.variables.append(Variable(kind, name, span, index, number, declares, into))
    facts.variables.extend(_declared_before(document, facts))


def _named(block: TextBlock, index: int) -> Iterator[Variable]:
    """Yield the environment variables that a text names: in a code span alone, or as all of a cell."""
    for inline in block.inlines:
        if inline.kind == "code":
            text = block.text[inline.start : inline.end]
            name = text.strip("` ")
            if _NAME_ALONE.compiled.fullmatch(name):
                start = inline.start + text.index(name)
                yield Variable("environment", name, block.span(start, start + len(name)), index, declares=True)
    if block.kind == "cell" and _NAME_ALONE.compiled.fullmatch(block.text):
        yield Variable("environment", block.text, block.span(0, len(block.text)), index, declares=True)


Found = tuple[declarations.Kind, str, int, int, bool, str]
"""Kind, name, start, end, whether it declares, and the name that takes the value."""


def _environment(block: TextBlock, language: str) -> Iterator[Found]:
    text = block.text
    for match in _READ.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        into = _INTO.search(text, max(line, match.start() - 100), match.start())
        yield "environment", match["name"], *match.span("name"), False, into["name"] if into else ""
    for match in _PUT.finditer(text):
        yield "environment", match["name"], *match.span("name"), True, ""
    if language in _SHELLS:
        for match in _SET.finditer(text):
            group = "name" if match["name"] else "other"
            yield "environment", match[group], *match.span(group), True, ""
        for match in _SHELL_READ.finditer(text):
            yield "environment", match["name"], *match.span("name"), False, ""
    elif language in ("json", "yaml"):
        for match in _FIELD.finditer(text):
            yield "environment", match["name"], *match.span("name"), True, ""


def _http(block: TextBlock) -> Iterator[Found]:
    """Yield the variables of a request file: `{{endpoint}}` uses one, `@endpoint = ...` declares it."""
    for match in _HTTP_DECLARED.finditer(block.text):
        yield "http", match["name"], *match.span("name"), True, ""
    for match in _HTTP_USE.finditer(block.text):
        yield "http", match["name"], *match.span("name"), False, ""


def _names(block: TextBlock, language: str) -> list[Found]:
    """Return the names of a program, where one is so close to another that it may be a slip of it."""
    return _close_names(block.text, language) if language in declarations.LANGUAGES else []


def _declared_before(document: Document, facts: Facts) -> Iterator[Variable]:
    """Yield where samples declare, outside of functions, what a later one of their language uses undeclared."""
    noted = [one for one in facts.variables if one.kind in ("name", "called")]
    declared = {one.name for one in noted if one.declares}
    used = [one for one in noted if one.name not in declared]
    last = {(_kin(facts.samples[one.sample].language), one.name): one.sample for one in used}
    for number, sample in enumerate(facts.samples) if last else ():
        block, kin = document.blocks[sample.block], _kin(sample.language)
        words = {name for name in set(declarations.WORD.findall(block.text)) if number < last.get((kin, name), -1)}
        if words and sample.language in declarations.LANGUAGES:
            for one in declarations.global_names(block.text, sample.language, words):
                yield Variable(one.kind, one.name, block.span(one.start, one.end), sample.block, number, True)


def _kin(language: str) -> str:
    """Return the language whose programs can share names with those of another: TypeScript's are JavaScript's."""
    return "javascript" if language in ("typescript", "tsx") else language


_FEW = 100
"""So many names are compared sooner with those that have their first or last letters than by all of their letters."""


@lru_cache(maxsize=256)
def _close_names(code: str, language: str) -> list[Found]:
    close = _close(code)
    found = declarations.names(code, language, close) if close else []
    uses = [one for one in found if one.kind in ("name", "called") and not one.declares]
    if uses and not _is_complete(code, language):
        found = [one for one in found if one not in uses]
    return [(one.kind, one.name, one.start, one.end, one.declares, "") for one in found]


def _is_complete(code: str, language: str) -> bool:
    """Return whether a program parses and leaves nothing out; what another one uses may be declared elsewhere.

    What is left out behind its last line declares nothing for the lines before.
    """
    whole = _without_end(code)
    return not elisions.is_partial(whole) and grammars.is_sound(textwrap.dedent(whole), language)


def _without_end(code: str) -> str:
    """Return a program without the comments and ellipses behind its last line: what it prints, or that it goes on."""
    lines = code.split("\n")
    while lines and (not (line := lines[-1].strip()) or line.startswith(_NO_CODE)):
        lines.pop()
    return "\n".join(lines)


_NO_CODE = ("#", "//", "...", "…")


_NAME = re.compile(r"[.\"']?[A-Za-z_$][\w$]*")
"""A name with the mark before it that makes it a member or a quoted text."""


def _close(text: str) -> set[str]:
    """Return the names that resemble another: by a letter or a word more, by a slip, or by a member's capitals."""
    found = set(_NAME.findall(text))
    words = {name for name in found if name[0] not in ".\"'"}
    longer = [word for word in words if len(word) > 4]
    near: list[tuple[str, ...]] = [(word, word[:-1]) for word in longer if word[:-1] in words]
    near += [(word, word[1:]) for word in longer if word[1:] in words]
    near += [(word, part) for word in longer if word.count("_") > 1 for part in _parts(word) if part in words]
    near += _slips(words)
    return _other_capitals([name[1:] for name in found if name[0] == "."]).union(*near)


_END = 3
"""Two names of seven letters or more that are one slip apart have so many letters in common at one of their ends.

So have shorter ones, unless two letters in the middle are swapped.
"""


def _slips(words: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the names that are one slip inside apart, or nothing but capitals and underscores, or derived words."""
    if len(words) > _FEW:
        yield from _slips_of_many(words)
        return
    long = [word for word in words if len(word) >= 2 * _END]
    formed = [word for word in words if not word.islower() or "_" in word]
    yield from _pairs([declarations.plain_form(word) for word in formed], formed)
    yield from _pairs([word[-_END:] for word in long], long)
    started = [word for word in words if len(word) > _END]
    yield from _pairs([word[:_END] for word in started], started)
    short = [word for word in long if len(word) == 2 * _END]
    yield from _pairs(["".join(sorted(word)) for word in short], short)


def _slips_of_many(words: set[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs that have the same names in them, in proportion to the letters of all names."""
    found: dict[object, list[str]] = defaultdict(list)
    for word in sorted(words):
        number, front = _NO_DIGIT.sub("", word), len(word) - len(word.lstrip("_"))
        alike: list[object] = []
        if not word.islower() or "_" in word:
            alike.append((declarations.plain_form(word), declarations.is_type(word), front))
        near = [word[:at] for at in range(len(word.rstrip(ascii_lowercase)), len(word))]
        yield from ((word, one) for one in near if one in words and declarations.is_derived(word, one))
        for at in range(len(word) if len(word) >= 2 * _END else 0):
            rest = word[:at] + word[at + 1 :]
            alike.append((at, rest, number, front))
            near = [one for one in (rest, word[:at] + word[at : at + 2][::-1] + word[at + 2 :]) if one in words]
            yield from ((word, one) for one in near if len(one) >= 2 * _END and declarations.is_slip(word, one))
        for key in alike:
            yield from ((word, one) for one in found[key] if declarations.is_slip(word, one))
            if len(found[key]) < 2:  # all others are slips of one of them, which may be a type and its instance
                found[key].append(word)
    yield from _other_forms(words)


_NO_DIGIT = re.compile(r"\D")


def _other_forms(words: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the names that are another one without its capitals and underscores, as `_pairs` would meet them."""
    for word in words:
        plain = declarations.plain_form(word)
        meet = word[:_END] == plain[:_END] and len(plain) > _END
        meet = meet or (word[-_END:] == plain[-_END:] and len(plain) >= 2 * _END)
        if meet and plain != word and plain in words and declarations.is_slip(word, plain):
            yield word, plain


def _pairs(keys: Sequence[str], words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the names with the same key that may be slips of each other."""
    if len(set(keys)) == len(keys):
        return
    alike: dict[str, list[str]] = {}
    for key, word in zip(keys, words, strict=True):
        others = alike.setdefault(key, [])
        for one in others:
            if declarations.may_be_mistaken(word, one):
                yield word, one
        others.append(word)


def _parts(word: str) -> Iterator[str]:
    """Yield a name of three or more words without its first or its last ones, as long as two are left."""
    cuts = [at for at, letter in enumerate(word) if letter == "_"]
    yield from (word[at + 1 :] for at in cuts[:-1])
    yield from (word[:at] for at in cuts[1:])


def _other_capitals(members: list[str]) -> set[str]:
    """Return the members that stand in more than one form of capitals; each form is given once."""
    forms = Counter([member.lower() for member in members])
    if len(forms) == len(members):
        return set()
    return {member for member in members if forms[member.lower()] > 1 and len(member) > 2}
