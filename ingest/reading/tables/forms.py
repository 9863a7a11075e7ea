"""Performance forms and lists: head fields, and indicators with target, unit and weight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from ingest.reading.tables.codes import split_project_code
from ingest.reading.tables.forms_layout import field_concept, indicator_concept, label_words
from ingest.reading.tables.model import (
    Column,
    Form,
    FormField,
    Indicator,
    PlacedCell,
    StitchedTable,
)
from ingest.reading.tables.numbers import parse_number
from ingest.reading.tables.words import compact

_OPERATORS: Final = re.compile(
    r"^(≥|>=|≤|<=|=|＝|>|<|＞|＜|不低于|不少于|不超过|不高于|大于等于|小于等于|大于|小于|等于|达到|优于|定性)"
)
_TARGET: Final = re.compile(r"^(-?[\d,]+(?:\.\d+)?)(.{0,8})$")
_TEXT_FIELDS: Final = frozenset(
    {
        "project",
        "project_code",
        "project_name",
        "department",
        "unit",
        "start_year",
        "end_year",
        "contact",
        "goal",
        "overview",
        "basis",
        "attribute",
    }
)


@dataclass(slots=True)
class _Block:
    """The columns of an indicator block, by its header row."""

    at: dict[str, range] = field(default_factory=dict)
    row: int = 0

    def find(self, cells: Sequence[PlacedCell], concept: str) -> PlacedCell | None:
        """Find the cell of a row that stands in the concept's column."""
        columns = self.at.get(concept)
        if columns is None:
            return None
        for cell in cells:
            if cell.column_number in columns or (
                columns.start in range(cell.column_number, cell.column_number + cell.column_span)
            ):
                return cell
        return None


def read_form(table: StitchedTable) -> Form:
    """Read a form: label–value pairs first, then indicator blocks under their own headers."""
    fields: list[FormField] = []
    indicators: list[Indicator] = []
    labels: set[int] = set()
    header_rows: set[int] = set()
    block: _Block | None = None
    covering = _covering(table)
    carried: list[str | None] = [None, None]
    pending: FormField | None = None
    for row, cells in table.body.items():
        header = _read_header(row, cells)
        if header is not None:
            block, carried = header, [None, None]
            header_rows.add(row)
            continue
        if block is not None and not _reopens(cells):
            indicator = _read_indicator(row, cells, covering.get(row, []), block, carried)
            if indicator is not None:
                indicators.append(indicator)
            continue
        pending = _read_fields(row, cells, fields, labels, pending)
    return Form(tuple(fields), tuple(indicators), frozenset(labels), frozenset(header_rows))


def _covering(table: StitchedTable) -> dict[int, list[PlacedCell]]:
    """Give, for each body row, all cells that cover it, vertically merged ones included."""
    covering: dict[int, list[PlacedCell]] = {}
    for placed in table.cells:
        if placed.region == "body" and placed.row_number is not None and placed.text.strip():
            for row in range(placed.row_number, placed.row_number + placed.cell.row_span):
                covering.setdefault(row, []).append(placed)
    return covering


def _read_header(row: int, cells: Sequence[PlacedCell]) -> _Block | None:
    """Read a row as the header of an indicator block."""
    at: dict[str, range] = {}
    for cell in cells:
        concept = indicator_concept(cell.text)
        if concept is not None and concept not in at:
            at[concept] = range(cell.column_number, cell.column_number + cell.column_span)
    if "block" in at and "level_3" not in at:
        at["level_3"] = at["block"]
    if "target" in at and len(at) >= 3 and ("level_3" in at or "level_2" in at):
        return _Block(at, row)
    return None


def _reopens(cells: Sequence[PlacedCell]) -> bool:
    """Say whether a row below an indicator block is a head field again."""
    return (
        bool(cells)
        and len(cells) <= 4
        and cells[0].column_number == 1
        and field_concept(cells[0].text) in {"project", "department", "project_code", "contact"}
    )


def _read_fields(
    row: int,
    cells: Sequence[PlacedCell],
    fields: list[FormField],
    labels: set[int],
    pending: FormField | None,
) -> FormField | None:
    """Pair the labels of a head row with the values behind them.

    Returns:
        A label that fills its row alone: its value is the next row.
    """
    if pending is not None and len(cells) == 1 and field_concept(cells[0].text) is None:
        fields[-1] = FormField(
            pending.row_number, pending.field, pending.label, cells[0], pending.label_cell
        )
        return None
    index = 0
    while index < len(cells):
        cell = cells[index]
        concept = field_concept(cell.text)
        following = cells[index + 1] if index + 1 < len(cells) else None
        is_value = following is not None and field_concept(following.text) is None
        if concept is None and index == 0 and is_value and len(cells) % 2 == 0:
            concept = "other"
        if concept is None:
            index += 1
            continue
        labels.add(id(cell))
        value = following if is_value else None
        fields.append(FormField(row, concept, label_words(cell.text), value, cell))
        index += 2 if is_value else 1
    if len(cells) == 1 and fields and fields[-1].label_cell is cells[0]:
        return fields[-1]
    return None


def _read_indicator(
    row: int,
    cells: Sequence[PlacedCell],
    covering: Sequence[PlacedCell],
    block: _Block,
    carried: list[str | None],
) -> Indicator | None:
    """Read a row of an indicator block; levels come down from merged or blank cells."""
    name = block.find(cells, "level_3")
    target, weight = block.find(cells, "target"), block.find(cells, "weight")
    if name is None and target is None and weight is None:
        return None
    for index, concept in enumerate(("level_1", "level_2")):
        cell = block.find(covering, concept)
        if cell is not None:
            text = re.sub(r"\s+", "", cell.text)
            if index == 0 and text != carried[0]:
                carried[1] = None
            carried[index] = text
    operator, unit = block.find(cells, "operator"), block.find(cells, "unit")
    return Indicator(
        row_number=row,
        levels=(carried[0], carried[1], re.sub(r"\s+", "", name.text) if name else None),
        operator=compact(operator.text) if operator else None,
        target=target,
        unit=compact(unit.text) if unit else None,
        weight=weight,
        page_number=(name or target or cells[0]).page_number,
    )


def read_list(table: StitchedTable, columns: Sequence[Column]) -> Form:
    """Read indicators and projects off a table whose header names them."""
    at = {c.concept: range(c.number, c.number + 1) for c in columns if c.concept}
    block = _Block({k: v for k, v in at.items() if k}, 0)
    project = next((c.number for c in columns if c.role == "project_name"), None)
    amount = next((c.number for c in columns if c.role == "figure" and c.measure == "total"), None)
    covering = _covering(table)
    carried: list[str | None] = [None, None]
    indicators: list[Indicator] = []
    fields: list[FormField] = []
    last: str | None = None
    last_row = 0
    for row, cells in table.body.items():
        by_column = {c.column_number: c for c in cells}
        names = block.at and not any(block.find(cells, c) for c in ("level_3", "target"))
        if project is not None and project in by_column and not names:
            carried[:] = [None, None]
            text = compact(by_column[project].text)
            if text == last:  # a merged cell that a page break repeats
                last_row = row
            else:
                kind = "project" if split_project_code(text)[0] else "project_name"
                fields.append(FormField(row, kind, "项目名称", by_column[project]))
                last, last_row = text, 0
            if last_row != row and amount is not None and amount in by_column:
                fields.append(FormField(row, "amount", "金额", by_column[amount]))
        if not block.at or not cells:
            continue
        indicator = _read_indicator(row, cells, covering.get(row, []), block, carried)
        if indicator is not None:
            indicators.append(indicator)
    return Form(tuple(fields), tuple(indicators))


def form_figures(table: StitchedTable, form: Form) -> list[tuple[PlacedCell, str | None, bool]]:
    """Find the numeric value cells of a form.

    Returns:
        Each cell with its unit (None for the table's) and whether it is money.
    """
    figures: dict[int, tuple[PlacedCell, str | None, bool]] = {}
    settled = set(form.labels)
    for pair in form.fields:
        if pair.value is None:
            continue
        settled.add(id(pair.value))
        if pair.field in _TEXT_FIELDS:
            continue
        if parse_number(pair.value.text).reading in {"number", "unread"}:
            printed = re.search(r"[(](元|万元|亿元)[)]", compact(pair.label))
            figures[id(pair.value)] = (pair.value, printed[1] if printed else None, True)
    for indicator in form.indicators:
        for cell, unit in ((indicator.target, indicator.unit), (indicator.weight, None)):
            if cell is not None and parse_number(cell.text).reading == "number":
                figures[id(cell)] = (cell, unit or "", False)
    indicator_rows = {i.row_number for i in form.indicators} | form.header_rows
    for row, cells in table.body.items():
        for cell in cells:
            loose = row not in indicator_rows and id(cell) not in settled
            if loose and cell.column_number > 1 and parse_number(cell.text).reading == "number":
                # a table inside the form (预算支出总额 | 财政拨款 …): no label beside the money
                figures[id(cell)] = (cell, None, True)
    return list(figures.values())


def split_target(
    printed: str, operator: str | None, unit: str | None
) -> tuple[str | None, Decimal | None, str | None]:
    """Split a printed target into operator, number and unit.

    >>> split_target("≥95%", None, None)
    ('≥', Decimal('95'), '%')
    >>> split_target("280", "≥", "次")
    ('≥', Decimal('280'), '次')
    >>> split_target("长期", "定性", None)
    ('定性', None, None)
    """
    text = compact(printed)
    found = _OPERATORS.match(text)
    if found is not None:
        operator, text = operator or found.group(), text[found.end() :]
    number = _TARGET.match(text)
    if number is None:
        return operator, None, unit
    return operator, Decimal(number[1].replace(",", "")), unit or number[2] or None
