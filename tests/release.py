"""`python -m tests.release 0.2.0` makes a release: its entry in the changelog, a commit and a tag, and the packages.

The changelog is the one place of the version: the newest heading in it is the version of the package. Nothing is
published or pushed; the last lines say how. `--dry-run` builds the packages and changes nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from .support import TOP

_OPEN = "## [Unreleased]\n"
_RELEASE = re.compile(r"^## \[(?P<version>\d[^\]]*)\]", re.M)
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?")


class ReleaseError(Exception):
    """Why there can be no release now."""


def released(changelog: str) -> list[str]:
    """Return the versions in a changelog, the newest first."""
    return [match["version"] for match in _RELEASE.finditer(changelog)]


def with_release(changelog: str, version: str, day: dt.date) -> str:
    """Return a changelog in which everything unreleased belongs to a version of a day.

    Raises `ReleaseError` for a version that is malformed or not newer, and where nothing is unreleased.
    """
    if not _VERSION.fullmatch(version):
        raise ReleaseError(f"{version} is not a version such as 0.2.0 or 0.2.0rc1")
    before = released(changelog)
    if before and _order(version) <= _order(before[0]):
        raise ReleaseError(f"{version} is not newer than {before[0]}")
    head, mark, rest = changelog.partition(_OPEN)
    entries = rest.partition("\n## [")[0]
    if not mark or not entries.strip():
        raise ReleaseError("CHANGELOG.md has nothing under [Unreleased]")
    return f"{head}{_OPEN}\n## [{version}] - {day}\n{rest}"


def _order(version: str) -> tuple[int, int, int, str]:
    """Return what sorts versions; a candidate comes before its release."""
    numbers = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", version)
    assert numbers is not None
    major, minor, patch = (int(one or 0) for one in numbers.groups())
    return major, minor, patch, version[numbers.end() :] or "~"


def git(*arguments: str, folder: Path = TOP) -> str:
    """Return what a git command prints; raises `ReleaseError` when it fails."""
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReleaseError(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()


def insist_ready(top: Path, version: str) -> None:
    """Raise `ReleaseError` for a checkout with changes, a tag that exists, and a project without an address."""
    if git("status", "--porcelain", folder=top):
        raise ReleaseError("the checkout has changes that are not committed")
    if git("tag", "--list", f"v{version}", folder=top):
        raise ReleaseError(f"the tag v{version} exists")
    project = tomllib.loads((top / "pyproject.toml").read_text("utf-8"))["project"]
    if not project.get("urls", {}).get("Repository"):
        raise ReleaseError("pyproject.toml has no [project.urls] with Repository and Documentation yet")


def build(top: Path, to: Path) -> dict[str, str]:
    """Build wheel and sdist of a checkout; return their SHA-256 by name. The time in them is that of the commit."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": git("log", "-1", "--format=%ct", folder=top)}
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(to), str(top)], env=environment, check=True)
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(to.iterdir())}


def reproducible(top: Path, to: Path) -> dict[str, str]:
    """Build twice, from the checkout and from a clone of it; raises `ReleaseError` where the packages differ."""
    with tempfile.TemporaryDirectory() as folder:
        git("clone", "--quiet", str(top), f"{folder}/clone", folder=top)
        first, second = build(top, to), build(Path(folder, "clone"), Path(folder, "dist"))
    if first != second:
        raise ReleaseError(f"two builds differ: {first} and {second}")
    return first


def main() -> int:
    """Make the release, or say why there can be none."""
    parser = argparse.ArgumentParser(prog="python -m tests.release", description=__doc__)
    parser.add_argument("version")
    parser.add_argument("--dry-run", action="store_true", help="build the packages, and change nothing")
    options = parser.parse_args()
    changelog = TOP / "CHANGELOG.md"
    try:
        text = with_release(changelog.read_text("utf-8"), options.version, dt.date.today())
        if not options.dry_run:
            insist_ready(TOP, options.version)
            changelog.write_text(text, encoding="utf-8")
            git("commit", "--quiet", "--message", f"Release {options.version}", "CHANGELOG.md")
        dist = TOP / "dist"
        shutil.rmtree(dist, ignore_errors=True)
        for name, digest in reproducible(TOP, dist).items():
            print(f"{digest}  dist/{name}")
        if not options.dry_run:
            git("tag", "--annotate", f"v{options.version}", "--message", f"Version {options.version}")
            print(f"\nNext: git push origin HEAD v{options.version}; python -m twine upload dist/*")
    except ReleaseError as error:
        print(f"No release: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
