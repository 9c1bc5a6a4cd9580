"""A graph of real pages goes in, sites of slips in samples of code come out: by language, in samples that are sound.

`FORMS` names the operators, with the rules that may answer.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from random import Random

from checker.code import grammars
from checker.code.repair import brackets, elisions
from checker.code.repair import repairs as search
from checker.code.repair.near import Repair
from checker.graph import DocsGraph
from checker.page.facts import Sample, Span
from checker.rules import meant

from .mutants import Site

Form = Callable[[DocsGraph, Random], Iterator[Site]]

_LANGUAGES = {
    "python": ("python",),
    "javascript": ("javascript", "typescript", "tsx", "jsx"),
    "json": ("json",),
    "csharp": ("csharp",),
    "java": ("java",),
    "go": ("go",),
    "yaml": ("yaml",),
    "bash": ("bash", "console"),
    "powershell": ("powershell",),
}


def _lose_in_sample(language: str, pattern: str, new: str | Callable[[str], str] = "") -> Form:
    """Return the operator that removes a mark of a sample that parses, in a language, or writes another one there."""
    shape = re.compile(pattern, re.M)

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page in graph.pages:
            for sample in page.facts.samples:
                text = sample.span.slice(page.text)
                if _may_be_cut(sample, text, language) and (found := _outside(text, sample.language, shape)):
                    match = random.choice(found)
                    start, end = match.span("cut")
                    put = new if isinstance(new, str) else new(match["cut"])
                    if put != match["cut"] and not _is_sound(text[:start] + put + text[end:], sample.language):
                        at = sample.span.start
                        yield Site(page, Span(at + start, at + end), put, around=sample.span)

    return sites


def repairs(code: str, language: str, info: str = "") -> list[Repair]:
    """Return the repairs of a sample."""
    return list(search.repairs(code, language, info).repairs)


def _outside(text: str, language: str, shape: re.Pattern[str]) -> list[re.Match[str]]:
    """Return where a shape stands in a sample outside of its quoted texts and comments."""
    if language in ("bash", "console"):
        return list(shape.finditer(text))
    found = brackets.scan(text, grammars.language(language))
    ends = {end - 1 for _, end in found.texts}
    return [one for one in shape.finditer(text) if one.start("cut") in ends or not found.in_text(one.start("cut"))]


def _may_be_cut(sample: Sample, text: str, language: str) -> bool:
    """Return whether a sample is whole: sound in its grammar, long enough, and with nothing left out."""
    if sample.language not in _LANGUAGES[language] or sample.output or not 80 < len(text) < 2000:
        return False
    return _is_sound(text, sample.language)


@cache
def _is_sound(text: str, language: str) -> bool:
    if language in ("bash", "console", "yaml"):
        return not elisions.is_partial(text) and not repairs(text, language)
    return not elisions.is_partial(text) and grammars.is_sound(textwrap.dedent(text), language)


def _swapped(word: str) -> str:
    at = len(word) // 2
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def _rename_use(cut: Callable[[str], str]) -> Form:
    """Return the operator that writes another name where a program uses a variable for the only time."""
    declared = re.compile(r"^(?:const |let |var )?(?P<name>[a-z]\w{4,}) = \S", re.M)

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page in graph.pages:
            for sample in page.facts.samples:
                text = sample.span.slice(page.text)
                if not (_may_be_cut(sample, text, "python") or _may_be_cut(sample, text, "javascript")):
                    continue
                for match in declared.finditer(text):
                    uses = list(re.finditer(rf"(?<![\w.\"'$]){match['name']}(?![\w\"'(=:]| =)", text))
                    new = cut(match["name"])
                    is_new = re.search(rf"\b{new}\b", text) is None
                    if len(uses) == 1 and uses[0].start() > match.end() and is_new:
                        start = sample.span.start + uses[0].start()
                        yield Site(page, Span(start, start + len(match["name"])), new)

    return sites


def _other_style(name: str) -> str:
    if "_" in name:
        head, *rest = name.split("_")
        return head + "".join(part.capitalize() for part in rest)
    return re.sub(r"(?<=[a-z])([A-Z])", lambda match: f"_{match[1].lower()}", name)


_SYNTAX = frozenset({"sample-syntax", "sample-slip", "sample-drift"})
_NAME = frozenset({*meant("undefined-placeholder"), "misspelled-variable", "misspelled-name", "sample-drift"})
_SHELL = frozenset({"fence-language", *meant("undefined-placeholder"), "misspelled-identifier"})
_LOST = {
    "no-bracket": r"(?P<cut>[)\]}])(?=[;,]?\s*$)",
    "no-opening-bracket": r"(?<=\S) ?(?P<cut>[(\[{])(?=\s*$)",
    "no-quote": r"[\w.](?P<cut>[\"'])(?=[,;)\]}]*$)",
    "no-opening-quote": r"(?<=[=(\[{,: ])(?P<cut>[\"'])(?=\w)",
}

_CODE = ("python", "javascript", "json", "csharp", "java", "go")
_VALUE_COMMA = r"[\w\"'\])](?P<cut>,)\n"
_KEYWORD = (
    r"(?<![\w.\"'])(?P<cut>import|return|const|async|await|function|class|public|private|using|func|package|from|while"
    r"|export|raise|except|with|static|foreach|interface|defer|range)(?= )"
)
_MARKS: dict[str, tuple[str, str | Callable[[str], str], tuple[str, ...]]] = {
    "doubled-comma": (_VALUE_COMMA, ",,", _CODE),
    "comma-dot": (_VALUE_COMMA, ".", ("python", "javascript", "json", "csharp", "go")),
    "comma-semicolon": (_VALUE_COMMA, ";", ("python", "javascript", "json", "csharp", "go")),
    "wrong-quote": (r"\w(?P<cut>\")(?=[,;)\]}: ]|$)", "'", _CODE),
    "curly-quote": (r"(?<=[=(\[{,: ])(?P<cut>\")(?=\w)", "\u201c", ("python", "javascript", "json", "csharp")),
    "wrong-bracket": (r"(?P<cut>\))(?=[;,]?\s*$)", "]", ("python", "javascript", "csharp", "java", "go")),
    "bracket-twice": (r"(?P<cut>\))(?=[;,]?\s*$)", "))", ("python", "javascript", "csharp", "java", "go")),
    "keyword": (_KEYWORD, _swapped, ("python", "javascript", "csharp", "java", "go")),
    "hash-comment": (r"(?P<cut>//)(?= [A-Z])", "#", ("javascript", "csharp", "java", "go")),
    "slash-comment": (r"(?P<cut>#)(?= [A-Z])", "//", ("python",)),
    "key-equals": (r"^\s+[\w\"]+(?P<cut>: )(?=[\w\"])", " = ", ("javascript", "json")),
    "argument-colon": (r"^\s+\w+(?P<cut>=)(?=[\w\"])", ":", ("python",)),
    "thin-arrow": (r"\)\s(?P<cut>=>)", "->", ("javascript",)),
    "one-equals": (r" (?P<cut>==) ", "=", ("python",)),
    "no-colon": (r"^[ \t]*(?:def|if|for|class|with|while|elif|else|try)\b[^\n]*(?P<cut>:)[ \t]*$", "", ("python",)),
    "two-quotes": (r"(?P<cut>\"\"\")\s*$", '""', ("python",)),
    "python-literal": (r"(?<=: )(?P<cut>true)\b", "True", ("json",)),
    "last-comma": (r"[\"\w\]}](?P<cut>)\n\s*[}\]]", ",", ("json",)),
    "no-key-colon": (r"\"(?P<cut>:)\s", "", ("json",)),
    # A sample of one statement may be a signature or an expression: its semicolon is not asked for.
    "no-semicolon": (r"[\w)\"](?P<cut>;)$", "", ("csharp", "java")),
    "no-colon-after-key": (r"^[ -]*\w+(?P<cut>:) \w", "", ("yaml",)),
    "no-space-after-key": (r"^[ -]*\w+:(?P<cut> )\w", "", ("yaml",)),
    "indent": (r"^(?P<cut>) +\w+: \w", " ", ("yaml",)),
    "no-last-quote": (r"\w(?P<cut>[\"'])\s*$", "", ("yaml", "powershell", "bash")),
    "no-backslash": (r"\S(?P<cut> \\)$", "", ("bash",)),
    "no-body-comma": (r"^\s+\"[^\n]*[\"\w\]}](?P<cut>,)\n\s*\"", "", ("bash",)),
    "no-body-quote": (r"^\s+(?P<cut>\")\w[^\n]*\":", "", ("bash",)),
    "no-body-bracket": (r"^\s+(?P<cut>[}\]]),?$", "", ("bash",)),
}
"""What is written for what, by its name: where it is, the other text, and the languages."""

FORMS: dict[str, tuple[Form, frozenset[str]]] = {
    **{
        f"no-comma-{language}": (_lose_in_sample(language, r"[\w\"'\])](?P<cut>,)\n(?!\s*[)\]}])"), _SYNTAX)
        for language in ("python", "javascript", "json", "csharp", "go")
    },
    **{
        f"{name}-{language}": (_lose_in_sample(language, shape), _SYNTAX)
        for name, shape in _LOST.items()
        for language in _CODE
    },
    **{
        f"{name}-{language}": (_lose_in_sample(language, shape, new), _SYNTAX | _SHELL)
        for name, (shape, new, languages) in _MARKS.items()
        for language in languages
    },
    "name-last-letter": (_rename_use(lambda name: name[:-1]), _NAME),
    "name-first-letter": (_rename_use(lambda name: name[1:]), _NAME),
    "name-style": (_rename_use(_other_style), _NAME),
}
"""The operators by name, each with the rules that may answer."""
