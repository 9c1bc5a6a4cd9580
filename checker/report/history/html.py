"""A `History` goes in, one self-contained HTML file comes out, without scripts or external resources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...findings import Severity
from ...workflows.history import History, Life
from .. import Look
from ..markup import static_page
from . import by_rule, days, summary, title

_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.SUGGESTION)
_WIDTH, _HEIGHT, _TICKS = 1000, 200, 5


def render(history: History, look: Look) -> str:
    """Return the history as one HTML file; nothing in it depends on `look`."""
    del look
    assert __package__
    return static_page(
        __package__,
        "history",
        {"days": days},
        result=history,
        history=history,
        title=title(history),
        summary=summary(history),
        plot=_plot(history),
        parts=[
            ("open", "Open, oldest first", [_row(one, history) for one in history.open]),
            ("resolved", "Resolved, latest first", [_row(one, history) for one in history.closed]),
        ],
        rules=by_rule(history),
        severities=_SEVERITIES,
    )


@dataclass(frozen=True)
class _Axis:
    """Maps days to positions on a line of a given length."""

    first: dt.date
    last: dt.date

    def at(self, day: dt.date, length: int) -> float:
        whole = max(1, (self.last - self.first).days)
        return round(min(max((day - self.first).days / whole, 0), 1) * length, 1)

    def ticks(self) -> list[dt.date]:
        """Return some evenly spaced days, including the first and the last."""
        whole = (self.last - self.first).days
        steps = min(_TICKS - 1, whole)
        return [self.first + dt.timedelta(days=round(whole * step / max(1, steps))) for step in range(steps + 1)]


def _axis(history: History, *, room: bool = False) -> _Axis:
    """Return the axis of all commits; with `room` after the last one, to show what it changed."""
    every = [one.commit.day for one in history.moments]
    first, last = min(every), max(every)
    return _Axis(first, last + dt.timedelta(days=max(1, (last - first).days // 40)) if room else last)


def _plot(history: History) -> dict[str, Any]:
    """Return the areas of a plot of findings over time, the most severe at the bottom, with its scale."""
    axis = _axis(history, room=True)
    most = max(1, *(one.found.total() for one in history.moments))
    by_day = {one.commit.day: one for one in history.moments}  # the last commit of a day is used
    moments = [by_day[day] for day in sorted(by_day)]
    areas, base = [], [0] * len(moments)
    for severity in _SEVERITIES:
        top = [low + one.found[severity] for low, one in zip(base, moments, strict=True)]
        upper = list(_steps([axis.at(one.commit.day, _WIDTH) for one in moments], top, most))
        lower = list(_steps([axis.at(one.commit.day, _WIDTH) for one in moments], base, most))
        if top != base:
            points = " ".join(f"{x:g},{y:g}" for x, y in (*upper, *reversed(lower)))
            areas.append({"severity": severity.label, "points": points})
        base = top
    marks = sorted({0, (most + 1) // 2, most})
    return {
        "areas": areas,
        "most": most,
        "ticks": _axis(history).ticks(),
        "width": _WIDTH,
        "height": _HEIGHT,
        "marks": [{"number": mark, "y": round(_HEIGHT - mark / most * _HEIGHT, 1)} for mark in marks],
    }


def _steps(places: list[float], numbers: list[int], most: int) -> Iterator[tuple[float, float]]:
    """Yield the corners of a step line, which is constant until the next commit."""
    height = float(_HEIGHT)
    for index, (x, number) in enumerate(zip(places, numbers, strict=True)):
        height = round(_HEIGHT - number / most * _HEIGHT, 1)
        yield x, height
        yield (places[index + 1] if index + 1 < len(places) else float(_WIDTH)), height


def _row(life: Life, history: History) -> dict[str, Any]:
    """Return a contradiction with its period, as a part of the whole time."""
    axis = _axis(history)
    start = axis.at(life.introduced.day, 100)
    end = axis.at(life.resolved.day, 100) if life.resolved else 100
    width = max(1.5, round(end - start, 1))
    return {"life": life, "finding": life.finding, "start": min(start, 98.5), "width": width}
