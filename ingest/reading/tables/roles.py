"""How a table adds up: words propose roles of rows and columns, its sums decide.

Vocabulary alone cannot tell whether a row without a code is a category, a project or a unit, nor
whether a column beside others is added or only mentioned. So every reading that the words allow
is tried, then what the sums alone say; kept is the reading that most sums bear out, by the least
assumption, and it is recorded with its support. Where none holds well, the roles are unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from ingest.reading.tables.codes import code_domain
from ingest.reading.tables.model import Column, Line
from ingest.reading.tables.roles_columns import read_column_roles
from ingest.reading.tables.roles_doubles import heads_its_double, without_double
from ingest.reading.tables.roles_model import Amounts, RowRole, SumRoles, Support
from ingest.reading.tables.roles_naming import name_rows
from ingest.reading.tables.roles_parse import lift, parse_sums
from ingest.reading.tables.roles_rows import Block, make_block, propose_rows
from ingest.reading.tables.roles_sections import read_sections
from ingest.reading.tables.roles_sides import propose_side
from ingest.reading.tables.roles_sums import children_of, make_sheet, support_of, try_rows

# A reading of which four sums in five hold is that of the page; its others are slips.
_SUPPORTED_SHARE: Final = 0.8
# Longer lists are read by words and indents alone.
_MOST_ROWS: Final = 1500
_MOST_PARSED: Final = 2
_FEW_DIGITS: Final = 2
# Lists whose headings were counted as well came to 1.3 to 4 times their totals.
_TWICE: Final = Decimal("1.2")
_MOST_MENDED: Final = 3


def read_sum_roles(
    columns: Sequence[Column],
    lines: Sequence[Line],
    amounts: Amounts,
    *,
    kind: str,
    title: str | None,
    indents: Mapping[tuple[int, int], tuple[float, float]],
) -> SumRoles:
    """Read how rows and columns of a table add up.

    Args:
        columns: the table's columns.
        lines: its lines, of all blocks.
        amounts: the values of its money figures by (row, column).
        kind: its kind.
        title: its title.
        indents: how far in a row's name stands, and where its first words stand, in points, by
            (row, block).
    """
    rows: dict[tuple[int, int], RowRole] = {}
    row_sums = Support()
    for number in sorted({c.block for c in columns}):
        money = [c for c in columns if c.block == number and c.is_money and c.role == "figure"]
        sheet = make_sheet(amounts, [c.number for c in money])
        own = sorted((x for x in lines if x.block == number), key=lambda x: x.row_number)
        side = next((c.side for c in columns if c.block == number), None)
        near = {row: pt for (row, block), pt in indents.items() if block == number}
        block = make_block(own, sheet, near)
        if side is None and (sections := read_sections(block)) is not None:
            block, parents = sections
            support = support_of(sheet, _added(parents))
        else:
            parents, support = _choose_by_year(block, kind, side)
        named = name_rows(own, block, parents, kind)
        row_sums += support
        rows.update({(row, number): role for row, role in named.items()})
    column_roles, column_sums = read_column_roles(columns, amounts, kind, title)
    both = row_sums + column_sums
    status = "untested"
    if both.tried:
        status = "supported" if both.held >= _SUPPORTED_SHARE * both.tried else "unknown"
    if row_sums.tried and row_sums.held < row_sums.tried / 2:
        status = "unknown"
        if _counts_twice(columns, rows, without_double(lines, amounts)):
            rows = {place: _unknown(role) for place, role in rows.items()}
    return SumRoles(status, rows, column_roles, row_sums, column_sums)


def _counts_twice(
    columns: Sequence[Column], rows: Mapping[tuple[int, int], RowRole], amounts: Amounts
) -> bool:
    """Say whether the leaves of some column come to much more than its printed total.

    Where they come to less, something is withheld (公安) or left out, and what is printed may be
    added up all the same; a slip makes them a little more. Where they come to much more, headings
    are among them.
    """
    blocks = {c.number: c.block for c in columns}
    leaves: dict[int, Decimal] = {}
    totals: dict[int, Decimal] = {}
    for (row, column), value in amounts.items():
        role = rows.get((row, blocks[column]), RowRole())
        if role.is_leaf:
            leaves[column] = leaves.get(column, Decimal(0)) + value
        elif role.sum_role == "total":
            totals[column] = max(totals.get(column, value), value)
    return any(
        leaves.get(column, Decimal(0)) > total * _TWICE
        for column, total in totals.items()
        if total > 0
    )


def _unknown(role: RowRole) -> RowRole:
    if role.sum_role in {"none", "total"}:
        return role
    return RowRole("unknown", None, False)


def _choose_by_year(block: Block, kind: str, side: str | None) -> tuple[dict[int, int], Support]:
    """Read a table of 三公 that puts years in rows year by year: no sum mixes them."""
    years = {x.row_label for x in block.lines if x.row_role == "year"}
    if kind != "three_public" or len(years) < 2:
        return choose_rows(block, kind, side)
    parents: dict[int, int] = {}
    support = Support()
    for year in sorted(label for label in years if label is not None):
        lines = tuple(x for x in block.lines if x.row_label == year)
        sheet = replace(block.sheet, rows=tuple(x.row_number for x in lines))
        own, held = choose_rows(replace(block, lines=lines, sheet=sheet), kind, side)
        parents.update(own)
        support += held
    return parents, support


def choose_rows(block: Block, kind: str, side: str | None) -> tuple[dict[int, int], Support]:
    """Keep the reading of a block's rows that most sums bear out, the first of equals."""
    best: dict[int, int] = {}
    kept: Support | None = None
    for parents in _readings(block, kind, side):
        read = drop_mentions(block, parents)
        support = support_of(block.sheet, _added(read))
        if kept is None or _merit(support) > _merit(kept):
            best, kept = read, support
        if kept.tried and kept.held == kept.tried and _explains_all(block, best):
            break
    return best, kept or Support()


def _explains_all(block: Block, parents: Mapping[int, int]) -> bool:
    """Say whether every row is part of another one, but for the topmost."""
    return sum(1 for x in block.free if x.row_number not in parents) <= 1


def _merit(support: Support) -> int:
    """Weigh a reading: a sum that fails speaks louder against it than one that holds for it."""
    return support.held - 2 * (support.tried - support.held)


def _readings(block: Block, kind: str, side: str | None) -> Iterator[dict[int, int]]:
    """Give all readings: what words allow, each mended by sums, then what sums alone say."""
    proposals = list(propose_rows(block, kind) if side is None else propose_side(block))
    yield from proposals
    # a balance closes its lines with 本年合计, it does not head them: sums alone nest it wrong
    if side is not None or len(block.lines) > _MOST_ROWS:
        return
    for parents in proposals[:_MOST_MENDED]:
        if (mended := _mend(block, parents)) is not None and not heads_its_double(block, mended):
            yield mended
    for parents in _parsed(block, proposals[0]):
        if not heads_its_double(block, parents):
            yield parents


def _mend(block: Block, parents: Mapping[int, int]) -> dict[int, int] | None:
    """Nest by sums the rows under each whole that they do not come to; None where none can be."""
    mended = dict(parents)
    sheet = block.sheet
    for whole, parts in children_of(parents).items():
        support = try_rows(sheet, whole, parts)
        if support.held == support.tried or len(parts) < 2:
            continue
        column = max(sheet.columns, key=lambda c: (abs(sheet.values.get((whole, c), 0)), -c))
        values = [sheet.values.get((row, column), 0) for row in parts]
        found = parse_sums(values, sheet.values.get((whole, column), 0), sheet.ulps[column])
        if found:
            mended.update(lift(found, parts))
    return mended if mended != parents else None


def _parsed(block: Block, words: Mapping[int, int]) -> Iterator[dict[int, int]]:
    """Read by sums alone what no code nests."""
    rows = {x.row_number: x for x in block.free}
    coded = {
        row: parent
        for row, parent in words.items()
        if row in rows and parent in rows and _is_coded(rows[row]) and _is_coded(rows[parent])
    }
    sheet = block.sheet
    filled = {
        column: sum(1 for row in rows if sheet.values.get((row, column)))
        for column in sheet.columns
    }
    order = sorted(filled, key=lambda column: (-filled[column], column))[:_MOST_PARSED]
    for nested in (coded, {}) if coded else ({},):
        top = [row for row in rows if row not in nested]
        for column in order:
            values = [sheet.values.get((row, column), 0) for row in top]
            total = None if block.root is None else sheet.values.get((block.root, column), 0)
            if total is None and not _may_head(block, top[0], column):
                continue
            found = parse_sums(values, total, sheet.ulps[column])
            if found is None:
                continue
            parents = {**nested, **lift(found, top)}
            if block.root is not None:
                root = block.root
                parents.update({row: root for row in rows if row not in parents})
            yield parents


def _may_head(block: Block, row: int, column: int) -> bool:
    """Say whether a first row may be the total that no word names.

    5 = 2 + 3 proves nothing; a unit's row, or an amount of several digits does.
    """
    line = next(x for x in block.lines if x.row_number == row)
    digits = str(abs(block.sheet.values.get((row, column), 0))).rstrip("0")
    return line.row_role != "project" and (line.row_role == "unit" or len(digits) > _FEW_DIGITS)


def _is_coded(line: Line) -> bool:
    """Say whether a row has a subject's code, be it a misprinted one."""
    code = line.row_code
    return code is not None and (line.row_role == "code" or code_domain(code) != "unit")


def drop_mentions(block: Block, parents: Mapping[int, int]) -> dict[int, int]:
    """Mark what is mentioned under 其中 and does not make up the whole: negative parents.

    Returns:
        The parents; that of a row which is only mentioned is given as a negative number.
    """
    marked = dict(parents)
    lines = {x.row_number: x for x in block.lines}
    for whole, parts in children_of(_added(parents)).items():
        said = [row for row in parts if _is_mention(lines[row])]
        if not said:
            continue
        if _fits(block, whole, parts):
            continue
        rest = [row for row in parts if row not in said]
        if not rest or _fits(block, whole, rest):
            marked.update(dict.fromkeys(said, -whole))
    return marked


def _is_mention(line: Line) -> bool:
    label = (line.row_label or "").strip()
    return label.startswith("其中") or line.line_concept == "part"


def _fits(block: Block, whole: int, parts: Sequence[int]) -> bool:
    support = try_rows(block.sheet, whole, parts)
    return 2 * support.held >= support.tried


def _added(parents: Mapping[int, int]) -> dict[int, int]:
    return {row: whole for row, whole in parents.items() if whole > 0}
