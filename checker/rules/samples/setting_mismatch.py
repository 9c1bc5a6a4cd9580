"""The text beside a sample says what a setting is set to, and the sample sets it to something else.

The value is a number in the text next to the sample, or a text in quotes, true or false in a sentence that leads to the
sample with a colon or is about the example itself. A number may also be what the text counts before the sample (“1,536
dimensions”, where the sample sets `dimensions`), or a long one that is a digit off from one of the sample. Defaults and
alternatives are left out.

````bad guide.md
Set `timeout` to `30`:

```python
client = Harbour(timeout=60)  # expect: setting-mismatch
```
````
````good guide.md
The default of `timeout` is `30`. Give the boats more time:

```python
client = Harbour(timeout=60)
```
````
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ...code.details import NUMBER, TRUTH, Detail, normal, plain_name, settings
from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph
from ...page.beside import after, before
from ...page.blocks import TextBlock
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import reads
from ...page.text_views import Sentences, readable
from ...patterns import has_digit
from .._base import Options, finding, related, rule
from ._said_numbers import counted, misread


class OtherSetting(Fact):
    """A setting of a sample, with the other value that the text beside it has: both as written, and their places."""

    name: str
    said: str
    span: Span
    used: str
    place: Span


_VALUE = rf"""(?:-?{NUMBER}|{TRUTH}|"[\w.-]+"|'[\w.-]+')"""
_UNIT = r"(?:milli)?seconds?|ms|s|minutes?|min|hours?|days?|weeks?|[kmg]i?b|(?:mega|giga|kilo)?bytes?|percent|times?"
"""What a number counts in a text; a setting may count something smaller."""
_END = rf"(?![\w%]|[.,]\d|[ -](?:{_UNIT})\b)"
_KIND = "argument|attribute|field|option|parameter|property|setting"
_SAID = re.compile(
    rf"`(?P<name>[A-Za-z_][\w-]*)[ ]?[=:][ ]?(?P<value>{_VALUE})`"
    rf"|`(?:[\w-]+\.)*(?P<name2>[A-Za-z_][\w-]*)`(?:[ ](?:{_KIND}))?"
    rf"[ ](?:to|of|=|(?:is[ ])?set[ ]to)[ ](?P<value2>`{_VALUE}`|{_VALUE}{_END})"
    rf"|\b(?P<name3>[a-z]+(?:[ _][a-z]+)?)[ ](?:to|of)[ ](?P<value3>`{_VALUE}`|{NUMBER}{_END})"
)
_NOT_HERE = re.compile(
    r"\b(?:defaults?|defaulted|unless|instead|not|or|otherwise|e\.g|for example|such|other|between|changed?)\b"
    r"|n[’']t\b",
    re.I,
)
"""What says that a value is not, or need not be, that of the sample to which a sentence leads."""
_NOT_ALWAYS = re.compile(
    r"\b(?:if|when|whether|only|must|can|could|may|might|without|always|should|never|maximum|minimum)\b", re.I
)
"""What says the same of a sample that a sentence is about without leading to it."""
_ABOUT_EXAMPLE = re.compile(
    r"\b(?:this|the(?: following| previous| above)?) (?:example|sample|code|snippet|command|request)\b"
    r"|\bwe (?:set|use|pass)\b",
    re.I,
)
_LONGEST = 400
"""Characters of a sentence on either side of a value that are searched; names farther away are not its name."""


@reads(OtherSetting)
def other_settings(page: PageText) -> Iterator[OtherSetting]:
    """Yield the settings that a sample sets to something else than the text before or after it says."""
    fences = {one.block for one in page.facts.samples if not one.output}
    given: dict[int, dict[str, list[Detail]]] = {}
    for number, block in page.blocks if fences else ():
        if block.kind != "paragraph" or not (samples := _near(page.document.blocks, fences, number)):
            continue
        leads = samples[0] > number and block.text.rstrip().endswith(":")
        yield from _other_numbers(page, number, samples, leads=leads)
        for name, said, start, end in _statements(block, leads=leads):
            for at in samples:
                if at not in given:
                    given[at] = _given(page.document.blocks[at])
            used = [(at, one) for at in samples for one in given[at].get(plain_name(name), ())]
            if used and all(one.value != normal(said) for _, one in used):
                at, one = used[0]
                sample = page.document.blocks[at]
                value = sample.text[one.start : one.end]
                yield OtherSetting(name, said, block.span(start, end), value, sample.span(one.start, one.end))


def _other_numbers(page: PageText, number: int, samples: Sequence[int], *, leads: bool) -> Iterator[OtherSetting]:
    """Yield the numbers of a text where the samples beside it have others."""
    block = page.document.blocks[number]
    text = readable(block)
    blocks = [page.document.blocks[at] for at in samples]
    codes = [one.text for one in blocks]
    for one in (*counted(text, codes), *misread(text, page.document.text, codes)) if leads or has_digit(text) else ():
        sentence = _sentence(text, Sentences(text), one.start, one.end)
        leading = leads and sentence.rstrip().endswith(":")
        is_about = samples[0] > number or not one.name or _ABOUT_EXAMPLE.search(sentence) is not None
        if is_about and not _NOT_HERE.search(sentence) and (leading or _is_about(sentence, is_number=True)):
            used, sample = codes[one.sample][slice(*one.used)], blocks[one.sample]
            yield OtherSetting(one.name, one.number, block.span(one.start, one.end), used, sample.span(*one.used))


def _sentence(text: str, sentences: Sentences, start: int, end: int) -> str:
    first, last = sentences.around(start, end)
    return text[max(first, start - _LONGEST) : min(last, end + _LONGEST)]


def _near(blocks: Sequence[TextBlock], fences: set[int], number: int) -> list[int]:
    """Return the samples that follow a block, up to the next text, or else the one before it."""
    found = list(after(blocks, fences, number))
    last = before(blocks, fences, number) if not found else None
    return found if last is None else [last]


def _given(sample: TextBlock) -> dict[str, list[Detail]]:
    """Return the values that a sample gives to each name."""
    found: dict[str, list[Detail]] = defaultdict(list)
    for one in settings(sample.text):
        found[one.name].append(one)
    return found


def _statements(block: TextBlock, *, leads: bool) -> Iterator[tuple[str, str, int, int]]:
    """Yield what a text says a setting is set to: its name, the value as written and its range."""
    if not (leads or has_digit(block.text) or _ABOUT_EXAMPLE.search(block.text)):
        return
    text = readable(block)
    sentences = Sentences(text)
    for match in _SAID.finditer(text):
        sentence = _sentence(text, sentences, *match.span())
        kind = next(kind for kind in ("", "2", "3") if match["name" + kind])
        start, end = match.span("value" + kind)
        if text[start] == "`":
            start, end = start + 1, end - 1
        leading = leads and sentence.rstrip().endswith(":")
        if not _NOT_HERE.search(sentence) and (leading or _is_about(sentence, is_number=text[end - 1].isdigit())):
            yield match["name" + kind], text[start:end], start, end


def _is_about(sentence: str, *, is_number: bool) -> bool:
    """Return whether a sentence is about the example beside it, whatever the reader does, as one with a number is."""
    return (is_number or _ABOUT_EXAMPLE.search(sentence) is not None) and not _NOT_ALWAYS.search(sentence)


@rule(Severity.WARNING, ground=Ground.CONTRADICTION)
def setting_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the settings of samples that have another value than the text beside them says."""
    for page, one in graph.each(OtherSetting):
        does = f"sets `{one.name}` to `{one.used}`" if one.name else f"has `{one.used}`"
        message = f"this sample {does}, but the text beside it says `{one.said}`"
        ends = (related(page, one.span, "said here"),)
        yield finding(setting_mismatch, page, one.place, message, related=ends)
