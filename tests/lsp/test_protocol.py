"""How a session starts and ends, and what becomes of messages that cannot be understood."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import Future
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams, JsonRpcInvalidRequest, JsonRpcMethodNotFound

from ..support import write
from .editor import CAPABILITIES, PATIENCE, PULLING, Editor, editing, session, started

NUMBERS = count()
PAGE = "# Page\n\nSee the the [limits](models.md#limits).\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = (tmp_path / "work").resolve()
    write(folder, {"checker.toml": "", "docs/page.md": PAGE, "docs/models.md": "# Models\n\n## Limits\n"})
    return folder


def raw(editor: Editor, body: bytes, header: bytes = b"") -> None:
    """Send bytes as a message, whatever they are."""
    writer = editor.protocol.writer
    assert writer is not None
    writer.write((header or b"Content-Length: %d" % len(body)) + b"\r\n\r\n" + body)


async def answered(editor: Editor, method: str, params: Any) -> Any:
    """Send a request that need not be valid, and return what it is answered with; raises `JsonRpcException`."""
    name = f"raw-{next(NUMBERS)}"
    future: Future[Any] = Future()
    editor.protocol._request_futures[name] = future
    raw(editor, json.dumps({"jsonrpc": "2.0", "id": name, "method": method, "params": params}).encode())
    return await asyncio.wait_for(asyncio.wrap_future(future), PATIENCE)


@pytest.mark.parametrize("capabilities", [CAPABILITIES, PULLING])
def test_the_server_says_what_it_can(root: Path, capabilities: types.ClientCapabilities) -> None:
    async def work() -> None:
        async with editing(root, capabilities=capabilities) as editor:
            assert editor.answer is not None
            assert editor.answer.server_info is not None
            assert editor.answer.server_info.name == "checker"
            found = editor.answer.capabilities
            assert capabilities.general is not None
            assert [found.position_encoding] == capabilities.general.position_encodings
            assert (found.diagnostic_provider is not None) is (capabilities is PULLING)
            sync = found.text_document_sync
            assert isinstance(sync, types.TextDocumentSyncOptions)
            assert (sync.open_close, sync.change) == (True, types.TextDocumentSyncKind.Full)
            can = {name for name in dir(found) if name.endswith("_provider") and getattr(found, name)}
            assert can - {"diagnostic_provider"} == {
                f"{name}_provider"
                for name in (
                    "code_action", "code_lens", "completion", "definition", "document_link", "document_symbol",
                    "execute_command", "hover",
                    "references", "rename", "workspace_symbol",
                )
            }  # fmt: skip

    session(work)


def test_a_request_that_cannot_be_understood_is_answered_and_the_session_goes_on(root: Path) -> None:
    async def work() -> None:
        async with editing(root) as editor:
            uri = editor.open(root / "docs/page.md")
            await editor.shows(uri, "doubled-word")
            document = {"uri": uri}
            for params in (
                {"textDocument": document},
                {"textDocument": 7, "position": "x"},
                {"textDocument": document, "position": {"line": -1, "character": -5}},
                [1, 2],
            ):
                with pytest.raises(JsonRpcInvalidParams):
                    await answered(editor, types.TEXT_DOCUMENT_HOVER, params)
            with pytest.raises(JsonRpcMethodNotFound):
                await answered(editor, "no/such", {})
            for body in (
                b"{",
                b"\xff\xfe\x00",
                b"[1, 2]",
                b'"x"',
                b'{"id": 901}',
                b'{"jsonrpc": "2.0", "method": "x"}',
            ):
                raw(editor, body)
            raw(editor, b"", b"Content-Length: many")
            document = {"uri": "file:///nowhere/a.md"}
            params = {"textDocument": document, "position": {"line": 0, "character": 0}}
            for method in (types.TEXT_DOCUMENT_HOVER, types.TEXT_DOCUMENT_COMPLETION):
                found = await answered(editor, method, params)
                assert not (found and found.items)
            editor.edit(uri, PAGE.replace("the the", "the"))
            await editor.shows(uri)
            assert editor.messages == []
            assert len([one for one in editor.logged if one.startswith("not a message: ")]) >= 5

    session(work)


def test_what_fails_without_a_request_is_shown_once(root: Path) -> None:
    async def work() -> None:
        async with editing(root) as editor:
            change = types.TextDocumentContentChangeWholeDocument("# A\n")
            for version in (1, 2):
                unknown = types.VersionedTextDocumentIdentifier(version, "file:///nowhere/a.md")
                editor.text_document_did_change(types.DidChangeTextDocumentParams(unknown, [change]))
            await editor.shows(editor.open(root / "docs/page.md"), "doubled-word")
            assert ["nowhere/a.md" in one for one in editor.messages] == [True]

    session(work)


def test_after_shutdown_only_the_end_is_awaited(root: Path) -> None:
    async def work() -> None:
        async with started(root) as editor:
            uri = editor.open(root / "docs/page.md")
            await editor.shows(uri, "doubled-word")
            await editor.shutdown_async(None)
            where = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 0))
            with pytest.raises(JsonRpcInvalidRequest):
                await editor.text_document_hover_async(where)
            editor.exit(None)
            assert await editor.exit_code() == 0

    session(work)


def test_the_end_without_shutdown_is_a_failure(root: Path) -> None:
    async def work() -> None:
        async with started(root) as editor:
            editor.exit(None)
            assert await editor.exit_code() == 1

    session(work)


def test_an_editor_that_is_gone_ends_the_server(root: Path) -> None:
    async def work() -> None:
        async with started(root) as editor:
            await editor.shows(editor.open(root / "docs/page.md"), "doubled-word")
            assert editor.protocol.writer is not None
            editor.protocol.writer.close()
            assert await editor.exit_code() == 1

    session(work)


def test_the_end_does_not_wait_for_a_check(root: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nif 'lsp' in sys.argv:\n    import time, checker.run as module\n    load = module.load\n"
        "    def slow(*given):\n        time.sleep(1000)\n    module.load = slow\n",
        encoding="utf-8",
    )

    async def work() -> None:
        async with started(root, path=tmp_path) as editor:
            editor.open(root / "docs/page.md")
            await asyncio.sleep(1)
            await editor.shutdown_async(None)
            editor.exit(None)
            assert await editor.exit_code() == 0

    session(work)
