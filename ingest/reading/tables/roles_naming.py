"""The roles of rows, once it is settled which add up to which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ingest.reading.tables.lines import UNIT_NAME
from ingest.reading.tables.model import Line
from ingest.reading.tables.roles_model import RowRole
from ingest.reading.tables.roles_rows import Block
from ingest.reading.tables.words import compact

_PAGE: Final = re.compile(r"^(本页|页)(小计|合计)$")
_CHANGE: Final = re.compile(r"^(增减|比上年|较上年)")
_GRAND: Final = frozenset({"grand_revenue", "grand_expenditure"})
_WHOLE_LINES: Final = frozenset({"current_revenue", "current_expenditure", *_GRAND})
# Stated beside 三公 in its own table, and no part of it.
_BESIDE_COSTS: Final = frozenset({"operating_cost", "meeting", "training"})
_LISTS: Final = frozenset({"projects"})


def name_rows(
    lines: Sequence[Line], block: Block, parents: Mapping[int, int], kind: str
) -> dict[int, RowRole]:
    """Name the roles of a block's rows.

    Args:
        lines: all lines of the block.
        block: those that print an amount.
        parents: the row that contains each; a negative one only mentions it.
        kind: the table's kind.
    """
    heads = {whole for whole in parents.values() if whole > 0}
    printing = {x.row_number for x in block.lines}
    roles: dict[int, RowRole] = {}
    for line in lines:
        row = line.row_number
        parent = parents.get(row)
        if row not in printing:
            heading = line.row_role == "category" or (line.row_role == "unit" and line.row_label)
            roles[row] = RowRole("category" if heading else "none")
        elif row == block.root or row in block.repeated or line.line_concept in _GRAND:
            roles[row] = RowRole("total", None if parent is None else abs(parent))
        elif parent is not None and parent < 0:
            roles[row] = RowRole("memo", -parent)
        elif _stands_beside(line, block, parents, kind):
            roles[row] = RowRole("memo")
        else:
            is_head = row in heads
            role = _name_head(line, parent is None) if is_head else _name_leaf(line, kind)
            is_sum = is_head or role in {"total", "subtotal", "page_subtotal"}
            roles[row] = RowRole(role, parent, not is_sum)
    return _name_units(roles, {x.row_number: x for x in lines}, heads)


def _name_units(
    roles: Mapping[int, RowRole], lines: Mapping[int, Line], heads: set[int]
) -> dict[int, RowRole]:
    """Name as units the headings that stand beside units, whatever their names end in."""
    named = dict(roles)
    beside: dict[int | None, list[int]] = {}
    for row in heads:
        if row in roles and roles[row].sum_role in {"unit", "category", "subtotal"}:
            beside.setdefault(roles[row].parent_row, []).append(row)
    for rows in beside.values():
        units = [row for row in rows if _looks_like_unit(lines[row], roles[row])]
        if len(units) * 2 > len(rows):
            named.update({row: replace(roles[row], sum_role="unit") for row in rows})
    return named


def _looks_like_unit(line: Line, role: RowRole) -> bool:
    if role.sum_role == "unit":
        return True
    words = compact(line.row_label or "")
    return UNIT_NAME.search(words) is not None


def _stands_beside(line: Line, block: Block, parents: Mapping[int, int], kind: str) -> bool:
    """Say whether a 三公 table mentions something that its total does not contain."""
    if kind != "three_public":
        return False
    if _CHANGE.search(compact(line.row_label or "")):
        return True
    return line.line_source in _BESIDE_COSTS and parents.get(line.row_number) is None


def _name_head(line: Line, is_top: bool) -> str:
    """Name a row that others add up to."""
    label = compact(line.row_label or "")
    if line.row_role == "total" or line.line_concept in _WHOLE_LINES:
        return "total" if is_top else "subtotal"
    if line.row_role == "subtotal":
        return "page_subtotal" if _PAGE.match(label) else "subtotal"
    if line.row_role in {"code", "unit"}:
        return line.row_role
    if line.row_role == "year" and line.unit_name is not None:
        return "unit"
    return "category" if line.row_role in {"project", "category"} else "subtotal"


def _name_leaf(line: Line, kind: str) -> str:
    """Name a row that nothing adds up to."""
    if line.row_role == "total" or line.line_concept in _WHOLE_LINES:
        return "subtotal"
    if line.row_role == "subtotal":
        label = compact(line.row_label or "")
        if _PAGE.match(label):
            return "page_subtotal"
        return "item" if kind in _LISTS else "subtotal"
    if line.row_role == "unit" and kind in _LISTS:
        return "item"  # CC(市本级): a project whose name ends as a unit's does
    return line.row_role if line.row_role in {"code", "unit", "category"} else "item"
