"""An editor for tests: it starts `checker lsp`, exchanges messages with it, and keeps what it is shown."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from lsprotocol import types
from pygls.lsp._base_client import BaseLanguageClient

from ..support import TOP
from ..support.loops import in_own_loop

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")
PATIENCE = 60.0
"""Seconds to wait for what must come; only a failing test waits that long."""


class Editor(BaseLanguageClient):
    """A client with open documents, and what the server has shown so far."""

    def __init__(self) -> None:
        super().__init__("editor", "1")
        self.answer: types.InitializeResult | None = None
        """What the server can, as it has said."""
        self.published: dict[str, list[types.Diagnostic]] = {}
        self.messages: list[str] = []
        self.logged: list[str] = []
        self.registered: list[str] = []
        self.progressed: list[str] = []
        self.refreshed = 0
        self.versions: dict[str, int] = {}
        self._news = asyncio.Event()
        self._listen()

    def _on(self, method: str) -> Callable[[F], F]:
        """Return a decorator that makes a function receive the messages of a method."""
        return cast("Callable[[F], F]", self.feature(method))

    def _listen(self) -> None:
        @self._on(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def publish(params: types.PublishDiagnosticsParams) -> None:
            self.published[params.uri] = list(params.diagnostics)
            self._news.set()

        @self._on(types.WINDOW_LOG_MESSAGE)
        def log(params: types.LogMessageParams) -> None:
            self.logged.append(params.message)

        @self._on(types.WINDOW_SHOW_MESSAGE)
        def message(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)
            self._news.set()

        @self._on(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            self.registered += [one.method for one in params.registrations]

        @self._on(types.WINDOW_WORK_DONE_PROGRESS_CREATE)
        def create(params: types.WorkDoneProgressCreateParams) -> None:
            self.progressed.append(str(params.token))

        @self._on(types.PROGRESS)
        def moved(params: types.ProgressParams) -> None:
            self.progressed.append(cast("dict[str, str]", params.value)["kind"])

        @self._on(types.WORKSPACE_DIAGNOSTIC_REFRESH)
        def refresh(params: None) -> None:
            self.refreshed += 1

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, looking again whenever diagnostics arrive."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), 0.2)
                except TimeoutError:
                    continue

    def open(self, file: Path, text: str | None = None) -> str:
        """Open a document, with its own text or another; return its URI."""
        uri = file.as_uri()
        self.versions[uri] = 1
        item = types.TextDocumentItem(uri, "markdown", 1, file.read_text("utf-8") if text is None else text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def edit(self, uri: str, text: str) -> None:
        """Replace the text of an open document."""
        self.versions[uri] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        changes = [types.TextDocumentContentChangeWholeDocument(text)]
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, changes))

    def close_document(self, uri: str) -> None:
        """Close a document."""
        self.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def files(self, kind: types.FileChangeType, *files: Path) -> None:
        """Report changes of files on the disk."""
        events = [types.FileEvent(file.as_uri(), kind) for file in files]
        self.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    async def exit_code(self) -> int:
        """Wait until the server has ended, and return its exit code."""
        assert self._server is not None
        async with asyncio.timeout(PATIENCE):
            return await self._server.wait()

    async def diagnostics(self, uri: str) -> list[types.Diagnostic]:
        """Ask for the diagnostics of a document, as editors do that pull them."""
        asked = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        report = await self.text_document_diagnostic_async(asked)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return list(report.items)

    async def shows(self, uri: str, *rules: str) -> list[types.Diagnostic]:
        """Wait until a document has diagnostics of exactly these rules, and return them."""
        await self.until(lambda: sorted(str(one.code) for one in self.published.get(uri, ())) == sorted(rules))
        return self.published.get(uri, [])


CAPABILITIES = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
        workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
    ),
    general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf16]),
)


PULLING = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(
        diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    ),
    text_document=types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities()),
    window=types.WindowClientCapabilities(work_done_progress=True),
    general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf32]),
)


@asynccontextmanager
async def started(
    *folders: Path, capabilities: types.ClientCapabilities = CAPABILITIES, path: Path | None = None
) -> AsyncIterator[Editor]:
    """Start a server for some folders and initialize it; in the end it is gone, however the session went.

    `path` is a folder that the server imports from as well.
    """
    editor = Editor()
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, filter(None, (path, TOP)))),
        "CHECKER_CACHE_DIR": str(folders[0].parent / "cache"),
    }
    await editor.start_io(sys.executable, "-m", "checker", "lsp", env=environment)
    try:
        workspace = [types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders]
        params = types.InitializeParams(capabilities, workspace_folders=workspace, process_id=os.getpid())
        async with asyncio.timeout(PATIENCE):
            editor.answer = await editor.initialize_async(params)
        editor.initialized(types.InitializedParams())
        yield editor
    finally:
        if editor._server is not None and editor._server.returncode is None:
            editor._server.kill()
        await editor.stop()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def editing(
    *folders: Path,
    capabilities: types.ClientCapabilities = CAPABILITIES,
    path: Path | None = None,
    patience: float = PATIENCE * 2,
) -> AsyncIterator[Editor]:
    """Start a server as `started` does, and end the session in the end; it must end with 0.

    `patience` is the most seconds that the session may take.
    """
    async with asyncio.timeout(patience), started(*folders, capabilities=capabilities, path=path) as editor:
        yield editor
        await editor.shutdown_async(None)
        editor.exit(None)
        assert await editor.exit_code() == 0


def session(work: Callable[[], Awaitable[T]]) -> T:
    """Run what a test does in an event loop of its own."""

    async def whole() -> T:
        return await work()

    return in_own_loop(whole)


def applied(text: str, edits: Iterable[Any]) -> str:
    """Return a text with edits of the protocol applied, columns in UTF-16."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def offset(position: types.Position) -> int:
        if position.line >= len(lines):
            return len(text)
        units = lines[position.line].encode("utf-16-le")[: position.character * 2]
        return starts[position.line] + len(units.decode("utf-16-le"))

    for edit in sorted(edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text
