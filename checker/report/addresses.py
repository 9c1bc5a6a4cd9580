"""The name of a rule goes in, the address of its page on the docs site comes out, as soon as there is a site."""

from __future__ import annotations

from functools import cache


@cache
def _site() -> str:
    """Return the address of the docs site, from the package's own metadata; empty as long as there is none."""
    from importlib import metadata

    try:
        named = metadata.metadata("docs-consistency-checker").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    urls = dict(one.split(", ", 1) for one in named)
    return str(urls.get("Documentation", "")).rstrip("/")


def rule_address(name: str) -> str:
    """Return the address of the page of a rule on the docs site, or an empty text where there is no site."""
    return f"{_site()}/rules/{name}/" if _site() else ""
