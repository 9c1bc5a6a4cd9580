"""The server: it knows the open documents and the docs trees that they belong to, and shows what is found in them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lsprotocol import types
from pygls.exceptions import FeatureNotificationError, FeatureRequestError
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import TextDocument

from .. import __version__
from ..findings import Report
from ..page.facts import Span
from ..workflows.live_tree import Checked, LiveTree
from .diagnostics import diagnostics_of
from .positions import Positions
from .protocol import Protocol
from .roots import Root, innermost
from .things import Thing, thing_at

_WATCHED = "**/*"


@dataclass(frozen=True)
class Pointed:
    """A thing at a position of a page, its span, and the tree and result that it is of."""

    root: Root
    path: str
    checked: Checked
    positions: Positions
    thing: Thing
    span: Span


class Server(LanguageServer):
    """A language server for the docs trees of a workspace."""

    def __init__(self) -> None:
        # Whole texts: of parts, the library would count lines that no editor and no checker ends where it does.
        super().__init__(
            "checker",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=Protocol,
        )
        self.roots: dict[Path, Root] = {}
        self.pulled = False
        self.executor = ThreadPoolExecutor(1, "check")
        """Where checks are made, one at a time, and whatever else takes long."""
        self._published: dict[str, list[types.Diagnostic]] = {}
        self._left_out: set[Path] = set()
        self._complaints: set[str] = set()
        self._logged: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def ended(self) -> bool:
        """Whether the editor has asked for the end of the session."""
        return bool(self.protocol._shutdown)

    # -- documents and trees

    @property
    def encoding(self) -> str:
        """The encoding that columns are counted in."""
        chosen = self.server_capabilities.position_encoding or types.PositionEncodingKind.Utf16
        return chosen.value if isinstance(chosen, types.PositionEncodingKind) else chosen

    def at(self, uri: str) -> tuple[Root, str] | None:
        """Return the tree that a document belongs to, and its path there."""
        file = to_fs_path(uri)
        return innermost(self.roots, Path(file)) if file else None

    def documents(self, root: Root) -> dict[str, TextDocument]:
        """Return the open documents of a tree, by their paths."""
        found = {}
        for document in list(self.workspace.text_documents.values()):
            here = self.at(document.uri)
            if here is not None and here[0] is root:
                found[here[1]] = document
        return found

    def buffers(self, root: Root) -> dict[str, str]:
        """Return the texts of the open documents of a tree, by their paths."""
        return {path: document.source for path, document in self.documents(root).items()}

    def version_of(self, uri: str) -> int | None:
        """Return the version of an open document."""
        document = self.document(uri)
        return document.version if document is not None else None

    def document(self, uri: str) -> TextDocument | None:
        """Return an open document."""
        documents: dict[str, TextDocument] = self.workspace.text_documents
        return documents.get(unquote(uri))

    def positions(self, text: str) -> Positions:
        """Return the positions in a text, as this editor counts them."""
        return Positions(text, self.encoding)

    def pages(self, root: Root, checked: Checked) -> Pages:
        """Return what gives URIs and positions of the pages of a result."""
        return Pages(self, root, checked)

    async def result(self, uri: str) -> tuple[Root, str, Checked] | None:
        """Return the tree of a document, its path there and the result for everything as it is now."""
        here = self.at(uri)
        if here is None:
            return None
        checked = await here[0].current()
        return None if checked is None else (*here, checked)

    async def pointed(self, uri: str, position: types.Position) -> Pointed | None:
        """Return what is at a position of a document, or None where nothing is."""
        found = await self.result(uri)
        if found is None:
            return None
        root, path, checked = found
        _, positions = self.pages(root, checked)(path)
        here = thing_at(checked.graph, path, positions.offset(position))
        return None if here is None else Pointed(root, path, checked, positions, *here)

    # -- the workspace

    def open_folder(self, folder: Path) -> None:
        """Add the docs tree around a folder; with an invalid configuration, which is shown, it is left out for now."""
        try:
            live = LiveTree(folder)
        except Exception as error:
            self._left_out.add(folder)
            self.complain(f"{folder}: {error}")
            return
        self._left_out.discard(folder)
        top = live.root.resolve()
        if top not in self.roots:
            root = self.roots[top] = Root(live, self.buffers, self._shown, self._failed, self.executor)
            root.looks = not self._watches
            self._tasks.add(asyncio.create_task(self._progress(root)))

    def close_folder(self, folder: Path) -> None:
        """Drop the docs trees in a folder."""
        self._left_out.discard(folder)
        for top in [top for top in self.roots if top.is_relative_to(folder.resolve())]:
            self.roots.pop(top).close()

    def _open_left_out(self, file: Path) -> None:
        """Try again to add the folders of a file whose configuration was invalid."""
        for folder in [one for one in self._left_out if file.is_relative_to(one)]:
            self.open_folder(folder)

    async def _progress(self, root: Root) -> None:
        """Show how far the first check of a tree is, if the editor can."""
        window = self.client_capabilities.window
        if not (window and window.work_done_progress):
            return
        token, loop = f"checker {root.live.root}", asyncio.get_running_loop()
        await self.work_done_progress.create_async(token)
        title = f"Checking {root.live.root.name}"
        self.work_done_progress.begin(token, types.WorkDoneProgressBegin(title, percentage=0))

        def moved(done: int, total: int) -> None:
            report = types.WorkDoneProgressReport(
                message=f"{done:,} of {total:,} pages", percentage=100 * done // total
            )
            loop.call_soon_threadsafe(self.work_done_progress.report, token, report)

        root.progress = moved
        await root.current()
        root.progress = None
        self.work_done_progress.end(token, types.WorkDoneProgressEnd())

    @property
    def _watches(self) -> bool:
        """Whether the editor reports changes of files when it is asked to."""
        workspace = self.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        return bool(watching and watching.dynamic_registration)

    def watch(self) -> None:
        """Ask the editor to report changes of files."""
        if self._watches:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(_WATCHED)])
            wanted = types.Registration("watched-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            self.client_register_capability(types.RegistrationParams([wanted]))

    def files_changed(self, changes: list[types.FileEvent]) -> None:
        """Note changes of files on the disk."""
        for change in changes:
            here = self.at(change.uri)
            if here is None:
                self._open_left_out(Path(to_fs_path(change.uri) or ""))
                continue
            root, path = here
            try:
                root.live.changed(path, there_before_and_after=change.type == types.FileChangeType.Changed)
                self._complaints.clear()
            except Exception as error:
                self.complain(str(error))
            root.touch()

    def renew(self) -> None:
        """Read all configurations and trees again."""
        for folder in sorted(self._left_out):
            self.open_folder(folder)
        for root in self.roots.values():
            try:
                root.live.renew()
                self._complaints.clear()
            except Exception as error:
                self.complain(str(error))
            root.touch()

    def touch(self, uri: str) -> None:
        """Note that a document was opened, edited or closed."""
        here, file = self.at(uri), Path(to_fs_path(uri) or "")
        if here is not None:
            here[0].touch()
        elif self._left_out:
            self._open_left_out(file)
        elif file.name and not self.roots:  # an editor without a workspace opens single files
            self.open_folder(file.parent)

    # -- what the editor is shown

    async def _shown(self, root: Root) -> None:
        checked = root.checked
        assert checked is not None
        self._report_gaps(checked.report)
        if self.pulled:
            self.workspace_diagnostic_refresh(None)
            return
        for path, document in self.documents(root).items():
            self.publish(document.uri, self.diagnostics(root, path, checked))

    def _report_gaps(self, report: Report) -> None:
        """Show that a rule failed, once; pages that cannot be read now, as happens while they are typed, are logged."""
        for one in report.not_checked:
            if one.path.startswith("rule "):
                self.complain(f"{one.path}: {one.reason}")
        unread = [f"{one.path}: {one.reason}" for one in report.not_checked if not one.path.startswith("rule ")]
        for text in (*unread, *report.warnings):
            if text not in self._logged:
                self.window_log_message(types.LogMessageParams(types.MessageType.Warning, text))
        self._logged = {*unread, *report.warnings}

    def diagnostics(self, root: Root, path: str, checked: Checked) -> list[types.Diagnostic]:
        """Return the diagnostics of a page."""
        return diagnostics_of(checked.report.findings, path, self.pages(root, checked))

    def publish(self, uri: str, found: list[types.Diagnostic]) -> None:
        """Show the diagnostics of a document, unless they are shown already."""
        if self._published.get(uri) == found:
            return
        self._published[uri] = found
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, self.version_of(uri)))

    def clear(self, uri: str) -> None:
        """Show no diagnostics of a document that was closed."""
        if self._published.pop(uri, None):
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def complain(self, message: str) -> None:
        """Show a message once; one that is still true at the next check is not repeated."""
        if message not in self._complaints:
            self._complaints.add(message)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"checker: {message}"))

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """Log a message that cannot be understood, and show what else fails; of a request, the answer says it."""
        if source is FeatureNotificationError:
            self.complain(str(error))
        elif source is not FeatureRequestError:
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, f"not a message: {error}"))

    def _failed(self, root: Root, error: Exception) -> None:
        self.complain(f"{root.live.root}: {error}")


class Pages:
    """Gives URI and positions of a page of a result; called as a function."""

    def __init__(self, server: Server, root: Root, checked: Checked) -> None:
        self._server, self._root, self._checked = server, root, checked
        self._open = {path: document.uri for path, document in server.documents(root).items()}
        self._known: dict[str, tuple[str, Positions]] = {}

    def __call__(self, path: str) -> tuple[str, Positions]:
        """Return the URI of a page, and the positions in its text as it was checked."""
        found = self._known.get(path)
        if found is None:
            page = self._checked.graph.by_path.get(path)
            positions = self._server.positions(page.text if page is not None else "")
            found = self._known[path] = self.uri(path), positions
        return found

    def uri(self, path: str) -> str:
        """Return the URI of a file of the tree; of an open document, as the editor writes it."""
        return self._open.get(path) or from_fs_path(str(self._root.live.root / path)) or ""
