"""Anchors of generators that cannot be built here: as rendered pages have them."""

from __future__ import annotations

import pytest

from checker.site.slugs import gitbook, is_latin, markdig


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("12. Direct Reply Node", "id-12.-direct-reply-node"),
        ("Username & Password (Deprecated)", "username-and-password-deprecated"),
        ("Install the 11.8 release series", "install-the-11.8-release-series"),
        ("TLS/SSL encryption", "tls-ssl-encryption"),
        ("2_DIGIT_YEAR", "id-2_digit_year"),
        ("5.3.2 + MyISAM", "id-5.3.2--myisam"),
        ("x--an Imperfect Solution", "x-an-imperfect-solution"),
        ("Node's options", "nodes-options"),
        ("(options) -> PoolCluster", "options-greater-than-poolcluster"),
        ("Done.", "done"),
        ("Révision", "revision"),
    ],
)
def test_gitbook(heading: str, anchor: str) -> None:
    assert gitbook(heading) == anchor


def test_letters_of_other_scripts_are_not_latin() -> None:
    assert is_latin("Révision 2 🚀")
    assert not is_latin("Größe")
    assert not is_latin("快速开始")


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("\N{CONTROL KNOBS}\ufe0f Tide service", "-tide-service"),
        ("Fähre nach Föhr", "fähre-nach-föhr"),
        ("10² boats", "10-boats"),
        ("What's _new_?", "whats-_new_"),
    ],
)
def test_markdig(heading: str, anchor: str) -> None:
    assert markdig(heading) == anchor
