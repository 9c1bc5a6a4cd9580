"""A value of an attribute is not closed, is in curly quotes, or quotes an expression in braces.

That is so in tags of HTML and MDX, in `:::image` and `:::code`, and after the language of a code fence. In MDX, a name
in braces is a value, and `"{name}"` is a text with braces in it.

````bad guide.md
<img src="/pier.png alt="The east pier"> <!-- expect: malformed-attribute -->

<a href=“/piers”>All piers</a> <!-- expect: malformed-attribute -->
````
````good guide.md
<img src="/pier.png" alt="The east pier">

Write `<img src="/pier.png alt="The east pier">` in code.
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph
from ...page.blocks import Document
from ...page.containers import Shown
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from ...patterns import Shape
from .._base import Options, finding, replacement, rule


class AttributeFault(Slip):
    """An attribute whose quotation marks do not fit, and what to write for the span."""


_UNCLOSED = Shape(
    r"(?<=[\s:])(?!on)(?P<name>[A-Za-z][\w:.-]*)=\"(?P<value>[^\"\n<>{}]*?)(?P<end>[ \t]+)"
    r"(?P<next>[a-z][\w:.-]*=\")(?=[^\s\"/>]|/[^>])",
    needs=('="',),
    sketch=r"=\"[^\"\n<>{}]*[ \t][a-z][\w:.-]*=\"",
)
"""A value that goes on to the quotation mark that opens the next one."""
_CURLY = Shape(r"(?<=[\s])[a-z][\w:.-]*=[“”][^\n<>“”\"]*[“”]", needs=("=“", "=”"))
_BRACED = Shape(r"(?<=[\s])[a-zA-Z][\w:.-]*=(?P<value>\"\{(?P<name>[A-Za-z_$][\w$]*)\}\")", needs=('="{',))
_DECLARING = re.compile(r"^(?:import|export)\b[^\n]*", re.M)
_WORD = re.compile(r"[\w$]+")
_TAG_START = re.compile(r"<[A-Za-z]|:::")
_LAST_QUOTE = re.compile(r"(?<=[\w-])=\"(?P<value>[^\"]*)\Z")
_MARKED = re.compile(r"'[^'\n]*'")


@reads(AttributeFault)
def attribute_faults(page: PageText) -> Iterator[AttributeFault]:
    """Yield the attributes whose quotation marks do not fit, in page order."""
    document = page.document
    found = [*_in_fences(document)]
    shapes = [shape for shape in (_UNCLOSED, _CURLY, _BRACED) if shape.is_in(document.text)]
    shown = Shown(document) if shapes else None
    declared = _declared(document) if _BRACED in shapes and document.mdx else frozenset()
    for shape in shapes:
        for match in shape.finditer(document.text):
            if shown and match.start() in shown and _is_in_tag(document.text, match.start()):
                found += _faults(shape, match, declared)
    yield from sorted(found, key=lambda one: one.span)


def _declared(document: Document) -> Set[str]:
    """Return the words of the lines that import or export something."""
    return frozenset(_WORD.findall("\n".join(_DECLARING.findall(document.text))))


def _is_in_tag(text: str, start: int) -> bool:
    """Return whether a tag or a directive opens before an offset, on its line or a few lines above it."""
    begin = max(text.rfind("\n\n", 0, start), start - 2000, 0)
    at = text.rfind("<", begin, start)
    opens = at >= 0 and _TAG_START.match(text, at) is not None and ">" not in text[at:start]
    line = text.rfind("\n", 0, start) + 1
    return opens or text[line:start].lstrip(" \t>").startswith(":::")


def _faults(shape: Shape, match: re.Match[str], declared: Set[str]) -> Iterator[AttributeFault]:
    if shape is _UNCLOSED:
        why = f"the value of `{match['name']}` is not closed before `{match['next']}`"
        cut = match.end("value") - match.start()
        yield AttributeFault(Span(*match.span()), why, f'{match.group()[:cut]}"{match.group()[cut:]}')
    elif shape is _CURLY:
        straight = re.sub("[“”]", '"', match.group())
        yield AttributeFault(Span(*match.span()), "only straight quotation marks enclose a value", straight)
    elif match["name"] in declared:
        why = f"the quotation marks make this the text `{{{match['name']}}}`, not an expression; remove them"
        yield AttributeFault(Span(*match.span("value")), why, f"{{{match['name']}}}")


def _in_fences(document: Document) -> Iterator[AttributeFault]:
    """Yield the values after the language of a fence that are never closed; `'a="b'` is a text to mark."""
    for block in document.blocks:
        if block.kind == "fence" and block.info.count('"') % 2:
            line = document.line_starts[block.line]
            start = document.text.find(block.info, line)
            last = _LAST_QUOTE.search(_MARKED.sub(lambda match: " " * len(match[0]), block.info))
            if last and start >= 0:
                span = Span(start + last.start("value") - 1, start + len(block.info.rstrip()))
                why = 'this value is never closed: `"` is missing at its end'
                yield AttributeFault(span, why, f'{span.slice(document.text)}"')


@rule(Severity.WARNING, fix=Safety.UNSAFE)
def malformed_attribute(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the attributes whose quotation marks are missing or of the wrong kind."""
    for page, fault in graph.each(AttributeFault):
        fix = replacement(page, fault.span, fault.replacement, Safety.UNSAFE)
        yield finding(malformed_attribute, page, fault.span, fault.why, fix=fix)
