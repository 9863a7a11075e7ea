"""What was read of published reports: their amounts, codes, claims and identities, by file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from expectations.diagnosis.reading import read_systems
from expectations.diagnosis.system import System
from ingest.reading.pdf.model import Box
from tests.mutations.pages import Spot

_FIGURES_SQL: Final = """
    select file_path, report_id, table_number, table_kind, row_number, column_number,
        page_number, printed_text, row_role, is_leaf, row_code, witness_count, x0, y0, x1, y1
    from marts.fct_figures
    inner join marts.dim_reports using (report_id)
    left join (
        select report_id, table_number, row_number, any_value(row_role) as row_role,
            bool_and(is_leaf) as is_leaf
        from raw.lines group by all
    ) using (report_id, table_number, row_number)
    where amount_yuan <> 0 and is_current and x0 is not null and unit <> '%'
    order by all
"""
_CODES_SQL: Final = """
    select file_path, table_number, cells.row_number, cells.page_number, printed_text, row_code,
        x0, y0, x1, y1
    from raw.cells
    inner join raw.lines using (report_id, table_number, row_number)
    inner join marts.dim_reports using (report_id)
    where cells.role = 'code' and row_role = 'code' and is_leaf and not is_code_inferred
        and is_current
    order by all
"""
_CLAIMS_SQL: Final = """
    select file_path, page_number, claimed_text, measure
    from raw.claims
    inner join marts.dim_reports using (report_id)
    where is_current and claim_id in (
        select unnest(claim_ids) from marts.fct_invariant_checks where status = 'holds'
    )
    order by file_path, claim_id
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed amount and where it stands."""

    table: int
    kind: str
    row: int
    column: int
    text: str
    role: str
    is_leaf: bool
    code: str
    is_witnessed: bool
    spot: Spot

    @property
    def cell(self) -> str:
        """Its place as a finding writes it."""
        return f"t{self.table:03d}-r{self.row:04d}-c{self.column:03d}"


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read of a report.

    Attributes:
        figures: amounts other than zero.
        codes: (table, row, text, code, place) of the cells of leaf rows that print codes.
        claims: (page, text, measure) of the numbers of the prose that some held check reads.
        system: its identities.
    """

    report_id: str
    figures: list[Figure] = field(default_factory=list)
    codes: list[tuple[int, int, str, str, Spot]] = field(default_factory=list)
    claims: list[tuple[int, str, str]] = field(default_factory=list)
    system: System | None = None

    @staticmethod
    def id_of(content: bytes) -> str:
        """Give the id that a report of these bytes has."""
        return hashlib.sha256(content).hexdigest()[:16]


def read_readings(warehouse: Path) -> dict[str, Readings]:
    """Read what slips are drawn from, by file."""
    readings: dict[str, Readings] = {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for name, report_id, *rest in connection.execute(_FIGURES_SQL).fetchall():
            table, kind, row, column, page, text, role, is_leaf, code, witnesses, *box = rest
            reading = readings.setdefault(name, Readings(report_id))
            spot = (page, Box(*map(float, box)))
            reading.figures.append(
                Figure(
                    table,
                    kind,
                    row,
                    column,
                    text,
                    role or "",
                    bool(is_leaf),
                    code or "",
                    bool(witnesses),
                    spot,
                )
            )
        for name, table, row, page, text, code, *box in connection.execute(_CODES_SQL).fetchall():
            if name in readings:
                spot = (page, Box(*map(float, box)))
                readings[name].codes.append((table, row, text, code, spot))
        for name, *claim in connection.execute(_CLAIMS_SQL).fetchall():
            if name in readings:
                page, text, measure = claim
                readings[name].claims.append((page, text, measure))
        systems = read_systems(connection)
    return {
        name: Readings(
            each.report_id, each.figures, each.codes, each.claims, systems.get(each.report_id)
        )
        for name, each in readings.items()
    }
