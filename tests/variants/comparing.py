"""What came of a variant: the figures of the plain report, fewer, or others."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from typing import Final

import polars as pl

from ingest.reading.pdf import read_document
from ingest.reading.pdf.model import Box
from ingest.reading.report import read_report
from tests.variants.linjiang import print_report

# kind of table, code, label, yuan
Figures = Counter[tuple[str, str | None, str | None, Decimal | None]]
FIGURE_COUNT: Final = 63


def figures_of(frames: dict[str, pl.DataFrame]) -> Figures:
    """Count the figures of a report's proven tables."""
    tables = frames["tables"].filter(pl.col("status") == "proven")
    joined = (
        frames["figures"]
        .join(tables.select("table_number", "table_kind"), on="table_number")
        .join(frames["lines"], on=("table_number", "row_number", "block"), how="left")
        .select("table_kind", "row_code", "row_label", "amount_yuan")
    )
    return Counter(
        (kind, code, label, None if yuan is None else yuan.normalize())
        for kind, code, label, yuan in joined.iter_rows()
    )


@cache
def plain_figures() -> Figures:
    """Read the plain report."""
    figures = figures_of(read_report(print_report(), "plain.pdf"))
    assert figures.total() == FIGURE_COUNT
    return figures


@cache
def cell_box(page: int, label: str) -> Box:
    """Say where the amount beside a label stands on a page (from 1) of the plain report."""
    (grid,) = read_document(print_report(), "plain.pdf").pages[page - 1].grids
    (labelled,) = (cell for cell in grid.cells if cell.text == label)
    (beside,) = (
        cell
        for cell in grid.cells
        if (cell.row, cell.column) == (labelled.row, labelled.column + 1)
    )
    return beside.box


def outcome(content: bytes) -> tuple[str, str]:
    """Say what came of a variant, and the report's reason.

    Returns:
        `rejected`; `same`: proven, the plain report's figures; `other`: proven, and others;
        `held`: not proven, what is loaded is the plain report's; `wrong`: not proven, and other.
    """
    frames = read_report(content, "variant.pdf")
    report = frames["reports"].row(0, named=True)
    reason = report["status_reason"] or ""
    if report["status"] == "rejected":
        return "rejected", reason
    found, plain = figures_of(frames), plain_figures()
    if report["status"] == "proven":
        return ("same" if found == plain else "other"), reason
    return ("held" if found <= plain else "wrong"), reason
