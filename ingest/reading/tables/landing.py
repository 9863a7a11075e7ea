"""One recognised table → the rows of the landed frames."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ingest.contract.concepts import YUAN_PER_UNIT
from ingest.contract.keys import id_within
from ingest.reading.pdf.model import Box, GridCell, around
from ingest.reading.tables.blocks import LABEL_ROLES
from ingest.reading.tables.figures import (
    PrintedFigure,
    amounts_of,
    read_figures,
    read_form_values,
    settle_merged_amounts,
)
from ingest.reading.tables.forms import split_target
from ingest.reading.tables.model import Column, Form, Line, PlacedCell, StitchedTable
from ingest.reading.tables.nesting import row_indents
from ingest.reading.tables.numbers import parse_number
from ingest.reading.tables.roles import read_sum_roles
from ingest.reading.tables.roles_lines import settle_lines
from ingest.reading.tables.roles_model import ColumnRole, RowRole, SumRoles
from ingest.reading.tables.words import compact

_CODES: Final = frozenset(
    {"code", "code_class", "code_group", "code_item", "unit_code", "project_code", "function_code"}
)
_REGION_ROLES: Final = frozenset(
    {"header", "repeated_header", "title", "unit", "column_number", "note"}
)


@dataclass(slots=True)
class Landed:
    """Rows of the landed frames, as they come."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    unknown_words: list[str] = field(default_factory=list)

    def add(self, frame: str, **row: Any) -> None:
        """Append one row to a frame."""
        self.rows.setdefault(frame, []).append(row)

    def take_out(self, table_number: int) -> None:
        """Remove what a table has landed so far."""
        for frame, rows in self.rows.items():
            self.rows[frame] = [row for row in rows if row["table_number"] != table_number]


def land_table(
    landed: Landed,
    *,
    report_id: str,
    table_number: int,
    table: StitchedTable,
    kind: str,
    reason: str,
    unit: str | None,
    columns: Sequence[Column],
    lines: Sequence[Line],
    form: Form,
    is_form: bool,
    doubt: str | None = None,
) -> None:
    """Append all rows of one table; a doubt holds it back."""
    key = {"report_id": report_id, "table_number": table_number}
    if not is_form:
        table = settle_merged_amounts(table, columns)
    figures = read_form_values(table, form, unit) if is_form else read_figures(table, columns, form)
    ids = _land_figures(landed, key, table, figures)
    roles_of = (
        SumRoles()
        if is_form
        else read_sum_roles(
            columns,
            lines,
            amounts_of(figures),
            kind=kind,
            title=table.title,
            indents=row_indents(table, columns),
        )
    )
    lines = settle_lines(lines, roles_of, kind)
    _land_cells(landed, key, table, columns, figures=figures, form=form, is_form=is_form)
    for column in columns:
        _land_column(landed, key, column, roles_of.columns.get(column.number, ColumnRole()))
    roles = {line.row_number: line.row_role for line in lines if line.block == 1}
    for line in lines:
        role = roles_of.rows.get((line.row_number, line.block), RowRole())
        _land_line(landed, key, table, line, role)
    _land_form(landed, key, form, ids=ids, kind=kind, unit=unit)
    unknown = sorted({c.path[-1] for c in columns if c.is_unknown and c.path})
    if kind == "other" and table.title:
        landed.unknown_words.append(table.title)
    landed.unknown_words.extend(unknown)
    values = [f.value.value for f in figures]
    inner_note = "\n".join(c.text for c in table.cells if c.region == "note" and c.text)
    note_rows = [c.text for r, cs in table.body.items() if roles.get(r) == "note" for c in cs]
    notes = [n for n in (table.note, inner_note, *note_rows) if n]
    landed.add(
        "tables",
        **key,
        table_kind=kind,
        table_title=table.title,
        annex_label=table.annex_label,
        first_page=table.parts[0].grid.page_number,
        last_page=table.parts[-1].grid.page_number,
        unit=unit,
        row_count=table.row_count,
        column_count=table.column_count,
        figure_count=len(figures),
        is_nil=all(v == 0 for v in values),
        note="\n".join(notes) or None,
        recognition=reason + (f"; headers not known: {', '.join(unknown)}" if unknown else ""),
        roles_status=roles_of.status,
        row_sums_held=roles_of.row_sums.held,
        row_sums_tried=roles_of.row_sums.tried,
        column_sums_held=roles_of.column_sums.held,
        column_sums_tried=roles_of.column_sums.tried,
        status="proven",
        status_reason=doubt,
    )


def _land_figures(
    landed: Landed, key: dict[str, Any], table: StitchedTable, figures: Sequence[PrintedFigure]
) -> dict[int, str]:
    """Append figures; return their ids by the identity of their first cell."""
    ids: dict[int, str] = {}
    taken: set[tuple[int | None, int]] = set()
    for figure in figures:
        cell = figure.cells[0]
        place = (cell.row_number, cell.column_number)
        if place in taken:  # two grids of a form overlap: the cell lands, the figure has no place
            continue
        taken.add(place)
        figure_id = id_within(
            key["report_id"],
            f"{key['table_number']:03}-{cell.row_number:04}-{cell.column_number:03}",
        )
        ids[id(cell)] = figure_id
        landed.add(
            "figures",
            figure_id=figure_id,
            **key,
            row_number=cell.row_number,
            column_number=cell.column_number,
            block=figure.block,
            page_number=cell.page_number,
            printed_text="".join(c.text for c in figure.cells),
            value=figure.value.value,
            unit=figure.unit,
            decimals=figure.value.decimals,
            is_money=figure.is_money,
            is_unread=figure.value.reading == "unread",
            amount_yuan=figure.yuan,
            locator=_locator(cell),
            stored_text=cell.cell.stored,
            reading_status=None,  # of a scan: known when all tables are
            first_reading=None,
            second_reading=None,
            **_tight_box(cell.cell)._asdict(),
        )
    return ids


def _locator(cell: PlacedCell) -> str:
    """Say where a person finds a cell: by the file's own address, else by page and box."""
    if cell.cell.address is not None:
        return cell.cell.address
    box = _tight_box(cell.cell)
    return f"p.{cell.page_number} [{box.x0:.0f} {box.y0:.0f} {box.x1:.0f} {box.y1:.0f}]"


def _tight_box(cell: GridCell) -> Box:
    """Give the box of what a cell prints."""
    return around([p.box for p in cell.pieces] or [cell.box])


def _land_cells(
    landed: Landed,
    key: dict[str, Any],
    table: StitchedTable,
    columns: Sequence[Column],
    *,
    figures: Sequence[PrintedFigure],
    form: Form,
    is_form: bool,
) -> None:
    """Append every cell that prints something, whatever its role."""
    by_number = {c.number: c for c in columns}
    values = {id(c): f.value.reading for f in figures for c in f.cells}
    for placed in table.cells:
        if not placed.cell.pieces:
            continue
        if placed.region in _REGION_ROLES:
            role = placed.region
        elif id(placed) in values:
            role = "unread" if values[id(placed)] == "unread" else "figure"
        elif is_form:
            role = _form_role(placed, form)
        else:
            role = _body_role(placed, by_number[placed.column_number])
        landed.add(
            "cells",
            **key,
            page_number=placed.page_number,
            cell_number=placed.cell_number,
            row_number=placed.row_number,
            column_number=placed.column_number,
            column_span=placed.column_span,
            role=role,
            printed_text=placed.text,
            **placed.cell.box._asdict(),
        )


def _form_role(placed: PlacedCell, form: Form) -> str:
    if placed.row_number in form.header_rows:
        return "header"
    return "label" if id(placed) in form.labels else "text"


def _body_role(placed: PlacedCell, column: Column) -> str:
    if column.role == "ordinal":
        return "ordinal"
    if column.role in LABEL_ROLES:
        numeric = re.search(r"\d", placed.text) is not None
        return "code" if column.role in _CODES and numeric else "label"
    if column.role == "figure" and parse_number(placed.text).reading == "nil":
        return "nil"
    return "text"


def _land_column(landed: Landed, key: dict[str, Any], column: Column, role: ColumnRole) -> None:
    landed.add(
        "columns",
        **key,
        column_number=column.number,
        block=column.block,
        side=column.side,
        column_path=" / ".join(column.path),
        role=column.role,
        measure=column.measure,
        stage=column.stage,
        year=column.year,
        unit=column.unit,
        is_money=column.is_money,
        sum_role=role.sum_role,
        whole_column=role.whole_column,
        is_leaf=role.is_leaf,
        fund=role.fund,
        nature=role.nature,
    )


def _land_line(
    landed: Landed, key: dict[str, Any], table: StitchedTable, line: Line, role: RowRole
) -> None:
    landed.add(
        "lines",
        **key,
        row_number=line.row_number,
        block=line.block,
        page_number=table.row_pages[line.row_number - 1],
        row_code=line.row_code,
        row_label=line.row_label,
        row_role=line.row_role,
        line_concept=line.line_concept,
        line_source=line.line_source,
        ordinal=line.ordinal,
        depth=line.depth,
        unit_code=line.unit_code,
        unit_name=line.unit_name,
        project_code=line.project_code,
        project_name=line.project_name,
        function_code=line.function_code,
        function_name=line.function_name,
        sum_role=role.sum_role,
        parent_row=role.parent_row,
        is_leaf=role.is_leaf,
        is_code_inferred=line.is_code_inferred,
    )


def _land_form(
    landed: Landed,
    key: dict[str, Any],
    form: Form,
    *,
    ids: dict[int, str],
    kind: str,
    unit: str | None,
) -> None:
    """Append head fields and indicators."""
    seen: set[tuple[int, str]] = set()
    for pair in form.fields:
        label = pair.label
        while (pair.row_number, label) in seen:
            label += "+"  # the same label twice in a row: the key needs them apart
        seen.add((pair.row_number, label))
        figure_id = ids.get(id(pair.value)) if pair.value is not None else None
        value = parse_number(pair.value.text) if pair.value is not None and figure_id else None
        number = value.value if value is not None else None
        printed = re.search(r"[((](元|万元|亿元)[))]", compact(label))
        own = printed[1] if printed else unit
        landed.add(
            "form_fields",
            **key,
            row_number=pair.row_number,
            field=pair.field,
            field_label=label,
            value_text=re.sub(r"\s*\n\s*", "", pair.value.text) if pair.value else None,
            value=number,
            amount_yuan=number * YUAN_PER_UNIT[own] if number is not None and own else None,
            figure_id=figure_id,
            page_number=(pair.value or pair.label_cell or form.fields[0].value).page_number,  # type: ignore[union-attr]
        )
    scope = "department" if kind == "department_performance" else "project"
    for item in form.indicators:
        text = re.sub(r"\s+", "", item.target.text) if item.target else None
        operator, value_number, own_unit = (
            split_target(item.target.text, item.operator, item.unit)
            if item.target
            else (item.operator, None, item.unit)
        )
        weight = parse_number(item.weight.text) if item.weight else None
        landed.add(
            "indicators",
            **key,
            row_number=item.row_number,
            scope=scope,
            level_1=item.levels[0],
            level_2=item.levels[1],
            level_3=item.levels[2],
            operator=operator,
            target_text=text,
            target_value=value_number,
            unit=own_unit,
            weight=weight.value if weight else None,
            target_figure_id=ids.get(id(item.target)) if item.target else None,
            weight_figure_id=ids.get(id(item.weight)) if item.weight else None,
            page_number=item.page_number,
        )
