"""How many of the model names in the samples of the shared trees take part in comparisons, tree by tree."""

from checker.config import Config
from checker.graph import DocsGraph
from checker.rules.models.comment_model_mismatch import named_beside_values
from checker.run import load
from checker.tree.sources import FolderSource

from . import SHARED

TREES = ("vercel-ai", "agno", "pydantic-ai", "crewai", "portkey", "continue", "sk-docs")


def shared() -> dict[str, dict[str, float]]:
    """Return by tree the model names in samples, how many of them are values that resolve, and their share.

    The model that a comment or a label names counts with them where it is compared with the value beside it. The others
    are in a longer text, or in a comment or a label of their own.
    """
    found: dict[str, dict[str, float]] = {}
    for tree in TREES:
        root = SHARED / "trees" / tree
        if root.is_dir():
            found[tree] = _of(load(FolderSource(root), Config()).graph)
    return found


def _of(graph: DocsGraph) -> dict[str, float]:
    named = values = 0
    for page in graph.pages:
        mentions = graph.by_page.get(page.path, ())
        beside = {one.span for one, _ in named_beside_values(page, mentions)}
        for one in mentions:
            if one.sample >= 0 and (one.resolved.known or one.resolved.maker):
                named += 1
                values += one.use is not None or one.span in beside
    return {"names": named, "values": values, "share": round(values / max(named, 1), 3)}
