"""Sections of an office file → pages: each block gets a place on paper, top to bottom.

The paper is made up, but always the same for the same file: lines as wide as a page of A4 holds,
tables as wide as they need, a page as long as its section. Boxes tell cells apart, and let the
proof of reading ask of each number in which cell it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import count
from typing import Final

from ingest.reading.office.going_on import widen_tables
from ingest.reading.office.model import Block, Cell, Section, Table, Words, normalised
from ingest.reading.office.promises import as_heading, find_broken_promises
from ingest.reading.pdf.model import (
    Box,
    DocumentRead,
    Grid,
    GridCell,
    PageRead,
    Piece,
    PrintedNumber,
)
from ingest.reading.pdf.tokens import number_tokens

_WIDTH_PT: Final = 595.0
_MARGIN_PT: Final = 72.0
_EM_PT: Final = 12.0
_LEADING_PT: Final = 18.0
_COLUMN_PT: Final = 72.0
# Rules that lie on each other over two tables tell on paper that one goes on with the other.
# Made-up ones must not, of tables with different numbers of columns: each number begins elsewhere.
_SHIFTS: Final = 8
_LINE_CHARACTERS: Final = int((_WIDTH_PT - 2 * _MARGIN_PT) / _EM_PT)
_MOST_COMPARED: Final = 4_000_000
READING: Final = "office"


def _addressed(table: Table, number: int) -> Table:
    """Name each cell by table, row and column, where the form has no addresses of its own."""
    return replace(
        table,
        cells=tuple(
            cell
            if cell.address
            else replace(
                cell, address=f"table {number}, row {cell.row + 1}, column {cell.column + 1}"
            )
            for cell in table.cells
        ),
    )


def lay_out(sections: Sequence[Section], producer: str) -> DocumentRead:
    """Put sections on pages, one each.

    Args:
        sections: of the file, in order.
        producer: what kind of file it was.
    """
    numbers = count(1)
    named = [
        replace(
            section,
            blocks=tuple(
                shown for block in section.blocks for shown in _shown_blocks(block, numbers)
            ),
        )
        for section in widen_tables(sections)
    ]
    pages = tuple(
        replace(_lay_page(section, number), unread=unread)
        for number, (section, unread) in enumerate(
            zip(named, find_broken_promises(named), strict=True), start=1
        )
    )
    return DocumentRead(pages, producer)


def _shown_blocks(block: Block, numbers: Iterator[int]) -> Iterator[Block]:
    """Give a block as it is laid out; every table of the file counts, whatever it is taken for."""
    if isinstance(block, Table):
        block = _addressed(block, next(numbers))
    shown = as_heading(block)
    yield from shown if isinstance(shown, list) else (shown,)


def _lay_page(section: Section, page_number: int) -> PageRead:
    height = 2 * _MARGIN_PT + sum(_height(block) for block in section.blocks)
    width = max(
        [_WIDTH_PT]
        + [
            2 * _MARGIN_PT + (block.column_count + 1) * _COLUMN_PT
            for block in section.blocks
            if isinstance(block, Table)
        ]
    )
    top = height - _MARGIN_PT
    lines: list[Piece] = []
    grids: list[Grid] = []
    numbers: list[PrintedNumber] = []
    for block in section.blocks:
        if isinstance(block, Words):
            laid = _lay_words(block, top)
            lines += laid
            numbers += [
                PrintedNumber(token, piece.box, 0)
                for piece in laid
                for token in number_tokens(piece.text)
            ]
        else:
            grid = _lay_table(block, top, page_number, len(grids) + 1)
            grids.append(grid)
            numbers += _bear_witness(grid, block.witness)
        top -= _height(block)
    characters = sum(len(piece.text) for piece in lines)
    characters += sum(len(piece.text) for grid in grids for c in grid.cells for piece in c.pieces)
    return PageRead(
        page_number=page_number,
        width_pt=width,
        height_pt=height,
        rotation=0,
        lines=tuple(lines),
        grids=tuple(grids),
        numbers=tuple(numbers),
        character_count=characters,
        image_count=section.picture_count,
        reading=READING,
        reading_reason=section.remark or "cells as the file gives them",
        remarks=(section.remark,) if section.remark else (),
    )


def _wrapped(words: Words) -> list[str]:
    """Break a paragraph into lines as paper would: the first one is indented by two characters."""
    if len(words.pieces) > 1 or words.is_centred:
        return ["".join(words.pieces)]
    (text,) = words.pieces
    first = _LINE_CHARACTERS - 2
    rest = text[first:]
    return [text[:first]] + [
        rest[start : start + _LINE_CHARACTERS] for start in range(0, len(rest), _LINE_CHARACTERS)
    ]


def _height(block: Words | Table) -> float:
    if isinstance(block, Words):
        return _LEADING_PT * len(_wrapped(block))
    return _LEADING_PT * sum(_row_lines(block)) + _LEADING_PT


def _row_lines(table: Table) -> list[int]:
    lines = [1] * table.row_count
    for cell in table.cells:
        if cell.row_span == 1:
            lines[cell.row] = max(lines[cell.row], cell.text.count("\n") + 1)
    return lines


def _lay_words(words: Words, top: float) -> list[Piece]:
    low, high = top - _LEADING_PT + 3, top - 3
    if len(words.pieces) > 1:
        step = (_WIDTH_PT - 2 * _MARGIN_PT) / len(words.pieces)
        return [
            _piece(text, _MARGIN_PT + index * step, low, high)
            for index, text in enumerate(words.pieces)
            if text
        ]
    if words.is_centred:
        (text,) = words.pieces
        x0 = max(_MARGIN_PT, (_WIDTH_PT - len(text) * _EM_PT) / 2)
        return [_piece(text, x0, low, high)]
    pieces = []
    for index, text in enumerate(_wrapped(words)):
        x0 = _MARGIN_PT + (0 if index else 2 * _EM_PT)
        drop = index * _LEADING_PT
        pieces.append(_piece(text, x0, low - drop, high - drop))
    return pieces


def _piece(text: str, x0: float, y0: float, y1: float) -> Piece:
    printed = normalised(text).strip()
    return Piece(printed, Box(x0, y0, x0 + len(printed) * _EM_PT, y1), _EM_PT)


def _lay_table(table: Table, top: float, page_number: int, grid_number: int) -> Grid:
    edges = [top]
    for lines in _row_lines(table):
        edges.append(edges[-1] - lines * _LEADING_PT)
    left = _MARGIN_PT + (table.column_count % _SHIFTS) * _COLUMN_PT / _SHIFTS
    columns = [left + index * _COLUMN_PT for index in range(table.column_count + 1)]
    taken = {
        (cell.row + down, cell.column + right)
        for cell in table.cells
        for down in range(cell.row_span)
        for right in range(cell.column_span)
    }
    blank = [
        Cell(row, column, "")
        for row in range(table.row_count)
        for column in range(table.column_count)
        if (row, column) not in taken
    ]
    return Grid(
        page_number=page_number,
        grid_number=grid_number,
        box=Box(columns[0], edges[-1], columns[-1], edges[0]),
        row_count=table.row_count,
        column_count=table.column_count,
        row_edges_pt=tuple(edges),
        column_edges_pt=tuple(columns),
        cells=tuple(
            _grid_cell(cell, edges, columns)
            for cell in sorted([*table.cells, *blank], key=lambda cell: (cell.row, cell.column))
        ),
    )


def _grid_cell(cell: Cell, edges: list[float], columns: list[float]) -> GridCell:
    box = Box(
        columns[cell.column],
        edges[cell.row + cell.row_span],
        columns[cell.column + cell.column_span],
        edges[cell.row],
    )
    lines = [line for line in cell.text.split("\n") if line.strip()]
    step = (box.y1 - box.y0) / max(1, len(lines))
    pieces = []
    for index, line in enumerate(lines):
        y1 = box.y1 - index * step
        inner = Box(box.x0 + 2, y1 - step + 3, box.x1 - 2, y1 - 3)
        pieces.append(Piece(normalised(line).strip(), inner, _EM_PT))
    return GridCell(
        *(cell.row, cell.column, cell.row_span, cell.column_span, box, tuple(pieces)),
        address=cell.address,
        stored=cell.stored,
    )


def _bear_witness(grid: Grid, witness: Sequence[str]) -> list[PrintedNumber]:
    """Give each number of the second reading the place of its like in the first.

    One that the first reading does not have gets the corner of the grid, where no cell holds it:
    the proof counts it as missing. A number of the first reading without a witness is invented.
    """
    held = [(token, cell.box) for cell in grid.cells for token in number_tokens(cell.text)]
    places = {
        there: held[here][1] for here, there in pair_alike([token for token, _ in held], witness)
    }
    corner = Box(grid.box.x0, grid.box.y1 - 1, grid.box.x0 + 1, grid.box.y1)
    return [
        PrintedNumber(token, places.get(index, corner), grid.grid_number)
        for index, token in enumerate(witness)
    ]


def pair_alike(first: Sequence[str], second: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pair the places of two readings that say the same.

    Nearly always all of them do: what both begin and end with is paired first. To match what is
    between takes the square of its length where a sheet prints thousands of noughts; beyond
    `_MOST_COMPARED` it stays unpaired, and is named as read differently.
    """
    shortest = min(len(first), len(second))
    begun = next((i for i in range(shortest) if first[i] != second[i]), shortest)
    rest = shortest - begun
    ended = next((i for i in range(rest) if first[-1 - i] != second[-1 - i]), rest)
    yield from ((i, i) for i in range(begun))
    yield from ((len(first) - i, len(second) - i) for i in range(ended, 0, -1))
    one, other = first[begun : len(first) - ended], second[begun : len(second) - ended]
    if len(one) * len(other) > _MOST_COMPARED:
        return
    for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        for i in range(block.size):
            yield begun + block.a + i, begun + block.b + i
