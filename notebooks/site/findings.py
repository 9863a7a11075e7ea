"""A report's findings, ready to be shown: cells with boxes, sides of identities, prose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import duckdb

from ingest.contract.keys import cell_named
from notebooks.site.evidence import Check, Evidence
from notebooks.site.warehouse import Row, ask, group_by_report, short_key

_FINDINGS_SQL: Final = """
select finding.*, coalesce(note.reason, '') as acknowledged_reason
from marts.fct_findings as finding
left join marts.fct_acknowledgements as note using (report_id, finding_id)
where finding.report_id in (select unnest(?))
order by finding.report_id, array_position(['error', 'minor', 'doubt'], finding.severity),
    len(finding.checks_explained) desc, finding.finding_id
"""

_WAN: Final = Decimal(10000)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that a finding is about.

    Attributes:
        figure: The printed figure; None where the cell is blank.
        page_number: Where it stands; None where a blank cell could not be placed.
        box: x0, y0, x1, y1 in points, origin bottom left.
        proposed_yuan: What it should be; None where that is a blank or not known.
        is_changed: Whether the finding proposes another value for it.
    """

    figure: Row | None
    label: str
    column_path: str
    page_number: int | None
    box: tuple[float, float, float, float] | None
    proposed_yuan: Decimal | None
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, with all that its page shows."""

    row: Row
    cells: tuple[Cell, ...]
    checks: tuple[Check, ...]
    claims: tuple[Row, ...]

    @property
    def page_numbers(self) -> tuple[int, ...]:
        """Pages that hold one of its cells, or else the sentence."""
        pages = {cell.page_number for cell in self.cells if cell.page_number}
        return tuple(sorted(pages | {claim["page_number"] for claim in self.claims}))


def read_findings(
    connection: duckdb.DuckDBPyConnection,
    report_ids: Sequence[str],
    evidence: Mapping[str, Evidence],
) -> dict[str, tuple[Finding, ...]]:
    """Read the findings of several reports, gravest first."""
    rows = group_by_report(ask(connection, _FINDINGS_SQL, [list(report_ids)]))
    return {
        report_id: tuple(
            _finding(row, _Index(evidence[report_id])) for row in rows.get(report_id, ())
        )
        for report_id in report_ids
    }


def findings_by_figure(findings: Iterable[Finding]) -> dict[str, list[str]]:
    """Say of each figure (short key) which findings it is part of."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        for cell in finding.cells:
            if cell.figure is not None:
                key = short_key(cell.figure["figure_id"])
                found.setdefault(key, []).append(finding.row["finding_id"])
    return found


class _Index:
    """Looks up a report's figures, checks and claims by id, and places blank cells."""

    def __init__(self, evidence: Evidence) -> None:
        self.figures = {figure["figure_id"]: figure for figure in evidence.figures}
        self.checks = {check.row["check_id"]: check for check in evidence.checks}
        self.claims = {claim["claim_id"]: claim for claim in evidence.claims}
        self._evidence = evidence

    def blank_cell(self, table: int, row: int, column: int) -> Cell:
        """Place a blank cell: as high as its row, as wide as its column."""
        in_row = [
            each
            for each in (*self._evidence.figures, *self._evidence.heads)
            if each["table_number"] == table and each["row_number"] == row
        ]
        page = in_row[0]["page_number"] if in_row else None
        in_column = [
            each
            for each in self._evidence.figures
            if each["table_number"] == table and each["column_number"] == column
        ]
        of_row = next((each for each in in_row if "figure_id" in each), None)
        box = None
        if in_row and in_column:
            box = (
                min(each["x0"] for each in in_column),
                min(each["y0"] for each in in_row if each["page_number"] == page),
                max(each["x1"] for each in in_column),
                max(each["y1"] for each in in_row if each["page_number"] == page),
            )
        return Cell(
            figure=None,
            label=row_words(of_row) if of_row else "",
            column_path=in_column[0]["column_path"] if in_column else "",
            page_number=page if box else None,
            box=box,
            proposed_yuan=None,
            is_changed=True,
        )


def row_words(figure: Row) -> str:
    """Call a row by its code and label."""
    return " ".join(each for each in (figure["row_code"], figure["row_label"]) if each)


def _finding(row: Row, index: _Index) -> Finding:
    explained = row["checks_explained"] or ()
    checks = tuple(index.checks[key] for key in explained if key in index.checks)
    # of each check the claim that it is about comes first
    claim_ids = list(dict.fromkeys(key for check in checks for key in check.row["claim_ids"] or ()))
    return Finding(
        row=row,
        cells=tuple(_cells(row, index)),
        checks=checks,
        claims=tuple(index.claims[key] for key in claim_ids if key in index.claims),
    )


def _cells(row: Row, index: _Index) -> Iterable[Cell]:
    proposed = dict(
        zip(row["proposed_figure_ids"] or (), row["proposed_amounts_yuan"] or (), strict=True)
    )
    placed = set()
    for figure_id in row["culprit_figure_ids"] or ():
        figure = index.figures.get(figure_id)
        if figure is None:  # a counterpart in another report
            continue
        placed.add((figure["table_number"], figure["row_number"], figure["column_number"]))
        yield Cell(
            figure=figure,
            label=row_words(figure),
            column_path=figure["column_path"] or "",
            page_number=figure["page_number"],
            box=(figure["x0"], figure["y0"], figure["x1"], figure["y1"]),
            proposed_yuan=proposed.get(figure_id),
            is_changed=figure_id in proposed,
        )
    for name in row["culprit_cells"] or ():
        place = cell_named(name)
        if place not in placed:
            yield index.blank_cell(*place)
