"""The README and the command line agree."""

from __future__ import annotations

import re
from pathlib import Path

import click

from checker import cli, config

HERE = Path(__file__).parents[2]


def test_readme_names_every_command_option_and_key() -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8")
    context = click.Context(cli.cli)
    names = cli.cli.list_commands(context)
    assert len(names) > 5
    for name in names:
        command = cli.cli.get_command(context, name)
        assert command is not None
        assert f"`checker {name}" in text, name
        for parameter in command.params:
            if parameter.param_type_name == "option" and name != "catalog":
                assert parameter.opts[-1] in text or "-h" in parameter.opts, (name, parameter.opts)
    for key in config.known_keys():
        assert re.search(rf"^(?:{key} = |\[{key}[].])", text, re.M), key


def test_readme_starts_with_two_lines() -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8")
    start = text.split("\n## Start\n")[1].split("\n## ")[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", start, re.S | re.M)
    assert len(blocks) == 2
    assert all(block.count("\n") == 1 for block in blocks)
