"""`checker rules` and `checker rule NAME`: the rules and their pages, from the rules' own docstrings."""

from __future__ import annotations

import sys

import click

from ._output import JobError, did_you_mean, look_of, write


@click.command()
def rules() -> None:
    """List the rules: name, severity, fix and summary."""
    from ..rules import CHANGE, all_rules

    look, widest = look_of(sys.stdout), max(map(len, all_rules()), default=0)
    lines = []
    for rule in sorted(all_rules().values(), key=lambda one: one.group == CHANGE):
        severity = look.paint(f"{rule.severity.label:<10}", rule.severity.label)
        fixable = f"{rule.fix} fix" if rule.fix else ""
        note = " (in `checker diff`)" if rule.group == CHANGE else "" if rule.default else " (runs only when selected)"
        lines.append(f"{rule.name:<{widest}}  {severity}  {fixable:<10}  {rule.summary}{note}\n")
    write("".join(lines), None)


@click.command()
@click.argument("name")
def rule(name: str) -> None:
    """Explain one rule, with examples and options."""
    from ..report.rule_page import readable, rule_page
    from ..rules import ALIASES, all_rules

    known, ids = all_rules(), ALIASES.get(name, (name,))
    if any(one not in known for one in ids):
        hint = did_you_mean(name, [*known, *ALIASES]) or "; `checker rules` lists them"
        raise JobError(f"no such rule `{name}`{hint}")
    page = "\n".join(rule_page(known[one]) for one in ids)
    look = look_of(sys.stdout)
    if not look.colour:
        write(page, None)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(width=min(look.width, 100)).print(Markdown(readable(page)))


_SAME = "Explain one rule: another name of `checker rule`."
explain = click.Command("explain", callback=rule.callback, params=rule.params, help=_SAME, hidden=True)
