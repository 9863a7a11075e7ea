"""A table whose every amount the prose states in another power of ten: its unit is misprinted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from expectations.diagnosis.findings import Finding, make_finding_id
from expectations.diagnosis.merging import merge
from expectations.diagnosis.quoted import StatedCheck, list_stated, nest_quotes
from expectations.diagnosis.said import Page
from ingest.contract.concepts import YUAN_PER_UNIT
from ingest.contract.keys import cell_name

_AMOUNTS_ENOUGH: Final = 2  # different ones; of one, the prose's unit may be wrong as well
_DIGITS_TELLING: Final = 3
_EXPONENTS: Final = (4, -4, 3, -3, 8, -8)
_LISTED: Final = 4

Key = tuple[int, int]  # table, and the power of ten that its amounts lack


def find_units(checks: Sequence[StatedCheck]) -> dict[Key, list[StatedCheck]]:
    """Find tables whose amounts the prose states times one power of ten, two of them or more.

    Args:
        checks: violated checks of one report.
    """
    found: dict[Key, list[StatedCheck]] = defaultdict(list)
    contradicted: dict[int, int] = defaultdict(int)
    for check in checks:
        if check.invariant_id not in ("N1", "N6") or not check.is_money:
            continue
        tables = {each.table for each in check.printed}
        if len(tables) != 1 or not check.left or not check.right:
            continue
        (table,) = tables
        contradicted[table] += 1
        exponent = _exponent(check.left, check.right)
        if exponent is not None:
            found[table, exponent].append(check)
    return {
        key: each
        for key, each in sorted(found.items())
        if len({check.right for check in each if _is_telling(check.right)}) >= _AMOUNTS_ENOUGH
        and len(each) == contradicted[key[0]]
    }


def with_units(findings: Sequence[Finding], checks: Sequence[StatedCheck]) -> list[Finding]:
    """Make one finding of all that the misprinted unit of a table explains.

    Args:
        findings: of one report.
        checks: its violated checks that are no sums.
    """
    told = list(findings)
    for (table, exponent), wrong in find_units(checks).items():
        ids = {check.check_id for check in wrong}
        parts = [each for each in told if ids & set(each.checks_explained)]
        rest = [each for each in told if each not in parts]
        if parts:
            told = [*rest, _joined(parts, table, exponent, wrong)]
    return told


def _exponent(said: Decimal, printed: Decimal) -> int | None:
    """Give the power of ten that leads from a printed amount to what is said of it.

    >>> _exponent(Decimal("1668300"), Decimal("166.83")), _exponent(Decimal(500), Decimal(50))
    (4, None)
    """
    return next((each for each in _EXPONENTS if said == printed.scaleb(each)), None)


def _is_telling(amount: Decimal | None) -> bool:
    """Say whether an amount has so many digits that another power of it is no chance.

    >>> _is_telling(Decimal("166.83")), _is_telling(Decimal("3.90"))
    (True, False)
    """
    digits = f"{(amount or Decimal(0)).normalize():f}".replace(".", "")
    return len(digits.strip("-0")) >= _DIGITS_TELLING


def _joined(
    parts: Sequence[Finding], table: int, exponent: int, wrong: Sequence[StatedCheck]
) -> Finding:
    """Write the finding; as grave as its parts: this program may have misread the unit."""
    (whole,) = merge([replace(each, causes=frozenset({("unit", str(table))})) for each in parts])
    first = wrong[0].printed[0]
    amounts = {check.right for check in wrong}
    meant = _meant(first.unit, exponent)
    listed = list_stated(wrong, "表中", _LISTED)
    more = f"等{len(amounts)}个数" if len(amounts) > len(listed.amounts) else ""
    cells = tuple(
        cell_name(each.table, each.row_number, each.column_number)
        for check in wrong
        for each in check.printed
    )
    return replace(
        whole,
        finding_id=make_finding_id(whole.report_id, ["unit", str(table), *sorted(cells)]),
        kind="unit_slip",
        message_zh=f"表{table}“{nest_quotes(first.title)}”第{first.page}页的计量单位标作"
        f"“{first.unit}”，{f'应为“{meant}”' if meant else '与文字不符'}：文字{listed.pages_zh}所述"
        f"各数都与表中所印差同一倍数：{'、'.join(listed.amounts)}{more}。",
        message_en=f"Table {table}, page {first.page}, states {first.unit} as its unit,"
        f" {f'but its figures are in {meant}' if meant else 'which the prose contradicts'}: all"
        f" amounts that the prose states of it on {listed.pages_en} differ by one factor"
        f" ({', '.join(listed.amounts)}{' …' if more else ''}).",
        culprit_cells=cells,
        printed_value=None,
        proposed_value=None,
        are_alternatives=False,
        pages=(Page(first.page, table), *listed.prose_pages),
    )


def _meant(stated: str, exponent: int) -> str:
    """Name the unit that a table should state.

    >>> _meant("元", 4), _meant("万元", -4), _meant("元", 8), _meant("", 4)
    ('万元', '元', '亿元', '')
    """
    yuan = Decimal(YUAN_PER_UNIT.get(stated, 0)).scaleb(exponent)
    return next((unit for unit, each in YUAN_PER_UNIT.items() if each == yuan), "")
