"""The comparison with other link checkers: what counts as dead, and how the output of each tool is read."""

from __future__ import annotations

import json
from pathlib import Path

from .. import peers
from ..support import write
from ..support.dead_links import Tree

REDIRECTS = {
    "redirects": [{"source": "/old", "destination": "/a"}, {"source": "/was/:slug*", "destination": "/:slug*"}]
}
JOB = peers.Job(Path(), "", ())


def test_a_link_is_dead_if_no_file_and_no_redirect_is_for_it(tmp_path: Path) -> None:
    page = "# P\n\n[1](/a) [2](b/c.md) [3](/old) [4](/was/a) [5](https://x.y/z) [6](#p)\n[7](/gone)\n[8](/was/gone)\n"
    hidden = '`[9](gone)`\n<!-- [10](gone) -->\n```\n[11](gone)\n```\n<Card href="/lost">\n'
    write(tmp_path, {"p.mdx": page + hidden, "a.mdx": "", "b/c.md": "", "docs.json": json.dumps(REDIRECTS)})
    assert Tree(tmp_path).judged("p.mdx") == {3: True, 4: False, 5: False, 11: False}


def test_paths_of_docfx_are_read_loosely(tmp_path: Path) -> None:
    page = "[1](Media\\One.png)\n[2](/azure/x)\n[3](~/two.md)\n[4](~/../shared/x.md)\n[5](two.md)\n"
    write(tmp_path, {"docs/in/p.md": page, "docs/in/media/one.png": "", "docs/two.md": ""})
    assert Tree(tmp_path, "docs", loose=True).judged("docs/in/p.md") == {1: True, 2: None, 3: True, 4: None, 5: False}


def test_the_output_of_each_tool_is_read() -> None:
    remark = "a.md\n3:1-3:13  warning Cannot find file `x`   missing-file    remark-validate-links:missing-file\n"
    remark += "4:1-4:9 warning Cannot find heading for `#y` missing-heading remark-validate-links:missing-heading\n\n"
    outputs = {
        "checker": json.dumps({"findings": [{"path": "a.md", "line": 3, "end_line": 3}]}),
        "lychee": json.dumps({"error_map": {"a.md": [{"span": {"line": 3}}, {"span": None}]}}),
        "rumdl": json.dumps([{"file": "a.md", "line": 3}]),
        "remark": remark,
    }
    assert {tool.command: tool.places(JOB, outputs[tool.command]) for tool in peers.TOOLS} == {
        tool: {("a.md", 3)} for tool in outputs
    }


def test_the_kept_figures_name_all_tools_and_trees() -> None:
    kept = json.loads(peers.REPORT.read_text("utf-8"))
    assert {*kept["tools"], *kept["not installed"]} == {tool.command for tool in peers.TOOLS}
    assert all(set(one["trees"]) == set(peers.TREES) for one in kept["tools"].values())
