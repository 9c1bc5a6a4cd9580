"""`python -m tests.bench.editor FOLDER...`: measure the language server through its protocol, as an editor uses it.

Of each folder (a copy is used) it prints what the server takes until the first diagnostics, for a change of a page, and
for a rename, in seconds of its CPU time and of the clock, and its memory. With `--random N`, it then makes N random
edits and prints by how much the memory grew, and how many results differ from those of a check of the same texts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from lsprotocol import types

from checker.workflows.docs_tree import tree_of

from ..lsp.editor import Editor, editing
from ..lsp.test_same_result import expected, shown
from ..lsp.test_session import PULLING
from ..workflows.test_live_tree import edited

CHANGES = 40
_COMPARED = 10
"""Of so many random edits, the result of one is compared with that of a check."""
_TICKS = os.sysconf("SC_CLK_TCK")


class _Server:
    """What a server has taken so far."""

    def __init__(self, editor: Editor) -> None:
        assert editor._server is not None
        self._folder = Path("/proc", str(editor._server.pid))

    def cpu(self) -> float:
        """Return the seconds of CPU time of the server and of the processes that it has started and that ended."""
        fields = (self._folder / "stat").read_text("utf-8").rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / _TICKS

    def megabytes(self) -> int:
        """Return the memory that it holds."""
        [line] = [one for one in (self._folder / "status").read_text("utf-8").splitlines() if one.startswith("VmRSS")]
        return int(line.split()[1]) // 1024

    async def cost(self, work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
        """Return the CPU time and the time that something takes."""
        cpu, clock = self.cpu(), time.perf_counter()
        await work()
        return self.cpu() - cpu, time.perf_counter() - clock


async def measure(root: Path, edits: int) -> dict[str, Any]:
    """Return the figures of a folder, which may be changed."""
    tree = tree_of([], root)
    paths = [path for path in tree.source.pages() if path.endswith((".md", ".mdx"))]
    chance = random.Random(1)
    clock = time.perf_counter()
    async with editing(root, capabilities=PULLING, patience=3600) as editor:
        server = _Server(editor)
        uri = editor.open(root / chance.choice(paths))
        await shown(editor, uri)
        result: dict[str, Any] = {
            "pages": len(paths),
            "start": {"cpu": server.cpu(), "clock": time.perf_counter() - clock},
        }
        result["change"] = await _changes(editor, server, root, paths, chance)
        symbols = await editor.workspace_symbol_async(types.WorkspaceSymbolParams("gpt-4o"))
        models = [one for one in symbols or [] if one.kind is types.SymbolKind.Constant]
        if models and isinstance(models[0].location, types.Location):
            place = models[0].location
            params = types.RenameParams(types.TextDocumentIdentifier(place.uri), place.range.start, "gpt-9")
            result["rename"] = dict(
                zip(("cpu", "clock"), await server.cost(lambda: _rename(editor, params)), strict=True)
            )
        await asyncio.sleep(2)
        result["megabytes"] = server.megabytes()
        if edits:
            result["random"] = await _random(editor, server, root, paths, chance, edits)
    return result


async def _rename(editor: Editor, params: types.RenameParams) -> None:
    await editor.text_document_rename_async(params)


async def _changes(
    editor: Editor, server: _Server, root: Path, paths: list[str], chance: random.Random
) -> dict[str, float]:
    """Return what it takes to see the result of one more letter, typed in the middle of some pages."""
    costs = []
    for path in chance.sample(paths, min(CHANGES, len(paths))):
        text = (root / path).read_text("utf-8")
        uri = editor.open(root / path, text)
        await shown(editor, uri)
        middle = text.find(" ", len(text) // 2)
        editor.edit(uri, f"{text[:middle]}x{text[middle:]}")
        costs.append(await server.cost(lambda uri=uri: shown(editor, uri)))  # type: ignore[misc]
        editor.close_document(uri)
    cpu, clock = ([one[kind] for one in costs] for kind in (0, 1))
    return {
        "cpu median": statistics.median(cpu),
        "cpu p95": sorted(cpu)[len(cpu) * 95 // 100],
        "clock median": statistics.median(clock),
    }


async def _random(
    editor: Editor, server: _Server, root: Path, paths: list[str], chance: random.Random, edits: int
) -> dict[str, Any]:
    """Return how the server stands many edits of several open pages."""
    texts: dict[str, str] = {}
    uris: dict[str, str] = {}
    before = differing = compared = 0
    for number in range(edits):
        path = chance.choice(list(texts) if len(texts) >= 8 and chance.random() < 0.9 else paths)
        texts[path] = edited(texts.get(path) or (root / path).read_text("utf-8") or "x", chance)
        (root / path).write_text(texts[path], "utf-8")  # for the check that it is compared with
        if path in uris:
            editor.edit(uris[path], texts[path])
        else:
            uris[path] = editor.open(root / path, texts[path])
        found = await shown(editor, uris[path])
        if number % _COMPARED == 0:
            compared += 1
            differing += found != expected(root, path)
        if number == edits // 4:
            before = server.megabytes()
    return {"edits": edits, "compared": compared, "differing": differing, "megabytes": [before, server.megabytes()]}


def main() -> None:
    """Measure the folders that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.editor", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--random", type=int, default=0, metavar="N", help="how many random edits to make afterwards")
    given = parser.parse_args()
    for folder in given.folders:
        with tempfile.TemporaryDirectory() as place:
            root = Path(place).resolve() / "tree"
            shutil.copytree(folder, root, symlinks=True)
            (root / "checker.toml").touch()
            found = {"folder": folder.name, **asyncio.run(measure(root, given.random))}
            sys.stdout.write(json.dumps(_rounded(found)) + "\n")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(value, 3) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
