"""Trees to make reports of: one that means harm, and a large one."""

from __future__ import annotations

from pathlib import Path

HACK = "window.__hacked=1"
BIDI = "\u202e\u2066\u200f\u061c"
PAGE = f"""\
---
title: "</script><script>{HACK}</script>"
---

# Heading </script><script>{HACK}</script> <img src=x onerror="{HACK}"> {BIDI} "quotes' &amp; `code`

<script>{HACK}</script>
<svg onload="{HACK}"><a xlink:href="javascript:{HACK}">x</a></svg>

Click [the the link](javascript:{HACK}) or [gone](gone"onmouseover="{HACK}.md).
Or <a href="javascript:{HACK}">here here</a>.
A line with {BIDI} bidi bidi {BIDI} and <!-- <script>{HACK}</script> word word of a comment that ends --!> here.

Deploy the `gpt-4o` model "><img src=x onerror={HACK}>.

```python
# </script><script>{HACK}</script> <!-- ]]> --> {BIDI}
client = AzureOpenAI(api_version="2024-12-17")
client.chat.completions.create(model="gpt-4o-mini")  # </textarea></style><script>{HACK}</script>
```

| Model | Version </script> |
|---|---|
| `gpt-4o'"><script>{HACK}</script>` | `2024-11-20` |
| gpt-4o-<b onclick={HACK}>mini</b> | 2024-07-18 |

{{{{ 7 * 7 }}}} {{% raw %}} ${{{HACK}}} <!-- -- > stands stands <!--
"""
NAMES = (
    'it\'s "quoted" & <b>.md',
    "<img src=x onerror=window.__hacked=1>.md",
    "#/triage?x=1.md",
    "%2e%2e%2f%00.md",
    "`back` {{ticks}}.md",
    f"bidi{BIDI}.md",
    "__proto__.md",
    "constructor.md",
)
LONG = 10_000_000


def hostile(root: Path) -> Path:
    """Write a tree whose texts and names try to run, and one line of 10 MB; return its root."""
    root.mkdir(parents=True)
    for name in NAMES:
        for part in Path(name).parents:
            (root / part).mkdir(exist_ok=True, parents=True)
        (root / name).write_text(PAGE, encoding="utf-8")
    words = " ".join(f"word{number}" for number in range(300_000))
    line = f"{words} stands stands <script>{HACK}</script> "
    (root / "long.md").write_text("# Long\n\n" + line * (LONG // len(line) + 1) + "\n", encoding="utf-8")
    return root


def large(root: Path, pages: int = 2000, findings: int = 1000) -> Path:
    """Write a tree of so many pages and findings, in folders, with models and API versions; return its root."""
    models = ("gpt-4o", "gpt-4o-mini", "gpt-4.1", "o1", "o3-mini", "gpt-4", "gpt-35-turbo", "text-embedding-3-large")
    rows = "\n".join(f"| `{model}` (2024-11-20) | text | {number} |" for number, model in enumerate(models, 100))
    table = f"# Models\n\n| Model ID | Description | Max tokens |\n|---|---|---|\n{rows}\n"
    root.mkdir(parents=True)
    (root / "models.md").write_text(table, encoding="utf-8")
    for number in range(pages - 1):
        folder = root / f"area-{number % 23}" / f"part-{number % 7}"
        folder.mkdir(parents=True, exist_ok=True)
        model, day = models[number % len(models)], ("2024-10-21", "2024-06-01")[number % 2]
        fault = f"Page {number} stands stands here.\n\n" if number < findings else ""
        sample = f'client = AzureOpenAI(api_version="{day}")\nclient.chat.completions.create(model="{model}")\n'
        text = f"# Page {number}\n\nDeploy the `{model}` model, see [models](../../models.md).\n\n{fault}"
        text += f"```python\n{sample}```\n"
        (folder / f"page-{number}.md").write_text(text, encoding="utf-8")
    return root
