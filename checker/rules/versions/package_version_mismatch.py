"""The samples of a page install one package in two versions.

One command was forgotten when the version was raised in the others. Compared are versions that are pinned exactly, in
the commands and files of package managers, on one page. A version is reported where a single place has it, and at least
three have the other one, for the same package or for those that are called alike (`harbor`, `harbor-charts`). Sections
about upgrades and the past have two on purpose, and so has a sample that shows both.

````bad install.md
```bash
pip install harbor==2.1.0
```

In a notebook:

```bash
!pip install harbor==2.0.0 # expect: package-version-mismatch
```

Or with a lock file, and with charts:

```text
harbor==2.1.0
harbor-charts==2.1.0
```
````
````good install.md
```bash
pip install harbor==2.1.0
```

In a notebook:

```bash
!pip install harbor==2.1.0 pier==0.4
```
````
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import reads
from ...patterns import Shape
from .._base import Options, finding, related, rule


class PinnedVersion(Fact):
    """A package with an exact version in a sample, by its index; the span covers the version as written."""

    package: str
    version: str
    span: Span
    sample: int


_VERSION = (
    r"\d{1,4}(?:\.\d{1,4}){1,3}(?:[-.]?(?:alpha|beta|rc|preview|dev|a|b|M)[-.]?\d{0,4}(?:\.\d{1,4}){0,2})?"
    r"(?![\w*-]|\.[\w*])"
)
_PINNED = Shape(
    rf"""(?<![\w./@-])(?P<pip>[A-Za-z][\w.-]{{1,60}})(?:\[[\w,-]{{1,60}}\])?==(?P<v1>{_VERSION})"""
    rf"""|(?<![\w./@:-])(?P<npm>(?:@[\w.-]{{1,40}}/)?[a-z][\w.-]{{1,60}})@(?P<v2>{_VERSION})"""
    rf"""|mplementation[ (]{{1,2}}["'](?P<maven>[a-z][\w.-]{{2,60}}:[\w.-]{{2,60}}):(?P<v3>{_VERSION})["']"""
    rf"""|<artifactId>(?P<artifact>[\w.-]{{2,60}})</artifactId>\s{{0,40}}<version>(?P<v4>{_VERSION})</version>"""
    rf"""|\bInclude="(?P<nuget>[\w.-]{{2,80}})"\s{{1,9}}Version="(?P<v5>{_VERSION})\""""
    rf"""|\badd package (?P<dotnet>[\w.-]{{2,80}}) (?:--version|-v) (?P<v6>{_VERSION})""",
    needs=("==", "@", "<version>", 'Version="', "add package", "mplementation"),
    sketch=r"==\d|@\d|<version>\d|Version=\"\d|add package|mplementation",
)
_USUAL = 3
"""So many places have the usual version; two versions of one place each are examples of versions."""
_NAMES = ("pip", "npm", "maven", "artifact", "nuget", "dotnet")


@reads(PinnedVersion)
def pinned_versions(page: PageText) -> Iterator[PinnedVersion]:
    """Yield the packages that samples pin to a version."""
    for number, sample in enumerate(page.facts.samples):
        block = page.document.blocks[sample.block]
        for match in _PINNED.finditer(block.text) if not sample.output else ():
            place, kind = next((at, kind) for at, kind in enumerate(_NAMES, 1) if match[kind])
            name = match[kind].rpartition(":")[2].lower().replace("_", "-")
            yield PinnedVersion(name, match[f"v{place}"], block.span(*match.span(f"v{place}")), number)


@rule(Severity.WARNING, ground=Ground.MAJORITY)
def package_version_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the pinned versions of a package that differ from the one that the page has elsewhere."""
    for page in graph.pages:
        pins, families = defaultdict[str, list[PinnedVersion]](list), defaultdict[str, Counter[str]](Counter)
        for one in page.of(PinnedVersion):
            if not page.is_past(page.facts.samples[one.sample].block):
                pins[one.package].append(one)
                families[_family(one)][one.version] += 1
        for places in pins.values():
            yield from _of_package(page, places, families[_family(places[0])])


def _family(pin: PinnedVersion) -> str:
    """Return the first word of a package's name: what is called alike is often released together."""
    return pin.package.lstrip("@").replace("/", "-").partition("-")[0].partition(".")[0]


def _of_package(page: Page, places: list[PinnedVersion], family: Counter[str]) -> Iterator[Finding]:
    """Yield the one place where a package has another version than it, and all that is called alike, has elsewhere."""
    versions = sorted({one.version for one in places}, key=lambda version: -family[version])
    if len(versions) != 2 or len(family) != 2:
        return
    first, other = (next(one for one in places if one.version == version) for version in versions)
    usual, odd = (family[version] for version in versions)
    if odd > 1 or usual < _USUAL or any(one.sample == other.sample for one in places if one is not other):
        return
    message = f"this sample has `{other.package}` in version {other.version}; the page has {first.version} elsewhere"
    ends = (related(page, first.span, f"has {first.version}"),)
    evidence = Evidence(Ground.MAJORITY, usual, usual + odd)
    yield finding(package_version_mismatch, page, other.span, message, related=ends, evidence=evidence)
