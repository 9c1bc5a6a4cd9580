"""The pages of the docs site that are made of the code: rules, commands and configuration keys.

`python -m tests.generated` writes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import msgspec

from checker import cli
from checker.cli.config_schema import schema
from checker.config import Config
from checker.report.rule_page import rule_page
from checker.rules import CHANGE, Rule, all_rules

from .support import TOP

DOCS = TOP / "docs"
_NOTE = "<!-- Written by `python -m tests.generated`. -->\n\n"
_EXAMPLE = re.compile(r"^(?P<fence>`{3,})(?P<kind>good|bad) (?P<path>\S+)$", re.M)
_AFTER_FENCE = re.compile(r"^`{3,}$(?=\n\S)", re.M)
_GROUPS = {
    "models": "Models",
    "versions": "Versions",
    "links": "Links",
    "samples": "Samples",
    "page": "Pages",
    "wording": "Wording",
    CHANGE: "Changes",
}
_ABOUT = {
    "wording": 'These run only if they are selected: `extend-select = ["wording"]` selects all of them.',
    CHANGE: "These compare two revisions, in `checker diff`.",
}


def pages() -> dict[str, str]:
    """Return the generated pages, by their paths in `docs/`."""
    return {
        "rules/index.md": _NOTE + "".join(_rules()),
        **{f"rules/{name}.md": _NOTE + _rule(rule) for name, rule in all_rules().items()},
        "reference/commands.md": _NOTE + "".join(_commands()),
        "reference/configuration.md": _NOTE + "".join(_keys()),
    }


def write() -> None:
    """Write the pages, and remove those of rules that are gone."""
    made = pages()
    for path, text in made.items():
        file = DOCS / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for path in found() - set(made):
        (DOCS / path).unlink()


def found() -> set[str]:
    """Return the paths of the generated pages that are there."""
    return {
        file.relative_to(DOCS).as_posix() for folder in ("rules", "reference") for file in (DOCS / folder).glob("*.md")
    }


# -- rules


def _rules() -> Iterator[str]:
    """Yield the page that lists the rules, by group."""
    yield "# Rules\n\n"
    yield "`checker rules` lists them, and `checker rule NAME` explains one. How they compare is described in\n"
    yield "[How rules compare](../how-rules-work.md), and how to add one in [Write a rule](../writing-a-rule.md).\n"
    for group, title in _GROUPS.items():
        yield f"\n## {title}\n\n{_ABOUT[group]}\n\n" if group in _ABOUT else f"\n## {title}\n\n"
        yield "| Rule | Severity | Fix | What is wrong |\n|---|---|---|---|\n"
        for name, rule in all_rules().items():
            if rule.group == group:
                level = rule.severity.label + ("" if rule.default or group in _ABOUT else ", if selected")
                yield f"| [`{name}`]({name}.md) | {level} | {rule.fix or ''} | {rule.summary} |\n"


def _rule(rule: Rule) -> str:
    """Return the page of a rule, with its examples as pages of their kind."""
    text = _AFTER_FENCE.sub(r"\g<0>\n", rule_page(rule))
    return _EXAMPLE.sub(_introduced, text) + f"\n*Group: `{rule.group}`. [All rules](index.md)*\n"


def _introduced(example: re.Match[str]) -> str:
    language = "yaml" if example["path"].endswith((".yml", ".yaml")) else "markdown"
    return f"{example['kind'].capitalize()}, in `{example['path']}`:\n\n{example['fence']}{language}"


# -- commands


def _commands() -> Iterator[str]:
    context = click.Context(cli.cli, info_name="checker")
    yield "# Commands\n\n`checker COMMAND --help` prints the same.\n"
    for name in cli.cli.list_commands(context):
        command = cli.cli.get_command(context, name)
        assert command is not None
        yield from _command(name, command, context)


def _command(name: str, command: click.Command, above: click.Context, level: int = 2) -> Iterator[str]:
    """Yield the section of a command, and those of its own commands."""
    context = click.Context(command, info_name=name, parent=above)
    yield f"\n{'#' * level} {context.command_path}\n\n"
    yield f"```text\n{context.command_path} {' '.join(command.collect_usage_pieces(context))}\n```\n\n"
    yield f"{_flowing(command.help or '')}\n"
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    if options:
        yield "\n| Option | |\n|---|---|\n"
        yield from (_option(one, context) for one in options)
    if command.epilog:
        yield f"\n{_flowing(command.epilog)}\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from _command(inner, found, context, level + 1)


def _option(option: click.Option, context: click.Context) -> str:
    values, after = "", ""
    if not option.is_flag and isinstance(option.type, click.Choice):
        after = f": {', '.join(f'`{one}`' for one in option.type.choices)}"
    elif not option.is_flag:
        values = f" {option.make_metavar(context)}"
    names = ", ".join(f"`{name}{values}`" for name in (*option.opts, *option.secondary_opts))
    return f"| {names}{after} | {(option.help or '').replace('|', chr(92) + '|')} |\n"


def _flowing(text: str) -> str:
    """Return a help text with one line for each paragraph."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


# -- configuration


def _keys() -> Iterator[str]:
    """Yield the page of the configuration keys."""
    yield "# Configuration keys\n\nAll keys are optional. [Configuration](../configuration.md) has an example.\n"
    described = schema()
    for field in msgspec.structs.fields(Config):
        key = field.encode_name
        yield from _key(
            key, described["properties"][key], msgspec.to_builtins(getattr(Config(), field.name)), described
        )


def _key(name: str, about: Mapping[str, Any], usual: object, described: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n## {name}\n\n{about['description']}\n\n- Type: {_type(about, described)}\n"
    if usual not in ({}, []) and not isinstance(usual, dict):
        yield f"- Default: `{json.dumps(usual)}`\n"
    inner = _inner(about, described)
    if inner and name != "rules":
        yield "\n| Key in it | |\n|---|---|\n"
        yield from (f"| `{key}` | {one.get('description', '')} |\n" for key, one in inner.items())
    if name == "rules":
        yield "\nThe options of a rule are on its page, and printed by `checker rule NAME`.\n"


def _inner(about: Mapping[str, Any], described: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the keys of the tables that a key takes, by name."""
    reference = re.search(r'"\$ref": "#/\$defs/(\w+)"', json.dumps(about))
    table = described["$defs"].get(reference[1], {}) if reference else {}
    inner: Mapping[str, Any] = table.get("properties", {})
    return inner


def _type(about: Mapping[str, Any], described: Mapping[str, Any]) -> str:
    values = about.get("enum") or [about["const"]] if "enum" in about or "const" in about else []
    if values:
        return "one of " + ", ".join(f"`{json.dumps(one)}`" for one in values)
    if about.get("type") == "array":
        return "list of tables" if _inner(about, described) else "list of strings"
    if about.get("type") == "object":
        return "table of tables" if _inner(about, described) else "table"
    return {"string": "string", "boolean": "`true` or `false`"}.get(about.get("type", ""), "table")


if __name__ == "__main__":
    for path in sorted(pages()):
        print(Path("docs") / path)
