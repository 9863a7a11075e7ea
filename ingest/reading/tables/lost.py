"""A table that we could not make sense of → the rows that still say what its page prints."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.reading.tables.landing import Landed
from ingest.reading.tables.model import Part


def land_lost_table(
    landed: Landed, *, report_id: str, table_number: int, parts: Sequence[Part], reason: str
) -> None:
    """Append a table that could not be understood: its printed cells as text, and why."""
    key = {"report_id": report_id, "table_number": table_number}
    for part in parts:
        for number, cell in enumerate(part.grid.cells, start=part.first_cell_number):
            if cell.pieces:
                landed.add(
                    "cells",
                    **key,
                    page_number=part.grid.page_number,
                    cell_number=number,
                    row_number=None,
                    column_number=cell.column + 1,
                    column_span=cell.column_span,
                    role="text",
                    printed_text=cell.text,
                    **cell.box._asdict(),
                )
    landed.add(
        "tables",
        **key,
        table_kind="other",
        table_title=parts[0].heading.title,
        annex_label=parts[0].heading.annex_label,
        first_page=parts[0].grid.page_number,
        last_page=parts[-1].grid.page_number,
        unit=None,
        row_count=sum(part.grid.row_count for part in parts),
        column_count=max(part.grid.column_count for part in parts),
        figure_count=0,
        is_nil=False,
        note=None,
        recognition=reason,
        roles_status="unknown",
        row_sums_held=0,
        row_sums_tried=0,
        column_sums_held=0,
        column_sums_tried=0,
        status="held_back",
        status_reason=reason,
    )
