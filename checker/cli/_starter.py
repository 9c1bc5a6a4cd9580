"""The files that `checker init` writes: an origin of this package goes in, their texts come out."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ._origin import Origin

FILES = r"(?i)\.(md|mdx|markdown|ya?ml)$"
HOOKS = {
    "checker-fix": {"name": "checker (fix)", "entry": "checker fix"},
    "checker": {"name": "checker", "entry": "checker check --staged --whole-files"},
}
"""The hooks in the order in which they should run: what can be fixed is fixed before the rest is reported."""
_ALWAYS = "        always_run: true # a commit that only deletes pages is checked too"


def configuration(origin: Origin, baseline: str = "") -> str:
    """Return a configuration with each key commented out, with its description and its default.

    The key `baseline` is set if there is one.
    """
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
        elif field.encode_name == "baseline" and baseline:
            single.append(f"# {about}\n{assignment(baseline)}\n")
        else:
            single.append(f"# {about}\n# {tomli_w.dumps({field.encode_name: usual})}")
    return "\n".join([_opening(origin), *single, *tables])


def assignment(baseline: str) -> str:
    """Return the line of a configuration that names the baseline."""
    return f"baseline = {json.dumps(baseline, ensure_ascii=False)}"


def _opening(origin: Origin) -> str:
    schema = origin.schema or "checker.schema.json"
    made = (
        ""
        if origin.schema
        else "# (Editors complete keys by that file: `checker config --schema > checker.schema.json`.)\n"
    )
    mark = "#:schema" if origin.schema else "# #:schema"
    return (
        f"{mark} {schema}\n{made}"
        "# Configuration of checker. Each key is shown with its default; uncomment it to change it.\n"
        "# `checker config` prints the effective configuration, `checker rules` lists the rules.\n"
    )


_EXAMPLES = {
    "severity": 'doubled-word = "error"',
    "rules": '[rules.doubled-word]\nallow = ["very"]',
    "aliases": '"omni small" = "gpt-4o-mini"',
    "services": '[services.contoso-chat]\nhosts = ["*.contoso.com"]',
    "per-path-ignore": '"docs/archive/" = ["retired-model"]',
}


def hooks(origin: Origin) -> str:
    """Return the entry for the `repos:` list of a `.pre-commit-config.yaml`."""
    if origin.repo:
        ids = "".join(f"      - id: {name}\n" for name in HOOKS)
        return f"  - repo: {origin.repo}{_replace(origin)}\n    rev: {origin.rev}\n    hooks:\n{ids}"
    return "  - repo: local\n    hooks:\n" + "".join(_lines(_local_hook(name, origin)) for name in HOOKS)


def _local_hook(name: str, origin: Origin) -> Iterable[str]:
    yield f"      - id: {name}"
    yield f"        name: {HOOKS[name]['name']}"
    yield f"        entry: {HOOKS[name]['entry']}"
    yield "        language: python"
    yield f'        additional_dependencies: ["{origin.requirement}"]{_replace(origin)}'
    yield f"        files: {FILES}"
    yield "        require_serial: true"
    if name == "checker":
        yield _ALWAYS


def _replace(origin: Origin) -> str:
    return " # REPLACE: only this computer has it" if origin.local else ""


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def github_workflow(origin: Origin) -> str:
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
      - uses: actions/checkout@93cb6efe18208431cddfb8368fd83d5badbf9bfd # v5.0.1
        with:
          fetch-depth: 0 # the merge base is needed
      - uses: actions/setup-python@ece7cb06caefa5fff74198d8649806c4678c61a1 # v6.3.0
        with:
          python-version: "3.12"
      - run: pip install "{origin.requirement}"{_replace(origin)}
      - run: checker check --since "origin/$BASE"
        env:
          BASE: ${{{{ github.base_ref }}}}
"""


def gitlab_job(origin: Origin) -> str:
    """Return a GitLab job that fails a merge request for the findings that it introduces, and lists them in it."""
    return f"""\
# Checks that a merge request introduces no contradictions into the docs. Written by `checker init`; edit it freely.
checker:
  image: python:3.12
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: 0 # the merge base is needed
  script:
    - pip install "{origin.requirement}"{_replace(origin)}
    - checker check --since "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --report gitlab=gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
"""
