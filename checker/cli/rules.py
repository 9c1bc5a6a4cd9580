"""`checker rules` and `checker rule NAME`: the rules and their pages, from the rules' own docstrings."""

from __future__ import annotations

import sys

import click

from ._output import JobError, did_you_mean, look_of, write


@click.command()
def rules() -> None:
    """List the rules: name, severity, fix and summary."""
    from ..rules import all_rules
    from ..rules.change import all_change_rules

    found, of_changes = list(all_rules().values()), list(all_change_rules().values())
    look, widest = look_of(sys.stdout), max(map(len, (*all_rules(), *all_change_rules())), default=0)
    lines = []
    for rule in found:
        severity = look.paint(f"{rule.severity.label:<10}", rule.severity.label)
        fixable = f"{rule.fix} fix" if rule.fix else ""
        opt_in = "" if rule.default else " (runs only when selected)"
        lines.append(f"{rule.name:<{widest}}  {severity}  {fixable:<10}  {rule.summary}{opt_in}\n")
    for one in of_changes:
        severity = look.paint(f"{one.severity.label:<10}", one.severity.label)
        lines.append(f"{one.name:<{widest}}  {severity}  {'':<10}  {one.summary} (in `checker diff`)\n")
    write("".join(lines), None)


@click.command()
@click.argument("name")
def rule(name: str) -> None:
    """Explain one rule, with examples and options."""
    from ..report.rule_page import change_rule_page, readable, rule_page
    from ..rules import all_rules
    from ..rules.change import all_change_rules

    known, of_changes = all_rules(), all_change_rules()
    if name not in known and name not in of_changes:
        hint = did_you_mean(name, [*known, *of_changes]) or "; `checker rules` lists them"
        raise JobError(f"no such rule `{name}`{hint}")
    page = rule_page(known[name]) if name in known else change_rule_page(of_changes[name])
    look = look_of(sys.stdout)
    if not look.colour:
        write(page, None)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(width=min(look.width, 100)).print(Markdown(readable(page)))
