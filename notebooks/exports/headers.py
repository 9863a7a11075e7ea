"""Header paths → the merged cells of header rows."""

from __future__ import annotations

from collections.abc import Mapping

HeaderCell = tuple[int, int, int, int, str]  # row, column (from 0), row span, column span, text


def header_cells(paths: Mapping[int, str]) -> tuple[list[HeaderCell], list[int]]:
    """Lay header paths out as rows of merged cells.

    Args:
        paths: leaf column (from 1) → its header path, joined by ' / '.

    Returns:
        The cells, in reading order, and the header rows' numbers.

    >>> cells, rows = header_cells({1: "编码", 2: "预算数 / 合计", 3: "预算数 / 项目"})
    >>> for cell in cells:
    ...     print(cell)
    (0, 0, 2, 1, '编码')
    (0, 1, 1, 2, '预算数')
    (1, 1, 1, 1, '合计')
    (1, 2, 1, 1, '项目')
    >>> rows
    [0, 1]
    """
    parts = {column: tuple(path.split(" / ")) if path else ("",) for column, path in paths.items()}
    depth = max((len(each) for each in parts.values()), default=0)
    cells: list[HeaderCell] = []
    columns = sorted(parts)
    for level in range(depth):
        at = 0
        while at < len(columns):
            column = columns[at]
            prefix = parts[column][: level + 1]
            if len(prefix) <= level:
                at += 1
                continue
            end = at + 1
            is_leaf = len(parts[column]) == level + 1
            # neighbours under one header share its cell; a leaf stands alone
            while (
                not is_leaf
                and end < len(columns)
                and columns[end] == columns[end - 1] + 1
                and len(parts[columns[end]]) > level + 1
                and parts[columns[end]][: level + 1] == prefix
            ):
                end += 1
            row_span = depth - level if is_leaf else 1
            cells.append((level, column - 1, row_span, end - at, prefix[level]))
            at = end
    return cells, list(range(depth))
