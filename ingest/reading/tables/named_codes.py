"""Codes of tables that print names without codes: by name, within what stands above.

Some places list 功能分类科目名称 or 经济分类科目名称 with indents and no code. A name and what
stands above it settle the code: 行政运行 is many codes, but below 政府办公厅 it is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ingest.reading.tables.codes import code_depth
from ingest.reading.tables.lines import UNIT_NAME
from ingest.reading.tables.model import Column, Line
from ingest.reading.tables.words import compact, matchable
from ingest.reading.vocabulary.codes import codes_by_name, normalise_name

_BY_FUNCTION: Final = frozenset(
    {
        "revenue",
        "expenditure",
        "general_budget",
        "government_fund",
        "state_capital",
        "fiscal_expenditure",
        "fiscal_revenue",
        "basic_by_function",
    }
)
_BY_ECONOMIC: Final = frozenset(
    {"basic_by_economic", "basic_expenditure", "expenditure_by_economic"}
)
_CODES: Final = frozenset({"code", "code_class", "code_group", "code_item", "function_code"})
# Where names are codes' names, nearly all are in the list; new codes and local names are not.
_KNOWN_SHARE: Final = 0.8
_CLASS_DIGITS: Final = 3


def infer_codes(lines: Sequence[Line], columns: Sequence[Column], kind: str) -> list[Line]:
    """Give lines without a printed code the code of their name, marked as inferred.

    Args:
        lines: the table's lines, top to bottom.
        columns: its columns; one that holds codes leaves nothing to infer.
        kind: its kind; what a table is classified by decides between 2xx and 3xx.
    """
    first = "2" if kind in _BY_FUNCTION else "3" if kind in _BY_ECONOMIC else None
    if first is None or any(c.role in _CODES for c in columns) or any(c.side for c in columns):
        return list(lines)
    inferred = list(lines)
    for block in {line.block for line in lines}:
        places = [i for i, x in enumerate(lines) if x.block == block and x.row_role == "line"]
        found = _walk([lines[i] for i in places], first)
        known = [code for code in found if code is not None]
        # a list of 类 alone is read by its lines' names; it does not nest
        if max(map(len, known), default=0) <= _CLASS_DIGITS:
            continue
        if len(known) < _KNOWN_SHARE * _named(lines, places):
            continue
        for place, code in zip(places, found, strict=True):
            if code is not None:
                inferred[place] = replace(
                    lines[place],
                    row_role="code",
                    row_code=code,
                    depth=code_depth(code),
                    is_code_inferred=True,
                )
    return inferred


def keep_misprinted(lines: Sequence[Line]) -> list[Line]:
    """Take a code whose first digit is wrong, beside the name of the right one, for a code.

    6210201 住房公积金 among codes is 2210201 misprinted, and no unit: a row of its own code, which
    is kept as it is printed. A number of another name stays a unit's.
    """
    return [
        replace(line, row_role="code", depth=code_depth(right), unit_code=None, unit_name=None)
        if line.row_role == "unit" and (right := _right_code(line)) is not None
        else line
        for line in lines
    ]


def _right_code(line: Line) -> str | None:
    """Give the code of a row's name that its own code is but for the first digit."""
    printed, name = line.row_code, line.row_label
    if printed is None or name is None or len(printed) <= _CLASS_DIGITS:
        return None
    codes = codes_by_name().get(normalise_name(name), ())
    return next((each for each in codes if each[1:] == printed[1:]), None)


def _named(lines: Sequence[Line], places: Sequence[int]) -> int:
    labels = [compact(lines[place].row_label or "") for place in places]
    return sum(1 for label in labels if label and not UNIT_NAME.search(label))


def _walk(lines: Sequence[Line], first: str) -> list[str | None]:
    """Read the codes top to bottom, each within the deepest row above that it can belong to."""
    found: list[str | None] = []
    above: str = ""
    for line in lines:
        name = normalise_name(matchable(line.row_label or ""))
        codes = [c for c in codes_by_name().get(name, ()) if c.startswith(first)]
        code = _nearest(codes, above)
        if code is not None:
            above = code
        found.append(code)
    return found


def _nearest(codes: Sequence[str], above: str) -> str | None:
    """Choose the code below the row above, else beside it, else below what it belongs to, else 类.

    >>> _nearest(["2010301", "2080101"], "20801"), _nearest(["20899", "229"], "2080505")
    ('2080101', '20899')
    >>> _nearest(["2010301", "2080101"], "210") is None
    True
    """
    for length in (7, 5, 3, 0):
        start = above[:length]
        if len(start) < length:
            continue
        wanted = 3 if length == 0 else length + 2
        fitting = [c for c in codes if c.startswith(start) and len(c) == wanted]
        if fitting:
            return fitting[0]
    return None
