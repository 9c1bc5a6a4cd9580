"""A program goes in; what it imports, and what it may use without having it, come out.

Words are enough to see that nearly every program has all of its names. The grammar decides about the few others.
"""

from __future__ import annotations

import keyword
import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from .declarations import WORD, is_of_language, missing
from .repair import elisions

LANGUAGES = frozenset({"python", "javascript", "typescript", "tsx"})


class Import(NamedTuple):
    """A name that a program imports, as it calls it, and the module that it comes from; `""` for a module itself."""

    name: str
    module: str


_FROM = re.compile(r"(?m)^[ \t]*+from[ \t]++(?P<module>[\w.]++)[ \t]++import[ \t]++(?P<names>\([^()]*+\)|[^\n#;]++)")
_MODULES = re.compile(r"(?m)^[ \t]*+import[ \t]++(?P<names>[\w., \t]++)")
_SCRIPT = re.compile(
    r"(?m)^[ \t]*+import\b[ \t]*+(?:type\b[ \t]*+(?!,|from\b))?"
    r"(?P<default>\*[ \t]++as[ \t]++[\w$]++|[\w$]++)?[ \t]*+,?[ \t]*+"
    r"(?:\{(?P<names>[^{}]*+)\})?[ \t]*+from[ \t]*+[\"'](?P<module>[^\"'\n]++)[\"']"
)
_REQUIRED = re.compile(
    r"(?m)^[ \t]*+(?:const|let|var)[ \t]++(?:(?P<default>[\w$]++)|\{(?P<names>[^{}]*+)\})[ \t]*+=[ \t]*+"
    r"require\([\"'](?P<module>[^\"'\n]+)[\"']\)"
)
_COMMENT = re.compile(r"#[^\n]*|//[^\n]*|/\*[\s\S]*?\*/")


def imports(code: str, language: str) -> Iterator[Import]:
    """Yield what a program imports, in order of the text for each kind of import."""
    if "import" not in code and "require(" not in code:
        return
    if language == "python":
        for match in _FROM.finditer(code):
            yield from (Import(name, match["module"]) for name, _ in _named(match["names"]))
        for match in _MODULES.finditer(code):
            yield from (Import(name.partition(".")[0], path) for name, path in _named(match["names"]))
        return
    for pattern in (_SCRIPT, _REQUIRED):
        for match in pattern.finditer(code):
            if match["default"]:
                yield Import(match["default"].split()[-1], match["module"])
            yield from (Import(name, match["module"]) for name, _ in _named(match["names"] or ""))


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names of a list of an import, each as the program calls it and as its module does."""
    for part in _COMMENT.sub("", text).strip("() \t\n").split(","):
        words = part.replace(":", " as ").split()
        if words and words[0] == "type":
            del words[0]
        if words:
            yield words[-1], words[0]


_TEXTS = re.compile(
    r"(?:\b[bfru]{1,2}(?=[\"']))?(?:\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`)",
    re.I,
)
"""Texts, those of Python with their prefix."""
_PYTHON_COMMENT = re.compile(r"#[^\n]*")
_SCRIPT_COMMENT = re.compile(r"//[^\n]*|/\*[\s\S]*?\*/")
_BETWEEN_TAGS = re.compile(r">[^<>{}=;()]*<")
_NAME = re.compile(r"(?<![\w$.@])([A-Za-z_$][\w$]*+)[ \t]*(=(?!=)|:)?")
"""A name that is no member, and the sign after it that binds it (`=`, `=>`, `:=`), or makes it a key or a label."""
_BOUND = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:class|const|let|var|interface|type|enum|def|function|catch|global|nonlocal)\b[ \t(*]*+"
        r"([\w$][\w$, \t]*+|[{\[][^{}\[\]=;]*)",
        r"\b(?:def|function)\b[ \t*]*+[\w$]*+[ \t]*+\(([^()]*+)",
        r"\bfor\b[ \t(]*+([\w$, \t()\[\]{}]{0,200}?)[ \t](?:in|of)\b",
        r"\bas[ \t]+\(?([\w$]+)",
        r"\blambda\b([^:\n]{0,200}+)",
        r"\(([^()]*)\)[ \t]*(?::[^=(){}\n]*)?=>",
        r"(?<![\w$,. \t*\[\]{}])([\w$,. \t*\[\]{}]++)(?::[^=\n]{0,200}+)?=(?![=>])",
    )
)
"""What binds names, the names in the only group of each: too many words rather than too few."""
_WORDS = frozenset((*keyword.kwlist, *keyword.softkwlist)).union(
    "const let var function new typeof instanceof of void this super extends "
    "implements interface type enum export default switch case throw catch do number string boolean any unknown never "
    "null undefined true false readonly public private protected static get set abstract declare namespace keyof infer "
    "satisfies Record Partial Pick Omit Readonly Awaited ReturnType Parameters self cls require module exports".split()
)
_FEW = 3
"""So many names may be missing at most; a program that has fewer of its names is a part of another."""


def may_lack(code: str, language: str, own: set[str]) -> set[str]:
    """Return the words that a program may use without having them, if they are few; none otherwise.

    The program imports its `own` names.
    """
    bare = _TEXTS.sub('""', code)
    bare = (_PYTHON_COMMENT if language == "python" else _SCRIPT_COMMENT).sub(" ", bare)
    if language == "tsx":
        bare = _BETWEEN_TAGS.sub("><", bare)
    if language == "python" and _is_excerpt(bare, own):
        return set()
    found = _NAME.findall(bare)
    words = {word for word, sign in found if not sign} - {word for word, sign in found if sign == "="} - own - _WORDS
    words = {word for word in words if not is_of_language(word, language)}
    for pattern in _BOUND:
        if not words:
            break
        words.difference_update(WORD.findall("\n".join(pattern.findall(bare))))
    return words if len(words) <= _FEW else set()


def first_use(code: str, language: str, name: str) -> tuple[int, int]:
    """Return where a program has a name first: not in an import, a text or a comment, nor as a member of something.

    It is the range of the whole program where it has the name nowhere else.
    """
    patterns = (
        [_TEXTS, _PYTHON_COMMENT, _FROM, _MODULES] if language == "python" else [_SCRIPT, _TEXTS, _SCRIPT_COMMENT]
    )
    for pattern in patterns:
        code = pattern.sub(lambda match: " " * len(match[0]), code)
    at = re.search(rf"(?<![\w$.]){re.escape(name)}(?![\w$])", code)
    return at.span() if at else (0, len(code))


_DECORATOR = re.compile(r"(?m)^[ \t]*+@([A-Za-z_]\w*)")
_METHODS = ("property", "staticmethod", "classmethod")


def _is_excerpt(code: str, own: set[str]) -> bool:
    """Return whether a program is a part of a class, or uses a decorator that another part of it declares."""
    if "self" in code and "class " not in code:
        return True
    declared = own.union(_METHODS)
    return any(name not in declared and f"def {name}(" not in code for name in _DECORATOR.findall(code))


def lacks(code: str, language: str, name: str) -> bool:
    """Return whether a name is the only one that a program uses and does not declare.

    It is not said of a program that leaves something out, or that cannot be read.
    """
    return not elisions.is_partial(code) and missing(textwrap.dedent(code), language) == {name}
