"""An `Insight` goes in, a text for people comes out: highlights, insights, files and findings, each with its places."""

from __future__ import annotations

from collections.abc import Iterator

from ...diff.change import Insight, Location, Side
from .. import Look
from ..excerpt import printable
from ..terminal import listing
from . import PARTS, places

_PLACES = 6


def render(insight: Insight, look: Look) -> str:
    """Return what a change did, in the order in which a reviewer needs it."""
    lines = [
        look.paint(printable(insight.title), "path"),
        f"{printable(insight.base)} -> {printable(insight.head)}",
        "",
    ]
    lines += [printable(insight.summary), ""]
    lines += [*_highlights(insight, look), *_insights(insight, look), *_files(insight, look)]
    lines += [*_findings(insight, look), *_problems(insight, look)]
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"


def _highlights(insight: Insight, look: Look) -> Iterator[str]:
    for part, (heading, _) in PARTS.items():
        found = [one for one in insight.highlights if one.kind.part.value == part]
        if found:
            yield look.paint(heading, "path")
            for one in found:
                yield f"  {printable(one.text)}  {look.paint(f'[{one.kind.value}]', 'dim')}"
                yield from _where(one.locations, look)
            yield ""


def _insights(insight: Insight, look: Look) -> Iterator[str]:
    yield look.paint("Insights", "path")
    for one in insight.insights:
        yield f"  {printable(one.text)}"
        yield from _where(one.locations, look)
    yield ""


def _where(locations: tuple[Location, ...], look: Look) -> Iterator[str]:
    shown, more = places(locations, _PLACES)
    if shown:
        rest = f" and {more:,} more" if more else ""
        yield look.paint(f"    {printable('; '.join(shown))}{rest}", "dim")


def _files(insight: Insight, look: Look) -> Iterator[str]:
    files = insight.change.files
    if not files:
        return
    yield look.paint("Files", "path")
    width = max(len(f"+{one.file.added} -{one.file.deleted}") for one in files)
    for one in files:
        file = one.file
        moved = f" (from {printable(file.old_path)})" if file.status == "R" else ""
        counts = f"+{file.added} -{file.deleted}"
        yield f"  {file.status}  {counts:<{width}}  {look.paint(printable(file.path), 'path')}{moved}"
        for statement in one.statements:
            yield f"       {printable(statement.text)}  {look.paint(f'[{statement.kind.value}]', 'dim')}"
    yield ""


def _findings(insight: Insight, look: Look) -> Iterator[str]:
    for heading, found, side in (
        ("Introduced by the change", insight.introduced, Side.AFTER),
        ("Fixed by the change (locations before it)", insight.fixed, Side.BEFORE),
    ):
        if found:
            yield look.paint(heading, "path")
            yield from (f"  {line}" for line in listing(found, insight.texts.get(side, {}), look))
    from ...diff.highlights import balance

    yield f"Findings: {balance(insight.introduced, insight.fixed)}, {insight.persisting:,} unchanged."


def _problems(insight: Insight, look: Look) -> Iterator[str]:
    if insight.not_checked:
        yield look.paint("Not checked:", "error")
        yield from (f"  {printable(one.path)}: {printable(one.reason)}" for one in insight.not_checked)
    yield from (f"{look.paint('warning:', 'warning')} {printable(one)}" for one in insight.warnings)
