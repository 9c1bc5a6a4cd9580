"""A sample runs on an older runtime than its page requires, or the page requires two different ones.

The text says that Python 3.10 or later is required, and the image is `python:3.9-slim`: who follows the page gets an
error. Compared are Python, Node.js, Java, Go and .NET on one page; requirements of other variants (tabs, zones) and
sections about the past are left out.

````bad install.md
You need Python 3.10 or later.

```dockerfile
FROM python:3.9-slim # expect: runtime-version-mismatch
```
````
````good install.md
You need Python 3.10 or later.

```dockerfile
FROM python:3.12-slim
```
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import reads
from ...page.text_views import plain, sentence
from ...patterns import AnyWord, Shape
from .._base import Options, finding, related, rule


class RuntimeVersion(Fact):
    """A version of a runtime that a text requires at least (`least`), or exactly (`exact`), or that a sample uses."""

    runtime: str
    version: str
    span: Span
    block: int
    least: bool = False
    exact: bool = False


_RUNTIME = r"(?P<runtime>Python|Node(?:\.js|JS)?|Java|JDK|Go|\.NET)(?:[ ](?:SDK|runtime|version))?[ ]"
_VERSION = r"(?:3\.\d{1,2}|1\.[12]\d|[5-9]|[12]\d)(?:\.[0x])?(?![\w.]*\d)"
_LATER = r"[ ](?:SDK[ ])?(?:or|and)[ ](?:later|newer|higher|above|greater|up)\b"
_REQUIRED = Shape(
    rf"(?<![\w.-]){_RUNTIME}(?:(?:>=|≥)[ ]?(?P<v1>{_VERSION})|(?P<v2>{_VERSION})(?:\+(?!\w)|{_LATER})"
    rf"|(?P<exact>{_VERSION})[ ]SDK\b)",
    needs=("Python ", "Node", "Java ", "JDK ", "Go ", ".NET "),
    sketch=r"(?:Python|Node(?:\.js|JS)?|Java|JDK|Go|NET)(?:[ ][A-Za-z]+)?[ ](?:(?:>=|≥)[ ]?)?\d",
)
_USED = Shape(
    rf"(?<![\w-])(?P<image>python|node|golang|openjdk|eclipse-temurin|dotnet/(?:sdk|aspnet|runtime)):(?P<v1>{_VERSION})"
    rf"|(?<=<TargetFramework>)(?P<net>net)(?P<v2>\d{{1,2}})\.0\b"
    rf"""|\b(?P<action>python|node|java|go|dotnet)-version:[ ]["']?(?P<v3>{_VERSION})""",
    needs="python: node: golang: openjdk: temurin: dotnet/ <TargetFramework>net -version:".split(),
)
_WORDS = AnyWord("python", "node", "nodejs", "java", "jdk", "go", "net")
_NAMES = {
    "node.js": "node", "nodejs": "node", "jdk": "java", "golang": "go", "openjdk": "java", "eclipse-temurin": "java",
    ".net": "dotnet", "net": "dotnet",
}  # fmt: skip
_TITLES = {"python": "Python", "node": "Node.js", "java": "Java", "go": "Go", "dotnet": ".NET"}
_NO_RULE = re.compile(r"\brecommend|\bif you\b|\bfor example\b|\be\.g\.|\bnot\b|n[’']t\b|\binstead\b|\bpreferabl", re.I)
"""What says that not everything on the page needs a version."""


@reads(RuntimeVersion)
def runtime_versions(page: PageText) -> Iterator[RuntimeVersion]:
    """Yield the versions of runtimes that the text requires, and those that samples use."""
    for place in page.plain.holding(_REQUIRED) if _WORDS.is_among(page.document.letters) else ():
        number, block = page.blocks[place]
        text = plain(block)
        for match in _REQUIRED.finditer(text):
            if _NO_RULE.search(text[slice(*sentence(text, *match.span()))]) is None:
                group = next(group for group in ("v1", "v2", "exact") if match[group])
                span = block.span(*match.span(group))
                is_exact = group == "exact"
                yield RuntimeVersion(_name(match["runtime"]), match[group], span, number, not is_exact, is_exact)
    for sample in page.facts.samples if page.facts.samples and _USED.may_be_in(page.document.text) else ():
        block = page.document.blocks[sample.block]
        for match in _USED.finditer(block.text) if not sample.output else ():
            kind, group = next((kind, f"v{at}") for at, kind in enumerate(_KINDS, 1) if match[f"v{at}"])
            yield RuntimeVersion(_name(match[kind]), match[group], block.span(*match.span(group)), sample.block)


_KINDS = ("image", "net", "action")


def _name(written: str) -> str:
    lower = written.lower()
    return "dotnet" if lower.startswith("dotnet") else _NAMES.get(lower, lower)


@rule(Severity.WARNING, ground=Ground.CONTRADICTION)
def runtime_version_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the runtimes of samples that are older than what their page requires, and unequal requirements."""
    for page in graph.pages:
        found = [one for one in page.of(RuntimeVersion) if not page.is_past(one.block)]
        required = {one.runtime: one for one in reversed(found) if one.least or one.exact}
        for one in found:
            first = required.get(one.runtime)
            if (
                first is None
                or one.block == first.block
                or page.zone_of(one.span.start) != page.zone_of(first.span.start)
            ):
                continue
            if why := _contradicts(one, first):
                ends = (related(page, first.span, f"requires {first.version}"),)
                yield finding(runtime_version_mismatch, page, one.span, why, related=ends)


def _contradicts(one: RuntimeVersion, first: RuntimeVersion) -> str:
    """Return what is wrong with a version beside the one that is required first, or an empty text."""
    title, mine, theirs = _TITLES[one.runtime], _key(one), _key(first)
    if one.least or one.exact:
        differ = mine != theirs and (one.least, one.exact) == (first.least, first.exact)
        return f"the page requires {title} {one.version} here, and {first.version} elsewhere" if differ else ""
    if mine < theirs[: len(mine)]:
        return f"this sample uses {title} {one.version}, and the page requires {first.version}"
    is_newer = first.exact and mine > theirs
    return f"this sample uses {title} {one.version}, and the page installs {first.version}" if is_newer else ""


def _key(one: RuntimeVersion) -> tuple[int, ...]:
    """Return the numbers of a version as far as releases of the runtime differ in them."""
    key = tuple(int(part) for part in one.version.split(".") if part.isdigit())
    return key[:2] if one.runtime in ("python", "go") else key[:1]
