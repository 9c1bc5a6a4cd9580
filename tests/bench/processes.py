"""Commands go in, what their processes cost comes out: CPU seconds and memory, start-up and all."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..support import CORPORA, TOP
from .clock import child_seconds, interleaved, ratio, seconds
from .parts import check_all, measured_roots, pages_of, parse_all

_COMPILED = Path(tempfile.gettempdir(), "checker-bench-compiled")
"""Where the compiled modules of this checkout are kept from process to process."""


@dataclass(frozen=True)
class Cost:
    """What a process and those that it waited for have used: CPU seconds, and the most bytes that one of them held."""

    seconds: float
    bytes: int


def cost(command: Sequence[str], folder: Path, fine: Sequence[int] = (0,)) -> Cost:
    """Return what a command costs.

    Raises `CalledProcessError` where it ends with another code than the `fine` ones.
    """
    with tempfile.TemporaryFile() as output:
        environment = {**os.environ, "PYTHONPATH": str(TOP), "PYTHONPYCACHEPREFIX": str(_COMPILED)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # users have modules that were compiled once
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in fine:
            output.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, output.read())
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def plugin_start(runs: int) -> dict[str, Any]:
    """Return the least time in milliseconds of plain pytest runs with the plugin and without, in turns.

    Other plugins are left out of both.
    """
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_own.py").write_text("def test_own(): pass\n", encoding="utf-8")

        def started(*arguments: str) -> None:
            command = [sys.executable, "-m", "pytest", "-q", "test_own.py", *arguments]
            subprocess.run(command, cwd=folder, check=True, capture_output=True, env=alone)

        ways = {"with": lambda: started("-p", "checker.pytest.plugin"), "without": started}
        taken = interleaved(ways, runs, child_seconds)
    least = {name: round(min(spent) * 1000, 1) for name, spent in taken.items()}
    difference = round(least["with"] - least["without"], 1)
    return {"milliseconds": {**least, "difference": difference}, "ratios": {"with/without": ratio(taken, *ways)}}


def first_check(runs: int) -> dict[str, Any]:
    """Return by how much the check of pages that a process has never seen takes longer than their parse: the median.

    The process has seen the corpora, so that it has its modules, patterns and grammars at hand, as the parser has.
    """
    command = [sys.executable, "-m", f"{__package__}.processes", *map(str, measured_roots())]
    shown = [subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True).stdout for _ in range(runs)]
    return {"ratios": {"check/parse": round(statistics.median(map(float, shown)), 3)}}


def print_first_check(roots: Sequence[str]) -> None:
    """Print by how much the first check of some trees takes longer than their parse."""
    parts = (parse_all, check_all)
    for part in parts:
        part([pages_of(root) for root in (CORPORA / "trees" / "azure-openai", *sorted((CORPORA / "clean").iterdir()))])
    pages = [pages_of(Path(root)) for root in roots]
    parse, checked = (seconds(partial(part, pages)) for part in parts)
    sys.stdout.write(f"{checked / parse}\n")


if __name__ == "__main__":
    print_first_check(sys.argv[1:])
