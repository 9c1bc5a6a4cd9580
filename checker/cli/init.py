"""`checker init`: a docs repository goes in; a starter configuration, pre-commit hooks and a workflow are added to it.

Existing files are never changed.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import click

from ._output import JobError, say
from ._tree import job_errors

PACKAGE = "docs-consistency-checker"
HOOKS, WORKFLOW = ".pre-commit-config.yaml", ".github/workflows/checker.yml"


@dataclass(frozen=True)
class Origin:
    """Where this package can be installed from: a pip requirement, and its git repository and revision, if any."""

    requirement: str
    repo: str = ""
    rev: str = ""


@click.command(short_help="Write a configuration, pre-commit hooks and a workflow.")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
def init(folder: Path | None) -> None:
    """Write a commented checker.toml, pre-commit hooks and a GitHub workflow into a docs repository.

    DIR is its top folder (default: the top of the current git work tree). Existing files are not changed.
    """
    from .. import config
    from ..workflows.docs_tree import current_folder

    if folder is not None and not folder.is_dir():
        raise JobError(f"no such folder: {folder}")
    origin = origin_of_this_package()
    with job_errors():
        top = (folder or config.work_tree(current_folder()) or current_folder()).resolve()
        present = config.find(top)
    if present:
        say(f"kept     {present}: it already configures this folder", err=False)
    else:
        _write(top, "checker.toml", starter())
    _hooks(top, origin)
    _write(top, WORKFLOW, workflow(origin))
    click.echo(
        "\nNext: `checker check` shows current findings; `checker baseline` records them, to report only new ones."
    )


def _hooks(top: Path, origin: Origin) -> None:
    file = top / HOOKS
    if not file.exists() and not file.is_symlink():
        _write(top, HOOKS, "repos:\n" + stanza(origin))
        return
    if _holds(file, b"id: checker"):
        click.echo(f"kept     {HOOKS}: it already has the hook")
        return
    click.echo(f"kept     {HOOKS}: it already exists; add this below `repos:`\n\n{stanza(origin)}")


def _holds(file: Path, words: bytes) -> bool:
    from ..tree import disk

    try:
        return words in disk.read(file)
    except OSError:
        return False


def _write(top: Path, name: str, text: str) -> None:
    """Write a file unless it exists, even if it was created just now; a link does not lead to one elsewhere."""
    from ..tree import disk

    file = top / name
    try:
        if not os.path.lexists(file):
            disk.inside(top, name)
            file.parent.mkdir(parents=True, exist_ok=True)
        disk.create(file, text.encode())
    except FileExistsError:
        click.echo(f"kept     {name}: it already exists")
    except OSError as error:
        raise JobError(f"cannot write {file}: {error.strerror or error}") from error
    else:
        click.echo(f"wrote    {name}")


def starter() -> str:
    """Return a configuration with each key commented out, with its description and its default."""
    import msgspec
    import tomli_w

    from ..config import Config
    from .config_schema import schema

    keys = schema()["properties"]
    single, tables = list[str](), list[str]()
    for field in msgspec.structs.fields(Config):
        about, usual = keys[field.encode_name]["description"], msgspec.to_builtins(getattr(Config(), field.name))
        if isinstance(usual, dict):
            example = _EXAMPLES.get(field.encode_name, "") or tomli_w.dumps(usual).strip()
            head = "" if example.startswith("[") else f"[{field.encode_name}]\n"
            tables.append(f"# {about}\n" + "".join(f"# {line}\n" for line in f"{head}{example}".split("\n")))
        else:
            single.append(f"# {about}\n# {tomli_w.dumps({field.encode_name: usual})}")
    opening = (
        "# Configuration of checker. Each key is shown with its default; uncomment it to change it.\n"
        "# `checker config` prints the effective configuration, `checker rules` lists the rules.\n"
    )
    return "\n".join([opening, *single, *tables])


_EXAMPLES = {
    "severity": 'doubled-word = "error"',
    "rules": '[rules.doubled-word]\nallow = ["very"]',
    "aliases": '"omni small" = "gpt-4o-mini"',
    "services": '[services.contoso-chat]\nhosts = ["*.contoso.com"]',
    "per-path-ignore": '"docs/archive/" = ["retired-model"]',
}


def stanza(origin: Origin) -> str:
    """Return the entry for the `repos:` list of a `.pre-commit-config.yaml`."""
    if origin.repo:
        return f"  - repo: {origin.repo}\n    rev: {origin.rev}\n    hooks:\n      - id: checker\n"
    return "\n".join(
        [
            "  - repo: local",
            "    hooks:",
            "      - id: checker",
            "        name: checker",
            "        entry: checker check --staged --whole-files",
            "        language: python",
            f'        additional_dependencies: ["{origin.requirement}"]',
            r"        files: (?i)\.(md|mdx|markdown|ya?ml)$",
            "        require_serial: true",
            "        always_run: true # a commit that only deletes pages is checked too",
            "",
        ]
    )


def workflow(origin: Origin) -> str:
    """Return a GitHub workflow that fails a pull request for the findings that it introduces."""
    return f"""\
# Checks that a pull request introduces no contradictions into the docs. Written by `checker init`; edit it freely.
name: checker
on:
  pull_request:
permissions:
  contents: read
jobs:
  checker:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0 # the merge base is needed
      - uses: actions/setup-python@v6
        with:
          python-version: "3.12"
      - run: pip install "{origin.requirement}"
      - run: checker check --since "origin/$BASE"
        env:
          BASE: ${{{{ github.base_ref }}}}
"""


def origin_of_this_package() -> Origin:
    """Return where this package was installed from, as recorded by pip (PEP 610), else its released version."""
    from importlib import metadata

    found = metadata.distribution(PACKAGE)
    pinned = f"{PACKAGE}=={found.version}"
    noted = json.loads(found.read_text("direct_url.json") or "{}")
    vcs = noted.get("vcs_info", {})
    if vcs.get("vcs") == "git":
        url, commit = noted["url"], vcs["commit_id"]
        return Origin(f"{PACKAGE} @ git+{url}@{commit}", url, vcs.get("requested_revision") or commit)
    return Origin(pinned)
