"""`python -m tests.bench [speed|growth|scale]...`: measure parts and note each in reports/bench.json.

Without arguments these are `speed` and `growth`, about four minutes; `scale` checks trees of up to 100,000 pages, or of
the `--pages` given; `growth --lacking` measures the rows that were added since and keeps the others. Each part keeps
with it the commit and the day of its measurement. What has become worse, or grows by more than it may, is measured
again, and then printed; the exit code is 1 where there is something of the kind.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from ..support import TOP
from . import growth, scale, speed
from .comparison import best, drops

FILE = TOP / "reports" / "bench.json"
PARTS = ("speed", "growth", "scale")
_ROW = re.compile(r'\{\s+"count": (\d+),\s+"ratios": \[\s+([\d.]+),\s+([\d.]+)\s+\]\s+\}')


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the chosen parts, print them and what is worse."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: the first two)")
    parser.add_argument("--pages", type=int, action="append", help="How many pages `scale` checks; repeatable.")
    parser.add_argument("--lacking", action="store_true", help="Of `growth`, measure only the rows not yet noted.")
    given = parser.parse_args(arguments)
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    worse: list[str] = []
    for part in given.parts or PARTS[:2]:
        result, found = measured(part, kept().get(part, {}), given.pages, lacking=given.lacking)
        note(part, result)
        worse += found
    sys.stdout.write(f"wrote {FILE}\n" + "".join(f"worse: {line}\n" for line in worse))
    return bool(worse)


def measured(
    part: str, old: dict[str, Any], pages: Sequence[int] | None, *, lacking: bool = False
) -> tuple[dict[str, Any], list[str]]:
    """Return what one part is now, and what of it is worse than before or than it may be."""
    if part == "growth":
        result = growth.measure(old if lacking else None)
        return result, growth.over(result)
    if part == "scale":
        result = scale.measure(pages or scale.SIZES)
        return result, scale.over(result)
    result = speed.measure()
    if drops(old, result):
        result = best(result, speed.measure())
    return result, drops(old, result)


def kept() -> dict[str, Any]:
    """Return what was noted before, by part."""
    found = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    return {part: found[part] for part in PARTS if part in found}


def note(part: str, result: dict[str, Any]) -> None:
    """Write one part into the report, with the commit and the day, and leave the others; print it too."""
    stamped = {"commit": _commit(), "day": dt.date.today().isoformat(), **result}
    parts = {**kept(), part: stamped}
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(rendered({name: parts[name] for name in PARTS if name in parts}), encoding="utf-8")
    sys.stdout.write(rendered({part: stamped}))


def rendered(parts: dict[str, Any]) -> str:
    """Return parts as JSON, each row of a table on one line."""
    return _ROW.sub(r'{"count": \1, "ratios": [\2, \3]}', json.dumps(parts, indent=2)) + "\n"


def _commit() -> str:
    """Return which commit is measured, with a plus sign where there are changes on top of it; empty without git."""
    asked = ["git", "describe", "--always", "--dirty=+", "--exclude=*"]
    return subprocess.run(asked, cwd=TOP, check=False, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
