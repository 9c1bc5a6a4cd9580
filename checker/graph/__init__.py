"""Facts and catalog go in, a `DocsGraph` comes out: pages, mentions with their roles, and indexes over both."""

from __future__ import annotations

from .graph import DocsGraph, build, expansion
from .page import ApiMention, Include, Mention, Page

__all__ = ["ApiMention", "DocsGraph", "Include", "Mention", "Page", "build", "expansion"]
