"""The fence of a sample names a different language than its tab, and the tab is right.

The sample is highlighted wrong, and tools that read it by its fence fail. It is reported where it does not parse in the
language of the fence, and does in that of the tab. JavaScript and TypeScript are one language here.

````bad guide.md
=== "Python"

    ```python
    print("boat")
    ```

=== "JavaScript"

    ```python <!-- expect: fence-language -->
    const boat = "canoe";
    ```
````
````good guide.md
=== "Python"

    ```python
    print("boat")
    ```

=== "JavaScript"

    ```typescript
    const boat: string = "canoe";
    ```
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...code import grammars
from ...code.repair.brackets import as_ascii, settled
from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph
from ...page.blocks import TextBlock
from ...page.facts import Zone
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from ...span import Innermost, Span
from .._base import Options, finding, replacement, rule


class OtherLanguage(Slip):
    """A language in a fence; `why` is its canonical name, `replacement` the one that the tab names."""


_NAMES = {
    "python": "python", "javascript": "javascript", "js": "javascript", "node": "javascript", "node.js": "javascript",
    "nodejs": "javascript", "typescript": "typescript", "ts": "typescript", "java": "java", "golang": "go",
    "c#": "csharp", "csharp": "csharp",
}  # fmt: skip
"""The words in the title of a tab that name a language, and its canonical name."""
_SCRIPTS = ("javascript", "typescript", "tsx")
_TITLES = {
    "python": "Python", "javascript": "JavaScript", "typescript": "TypeScript", "tsx": "TypeScript", "java": "Java",
    "go": "Go", "csharp": "C#",
}  # fmt: skip
_WORD = re.compile(r"[a-z.#]+")
_LIQUID_TAB = re.compile(r"\{%-?[ ]*tab[ ]+(?:title=)?[\"'](?P<title>[^\"'\n]+)[\"'][ ]*-?%\}[ \t]*$")
"""https://gitbook.com/docs/creating-content/blocks/tabs"""


@reads(OtherLanguage)
def other_languages(page: PageText) -> Iterator[OtherLanguage]:
    """Yield the samples whose fence and tab name two languages, and that are in the one of the tab."""
    tabs: Innermost[Zone] = Innermost((zone.span, zone) for zone in page.facts.zones if zone.kind in ("tab", "panel"))
    for sample in page.facts.samples:
        block = page.document.blocks[sample.block]
        if sample.language not in _TITLES or block.kind != "fence":
            continue
        title = _tab_before(page, block) or _name(tabs.at(sample.span.start))
        named = _language(title)
        if named and sample.language not in _kin(named) and _is_in(block.text, named, sample.language):
            yield from _found(page, block, sample.language, named)


def _name(zone: Zone | None) -> str:
    return zone.name if zone is not None else ""


def _tab_before(page: PageText, block: TextBlock) -> str:
    """Return the title of the tab of GitBook that a fence starts."""
    end = page.document.line_starts[block.line]
    before = page.document.text[max(0, end - 200) : end]
    match = _LIQUID_TAB.search(before.rstrip().rpartition("\n")[2])
    return match["title"] if match else ""


def _language(title: str) -> str:
    """Return the one language that a title names, or nothing."""
    found = {_NAMES[word] for word in _WORD.findall(title.lower()) if word in _NAMES}
    return found.pop() if len(found) == 1 else ""


def _kin(name: str) -> tuple[str, ...]:
    """Return the languages that a sample of one may be in."""
    return _SCRIPTS if name in _SCRIPTS else (name,)


def _is_in(code: str, named: str, own: str) -> bool:
    """Return whether a sample parses in the language that is named, and not in its own."""
    text = as_ascii(code)
    return not _parses(text, _kin(own)) and _parses(text, _kin(named))


def _parses(text: str, languages: tuple[str, ...]) -> bool:
    tries = [(one, name) for name in languages for one in (text, settled(text, name))]
    return any(one is not None and grammars.is_sound(one, name) for one, name in tries)


_INFO = re.compile(r"(?<![`~])(?:`{3,20}|~{3,20})[ \t]{0,9}[{.]{0,2}(?P<word>[\w+#-]{1,40})")


def _found(page: PageText, block: TextBlock, own: str, named: str) -> Iterator[OtherLanguage]:
    match = _INFO.search(page.document.text, page.document.line_starts[block.line])
    if match is not None:
        yield OtherLanguage(Span(*match.span("word")), own, named)


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION)
def fence_language(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the samples whose fence names another language than their tab does, and than they are in."""
    for page, one in graph.each(OtherLanguage):
        right = _TITLES[one.replacement]
        message = f"the fence says {_TITLES[one.why]}, but the tab says {right}, and the sample is {right}"
        fix = replacement(page, one.span, one.replacement, Safety.UNSAFE)
        yield finding(fence_language, page, one.span, message, fix=fix)
