"""The pytest plugin: `--checker` and its ini keys go in, one test per page comes out; with fixtures for your own tests.

pytest imports this module on every run, so it imports nothing of this package; `items` and `docs` work on demand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ..catalog import Catalog
    from ..findings import Finding
    from ..graph import DocsGraph


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and their ini keys."""
    group = parser.getgroup("checker", "consistency of the docs")
    group.addoption(
        "--checker", action="store_true", default=None, dest="checker", help="Check the docs, with one test per page."
    )
    group.addoption(
        "--no-checker",
        action="store_false",
        dest="checker",
        help="Do not check the docs, even if the ini file says so.",
    )
    group.addoption(
        "--checker-per-rule", action="store_true", help="One test per page and rule, instead of one per page."
    )
    group.addoption(
        "--checker-paths", nargs=1, action="extend", metavar="PATH", help="Folder to read, relative to the rootdir."
    )
    group.addoption(
        "--checker-fail-on",
        metavar="LEVEL",
        help="Lowest severity that fails a test: error, warning, suggestion or never.",
    )
    group.addoption(
        "--checker-baseline", metavar="FILE", help="Baseline file: findings that it lists are not reported."
    )
    group.addoption("--checker-since", metavar="REV", help="Fail only for findings introduced since a git revision.")
    group.addoption("--checker-as-of", metavar="DATE", help="Treat DATE, such as 2025-02-06, as today.")
    parser.addini("checker", "check the docs, like --checker", type="bool", default=False)
    parser.addini("checker_paths", "folders to read, relative to the rootdir", type="args", default=[])
    parser.addini("checker_fail_on", "lowest severity that fails a test", default="")
    parser.addini("checker_baseline", "baseline file, relative to the rootdir", default="")
    parser.addini("checker_since", "git revision: fail only for findings introduced since then", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker and, if the docs are to be checked, the items."""
    config.addinivalue_line("markers", "checker: a page of the docs, checked for consistency")
    asked = config.getoption("checker")
    if config.getini("checker") if asked is None else asked:
        from .items import Items

        config.pluginmanager.register(Items(config), "checker-items")


@pytest.fixture(scope="session")
def docs_graph(pytestconfig: pytest.Config) -> DocsGraph:
    """The cross-reference graph of the docs, as `checker.load_graph` returns it."""
    from .docs import graph_of

    return graph_of(pytestconfig)


@pytest.fixture(scope="session")
def docs_findings(pytestconfig: pytest.Config) -> Sequence[Finding]:
    """The findings in the docs, in order, without those in the baseline."""
    from .docs import findings_of

    return findings_of(pytestconfig)


@pytest.fixture(scope="session")
def docs_catalog(docs_graph: DocsGraph) -> Catalog:
    """The known models, versions, API versions and services."""
    return docs_graph.catalog
