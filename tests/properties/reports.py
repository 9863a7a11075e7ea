"""Small reports of one table, drawn at random: a tree of codes times a few columns of money."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st

Cell = tuple[str, str]  # a row's code, or TOTAL, and a column's measure

TOTAL: Final = "合计"

# table kind → its whole and parts; what the row identity is called
KINDS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "expenditure": ("R1", ("basic", "project")),
    "general_budget": ("R2", ("basic", "project")),
    "government_fund": ("R2", ("basic", "project")),
    "revenue": ("R3", ("general_budget", "government_fund", "other")),
}
_HALF_UNITS: Final = (Decimal("0.005"), Decimal("0.5"), Decimal(50), Decimal(5000))


@dataclass(frozen=True)
class Report:
    """A report of one table.

    Attributes:
        report_id: its key.
        kind: the table's kind.
        half_unit_yuan: half of the last printed digit.
        rows: codes and TOTAL, from the top.
        cells: what is printed, in whole printed digits; what is not here is blank.
    """

    report_id: str
    kind: str
    half_unit_yuan: Decimal
    rows: tuple[str, ...]
    cells: Mapping[Cell, int]

    @property
    def measures(self) -> tuple[str, ...]:
        """The columns: the whole, then its parts."""
        return "total", *KINDS[self.kind][1]

    def amount(self, cell: Cell) -> Decimal:
        """Give what a cell says in yuan; a blank is nil."""
        return self.cells.get(cell, 0) * self.half_unit_yuan * 2

    def changed(self, cell: Cell, digits: int) -> Report:
        """Print something else in one cell."""
        return replace(self, cells={**self.cells, cell: digits})


@st.composite
def printed_codes(draw: st.DrawFn, *, is_whole: bool) -> tuple[str, ...]:
    """Draw codes of 类, 款 and 项 in any order, with TOTAL among them.

    Args:
        draw: hypothesis's.
        is_whole: whether every code has all its prefixes printed.
    """
    digit = st.sampled_from("12")
    leaf = st.builds("20{}".format, digit) | st.builds("20{}0{}".format, digit, digit)
    leaf |= st.builds("20{}0{}0{}".format, digit, digit, digit)
    codes = draw(st.sets(leaf, min_size=1, max_size=6))
    if is_whole:
        codes = {code[:length] for code in codes for length in (3, 5, 7) if length <= len(code)}
    return tuple(draw(st.permutations([TOTAL, *sorted(codes)])))


def _level(code: str) -> tuple[str, int]:
    return code[0], len(code)


def _is_below(code: str, above: str) -> bool:
    return code != above and code.startswith(above)


def parents(rows: Sequence[str], with_amounts: Collection[str]) -> dict[str, str]:
    """Give each code's longest printed prefix; of a list of leaves none.

    Where others print amounts, codes of a length of which none does are names alone, and no prefix.
    """
    codes = [each for each in rows if each != TOTAL]
    summed = {_level(each) for each in codes if each in with_amounts} or set(map(_level, codes))
    longest = {
        code: max(
            (each for each in codes if _level(each) in summed and _is_below(code, each)), default=""
        )
        for code in codes
    }
    found = {}
    for code, parent in longest.items():
        alike = [each for each in codes if _level(each) == _level(code)]
        if parent and sum(bool(longest[each]) for each in alike) * 2 > len(alike):
            found[code] = parent
    return found


@st.composite
def consistent(draw: st.DrawFn, report_id: str) -> Report:
    """Draw a report in which everything adds up; a nil is printed as 0 or left blank."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    rows = draw(printed_codes(is_whole=True))
    leaves = set(rows) - {TOTAL} - set(parents(rows, rows).values())
    parts = KINDS[kind][1]
    amounts = {
        (leaf, part): draw(st.integers(-20, 400)) for leaf in sorted(leaves) for part in parts
    }
    cells: dict[Cell, int] = {}
    for row in rows:
        below = [leaf for leaf in leaves if row == TOTAL or leaf.startswith(row)]
        for part in parts:
            cells[row, part] = sum(amounts[leaf, part] for leaf in below)
        cells[row, "total"] = sum(cells[row, part] for part in parts)
    is_blank = draw(st.booleans())
    return Report(
        report_id=report_id,
        kind=kind,
        half_unit_yuan=draw(st.sampled_from(_HALF_UNITS)),
        rows=rows,
        cells={cell: value for cell, value in cells.items() if value or not is_blank},
    )


@st.composite
def arbitrary(draw: st.DrawFn, report_id: str) -> Report:
    """Draw a report in which amounts are near each other and little adds up."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    rows = draw(printed_codes(is_whole=False))
    places = [(row, measure) for row in rows for measure in ("total", *KINDS[kind][1])]
    digits = st.none() | st.integers(-3, 6)
    cells = {place: draw(digits) for place in places}
    return Report(
        report_id=report_id,
        kind=kind,
        half_unit_yuan=draw(st.sampled_from(_HALF_UNITS)),
        rows=rows,
        cells={place: value for place, value in cells.items() if value is not None},
    )


def relations(reports: Sequence[Report]) -> dict[str, list[dict[str, Any]]]:
    """Give what the checks read of reports: lines, columns, figures."""
    lines, columns, figures = [], [], []
    for report in reports:
        key = {"report_id": report.report_id, "table_number": 1, "block": 1}
        for number, row in enumerate(report.rows, start=1):
            role = {"row_role": "total"} if row == TOTAL else {"row_role": "code", "row_code": row}
            line = {"table_kind": report.kind, "row_number": number, "row_label": row}
            lines.append({**key, **line, "unit_key": "", **role})
        for slot, measure in enumerate(report.measures, start=1):
            column = {"column_number": slot + 2, "slot": slot, "column_path": measure}
            nested = {"whole_column_number": None if measure == "total" else 3}
            columns.append(
                {**key, "table_kind": report.kind, **column, **nested, "measure": measure}
            )
            for number, row in enumerate(report.rows, start=1):
                if (row, measure) in report.cells:
                    figures.append(
                        {
                            **key,
                            "figure_id": f"{report.report_id}-{row}-{measure}",
                            "row_number": number,
                            "column_number": slot + 2,
                            "slot": slot,
                            "amount_yuan": report.amount((row, measure)),
                            "half_unit_yuan": report.half_unit_yuan,
                            "is_unread": False,
                        }
                    )
    return {
        "int_lines_situated": lines,
        "int_columns_nested": columns,
        "int_figures_situated": figures,
    }
