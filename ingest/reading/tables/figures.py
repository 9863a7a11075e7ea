"""Cells of a recognised table → its figures: value, unit, and whether it is money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from ingest.contract.concepts import YUAN_PER_UNIT
from ingest.reading.tables.blocks import LABEL_ROLES
from ingest.reading.tables.forms import form_figures
from ingest.reading.tables.model import Column, Form, PlacedCell, StitchedTable
from ingest.reading.tables.numbers import PrintedValue, parse_number
from ingest.reading.tables.words import compact

_AMOUNT: Final = re.compile(r"-?[0-9,]*[0-9]\.[0-9]+")
# What a row counts: 公务用车保有量（辆）, 国内公务接待人次（人）, 设备（台、套）.
_COUNTED: Final = re.compile(
    r"\((个|人|人次|次|批|批次|辆|台|套|台[、,/(]?套\)?|件|户|名|座|艘|架|平方米|㎡)\)$"
)


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """One number of a table: its cells, value and unit."""

    cells: tuple[PlacedCell, ...]
    value: PrintedValue
    unit: str | None
    is_money: bool
    block: int

    @property
    def yuan(self) -> Decimal | None:
        """The amount in yuan; None where it is unread or no money."""
        if self.value.value is None or not self.is_money or self.unit is None:
            return None
        return self.value.value * YUAN_PER_UNIT[self.unit]


def settle_merged_amounts(table: StitchedTable, columns: Sequence[Column]) -> StitchedTable:
    """Put the amounts of merged cells into the money column that they end in.

    A total row may merge the text columns, which it leaves blank, with the first column of
    money: Beijing's 支出总表 prints 合计 | 1,024,807.171785 over 部门支出经济分类科目 and 合计.
    """
    by_number = {c.number: c for c in columns}

    def settled(cell: PlacedCell) -> PlacedCell:
        last = cell.column_number + cell.column_span - 1
        if cell.region != "body" or last == cell.column_number or last not in by_number:
            return cell
        spanned = [by_number[n].role for n in range(cell.column_number, last) if n in by_number]
        is_amount = (
            by_number[last].role == "figure"
            and by_number[last].is_money
            and set(spanned) <= {"text"}
            and _AMOUNT.fullmatch(cell.text.strip()) is not None
        )
        return replace(cell, column_number=last, column_span=1) if is_amount else cell

    return replace(table, cells=tuple(settled(cell) for cell in table.cells))


def read_figures(
    table: StitchedTable, columns: Sequence[Column], form: Form
) -> list[PrintedFigure]:
    """Find the numeric cells of the figure columns."""
    by_number = {c.number: c for c in columns}
    units = {id(i.target): i.unit for i in form.indicators if i.target is not None}
    figures: list[PrintedFigure] = []
    for cells in table.body.values():
        counted = _counted_units(cells, by_number)
        places: dict[int, list[PlacedCell]] = {}
        for cell in cells:
            places.setdefault(cell.column_number, []).append(cell)
        for number, printed in places.items():
            column = by_number[number]
            if column.role != "figure":
                continue
            value = _value_of(printed)
            if value.reading not in {"number", "unread"}:
                continue
            unit = units.get(id(printed[0]), column.unit)
            if value.unit == "%" or value.unit in YUAN_PER_UNIT:
                unit = value.unit
            elif column.is_money:
                unit = counted.get(column.block, unit)
            is_money = column.is_money and unit in YUAN_PER_UNIT
            figures.append(PrintedFigure(tuple(printed), value, unit, is_money, column.block))
    return figures


def _value_of(cells: Sequence[PlacedCell]) -> PrintedValue:
    """Read the number that cells print; unread where two readings of a scan differ."""
    if any(cell.cell.is_unread for cell in cells):
        return PrintedValue("unread")
    return parse_number("".join(cell.text for cell in cells))


def _counted_units(cells: Sequence[PlacedCell], columns: dict[int, Column]) -> dict[int, str]:
    """Give, by block, what a row counts by its label, in a table that is otherwise of money.

    机构运行信息表 lists 公务用车保有量（辆） and 国内公务接待人次（人） below the amounts.
    """
    return {
        column.block: hit[1]
        for cell in cells
        if (column := columns[cell.column_number]).role in LABEL_ROLES
        and (hit := _COUNTED.search(compact(cell.text))) is not None
    }


def amounts_of(figures: Sequence[PrintedFigure]) -> dict[tuple[int, int], Decimal]:
    """Give the values of money figures by (row, column)."""
    return {
        (cell.row_number, cell.column_number): figure.value.value
        for figure in figures
        if (cell := figure.cells[0]).row_number is not None
        and figure.is_money
        and figure.value.value is not None
    }


def read_form_values(table: StitchedTable, form: Form, unit: str | None) -> list[PrintedFigure]:
    """Find the numbers of a form's fields."""
    figures = []
    for cell, own, is_money in form_figures(table, form):
        value = _value_of([cell])
        printed = own if own is not None else unit
        figures.append(
            PrintedFigure(
                (cell,),
                value,
                "%" if value.unit == "%" else printed or None,
                is_money and value.unit != "%" and printed in YUAN_PER_UNIT,
                1,
            )
        )
    return figures
