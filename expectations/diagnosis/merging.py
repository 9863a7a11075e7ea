"""One cause, one finding: findings that share what they are off by, or a code, are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from expectations.diagnosis.findings import Finding
from expectations.diagnosis.said import Page
from ingest.connecting import connected, links_by_shared

_GRAVITY: Final = {"error": 0, "minor": 1, "doubt": 2}
_MORE_ZH: Final = "同一原因另见{pages}。"
_MORE_EN: Final = " The same cause shows elsewhere too: {pages}."
_PAGES_LISTED: Final = 6


def merge(findings: Sequence[Finding]) -> list[Finding]:
    """Join the findings of a report that share a cause; the most telling one speaks for all.

    Args:
        findings: of one report, in the order in which they are shown.
    """
    causes = {place: finding.causes for place, finding in enumerate(findings)}
    groups = connected(causes, links_by_shared(causes))
    return [_joined([findings[place] for place in group]) for group in groups]


def _joined(group: Sequence[Finding]) -> Finding:
    """Let the most telling finding of a group speak: a determined edit before what has none."""
    lead, *others = sorted(group, key=_telling)
    if not others:
        return lead
    new = _not_named(lead, others)
    return replace(
        lead,
        severity=min((each.severity for each in group), key=_GRAVITY.__getitem__),
        message_zh=lead.message_zh + (_MORE_ZH.format(pages=_list_zh(new)) if new else ""),
        message_en=lead.message_en + (_MORE_EN.format(pages=_list_en(new)) if new else ""),
        pages=(*lead.pages, *new[:_PAGES_LISTED]),
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


def _not_named(lead: Finding, others: Sequence[Finding]) -> list[Page]:
    """List where else a cause shows: the pages that the other findings' messages begin with."""
    first = (page for each in others for page in each.pages[:1])
    return [page for page in dict.fromkeys(first) if page not in lead.pages]


def _list_zh(pages: Sequence[Page]) -> str:
    listed = [
        f"文字第{page.number}页" if page.table is None else f"表{page.table}第{page.number}页"
        for page in pages[:_PAGES_LISTED]
    ]
    return "、".join(listed) + (f"等{len(pages)}处" if len(pages) > len(listed) else "")


def _list_en(pages: Sequence[Page]) -> str:
    listed = [
        f"the prose on page {page.number}"
        if page.table is None
        else f"table {page.table}, page {page.number}"
        for page in pages[:_PAGES_LISTED]
    ]
    return ", ".join(listed) + (" …" if len(pages) > len(listed) else "")


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
