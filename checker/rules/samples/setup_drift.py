"""Variants of one page set up the same thing differently: a package, a folder, a variable.

Variants are pages that share their name except for a language. Where most of them install one version of a package,
create a folder with one name, or read an environment variable under one name, the page that differs is reported. Where
two variants contradict each other, what the other pages use decides; if that is even too, nothing is reported.

````bad start-javascript.md
```bash
mkdir boat-quickstart && cd boat-quickstart  # expect: setup-drift
npm install harbor-client@1.4.0
```
````
````bad start-nodejs.md
```bash
mkdir rental-quickstart && cd rental-quickstart
npm install harbor-client@1.4.0
```
````
````bad start-typescript.md
```bash
mkdir rental-quickstart && cd rental-quickstart
npm install harbor-client@1.4.0
```
````
````good tour-javascript.md
```bash
npm install harbor-client@1.4.0
```
````
````good tour-typescript.md
```bash
npm install harbor-client@1.4.0
```
````
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...graph.siblings import split_language
from ...page.blocks import TextBlock
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from ...patterns import Shape
from .._base import Options, rule
from .._siblings import Odd, Siblings, Topic, Value, agreeing_fix, drift, once


class SetupCommand(Fact):
    """A `package` to install with a `tool`, at a `version` if one is pinned, or a `folder` to create, by its name.

    `block` indexes `Facts.blocks`.
    """

    kind: Literal["package", "folder"]
    name: str
    span: Span
    block: int
    tool: str = ""
    version: str = ""


_SHELLS = frozenset({"bash", "console", "powershell", "cmd", "", "text", "dotnetcli", "prompt", "python"})
_INSTALL = Shape(
    r"(?m)^[ \t]*(?:[$>!%][ \t]*)?(?:sudo[ \t]+)?"
    r"(?P<tool>(?:python3?[ \t]+-m[ \t]+)?pip3?[ \t]+install|npm[ \t]+i(?:nstall)?|yarn[ \t]+add|"
    r"dotnet[ \t]+add[ \t]+package|go[ \t]+get)(?=[ \t])(?P<rest>[^\n|;&#]*)",
    needs=("install", "npm", "add", "get"),
)
_TOOLS = {"pip": "Python", "npm": "npm", "yarn": "npm", "dotnet": "NuGet", "go": "Go"}
_PACKAGE = re.compile(
    r"(?<=\s)[\"']?(?P<name>@?[A-Za-z][\w./-]*)(?:\[[\w,-]*\])?(?:(?:==|@)(?P<version>v?\d[\w.-]*))?[\"']?(?=\s|$)"
)
_DOTNET_VERSION = re.compile(r"(?:--version|-v)[ \t]+(?P<version>\d[\w.-]*)")
_FOLDER = Shape(
    r"(?m)^[ \t]*(?:[$>][ \t]*)?mkdir[ \t]+(?:-p[ \t]+)?(?P<name>[A-Za-z][\w.-]*)(?=\s|$)", needs=("mkdir",)
)


@reads(SetupCommand)
def setup_commands(page: PageText) -> Iterator[SetupCommand]:
    """Yield the packages that samples install and the folders that they create."""
    for sample in page.facts.samples:
        if sample.language in _SHELLS:
            block = page.document.blocks[sample.block]
            for match in _INSTALL.finditer(block.text):
                yield from _packages(match, block, sample.block)
            for match in _FOLDER.finditer(block.text):
                yield SetupCommand("folder", match["name"], block.span(*match.span("name")), sample.block)


def _packages(match: re.Match[str], block: TextBlock, number: int) -> Iterator[SetupCommand]:
    tool = next(title for word, title in _TOOLS.items() if word in match["tool"])
    rest, start = match["rest"], match.start("rest")
    for found in _PACKAGE.finditer(rest):
        version = found["version"] or ""
        if tool == "NuGet" and (pinned := _DOTNET_VERSION.search(rest)):
            version = pinned["version"]
        span = block.span(start + found.start("name"), start + max(found.end("name"), found.end("version")))
        yield SetupCommand("package", found["name"], span, number, tool, version)
        if tool == "NuGet":
            return


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.MAJORITY)
def setup_drift(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the packages, folders and environment variables that most variants of a page contradict."""
    yield from once(drift(setup_drift, odd, agreeing_fix(odd)) for odd in odd_setups(graph))


def odd_setups(graph: DocsGraph) -> Iterator[Odd]:
    """Yield what most variants of a page set up differently."""
    values = [value for page in graph.pages for value in _values(page)]
    for _, odd in Siblings(graph, values, _fitting(values), _named(graph)).odd():
        yield from odd


def _values(page: Page) -> Iterator[Value]:
    commands = page.of(SetupCommand)
    for one in commands:
        if one.kind == "package" and one.version:
            yield Value(page, one.span, one.block, ("package", one.tool, one.name), one.version)
    created = [one for one in commands if one.kind == "folder"]
    if len({one.name for one in created}) == 1:
        topic = "folder", split_language(page.path)[0]
        yield Value(page, created[0].span, created[0].block, topic, created[0].name)
    yield from _environment(page)


_FILLERS = frozenset({"API", "NAME", "SERVICE", "RESOURCE"})
"""Words that the name of a variable may have or lack and still mean the same."""


def _environment(page: Page) -> Iterator[Value]:
    seen = set()
    for one in page.facts.variables:
        if one.kind == "environment" and not one.declares and one.name not in seen:
            seen.add(one.name)
            yield Value(page, one.span, one.block, _topic(one.name), one.name)


def _topic(variable: str) -> Topic:
    return ("variable", *sorted(set(variable.split("_")) - _FILLERS))


def _named(graph: DocsGraph) -> Iterator[tuple[Topic, str]]:
    """Yield the environment variables that the text of a page names."""
    for page in graph.pages:
        for one in page.facts.variables:
            if one.kind == "environment" and one.declares and one.sample < 0:
                yield _topic(one.name), one.name


_ANY_PAGE = frozenset({"quickstart", "tutorial", "app", "sample"})
"""Words of folder names that fit any page."""


def _fitting(values: Iterable[Value]) -> Iterator[tuple[Topic, str]]:
    """Yield the folders that are named after the page that creates them; another name is often left from a copy."""
    for one in values:
        if one.topic[0] == "folder":
            words = set(re.findall(r"[a-z]{3,}", one.value.lower())) - _ANY_PAGE
            if words & set(re.findall(r"[a-z]{3,}", one.page.path.rsplit("/", 1)[-1].lower())):
                yield one.topic, one.value
