"""Pages that go on with a table in other ways than downward: a cut header, or sideways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ingest.reading.pdf.model import Grid
from ingest.reading.tables.blocks import LABEL_ROLES
from ingest.reading.tables.headers import read_column_paths
from ingest.reading.tables.model import Part
from ingest.reading.tables.stitching import Draft, column_sets
from ingest.reading.tables.units import header_words
from ingest.reading.vocabulary.loading import find_concept, load_rules

_SAME_EDGE_PT: Final = 4.0
# Rows of one table on two pages are set by one hand: as high to a point.
_SAME_HEIGHT_PT: Final = 1.0
_SAME_TOP_PT: Final = 3.0
# A header and two rows: fewer are equally high by chance.
_FEWEST_ROWS: Final = 3
_MANY_ROWS: Final = 6


def is_cut_header(draft: Draft, part: Part, *, is_next: bool) -> bool:
    """Say whether a table's only page so far ends within its header, and a grid goes on with it.

    Args:
        draft: the table before the grid.
        part: the grid with its heading.
        is_next: nothing but page furniture stands between the two.
    """
    first = draft.opening
    if not is_next or len(draft.parts) > 1 or draft.is_form or part.is_form:
        return False
    if part.heading.title is not None or part.grid.page_number == first.grid.page_number:
        return False
    roles = first.roles
    outside = roles.top_rows | roles.number_rows | set(roles.header_rows)
    if not roles.header_rows or roles.shared_body or len(outside) < first.grid.row_count:
        return False
    upper, lower = first.grid.column_edges_pt, part.grid.column_edges_pt
    return len(lower) >= len(upper) and all(_is_among(edge, lower) for edge in upper)


def _is_among(edge: float, edges: Sequence[float]) -> bool:
    return min(abs(edge - other) for other in edges) <= _SAME_EDGE_PT


def place_beside(draft: Draft, part: Part, *, is_next: bool) -> Part | None:
    """Place a grid whose rows are those of an earlier page: its columns stand to their right.

    A table too wide for its paper is printed page by page, down and then over or over and then
    down. The pages of one width have as many rows, as high, at the same place; the later ones
    name no rows, or in their first columns the very same.

    Returns:
        The part with its place; None where the grid goes on with no page sideways.
    """
    if not is_next or draft.is_form or part.is_form or part.heading.title is not None:
        return None
    column_set = _find_set(draft, part)
    if column_set is None:
        return None
    placed = sum(p.column_set == column_set for p in draft.parts)
    main = [i for i, p in enumerate(draft.parts) if p.column_set == 0]
    if placed >= len(main):
        return None
    beside = draft.parts[main[placed]]
    repeated = _count_repeated(beside, part)
    if not _has_same_rows(beside.grid, part.grid) or not _heads_columns(
        draft, part, column_set, repeated
    ):
        return None
    roles = replace(
        part.roles,
        top_rows=beside.roles.top_rows,
        header_rows=beside.roles.header_rows,
        number_rows=beside.roles.number_rows,
        note_rows=beside.roles.note_rows,
        shared_body=frozenset(),
    )
    return replace(
        part,
        roles=roles,
        beside=main[placed],
        column_set=column_set,
        repeated_columns=repeated,
        is_continuation=placed > 0,
    )


def _find_set(draft: Draft, part: Part) -> int | None:
    """Name the set of columns that a grid has: one seen before, or a new one that it heads."""
    edges = part.grid.column_edges_pt
    sets = column_sets(draft)
    for number, first in enumerate(sets[1:], start=1):
        own = first.grid.column_edges_pt
        if len(own) == len(edges) and all(
            abs(a - b) <= _SAME_EDGE_PT for a, b in zip(own, edges, strict=True)
        ):
            return number
    paths = read_column_paths(part.grid, part.roles)
    if paths == read_column_paths(draft.first.grid, draft.first.roles):
        return None  # its columns again, of which the first may have no head: it goes on downward
    return len(sets) if any(paths) else None


def _heads_columns(draft: Draft, part: Part, column_set: int, repeated: int) -> bool:
    """Say whether a page's columns behind those that it repeats are none that name rows."""
    sets = column_sets(draft)
    if column_set < len(sets):
        return repeated == sets[column_set].repeated_columns
    paths = read_column_paths(part.grid, part.roles)[repeated:]
    leaves = [header_words(path[-1]) for path in paths if path]
    return bool(leaves) and not any(_names_rows(leaf) for leaf in leaves)


def _count_repeated(left: Part, right: Part) -> int:
    """Count the columns at a page's left that print what those of the page beside it print."""
    printed: list[dict[tuple[int, int], str]] = [
        {(c.column, c.row): c.text for c in part.grid.cells if c.column_span == 1 and c.text}
        for part in (left, right)
    ]
    outside = left.roles.top_rows | left.roles.number_rows | set(left.roles.header_rows)
    paths = read_column_paths(right.grid, right.roles)
    count = 0
    while count < min(left.grid.column_count, len(paths)) and paths[count]:
        own, other = (
            {
                row: text
                for (column, row), text in of.items()
                if column == count and row not in outside
            }
            for of in printed
        )
        if not own or own != other or not _names_rows(header_words(paths[count][-1])):
            break
        count += 1
    return count


def _names_rows(leaf: str) -> bool:
    """Say whether a header is that of a column that names rows: such a grid stands alone."""
    return find_concept(load_rules("headers", "role"), leaf) in LABEL_ROLES


def _has_same_rows(left: Grid, right: Grid) -> bool:
    """Say whether two grids have as many rows, as high; few rows, at the same place of the page."""
    if left.row_count != right.row_count or left.row_count < _FEWEST_ROWS:
        return False
    # a page that repeats no heading begins higher; enough rows of one height are no chance
    if left.row_count < _MANY_ROWS and abs(left.box.y1 - right.box.y1) > _SAME_TOP_PT:
        return False
    return all(
        abs((a - b) - (c - d)) <= _SAME_HEIGHT_PT
        for (a, b), (c, d) in zip(
            pairwise(left.row_edges_pt), pairwise(right.row_edges_pt), strict=True
        )
    )
