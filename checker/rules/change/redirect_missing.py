"""A page was moved or deleted without a redirect, and other pages still link to it.

The redirects are those of the site: `.openpublishing.redirection*.json` of Microsoft Learn, those in the configuration
of Mintlify, Astro, GitBook and MkDocs, and `redirect_from` or `aliases` in the front matter of a page. In addition to
links to the file, links to the routes of its page count, and paths of the published site that end like it
(`/azure/ai-services/openai/how-to/quota`).

```bad before/guide.md
See [limits](how-to/limits.md).
```
```bad after/guide.md
See [limits](how-to/limits.md). <!-- expect: redirect-missing -->
```
```bad before/how-to/limits.md
# Limits

A page about limits.
```

```good before/guide.md
See [limits](how-to/limits.md).
```
```good after/guide.md
See [quotas](how-to/quotas.md).
```
```good before/how-to/limits.md
# Limits

A page about limits.
```
```good after/how-to/quotas.md
# Limits

A page about limits.
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...findings import Finding, Ground, Related, Severity
from .._base import Options, finding_at, rule

if TYPE_CHECKING:
    from ...diff.change import Change

_MOST = 20
"""Places that a finding shows; its message has the number of all."""
_LINKS = ("link", "definition", "href")
"""What a redirect helps; an include or an image is not an address that a reader follows."""


@rule(Severity.WARNING, ground=Ground.HISTORY)
def redirect_missing(change: Change, options: Options) -> Iterator[Finding]:
    """Yield each page that is gone and still linked to, at the first of these links."""
    from ...diff.links import incoming, leading_to

    links = incoming(change.after)
    for one in change.files:
        old = one.file.old_path
        if one.file.status not in ("D", "R") or not one.file.is_page or old in change.after.by_path:
            continue
        routes = change.before.sites.routes(old)
        left = [link for link in leading_to(links, old, routes) if link.link.kind in _LINKS]
        if not left or change.after.sites.redirects(old, routes):
            continue
        what = f"was moved to {one.file.path}" if one.file.status == "R" else "was deleted"
        others = f" and {len(left) - 1} other{'' if len(left) == 2 else 's'}" if len(left) > 1 else ""
        message = f"{old} {what} without a redirect, but this link{others} still {'lead' if others else 'leads'} to it"
        ends = tuple(Related(link.page.place(link.link.span), "also leads to it") for link in left[1:_MOST])
        yield finding_at(redirect_missing, left[0].page.place(left[0].link.span), message, key=old, related=ends)
