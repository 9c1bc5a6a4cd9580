"""What the language server answers: hovers, definitions, references, renames, links, symbols, completions, lenses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from ..support import write
from .editor import Editor, applied, editing, session

PAGES = {
    "checker.toml": 'ignore = ["missing-from-table"]\n',
    "docs/models.md": "# Models\n\n## Retirement\n\n| Model | Version | Retirement date |\n|---|---|---|\n"
    "| `gpt-4o` | 2024-08-06 | March 1, 2031 |\n| `gpt-4o-mini` | 2024-07-18 | July 1, 2031 |\n\n## Other words\n",
    "docs/quick.md": "# Quickstart\n\nDeploy a `gpt-4o` model, see [when it retires](models.md#retirement).\n\n"
    '```python\nclient = AzureOpenAI(azure_endpoint=endpoint, api_version="2024-10-21")\n'
    'client.chat.completions.create(model="gpt-4o", messages=messages)\n```\n\n## Call it\n\n'
    "Some 😀 words about `gpt-4o`, and [more](models.md).\n",
    "docs/news.md": "# What's new\n\n## March 2025\n\nWe added `gpt-4o`. See [the models](models.md#retirement).\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = (tmp_path / "work").resolve()
    write(folder, PAGES)
    return folder


def at(text: str, words: str, after: int = 0) -> types.Position:
    """Return the position of some words in a text, or so many characters after it, in UTF-16."""
    offset = text.index(words) + after
    before = text[:offset].split("\n")
    return types.Position(len(before) - 1, len(before[-1].encode("utf-16-le")) // 2)


def where(locations: Any) -> list[tuple[str, int]]:
    """Return the page and the line, from 1, of each location."""
    return [(Path(one.uri).name, one.range.start.line + 1) for one in locations]


async def completed(editor: Editor, uri: str, text: str) -> list[str]:
    """Return what is offered at the end of a text."""
    editor.edit(uri, text)
    params = types.CompletionParams(types.TextDocumentIdentifier(uri), at(text + "\0", "\0"))
    found = await editor.text_document_completion_async(params)
    assert isinstance(found, types.CompletionList)
    return [applied(text, [one.text_edit]).split("\n")[-1] for one in found.items]


def test_hovers_definitions_and_references(root: Path) -> None:
    quick = PAGES["docs/quick.md"]

    async def work() -> None:
        async with editing(root) as editor:
            uri = editor.open(root / "docs/quick.md")
            document = types.TextDocumentIdentifier(uri)

            async def hover(words: str) -> str:
                found = await editor.text_document_hover_async(types.HoverParams(document, at(quick, words, 1)))
                if found is None:
                    return ""
                assert isinstance(found.contents, types.MarkupContent)
                assert found.contents.kind == types.MarkupKind.PlainText
                return found.contents.value

            async def definition(words: str) -> list[tuple[str, int]]:
                params = types.DefinitionParams(document, at(quick, words, 1))
                return where(await editor.text_document_definition_async(params))

            async def references(words: str, declaration: bool = True) -> list[tuple[str, int]]:
                context = types.ReferenceContext(declaration)
                params = types.ReferenceParams(context, document, at(quick, words, 1))
                return where(await editor.text_document_references_async(params))

            model = await hover("gpt-4o` model")
            assert "gpt-4o  model, mentioned 5 times on 3 pages" in model
            assert "docs/models.md:7" in model
            assert "2031-03-01" in model
            assert "used once on 1 page" in model
            assert model.endswith("Here it is required.")
            version = await hover("2024-10-21")
            assert "API version" in version
            assert "Service: Azure OpenAI" in version
            assert "newest known GA version" in version
            assert await hover("models.md#ret") == "docs/models.md#retirement\nModels\n2 pages link to it"
            assert await hover("Call it") == "#call-it: 0 links to it"
            assert await hover("Some") == ""

            assert await definition("gpt-4o` model") == [("models.md", 7)]
            assert await definition("models.md#ret") == [("models.md", 3)]
            assert await definition("models.md)") == [("models.md", 1)]
            every = [("models.md", 7), ("news.md", 5), ("quick.md", 3), ("quick.md", 7), ("quick.md", 12)]
            assert await references("gpt-4o` model") == every
            assert await references("gpt-4o` model", declaration=False) == every[1:]
            assert await references("models.md#ret") == [("news.md", 5), ("quick.md", 3)]

            links = await editor.text_document_document_link_async(types.DocumentLinkParams(document))
            targets = [(one.target or "").rpartition("/")[2] for one in links or []]
            assert targets == ["models.md#L3", "models.md"]

            # what is not saved counts
            models = editor.open(root / "docs/models.md", "# Models\n\nText.\n\n" + PAGES["docs/models.md"])
            assert await definition("gpt-4o` model") == [("models.md", 11)]
            heading = types.ReferenceParams(
                types.ReferenceContext(False), types.TextDocumentIdentifier(models), types.Position(6, 4)
            )
            found = await editor.text_document_references_async(heading)
            assert where(found) == [("news.md", 5), ("quick.md", 3)]
            assert editor.messages == []

    session(work)


def test_renames_follow_the_rules_of_the_command(root: Path) -> None:
    quick = PAGES["docs/quick.md"]

    async def work() -> None:
        async with editing(root) as editor:
            uri = editor.open(root / "docs/quick.md")
            document = types.TextDocumentIdentifier(uri)
            model, version = at(quick, "gpt-4o` model", 2), at(quick, "2024-10-21", 2)
            prepared = await editor.text_document_prepare_rename_async(types.PrepareRenameParams(document, model))
            assert isinstance(prepared, types.PrepareRenamePlaceholder)
            assert prepared.placeholder == "gpt-4o"
            nothing = types.PrepareRenameParams(document, at(quick, "Some"))
            assert await editor.text_document_prepare_rename_async(nothing) is None

            renamed = await editor.text_document_rename_async(types.RenameParams(document, model, "gpt-4.1"))
            assert renamed is not None
            [change] = renamed.document_changes or []
            assert isinstance(change, types.TextDocumentEdit)
            assert applied(quick, change.edits) == quick.replace("gpt-4o", "gpt-4.1")
            await editor.until(lambda: any("2 mentions left for manual review" in one for one in editor.messages))
            assert "docs/models.md:7 gpt-4o: a table declares it" in "\n".join(editor.logged)

            bumped = await editor.text_document_rename_async(types.RenameParams(document, version, "2025-02-01"))
            assert bumped is not None
            [change] = bumped.document_changes or []
            assert isinstance(change, types.TextDocumentEdit)
            assert applied(quick, change.edits) == quick.replace("2024-10-21", "2025-02-01")

            for place, name in ((model, "No such model!"), (version, "soon")):
                with pytest.raises(JsonRpcException, match="is not"):
                    await editor.text_document_rename_async(types.RenameParams(document, place, name))

    session(work)


def test_symbols_and_lenses(root: Path) -> None:
    async def work() -> None:
        async with editing(root) as editor:
            uri = editor.open(root / "docs/models.md")
            document = types.TextDocumentIdentifier(uri)
            found = await editor.text_document_document_symbol_async(types.DocumentSymbolParams(document))
            [top] = found or []
            assert isinstance(top, types.DocumentSymbol)
            assert [one.name for one in top.children or []] == ["Retirement", "Other words"]
            assert (top.children or [])[0].range.end.line == 9

            async def named(query: str) -> list[str]:
                symbols = await editor.workspace_symbol_async(types.WorkspaceSymbolParams(query))
                return [one.name for one in symbols or []]

            assert await named("gpt") == ["gpt-4o", "gpt-4o-mini"]
            assert await named("2024-10") == ["Azure OpenAI 2024-10-21"]
            assert await named("quick") == ["Quickstart"]

            lenses = await editor.text_document_code_lens_async(types.CodeLensParams(document))
            assert [(one.range.start.line, one.command.title) for one in lenses or [] if one.command] == [
                (6, "required on 1 page, used on 1 page"),
                (7, "not required or used on any page"),
            ]

    session(work)


def test_completions(root: Path) -> None:
    async def work() -> None:
        async with editing(root) as editor:
            uri = editor.open(root / "docs/quick.md")
            assert (await completed(editor, uri, "# A\n\nUse `gpt-4o"))[:2] == ["Use `gpt-4o", "Use `gpt-4o-mini"]
            assert "Use `gpt-4.1" in await completed(editor, uri, "# A\n\nUse `gpt-4")
            assert (await completed(editor, uri, '# A\n\n```python\nx(model="'))[0] == 'x(model="gpt-4o'
            assert await completed(editor, uri, "# A\n\nUse gpt-4") == []
            assert await completed(editor, uri, "# A\n\n`x` gpt-4") == []
            start = '# A\n\n```python\nx = AzureOpenAI(api_version="2024-10-21")\ny(api_version="'
            versions = await completed(editor, uri, start)
            assert versions == sorted(versions, reverse=True)
            assert 'y(api_version="2024-10-21' in versions
            assert await completed(editor, uri, "# A\n\n😀 [x](") == ["😀 [x](models.md", "😀 [x](news.md"]
            assert await completed(editor, uri, "# A\n\n[x](../docs/mo") == []
            assert await completed(editor, uri, "# A\n\n[x](models.md#re") == ["[x](models.md#retirement"]
            assert await completed(editor, uri, "# A\n\n## B c\n\n[x](#") == ["[x](#a", "[x](#b-c"]
            rules = await completed(editor, uri, "# A\n\n<!-- checker: ignore doubled-word, broken-a")
            assert rules == ["<!-- checker: ignore doubled-word, broken-anchor"]
            configuration = editor.open(root / "checker.toml", 'select = ["unknown-m')
            offered = await completed(editor, configuration, 'select = ["unknown-m')
            assert offered == ['select = ["unknown-model', 'select = ["unknown-model-version']

    session(work)
