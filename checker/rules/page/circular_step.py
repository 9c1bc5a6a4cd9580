"""The first step of a procedure needs what the procedure is about to create.

A reader who wants to deploy a model has no deployed model yet; the step is a copy from a page that comes later. The
rule compares the sentence that introduces a list ("To deploy the model:") with the first item, where both name the same
thing.

```bad guide.md
To deploy the `tide-read` model:

1. Sign in with the account that has the deployed `tide-read` model. <!-- expect: circular-step -->
1. Select **Deploy**.
```
```good guide.md
To deploy the `tide-read` model:

1. Sign in with the account that has your resource, with or without a deployed model.
1. Select **Deploy**, and then select the deployed `tide-read` model.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page.facts import TextList
from ...patterns import Shape
from .._base import Options, Scope, finding, related, rule

_DONE = {
    "assign": "assigned",
    "build": "built",
    "configure": "configured",
    "create": "created",
    "deploy": "deployed",
    "enable": "enabled",
    "fine-tune": "fine-tuned",
    "import": "imported",
    "install": "installed",
    "provision": "provisioned",
    "publish": "published",
    "register": "registered",
    "train": "trained",
    "upload": "uploaded",
}
_LEAD = Shape(
    rf"\bto (?P<verb>{'|'.join(_DONE)}) (?:a|an|the|your|our)(?: new)? (?P<thing>[^.:,;\n]{{2,99}})"
    r"[^\n]{0,200}:\s*$",
    re.I,
    needs=("to ",),
)
_AGAIN = re.compile(r"\b(?:again|another|second|next|more|update|change|delete|existing)\b", re.I)
_TOKEN = re.compile(r"`[^`\n]+`|[\w-]+")
_END = frozenset("in on to for with from by at of into using that which and or as".split())


@rule(Severity.WARNING, ground=Ground.CONTRADICTION, scope=Scope.PAGE)
def circular_step(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each first item of a list that needs what the list is about to do."""
    for page in graph.pages:
        for whole in page.facts.lists:
            yield from _circular(page, whole)


def _circular(page: Page, whole: TextList) -> Iterator[Finding]:
    first = whole.items[0]
    if not first.block or len(whole.items) < 2:
        return
    lead = page.facts.blocks[first.block - 1]
    text = lead.span.slice(page.text) if lead.kind == "paragraph" else ""
    goal = _LEAD.search(text) if text.rstrip().endswith(":") else None
    if goal is None or _AGAIN.search(text):
        return
    done = _DONE[goal["verb"].lower()]
    asked = re.search(rf"\b(?:the|your|a|an) (?:newly )?{done} (?P<thing>[^\n]*)", first.span.slice(page.text), re.I)
    if asked is not None and _thing(goal["thing"]) == _thing(asked["thing"]):
        verb = goal["verb"].lower()
        message = f"this step needs the {_said(asked['thing'])} to be {done}, but the procedure is about to {verb} it"
        end = related(page, lead.span, f"is about to {verb} it")
        yield finding(circular_step, page, first.span, message, related=(end,))


def _said(text: str) -> str:
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    """Return the words of a thing's name, up to a preposition."""
    found: list[str] = []
    for token in _TOKEN.findall(text)[:4]:
        if token.lower() in _END:
            break
        found.append(token)
    return found


def _thing(text: str) -> str:
    """Return what distinguishes a thing from others: its name in code, else its last word, in the singular."""
    words = _words(text)
    code = [word for word in words if word.startswith("`")]
    return (code or words[-1:] or [""])[0].casefold().removesuffix("s")
