"""The pytest plugin: `--checker` and its ini keys go in, one test a page comes out; with fixtures for own tests.

pytest imports this module on every run, so it imports nothing of ours; `items` and `docs` do the work when it is asked
for.
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
    """Add the options and their ini twins."""
    group = parser.getgroup("checker", "consistency of the docs")
    group.addoption(
        "--checker", action="store_true", default=None, dest="checker", help="Check the docs: one test a page."
    )
    group.addoption(
        "--no-checker",
        action="store_false",
        dest="checker",
        help="Leave the docs unchecked, whatever the ini file says.",
    )
    group.addoption("--checker-per-rule", action="store_true", help="One test a page and rule, in place of one a page.")
    group.addoption(
        "--checker-paths", nargs=1, action="extend", metavar="PATH", help="A folder to read, relative to the rootdir."
    )
    group.addoption(
        "--checker-fail-on",
        metavar="LEVEL",
        help="The least severity that fails a test: error, warning, suggestion, or never.",
    )
    group.addoption("--checker-baseline", metavar="FILE", help="The baseline: the old findings that are passed over.")
    group.addoption("--checker-since", metavar="REV", help="Fail only for what has come in since a git revision.")
    group.addoption("--checker-as-of", metavar="DATE", help="The day that counts as today, as 2025-02-06.")
    parser.addini("checker", "check the docs, as --checker does", type="bool", default=False)
    parser.addini("checker_paths", "folders to read, relative to the rootdir", type="args", default=[])
    parser.addini("checker_fail_on", "the least severity that fails a test", default="")
    parser.addini("checker_baseline", "the baseline file, relative to the rootdir", default="")
    parser.addini("checker_since", "the git revision since which a finding must have come in", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker and, when the docs are to be checked, the part that does it."""
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
    """What checker finds in the docs, in order, less what the baseline holds."""
    from .docs import findings_of

    return findings_of(pytestconfig)


@pytest.fixture(scope="session")
def docs_catalog(docs_graph: DocsGraph) -> Catalog:
    """The models, versions, API versions and services that are known."""
    return docs_graph.catalog
