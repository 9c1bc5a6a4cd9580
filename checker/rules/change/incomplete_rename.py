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

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...edit.codemod import CodemodError, rename
from ...findings import Edit, Evidence, Finding, Ground, Related, Severity
from .._base import Options, finding_at, rule

if TYPE_CHECKING:
    from ...diff.change import Change, Switch

_LEAST = 3
"""So many places must have switched before those that did not are left-overs."""


@rule(Severity.WARNING, ground=Ground.MAJORITY)
def incomplete_rename(change: Change, options: Options) -> Iterator[Finding]:
    """Yield the places that still name a model which most of the change took out."""
    for (old, new), switches in sorted(change.model_switches.items()):
        back = len(change.model_switches.get((new, old), ()))
        if len(switches) < _LEAST or back:
            continue  # where there are switches both ways, the two models were exchanged
        left = _left(change, old, new, switches)
        if len(left) * 2 >= len(switches):
            continue
        evidence = Evidence(Ground.MAJORITY, len(switches), len(switches) + len(left))
        pages = len({one.new.location.place.path for one in switches})
        on = f"{len(switches)} places on {pages} page{'' if pages == 1 else 's'}"
        message = f"`{old}` is still here, but `{new}` replaced it in {on}"
        for edit in left:
            example = _nearest(edit.place.path, switches)
            ends = (Related(example.new.location.place, f"`{new}` replaced it here"),)
            yield finding_at(
                incomplete_rename, edit.place, message, key=f"{old} -> {new}", related=ends, evidence=evidence
            )


def _left(change: Change, old: str, new: str, switches: list[Switch]) -> list[Edit]:
    """Return the places that would have to change for the rename to be complete."""
    switched = {one.new.location.place.path for one in switches}
    brought = {
        one.file.path for one in change.files if any(item.sort == "model" and item.key == new for item in one.added)
    }
    siblings = {
        member.page.path
        for family in change.after.families
        if any(member.page.path in switched for member in family.members)
        for member in family.members
    }
    concerned = switched | brought | siblings
    catalog = change.after.catalog
    try:
        plan = rename(change.after, catalog.spelled(old), catalog.spelled(new), concerned.__contains__)
    except CodemodError:
        return []  # nothing is left, or the names are not ids
    return plan.edits


def _nearest(path: str, switches: list[Switch]) -> Switch:
    """Return the switch to show beside a place that was left: of its page, else of its folder, else the first."""
    folder = path.rpartition("/")[0]

    def far(one: Switch) -> tuple[bool, bool]:
        other = one.new.location.place.path
        return other != path, other.rpartition("/")[0] != folder

    return min(switches, key=far)
