"""A sample uses a name that it does not import, although it imports others.

A reader who copies the sample gets an error. It is reported where the name is the only one that the sample does not
declare, at least three other samples of the tree import it from one module, and no earlier sample of the page has it.
Samples that leave something out, methods without their class, and samples with a decorator that they do not have are
parts of other samples, and not judged.

````bad start.md
```python
from harbour import Harbour

harbour = Harbour(os.environ["HARBOUR_KEY"])  # expect: missing-import
```
````
````bad tides.md
```python
import os

print(os.environ["TIDES_KEY"])
```

```python
import os

print(os.environ["WIND_KEY"])
```

```python
import os

print(os.environ["BOAT_KEY"])
```
````
````good start.md
```python
import os
from harbour import Harbour

harbour = Harbour(os.environ["HARBOUR_KEY"])
```

```python
from harbour import Pier

pier = Pier(os.environ["PIER_KEY"])
```
````
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from ...code.declarations import WORD
from ...code.imports import LANGUAGES, first_use, imports, lacks, may_lack
from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import reads
from ...span import Ranges
from .._base import Options, finding, rule
from .._slips import is_changelog
from .sample_slip import SampleSlip


class ImportedNames(Fact):
    """The names that a sample imports, each with its module, and those that it may lack, each with its first place.

    `sample` is its index.
    """

    sample: int
    imported: list[tuple[str, str]]
    may_lack: list[tuple[str, Span]]


_OWN_FILES = (".", "~", "@/", "$", "#")
"""How modules start that are files of the reader's own program, which samples make up."""
_USUAL = 3
"""So many samples import a name from one module."""
_SHARE = 2 / 3
"""The share of all samples that import a name which do so from one module, unless the sample imports from it too."""


@reads(ImportedNames, after=(SampleSlip,))
def imported_names(page: PageText) -> Iterator[ImportedNames]:
    """Yield what the samples of a page import, and what they may lack that no earlier sample of the page has."""
    known = Ranges((slip.span.start, slip.span.end - 1) for slip in page.of(SampleSlip))
    found = []
    for number, sample in enumerate(page.facts.samples):
        if sample.language in LANGUAGES and not sample.output:
            code = page.document.blocks[sample.block].text
            if names := list[tuple[str, str]](imports(code, sample.language)):
                found.append((number, names, may_lack(code, sample.language, {name for name, _ in names})))
    first = _first_samples(page, set().union(*(lacking for _, _, lacking in found)))
    for number, names, lacking in found:
        language = page.facts.samples[number].language
        block = page.document.blocks[page.facts.samples[number].block]
        new = sorted(name for name in lacking if first[language == "python", name] == number)
        places = [(name, block.span(*first_use(block.text, language, name))) for name in new]
        some = [(name, span) for name, span in places if not known.meet(span.start, span.end - 1)]
        yield ImportedNames(number, names, some)


def _first_samples(page: PageText, names: set[str]) -> dict[tuple[bool, str], int]:
    """Return the first sample of a page that has each of some names, by whether it is in Python."""
    first: dict[tuple[bool, str], int] = {}
    for number, sample in enumerate(page.facts.samples) if names else ():
        if sample.language in LANGUAGES and not sample.output:
            for name in names.intersection(WORD.findall(page.document.blocks[sample.block].text)):
                first.setdefault((sample.language == "python", name), number)
    return first


_Modules = dict[tuple[bool, str], Counter[str]]
"""How many samples import a name from each module, by whether they are in Python."""


@rule(Severity.WARNING, ground=Ground.MAJORITY)
def missing_import(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the names that a sample uses and does not import, and that other samples import."""
    places = list(graph.each(ImportedNames))
    wanted = {(_is_python(page, one), name) for page, one in places for name, _ in one.may_lack}
    modules: _Modules = defaultdict(Counter)
    for page, one in places:
        for name, module in one.imported:
            key = (_is_python(page, one), name)
            if key in wanted and not module.startswith(_OWN_FILES):
                modules[key][module] += 1
    for page, one in places:
        if one.may_lack and not is_changelog(page) and not page.is_past(page.facts.samples[one.sample].block):
            yield from _judged(page, one, modules)


def _is_python(page: Page, one: ImportedNames) -> bool:
    return page.facts.samples[one.sample].language == "python"


class _Lacks:
    """Whether samples of a page lack a name; each is parsed once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known: dict[tuple[int, str], bool] = {}

    def judge(self, number: int, name: str) -> bool:
        """Return whether a sample, by its index, lacks a name and no other one."""
        key = (number, name)
        if key not in self._known:
            sample = self._page.facts.samples[number]
            self._known[key] = lacks(sample.span.slice(self._page.text), sample.language, name)
        return self._known[key]


def _judged(page: Page, one: ImportedNames, modules: _Modules) -> Iterator[Finding]:
    """Yield the name that a sample lacks, if it is the only one, and most samples import it from one module."""
    own = {module for _, module in one.imported}
    for name, span in one.may_lack:
        of_name = modules[_is_python(page, one), name]
        module, count = max(of_name.items(), key=lambda pair: (pair[0] in own, pair[1], pair[0]), default=("", 0))
        if count < _USUAL or (module not in own and count < _SHARE * of_name.total()):
            continue
        if page.once(_Lacks).judge(one.sample, name):
            origin = "" if module == name else f" from `{module}`"
            message = f"`{name}` is not imported; {count} other samples import it{origin}"
            severity = Severity.WARNING if module in own or module == name else Severity.SUGGESTION
            evidence = Evidence(Ground.MAJORITY, count, count + 1)
            yield finding(missing_import, page, span, message, severity=severity, evidence=evidence)
