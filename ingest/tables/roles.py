"""How a table adds up: words propose roles of rows and columns, its sums bear them out or not."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.tables.model import Column, Line
from ingest.tables.roles_columns import read_column_roles
from ingest.tables.roles_model import Amounts, RowRole, SumRoles
from ingest.tables.roles_rows import read_row_roles


def read_sum_roles(
    columns: Sequence[Column],
    lines: Sequence[Line],
    amounts: Amounts,
    *,
    kind: str,
    title: str | None,
) -> SumRoles:
    """Read how rows and columns of a table add up.

    Args:
        columns: the table's columns.
        lines: its lines, of all blocks.
        amounts: the values of its money figures by (row, column).
        kind: its kind.
        title: its title.
    """
    blocks = {c.number: c.block for c in columns}
    rows: dict[tuple[int, int], RowRole] = {}
    for block in sorted(set(blocks.values())):
        own = sorted((x for x in lines if x.block == block), key=lambda x: x.row_number)
        printing = frozenset(row for row, column in amounts if blocks[column] == block)
        for row, role in read_row_roles(own, printing).items():
            rows[row, block] = role
    return SumRoles(rows=rows, columns=read_column_roles(columns, kind, title))
