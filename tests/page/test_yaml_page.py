"""YAML pages of Learn: which values are prose, code or neither, and which of their lines belong together."""

from __future__ import annotations

from checker.page import yaml_page

CLI = """\
### YamlMime:AzureCLIGroup
uid: az_harbor
name: az harbor `list
metadata:
  description: The `az harbor` group.
commands:
- az_harbor_list
directCommands:
- summary: |-
    List the `quays`.

    Ask for few.
  syntax: >-
    az harbor list --query "T.`$id"
        --harbor east
  acceptedValues: "`east, west"
"""


def blocks(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in yaml_page.parse(text).document.blocks]


def test_code_is_code_and_names_are_no_prose() -> None:
    assert blocks(CLI) == [
        ("paragraph", "The `az harbor` group."),
        ("paragraph", "List the `quays`."),
        ("paragraph", "Ask for few."),
        ("fence", 'az harbor list --query "T.`$id"\n    --harbor east\n'),
    ]


def test_the_same_keys_are_prose_elsewhere() -> None:
    assert ("paragraph", "az harbor `list") in blocks(CLI.replace("AzureCLIGroup", "FAQ"))


def test_code_keeps_its_place() -> None:
    document = yaml_page.parse(CLI).document
    [code] = [block for block in document.blocks if block.kind == "fence"]
    assert code.span(0, 2).slice(document.text) == "az"
    assert document.line_of(code.offsets[0]) == 14
    assert (code.info, code.closed) == ("azurecli", True)


FOLDED = """\
### YamlMime:FAQ
summary: >-
  Each source (`signals|

  totals`) is read.


  Another one.

    as it is

    kept
"""


def test_a_blank_line_of_a_folded_text_is_a_line_end() -> None:
    found = yaml_page.parse(FOLDED).document.blocks
    assert [block.text.split("\n")[0] for block in found][:2] == ["Each source (`signals|", "Another one."]
    assert found[0].text == "Each source (`signals|\ntotals`) is read."
    assert [block.line for block in found][:2] == [2, 7]
    assert [one.kind for one in found[0].inlines] == ["code"]


def test_a_blank_line_of_a_literal_text_divides_paragraphs() -> None:
    assert blocks(FOLDED.replace(">-", "|-"))[:2] == [
        ("paragraph", "Each source (`signals|"),
        ("paragraph", "totals`) is read."),
    ]
