"""The configuration: which file counts, what is wrong with one, what `checker config` shows, and its schema."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import msgspec
import pytest
from click.testing import CliRunner, Result

from checker import cli, config, run
from checker.cli.config_schema import schema
from checker.config.required_version import judged
from checker.reading.reader import Reader
from checker.tree.sources import FolderSource

from .support import TOP

EVERYTHING = """\
paths = ["docs"]
exclude = ["docs/old/"]
ignore = ["sibling-drift"]
history = ["docs/news.md"]
deployments = ["my-gpt"]
fail-on = "error"

[severity]
doubled-word = "error"

[rules.doubled-word]
allow = ["very"]

[aliases]
"omni small" = "gpt-4o-mini"

[[tables]]
path = "docs/prices.md"
heading = "price*"
kind = "models"

[services.contoso]
title = "Contoso Chat"
hosts = ["*.contoso.com"]

[per-path-ignore]
"docs/archive/" = ["doubled-word"]
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["config", *arguments])


def test_the_nearest_file_counts_up_to_the_top_of_the_repository(tree: Path) -> None:
    outer = tree.parent / "checker.toml"
    outer.write_text("")
    try:
        assert config.find(tree / "docs" / "deep") is None
    finally:
        outer.unlink()
    (tree / "pyproject.toml").write_text("[tool.other]\n")
    assert config.find(tree / "docs") is None
    (tree / "pyproject.toml").write_text("[tool.checker]\n")
    assert config.find(tree / "docs") == tree / "pyproject.toml"
    (tree / "docs" / ".checker.toml").write_text("")
    assert config.find(tree / "docs" / "deep") == tree / "docs" / ".checker.toml"


def test_two_in_one_folder_are_warned_of(tree: Path) -> None:
    (tree / "checker.toml").write_text("")
    (tree / "docs" / "page.md").write_text("# Page\n")
    assert list(config.ambiguities(tree / "docs")) == []
    (tree / ".checker.toml").write_text("")
    (tree / "pyproject.toml").write_text("[tool.checker]\n")
    warnings = [
        f"{tree}/.checker.toml is ignored: checker.toml in the same folder takes precedence",
        f"{tree}/pyproject.toml is ignored: checker.toml in the same folder takes precedence",
    ]
    assert list(config.ambiguities(tree / "docs")) == warnings
    assert shown().stderr.splitlines() == [f"warning: {one}" for one in warnings]
    checked = CliRunner().invoke(cli.cli, ["check"])
    assert checked.exit_code == 0
    assert all(f"warning: {one}" in checked.output for one in warnings)
    assert "warning" not in CliRunner().invoke(cli.cli, ["check", "--config", "checker.toml"]).output


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fail_on = 'error'", "checker.toml:1: fail_on: unknown key; did you mean `fail-on`?"),
        ("paths = 'docs'", "checker.toml:1: paths: expected a list, got a string"),
        ("paths = [1]", "checker.toml:1: paths[0]: expected a string, got a number"),
        ("severity = 'error'", "checker.toml:1: severity: expected a table, got a string"),
        (
            "[severity]\nbroken-link = 'fatal'",
            ":2: severity.broken-link: `fatal` is not one of error, warning, suggestion",
        ),
        ("fail-on = 'fatal'", "fail-on: `fatal` is not one of error, warning, suggestion, never"),
        ("[per-path-ignore]\n'a/' = ['x', 2]", ":2: per-path-ignore.a/[1]: expected a string, got a number"),
        ("exclude = ['!']", "exclude: `!` is not a valid pattern"),
        ("exclude = ['[z-a]']", "exclude: `[z-a]` is not a valid pattern"),
        ("[[tables]]\npath = '!'", ":2: tables[0].path: `!` is not a valid pattern"),
        ("[[tables]]\nheading = 'x'", "tables[0]: missing required key `path`"),
        (
            "[[tables]]\npath = 'x'\nkind = 'prices'",
            "tables[0].kind: `prices` is not one of models, retirement, quota, matrix",
        ),
        ("[services.x]\nhost = []", ":2: services.x.host: unknown key; the keys are title, hosts, paths, clients"),
        ("[site]\nkind = 'word'", ":2: site.kind: `word` is not one of github, docfx, "),
        ("required-version = '>=99'", ":1: required-version: requires checker >=99, but this is "),
        ("required-version = 'soon'", ":1: required-version: `soon` is not a version or a comparison"),
        ("paths = [", ":1: not valid TOML: invalid value, and the file ends"),
        ("ignore = []\nselect = [] x", ":2:13: not valid TOML: "),
    ],
)
def test_what_is_wrong_is_said(tree: Path, text: str, words: str) -> None:
    (tree / "checker.toml").write_text(text)
    with pytest.raises(config.ConfigError) as caught:
        config.load(tree / "checker.toml")
    assert words in str(caught.value)
    assert str(caught.value).startswith(str(tree / "checker.toml"))
    result = shown()
    assert result.exit_code == 2
    assert words in result.stderr


def test_everything_that_is_wrong_is_said_at_once_with_its_line(tree: Path) -> None:
    text = (
        "paht = []\n"
        "paths = 'docs'\n"
        "select = [\n  'doubled-word',\n  'doubled-wort',\n]\n"
        "[severity]\nbroken-link = 'fatal'\n'nothing' = 'error'\n"
        "[rules.doubled-word]\nalow = []\nallow = 'x'\n"
        "[[tables]]\npath = 'a'\n[[tables]]\npath = 'b'\nkind = 'prices'\n"
    )
    (tree / "docs" / "page.md").write_text("# Page\n")
    for name, above, first in (("checker.toml", "", 0), ("pyproject.toml", "[tool.checker]\n", 1)):
        file = tree / name
        written = text.replace("[severity]", "[tool.checker.severity]").replace("[rules.", "[tool.checker.rules.")
        file.write_text(above + written.replace("[[tables]]", "[[tool.checker.tables]]") if above else text)
        result = CliRunner().invoke(cli.cli, ["check"])
        assert result.exit_code == 2
        lines = [line.removeprefix("Error: ").strip() for line in result.stderr.splitlines()]
        assert [line.removeprefix(f"{file}:").partition(" ")[0] for line in lines] == [
            f"{first + number}:" for number in (1, 2, 5, 8, 9, 11, 12, 17)
        ]
        assert "select: unknown rule `doubled-wort`; did you mean `doubled-word`?" in lines[2]
        assert "rules.doubled-word.allow: expected a list, got a string" in lines[6]
        assert "tables[1].kind: `prices` is not one of models, retirement, quota, matrix" in lines[7]
        file.unlink()


def test_a_name_that_only_the_command_line_has_has_no_line(tree: Path) -> None:
    (tree / "docs" / "page.md").write_text("# Page\n")
    (tree / "checker.toml").write_text("select = ['doubled-word']\n")
    result = CliRunner().invoke(cli.cli, ["check", "--select", "doubled-wort"])
    assert result.stderr == "Error: select: unknown rule `doubled-wort`; did you mean `doubled-word`?\n"


def test_folders_that_are_not_there_are_named_with_their_line(tree: Path) -> None:
    (tree / "checker.toml").write_text("paths = [\n  'docs',\n  'dosc',\n]\n")
    result = CliRunner().invoke(cli.cli, ["check"])
    assert result.exit_code == 2
    assert result.stderr == f"Error: {tree}/checker.toml:3: paths: there is no folder `dosc`\n"


@pytest.mark.parametrize("text", ["severity" + ".a" * 20_000 + " = 1\n", "paths = " + "[" * 90 + "]" * 90 + "\n"])
def test_deep_values_are_wrong_as_a_whole(text: str, tree: Path) -> None:
    (tree / "checker.toml").write_text(text)
    result = shown()
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert f"{tree}/checker.toml" in result.stderr


def test_many_faults_are_counted(tree: Path) -> None:
    (tree / "checker.toml").write_text("".join(f"key{number} = 1\n" for number in range(50)))
    lines = shown().stderr.splitlines()
    assert len(lines) == 21
    assert lines[-1].endswith("checker.toml: and 30 more")


@pytest.mark.parametrize(
    ("required", "running", "fits"),
    [
        ("", "0.1.0", True),
        (">=0.1", "0.1.0", True),
        ("==0.1", "0.1.0", True),
        ("0.1.0", "0.1.0", True),
        (">=0.2", "0.1.9", False),
        (">=0.2, <1", "0.10.0", True),
        (">=0.2,<1", "1.0", False),
        ("!=0.3", "0.3.0.dev1", False),
        (">1", "1.0.1", True),
        ("~1", "1.0", False),
        (">=", "1.0", False),
    ],
)
def test_a_required_version(required: str, running: str, fits: bool) -> None:
    assert (judged(required, running) == "") is fits


def test_a_tool_checker_that_is_no_table(tree: Path) -> None:
    (tree / "pyproject.toml").write_text("[tool]\nchecker = 3\n")
    with pytest.raises(config.ConfigError, match=r"tool\.checker is not a table"):
        config.find(tree)


@pytest.mark.parametrize("command", ["config", "check"])
def test_options_are_checked_though_the_rule_is_ignored(tree: Path, command: str) -> None:
    (tree / "docs" / "page.md").write_text("# Page\n")
    (tree / "checker.toml").write_text('ignore = ["doubled-word"]\n[rules.doubled-word]\nalow = ["very"]\n')
    result = CliRunner().invoke(cli.cli, [command])
    assert result.exit_code == 2
    assert "rule `doubled-word` has no option `alow`; did you mean `allow`?" in result.stderr


def test_config_shows_each_value_and_its_file(tree: Path) -> None:
    (tree / "checker.toml").write_text(EVERYTHING)
    result = shown()
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:2] == [f"# root: {tree}", f"# configuration: {tree}/checker.toml"]
    for line in (
        'paths = ["docs"]  # checker.toml',
        "select = []  # default",
        'fail-on = "error"  # checker.toml',
        'platform = "auto"  # default',
        'doubled-word = "error"  # checker.toml',
        'allow = ["very"]  # checker.toml',
        '"omni small" = "gpt-4o-mini"  # checker.toml',
        'hosts = ["*.contoso.com"]  # checker.toml',
        "clients = []  # default",
        '"docs/archive/" = ["doubled-word"]  # checker.toml',
    ):
        assert line in lines


@pytest.mark.parametrize("text", ["", EVERYTHING])
def test_what_config_shows_is_the_configuration(tree: Path, text: str) -> None:
    (tree / "checker.toml").write_text(text)
    loaded = config.load(tree / "checker.toml")
    (tree / "copy.toml").write_text(shown().stdout)
    copy = config.load(tree / "copy.toml")
    for field in msgspec.structs.fields(config.Config):
        if field.name != "rules":  # shown with the defaults of all rules
            assert getattr(copy, field.name) == getattr(loaded, field.name)
    for name, options in loaded.rules.items():
        assert copy.rules[name].items() >= options.items()


def test_config_without_a_file_shows_defaults(tree: Path) -> None:
    lines = shown().stdout.splitlines()
    assert lines[1] == "# configuration: none (all defaults)"
    assert all(line.endswith("# default") for line in lines[2:] if " = " in line)


def test_provenance_names_pyproject(tree: Path) -> None:
    (tree / "pyproject.toml").write_text('[tool.checker]\npaths = ["docs"]\n')
    assert 'paths = ["docs"]  # pyproject.toml' in shown("docs").stdout


def test_the_shipped_schema_is_the_configuration() -> None:
    shipped = (TOP / "checker" / "cli" / "config.schema.json").read_text(encoding="utf-8")
    assert shipped == shown("--schema").stdout, "write it anew: python -m tests.generated"


def test_the_schema_is_valid_and_describes_every_key() -> None:
    found = schema()
    jsonschema.Draft202012Validator.check_schema(found)
    assert list(found["properties"]) == config.known_keys()
    assert all(one.get("description") for one in found["properties"].values())


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("", True),
        (EVERYTHING, True),
        ("path = []", False),
        ("select = ['doubled-wort']", False),
        ("[severity]\ndoubled-wort = 'error'", False),
        ("[rules.doubled-word]\nalow = []", False),
        ("[rules.doubled-wort]\nallow = []", False),
        ("[[tables]]\nkind = 'models'", False),
        ("[services.x]\nhost = []", False),
    ],
)
def test_schema_and_loading_agree(tree: Path, text: str, valid: bool) -> None:
    errors = list(jsonschema.Draft202012Validator(schema()).iter_errors(tomllib.loads(text)))
    assert (errors == []) is valid
    (tree / "checker.toml").write_text(text)
    assert (shown().exit_code == 0) is valid


def test_the_configuration_in_the_docs_is_valid() -> None:
    text = (TOP / "docs" / "configuration.md").read_text(encoding="utf-8")
    block = text.split("```toml\n")[1].split("\n```")[0]
    jsonschema.validate(tomllib.loads(block), schema())


PRICES = """# Prices

## Price list

| Name | Price |
|---|---|
| `gpt-9-turbo` | 1 |

## Other

| Name | X |
|---|---|
| `gpt-8-mini` | 1 |
"""


def test_a_table_that_is_named_declares(tree: Path) -> None:
    (tree / "docs" / "prices.md").write_text(PRICES)
    source = FolderSource(tree, ("docs",))
    table = config.AuthoritativeTable(path="docs/*.md", heading="price *")
    known = run.load(source, config.Config(tables=[table])).graph
    assert known.catalog.models["gpt-9-turbo"].declared_in("tree")
    assert "gpt-8-mini" not in known.catalog.models
    assert [one.kind for one in known.tables] == ["models"]
    assert "gpt-9-turbo" not in run.load(source, config.Config()).graph.catalog.models


def test_a_service_of_ones_own(tree: Path) -> None:
    sample = "# Call\n\n```bash\ncurl https://api.contoso.com/chat?api-version=2031-01-01\n```\n"
    (tree / "docs" / "call.md").write_text(sample)
    source = FolderSource(tree, ("docs",))
    own = config.ServiceSettings(title="Contoso Chat", hosts=["*.contoso.com"])
    graph = run.load(source, config.Config(services={"contoso": own})).graph
    assert [one.service for one in graph.api_mentions] == ["contoso"]
    assert graph.catalog.service_title("contoso") == "Contoso Chat"
    assert [one.service for one in run.load(source, config.Config()).graph.api_mentions] != ["contoso"]


def test_the_schema_is_json_of_sorted_definitions() -> None:
    names = list(json.loads(shown("--schema").stdout)["$defs"])
    assert names == sorted(names)


OWN = """# Own

Deploy a `contoso-chat-2` model.

| Model | TPM |
|---|---|
| `Contoso-Chat-1` | 5 |

```python
client.chat.completions.create(model="contoso-chat-1")
```

Not `contoso-chat-none at all`, nor contoso-chat-3.
"""


def test_models_of_ones_own(tree: Path) -> None:
    (tree / "docs" / "own.md").write_text(OWN)
    source = FolderSource(tree, ("docs",))
    settings = config.Config(names=["contoso-chat-*"])
    graph = run.load(source, settings).graph
    own = [(one.model, one.role, one.page.line(one.span.start)) for one in graph.mentions if "contoso" in one.model]
    assert own == [("contoso-chat-2", "required", 3), ("contoso-chat-1", "declared", 7), ("contoso-chat-1", "used", 10)]
    assert {one for one in graph.catalog.models if "contoso" in one} == {"contoso-chat-1", "contoso-chat-2"}
    assert "contoso-chat-2" not in run.load(source, config.Config()).graph.catalog.models


def test_names_of_ones_own_join_those_that_were_read_and_change_no_facts(tree: Path) -> None:
    (tree / "docs" / "own.md").write_text(OWN)
    source, reader = FolderSource(tree, ("docs",)), Reader()
    plain = run.load(source, config.Config(), reader=reader).graph.by_path["docs/own.md"]
    own = run.load(source, config.Config(names=["contoso-*"]), reader=reader).graph.by_path["docs/own.md"]
    assert own.facts == plain.facts
    assert plain.names == plain.facts.names
    assert {one.text for one in own.names} - {one.text for one in plain.names} == {"Contoso-Chat-1", "contoso-chat-2"}
    assert list(own.names) == sorted(own.names, key=lambda one: one.span)
