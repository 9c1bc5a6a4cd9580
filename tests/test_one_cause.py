"""Where several rules give one place the same fix, their cause is one, and so is what is reported."""

from __future__ import annotations

from pathlib import Path

from .support import run, write

SAMPLE = """\
# Chat

```python
chat_history = ChatHistory()
chat_hitory.add("Which quay is open?")
answer = ask(chat_history)
show(chat_history)
```
"""
RULES = ("inconsistent-name", "misspelled-identifier")


def test_one_of_two_rules_with_the_same_fix_is_reported(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": SAMPLE})
    alone = [run(tmp_path, select=(rule,)).findings for rule in RULES]
    assert [len(found) for found in alone] == [1, 1]
    [one] = run(tmp_path, select=RULES).findings
    assert one.rule in RULES
    assert {end.place for found in alone for end in found[0].related} == {end.place for end in one.related}


def test_a_suppressed_rule_leaves_the_other_one(tmp_path: Path) -> None:
    for rule, other in (RULES, RULES[::-1]):
        write(tmp_path, {"a.md": SAMPLE.replace("```python", f"<!-- checker: ignore {rule} -->\n\n```python")})
        assert [one.rule for one in run(tmp_path, select=RULES).findings] == [other]
