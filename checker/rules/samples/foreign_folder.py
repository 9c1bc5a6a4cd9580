"""A page creates a folder that is named after other pages.

Such a name is that of another page in the same folder with the kind of page that it is (`chat-quickstart`), and it has
no word of the name of its own page. It is left from a copy. Folders that `setup-drift` reports are not reported again.

````bad harbor-radio-go.md
```bash
mkdir lake-tour-quickstart && cd lake-tour-quickstart  # expect: foreign-folder
```
````
````bad lake-tour-go.md
# Tour the lake
````
````good lake-tour-go.md
```bash
mkdir lake-tour-quickstart && cd lake-tour-quickstart
```
````
````good harbor-radio-go.md
```bash
mkdir harbor-quickstart && cd harbor-quickstart
```
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...graph.siblings import split_language
from .._base import Options, finding, related, rule
from .setup_drift import SetupCommand, odd_setups

_KINDS = frozenset({"quickstart", "tutorial", "app", "sample", "demo", "project", "example"})
"""Words for what kind of page a folder is named after."""


@rule(Severity.WARNING, ground=Ground.PATTERN, facts=(SetupCommand,))
def foreign_folder(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the folders that are named after another family of pages in the same folder."""
    found = list(_foreign(graph))
    reported = {(odd.value.page.path, odd.value.span) for odd in odd_setups(graph)} if found else set()
    for page, created, other in found:
        if (page.path, created.span) not in reported:
            yield _finding(page, created, other)


def _foreign(graph: DocsGraph) -> Iterator[tuple[Page, SetupCommand, Page]]:
    """Yield the folders that are named after other pages, with the page that creates one and one of the others."""
    creating = {page.path: folders for page in graph.pages if (folders := _folders(page))}
    families: dict[tuple[str, str], Page] = {}
    for page in graph.pages if creating else ():
        if shared := split_language(page.path)[0]:
            folder, _, name = shared.rpartition("/")
            families.setdefault((folder, _plain(name)), page)
    for path, folders in creating.items():
        shared = split_language(path)[0]
        folder, _, name = shared.rpartition("/")
        for one in folders if shared else ():
            words = _plain(one.name).split()
            meant = " ".join(word for word in words if word not in _KINDS)
            other = families.get((folder, meant)) if meant and len(meant.split()) < len(words) else None
            if other is not None and not _share(meant, _plain(name)):
                yield graph.by_path[path], one, other


def _folders(page: Page) -> list[SetupCommand]:
    return [one for one in page.of(SetupCommand) if one.kind == "folder"]


def _share(one: str, other: str) -> bool:
    """Return whether two names share a word, or the start of one: `chat` and `chatgpt`."""
    return any(a.startswith(b) or b.startswith(a) for a in one.split() for b in other.split())


def _plain(name: str) -> str:
    """Return the words of the name of a file or folder, without the file's suffix."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"\.md[x]?$", "", name.lower())))


def _finding(page: Page, created: SetupCommand, other: Page) -> Finding:
    """Return the finding of a folder that is named after other pages; they may use another name by now."""
    same = next((one for one in _folders(other) if one.name == created.name), None)
    spans = [same.span] if same else [one.span for one in (other.facts.headings[:1] or other.facts.blocks[:1])]
    message = f"the folder `{created.name}` is named after another page: {other.path}"
    ends = tuple(related(other, span, "the page that it is named after") for span in spans)
    return finding(foreign_folder, page, created.span, message, related=ends, evidence=Evidence(Ground.PATTERN))
