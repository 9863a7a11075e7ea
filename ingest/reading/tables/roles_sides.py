"""Which lines of one side of a balance add up to which, by what the lines state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ingest.reading.tables.model import Line
from ingest.reading.tables.roles_rows import Block, is_among

_PARTS: Final = frozenset({"part", "carried_over_in_part", "carried_over_out_part"})
_STOCK_PARTS: Final = frozenset({"carried_over_in_part", "carried_over_out_part"})
_GRAND: Final = frozenset({"grand_revenue", "grand_expenditure"})
_CURRENT: Final = frozenset({"current_revenue", "current_expenditure"})
_LISTS: Final = frozenset({"function_class", "by_nature", "by_economic"})
# What a side's current year is not: it stands beside it under the grand total.
_BESIDE: Final = frozenset(
    {"carried_over_in", "carried_over_out", "use_of_reserves", "reserves_allocated"}
)


def propose_side(block: Block) -> Iterator[dict[int, int]]:
    """Give the readings of one side, the plainest first.

    总计 = 本年合计 + 上年结转 (+ 使用结余); 本年合计 = its lines; a line = its parts. What stands
    below a 本年合计 that closes its lines belongs to 总计, or to the 上年结转 above it. Where both
    基本/项目支出 and the functional 类 are listed, they are the same money twice: each alone is
    tried as what makes the whole; economic classes may be parts of 基本 and 项目支出.
    """
    lines = block.lines
    yield _by_concept(lines)
    yield _by_concept(lines, closed_by="grand")
    yield _by_concept(lines, closed_by="stock")
    yield _by_concept(lines, has_flat_stocks=True)
    yield _by_concept(lines, closed_by="grand", has_flat_stocks=True)
    listed = {x.line_concept for x in lines if x.line_concept is not None} & _LISTS
    if len(listed) > 1:
        if {"by_nature", "by_economic"} <= listed:
            yield _by_concept(lines, nests_economic=True)
        for group in sorted(listed):
            yield _by_concept(lines, only=group)
            yield _by_concept(lines, only=group, closed_by="stock")
    yield _by_concept(lines, has_parts=False)


def _by_concept(  # noqa: PLR0912 - one branch per kind of line
    lines: Sequence[Line],
    *,
    only: str | None = None,
    closed_by: str | None = None,
    nests_economic: bool = False,
    has_parts: bool = True,
    has_flat_stocks: bool = False,
) -> dict[int, int]:
    """Read parents by what each line states; a negative one is only said again.

    Args:
        lines: of one side, top to bottom.
        only: the list that makes up the whole; lines of the other lists say it again.
        closed_by: where lines below 本年合计 belong: `grand` or `stock`, the 结转 above them.
        nests_economic: economic classes, and what is numbered more deeply, are parts of the
            基本/项目支出 above them.
        has_parts: parts add up to the line above.
        has_flat_stocks: several kinds of 结转 stand beside each other; parts begin with 其中.
    """
    grand = next((x.row_number for x in reversed(lines) if x.line_concept in _GRAND), None)
    currents = [x.row_number for x in lines if x.line_concept in _CURRENT]
    current = currents[0] if currents else None
    parents: dict[int, int] = {}
    above: int | None = None
    stock: int | None = None
    nature: Line | None = None
    is_closed = False
    for line in lines:
        row, concept = line.row_number, line.line_concept
        if row == grand or concept in _GRAND or (row in currents and row != current):
            continue  # the total, or printed again
        if only is not None and concept in _LISTS - {only}:
            above = None
            if (whole := current or grand) is not None:
                parents[row] = -whole  # said a second time
            continue
        parent = current or grand
        if row == current:
            parent, above, is_closed = grand, None, bool(parents) and closed_by is not None
        elif has_flat_stocks and concept in _STOCK_PARTS and not is_among(line):
            parent, above = grand, row
        elif concept in _PARTS and above is not None:
            parent = above if has_parts else None
        elif concept in _BESIDE:
            parent, above, stock = grand, row, row
        elif is_closed:
            parent = stock if closed_by == "stock" and stock is not None else grand
        elif nests_economic and nature is not None and _is_below(line, nature):
            parent = nature.row_number
        else:
            above = row
        if concept == "by_nature":
            nature = line
        if parent is not None and parent != row:
            parents[row] = parent
    return parents


def _is_below(line: Line, nature: Line) -> bool:
    """Say whether a line is a class of the 基本/项目支出 above it."""
    if line.line_concept == "by_nature":
        return False
    is_deeper = line.depth is not None and line.depth > (nature.depth or 0)
    return line.line_concept == "by_economic" or is_deeper
