"""An `Insight` goes in, a Markdown page comes out: front matter, highlights, insights, findings, files with diffs."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from ...diff.change import STATUS_WORDS, FilePage, Insight, Location, Side
from ...findings import Finding
from .. import Look
from ..escape import code_span, cut, longest_ticks, markdown_text
from ..excerpt import printable
from ..locations import related_locations, worst_first
from . import PARTS, anchor, capped, places

_PLACES, _LINES, _TEXT = 6, 300, 2_000
_BARE_PIPE = re.compile(r"(?<!\\)\|")


def render(insight: Insight, look: Look) -> str:
    """Return a page that GitHub and Microsoft Learn can render."""
    lines = [*_front_matter(insight), *_highlights(insight), *_insights(insight), *_findings(insight, look)]
    lines += [*_table(insight), *_files(insight, look), *_problems(insight)]
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"


def _front_matter(insight: Insight) -> Iterator[str]:
    import yaml

    keys = ("title", "date", "base", "head", "permalink", "summary")
    data = {key: printable(getattr(insight, key)) for key in keys if getattr(insight, key)}
    dumped = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    yield from ["---", *dumped.rstrip("\n").split("\n"), "---", ""]
    if insight.permalink:
        yield from [f"[View the diff]({insight.permalink})", ""]


def _highlights(insight: Insight) -> Iterator[str]:
    yield from ["# Highlights", "", _md(insight.summary), ""]
    for part, (heading, nothing) in PARTS.items():
        yield from [f"## {heading}", ""]
        found = [one for one in insight.highlights if one.kind.part.value == part]
        for number, one in enumerate(found, 1):
            yield f"{number}. {_sentence(one.text)}{_where(one.locations)}"
        yield from ["", *([] if found else [nothing, ""])][not found :]


def _insights(insight: Insight) -> Iterator[str]:
    yield from ["# Insights", ""]
    yield from (f"- {_sentence(one.text)}{_where(one.locations)}" for one in insight.insights)
    yield ""


def _findings(insight: Insight, look: Look) -> Iterator[str]:
    yield from ["# Findings", ""]
    for heading, found, side in (
        ("Introduced", insight.introduced, Side.AFTER),
        ("Fixed", insight.fixed, Side.BEFORE),
    ):
        yield from [f"## {heading}", ""]
        for one in worst_first(found):
            yield from _finding(one, side, look)
        yield from ["", *([] if found else [f"No findings were {heading.lower()}.", ""])][not found :]


def _finding(one: Finding, side: Side, look: Look) -> Iterator[str]:
    before = "before the change, " if side is Side.BEFORE else ""
    where = f"{before}{code_span(f'{one.place.path}:{one.place.line}:{one.place.column}')}"
    yield f"- **{one.severity.label}** {_md(one.message)} ({code_span(one.rule)}): {where}"
    yield from (f"  - {_md(other)}" for other in list(related_locations(one, look))[:_PLACES])


def _table(insight: Insight) -> Iterator[str]:
    yield from ["# Summary table", ""]
    if not insight.change.files:
        yield from ["No files changed.", ""]
        return
    yield from ["| Filename | Kind | Title | Status | A | D | M |", "|---|---|---|---|--:|--:|--:|"]
    for one in insight.change.files:
        file = one.file
        name = f"[{_cell(_md(file.path.rsplit('/', 1)[-1]))}](#{anchor(file.path)})"
        title = _cell(_md(cut(one.title, 160)))
        counts = f"{file.added} | {file.deleted} | {file.changed}"
        yield f"| {name} | {one.kind.value} | {title} | {STATUS_WORDS[file.status]} | {counts} |"
    yield from ["", "A and D count the lines added and deleted; M is their sum.", ""]


def _files(insight: Insight, look: Look) -> Iterator[str]:
    if insight.change.files:
        yield from ["# Changed files", ""]
    for one in insight.change.files:
        yield from [f'<a id="{anchor(one.file.path)}"></a>', "", f"## {_md(one.file.path)}", ""]
        if one.file.status == "R":
            yield from [f"Moved from {code_span(one.file.old_path)}.", ""]
        yield from [f"**{_md(cut(one.title, 300))}**", ""]
        yield from (
            f"- {_sentence(statement.text)} ({code_span(statement.kind.value)}){_where(statement.locations)}"
            for statement in one.statements
        )
        found = [finding for finding in insight.introduced if finding.place.path == one.file.path]
        for finding in found:
            yield from _finding(finding, Side.AFTER, look)
        yield from ["", *_diff(one)]


def _diff(one: FilePage) -> Iterator[str]:
    lines, more = capped(one.file.patch, _LINES)
    if not lines:
        return
    shown = [cut(printable(line.replace("\t", "    ")), _TEXT) for line in lines]
    fence = "`" * max(4, longest_ticks("\n".join(shown)) + 1)
    name = html.escape(printable(one.file.path.rsplit("/", 1)[-1]))
    head = f"{name}: {one.file.added} added, {one.file.deleted} deleted"
    yield from ["<details>", f"<summary>Diff of {head}</summary>", "", f"{fence}diff", *shown, fence, ""]
    yield from [f"{more:,} more lines are not shown.", ""] if more else []
    yield from ["</details>", ""]


def _problems(insight: Insight) -> Iterator[str]:
    if insight.not_checked or insight.warnings:
        yield from ["# Not checked", ""]
        yield from (f"- {code_span(cut(one.path, 300))}: {_md(one.reason)}" for one in insight.not_checked)
        yield from (f"- warning: {_md(one)}" for one in insight.warnings)


def _where(locations: Sequence[Location]) -> str:
    shown, more = places(locations, _PLACES)
    rest = f" and {more:,} more" if more else ""
    return ": " + ", ".join(_place(one) for one in shown) + rest if shown else ""


def _place(text: str) -> str:
    words, found, place = text.partition("before the change, ")
    return f"before the change, {code_span(place)}" if found else code_span(words)


def _sentence(text: str) -> str:
    return _md(text[:1].upper() + text[1:])


def _md(text: str) -> str:
    return markdown_text(text, _TEXT)


def _cell(text: str) -> str:
    return _BARE_PIPE.sub(r"\\|", text)
