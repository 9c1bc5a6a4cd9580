"""An `Insight` goes in, JSON of a stable shape comes out; `diff.schema.json` describes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ...diff.change import STATUS_WORDS, FilePage, Insight, Location, Side, Statement
from .. import Look
from ..json import finding_data

VERSION = 1


def render(insight: Insight, look: Look) -> str:
    """Return the insight as JSON; nothing in it depends on `look`."""
    del look
    return json.dumps(data(insight), indent=2, ensure_ascii=False) + "\n"


def data(insight: Insight) -> dict[str, Any]:
    """Return everything about a change."""
    return {
        "version": VERSION,
        "title": insight.title,
        "date": insight.date,
        "base": insight.base,
        "head": insight.head,
        "permalink": insight.permalink,
        "summary": insight.summary,
        "highlights": [{"part": one.kind.part.value, **_statement(one)} for one in insight.highlights],
        "insights": [
            {"topic": one.topic, "text": one.text, "places": _places(one.locations)} for one in insight.insights
        ],
        "files": [_file(one) for one in insight.change.files],
        "findings": {
            "introduced": [{"side": Side.AFTER.value, **finding_data(one)} for one in insight.introduced],
            "fixed": [{"side": Side.BEFORE.value, **finding_data(one)} for one in insight.fixed],
            "persisting": insight.persisting,
        },
        "not_checked": [{"path": one.path, "reason": one.reason} for one in insight.not_checked],
        "warnings": insight.warnings,
    }


def _file(one: FilePage) -> dict[str, Any]:
    file = one.file
    return {
        "path": file.path,
        "old_path": file.old_path,
        "status": STATUS_WORDS[file.status],
        "kind": one.kind.value,
        "title": one.title,
        "added": file.added,
        "deleted": file.deleted,
        "changed": file.changed,
        "statements": [_statement(statement) for statement in one.statements],
        "patch": file.patch,
    }


def _statement(one: Statement) -> dict[str, Any]:
    return {"kind": one.kind.value, "text": one.text, "subject": one.subject, "places": _places(one.locations)}


def _places(locations: Sequence[Location]) -> list[dict[str, Any]]:
    return [
        {"side": one.side.value, "path": one.place.path, "line": one.place.line, "column": one.place.column}
        for one in locations
    ]
