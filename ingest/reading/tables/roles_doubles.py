"""A row that is printed twice: a slip of the publisher, and no heading of its own double."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from ingest.reading.tables.model import Line
from ingest.reading.tables.roles_model import Amounts
from ingest.reading.tables.roles_rows import Block
from ingest.reading.tables.roles_sums import children_of


def heads_its_double(block: Block, parents: Mapping[int, int]) -> bool:
    """Say whether a reading nests nothing but one row under the same row above it.

    The sums alone cannot tell a heading with one part from a row that was printed twice. A list
    that has headings has more than one of them, or one with several parts; and a heading that is
    called like its only part (援藏 over 援藏) does not say its code, unit and function as well.
    """
    heads = {whole: parts for whole, parts in children_of(parents).items() if whole != block.root}
    if len(heads) != 1:
        return False
    ((whole, parts),) = heads.items()
    if len(parts) != 1:
        return False
    lines = {x.row_number: x for x in block.lines}
    values = [
        {c: block.sheet.values.get((row, c)) for c in block.sheet.columns}
        for row in (whole, parts[0])
    ]
    said = _words(lines[whole])
    return values[0] == values[1] and said == _words(lines[parts[0]]) and _says_more(said)


def without_double(lines: Sequence[Line], amounts: Amounts) -> Amounts:
    """Leave out the amounts of a row that stands twice, one below the other, if there is one."""
    rows: dict[int, dict[int, Decimal]] = {}
    for (row, column), value in amounts.items():
        rows.setdefault(row, {})[column] = value
    twice = [
        below.row_number
        for above, below in pairwise(sorted(lines, key=lambda x: (x.block, x.row_number)))
        if above.block == below.block
        and _words(above) == _words(below)
        and _says_more(_words(above))
        and rows.get(above.row_number) == rows.get(below.row_number) is not None
    ]
    if len(twice) != 1:
        return amounts
    return {place: value for place, value in amounts.items() if place[0] != twice[0]}


def _says_more(words: tuple[str | None, ...]) -> bool:
    """Say whether a row says more of itself than a name."""
    return len({each for each in words if each}) > 1


def _words(line: Line) -> tuple[str | None, ...]:
    """List all that a row says of itself but how it is numbered."""
    return (
        line.row_code,
        line.row_label,
        line.unit_code,
        line.unit_name,
        line.project_code,
        line.project_name,
        line.function_code,
        line.function_name,
    )
