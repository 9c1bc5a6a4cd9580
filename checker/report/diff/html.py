"""An `Insight` goes in, one self-contained HTML file comes out, without scripts or external resources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...diff.change import STATUS_WORDS, FilePage, Insight, Location, Side
from ...diff.highlights import balance
from ...findings import Finding, Place, Related
from .. import Look
from ..excerpt import excerpt
from ..locations import worst_first
from ..markup import static_page
from . import PARTS, anchor, by_page, capped, shown_locations

_WIDTH, _LINES, _CHARACTERS, _FEW = 160, 500, 1_000, 6
_HUNK = re.compile(r"@@ -(?P<old>\d+)(?:,\d+)? \+(?P<new>\d+)(?:,\d+)? @@")


def render(insight: Insight, look: Look) -> str:
    """Return the report as one HTML file; nothing in it depends on `look`."""
    del look
    assert __package__
    return static_page(
        __package__,
        "diff",
        {"sentence": _sentence},
        result=insight,
        insight=insight,
        parts=_parts(insight),
        introduced=_findings(insight.introduced, insight, Side.AFTER),
        fixed=_findings(insight.fixed, insight, Side.BEFORE),
        files=[_file(one, insight) for one in insight.change.files],
        balance=balance(insight.introduced, insight.fixed),
        places=_places,
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _parts(insight: Insight) -> list[dict[str, Any]]:
    """Return the highlights by part."""
    return [
        {
            "name": name,
            "heading": heading,
            "nothing": nothing,
            "statements": [one for one in insight.highlights if one.kind.part.value == name],
        }
        for name, (heading, nothing) in PARTS.items()
    ]


def _places(locations: Sequence[Location]) -> dict[str, Any]:
    """Return locations by page: a few to show, and the rest to fold."""
    pages = [
        {"side": side, "path": path, "lines": ", ".join(map(str, sorted(lines))), "anchor": anchor(path)}
        for (side, path), lines in by_page(shown_locations(locations)).items()
    ]
    return {"few": pages[:_FEW], "rest": pages[_FEW:]}


def _file(one: FilePage, insight: Insight) -> dict[str, Any]:
    lines, more = capped(one.file.patch, _LINES)
    return {
        "page": one,
        "file": one.file,
        "status": STATUS_WORDS[one.file.status],
        "name": one.file.path.rsplit("/", 1)[-1],
        "folder": one.file.path.rpartition("/")[0],
        "anchor": anchor(one.file.path),
        "lines": list(_numbered(lines)),
        "more": more,
        "found": [finding for finding in insight.introduced if finding.place.path == one.file.path],
    }


def _numbered(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the lines of a patch with their kinds and their numbers on both sides."""
    old = new = 0
    for line in lines:
        match = _HUNK.match(line)
        sign, text = line[:1], line[1:]
        if match:
            old, new = int(match["old"]), int(match["new"])
            yield {"kind": "hunk", "old": "", "new": "", "sign": "", "text": line}
        elif sign == "\\":
            yield {"kind": "note", "old": "", "new": "", "sign": "", "text": text.strip()}
        else:
            kind = {"+": "add", "-": "del"}.get(sign, "same")
            shown = text if len(text) <= _CHARACTERS else text[: _CHARACTERS - 1] + "…"
            numbers = {"old": "" if kind == "add" else old, "new": "" if kind == "del" else new}
            yield {"kind": kind, **numbers, "sign": sign.strip(), "text": shown.replace("\t", "    ")}
            old, new = old + (kind != "add"), new + (kind != "del")


def _findings(found: Sequence[Finding], insight: Insight, side: Side) -> list[dict[str, Any]]:
    texts = {path: text.split("\n") for path, text in insight.texts.get(side, {}).items()}
    changed = {one.file.path if side is Side.AFTER else one.file.old_path for one in insight.change.files}
    return [
        {
            "finding": one,
            "locations": [
                _location(one.place, "", texts, changed),
                *(_location(other.place, other.message, texts, changed) for other in _few(one.related)),
            ],
            "more": max(0, len(one.related) - _FEW),
        }
        for one in worst_first(found)
    ]


def _few(related: Sequence[Related]) -> Sequence[Related]:
    return related[:_FEW]


def _location(place: Place, message: str, texts: Mapping[str, Sequence[str]], changed: set[str]) -> dict[str, Any]:
    lines = texts.get(place.path, ())
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    return {
        "place": place,
        "message": message,
        "shown": excerpt(line, place.column - 1, end, _WIDTH) if line else None,
        "anchor": anchor(place.path) if place.path in changed else "",
    }
