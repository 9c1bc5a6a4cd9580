"""`python -m tests.fuzz.editor FOLDER... [--minutes N | --steps N] [--seed N]`: edit docs at random, in a real session.

For each folder (a copy is used) it starts `checker lsp` and does what people do in an editor and beside it: they type,
paste, undo, save, open and close pages, create, rename and delete files, change the configuration, and ask for hovers,
renames and the like. Every few steps, what the server shows must be what `checker check` finds in a folder with the
same texts. It prints what was done, and the memory of the server once it is warm and in the end. It ends at the first
defect: a crash, an error, or a difference; the same folder and seed lead there again. The exit code is then 1.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams, JsonRpcRequestCancelled

from ..lsp.editor import CAPABILITIES, PULLING, Editor, editing
from ..support.loops import in_own_loop
from ..support.server_process import ServerProcess
from .edited_tree import EditedTree, two_of
from .findings_shown import Shown, checked, in_editor, on_page, whole

COMPARED = 25
"""Steps from one comparison to the next."""
WEIGHED = 5
"""Steps from one look at the memory of the server to the next."""
MOST_GROWTH = 1.1
"""How much more memory than a warm one an old server may hold."""
CONFIGURATIONS = (
    "", 'ignore = ["links"]\n', 'extend-select = ["wording"]\n', 'exclude = ["**/*-0.md"]\n',
    '[severity]\nbroken-link = "warning"\n', 'select = ["links", "samples"]\n',
)  # fmt: skip
INVALID = ("nonsense = 1\n", "select = [\n", 'ignore = ["no-such-rule"]\n')


class Defect(Exception):
    """What the server did that it must not do."""


class Session:
    """A server, and a person who edits at random."""

    def __init__(self, editor: Editor, tree: EditedTree, *, pulls: bool, watches: bool) -> None:
        assert editor._server is not None
        self.editor, self.tree, self.chance = editor, tree, tree.chance
        self.process = ServerProcess(editor._server.pid)
        self.pulls, self.watches = pulls, watches
        self.done = Counter[str]()
        self.steps = 0
        self.last: list[str] = []
        self.megabytes: list[float] = []
        self._steps: list[tuple[int, Callable[[], Awaitable[None]]]] = [
            (30, self.type), (12, self.paste), (10, self.undo), (10, self.open), (6, self.close), (6, self.save),
            (5, self.change_beside), (3, self.create), (3, self.delete), (3, self.restore), (3, self.rename_file),
            (1, self.rename_folder), (1, self.other_file), (2, self.open_new), (2, self.configure), (15, self.ask),
            (3, self.cancel),
        ]  # fmt: skip

    async def step(self) -> None:
        """Do one thing, and send what an editor would."""
        weights = [weight for weight, _ in self._steps]
        [(_, action)] = self.chance.choices(self._steps, weights)
        name = action.__name__
        self.done[name] += 1
        self.steps += 1
        await action()
        self._send_events()
        if self.steps % WEIGHED == 0:
            self.megabytes.append(self.process.megabytes())

    async def warm(self) -> None:
        """Use every configuration once, the first one last, so that all rules and their data are loaded."""
        await self.open()
        for text in reversed(CONFIGURATIONS):
            self.tree.write("checker.toml", text.encode("utf-8"))
            self._send_events()
            await self.type()
            path = self._an_open_page()
            assert path is not None
            where = types.HoverParams(types.TextDocumentIdentifier(self._uri(path)), types.Position(0, 0))
            await self.editor.text_document_hover_async(where)  # which is answered after a check

    def _note(self, what: str) -> None:
        self.last = [*self.last[-30:], what]

    def _send_events(self) -> None:
        events = [types.FileEvent(self._uri(path), kind) for kind, path in self.tree.events]
        self.tree.events.clear()
        if events and self.watches:
            self.editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    def _uri(self, path: str) -> str:
        return (self.tree.root / path).as_uri()

    def _an_open_page(self) -> str | None:
        return self.chance.choice(sorted(self.tree.buffers)) if self.tree.buffers else None

    def _a_closed_page(self) -> str | None:
        """Return a page of the disk that is not open, if there is any."""
        found = [path for path in self.tree.pages if path not in self.tree.buffers]
        return self.chance.choice(found) if found else None

    # -- in the editor

    async def _edited(self, change: Callable[[str, str], str]) -> None:
        path = self._an_open_page()
        if path is None:
            await self.open()
            return
        self._note(f"edit {path}")
        self.editor.edit(self._uri(path), change(path, self.tree.buffers[path]))

    async def type(self) -> None:
        for _ in range(self.chance.choice((1, 1, 1, 2, 5))):
            await self._edited(lambda path, text: self.tree.type(path, self.tree.changed(text)))

    async def paste(self) -> None:
        await self._edited(lambda path, text: self.tree.type(path, self.tree.pasted(text)))

    async def undo(self) -> None:
        await self._edited(lambda path, _: self.tree.undo(path))

    async def open(self) -> None:
        path = self._a_closed_page()
        if len(self.tree.buffers) >= 8:
            await self.close()
        if path is not None:
            self._open(path)

    def _open(self, path: str) -> None:
        self._note(f"open {path}")
        self.editor.open(self.tree.root / path, self.tree.open(path))

    async def open_new(self) -> None:
        """Open a page that is on no disk yet."""
        path = self._a_closed_page()
        if path is not None:
            self._open(self.tree.new_name(path))

    async def close(self) -> None:
        path = self._an_open_page()
        if path is not None:
            self._note(f"close {path}")
            self.tree.close(path)
            self.editor.close_document(self._uri(path))

    async def save(self) -> None:
        path = self._an_open_page()
        if path is not None:
            self._note(f"save {path}")
            self.tree.save(path)
            document = types.TextDocumentIdentifier(self._uri(path))
            self.editor.text_document_did_save(types.DidSaveTextDocumentParams(document))

    # -- beside the editor

    async def change_beside(self) -> None:
        """Change a page on the disk, which may be open."""
        path = self.chance.choice(self.tree.pages)
        text = self.tree.saved(path)
        if text is not None:
            self._note(f"change {path} on the disk")
            self.tree.write(path, self.tree.changed(text).encode("utf-8"))

    async def create(self) -> None:
        path = self.tree.new_name(self.chance.choice(self.tree.pages))
        self._note(f"create {path}")
        self.tree.write(path, self.tree.text(self.chance.choice(self.tree.pages)).encode("utf-8"))

    async def delete(self) -> None:
        path = self.chance.choice(self.tree.pages)
        if self.tree.saved(path) is not None:
            self._note(f"delete {path}")
            self.tree.remove(path)

    async def restore(self) -> None:
        self._note(f"restore {self.tree.restore()}")

    async def rename_file(self) -> None:
        path = self.chance.choice(self.tree.pages)
        if self.tree.saved(path) is not None:
            new = self.tree.new_name(path)
            self._note(f"rename {path} to {new}")
            self.tree.move(path, new)

    async def rename_folder(self) -> None:
        folder = self.chance.choice(self.tree.pages).rpartition("/")[0]
        if folder and (self.tree.root / folder).is_dir():
            new = folder[:-2] if folder.endswith("-x") else f"{folder}-x"
            if not (self.tree.root / new).exists():
                self._note(f"rename the folder {folder} to {new}")
                self.tree.move(folder, new)

    async def other_file(self) -> None:
        """Create, change or delete a file that is not a page."""
        name = self.chance.choice(("picture.png", "snippet.py", ".gitignore"))
        path = f"{self.chance.choice(self.tree.pages).rpartition('/')[0]}/{name}".lstrip("/")
        self._note(f"change {path}")
        if (self.tree.root / path).is_file():
            self.tree.remove(path)
        else:
            self.tree.write(path, b"b*\n" if name == ".gitignore" else b"print(1)\n")

    async def configure(self) -> None:
        """Change the configuration; with an invalid one, the last one stays in effect."""
        valid = self.chance.random() < 0.8
        text = self.chance.choice(CONFIGURATIONS if valid else INVALID)
        self._note(f"configure {text!r}")
        kept = (self.tree.copy / "checker.toml").read_bytes()
        self.tree.write("checker.toml", text.encode("utf-8"))
        if not valid:
            (self.tree.copy / "checker.toml").write_bytes(kept)

    # -- requests

    async def ask(self) -> None:
        """Ask something at a random position; an answer must come, and no error but one about the question."""
        path = self._an_open_page()
        if path is None:
            return
        method, params = self._question(path)
        self._note(f"ask {method} in {path}")
        try:
            await self.editor.protocol.send_request_async(method, params)
        except JsonRpcInvalidParams:
            if method != types.TEXT_DOCUMENT_RENAME:
                raise

    async def cancel(self) -> None:
        """Ask something, and take it back at once."""
        path = self._an_open_page()
        if path is None:
            return
        method, params = self._question(path)
        name = f"cancelled-{self.done['cancel']}"
        self._note(f"ask and cancel {method} in {path}")
        sent = self.editor.protocol.send_request(method, params, msg_id=name)
        self.editor.cancel_request(types.CancelParams(name))
        with suppress(JsonRpcRequestCancelled, JsonRpcInvalidParams):
            await asyncio.wrap_future(sent)

    def _question(self, path: str) -> tuple[str, Any]:
        document, where = types.TextDocumentIdentifier(self._uri(path)), self._position(path)
        whole = types.Range(types.Position(0, 0), types.Position(100_000, 0))
        only = self.chance.choice((None, [types.CodeActionKind.SourceFixAll]))
        declared, found = types.ReferenceContext(include_declaration=True), types.CodeActionContext([], only)
        return self.chance.choice((
            (types.TEXT_DOCUMENT_HOVER, types.HoverParams(document, where)),
            (types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams(document, where)),
            (types.TEXT_DOCUMENT_REFERENCES, types.ReferenceParams(declared, document, where)),
            (types.TEXT_DOCUMENT_PREPARE_RENAME, types.PrepareRenameParams(document, where)),
            (types.TEXT_DOCUMENT_RENAME, types.RenameParams(document, where, self.chance.choice(("gpt-9", "x y")))),
            (types.TEXT_DOCUMENT_COMPLETION, types.CompletionParams(document, where)),
            (types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionParams(document, whole, found)),
            (types.TEXT_DOCUMENT_DOCUMENT_LINK, types.DocumentLinkParams(document)),
            (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, types.DocumentSymbolParams(document)),
            (types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensParams(document)),
            (types.WORKSPACE_SYMBOL, types.WorkspaceSymbolParams(self.chance.choice(("gpt", "", "20")))),
        ))  # fmt: skip

    def _position(self, path: str) -> types.Position:
        """Return a position in a page, or just outside it; often in the middle of a model's name."""
        text = self.tree.buffers[path]
        offset = self.chance.randrange(len(text) + 1)
        if self.chance.random() < 0.5 and (named := text.find("gpt", offset)) >= 0:
            offset = named + 1
        before = text[:offset].split("\n")
        return types.Position(len(before) - 1, len(before[-1]) + self.chance.choice((0, 0, 0, 1, 500)))

    # -- what must hold

    async def compare(self) -> None:
        """Raise `Defect` unless a check of the same texts finds what the server shows, and it complains of nothing."""
        if not self.watches:
            await self.type()  # such an editor says nothing of the disk: the server looks there when a buffer changes
        self.done["compared"] += 1
        found = await asyncio.to_thread(checked, self.tree.copy)
        if self.pulls:
            self._same("the tree", await self._whole(), whole(found))
        for path in sorted(self.tree.buffers):
            wanted = on_page(found, path)
            self._same(path, await self._of_page(path, wanted), wanted)
        self._heard_nothing()

    def _same(self, what: str, shown: list[Shown], wanted: list[Shown]) -> None:
        if shown != wanted:
            more = [one for one in shown if one not in wanted]
            fewer = [one for one in wanted if one not in shown]
            lines = [f"{what} differs from a check"]
            for where, some in (("in the editor", more), ("in the check", fewer)):
                lines.append(f"only {where}: {len(some)}, such as {some[:3]}")
            raise Defect("\n".join(lines))

    def _heard_nothing(self) -> None:
        expected = ("nonsense", "no-such-rule", "checker.toml", "left for manual review", "is not in the catalog")
        odd = [one for one in self.editor.messages if not any(word in one for word in expected)]
        if odd:
            raise Defect("\n".join(odd))

    async def _whole(self) -> list[Shown]:
        report = await self.editor.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
        items = [one for one in report.items if isinstance(one, types.WorkspaceFullDocumentDiagnosticReport)]
        return sorted(in_editor(self.tree.root, one.uri, found) for one in items for found in one.items)

    async def _of_page(self, path: str, wanted: list[Shown]) -> list[Shown]:
        """Return what a page is shown with; where the server sends that by itself, wait for it."""
        uri = self._uri(path)
        if self.pulls:
            return [in_editor(self.tree.root, uri, one) for one in await self.editor.diagnostics(uri)]

        def now() -> list[Shown]:
            return [in_editor(self.tree.root, uri, one) for one in self.editor.published.get(uri, ())]

        hover = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 0))
        await self.editor.text_document_hover_async(hover)  # which is answered when everything is checked as it is now
        with suppress(TimeoutError):
            await self.editor.until(lambda: now() == wanted)
        return now()


@dataclass(frozen=True)
class Limits:
    """When a session ends: after so many seconds or steps; and every how many steps it is compared."""

    seconds: float
    steps: int
    compared: int = COMPARED


async def session(tree: EditedTree, limits: Limits, *, pulls: bool, watches: bool) -> dict[str, Any]:
    """Edit a tree at random, and return what was done; raises `Defect`."""
    capabilities = _capabilities(pulls=pulls, watches=watches)
    start = time.monotonic()
    patience = limits.seconds + 3600
    async with editing(tree.root, capabilities=capabilities, patience=patience) as editor:
        person = Session(editor, tree, pulls=pulls, watches=watches)
        try:
            await person.warm()
            while person.steps < limits.steps and time.monotonic() - start < limits.seconds:
                await person.step()
                if person.steps % limits.compared == 0:
                    await person.compare()
            await person.compare()
        except Exception as error:
            where = f"{tree.root}, step {person.steps}, pulls {pulls}, watches {watches}: {type(error).__name__}"
            raise Defect("\n".join([where, *person.last, str(error)])) from error
    return {**person.done, "steps": person.steps, **_memory(person.megabytes)}


def _capabilities(*, pulls: bool, watches: bool) -> types.ClientCapabilities:
    """Return what an editor can that counts columns in code points."""
    chosen = PULLING if pulls else CAPABILITIES
    workspace = copy.copy(chosen.workspace) or types.WorkspaceClientCapabilities()
    workspace.did_change_watched_files = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=watches)
    general = types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf32])
    return types.ClientCapabilities(workspace, chosen.text_document, window=chosen.window, general=general)


def _memory(megabytes: list[float]) -> dict[str, float]:
    """Return the memory of a server that is warm, after the first quarter of the time, and in the end."""
    quarter = max(1, len(megabytes) // 4)
    warm, end = megabytes[quarter : 2 * quarter] or megabytes, megabytes[-quarter:]
    found = {"warm": statistics.median(warm or [0.0]), "end": statistics.median(end or [0.0])}
    return {f"megabytes {name}": round(value, 1) for name, value in found.items()}


def edit(folder: Path, limits: Limits, seed: int) -> dict[str, Any]:
    """Edit a copy of a folder at random, as the seed has it, and return what was done; raises `Defect`.

    After a defect, the copy is left where it is.
    """
    chance = random.Random(seed)
    pulls, watches = chance.random() < 0.5, chance.random() < 0.7
    place = Path(tempfile.mkdtemp())
    tree = EditedTree(*two_of(folder, place), chance)
    done = in_own_loop(lambda: session(tree, limits, pulls=pulls, watches=watches))
    shutil.rmtree(place)
    return {"folder": folder.name, "seed": seed, "pulls": pulls, "watches": watches, **done}


def main() -> int:
    """Edit the folders that the command line names, and print what was done and what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.editor", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--minutes", type=float, default=1.0, help="for each folder")
    parser.add_argument("--steps", type=int, default=sys.maxsize, help="at most, for each folder")
    parser.add_argument("--compared", type=int, default=COMPARED, help="steps from one comparison to the next")
    parser.add_argument("--seed", type=int, default=0, help="(default: the time)")
    given = parser.parse_args()
    seed = given.seed or time.time_ns() % 1_000_000_000
    worse = False
    for folder in given.folders:
        try:
            done = edit(folder, Limits(given.minutes * 60, given.steps, given.compared), seed)
        except Defect as defect:
            sys.stdout.write(f"seed {seed}, {defect}\n")
            return 1
        sys.stdout.write(json.dumps(done) + "\n")
        sys.stdout.flush()
        worse |= done["megabytes end"] > MOST_GROWTH * done["megabytes warm"]
    return int(worse)


if __name__ == "__main__":
    sys.exit(main())
