"""How many of the model names in the samples of the shared trees take part in comparisons, tree by tree."""

from typing import Any

from checker.config import Config
from checker.run import load
from checker.tree.sources import FolderSource

from . import SHARED

TREES = ("vercel-ai", "agno", "pydantic-ai", "crewai", "portkey", "continue", "sk-docs")


def shared() -> dict[str, dict[str, float]]:
    """Return by tree the model names in samples, how many of them are values that resolve, and their share.

    What is no value is in a comment, in a label, or in a longer text.
    """
    found: dict[str, dict[str, float]] = {}
    for tree in TREES:
        root = SHARED / "trees" / tree
        if root.is_dir():
            found[tree] = _of(load(FolderSource(root), Config()).graph)
    return found


def _of(graph: Any) -> dict[str, float]:
    named = [one for one in graph.mentions if one.sample >= 0 and (one.resolved.known or one.resolved.maker)]
    values = [one for one in named if one.use is not None]
    return {"names": len(named), "values": len(values), "share": round(len(values) / max(len(named), 1), 3)}
