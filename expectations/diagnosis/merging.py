"""One cause, one finding: findings that share what they are off by, or a code, are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from expectations.diagnosis.findings import Cause, Finding

_GRAVITY: Final = {"error": 0, "minor": 1, "doubt": 2}
_MORE_ZH: Final = "同一原因另见{n}处。"
_MORE_EN: Final = " The same cause shows in {n} more place{s}."


def merge(findings: Sequence[Finding]) -> list[Finding]:
    """Join the findings of a report that share a cause; the most telling one speaks for all.

    Args:
        findings: of one report, in the order in which they are shown.
    """
    parent = list(range(len(findings)))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    first: dict[Cause, int] = {}
    for place, finding in enumerate(findings):
        for cause in sorted(finding.causes):
            one, other = root(first.setdefault(cause, place)), root(place)
            parent[max(one, other)] = min(one, other)
    groups: dict[int, list[Finding]] = defaultdict(list)
    for place, finding in enumerate(findings):
        groups[root(place)].append(finding)
    return [_joined(group) for group in groups.values()]


def _joined(group: Sequence[Finding]) -> Finding:
    """Let the most telling finding of a group speak: a determined edit before what has none."""
    lead, *others = sorted(group, key=_telling)
    if not others:
        return lead
    count = len(others)
    return replace(
        lead,
        severity=min((each.severity for each in group), key=_GRAVITY.__getitem__),
        message_zh=lead.message_zh + _MORE_ZH.format(n=count),
        message_en=lead.message_en + _MORE_EN.format(n=count, s="" if count == 1 else "s"),
        culprit_figure_ids=_all(lead.culprit_figure_ids, *(o.culprit_figure_ids for o in others)),
        culprit_cells=_all(lead.culprit_cells, *(o.culprit_cells for o in others)),
        checks_explained=tuple(sorted({c for each in group for c in each.checks_explained})),
        causes=frozenset().union(*(each.causes for each in group)),
        impact_yuan=max(
            (each.impact_yuan for each in group if each.impact_yuan is not None), default=None
        ),
        support=replace(
            lead.support,
            identities_for=sum(each.support.identities_for for each in group),
        ),
    )


def _telling(finding: Finding) -> tuple[int, ...]:
    return (
        finding.kind == "unexplained",
        _GRAVITY[finding.severity],
        finding.kind == "narrative",
        finding.proposed_value is None,
        finding.are_alternatives,
        -len(finding.checks_explained),
    )


def _all(*parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for part in parts for each in part))
