"""A suppression comment has no effect, since it is malformed.

It names no rule, or one that does not exist; it opens a region that nothing closes, or closes one that nothing opened;
or its first word has a typo. A comment that names no rule would hide findings that no one has seen yet, so it is an
error too.

```bad guide.md
One line. <!-- checker: ignore --> <!-- expect: malformed-suppression -->

Another and and one. <!-- checker: ignore double-word --> <!-- expect: malformed-suppression -->

<!-- checker: ignore-start doubled-word --> <!-- expect: malformed-suppression -->
The rest of the page.
```
```good guide.md
Another and and one. <!-- checker: ignore doubled-word -- it is quoted -->

<!-- checker: ignore-start doubled-word -->
It goes on and and on.
<!-- checker: ignore-end doubled-word -->
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...config import nearest
from ...findings import Finding, Severity
from ...graph import DocsGraph
from ...page.facts import Suppression
from .._base import Options, finding, rule

_ACTIONS = ["ignore", "ignore-file", "ignore-start", "ignore-end"]


@rule(Severity.ERROR)
def malformed_suppression(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each suppression that cannot work, with what was probably meant."""
    from .._names import known

    names = list(known())
    for page in graph.pages:
        for comment in page.facts.suppressions:
            message = _fault(comment, names)
            if message:
                span = comment.name if comment.rule and not comment.fault else comment.span
                yield finding(malformed_suppression, page, span, message)


def _fault(comment: Suppression, names: list[str]) -> str:
    """Return what is wrong with a suppression, or an empty text."""
    if comment.fault == "unknown-action":
        hint = nearest(comment.action, _ACTIONS)
        if comment.code and not hint:
            return ""  # a sample's own remark, such as `# checker: runs every night`
        known = f"; did you mean `{hint}`?" if hint else "; it must be `ignore`, or `ignore-file`, `-start` or `-end`"
        return f"`{comment.action}` is not an action of a suppression" + known
    if comment.fault == "no-rule":
        return f"`{comment.action}` names no rule; write `{comment.action} RULE` to hide the findings of one rule"
    if comment.rule and comment.rule not in names:
        hint = nearest(comment.rule, names)
        return f"there is no rule `{comment.rule}`" + (f"; did you mean `{hint}`?" if hint else "")
    if comment.fault == "unclosed":
        return f"this region is never closed, so it has no effect; add `ignore-end {comment.rule}` below"
    if comment.fault == "unopened":
        return f"`ignore-end {comment.rule}".rstrip() + "` closes nothing; there is no `ignore-start` above it"
    return ""
