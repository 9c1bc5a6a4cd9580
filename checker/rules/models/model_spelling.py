"""A model name is misspelled.

Display names have a hyphen after GPT and capitals (GPT-4o, GPT-3.5 Turbo). A name with a space is not an id, so it is
either GPT-4o mini or `gpt-4o-mini`. Ids are spelled as in the catalog, separators included. Azure's id is
`gpt-35-turbo` where OpenAI's own API has `gpt-3.5-turbo`. The text of a link to another site is that page's own title.

```bad guide.md
The GPT 4o models are fast. <!-- expect: model-spelling -->
Most people take gpt-4o mini. <!-- expect: model-spelling -->
```
```good guide.md
GPT-4o mini and GPT-3.5 Turbo are models; `gpt-4o` is an id, and DALL-E 3 draws.
```
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Mention
from .._base import Options, finding, replacement, rule
from .._slips import is_changelog

_SPACE = re.compile(r"^(gpt) (\d[\w.]*)", re.I)
_NO_HYPHEN = re.compile(r"^(gpt)(\d[\w.]*)", re.I)
_SPLIT_O = re.compile(r"^(gpt)[- ]?(4)[- ]o(?![a-z0-9])", re.I)
_DALLE = re.compile(r"^dalle-?(?= ?\d)", re.I)
_FAR_LESS = 5
"""How many times as often as its slip an id is written at least, where that is written more than once."""
_VISION = re.compile(r"^-(?=V$)")  # GPT-4V
_LOWER = re.compile(r"^gpt(?=-\d[\w.]*(?: (?:mini|nano|turbo)\b))")
_DOTTED = re.compile(r"^gpt-3\.5(?=-turbo)")
_OWN = re.compile(r"(?<!zure )\bOpenAI\b")
_TITLE = re.compile(r"[^\[\]\n]{0,200}\]\(<?https?://", re.I)
"""The rest of the text of a link to another site."""
_LONGEST = 200
"""Characters of the text of a link before a name in it; a bracket farther away is not that of a link."""
_AGAINST = re.compile("unlike|instead of|equivalent")


@rule(Severity.WARNING, fix=Safety.SAFE, ground=Ground.TABLE)
def model_spelling(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each misspelled display name, and each id of OpenAI that is used for Azure."""
    endings = _Endings(graph.mentions)
    for mention in graph.mentions:
        shown = _display(mention)
        right = shown if shown and not is_changelog(mention.page) else _azure_id(mention)
        right = right or _other_separator(graph, mention, endings)
        if right and right != mention.text and not _in_title(mention):
            message = f"the correct spelling of “{mention.text}” is “{right}”"
            safety = Safety.SAFE if mention.sample < 0 else Safety.UNSAFE
            fix = replacement(mention.page, mention.span, right, safety)
            yield finding(model_spelling, mention.page, mention.span, message, fix=fix)


def _in_title(mention: Mention) -> bool:
    """Return whether a name is in the text of a link to another site, whose page is called so; no image is."""
    text, start = mention.page.text, mention.span.start
    opened, closed = (text.rfind(mark, max(0, start - _LONGEST), start) for mark in "[]")
    is_link = opened > closed and text[opened - 1 : opened] != "!" and "\n" not in text[opened:start]
    return mention.sample < 0 and is_link and _TITLE.match(text, mention.span.end) is not None


def _display(mention: Mention) -> str:
    """Return how a misspelled display name is written, or an empty text for one that is right."""
    name, text = mention.name, mention.text
    if name is None or name.sample >= 0:
        return ""
    if match := _DALLE.match(text):
        rest = text[match.end() :].strip()
        if name.code and not (name.exact and rest in ("2", "3")):
            return ""
        return f"dall-e-{rest}" if name.code or text.islower() else f"DALL-E {rest}"
    if name.code and not name.exact:
        return ""
    for pattern in (_SPLIT_O, _SPACE, _NO_HYPHEN):
        match = pattern.match(text)
        if match is None or (name.code and pattern is _NO_HYPHEN):
            continue
        prefix = match[1] if name.code else "GPT"
        joined = f"{match[2]}o" if pattern is _SPLIT_O else match[2]
        return f"{prefix}-{joined}{_VISION.sub('', text[match.end() :])}"
    return _LOWER.sub("GPT", text) if not name.code and _LOWER.match(text) else ""


class _Endings:
    """What mentions are written like, to be asked how many of them end in a text."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._mentions = mentions

    @cached_property
    def _counts(self) -> tuple[list[str], list[int]]:
        """Each text, backwards and in order, and how many mentions are written like those before it."""
        counts = sorted(Counter(one.text[::-1] for one in self._mentions).items())
        return [text for text, _ in counts], [0, *accumulate(count for _, count in counts)]

    def count(self, ending: str) -> int:
        """Return how many mentions end in a text."""
        texts, before = self._counts
        first = bisect_left(texts, ending[::-1])
        last = bisect_left(texts, ending[::-1] + chr(sys.maxunicode), first)
        return before[last] - before[first]


def _other_separator(graph: DocsGraph, mention: Mention, endings: _Endings) -> str:
    """Return the known id that an id is with other separators, or an empty text.

    It mixes them (`gpt-4o_mini`), which no style of names does, and the tree writes it nowhere else or far less often.
    """
    prefix, slash, text = mention.text.rpartition("/")
    exact = mention.use is not None or (mention.name is not None and mention.name.exact)
    if "_" not in text or "-" not in text or not exact or text in graph.catalog.models:
        return ""
    right = next((one for mark in "-." if (one := text.replace("_", mark)) in graph.catalog.models), "")
    if not right:
        return ""
    written, usual = endings.count(text), endings.count(right)
    return f"{prefix}{slash}{right}" if written == 1 or written * _FAR_LESS <= usual else ""


def _azure_id(mention: Mention) -> str:
    """Return Azure's id for an id that is written as OpenAI's own API has it, where it is called on Azure."""
    if not _DOTTED.match(mention.text) or mention.platform != "azure":
        return ""
    if (mention.sample >= 0 and mention.use is None) or mention.page.history.chronicle(
        mention.page.facts.blocks[mention.block].heading
    ):
        return ""
    return "" if mention.sample < 0 and _compares(mention) else _DOTTED.sub("gpt-35", mention.text)


def _compares(mention: Mention) -> bool:
    """Return whether the lines around a name set the two spellings, or the two platforms, against each other."""
    text = mention.page.text
    start, end = text.rfind("\n", 0, mention.span.start) + 1, text.find("\n", mention.span.end)
    around = text[start : end if end >= 0 else len(text)]
    return _OWN.search(around) is not None or _AGAINST.search(around) is not None
