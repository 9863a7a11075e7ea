"""Rows that a page break cut in two: joined into one row of the stitched body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest.reading.tables.header_layout import is_header_word
from ingest.reading.tables.model import Column, PlacedCell, StitchedTable
from ingest.reading.tables.units import header_words
from ingest.reading.tables.words import compact
from ingest.reading.vocabulary.codes import codes_by_name, load_codes, normalise_name

_STARTS_A_LINE: Final = re.compile(
    r"^([(（]?[一二三四五六七八九十]+[、)）]|\d+[、.]|合\s*计|总\s*计|小\s*计|其中|[注备])"
)
# Nine rows of ten must print a code (or a figure) before a row without one counts as cut.
_KEYED_SHARE: Final = 0.9
_FEWEST_OTHERS: Final = 3


@dataclass(frozen=True, slots=True)
class _Keys:
    codes: frozenset[int]
    figures: frozenset[int]
    by_figures: bool


def join_cut_rows(
    table: StitchedTable, columns: Sequence[Column], *, by_figures: bool
) -> StitchedTable:
    """Join rows that a page break cut in two.

    The first row of a page goes on with the last one before it when it has no code and no
    complete figure, prints only in columns where that one prints too, and could not stand alone:
    where nearly every other row prints a code (or a figure), or where a bracket is left open.

    Args:
        table: the stitched table.
        columns: what its columns are.
        by_figures: without code columns, a row without a figure is not a row of its own. Not so
            in two-sided tables, which print many lines without an amount.
    """
    keys = _Keys(
        codes=frozenset(c.number for c in columns if c.role.startswith("code")),
        figures=frozenset(c.number for c in columns if c.role == "figure"),
        by_figures=by_figures,
    )
    body = table.body
    joins = {
        row
        for row in range(2, table.row_count + 1)
        if table.row_pages[row - 1] != table.row_pages[row - 2] and _is_cut(body, row, keys)
    }
    return _merge_rows(table, joins) if joins else table


def _is_cut(body: dict[int, list[PlacedCell]], row: int, keys: _Keys) -> bool:
    if not body[row]:
        return False
    if _makes_one_code(body, row, keys) or _makes_one_name(body, row, keys):
        return True
    if _has(body[row], keys.codes):
        return False
    return _is_parted(body, row, keys) or _is_rest(body, row, keys)


def _is_rest(body: dict[int, list[PlacedCell]], row: int, keys: _Keys) -> bool:
    """Say whether a row holds but the ends of what the row above prints."""
    lower, upper = body[row], {c.column_number: c for c in body[row - 1]}
    if any(c.column_number not in upper for c in lower):
        return False
    words = [c for c in lower if c.column_number not in keys.figures]
    figures = [c for c in lower if c.column_number in keys.figures]
    if not all(_is_fragment(upper[c.column_number].text, c.text) for c in figures):
        return False
    if any(_STARTS_A_LINE.match(c.text.strip()) for c in words):
        return False
    is_open = any(_opens(upper[c.column_number].text) and _closes(c.text) for c in words)
    return is_open or _is_keyed(body, row, keys)


def _is_parted(body: dict[int, list[PlacedCell]], row: int, keys: _Keys) -> bool:
    """Say whether a row's code stands above a page break and its figures below it.

    The upper half prints a code and no figure, the lower one figures, no code and the name or the
    rest of it, where nearly all other rows print both.
    """
    lower, upper = body[row], body[row - 1]
    halves = {row, row - 1}
    numbers = {c.column_number for c in lower}
    words = [c for c in lower if c.column_number not in keys.figures]
    if not _has(upper, keys.codes) or _has(upper, keys.figures) or not numbers & keys.figures:
        return False
    named = {c.column_number for c in upper} - keys.codes
    # the code alone above the break, and its whole name below it
    if named and any(c.column_number not in named for c in words):
        return False
    if any(_STARTS_A_LINE.match(c.text.strip()) for c in words):
        return False
    others = [cells for number, cells in body.items() if number not in halves and cells]
    coded = [cells for cells in others if _has(cells, keys.codes)]
    whole = sum(_has(cells, keys.figures) for cells in coded)
    # 合计 has no code; nothing else lacks one
    return len(coded) > 1 and len(coded) >= len(others) - 1 and whole >= _KEYED_SHARE * len(coded)


def _makes_one_code(body: dict[int, list[PlacedCell]], row: int, keys: _Keys) -> bool:
    """Say whether two rows are halves of one: what they print of code and name is in the list.

    20805 | 05, or the name above the break and its code below it. Figures stand in one half alone.
    """
    upper, lower = body[row - 1], body[row]
    if not keys.codes or (_has(upper, keys.figures) and _has(lower, keys.figures)):
        return False
    if {c.column_number for c in upper} & {c.column_number for c in lower} & keys.figures:
        return False
    coded = {c.column_number for c in (*upper, *lower)} & keys.codes
    if len(coded) != 1:
        return False
    above, below = (_text(cells, keys.codes) for cells in (upper, lower))
    is_parted = bool(above) and bool(below)
    name_above, name_below = (
        "".join(compact(c.text) for c in cells if c.column_number not in keys.codes | keys.figures)
        for cells in (upper, lower)
    )
    # the code and the whole name in the lower row: the upper one is another row
    if not is_parted and (above or not name_above):
        return False
    names = load_codes().get(above + below, ())
    joined = normalise_name(name_above + name_below)
    if joined and joined in {normalise_name(name) for name in names}:
        return True
    return _lacks_halves(body, row, keys, (above, below), (name_above, name_below))


def _lacks_halves(
    body: dict[int, list[PlacedCell]],
    row: int,
    keys: _Keys,
    codes: tuple[str, str],
    names: tuple[str, str],
) -> bool:
    """Say whether each of two rows lacks what all others have, and both together have it once."""
    others = [cells for number, cells in body.items() if number not in {row, row - 1} and cells]
    lengths = {len(_text(cells, keys.codes)) for cells in others if _has(cells, keys.codes)}
    whole = sum(_has(cells, keys.codes) and _has(cells, keys.figures) for cells in others)
    if len(others) < _FEWEST_OTHERS or whole < max(1, _KEYED_SHARE * len(others) - 1):
        return False
    if _has(body[row - 1], keys.figures) == _has(body[row], keys.figures):
        return False
    above, below = codes
    if above and below:
        return below.isdigit() and len(below) not in lengths and len(above + below) in lengths
    # the name alone above the break, the code with its figures alone below it
    return not above and not names[1] and not _has(body[row - 1], keys.figures)


def _makes_one_name(body: dict[int, list[PlacedCell]], row: int, keys: _Keys) -> bool:
    """Say whether the labels of two rows make names that are known, and those above alone do not.

    三、住房 | 保障支出 in a table of two sides, where every label may stand without a figure.
    """
    upper = {c.column_number: c for c in body[row - 1]}
    words = [c for c in body[row] if c.column_number not in keys.figures]
    if keys.codes or not words or any(c.column_number not in upper for c in words):
        return False
    printed = {c.column_number for c in body[row]} & keys.figures
    if printed & upper.keys() or any(_STARTS_A_LINE.match(c.text.strip()) for c in words):
        return False
    halves = [(upper[c.column_number].text, c.text) for c in words]
    return all(
        _STARTS_A_LINE.match(above.strip())
        and _is_known(f"{above}{below}")
        and not _is_known(above)
        for above, below in halves
    )


def _is_known(label: str) -> bool:
    """Say whether a label is the name of a subject or of a source of money."""
    words = header_words(label)
    return normalise_name(words) in codes_by_name() or is_header_word(words)


def _text(cells: Sequence[PlacedCell], columns: frozenset[int]) -> str:
    return "".join(compact(c.text) for c in cells if c.column_number in columns)


def _has(cells: Sequence[PlacedCell], columns: frozenset[int]) -> bool:
    return any(c.column_number in columns for c in cells)


def _is_keyed(body: dict[int, list[PlacedCell]], row: int, keys: _Keys) -> bool:
    """Say whether the row above and nearly all others print what this row lacks."""
    columns = keys.codes or (keys.figures if keys.by_figures else frozenset())
    others = [cells for number, cells in body.items() if number != row and cells]
    keyed = sum(any(c.column_number in columns for c in cells) for cells in others)
    return (
        len(others) > 1
        and keyed >= _KEYED_SHARE * len(others)
        and any(c.column_number in columns for c in body[row - 1])
    )


def _opens(text: str) -> bool:
    return len(re.findall(r"[(（]", text)) > len(re.findall(r"[)）]", text))


def _closes(text: str) -> bool:
    return len(re.findall(r"[)）]", text)) > len(re.findall(r"[(（]", text))


def _is_fragment(above: str, below: str) -> bool:
    """Say whether digits below a page break are the end of a number above it.

    >>> _is_fragment("18,536.8", "6"), _is_fragment("18,536.88", "6")
    (True, False)
    """
    return (
        re.fullmatch(r"\d{1,2}", below.strip()) is not None
        and re.fullmatch(r"[\d,]+\.?\d?", re.sub(r"\s", "", above)) is not None
    )


def _merge_rows(table: StitchedTable, joins: set[int]) -> StitchedTable:
    target: dict[int, int] = {}
    pages: list[int] = []
    for row in range(1, table.row_count + 1):
        if row not in joins:
            pages.append(table.row_pages[row - 1])
        target[row] = len(pages)
    cells = tuple(
        replace(c, row_number=target[c.row_number]) if c.row_number is not None else c
        for c in table.cells
    )
    return replace(table, cells=cells, row_count=len(pages), row_pages=tuple(pages))
