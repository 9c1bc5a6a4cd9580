"""Folders and short names of paths in the HTML report."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.report.html.folders import short_names

PATHS = st.sets(st.lists(st.sampled_from(["a", "b", "*", "c.md"]), min_size=1, max_size=4).map("/".join), max_size=12)


def test_names_have_as_many_folders_as_tell_them_apart() -> None:
    paths = ["docs/a/index.md", "docs/b/index.md", "other/b/index.md", "docs/start.md", "sdk/*"]
    assert list(map(short_names(paths).get, paths)) == [
        "a/index.md",
        "docs/b/index.md",
        "other/b/index.md",
        "start.md",
        "sdk/*",
    ]


@given(PATHS)
def test_no_two_paths_have_one_name(paths: set[str]) -> None:
    names = short_names(paths)
    assert len(set(names.values())) == len(paths)
    assert all(path.endswith(name) for path, name in names.items())
