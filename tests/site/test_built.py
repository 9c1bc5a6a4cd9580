"""The routes and anchors of small sites are those of the HTML that their generators built."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from checker.config import Config
from checker.graph import DocsGraph
from checker.rules.links.broken_anchor import Known
from checker.run import load
from checker.tree.sources import FolderSource

from ..support.built_sites import BUILT, SITES

NAMES = sorted(file.stem for file in BUILT.glob("*.json"))
MADE = {
    "docusaurus": {"news", "news/archive", "docs/next/category/guides"},
    "hugo": {"places"},
    "jekyll": {"places/map"},
}
"""Pages that the build makes of no page."""
OWN = re.compile(r"_top|starlight__.*|(?:keyboard|search)ModalLabel|id\d+")
"""Ids of themes, and those that docutils numbers."""


@cache
def graph(name: str) -> DocsGraph:
    return load(FolderSource(SITES / name), Config()).graph


def built(name: str) -> dict[str, list[str]]:
    record: dict[str, Any] = json.loads((BUILT / f"{name}.json").read_text(encoding="utf-8"))
    pages: dict[str, list[str]] = record["pages"]
    return pages


def own_routes(name: str) -> dict[str, str]:
    """Return the routes that we give the pages of a site, without its base, with their paths."""
    one = graph(name)
    return {one.sites.of(page.path).route(page.path).strip("/").removeprefix("manual").strip("/"): page.path
            for page in one.pages if one.sites.of(page.path) is not one.sites.repository}  # fmt: skip


def test_each_site_has_a_record_and_each_record_a_site() -> None:
    assert {path.name for path in SITES.iterdir() if path.is_dir()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_routes_are_those_of_the_build(name: str) -> None:
    assert set(own_routes(name)) == set(built(name)) - MADE.get(name, set())


@pytest.mark.parametrize("name", NAMES)
def test_anchors_are_those_of_the_build(name: str) -> None:
    one, anchors = graph(name), built(name)
    compared = 0
    for route, path in own_routes(name).items():
        wanted = [anchor for anchor in anchors[route] if not OWN.fullmatch(anchor)]
        known = Known(one).of(path)
        assert [anchor for anchor in wanted if anchor not in known.exact] == [], path
        compared += len(wanted)
    assert compared


@pytest.mark.parametrize("name", NAMES)
def test_a_route_shows_its_page(name: str) -> None:
    one = graph(name)
    for route, path in own_routes(name).items():
        found = one.sites.of(path).at(route)
        assert found is not None, route
        assert found.path == path
