"""The functional tree as it is printed, with what the parts leave open as an item of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from notebooks.site.facts import CodeRow, CodeTable
from notebooks.site.warehouse import NOTHING, Amount

# 类 is the first three digits of a code, 款 the first five.
_PREFIXES: Final = (3, 5)


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the tree.

    Attributes:
        row: The code, its name and its amounts; printed, or summed here where it is not printed.
        parts: The codes below it.
        gap: Its total less those of its parts, where they differ by more than rounding.
    """

    row: CodeRow
    parts: tuple[Branch, ...]
    gap: Decimal | None


def grow_tree(
    table: CodeTable, names: Mapping[str, str], half_unit_yuan: Decimal
) -> tuple[CodeRow, tuple[Branch, ...], Decimal | None]:
    """Nest a table's codes.

    Args:
        table: The printed codes.
        names: What the listed classification calls a code, for 类 and 款 that are not printed.
        half_unit_yuan: What a printed amount is known to, half of its last digit.

    Returns:
        The whole (printed, or summed here), its 类, and what they leave open of it.
    """
    rows = {row.code: row for row in table.rows}
    for code in list(rows):
        for length in _PREFIXES:
            if length < len(code) and code[:length] not in rows:
                rows[code[:length]] = CodeRow(code[:length], names.get(code[:length], ""), {})
    children: dict[str, list[str]] = {}
    for code in sorted(rows):
        parent = next((code[:n] for n in (5, 3) if n < len(code)), "")
        children.setdefault(parent, []).append(code)
    tops = tuple(_branch(code, rows, children, half_unit_yuan) for code in children.get("", ()))
    total = table.total if table.total.amounts else _summed(table.total, tops)
    return total, tops, _gap(total, tops, half_unit_yuan)


def _branch(
    code: str,
    rows: Mapping[str, CodeRow],
    children: Mapping[str, Sequence[str]],
    half_unit_yuan: Decimal,
) -> Branch:
    parts = tuple(_branch(each, rows, children, half_unit_yuan) for each in children.get(code, ()))
    row = rows[code]
    if not row.amounts and parts:
        row = _summed(row, parts)
    return Branch(row, parts, _gap(row, parts, half_unit_yuan))


def _summed(row: CodeRow, parts: Sequence[Branch]) -> CodeRow:
    """Add up a row that is not printed from the rows below it."""
    amounts: dict[str, Amount] = {}
    for part in parts:
        for measure, amount in part.row.amounts.items():
            amounts[measure] = amounts.get(measure, NOTHING) + amount
    return CodeRow(
        row.code,
        row.name,
        {measure: Amount(a.yuan, a.figures, is_derived=True) for measure, a in amounts.items()},
    )


def _gap(row: CodeRow, parts: Sequence[Branch], half_unit_yuan: Decimal) -> Decimal | None:
    whole = row.amount("total").yuan
    if not parts or whole is None:
        return None
    stated = [part.row.amount("total").yuan for part in parts]
    known = [yuan for yuan in stated if yuan is not None]
    gap = whole - sum(known, Decimal(0))
    return gap if abs(gap) > (len(known) + 1) * half_unit_yuan else None
