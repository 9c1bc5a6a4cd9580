"""checker finds contradictions in documentation: between pages, samples and tables."""

from __future__ import annotations

TYPE_CHECKING = False  # as `typing` has it; nothing is imported here before an interrupt is caught
if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path
    from typing import Any

    from .config import Config
    from .findings import Finding, Report
    from .graph import DocsGraph

__all__ = ["DocsGraph", "Finding", "__version__", "check", "load_graph"]
__version__: str


def check(root: str | Path, *, config: Config | None = None, as_of: dt.date | None = None) -> Report:
    """Check the docs tree in a folder and return the report; `config` defaults to the tree's own configuration.

    Raises `SourceError` when there are no pages and `ConfigError` for an invalid configuration.
    """
    from . import run

    source, settings = _source(root, config)
    return run.check(source, settings, as_of=as_of)


def load_graph(root: str | Path, *, config: Config | None = None) -> DocsGraph:
    """Read the docs tree in a folder into its cross-reference graph; raises as `check` does."""
    from . import run

    source, settings = _source(root, config)
    return run.load(source, settings).graph


def _source(folder: str | Path, config: Config | None) -> tuple[Any, Config]:
    from pathlib import Path

    from . import config as configuration
    from .tree.sources import FolderSource

    root = Path(folder)
    if config is None:
        file = configuration.find(root)
        config = configuration.load(file) if file else configuration.Config()
    return FolderSource(root, config.paths or ("",), config.exclude), config


def __getattr__(name: str) -> Any:
    if name == "__version__":  # looked up on demand: pytest imports this package on every run
        from importlib import metadata

        return metadata.version("docs-consistency-checker")
    if name == "DocsGraph":
        from .graph import DocsGraph

        return DocsGraph
    if name == "Finding":
        from .findings import Finding

        return Finding
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
