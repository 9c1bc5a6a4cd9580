"""A page was changed, but its `ms.date` was not.

On Learn the date shows readers how fresh a page is. Pages without an `ms.date`, those that already have the day of the
change, and changes of white space or of the front matter alone are not reported.

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

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...findings import Finding, Ground, Severity
from ...page import ms_date
from .._base import Options, finding_at, rule

if TYPE_CHECKING:
    from ...diff.change import Change


@rule(Severity.SUGGESTION, ground=Ground.HISTORY)
def stale_ms_date(change: Change, options: Options) -> Iterator[Finding]:
    """Yield the date of each page whose text changed while the date stayed."""
    for one in change.files:
        if one.before is None or one.after is None:
            continue
        old, new = ms_date.parts(one.before.text), ms_date.parts(one.after.text)
        if not new[0] or old[0] != new[0] or ms_date.says_the_same(old[2], new[2]):
            continue
        if (day := ms_date.day(new[0])) is not None and day >= change.day:
            continue
        lines = f"lines added: {one.file.added}, deleted: {one.file.deleted}"
        message = f"the page changed ({lines}), but its `ms.date` is still {new[0]}"
        yield finding_at(stale_ms_date, one.after.place(new[1]), message, key=new[0])
