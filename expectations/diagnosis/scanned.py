"""Findings that rest on a scan's figures which nothing bears out: doubts about our own reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import duckdb

from expectations.diagnosis.findings import Finding
from expectations.diagnosis.severity import DOUBT

_UNCERTAIN_SQL = """
    select figure_id from marts.fct_figures where reading_status in ('agreed', 'unread')
"""
# Words of a scan are read once; a check that quotes its prose rests on that, and so does one that
# compares words alone (a note, a code's name), where every page of the report is a scan.
_READ_ONCE_SQL = """
    select quoted.check_id
    from (
        select check_id, unnest(claim_ids) as claim_id from marts.fct_invariant_checks
        where status = 'violated'
    ) as quoted
    inner join marts.fct_narrative_claims as claims using (claim_id)
    inner join staging.stg_pages as pages
        on claims.report_id = pages.report_id and claims.page_number = pages.page_number
    where pages.reading = 'scanned'
    union
    select check_id from marts.fct_invariant_checks
    where
        status = 'violated'
        and len(coalesce(figure_ids, [])) = 0 and len(coalesce(claim_ids, [])) = 0
        and report_id in (
            select report_id from staging.stg_pages
            group by report_id having bool_and(reading = 'scanned')
        )
"""
_FIGURES_SQL = """
    select check_id, figure_ids from marts.fct_invariant_checks
    where status = 'violated' and report_id in (
        select report_id from staging.stg_pages where reading = 'scanned'
    )
"""

_ZH = "（读自扫描件，未得证实，请先核对原件。）"
_EN = " (Read from a scan and not borne out: look at the page first.)"


@dataclass(frozen=True, slots=True)
class ScanDoubts:
    """What of scans is not certain.

    Attributes:
        figures: ids of figures that two readings agree on, or not even that.
        checks: ids of checks that rest on words of a scan.
        figures_of: check → the figures that it compares, of reports with scans.
    """

    figures: frozenset[str]
    checks: frozenset[str]
    figures_of: dict[str, tuple[str, ...]]


def read_scan_doubts(connection: duckdb.DuckDBPyConnection) -> ScanDoubts:
    """Read what of scans is not certain."""
    return ScanDoubts(
        frozenset(one for (one,) in connection.execute(_UNCERTAIN_SQL).fetchall()),
        frozenset(one for (one,) in connection.execute(_READ_ONCE_SQL).fetchall()),
        {
            check_id: tuple(figure_ids or ())
            for check_id, figure_ids in connection.execute(_FIGURES_SQL).fetchall()
        },
    )


def doubt_scanned(findings: Iterable[Finding], doubts: ScanDoubts) -> list[Finding]:
    """Make doubts of the findings about figures that are not proven."""
    return [_doubted(one) if _rests_on_scan(one, doubts) else one for one in findings]


def _rests_on_scan(finding: Finding, doubts: ScanDoubts) -> bool:
    if not doubts.checks.isdisjoint(finding.checks_explained):
        return True
    named = {*finding.culprit_figure_ids, *finding.proposed_figure_ids}
    if not named:
        named = {f for check in finding.checks_explained for f in doubts.figures_of.get(check, ())}
    return not doubts.figures.isdisjoint(named)


def _doubted(finding: Finding) -> Finding:
    return replace(
        finding,
        severity=DOUBT,
        message_zh=finding.message_zh + _ZH,
        message_en=finding.message_en + _EN,
    )
