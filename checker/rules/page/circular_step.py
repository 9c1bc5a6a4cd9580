"""The first step of a procedure asks for what the procedure is about to make.

Whoever wants to deploy a model has no deployed model yet; the step is a copy from a page that comes later. Compared are
the sentence that leads in to a list ("To deploy the model:") and the first item, where both name the same thing.

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
from .._base import Options, finding, related, rule

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
_LEAD = re.compile(
    rf"\bto (?P<verb>{'|'.join(_DONE)}) (?:a|an|the|your|our)(?: new)? (?P<thing>[^.:,;\n]{{2,99}})"
    r"[^\n]{0,200}:\s*$",
    re.I,
)
_AGAIN = re.compile(r"\b(?:again|another|second|next|more|update|change|delete|existing)\b", re.I)
_TOKEN = re.compile(r"`[^`\n]+`|[\w-]+")
_END = frozenset("in on to for with from by at of into using that which and or as".split())


@rule(Severity.WARNING, ground=Ground.CONTRADICTION)
def circular_step(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each first item of a list that has done what its lead is about to do."""
    for page in graph.pages:
        for whole in page.facts.lists:
            yield from _circular(page, whole)


def _circular(page: Page, whole: TextList) -> Iterator[Finding]:
    first = whole.items[0]
    if not first.block or len(whole.items) < 2:
        return
    lead = page.facts.blocks[first.block - 1]
    text = lead.span.slice(page.text) if lead.kind == "paragraph" else ""
    told = _LEAD.search(text) if text.rstrip().endswith(":") and "to " in text.lower() else None
    if told is None or _AGAIN.search(text):
        return
    done = _DONE[told["verb"].lower()]
    asked = re.search(rf"\b(?:the|your|a|an) (?:newly )?{done} (?P<thing>[^\n]*)", first.span.slice(page.text), re.I)
    if asked is not None and _thing(told["thing"]) == _thing(asked["thing"]):
        message = f"this step needs the {_said(asked['thing'])} to be {done}, which the procedure is about to do"
        end = related(page, lead.span, f"is about to {told['verb'].lower()} it")
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
    """Return what tells a thing from others: its name in code, else its last word, in the singular."""
    words = _words(text)
    code = [word for word in words if word.startswith("`")]
    return (code or words[-1:] or [""])[0].casefold().removesuffix("s")
