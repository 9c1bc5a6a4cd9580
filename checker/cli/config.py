"""`checker config`: a tree goes in; its effective configuration comes out, with the source of each value."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._output import JobError, say, write
from ._tree import configured_in, job_errors

if TYPE_CHECKING:
    from ..workflows.docs_tree import Tree


@click.command(short_help="Print the effective configuration and its sources.")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--config", "file", type=click.Path(path_type=Path), metavar="FILE", help="Configuration file to use.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a configuration file instead.")
def config(folder: Path | None, file: Path | None, schema: bool) -> None:
    """Print the effective configuration of a folder as TOML, with the source of each value."""
    if schema:
        from .config_schema import schema as schema_of

        write(json.dumps(schema_of(), indent=2) + "\n", None)
        return
    if folder is not None and not folder.is_dir():
        raise JobError(f"no such folder: {folder}")
    from ..workflows.docs_tree import tree_of

    with job_errors():
        tree = tree_of((), file=file, here=folder)
        with configured_in(tree.file):
            lines = list(_lines(tree))
    for warning in tree.warnings:
        say(f"warning: {warning}")
    write("\n".join(lines) + "\n", None)


def _lines(tree: Tree) -> Iterator[str]:
    """Yield the configuration: single keys first, then tables, as TOML requires."""
    import msgspec

    from ..config import Config, read_table

    written = read_table(tree.file) if tree.file else {}
    source = os.path.relpath(tree.file, tree.source.root).replace(os.sep, "/") if tree.file else ""
    yield f"# root: {tree.source.root}"
    yield f"# configuration: {tree.file or 'none (all defaults)'}"
    values = {
        field.encode_name: msgspec.to_builtins(getattr(tree.config, field.name))
        for field in msgspec.structs.fields(Config)
    }
    values["rules"] = _options(tree)
    for key, value in values.items():
        if not isinstance(value, dict):
            yield from _entry(key, value, source if key in written else "default")
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _table(key, value, written.get(key, {}), source)
        if key == "site":
            yield from _sites(tree)


def _sites(tree: Tree) -> Iterator[str]:
    """Yield comments with the sites that publish the tree, each with the file that configures it."""
    from ..site.sites import Sites

    found = Sites.detected(tree.source, tree.config.site)
    if not found:
        yield "# effective: github in .  # default"
    for site in found:
        base = f", base {site.origin.base}" if site.origin.base else ""
        yield f"# effective: {site.kind} in {site.folder or '.'}{base}  # {site.origin.file or 'default'}"


def _table(key: str, value: dict[str, Any], written: dict[str, Any], source: str) -> Iterator[str]:
    """Yield a table with its entries; a table of tables as one table each."""
    inner = {name: one for name, one in value.items() if isinstance(one, dict)}
    if len(inner) < len(value) or not value:
        yield ""
        yield f"[{key}]" + ("" if value else f"  # {source if written else 'default'}")
        for name, one in value.items():
            if name not in inner:
                yield from _entry(name, one, source if name in written else "default")
    for name, one in inner.items():
        yield from _table(f"{key}.{_key(name)}", one, written.get(name, {}), source)


def _entry(key: str, value: Any, source: str) -> Iterator[str]:
    """Yield the lines of a value, with its source after the first."""
    import tomli_w

    if isinstance(value, tuple):
        value = list(value)
    if isinstance(value, list) and not any(isinstance(one, dict) for one in value):
        line = tomli_w.dumps({"x": value}).removeprefix("x = ").split("\n")
        text = " ".join(part.strip() for part in line).replace("[ ", "[").replace(", ]", "]").strip()
        yield f"{_key(key)} = {text if len(text) < 80 else chr(10).join(line).rstrip()}  # {source}"
        return
    first, *rest = tomli_w.dumps({key: value}).rstrip().split("\n")
    yield f"{first}  # {source}"
    yield from rest


def _key(name: str) -> str:
    import tomli_w

    return tomli_w.dumps({name: 0}).rsplit(" = ", 1)[0]


def _options(tree: Tree) -> dict[str, dict[str, Any]]:
    """Return the options of the rules that run, without the common ones; validate those of every rule."""
    import msgspec

    from ..rules import check_rules
    from ..selection import options_of, selected

    for rule in check_rules().values():
        options_of(rule, tree.config, None)
    found = {}
    for rule in selected(tree.config):
        options = options_of(rule, tree.config, None)
        found[rule.name] = {
            field.encode_name: msgspec.to_builtins(getattr(options, field.name))
            for field in msgspec.structs.fields(rule.options)
            if field.name not in ("as_of", "partial")
        }
    return {name: table for name, table in found.items() if table}
