"""A sample does not parse, and one small repair would mend it.

A missing comma, a quote or a bracket that nothing closes, a colon left out: whoever copies the sample gets an error
message instead of an answer. Samples are read with the grammar of their fence's language; of shell commands and HTTP
requests the JSON bodies are read.

Pieces of programs, placeholders (`<your-key>`, `{{name}}`, `...`), comments in JSON, several JSON documents in a row,
sessions and output are allowed for, and so is syntax that the grammar does not know yet: a fault is reported only where
the change of a single token makes the whole sample parse. What is cut off at its end is a piece, and no fault. A fence
of `jsonc` or `json5` may hold what JSON may not.

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

from collections.abc import Iterator

from ...findings import Edit, Finding, Fix, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import SyntaxFault
from .._base import Options, finding, rule

_LONGEST = 60


@rule(Severity.ERROR, fix=Safety.UNSAFE)
def sample_syntax(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the faults in the syntax of samples."""
    for page in graph.pages:
        for fault in page.facts.syntax_faults:
            language = page.facts.samples[fault.sample].language
            message = (
                f"the {_TITLES.get(language, language)} sample does not parse at {_quoted(page, fault)}: {fault.why}"
            )
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
    """Return the repair as an edit; none for one that puts a new line in, whose indent depends on what it stands in."""
    if "\n" in fault.put:
        return None
    return Fix(Safety.UNSAFE, (Edit(page.place(fault.edit), fault.put),))
