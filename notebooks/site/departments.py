"""A page for each department: every measure over its years, its functions, units and reports."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from notebooks.site.chart_sql import chart_sql
from notebooks.site.disclosures import MEASURES, Disclosure, Money, evidence_address
from notebooks.site.render import render, write_if_changed
from notebooks.site.reports import Report
from notebooks.site.warehouse import Amount, Row
from notebooks.site.words import Word

_BASE: Final = "../"


def write_departments(
    site: Path,
    money: Money,
    reports: Sequence[Report],
    names: Mapping[str, Word],
    finding_counts: Mapping[str, int],
) -> None:
    """Write one page per department, and take away those of departments that are gone."""
    folder = site / "departments"
    by_id = {report.id: report for report in reports}
    together: dict[str, list[Disclosure]] = defaultdict(list)
    for each in money.disclosures:
        together[each.department_key].append(each)
    keys = {each.name: each.department_key for each in reversed(money.disclosures)}
    for key, disclosures in together.items():
        ordered = sorted(disclosures, key=lambda d: (d.year or 0, d.kind, d.level, d.id))
        values = _page(ordered, money, names)
        values["units"] = _units(values["department"], money, keys)
        values["published"] = [
            (by_id[report_id], finding_counts.get(report_id, 0))
            for each in ordered
            for report_id in each.report_ids
        ]
        write_if_changed(folder / f"{key}.html", render("department.html", **values))
    for old in folder.glob("*.html") if folder.is_dir() else ():
        if old.stem not in together:
            old.unlink()
    if folder.is_dir() and not together:
        shutil.rmtree(folder)


def _page(
    disclosures: Sequence[Disclosure], money: Money, names: Mapping[str, Word]
) -> dict[str, Any]:
    latest = next((d for d in reversed(disclosures) if d.level == "department"), disclosures[-1])
    codes = sorted({code for each in disclosures for code in each.functions})
    stated = [name for name in MEASURES if any(name in each.totals for each in disclosures)]
    return {
        "root": _BASE,
        "active": "overview",
        "title": Word(latest.name, latest.name),
        "department": latest,
        "disclosures": disclosures,
        "measures": [(name, [_total(each, name) for each in disclosures]) for name in stated],
        "functions": [
            (code, names.get(code, Word(code, code)), [d.functions.get(code) for d in disclosures])
            for code in codes
        ],
        "tables": sorted({each.function_table for each in disclosures if each.function_table}),
        "changes": [
            (row, each) for each in disclosures for row in money.changes.get(each.id, ())
            if each is latest
        ],
        "evidence": lambda origin: evidence_address(origin, _BASE),
        "sql": chart_sql("line", department=latest.name),
        "chart_data": {"measures": stated, "series": _series(disclosures, money, stated)},
    }  # fmt: skip


def _total(each: Disclosure, name: str) -> tuple[Amount, str, Decimal | None]:
    """Give an amount, where it is printed, and what it comes to per head."""
    yuan = each.totals.get(name)
    head = yuan / each.staff_count if yuan is not None and each.staff_count else None
    return Amount(yuan), each.origins.get(name, ""), head


def _units(latest: Disclosure, money: Money, keys: Mapping[str, str]) -> list[tuple[Row, str]]:
    """List the units that the department names, with the page of those that publish themselves."""
    rows = [unit for unit in money.units.get(latest.name, ()) if unit["unit_name"] != latest.name]
    found = [(unit, keys.get(unit["unit_name"], "")) for unit in rows]
    return [(unit, "" if key == latest.department_key else key) for unit, key in found]


def _series(
    disclosures: Sequence[Disclosure], money: Money, stated: Sequence[str]
) -> list[dict[str, Any]]:
    """Draw a line per kind and level; the year before a report's is what that report says of it."""
    lines: dict[tuple[str, str], dict[str, dict[int, list[Any]]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for each in disclosures:
        if each.year is None:
            continue
        points = lines[each.kind, each.level]
        for name in stated:
            if name in each.totals:
                origin = each.origins.get(name, "")
                address = evidence_address(origin, _BASE) if origin else ""
                points[name][each.year] = [each.totals[name], address, 0]
        for row in money.changes.get(each.id, ()):
            if row["measure"] in stated and row["base_id"]:
                address = evidence_address(row["base_id"], _BASE)
                points[row["measure"]].setdefault(each.year - 1, [row["base_yuan"], address, 1])
    return [
        {
            "kind": kind,
            "level": level,
            "points": {n: dict(sorted(p.items())) for n, p in of.items()},
        }
        for (kind, level), of in sorted(lines.items())
    ]
