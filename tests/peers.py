"""Link checkers of others beside ours, on the same trees in one run: `python -m tests.peers [BIN..]`.

Each tool that is installed (on the PATH or in a BIN folder) reads the pages of the shared trees, with what it can be
told of the site. Of its reports on files and routes, those are true on whose lines a link is dead as
`tests.support.dead_links` decides, and those false where all links lead somewhere; dead lines without a report are
missed. The slips of kind h of the shared file are planted, and count as found where a tool reports their line newly.
Tools that are not there are named as such. `reports/peers.json` keeps the figures.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .support import SHARED, TOP
from .support.dead_links import PAGES, Tree
from .support.plants import FILE, plants, rounds

REPORT = TOP / "reports" / "peers.json"
TREES = {"agno": Tree(SHARED / "trees/agno"), "portkey": Tree(SHARED / "trees/portkey"),
         "d365": Tree(SHARED / "trees/d365", "business-central", loose=True)}  # fmt: skip
TOPS = {"crewai": "docs", "pydantic-ai": "docs", "d365": "business-central"}
"""The folders whose routes start at the root, of trees in which that is not their top."""
MOST_PAGES, SAMPLE = 1_200, 400
"""Of a tree with more pages than `MOST_PAGES`, a sample is read, chosen at random with a fixed seed."""

Places = set[tuple[str, int]]


@dataclass(frozen=True)
class Job:
    """Pages of a folder that a tool is to read; `top` is where the routes of the site start."""

    root: Path
    top: str
    pages: Sequence[str]
    anchors: bool = False


@dataclass(frozen=True)
class Tool:
    """A command, how it is called, and how the places it reports are read from its output."""

    command: str
    version: str
    arguments: Callable[[Job, Path], list[str]]
    places: Callable[[Job, str], Places]


def _ours(job: Job, scratch: Path) -> list[str]:
    rules = "broken-link,broken-include" + (",broken-anchor,undefined-reference" if job.anchors else "")
    (scratch / "own.toml").write_text("", "utf-8")
    start = ["-m", "checker", "check", "--root", ".", "--no-cache", "--config", str(scratch / "own.toml")]
    return [*start, "--select", rules, "--format", "json", "--fail-on", "never", *job.pages]


def _of_ours(job: Job, output: str) -> Places:
    return {(one["path"], line) for one in json.loads(output)["findings"]
            for line in range(one["line"], one["end_line"] + 1)}  # fmt: skip


def _lychee(job: Job, scratch: Path) -> list[str]:
    fragments = ["--include-fragments"] if job.anchors else []
    ends = ["--fallback-extensions", "mdx,md", "--index-files", "index.mdx,index.md,README.md,."]
    root = ["--root-dir", str(job.root / job.top)]
    return ["--offline", "--no-progress", "--format", "json", *fragments, *ends, *root, *job.pages]


def _of_lychee(job: Job, output: str) -> Places:
    errors = json.loads(output)["error_map"]
    return {(page, one["span"]["line"]) for page, some in errors.items() for one in some if one.get("span")}


def _rumdl(job: Job, scratch: Path) -> list[str]:
    roots = f'[MD057]\nabsolute-links = "relative_to_roots"\nroots = ["{job.root / job.top}"]\n'
    (scratch / "rumdl.toml").write_text(roots, "utf-8")
    rules = "MD057,MD051,MD052" if job.anchors else "MD057"
    start = ["check", "--no-cache", "--config", str(scratch / "rumdl.toml"), "--enable", rules]
    return [*start, "--output-format", "json", *job.pages]


def _of_rumdl(job: Job, output: str) -> Places:
    return {(one["file"], one["line"]) for one in json.loads(output or "[]")}


def _remark(job: Job, scratch: Path) -> list[str]:
    modules = Path(_found("remark") or "").parents[1]
    root = json.dumps(str(job.root / job.top))
    uses = [str(modules / "remark-frontmatter/index.js"),
            f"{modules / 'remark-validate-links/index.js'}=repository:\"a/b\",root:{root}"]  # fmt: skip
    start = ["--no-stdout", "--no-color", "--quiet", "--no-config", "--no-ignore", "--ext", "md,mdx"]
    return [*start, *(part for one in uses for part in ("--use", one)), *job.pages]


def _of_remark(job: Job, output: str) -> Places:
    page, found = "", set()
    told = "missing-" if job.anchors else "missing-file"
    for line in output.splitlines():
        if match := re.match(r"\s*(?P<line>\d+):\d+(?:-\d+:\d+)?\s+warning\b.*?\s(?P<why>missing-[a-z-]+)\s", line):
            if match["why"].startswith(told):
                found.add((page, int(match["line"])))
        elif line.strip():
            page = line.strip()
    return found


TOOLS = [
    Tool("checker", "", _ours, _of_ours),
    Tool("lychee", "--version", _lychee, _of_lychee),
    Tool("rumdl", "--version", _rumdl, _of_rumdl),
    Tool("remark", "--version", _remark, _of_remark),
]


def _found(command: str) -> str | None:
    """Return where a command is: ours is this Python; others are looked for on the PATH and in the given folders."""
    return sys.executable if command == "checker" else shutil.which(command, path=os.pathsep.join(
        [*sys.argv[1:], os.environ.get("PATH", "")]))  # fmt: skip


def reports(tool: Tool, job: Job) -> tuple[Places, float]:
    """Return the places that a tool reports, and the seconds of CPU time that it took."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [_found(tool.command) or "", *tool.arguments(job, Path(scratch))]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        environment = os.environ | {"PYTHONPATH": str(TOP)}
        done = subprocess.run(command, cwd=job.root, capture_output=True, text=True, check=False, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    output = done.stderr if tool.command == "remark" else done.stdout
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return tool.places(job, output), seconds


def pages_of(root: Path, top: str = "") -> list[str]:
    """Return the Markdown pages below a folder of a tree, or as many of them as are read."""
    every = sorted(path.relative_to(root).as_posix() for path in (root / top).rglob("*") if path.suffix in PAGES)
    return every if len(every) <= MOST_PAGES else sorted(random.Random(13).sample(every, SAMPLE))


def on_tree(tool: Tool, tree: Tree) -> dict[str, Any]:
    """Return how many reports of a tool on a tree are true and false, how many dead lines it misses, and its time."""
    pages = pages_of(tree.root, tree.top)
    judged = {(page, line): there for page in pages for line, there in tree.judged(page).items()}
    found, seconds = reports(tool, Job(tree.root, tree.top, pages))
    dead = {place for place, there in judged.items() if there is False}
    false = {place for place in found if judged.get(place) is True}
    return {"pages": len(pages), "true": len(found & dead), "false": len(false), "missed": len(dead - found),
            "not judged": len(found - dead - false), "cpu_s": round(seconds, 1)}  # fmt: skip


def slips(tool: Tool) -> tuple[list[str], list[str]]:
    """Return the ids of the planted slips in links that a tool finds, and of those that it misses."""
    records = [one for line in FILE.read_text("utf-8").splitlines() if (one := json.loads(line))["kind"] == "h"]
    by_tree: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in records:
        by_tree[one["tree"]].append(one)
    found, missed = [], []
    for name, some in sorted(by_tree.items()):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / name
            shutil.copytree(SHARED / "trees" / name, root)
            job = Job(root, TOPS.get(name, ""), pages_of(root), anchors=True)
            before = reports(tool, job)[0]
            for group in rounds(plants(name, some)):
                texts = {one.path: (root / one.path).read_bytes() for one in group}
                for one in group:
                    planted = one.into(texts[one.path].decode("utf-8"))
                    (root / one.path).write_bytes(planted.encode("utf-8"))
                new = reports(tool, job)[0] - before
                for one in group:
                    hit = any((one.path, line) in new for line in range(one.first, one.last + 1))
                    (found if hit else missed).append(one.id)
                for path, text in texts.items():
                    (root / path).write_bytes(text)
    return found, missed


def measure() -> dict[str, Any]:
    """Return the figures of all tools that are installed, and the names of those that are not."""
    result: dict[str, Any] = {"tools": {}, "not installed": []}
    for tool in TOOLS:
        place = _found(tool.command)
        if place is None:
            result["not installed"].append(tool.command)
            continue
        said = (
            subprocess.run([place, tool.version], capture_output=True, text=True, check=False) if tool.version else None
        )
        found, missed = slips(tool)
        result["tools"][tool.command] = {
            "version": said.stdout.strip() if said else "this checkout",
            "slips": {"found": len(found), "of": len(found) + len(missed), "missed": missed},
            "trees": {name: on_tree(tool, tree) for name, tree in TREES.items()},
        }
        print(tool.command, json.dumps(result["tools"][tool.command]), flush=True)
    return result


if __name__ == "__main__":
    REPORT.write_text(json.dumps(measure(), indent=2) + "\n", "utf-8")
