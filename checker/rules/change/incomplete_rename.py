"""A change replaced a model in most places, and this place still has the old one.

This covers pages that the change introduced the new model to, and the siblings of pages where it replaced the old one;
there, the places that have to agree: samples, URLs, requirements and ids in running text. History, tables, lists, and
sentences that name both models are not reported, as `checker rename` does not change them.

````bad before/ask-python.md
Deploy a `gpt-4o` model.

```python
answer = client.chat.completions.create(model="gpt-4o", messages=messages)
more = client.chat.completions.create(model="gpt-4o", messages=messages)
```
````
````bad after/ask-python.md
Deploy a `gpt-4o-mini` model.

```python
answer = client.chat.completions.create(model="gpt-4o-mini", messages=messages)
more = client.chat.completions.create(model="gpt-4o-mini", messages=messages)
```
````
````bad before/ask-javascript.md
```javascript
const answer = await client.chat.completions.create({ model: "gpt-4o", messages });
```
````
````bad after/ask-javascript.md
```javascript
const answer = await client.chat.completions.create({ model: "gpt-4o", messages }); // expect: incomplete-rename
```
````

````good before/ask-python.md
Deploy a `gpt-4o` model. It is as good as `gpt-4o` can be, and `gpt-4o` it is.
````
````good after/ask-python.md
Deploy a `gpt-4o-mini` model. It is as good as `gpt-4o-mini` can be, and `gpt-4o-mini` it is.

Use `gpt-4o-mini` where `gpt-4o` is too dear.
````
````good before/vision.md
Deploy a `gpt-4o` model.
````
````good after/vision.md
Deploy a `gpt-4o` model.
````
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...edit.codemod import left_of_rename
from ...findings import Evidence, Finding, Ground, Related, Severity
from .._base import Options, finding_at, rule

if TYPE_CHECKING:
    from ...diff.change import Change, Switch

_LEAST = 3
"""So many places must have switched before those that did not are left-overs."""


@rule(Severity.WARNING, ground=Ground.MAJORITY)
def incomplete_rename(change: Change, options: Options) -> Iterator[Finding]:
    """Yield the places that still name a model which most of the change took out."""
    beside = _Beside(change)
    for (old, new), switches in sorted(change.model_switches.items()):
        back = len(change.model_switches.get((new, old), ()))
        if len(switches) < _LEAST or back:
            continue  # where there are switches both ways, the two models were exchanged
        catalog = change.after.catalog
        concerned = beside.concerned(new, switches)
        left = left_of_rename(change.after, catalog.spelled(old), catalog.spelled(new), concerned)
        if len(left) * 2 >= len(switches):
            continue
        evidence = Evidence(Ground.MAJORITY, len(switches), len(switches) + len(left))
        pages = len({one.new.location.place.path for one in switches})
        on = f"{len(switches)} places on {pages} page{'' if pages == 1 else 's'}"
        message = f"`{old}` is still here, but `{new}` replaced it in {on}"
        examples = _examples(switches)
        for edit in left:
            path = edit.place.path
            example = examples.get(path) or examples.get(_folder(path)) or switches[0]
            ends = (Related(example.new.location.place, f"`{new}` replaced it here"),)
            yield finding_at(
                incomplete_rename, edit.place, message, key=f"{old} -> {new}", related=ends, evidence=evidence
            )


class _Beside:
    """The pages that a rename concerns besides those where it happened."""

    def __init__(self, change: Change) -> None:
        self._brought: dict[str, set[str]] = defaultdict(set)
        self._siblings: dict[str, set[str]] = defaultdict(set)
        for one in change.files:
            for item in one.added:
                if item.sort == "model":
                    self._brought[item.key].add(one.file.path)
        for family in change.after.families:
            paths = {member.page.path for member in family.members}
            for path in paths:
                self._siblings[path] |= paths

    def concerned(self, new: str, switches: list[Switch]) -> list[str]:
        """Return the pages that would have to change for a rename to be complete: the siblings too."""
        switched = {one.new.location.place.path for one in switches}
        brought = self._brought.get(new, set())
        return sorted(switched.union(brought, *(self._siblings.get(path, ()) for path in switched)))


def _examples(switches: list[Switch]) -> dict[str, Switch]:
    """Return the switch to show beside a place that was left, by its page, and else by its folder: the first."""
    found: dict[str, Switch] = {}
    for one in switches:
        path = one.new.location.place.path
        found.setdefault(path, one)
        found.setdefault(_folder(path), one)
    return found


def _folder(path: str) -> str:
    return f"{path.rpartition('/')[0]}/"
