"""Which rows add up to which: proposed by labels, codes and units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ingest.tables.model import Line
from ingest.tables.roles_model import RowRole

_ROLE_OF_ROW: Final = {
    "total": "total",
    "subtotal": "subtotal",
    "code": "code",
    "line": "item",
    "unit": "unit",
    "project": "item",
    "category": "category",
    "year": "item",
    "kind": "item",
}
_WHOLE_LINES: Final = frozenset(
    {"current_revenue", "current_expenditure", "grand_revenue", "grand_expenditure"}
)
_PART_LINES: Final = frozenset({"part", "carried_over_in_part", "carried_over_out_part"})


def read_row_roles(lines: Sequence[Line], printing: frozenset[int]) -> dict[int, RowRole]:
    """Read the roles of one block's rows as the words propose them, by row number.

    Args:
        lines: of one block, top to bottom.
        printing: the rows that print an amount in the block.
    """
    parents = _find_parents([x for x in lines if x.row_number in printing])
    inside = set(parents.values())
    roles: dict[int, RowRole] = {}
    for line in lines:
        role = _ROLE_OF_ROW.get(line.row_role, "none")
        if line.line_concept in _WHOLE_LINES:
            role = "total" if line.line_concept.startswith("grand") else "subtotal"
        if role == "none" or line.row_number not in printing:
            roles[line.row_number] = RowRole("category" if role == "category" else "none")
            continue
        is_sum = role in {"total", "subtotal"} or line.row_number in inside
        roles[line.row_number] = RowRole(role, parents.get(line.row_number), not is_sum)
    return roles


def _find_parents(lines: Sequence[Line]) -> dict[int, int]:
    """Find the row that contains each row: by code within its unit, by part, by unit, by total."""
    total = next((x.row_number for x in lines if x.row_role == "total"), None)
    has_items = any(x.row_role in {"code", "project"} for x in lines)
    parents: dict[int, int] = {}
    codes: dict[str, int] = {}
    unit: int | None = None
    source: int | None = None
    for line in lines:
        parent = total
        if line.row_role == "unit" and has_items:
            unit, codes = line.row_number, {}
        elif line.row_role in {"code", "project", "subtotal"}:
            code = line.row_code or ""
            above = next((codes[code[:n]] for n in range(len(code) - 1, 2, -1)
                          if code[:n] in codes), None)  # fmt: skip
            parent = above or unit or total
            if line.row_role == "code":
                codes[code] = line.row_number
        elif line.line_concept in _PART_LINES and source is not None:
            parent = source
        elif line.row_role == "line":
            source = line.row_number
        if parent is not None and parent != line.row_number:
            parents[line.row_number] = parent
    return parents
