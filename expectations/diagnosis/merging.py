"""One cause, one finding: findings that share what they are off by, or a code, are one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from expectations.diagnosis.findings import Finding
from ingest.connecting import connected, links_by_shared

_GRAVITY: Final = {"error": 0, "minor": 1, "doubt": 2}
_MORE_ZH: Final = "同一原因另见{places}。"
_MORE_EN: Final = " The same cause shows elsewhere too: {places}."
_PLACE: Final = re.compile(r"表([0-9]+)[^，。；]*?第([0-9]+)(?:至[0-9]+)?页|文字第([0-9]+)页")
_PLACES_LISTED: Final = 6


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
    return replace(
        lead,
        severity=min((each.severity for each in group), key=_GRAVITY.__getitem__),
        message_zh=_with_places(lead.message_zh, lead, others, _MORE_ZH, "、"),
        message_en=_with_places(lead.message_en, lead, others, _MORE_EN, ", "),
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


def _with_places(
    message: str, lead: Finding, others: Sequence[Finding], more: str, comma: str
) -> str:
    """Say where else a cause shows: the places that the other findings' messages begin with."""
    said = set(_PLACE.findall(lead.message_zh))
    places = [place for each in others for place in _PLACE.findall(each.message_zh)[:1]]
    new = [place for place in dict.fromkeys(places) if place not in said]
    is_chinese = comma == "、"
    listed = [_place_words(*place, is_chinese=is_chinese) for place in new[:_PLACES_LISTED]]
    if not listed:
        return message
    rest = len(new) - len(listed)
    words = comma.join(listed) + ((f"等{len(new)}处" if is_chinese else " …") if rest else "")
    return message + more.format(places=words)


def _place_words(table: str, page: str, prose_page: str, *, is_chinese: bool) -> str:
    if table:
        return f"表{table}第{page}页" if is_chinese else f"table {table}, page {page}"
    return f"文字第{prose_page}页" if is_chinese else f"the prose on page {prose_page}"


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
