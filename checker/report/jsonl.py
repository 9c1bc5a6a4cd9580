"""A `Report` goes in, JSON Lines come out: the header, one line for each finding as in `json`, and the summary."""

from __future__ import annotations

import json
from typing import Any

from ..findings import Report
from . import Look
from .json import VERSION, finding_data, summary_data


def render(report: Report, look: Look) -> str:
    """Return the report as JSON Lines; a file that does not end with the `summary` line is truncated."""
    del look
    lines: list[dict[str, Any]] = [
        {"type": "header", "version": VERSION, "root": report.root},
        *({"type": "finding", **finding_data(finding)} for finding in report.findings),
        {"type": "summary", **summary_data(report)},
    ]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
