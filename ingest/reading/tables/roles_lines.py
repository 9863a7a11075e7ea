"""What the settled roles say about lines: which rows of a list are projects, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ingest.contract.concepts import FURTHER_KINDS
from ingest.reading.tables.model import Line
from ingest.reading.tables.roles_model import RowRole, SumRoles

_LISTS: Final = frozenset({"projects"})
_WITH_UNITS: Final = frozenset({*_LISTS, *FURTHER_KINDS})


def settle_lines(lines: Sequence[Line], roles: SumRoles, kind: str) -> list[Line]:
    """Let the sums correct what labels alone said of the rows.

    In a list of projects a row that others add up to is no project, and one that nothing adds up
    to is one, whatever its name looks like (`CC(市本级)`, 园林绿化管理). Rows below a unit's own
    row are that unit's.

    Args:
        lines: the table's lines.
        roles: the roles that its sums bear out.
        kind: its kind.
    """
    if roles.status != "supported" or kind not in _WITH_UNITS or not roles.row_sums.held:
        return list(lines)
    settled = list(lines)
    if kind in _LISTS:
        settled = [_as_listed(x, roles.rows.get((x.row_number, x.block))) for x in settled]
    by_place = {(x.row_number, x.block): x for x in settled}
    return [_with_unit(x, by_place, roles.rows) for x in settled]


def _as_listed(line: Line, role: RowRole | None) -> Line:
    if role is None or line.row_role not in {"project", "unit", "subtotal"}:
        return line
    if role.sum_role == "item":
        name = line.project_name or line.row_label
        unit = None if line.unit_name == line.row_label else line.unit_name
        return replace(line, row_role="project", project_name=name, unit_name=unit)
    if role.sum_role == "unit":
        name = line.row_label or line.unit_name
        return replace(line, row_role="unit", project_name=None, unit_name=name)
    if role.sum_role in {"category", "subtotal", "page_subtotal"}:
        return replace(line, row_role="subtotal", project_name=None)
    return line


def _with_unit(
    line: Line,
    by_place: Mapping[tuple[int, int], Line],
    roles: Mapping[tuple[int, int], RowRole],
) -> Line:
    """Give a row the unit whose row stands above it in the tree of sums."""
    place = (line.row_number, line.block)
    role = roles.get(place)
    if role is None or role.sum_role in {"none", "total", "unknown"}:
        return line
    if role.sum_role == "unit":
        return replace(line, unit_name=line.unit_name or line.row_label)
    while role is not None and role.parent_row is not None:
        place = (role.parent_row, line.block)
        role = roles.get(place)
        if role is not None and role.sum_role == "unit":
            unit = by_place[place]
            name = unit.unit_name or unit.row_label
            return replace(line, unit_name=name, unit_code=unit.unit_code or line.unit_code)
    return line
