"""`python -m tests.bench.editor FOLDER...`: measure the language server through its protocol, as an editor uses it.

Of each folder (a copy is used) it prints what the server takes until it answers, until the first diagnostics, for a
change of a page, and for a rename, in seconds of its CPU time and of the clock, and its memory.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from lsprotocol import types

from checker.workflows.docs_tree import tree_of

from ..lsp.editor import PULLING, Editor, editing
from ..support.server_process import ServerProcess

CHANGES = 40


async def measure(root: Path) -> dict[str, Any]:
    """Return the figures of a folder, which may be changed."""
    tree = tree_of([], root)
    paths = [path for path in tree.source.pages() if path.endswith((".md", ".mdx"))]
    chance = random.Random(1)
    clock = time.perf_counter()
    async with editing(root, capabilities=PULLING, patience=3600) as editor:
        assert editor._server is not None
        server = ServerProcess(editor._server.pid)
        start = {"cpu": server.cpu(), "clock": time.perf_counter() - clock}
        uri = editor.open(root / chance.choice(paths))
        await editor.diagnostics(uri)
        result: dict[str, Any] = {
            "pages": len(paths),
            "start": start,
            "first diagnostics": {"cpu": server.cpu(), "clock": time.perf_counter() - clock},
        }
        result["change"] = await _changes(editor, server, root, paths, chance)
        result["rename"] = await _renames(editor, server)
        await asyncio.sleep(2)
        result["megabytes"] = server.megabytes()
    return result


async def _renames(editor: Editor, server: ServerProcess) -> dict[str, float] | None:
    """Return what it takes to rename a model, or else an API version; None where a tree mentions neither."""
    for query, kind, new in (
        ("gpt-4o", types.SymbolKind.Constant, "gpt-9"),
        ("", types.SymbolKind.Constant, "gpt-9"),
        ("", types.SymbolKind.Number, "2031-01-01"),
    ):
        symbols = await editor.workspace_symbol_async(types.WorkspaceSymbolParams(query))
        places = [one.location for one in symbols or [] if one.kind is kind]
        if places and isinstance(places[0], types.Location):
            document = types.TextDocumentIdentifier(places[0].uri)
            params = types.RenameParams(document, places[0].range.start, new)
            cost = await server.cost(lambda params=params: editor.text_document_rename_async(params))  # type: ignore[misc]
            return dict(zip(("cpu", "clock"), cost, strict=True))
    return None


async def _changes(
    editor: Editor, server: ServerProcess, root: Path, paths: list[str], chance: random.Random
) -> dict[str, float]:
    """Return what it takes to see the result of one more letter, typed in the middle of some pages."""
    costs = []
    for path in chance.sample(paths, min(CHANGES, len(paths))):
        text = (root / path).read_text("utf-8")
        uri = editor.open(root / path, text)
        await editor.diagnostics(uri)
        middle = text.find(" ", len(text) // 2)
        editor.edit(uri, f"{text[:middle]}x{text[middle:]}")
        costs.append(await server.cost(lambda uri=uri: editor.diagnostics(uri)))  # type: ignore[misc]
        editor.close_document(uri)
    cpu, clock = ([one[kind] for one in costs] for kind in (0, 1))
    return {
        "cpu median": statistics.median(cpu),
        "cpu p95": sorted(cpu)[len(cpu) * 95 // 100],
        "clock median": statistics.median(clock),
    }


def main() -> None:
    """Measure the folders that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.editor", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    given = parser.parse_args()
    for folder in given.folders:
        with tempfile.TemporaryDirectory() as place:
            root = Path(place).resolve() / "tree"
            shutil.copytree(folder, root, symlinks=True)
            (root / "checker.toml").touch()
            found = {"folder": folder.name, **asyncio.run(measure(root))}
            sys.stdout.write(json.dumps(_rounded(found)) + "\n")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(value, 3) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
