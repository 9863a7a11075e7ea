"""Rows that head other rows: units above their projects, groups told by their indent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ingest.reading.tables.codes import code_domain
from ingest.reading.tables.model import Column, Line, StitchedTable
from ingest.reading.tables.totals import is_total

# One character of the smallest print is 7 pt wide; publishers indent by two.
_INDENT_PT: Final = 6.0
_CODE_OF_UNIT: Final = re.compile(r"^\d{3}")


def label_indents(table: StitchedTable, members: Mapping[int, Column]) -> dict[int, float]:
    """Give the indent, in points, of each row's label in a table with one label column."""
    names = [n for n, c in members.items() if c.role in {"name", "project_name"}]
    others = [c for c in members.values() if c.role in {"unit_name", "function_code"}]
    if len(names) != 1 or others:
        return {}
    return {
        row: cell.cell.pieces[0].box.x0 - cell.cell.box.x0
        for row, cells in table.body.items()
        for cell in cells
        if cell.column_number == names[0] and cell.cell.pieces and not is_total(cell.text)
    }


def row_indents(
    table: StitchedTable, columns: Sequence[Column]
) -> dict[tuple[int, int], tuple[float, float]]:
    """Give where each row's words begin, in points, by (row, block).

    Returns:
        How far in the row's name stands in its cell, and where its first words stand on the page:
        places that nest rows leave the columns further left blank instead of indenting.
    """
    names = {c.number for c in columns if c.role in {"name", "project_name", "unit_name"}}
    worded = {c.number: c.block for c in columns if c.role not in {"figure", "ordinal"}}
    indents: dict[tuple[int, int], tuple[float, float]] = {}
    for row, cells in table.body.items():
        for cell in sorted(cells, key=lambda c: c.column_number):
            block = worded.get(cell.column_number)
            if block is None or not cell.cell.pieces or is_total(cell.text):
                continue
            left = min(piece.box.x0 for piece in cell.cell.pieces)
            inside, start = indents.get((row, block), (None, left))
            if cell.column_number in names and inside is None:
                inside = cell.cell.pieces[0].box.x0 - cell.cell.box.x0
            indents[row, block] = (inside, start)  # type: ignore[assignment]
    return {place: (inside or 0.0, start) for place, (inside, start) in indents.items()}


def nest_by_indent(lines: Sequence[Line], indents: Mapping[int, float]) -> list[Line]:
    """Take rows that head deeper indented ones for sums: units, or groups of projects."""
    levels: list[float] = []
    for indent in sorted(set(indents.values())):
        if not levels or indent - levels[-1] > _INDENT_PT:
            levels.append(indent)
    if len(levels) < 2:
        return list(lines)
    level = {
        row: max(i for i, start in enumerate(levels) if indent >= start - _INDENT_PT / 2)
        for row, indent in indents.items()
    }
    return [
        _nest(line, level.get(line.row_number), level.get(line.row_number + 1)) for line in lines
    ]


def _nest(line: Line, here: int | None, below: int | None) -> Line:
    if here is None or line.row_role not in {"unit", "project"}:
        return line
    heads = below is not None and below > here
    role = line.row_role
    if not heads:
        role = "project"
    elif role == "project":
        role = "unit" if here == 0 else "subtotal"
    return replace(line, row_role=role, depth=here + 1)


def heads_its_projects(lines: Sequence[Line]) -> bool:
    """Say whether a functional code heads rows that print it again before another name."""
    return any(x.row_role == "project" for x in nest_by_code(lines))


def nest_by_code(lines: Sequence[Line]) -> list[Line]:
    """Take rows that print the code of the row above again, before another name, for projects.

    Lists that name a 项 and its projects in one column (单位名称（科目）) print the 项's code
    before each project.
    """
    nested: list[Line] = []
    head: Line | None = None
    for line in lines:
        code = line.row_code
        is_function = line.row_role == "code" and code_domain(code or "") == "functional"
        if is_function and head is not None and code == head.row_code:
            is_other = line.row_label not in {None, head.row_label}
            nested.append(replace(line, row_role="project") if is_other else line)
            continue
        head = line if is_function else None
        nested.append(line)
    return nested


def carry_closing(lines: Sequence[Line], printing: frozenset[tuple[int, int]]) -> list[Line]:
    """Give the label that closes a list to the block in which its amount stands.

    公用经费合计 stands in the first of the blocks that a list runs over, its amount in the last.

    Args:
        lines: of all blocks.
        printing: (row, block) of the blocks in which a row prints more than labels.
    """
    bare = {
        (x.row_number, x.block): x
        for x in lines
        if x.row_role == "subtotal" and (x.row_number, x.block) not in printing
    }
    taken: dict[tuple[int, int], Line] = {}
    for line in sorted(lines, key=lambda x: (x.row_number, x.block)):
        place = (line.row_number, line.block)
        if place not in printing or line.row_label or line.row_code:
            continue
        blocks = range(line.block - 1, 0, -1)
        nearest = next(
            (b for b in blocks if {(line.row_number, b)} & (bare.keys() | printing)), None
        )
        if nearest is not None and (line.row_number, nearest) in bare:
            before = bare[line.row_number, nearest]
            taken[place] = replace(before, block=line.block)
            taken[line.row_number, nearest] = replace(line, block=nearest, row_role="blank")
    return [taken.get((x.row_number, x.block), x) for x in lines]


def carry_units(lines: Sequence[Line], role: str) -> list[Line]:
    """Give rows of a role the unit that a row above them names, where they name none.

    三公 tables with years in rows name the unit once; lists of projects head each unit's
    projects with a row of the unit's own.
    """
    carried: list[Line] = []
    name, code = None, None
    for line in lines:
        named = _named(line, heads_projects=role == "project")
        if named.unit_name or named.unit_code:
            name, code = named.unit_name, named.unit_code
        elif named.row_role == role:
            named = replace(named, unit_name=name, unit_code=code)
        carried.append(named)
    return carried


def _named(line: Line, *, heads_projects: bool) -> Line:
    """Put a row's label where it belongs: the unit's name, or the project's."""
    if line.row_role in {"unit", "subtotal"} and line.project_name == line.row_label:
        line = replace(line, project_name=None)
    if line.row_role == "unit" and heads_projects:
        return replace(line, unit_name=line.unit_name or line.row_label)
    if line.row_role == "project" and line.project_name is None:
        return replace(line, project_name=line.row_label)
    return line


def promote_coded_units(lines: Sequence[Line]) -> list[Line]:
    """Take rows that print a unit's code for units where most rows print none.

    Lists that name units and projects in one column print the code of a unit beside its name and
    none beside its projects.
    """
    listed = [x for x in lines if x.row_role in {"unit", "project", "subtotal"}]
    coded = [x for x in listed if _CODE_OF_UNIT.match(x.unit_code or "")]
    if not coded or len(coded) * 2 > len(listed) or any(_names_unit(x) for x in listed):
        return list(lines)
    rows = {x.row_number for x in coded}
    return [
        replace(x, row_role="unit", unit_name=x.unit_name or x.row_label)
        if x.row_number in rows and x.row_role == "project"
        else x
        for x in lines
    ]


def _names_unit(line: Line) -> bool:
    """Say whether a row names its unit beside itself: units have a column of their own."""
    return line.unit_name is not None and line.unit_name != line.row_label


def promote_lone_unit(lines: Sequence[Line]) -> list[Line]:
    """Take the row of the only unit for the total where a table of codes prints no 合计.

    Some places head a coded table with the department's own name instead of 合计.
    """
    units = [line for line in lines if line.row_role == "unit"]
    coded = any(line.row_role in {"code", "project"} for line in lines)
    if len(units) == 1 and coded and not any(line.row_role == "total" for line in lines):
        return [replace(x, row_role="total") if x is units[0] else x for x in lines]
    return list(lines)
