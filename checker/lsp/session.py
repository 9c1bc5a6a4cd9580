"""The messages of an editor go in, answers and diagnostics come out: how a session goes, from its start to its end."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

from lsprotocol import types
from pygls.uris import to_fs_path

from ..workflows.live_tree import Checked
from . import actions, completion, hover, navigation, renaming, symbols
from .diagnostics import diagnostics_of
from .roots import Root
from .server import Server


def make() -> Server:
    """Return a server with all that it answers."""
    server = Server()
    _workspace(server)
    _documents(server)
    for answers in (actions, completion, hover, navigation, renaming, symbols):
        answers.register(server)
    return server


def _workspace(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        if _pulls(params.capabilities):
            server.pulled = True
            _pulling(server)

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        for folder in server.workspace.folders.values():
            if file := to_fs_path(folder.uri):
                server.open_folder(Path(file))
        if not server.workspace.folders and server.workspace.root_path:
            server.open_folder(Path(server.workspace.root_path))
        server.watch()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def folders_changed(params: types.DidChangeWorkspaceFoldersParams) -> None:
        for folder in params.event.removed:
            server.close_folder(Path(to_fs_path(folder.uri) or ""))
        for folder in params.event.added:
            server.open_folder(Path(to_fs_path(folder.uri) or ""))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        server.files_changed(list(params.changes))

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configuration_changed(_: types.DidChangeConfigurationParams) -> None:
        server.renew()


def _documents(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.touch(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def edited(params: types.DidChangeTextDocumentParams) -> None:
        server.touch(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.files_changed([types.FileEvent(uri, types.FileChangeType.Changed)])

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.clear(params.text_document.uri)
        server.touch(params.text_document.uri)


def _pulls(client: types.ClientCapabilities) -> bool:
    """Return whether an editor asks for diagnostics by itself, and again when it is said that others changed."""
    workspace, document = client.workspace, client.text_document
    refreshed = workspace.diagnostics.refresh_support if workspace and workspace.diagnostics else False
    return bool(refreshed and document and document.diagnostic)


def _pulling(server: Server) -> None:
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="checker")

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def of_document(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        found = await server.result(params.text_document.uri)
        items = server.diagnostics(*found) if found is not None else []
        return types.RelatedFullDocumentDiagnosticReport(items)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def of_workspace(_: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        items: list[types.WorkspaceDocumentDiagnosticReport] = []
        for root in list(server.roots.values()):
            checked = await root.current()
            if checked is not None:
                items.extend(_whole(server, root, checked))
        return types.WorkspaceDiagnosticReport(items)


def _whole(server: Server, root: Root, checked: Checked) -> list[types.WorkspaceDocumentDiagnosticReport]:
    pages = sorted({one.place.path for one in checked.report.findings})
    found: list[types.WorkspaceDocumentDiagnosticReport] = []
    shown = server.pages(root, checked)
    for path in pages:
        uri = shown.uri(path)
        own = [one for one in checked.report.findings if one.place.path == path]
        items = diagnostics_of(own, path, shown)
        found.append(types.WorkspaceFullDocumentDiagnosticReport(uri, items, server.version_of(uri)))
    return found


def serve() -> None:
    """Serve an editor on standard input and output until it ends the session; then end the process.

    It ends with 0 if the editor has asked for the end before, as the protocol says, else with 1.
    """
    # Nothing else may write into the messages or read from them: what is printed goes to standard error.
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    server = make()
    server.start_io(incoming, outgoing)
    # The result of a check that may still run in its thread is not needed, nor are the processes that read for it.
    for child in multiprocessing.active_children():
        child.kill()
    sys.stderr.flush()
    os._exit(0 if server.ended else 1)
