"""A page goes in; the files that it shows inside itself come out, in the ways of the generators other than docfx.

Each has a `form`, which says where the site looks for the file: beside the page (`relative`), in the snippet folders
(`snippet`), by a script's import (`import`, or `module` for what is not a page), by a component's attribute
(`component`), in the folder that the generator runs in (`working`), or as VitePress does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from ..patterns import AnyOf, AnyWord, Shape
from .blocks import Document
from .facts import Link, Span

Kind = Literal["include", "code"]

_FORMS: tuple[tuple[Kind, str, Shape], ...] = (
    ("include", "snippet", Shape(
        r"^[ \t>]*-{1,9}8<-{1,9}[ \t]+[\"'](?!https?:)(?P<target>[^\"'\n:]+)[\"':]", re.M, needs=("-8<-",))),
    ("include", "component", Shape(
        r"<Snippet\b[^<>]{0,200}?\bfile\s?=\s?[\"'](?P<target>[^\"'{}\n]+)[\"']", needs=("<Snippet",))),
    ("include", "import", Shape(
        r"^import\b[^\n;\"']{1,300}?\bfrom[ \t]+[\"'](?P<target>(?:\.{0,2}/|@site/)[^\"'\n]+\.mdx?)[\"']", re.M,
        needs=("import",), sketch=r"from[ \t]+[\"'](?:\.{0,2}/|@site/)")),
    ("code", "module", Shape(
        r"^import\b[^\n;\"']{1,300}?\bfrom[ \t]+[\"'](?P<target>(?:\.{1,2}/|@site/|[@~]/)"
        r"(?![^\"'\n]*\.mdx?[\"'])[^\"'\n]+)[\"']", re.M,
        needs=("import",), sketch=r"from[ \t]+[\"'](?:\.{1,2}/|@site/|[@~]/)")),
    ("include", "vitepress", Shape(
        r"<!--[ \t]*@include:[ \t]*(?P<target>[^\s#{}<>]+)", needs=("@include:",))),
    ("code", "vitepress", Shape(
        r"^[ \t>]*<<<[ \t]+(?P<target>[^\s#{}<>]+)", re.M, needs=("<<<",))),
    ("include", "relative", Shape(
        r"^[ \t>]*(?:`{3,}|:{3,})\{include\}[ \t]+(?P<target>[^\s{}<>]+)|^[ \t>]*\{%-?[ \t]*include-markdown[ \t]+"
        r"[\"'](?P<quoted>[^\"'\n{}*]+)[\"']", re.M, needs=("{include}", "{%"))),
    ("code", "relative", Shape(
        r"^[ \t>]*(?:`{3,}|:{3,})\{literalinclude\}[ \t]+(?P<target>[^\s{}<>]+)", re.M, needs=("{literalinclude}",))),
    ("code", "working", Shape(
        r"(?<![`\\])\{(?P<mark>[*!])>?[ \t]*(?P<target>(?:\.{1,2}/){0,9}[\w-]+/[^\s{}<>|*!\[\]]+?\.\w{1,9})"
        r"(?:[ \t][^{}\n]{0,200})?(?P=mark)\}",
        needs=("{*", "{!"))),
    ("code", "relative", Shape(
        r"\{\{#(?:rustdoc_)?include[ \t]+(?P<target>[^\s:{}]+)", needs=("{{#",))),
)  # fmt: skip
"""The kind and form of the link, and its shape: pymdownx's snippets, Mintlify's `Snippet`, imports of MDX and of
modules, VitePress's includes and code, MyST's directives and include-markdown, the three extensions of Python-Markdown
that include files, and mdBook's helper."""
_IMPORT = AnyWord("import")
_ANY = AnyOf(*(need for _, _, shape in _FORMS for need in shape.needs if need != "import"))
_IN_CODE = frozenset(("snippet", "working"))
"""Forms that count inside samples as well: the snippet is what the sample shows. What names a file in its own opening
line does too."""


def _imports(text: str) -> bool:
    return text.startswith("import") or "\nimport" in text


def includes(document: Document, code: set[int]) -> Iterator[Link]:
    """Yield the files that a page shows; `code` are the 0-based lines of samples."""
    text = document.text
    if not (_ANY.is_in(text) or (_IMPORT.is_among(document.letters) and _imports(text))):
        return
    for kind, form, shape in _FORMS:
        for match in shape.finditer(text):
            group = "target" if match["target"] else "quoted"
            opens = "{include}" in match.group() or "{literalinclude}" in match.group()
            if form in _IN_CODE or opens or document.line_of(match.start(group)) - 1 not in code:
                yield Link(match[group], Span(*match.span(group)), kind, -1, form=form)
