"""A release: one version in one place, and what keeps a release from being made."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from .. import release
from ..support import TOP
from ..support.repositories import Repository

DAY = dt.date(2030, 1, 2)
BEFORE = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- More.\n\n## [0.1.0]\n\n- All.\n"


def test_the_version_is_that_of_the_changelog() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "CHANGELOG.md"
    newest = release.released((TOP / "CHANGELOG.md").read_text("utf-8"))[0]
    assert metadata.version("docs-consistency-checker") == newest


def test_what_is_unreleased_becomes_a_version() -> None:
    after = release.with_release(BEFORE, "0.2.0", DAY)
    assert after == BEFORE.replace("## [Unreleased]\n", "## [Unreleased]\n\n## [0.2.0] - 2030-01-02\n")
    assert release.released(after) == ["0.2.0", "0.1.0"]


@pytest.mark.parametrize(
    ("version", "changelog", "why"),
    [
        ("0.1.0", BEFORE, "not newer than 0.1.0"),
        ("0.1.0rc1", BEFORE, "not newer than 0.1.0"),
        ("0.0.9", BEFORE, "not newer"),
        ("v0.2", BEFORE, "not a version"),
        ("0.2.0", BEFORE.replace("### Added\n\n- More.\n", ""), "nothing under"),
        ("0.2.0", "# Changelog\n", "nothing under"),
    ],
)
def test_no_release(version: str, changelog: str, why: str) -> None:
    with pytest.raises(release.ReleaseError, match=why):
        release.with_release(changelog, version, DAY)


def test_a_checkout_must_be_ready(repo: Repository) -> None:
    urls = '[project.urls]\nRepository = "https://e.org/x"\n'
    (repo.root / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(release.ReleaseError, match="not committed"):
        release.insist_ready(repo.root, "0.2.0")
    repo.commit()
    with pytest.raises(release.ReleaseError, match=r"project\.urls"):
        release.insist_ready(repo.root, "0.2.0")
    (repo.root / "pyproject.toml").write_text(f"[project]\n{urls}")
    repo.commit()
    release.insist_ready(repo.root, "0.2.0")
    repo.git("tag", "v0.2.0")
    with pytest.raises(release.ReleaseError, match="exists"):
        release.insist_ready(repo.root, "0.2.0")


def test_packages_that_differ_are_an_error(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(a="# A\n")
    built = iter([{"x.whl": "1"}, {"x.whl": "2"}])
    monkeypatch.setattr(release, "build", lambda *_: next(built))
    with pytest.raises(release.ReleaseError, match="two builds differ"):
        release.reproducible(repo.root, tmp_path / "dist")
