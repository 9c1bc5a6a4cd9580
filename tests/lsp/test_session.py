"""A session with the language server, as editors hold it: diagnostics and code actions."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from lsprotocol import types

from checker import cli
from checker.lsp.diagnostics import DEPRECATED, UNNECESSARY
from checker.rules import check_rules

from ..support import TOP, write
from .editor import PULLING, Editor, applied, editing, session

PAGES = {
    "docs/models.md": "# Models\n\n## Limits\n\nText.\n",
    "docs/page.md": "# Page\n\n😀 See the [limits](models.md#limits).\n",
    "docs/quick.md": "# Quickstart\n\nDeploy a `gpt-4o-mini` model.\n\n"
    '```python\nclient.chat.completions.create(model="gpt-4o", messages=messages)\n```\n',
}
FAULTY = "# Page\n\n😀 See the the [limits](models.md#limit).\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = (tmp_path / "work").resolve()
    write(folder, {"checker.toml": "", **PAGES})
    return folder


async def actions(editor: Editor, uri: str, where: types.Range, *only: str) -> list[types.CodeAction]:
    context = types.CodeActionContext([], only=list(only) or None)
    found = await editor.text_document_code_action_async(
        types.CodeActionParams(types.TextDocumentIdentifier(uri), where, context)
    )
    return [one for one in found or [] if isinstance(one, types.CodeAction)]


def edits(action: types.CodeAction) -> list[types.TextEdit]:
    assert action.edit is not None
    [change] = action.edit.document_changes or []
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version is not None
    return [one for one in change.edits if isinstance(one, types.TextEdit)]


def test_open_pages_are_checked_while_they_are_edited(root: Path) -> None:
    async def work() -> None:
        async with editing(root) as editor:
            uri = editor.open(root / "docs/page.md", FAULTY)
            word, link = await editor.shows(uri, "doubled-word", "broken-anchor")
            assert (word.range.start.line, word.range.start.character) == (2, 7)  # the emoji has two units
            assert (word.source, word.severity) == ("checker", types.DiagnosticSeverity.Warning)
            assert word.tags == (types.DiagnosticTag.Unnecessary,)
            assert link.code_description is None  # there is no address to lead to

            editor.edit(uri, PAGES["docs/page.md"])
            assert await editor.shows(uri) == []
            models = editor.open(root / "docs/models.md", "# Models\n\n## Other\n")
            await editor.shows(uri, "broken-anchor")  # an unsaved page counts on others
            editor.close_document(models)
            await editor.shows(uri)

            quick = editor.open(root / "docs/quick.md")
            [finding] = await editor.shows(quick, "page-model-mismatch")
            [other] = finding.related_information or []
            assert (other.location.uri, other.location.range.start.line) == (quick, 2)
            assert other.message == "required here"
            editor.close_document(quick)
            await editor.until(lambda: editor.published[quick] == [])

    session(work)


def test_a_finding_is_shown_on_each_open_page_that_it_involves(root: Path) -> None:
    write(
        root,
        {
            "docs/a.md": "# Models\n\n| Model | Context window |\n|---|---|\n| `gpt-4o` (2024-11-20) | 128,000 |\n",
            "docs/b.md": "# Limits\n\nThe context window of `gpt-4o` (2024-11-20) is 64,000 tokens.\n",
        },
    )

    async def work() -> None:
        async with editing(root) as editor:
            uris = [editor.open(root / name) for name in ("docs/a.md", "docs/b.md")]
            [there], [here] = [await editor.shows(uri, "conflicting-fact") for uri in uris]
            assert there.data == here.data
            assert there.message == f"{here.message} (at docs/b.md:3)"
            assert (there.range.start.line, here.range.start.line) == (4, 2)
            for one, other in ((here, uris[0]), (there, uris[1])):
                assert [info.location.uri for info in one.related_information or []] == [other]

    session(work)


def test_fixes_and_suppressions_do_what_they_say(root: Path) -> None:
    async def work() -> None:
        async with editing(root) as editor:
            uri = editor.open(root / "docs/page.md", FAULTY)
            word, link = await editor.shows(uri, "doubled-word", "broken-anchor")
            titles = [one.title for one in await actions(editor, uri, word.range)]
            assert titles == ["Delete `the`", "Suppress doubled-word here", "Suppress doubled-word in this file"]
            fix, here, everywhere = await actions(editor, uri, word.range)
            assert fix.is_preferred
            assert applied(FAULTY, edits(fix)) == FAULTY.replace("the the", "the")
            for action in (here, everywhere):
                editor.edit(uri, applied(FAULTY, edits(action)))
                await editor.shows(uri, "broken-anchor")
            editor.edit(uri, FAULTY)
            await editor.shows(uri, "doubled-word", "broken-anchor")
            assert len(await actions(editor, uri, link.range)) == 2

            quick = editor.open(root / "docs/quick.md")
            [finding] = await editor.shows(quick, "page-model-mismatch")
            unsafe = (await actions(editor, quick, finding.range))[0]
            assert (unsafe.title, unsafe.is_preferred) == ("Replace with `gpt-4o-mini` (review it)", False)

            nothing = types.Range(types.Position(0, 0), types.Position(0, 1))
            assert await actions(editor, uri, nothing) == []
            assert await actions(editor, uri, word.range, "refactor") == []
            [everything] = await actions(editor, uri, nothing, "source.fixAll")
            assert everything.kind == "source.fixAll.checker"
            assert applied(FAULTY, edits(everything)) == FAULTY.replace("the the", "the")

    session(work)


def test_changes_on_the_disk_and_of_the_configuration_are_followed(root: Path) -> None:
    async def work() -> None:
        async with editing(root) as editor:
            uri = editor.open(root / "docs/page.md", "# Page\n\nSee the the [new](new.md).\n")
            await editor.shows(uri, "doubled-word", "broken-link")
            assert editor.registered == ["workspace/didChangeWatchedFiles"]
            write(root, {"docs/new.md": "# New\n"})
            editor.files(types.FileChangeType.Created, root / "docs/new.md")
            await editor.shows(uri, "doubled-word")
            (root / "docs/new.md").unlink()
            editor.files(types.FileChangeType.Deleted, root / "docs/new.md")
            await editor.shows(uri, "doubled-word", "broken-link")
            write(root, {"checker.toml": 'ignore = ["links"]\n'})
            editor.files(types.FileChangeType.Changed, root / "checker.toml")
            await editor.shows(uri, "doubled-word")
            write(root, {"checker.toml": "nonsense = 1\n"})
            editor.files(types.FileChangeType.Changed, root / "checker.toml")
            await editor.until(lambda: any("nonsense: unknown key" in one for one in editor.messages))
            editor.edit(uri, "# Page\n\nSee [new](new.md).\n")  # and the server goes on as before
            await editor.shows(uri)
            write(root, {"checker.toml": ""})
            editor.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
            await editor.shows(uri, "broken-link")

    session(work)


def test_files_and_folders_that_are_renamed_outside_are_followed(root: Path) -> None:
    write(root, {"docs/old/more.md": "# More\n"})

    async def work() -> None:
        async with editing(root) as editor:

            def renamed(path: str, new: str) -> None:
                (root / path).rename(root / new)
                editor.files(types.FileChangeType.Deleted, root / path)
                editor.files(types.FileChangeType.Created, root / new)

            page = editor.open(root / "docs/page.md")
            other = editor.open(root / "docs/other.md", "# Other\n\nSee [more](new/more.md).\n")
            await editor.shows(other, "broken-link")
            await editor.shows(page)
            renamed("docs/models.md", "docs/limits.md")
            await editor.shows(page, "broken-link")
            renamed("docs/limits.md", "docs/models.md")
            await editor.shows(page)
            renamed("docs/old", "docs/new")
            await editor.shows(other)
            renamed("docs/new", "docs/old")
            await editor.shows(other, "broken-link")

    session(work)


def test_a_folder_whose_configuration_is_corrected_is_opened(root: Path, tmp_path: Path) -> None:
    other = (tmp_path / "other").resolve()
    write(other, {"checker.toml": "nonsense = 1\n", "a.md": "# A\n\nSee the the end.\n"})

    async def work() -> None:
        async with editing(root, other) as editor:
            uri = editor.open(other / "a.md")
            await editor.until(lambda: any("nonsense: unknown key" in one for one in editor.messages))
            write(other, {"checker.toml": ""})
            editor.files(types.FileChangeType.Changed, other / "checker.toml")
            await editor.shows(uri, "doubled-word")

    session(work)


def test_an_editor_that_watches_nothing_keeps_the_last_configuration(root: Path) -> None:
    async def work() -> None:
        async with editing(root, capabilities=types.ClientCapabilities()) as editor:
            uri = editor.open(root / "docs/page.md", FAULTY)
            await editor.shows(uri, "doubled-word", "broken-anchor")
            write(root, {"checker.toml": 'ignore = ["no-such-rule"]\n'})
            editor.edit(uri, FAULTY.replace("the the", "the"))
            await editor.shows(uri, "broken-anchor")
            assert ["unknown rule `no-such-rule`" in one for one in editor.messages] == [True]

    session(work)


def test_several_roots_and_an_editor_that_watches_nothing(root: Path, tmp_path: Path) -> None:
    other = (tmp_path / "other").resolve()
    write(other, {"checker.toml": 'ignore = ["doubled-word"]\n', "a.md": "# A\n", "b.md": "# B\n\nThe [a](a.md).\n"})

    async def work() -> None:
        async with editing(root, other, capabilities=types.ClientCapabilities()) as editor:
            assert not editor.registered
            first = editor.open(root / "docs/page.md", "# Page\n\nSee the the end.\n")
            second = editor.open(other / "b.md", "# B\n\nSee the the [a](a.md).\n")
            await editor.shows(first, "doubled-word")
            await editor.shows(second)
            (other / "a.md").unlink()
            editor.edit(second, "# B\n\nSee the the [a](a.md)!\n")
            await editor.shows(second, "broken-link")
            assert await actions(editor, first, editor.published[first][0].range, "quickfix.x") == []
            gone = types.WorkspaceFoldersChangeEvent([], [types.WorkspaceFolder(other.as_uri(), "other")])
            editor.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(gone))
            editor.edit(first, "# Page\n\nSee.\n")
            await editor.shows(first)

    session(work)


def test_a_request_can_be_cancelled_and_a_folder_be_named_by_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)

    async def work() -> None:
        async with editing(tmp_path.resolve() / "link") as editor:
            uri = editor.open(tmp_path.resolve() / "link/docs/page.md", FAULTY)
            params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(2, 28))
            sent = editor.protocol.send_request(types.TEXT_DOCUMENT_HOVER, params, msg_id="a-hover")
            editor.cancel_request(types.CancelParams("a-hover"))
            with pytest.raises(Exception, match="cancel"):
                await asyncio.wrap_future(sent)
            await editor.shows(uri, "doubled-word", "broken-anchor")
            hover = await editor.text_document_hover_async(params)
            assert hover is not None
            [fix, *_] = await actions(editor, uri, editor.published[uri][0].range)
            assert applied(FAULTY, edits(fix)) == FAULTY.replace("the the", "the")

    session(work)


def test_an_editor_may_pull_diagnostics_of_a_page_and_of_the_tree(root: Path) -> None:
    async def work() -> None:
        async with editing(root, capabilities=PULLING) as editor:
            uri = editor.open(root / "docs/page.md", FAULTY)
            items = await editor.diagnostics(uri)
            assert [one.code for one in items] == ["doubled-word", "broken-anchor"]
            assert items[0].range.start == types.Position(2, 6)  # in code points
            whole = await editor.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
            full = [one for one in whole.items if isinstance(one, types.WorkspaceFullDocumentDiagnosticReport)]
            assert [(Path(one.uri).name, len(one.items)) for one in full] == [("page.md", 2), ("quick.md", 1)]
            await editor.until(lambda: editor.refreshed > 0)
            assert editor.published == {}
            assert editor.progressed[1:2] == ["begin"]
            assert "end" in editor.progressed

    session(work)


def test_a_crash_of_a_rule_is_one_message(root: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nif 'lsp' in sys.argv:\n    import checker.rules.page.doubled_word as module, dataclasses\n"
        "    def crashing(graph, options):\n        raise RuntimeError('no luck')\n        yield\n"
        "    module.doubled_word = dataclasses.replace(module.doubled_word, function=crashing)\n",
        encoding="utf-8",
    )

    async def work() -> None:
        async with editing(root, path=tmp_path) as editor:
            uri = editor.open(root / "docs/page.md", FAULTY)
            await editor.shows(uri, "broken-anchor")
            editor.edit(uri, PAGES["docs/page.md"])
            await editor.shows(uri)
            assert editor.messages == ["checker: rule doubled-word: crashed: RuntimeError: no luck"]

    session(work)


# -- what needs no session


def test_the_rules_with_tags_are_there() -> None:
    assert {*check_rules()} >= (UNNECESSARY | DEPRECATED)


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pygls.lsp.server", None)
    for name in [name for name in __import__("sys").modules if name.startswith("checker.lsp")]:
        monkeypatch.delitem(__import__("sys").modules, name)
    result = CliRunner().invoke(cli.cli, ["lsp"])
    assert (result.exit_code, "docs-consistency-checker[lsp]" in result.output) == (2, True)


def test_no_other_command_loads_it() -> None:
    import subprocess
    import sys

    code = "import sys; sys.argv = ['checker', 'check', '--help']\nfrom checker.cli import cli\n" + (
        "cli(standalone_mode=False); import json; print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert not [name for name in loaded if name.split(".")[0] in ("pygls", "lsprotocol", "mcp", "pydantic")]
