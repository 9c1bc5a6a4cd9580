"""What a rule says of its scope is true: it finds the same on all pages at once, and on one after the other."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from checker.config import Config
from checker.findings import Finding
from checker.graph import DocsGraph
from checker.rules import OPT_IN, Options, Scope, check_rules
from checker.run import findings_of, load
from checker.selection import all_options
from checker.tree.sources import FolderSource

from ..support import CORPORA, CORPUS_DAY, Remembering
from ..support.labels import unlabelled

NARROW = sorted(rule.name for rule in check_rules().values() if rule.scope is not Scope.TREE)


@cache
def graph_of(folder: Path) -> DocsGraph:
    return load(FolderSource(folder), Config(extend_select=[*OPT_IN, *NARROW]), reader=Remembering()).graph


def one_by_one(name: str, graph: DocsGraph, options: Options) -> list[Finding]:
    """Return what a rule finds when it is given a graph of each page alone: no other page's facts and mentions."""
    rule = check_rules()[name]
    found: list[Finding] = []
    for page in graph.pages:
        alone = replace(graph, pages=[page], mentions=[], api_mentions=[], tables=[], includes=[])
        alone.__dict__["by_path"] = {page.path: page}
        found += findings_of(rule, alone, options)
    return found


@pytest.mark.parametrize("name", NARROW)
def test_a_rule_looks_no_further_than_its_scope(name: str) -> None:
    options = all_options(Config(), CORPUS_DAY)[name]
    number = 0
    for folder in (CORPORA / "rules" / name, CORPORA / "trees" / "azure-openai", CORPORA / "clean" / "docusaurus"):
        graph = graph_of(folder)
        found = list(findings_of(check_rules()[name], graph, options))
        assert sorted(one_by_one(name, graph, options), key=repr) == sorted(found, key=repr)
        number += len(found)
    assert number, "nothing was found, so nothing was compared"


def test_a_rule_with_the_wrong_scope_would_be_noticed(tmp_path: Path) -> None:
    options = all_options(Config(), CORPUS_DAY)["label-drift"]
    unlabelled(CORPORA / "rules" / "label-drift", tmp_path)
    graph = graph_of(tmp_path)
    found = list(findings_of(check_rules()["label-drift"], graph, options))
    assert one_by_one("label-drift", graph, options) != found
