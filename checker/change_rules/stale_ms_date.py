"""A page changed by more than white space, and its `ms.date` is the older one that it was.

On Learn the date tells readers how fresh a page is. Pages without an `ms.date`, those that have the day of the change
already, and changes of nothing but the front matter are left alone.

```bad before/guide.md
---
title: Guide
ms.date: 01/21/2025
---
Deploy a `gpt-4o` model.
```
```bad after/guide.md
---
title: Guide
ms.date: 01/21/2025 # expect: stale-ms-date
---
Deploy a `gpt-4o-mini` model.
```

```good before/guide.md
---
title: Guide
ms.date: 01/21/2025
---
Deploy a `gpt-4o` model.
```
```good after/guide.md
---
title: Guide
ms.date: 02/06/2025
---
Deploy a `gpt-4o-mini` model.
```
```good before/other.md
---
title: Other
ms.date: 01/21/2025
---
Deploy a  model.
```
```good after/other.md
---
title: Another
ms.date: 01/21/2025
---
Deploy a model.
```
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..facts import Span
from ..findings import Finding, Severity
from ._base import change_rule, finding

if TYPE_CHECKING:
    from ..insight.nouns import Change

_MATTER = re.compile(r"\A---[ \t]*\n(?P<inside>(?:(?!---[ \t]*$).*\n)*)---[ \t]*$\n?", re.M)
_DATE = re.compile(r"^ms\.date:[ \t]*(?P<value>[^#\n]*?)[ \t]*(?:#.*)?$", re.M)


@change_rule(Severity.SUGGESTION)
def stale_ms_date(change: Change) -> Iterator[Finding]:
    """Yield the date of each page whose text changed while the date stayed."""
    for one in change.files:
        if one.before is None or one.after is None:
            continue
        old, new = _parts(one.before.text), _parts(one.after.text)
        if not new[0] or old[0] != new[0] or "".join(old[2].split()) == "".join(new[2].split()):
            continue
        if _is_fresh(new[0], change.day):
            continue
        lines = f"lines added: {one.file.added}, deleted: {one.file.deleted}"
        message = f"the page changed ({lines}), and its `ms.date` is still {new[0]}"
        yield finding(stale_ms_date, one.after.place(new[1]), message, key=new[0])


def _is_fresh(written: str, day: dt.date) -> bool:
    """Tell whether a date, as Learn writes them, is not before a day."""
    numbers = [int(part) for part in re.findall(r"\d+", written)]
    if len(numbers) != 3:
        return False
    year, month, date = numbers if numbers[0] > 31 else (numbers[2], numbers[0], numbers[1])
    return (year, month, date) >= (day.year, day.month, day.day)


def _parts(text: str) -> tuple[str, Span, str]:
    """Return a page's date, where it stands, and what follows the front matter."""
    matter = _MATTER.match(text)
    if matter is None:
        return "", Span(0, 0), text
    date = _DATE.search(text, matter.start("inside"), matter.end("inside"))
    if date is None:
        return "", Span(0, 0), text[matter.end() :]
    return date["value"], Span(*date.span("value")), text[matter.end() :]
