"""The identities of rows and code trees in plain Python: what the SQL has to find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tests.properties.reports import KINDS, TOTAL, Cell, Report, parents


@dataclass(frozen=True)
class Judged:
    """An identity that was tried: its two sides, how far they may differ, and whether they do."""

    left_yuan: Decimal
    right_yuan: Decimal
    tolerance_yuan: Decimal
    status: str


def identities(report: Report) -> Iterator[tuple[str, Cell, Sequence[Cell]]]:
    """Name every identity of a report, with its whole and its parts."""
    above = parents(report.rows, {row for row, _ in report.cells})
    codes = [row for row in report.rows if row != TOTAL]
    numbers = {row: number for number, row in enumerate(report.rows, start=1)}
    invariant, measures = KINDS[report.kind]
    for row in report.rows:
        parts = [(row, measure) for measure in measures]
        yield f"{invariant}-t001-r{numbers[row]:04}-c003", (row, "total"), parts
    for slot, measure in enumerate(report.measures, start=1):
        for row in report.rows:
            below = [code for code in codes if above.get(code, TOTAL) == row]
            if below:
                key = f"C1-t001-r{numbers[row]:04}-s{slot:02}"
                yield key, (row, measure), [(code, measure) for code in below]
        leaves = [code for code in codes if code not in above.values()]
        key = f"C2-t001-r{numbers[TOTAL]:04}-s{slot:02}"
        yield key, (TOTAL, measure), [(code, measure) for code in leaves]


def judge(report: Report) -> dict[str, Judged]:
    """Try the identities of which at least one cell is printed."""
    found = {}
    for key, whole, parts in identities(report):
        printed = sum(cell in report.cells for cell in (whole, *parts))
        left = report.amount(whole)
        right = sum(map(report.amount, parts), Decimal(0))
        tolerance = printed * report.half_unit_yuan
        status = "holds" if abs(left - right) <= tolerance else "violated"
        if printed:
            found[f"{report.report_id}-{key}"] = Judged(left, right, tolerance, status)
    return found
