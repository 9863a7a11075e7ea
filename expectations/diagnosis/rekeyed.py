"""A misprinted code and what follows from it: a row too many for one sum, no row for another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from expectations.diagnosis.findings import Finding
from expectations.diagnosis.merging import merge
from expectations.diagnosis.quoted import StatedCheck


def with_misprinted_codes(
    findings: Sequence[Finding], checks: Sequence[StatedCheck]
) -> list[Finding]:
    """Count with a misprinted code what its row's place leads to.

    6210201 住房公积金 for 2210201, the only row of 22102: the total has a part too many, which
    would add up were the row nothing, and 22102 has no detail. Its name says which code is meant.

    Args:
        findings: of one report.
        checks: its violated checks that are no sums.
    """
    told = list(findings)
    for check in checks:
        if check.reason_code != "code_misprinted":
            continue
        printed, right = check.parameters[:2]
        lead = next((each for each in told if check.check_id in each.checks_explained), None)
        figures = _figures_of(printed, checks)
        parts = [
            each
            for each in told
            if each is not lead
            and (_is_nothing(each, figures) or _is_childless(each, checks, right))
        ]
        if lead is not None and lead.kind == "code" and parts:
            rest = [each for each in told if each is not lead and each not in parts]
            told = [*rest, _joined(lead, parts)]
    return told


def _figures_of(code: str, checks: Sequence[StatedCheck]) -> frozenset[str]:
    """List the figures of the rows that print a code and stand below none of its parents."""
    return frozenset(
        figure_id
        for check in checks
        if check.reason_code == "parent_row_lacking" and code in check.parameters[1].split("、")
        for figure_id in check.figure_ids
    )


def _is_nothing(finding: Finding, figures: frozenset[str]) -> bool:
    """Say whether a finding is that every figure of a row should be zero or blank."""
    changed = finding.proposed_figure_ids
    return bool(changed) and figures >= {*changed} and not any(finding.proposed_amounts_yuan)


def _is_childless(finding: Finding, checks: Sequence[StatedCheck], right: str) -> bool:
    """Say whether a finding is that the row above the right code has no detail."""
    explained = [each for each in checks if each.check_id in finding.checks_explained]
    return len(explained) == len(finding.checks_explained) > 0 and all(
        each.reason_code == "not_detailed" and each.parameters[:1] == (right[:-2],)
        for each in explained
    )


def _joined(lead: Finding, parts: Sequence[Finding]) -> Finding:
    """Let the code speak for what it leads to; of the amounts of its row none is wrong."""
    causes = frozenset({("misprinted code",)})
    (whole,) = merge([replace(each, causes=causes) for each in (lead, *parts)])
    return replace(
        lead,
        culprit_figure_ids=whole.culprit_figure_ids,
        culprit_cells=whole.culprit_cells,
        checks_explained=whole.checks_explained,
        impact_yuan=whole.impact_yuan,
        support=replace(lead.support, identities_for=whole.support.identities_for),
    )
