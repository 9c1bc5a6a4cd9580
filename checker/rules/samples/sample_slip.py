"""A sample has a typo: a semicolon too many, a missing comma, a method inside a URL.

This covers samples that cannot be parsed as a whole, since they are fragments or commands, and those that parse and
still do not do what they should: `;;` at the end of a statement, a stray letter after a semicolon, arguments without a
comma between them, `"POST https://..."` as the URL of a curl command, a line of a command that has lost the backslash
before the next option, `harbor.Dock()` where only `Dock` is imported from `harbor`, a key with a space where the page
has the same key with an underscore, a placeholder that differs by one letter from the others (PUR YOUR KEY HERE).

````bad guide.md
```java
  client.moor(harborId, shipId);; // expect: sample-slip
```

```bash
curl -X POST "POST {endpoint}/piers" # expect: sample-slip
```
````
````good guide.md
```javascript
for (;;) { tide(); }
```

```bash
case "$1" in
  moor) echo "POST /piers" ;;
esac
curl -X POST "{endpoint}/piers"
```
````
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Set
from functools import cache, cached_property
from itertools import chain

from ...code import grammars
from ...code.repair.brackets import as_ascii, settled
from ...english import dictionary
from ...findings import Edit, Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from ...patterns import Shape
from ...span import Ranges
from .._base import Options, Scope, finding, rule
from .sample_syntax import SyntaxFault


class SampleSlip(Slip, kw_only=True):
    """A typo in a sample that may well parse; `replacement` goes to the place of `edit`."""

    edit: Span


_SEMICOLON_LANGUAGES = frozenset({"csharp", "java", "javascript", "typescript", "tsx", "c", "cpp", "rust", "php"})
_SHELLS = frozenset({"bash", "console", "powershell", "cmd", "http", "output", ""})
_TWO_SEMICOLONS = Shape(r"[\w)\]}\"'](?P<bad>;;)[ \t]*$", re.M, needs=(";;",))
_STRAY = Shape(r"(?<=[\"')\]])(?P<bad>;\w{1,2})[ \t]*$", re.M, needs=(";",))
_VERB_IN_URL = Shape(
    r"(?<!\w)curl\b[^\n]{0,200}?[\"'](?P<bad>GET|POST|PUT|PATCH|DELETE)(?P<rest>[ ]+)(?=https?:|[{$%<])",
    needs=("curl",),
)
_SLASHES = Shape(r"https?://[\w.{}<>$-]{1,100}\.[a-z]{2,6}(?P<bad>//)(?=[a-z])", needs=("//",))
_KEY_WITH_SPACE = Shape(r"\"(?P<bad>[a-z]{3,20} [a-z]{3,20})\"[ \t]*:", needs=('":', '" ', '"\t'))
_QUOTED = re.compile(r"(?P<quote>[\"`])(?=(?P<name>[a-z]{3,20}_[a-z]{3,20})(?P=quote))")
"""A key as `_KEY_WITH_SPACE` would be with an underscore, where the page has it."""
_NO_COMMA = re.compile(
    r"(?:\(|,)[ \t]*\n(?P<indent>[ \t]+)(?P<bad>[A-Za-z_]\w*[ ]?=[ ]?[\w.\"'\[\]()/:-]*[\w\"'\])])[ \t]*\n"
    r"(?P=indent)[A-Za-z_]\w*[ ]?=[ ]?[^=\s]"
)
_OPTION_LINE = re.compile(r"[ \t]+(?P<option>--?[A-Za-z])(?!.*\S[ ]{2,}[^\s\\])")
"""The start of a line with an option, but not with a description of it in a column of its own."""
_FROM = Shape(
    r"^[ \t]*from[ \t]+(?:\w{1,80}\.){0,9}(?P<module>[A-Za-z_]\w{0,80})[ \t]+import[ \t]+"
    r"(?P<names>[^\n(#]++|\([^()]{0,1000}\))",
    re.M,
    needs=("from ", "from\t"),
)
_LAST_WORD = re.compile(r"(?P<bad>\S+)")
_YOURS = Shape(r"\b(?P<bad>[A-Z]{3,12}) YOUR\b", needs=(" YOUR",))


@reads(SampleSlip, after=(SyntaxFault,))
def sample_slips(page: PageText) -> Iterator[SampleSlip]:
    """Yield the typos in samples, without those that keep a sample from being parsed."""
    known = Ranges((fault.span.start, fault.span.end - 1) for fault in page.of(SyntaxFault))
    names = _Names(page.document.text)
    for sample in page.facts.samples:
        block = page.document.blocks[sample.block]
        for match, why, put, tail in _slips(block.text, sample.language, names):
            start, end = match.span("bad")
            span, edit = block.span(start, end), block.span(start, end + tail)
            if not known.meet(span.start, span.end - 1):
                yield SampleSlip(span, why, put, edit=edit)


_Found = tuple[re.Match[str], str, str, int]
"""Where it is, what is wrong, what goes there instead, and how many characters after the place are replaced too."""


class _Names:
    """The names of a page, each kind found once, if it is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def keys(self) -> Set[str]:
        """Those of two words that the page has in quotes or as code."""
        return frozenset(match["name"] for match in _QUOTED.finditer(self._text))

    @cached_property
    def bound(self) -> Set[str]:
        """Those that a line of Python gives a value."""
        imported = (match["names"] for match in _IMPORTS.finditer(self._text))
        assigned = (match["name"] for pattern in (_ASSIGNS, _BINDS) for match in pattern.finditer(self._text))
        return frozenset(_WORD.findall("\n".join(chain(imported, assigned))))


def _slips(code: str, language: str, names: _Names) -> Iterator[_Found]:
    if language in _SEMICOLON_LANGUAGES:
        for match in _TWO_SEMICOLONS.finditer(code):
            yield match, "one semicolon too many", ";", 0
        for match in _STRAY.finditer(code):
            yield match, "stray text after the semicolon", ";", 0
    if language in _SHELLS:
        for match in _VERB_IN_URL.finditer(code):
            yield match, "the method is inside the URL", "", len(match["rest"])
    if language in ("bash", "console") and "\\\n" in code:
        yield from _lost_continuations(code)
    if language == "python" or (not language and "import " in code):
        for match in _NO_COMMA.finditer(code):
            yield match, "a comma is missing after it", match["bad"] + ",", 0
        yield from _unbound_modules(code, names)
    for match in _SLASHES.finditer(code):
        yield match, "one slash too many between the host and the path", "/", 0
    for match in _KEY_WITH_SPACE.finditer(code):
        joined = match["bad"].replace(" ", "_")
        if joined in names.keys:
            yield match, f"the rest of the page has `{joined}`", joined, 0
    yield from _odd_placeholders(code)


def _unbound_modules(code: str, names: _Names) -> Iterator[_Found]:
    """Yield the calls of what a program imports from a module through the module, which no line of the page binds."""
    imported = {(one["module"], name) for one in _FROM.finditer(code) for name in _WORD.findall(one["names"])}
    for match in _CALL.finditer(code) if imported else ():
        if (match["module"], match["name"]) in imported and match["module"] not in names.bound:
            why = f"`{match['module']}` is not imported; the sample imports `{match['name']}` from it"
            yield match, why, match["name"], 0


_CALL = re.compile(r"(?<![\w.\"'`@])(?P<bad>(?P<module>[A-Za-z_]\w*+)\.(?P<name>\w++))(?=\()")
_WORD = re.compile(r"\w+")
_IMPORTS = re.compile(r"^[ \t]*+(?:import|from [\w.]++ import)\b(?P<names>[^\n]*)", re.M)
_ASSIGNS = re.compile(r"(?<![\w.\"'-])(?P<name>[A-Za-z_]\w*+)[ \t]*+(?:=(?!=)|[,):])")
_BINDS = re.compile(r"\b(?:as|for|def|class)[ \t]++(?P<name>\w++)")


def _lost_continuations(code: str) -> Iterator[_Found]:
    """Yield the last word of a line without a backslash before a line that starts with an option of the same command.

    The line before or the next one goes on with one, so that the command is meant to go on too.
    """
    lines = code.split("\n")
    script = cache(lambda: settled(as_ascii(code), "bash") or "")
    end = -1
    for number, line in enumerate(lines[:-1]):
        start, end = end + 1, end + 1 + len(line)
        option, words = _OPTION_LINE.match(lines[number + 1]), line.split()
        if option is None or not words or line.endswith("\\") or any(one.startswith("#") for one in words):
            continue
        around = (lines[number - 1] if number else "", lines[number + 1])
        at = end + 1 + option.start("option")
        if any(one.endswith("\\") for one in around) and grammars.is_command(script(), at):
            word = _LAST_WORD.match(code, start + line.rindex(words[-1]))
            if word is not None:
                why = "a backslash is missing after it, so the next line is not part of the command"
                yield word, why, f"{word['bad']} \\", 0


def _odd_placeholders(code: str) -> Iterator[_Found]:
    """Yield the word of a placeholder (PUR YOUR KEY HERE) that is a typo of the word that the others have."""
    matches = list(_YOURS.finditer(code))
    counts = Counter(match["bad"] for match in matches)
    right = max(counts, key=lambda other: (counts[other], other), default="")
    for match in matches:
        word = match["bad"]
        if counts[word] > 1 or counts[right] == 1:
            continue
        near = {other.upper() for other, _ in dictionary.typos(word.lower())}
        if right in near:
            yield match, f"the other placeholders have “{right}”", right, 0


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN, scope=Scope.PAGE)
def sample_slip(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the typos in samples."""
    for page, slip in graph.each(SampleSlip):
        message = f"typo in `{' '.join(slip.span.slice(page.text).split())}`: {slip.why}"
        fix = Fix(Safety.UNSAFE, (Edit(page.place(slip.edit), slip.replacement),))
        yield finding(sample_slip, page, slip.span, message, fix=fix)
