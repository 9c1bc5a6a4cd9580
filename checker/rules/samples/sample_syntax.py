"""A sample does not parse, and one small change fixes it.

A missing comma or colon, a quote or a bracket that is never closed, a misspelled keyword, `True` in JSON: a reader who
copies the sample gets an error message instead. Samples are parsed with the grammar of their fence's language; of shell
commands and HTTP requests, the JSON bodies are parsed.

Fragments of programs, placeholders (`<your-key>`, `{{name}}`, `...`), comments in JSON, several JSON documents in a
row, sessions and output are allowed for, and so is syntax that the grammar does not know yet: a fault is reported only
where the change of a single token makes the whole sample parse. A sample that is cut off at its end is a fragment, not
a fault; the indents of its lines show whether it is cut off. Commas after last values are allowed in a fence of `jsonc`
and in `tsconfig.json` and its like; lines that a diff removes, fences of `json5`, and samples that are introduced as
wrong ("Avoid:") are left alone.

````bad guide.md
```json
{
  "model": "gpt-4o"  // expect: sample-syntax
  "stream": true
}
```
````
````bad client.md
```python
client = AzureOpenAI(
    azure_endpoint=endpoint  # expect: sample-syntax
    api_version="2024-10-21"
)
```
````
````good guide.md
```json
{
  "model": "<your-deployment>",
  "messages": [...]
}
```

```json
"usage": {
  "total_tokens": 201,
```
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...code.repair import repairs
from ...findings import Edit, Finding, Fix, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Sample, Span
from ...page.limits import Limit
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from .._base import Options, Scope, finding, rule

_LENIENT = ("json5", "hjson")
"""Languages that are read as JSON and allow more than comments and a comma after the last value."""
_COMMENTED_JSON = re.compile(
    r"^jsonc\b|(?:\b[jt]sconfig(?:\.[\w-]{1,40})?|(?<!\w)\.(?:eslintrc|babelrc|swcrc|jshintrc)|\bdevcontainer|\btslint"
    r"|\bapi-extractor|\blanguage-configuration)\.json\b|\.code-(?:workspace|snippets)\b"
)
"""Files whose programs read JSON with comments and commas after last values: github-linguist, languages.yml."""
_COUNTEREXAMPLE = re.compile(
    r"[\u274c\u2717\u2718\U0001f6ab]|^\W*(?:avoid|wrong|incorrect|invalid|bad|don['\u2019]t)\b", re.I
)
"""What introduces a sample that shows what not to write: a cross, or a word that the sentence starts with."""
_LONGEST = 60
"""Characters of a fault that its message quotes."""
_TRIED = Limit(
    repairs.ROOM,
    "this sample of {found} characters does not parse; the search for the place ended after too many tries",
)
_READ = Limit(
    2_000_000,
    "from here on, {found} samples were not searched for syntax errors, since those before took too many tries",
)
_TIMES = 6
"""How many times as many characters as a page has the tries for its samples may read."""


class SyntaxFault(Slip, kw_only=True):
    """A place where a sample does not parse, and the one small repair: `replacement` in the place of `edit`.

    `sample` indexes `Facts.samples`.
    """

    edit: Span
    sample: int


@reads(SyntaxFault)
def syntax_faults(page: PageText) -> Iterator[SyntaxFault]:
    """Yield the faults in the syntax of samples that one small repair fixes."""
    samples = page.facts.samples
    read, room = 0, max(_READ.most, _TIMES * len(page.document.text))
    for number, sample in enumerate(samples):
        if read > room:
            _READ.met(page.document, sample.span.start, len(samples) - number)
            return
        block = page.document.blocks[sample.block]
        if not block.info.lower().startswith(_LENIENT) and not _COUNTEREXAMPLE.search(sample.intro):
            text = repairs.without_last_commas(block.text) if _may_end_in_commas(block.info, sample) else block.text
            found = repairs.repairs(text, sample.language, block.info)
            read += found.read
            if not found.all_tried:
                _TRIED.met(page.document, sample.span.start, len(text))
            for repair in found.repairs:
                span, edit = block.span(repair.start, repair.end), block.span(repair.at, repair.at + repair.cut)
                yield SyntaxFault(span, repair.why, repair.put, edit=edit, sample=number)


def _may_end_in_commas(info: str, sample: Sample) -> bool:
    """Return whether a sample may have commas after last values."""
    return sample.language == "json" and _COMMENTED_JSON.search(info) is not None


@rule(Severity.ERROR, fix=Safety.UNSAFE, scope=Scope.PAGE)
def sample_syntax(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the faults in the syntax of samples."""
    for page, fault in graph.each(SyntaxFault):
        language = page.facts.samples[fault.sample].language
        message = f"the {_TITLES.get(language, language)} sample does not parse at {_quoted(page, fault)}: {fault.why}"
        yield finding(sample_syntax, page, fault.span, message, fix=_fix(page, fault))


_TITLES = {
    "python": "Python", "json": "JSON", "yaml": "YAML", "javascript": "JavaScript", "typescript": "TypeScript",
    "tsx": "TypeScript", "csharp": "C#", "java": "Java", "go": "Go", "powershell": "PowerShell", "bash": "shell",
    "http": "HTTP", "console": "console",
}  # fmt: skip


def _quoted(page: Page, fault: SyntaxFault) -> str:
    text = " ".join(fault.span.slice(page.text).split())
    return f"`{text}`" if len(text) <= _LONGEST else f"`{text[:_LONGEST].rstrip()}…`"


def _fix(page: Page, fault: SyntaxFault) -> Fix | None:
    """Return the repair as an edit; none for one that adds a line, whose indent depends on what is around it."""
    if "\n" in fault.replacement:
        return None
    return Fix(Safety.UNSAFE, (Edit(page.place(fault.edit), fault.replacement),))
