"""What a page tells its reader to do: packages to install, folders to make, names on screen; in goes a document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .blocks import Document, TextBlock
from .facts import Facts, Step

_SHELLS = frozenset({"bash", "console", "powershell", "cmd", "", "text", "dotnetcli", "prompt", "python"})
_INSTALL = re.compile(
    r"(?m)^[ \t]*(?:[$>!%][ \t]*)?(?:sudo[ \t]+)?"
    r"(?P<tool>(?:python3?[ \t]+-m[ \t]+)?pip3?[ \t]+install|npm[ \t]+i(?:nstall)?|yarn[ \t]+add|"
    r"dotnet[ \t]+add[ \t]+package|go[ \t]+get)(?=[ \t])(?P<rest>[^\n|;&#]*)"
)
_TOOLS = {"pip": "Python", "npm": "npm", "yarn": "npm", "dotnet": "NuGet", "go": "Go"}
_PACKAGE = re.compile(
    r"(?<=\s)[\"']?(?P<name>@?[A-Za-z][\w./-]*)(?:\[[\w,-]*\])?(?:(?:==|@)(?P<version>v?\d[\w.-]*))?[\"']?(?=\s|$)"
)
_DOTNET_VERSION = re.compile(r"(?:--version|-v)[ \t]+(?P<version>\d[\w.-]*)")
_FOLDER = re.compile(r"(?m)^[ \t]*(?:[$>][ \t]*)?mkdir[ \t]+(?:-p[ \t]+)?(?P<name>[A-Za-z][\w.-]*)(?=\s|$)")
_BOLD = re.compile(r"\*\*(?P<name>[^*\n]{2,60})\*\*")


def read(document: Document, facts: Facts) -> None:
    """Add what the page tells to install and to make, and the names on screen that its steps tell to choose."""
    languages = {sample.block: sample.language for sample in facts.samples}
    for index, block in enumerate(document.blocks):
        if block.kind in ("fence", "code"):
            if languages.get(index, "") in _SHELLS:
                facts.steps.extend(_commands(block, index))
        elif block.item and block.kind == "paragraph" and "**" in block.text:
            for match in _BOLD.finditer(block.text):
                facts.steps.append(Step("label", match["name"].strip(), block.span(*match.span()), index))


def _commands(block: TextBlock, index: int) -> Iterator[Step]:
    if "install" in block.text or "add" in block.text or "go get" in block.text or "npm i" in block.text:
        for match in _INSTALL.finditer(block.text):
            yield from _packages(match, block, index)
    if "mkdir" in block.text:
        for match in _FOLDER.finditer(block.text):
            yield Step("folder", match["name"], block.span(*match.span("name")), index)


def _packages(match: re.Match[str], block: TextBlock, index: int) -> Iterator[Step]:
    tool = next(title for word, title in _TOOLS.items() if word in match["tool"])
    rest, start = match["rest"], match.start("rest")
    for found in _PACKAGE.finditer(rest):
        version = found["version"] or ""
        if tool == "NuGet" and (pinned := _DOTNET_VERSION.search(rest)):
            version = pinned["version"]
        span = block.span(start + found.start("name"), start + max(found.end("name"), found.end("version")))
        yield Step("package", found["name"], span, index, tool, version)
        if tool == "NuGet":
            return
