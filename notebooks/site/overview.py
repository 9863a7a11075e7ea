"""The pages over all reports: overview, findings, compare."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb

from notebooks.site.chart_sql import chart_sql
from notebooks.site.departments import write_departments
from notebooks.site.disclosures import Money, pack_money
from notebooks.site.render import percent, render, write_if_changed, write_script
from notebooks.site.report_pages import FACTS_PREFIX
from notebooks.site.reports import Report
from notebooks.site.warehouse import Amount, Row, ask
from notebooks.site.words import Word, word

_CHARTS: Final = ("departments", "functions-overview", "changes", "three-public-overview")

STATUSES: Final = ("holds", "violated", "not_applicable", "not_checkable")

# About 600 kB of page: a finding takes a kilobyte, with its message in both languages.
_FINDINGS_ON_A_PAGE: Final = 600

_FINDINGS_SQL: Final = """
select finding_id, report_id, kind, severity, message_zh, message_en, acknowledged, impact_yuan,
    len(checks_explained) as explained
from marts.fct_findings
order by
    array_position(['error', 'minor', 'doubt'], severity), impact_yuan desc nulls last,
    explained desc, report_id, finding_id
"""

_FAMILIES_SQL: Final = """
select left(invariant_id, 1) as family, status, count(*) as instances
from marts.fct_invariant_checks group by all
"""


@dataclass(frozen=True, slots=True)
class Totals:
    """What was counted over the whole warehouse."""

    figure_count: int
    families: tuple[tuple[str, Mapping[str, int]], ...]
    findings: tuple[Row, ...]

    def check_count(self, *statuses: str) -> int:
        """Instances with one of these statuses."""
        return sum(counts.get(status, 0) for _, counts in self.families for status in statuses)


def read_totals(connection: duckdb.DuckDBPyConnection) -> Totals:
    """Count figures and checks, and read all findings."""
    families: dict[str, dict[str, int]] = {}
    for row in ask(connection, _FAMILIES_SQL):
        families.setdefault(row["family"], {})[row["status"]] = row["instances"]
    order = "RCBXNYDKH"
    (figures,) = ask(connection, "select count(*) as figures from marts.fct_figures")
    return Totals(
        figure_count=figures["figures"],
        families=tuple((f, families[f]) for f in sorted(families, key=order.find)),
        findings=tuple(ask(connection, _FINDINGS_SQL)),
    )


def write_overview(
    site: Path,
    reports: Sequence[Report],
    totals: Totals,
    money: Money,
    names: Mapping[str, Word],
) -> None:
    """Write the pages over all reports and the data that they share."""
    packed = _read_packed(site, reports)
    finding_counts = Counter(finding["report_id"] for finding in totals.findings)
    write_if_changed(site / "index.html", _index(reports, totals, packed, finding_counts))
    write_script(site / "data" / "money.js", "window.MONEY", pack_money(money, names))
    write_departments(site, money, reports, names, finding_counts)
    _write_findings(site, reports, totals)
    _write_compare(site, reports, packed, money)


def _index(
    reports: Sequence[Report],
    totals: Totals,
    packed: Mapping[str, Mapping[str, Any]],
    finding_counts: Mapping[str, int],
) -> str:
    tiles = [
        (len(reports), "reports", "#s-reports"),
        (sum(report.status == "proven" for report in reports), "proven", None),
        (totals.figure_count, "figures", None),
        (totals.check_count("holds", "violated"), "tried", "#families"),
        (totals.check_count("holds"), "holds", "#families"),
        (totals.check_count("violated"), "violated", "#families"),
        (len(totals.findings), "findings", "findings.html"),
    ]
    rows = [
        {
            "id": report.id,
            "place": report.place,
            "name": report.name,
            "year": report.year,
            "kind": report.kind,
            "level": report.level,
            "status": report.status,
            "status_reason": report.status_reason,
            "coverage": percent(report.coverage, Decimal(1)),
            "expenditure": _expenditure(packed.get(report.id, {})),
            "finding_count": finding_counts.get(report.id, 0),
        }
        for report in reports
    ]
    return render(
        "index.html",
        root="",
        active="overview",
        title=word("ui.site"),
        tiles=tiles,
        reports=rows,
        families=totals.families,
        statuses=STATUSES,
        sql={chart: chart_sql(chart, year="{year}", kind="{kind}") for chart in _CHARTS},
    )


def _expenditure(packed: Mapping[str, Any]) -> Amount:
    whole = packed.get("total")
    if not whole or whole[0] is None:
        return Amount()
    return Amount(Decimal(str(whole[0])), tuple(whole[1]))


def _write_findings(site: Path, reports: Sequence[Report], totals: Totals) -> None:
    by_id = {report.id: report for report in reports}
    rows = [
        {
            **finding,
            "name": by_id[finding["report_id"]].name,
            "place": by_id[finding["report_id"]].place,
            "year": by_id[finding["report_id"]].year,
            "report_kind": by_id[finding["report_id"]].kind,
            "message": Word(finding["message_zh"] or "", finding["message_en"] or ""),
        }
        for finding in totals.findings
        if finding["report_id"] in by_id
    ]
    size = _FINDINGS_ON_A_PAGE
    parts = [rows[start : start + size] for start in range(0, len(rows), size)] or [[]]
    names = set()
    for page, part in enumerate(parts, 1):
        name = "findings.html" if page == 1 else f"findings-{page}.html"
        names.add(name)
        text = render(
            "findings.html", root="", active="findings", title=word("ui.findings"), rows=part,
            page=page, pages=len(parts), total=len(rows), choices=_choices(rows),
        )  # fmt: skip
        write_if_changed(site / name, text)
    for old in site.glob("findings-*.html"):
        if old.name not in names:
            old.unlink()


def _choices(rows: Sequence[Row]) -> dict[str, list[tuple[str, int]]]:
    """Count what a reader may choose: severities, kinds, places."""
    return {
        name: Counter(row[name] for row in rows if row[name]).most_common()
        for name in ("severity", "kind", "place")
    }


def _read_packed(site: Path, reports: Sequence[Report]) -> dict[str, dict[str, Any]]:
    """Read what each report's own build packed for the comparison."""
    packed = {}
    for report in reports:
        path = site / "reports" / report.id / "facts.js"
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            start = text.index("=", text.index(FACTS_PREFIX) + len(FACTS_PREFIX)) + 1
            packed[report.id] = json.loads(text[start:].rstrip(";\n"))
    return packed


def _write_compare(
    site: Path,
    reports: Sequence[Report],
    packed: Mapping[str, Mapping[str, Any]],
    money: Money,
) -> None:
    staff = {
        report_id: each.staff_count for each in money.disclosures for report_id in each.report_ids
    }
    text = render("compare.html", root="", active="compare", title=word("ui.compare"))
    write_if_changed(site / "compare.html", text)
    listed = [
        {
            "id": report.id,
            "place": report.place,
            "department": report.name,
            "year": report.year,
            "kind": report.kind,
            "level": report.level,
            "staff": staff.get(report.id),
            "hasFacts": bool(packed.get(report.id, {}).get("functions")
                             or packed.get(report.id, {}).get("economics")),
        }
        for report in reports
    ]  # fmt: skip
    write_script(site / "data" / "reports.js", "window.REPORTS", listed)
    codes = _by_code(packed)
    folder = site / "data" / "codes"
    for key, value in codes.items():
        write_script(folder / f"{key}.js", f'(window.CODES=window.CODES||{{}})["{key}"]', value)
    for old in folder.glob("*.js"):
        if old.stem not in codes:
            old.unlink()


def _by_code(packed: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Turn the packed facts round: code → the reports that list it, largest first."""
    codes: dict[str, dict[str, Any]] = {}
    for report_id, facts in sorted(packed.items()):
        for letter, section in (("f", "functions"), ("e", "economics")):
            table = facts.get(section) or {"rows": [], "whole": None}
            for code, name, total, *_ in table["rows"]:
                if not code.isdigit() or total[0] is None:
                    continue
                entry = codes.setdefault(f"{letter}{code}", {"name": name, "rows": []})
                entry["rows"].append([report_id, total[0], total[1], table["whole"]])
    for entry in codes.values():
        entry["rows"].sort(key=lambda row: (-row[1], row[0]))
    return codes
