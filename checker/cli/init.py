"""`checker init`: a docs repository goes in; a starter configuration, pre-commit hooks and a workflow are added to it.

Existing files are never changed, but for the key that names a baseline.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import _starter
from ._fixes import count
from ._origin import Origin, origin_of_this_package
from ._output import JobError, say
from ._tree import job_errors

if TYPE_CHECKING:
    from ..findings import Finding

HOOKS = ".pre-commit-config.yaml"


@dataclass(frozen=True)
class Service:
    """A service that runs checks of pull requests: the file that it reads, and what that has for this program."""

    file: str
    text: Callable[[Origin], str]


SERVICES = {
    "github": Service(".github/workflows/checker.yml", _starter.github_workflow),
    "gitlab": Service(".gitlab-ci.yml", _starter.gitlab_job),
}


@click.command(short_help="Write a configuration, pre-commit hooks and a workflow.")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--baseline", is_flag=True, help="Record the current findings as the baseline, and configure it.")
@click.option(
    "--workflow",
    "service",
    type=click.Choice(list(SERVICES)),
    help="Service to write a workflow for (default: the one that the repository's files or remote name).",
)
@click.option("--no-workflow", is_flag=True, help="Write no workflow.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Treat DATE as today, for the baseline."
)
def init(
    folder: Path | None, baseline: bool, service: str | None, no_workflow: bool, as_of: dt.datetime | None
) -> None:
    """Write a commented checker.toml, pre-commit hooks and a GitHub or GitLab workflow into a docs repository.

    DIR is its top folder (default: the top of the current git work tree). Existing files are not changed, except that
    --baseline adds the key `baseline` to a configuration.
    """
    from .. import config
    from ..workflows.docs_tree import current_folder

    if folder is not None and not folder.is_dir():
        raise JobError(f"no such folder: {folder}")
    if service and no_workflow:
        raise click.UsageError("--workflow and --no-workflow are mutually exclusive")
    origin = origin_of_this_package()
    with job_errors():
        top = (folder or config.work_tree(current_folder()) or current_folder()).resolve()
        present = config.find(top)
        found = _findings(top, as_of.date() if as_of else None) if baseline else []
    _configuration(top, present, origin, found)
    _hooks(top, origin)
    if not no_workflow:
        _workflow(top, origin, service)
    _closing(origin, baseline, found)


# -- configuration and baseline


def _findings(top: Path, day: dt.date | None) -> list[Finding]:
    """Return what a check finds now; raises `JobError` if not everything could be checked."""
    import msgspec

    from .. import run
    from ..report import progress
    from ..workflows.docs_tree import reader_of, tree_of

    tree = tree_of((), here=top)
    settings = msgspec.structs.replace(tree.config, baseline="")
    with progress.bar("Reading pages") as moved:
        report = run.check(tree.source, settings, as_of=day, progress=moved, reader=reader_of(tree.source.root))
    if report.not_checked:
        gaps = "; ".join(f"{one.path}: {one.reason}" for one in report.not_checked)
        raise JobError(f"nothing was written because not everything could be checked: {gaps}")
    return report.findings


def _configuration(top: Path, present: Path | None, origin: Origin, found: list[Finding]) -> None:
    """Write a configuration if there is none, and a baseline with the key that names it if there are findings."""
    from .. import baseline, config

    if present is None:
        _write(top, "checker.toml", _starter.configuration(origin, baseline.DEFAULT_NAME if found else ""))
    else:
        say(f"kept     {present}: it already configures this folder", err=False)
    if not found:
        return
    settings = config.load(present) if present else config.Config()
    name = settings.baseline or baseline.DEFAULT_NAME
    _write((present or top / "checker.toml").parent, name, baseline.render(baseline.of(found)).decode())
    if present is not None and not settings.baseline:
        _set_baseline(present, name)


def _set_baseline(file: Path, name: str) -> None:
    """Add the key `baseline` to a configuration that does not have it, before its first key or table."""
    from .. import config
    from ..tree import disk

    text = disk.read(file).decode("utf-8-sig")
    mark = (
        r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*checker[ \t]*\].*\n?"
        if file.name == "pyproject.toml"
        else r"^(?:#.*\n|\s*\n)*"
    )
    head = re.search(mark, text, re.M)
    before = text[: head.end()] if head else ""
    line = ("" if not before or before.endswith("\n") else "\n") + f"{_starter.assignment(name)}\n"
    new = before + line + text[len(before) :]
    try:
        valid = head is not None and config.parse_toml(new.encode()) is not None
    except ValueError:
        valid = False
    if not valid:
        say(f"kept     {file}: add `{_starter.assignment(name)}` to it", err=False)
        return
    disk.write(file, new.encode())
    say(f"changed  {file}: added `{_starter.assignment(name)}`", err=False)


# -- hooks and workflows


def _hooks(top: Path, origin: Origin) -> None:
    file = top / HOOKS
    if not file.exists() and not file.is_symlink():
        _write(top, HOOKS, "repos:\n" + _starter.hooks(origin))
        return
    if _holds(file, b"id: checker"):
        click.echo(f"kept     {HOOKS}: it already has the hooks")
        return
    click.echo(f"kept     {HOOKS}: it already exists; add this below `repos:`\n\n{_starter.hooks(origin)}")


def _workflow(top: Path, origin: Origin, named: str | None) -> None:
    """Write the workflow of a service, or say why none was written."""
    service = named or _service(top)
    if not service:
        click.echo(
            "skipped  workflow: neither GitHub nor GitLab is in use here; `--workflow github` or `gitlab` writes one"
        )
        return
    file, text = SERVICES[service].file, SERVICES[service].text(origin)
    if service == "gitlab" and os.path.lexists(top / file):
        if _holds(top / file, b"\nchecker:"):
            click.echo(f"kept     {file}: it already has the job")
        else:
            click.echo(f"kept     {file}: it already exists; add this to it\n\n{text}")
        return
    _write(top, file, text)


def _service(top: Path) -> str:
    """Return the service that a repository is for: by its files, else by the host of its remotes."""
    from ..tree.git import GitError, repository

    if (top / ".gitlab-ci.yml").is_file():
        return "gitlab"
    if (top / ".github").is_dir():
        return "github"
    try:
        addresses = " ".join(repository(top).remotes().values())
    except GitError:
        return ""
    return next((name for name in SERVICES if name in addresses), "")


def _holds(file: Path, words: bytes) -> bool:
    from ..tree import disk

    try:
        return words in b"\n" + disk.read(file)
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
        disk.create(file, text.encode("utf-8", "backslashreplace"))
    except FileExistsError:
        click.echo(f"kept     {name}: it already exists")
    except OSError as error:
        raise JobError(f"cannot write {file}: {error.strerror or error}") from error
    else:
        click.echo(f"wrote    {name}")


def _closing(origin: Origin, baseline: bool, found: list[Finding]) -> None:
    """Say what to do next, and what must be replaced before others can use the files."""
    from ..workflows.fix import can_fix

    if origin.local:
        click.echo("")
        say(
            f"Replace what is marked with REPLACE: only this computer has {origin.local}, from where checker", err=False
        )
        say("was installed. Others need the address of its git repository, or of a package.", err=False)
    if found:
        safe = sum(can_fix(one, unsafe=False) for one in found)
        debt = f"; `checker fix --no-baseline` fixes {safe:,} of the old ones" if safe else ""
        next_steps = (
            f"the baseline has {count(len(found), 'finding')}, and `checker check` reports only new ones{debt}."
        )
    elif baseline:
        next_steps = "`checker check` finds nothing here yet, so no baseline is needed."
    else:
        next_steps = (
            "`checker check` shows current findings; `checker init --baseline` records them, to report only new ones."
        )
    click.echo(f"\nNext: {next_steps}")
