"""A Word file (.docx): `document.xml`, with merged cells and automatic numbering.

The second witness (`word_witness.py`) is the raw text of the same XML. ECMA-376 part 1, 17.4
(tables), 17.9 (numbering), 17.11 (notes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from ingest.reading.office.archive import open_archive, parse_xml, read_member
from ingest.reading.office.model import (
    Block,
    Cell,
    Section,
    Table,
    Words,
    holds_amounts,
    raised,
)
from ingest.reading.office.numbering import read_numbering
from ingest.reading.office.word_witness import witness_tables

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX: Final = _W + "txbxContent"
# What is in the file and not on the paper: deletions, field codes, the second form of a drawing.
_UNSEEN: Final = frozenset({_W + "del", _W + "moveFrom", _W + "instrText", _FALLBACK})
_PICTURES: Final = (_W + "drawing", _W + "pict", _W + "object")
_NOTES: Final = (("footnote", "word/footnotes.xml"), ("endnote", "word/endnotes.xml"))


@dataclass(frozen=True, slots=True)
class _Labels:
    """The labels of automatically numbered paragraphs; no text of the file has them."""

    by_paragraph: Mapping[etree._Element, str] = field(default_factory=dict)

    def of(self, paragraph: etree._Element) -> str:
        return self.by_paragraph.get(paragraph, "")


def read_word(content: bytes, file_name: str) -> tuple[Section, ...]:
    """Read a Word file: one section per page, as far as the file says where pages end."""
    archive = open_archive(content, file_name)
    raw = read_member(archive, "word/document.xml", file_name)
    root = parse_xml(raw, file_name)
    body = root.find(_W + "body")
    shapes = (
        parse_xml(xml, file_name) if xml else None
        for xml in (
            read_member(archive, f"word/{name}.xml", file_name) for name in ("numbering", "styles")
        )
    )
    numbering = read_numbering(*shapes)
    printed = [each for each in root.iter(_W + "p") if _is_printed(each)]
    labels = _Labels({each: said for each in printed if (said := numbering.label(each))})
    notes = {
        kind: _read_notes(xml, file_name)
        for kind, name in _NOTES
        if (xml := read_member(archive, name, file_name))
    }
    witness = witness_tables(
        raw.decode("utf-8", errors="replace"),
        _data_tables(root),
        [labels.of(each) for each in root.iter(_W + "p")],
    )
    pages: list[list[Block]] = [[]]
    pictures = [0]
    below: list[Block] = []  # notes of the page

    def turn_page() -> None:
        pages[-1] += below
        below.clear()
        pages.append([])
        pictures.append(0)

    for element in _blocks(body if body is not None else ()):
        if element.tag == _W + "p":
            if _breaks_page(element) and pages[-1]:
                turn_page()
            text = _paragraph_text(element, labels)
            pictures[-1] += sum(1 for tag in _PICTURES for _ in element.iter(tag))
            if text.strip():
                pages[-1].append(Words((re.sub(r"\s*\n\s*", " ", text),), _is_centred(element)))
            below += _referred(element, notes)
            if _ends_page(element):
                turn_page()
        else:
            pages[-1].append(_read_table(element, labels, next(witness, ())))
            below += _referred(element, notes)
    pages[-1] += below
    has_macros = "word/vbaProject.bin" in archive.namelist()
    remarks = ["macros, not run (宏，未执行)" if has_macros else None]
    return tuple(
        Section(tuple(blocks), remarks.pop() if remarks else None, count)
        for blocks, count in zip(pages, pictures, strict=True)
        if blocks or count
    )


def _read_notes(xml: bytes, file_name: str) -> dict[str, Words]:
    """Read the notes at the foot of pages, by their id; separators between them hold no text."""
    texts = {
        each.get(_W + "id", ""): " ".join(_lines(each, _Labels()))
        for each in parse_xml(xml, file_name)
    }
    return {key: Words((text,)) for key, text in texts.items() if text}


def _referred(element: etree._Element, notes: Mapping[str, Mapping[str, Words]]) -> list[Block]:
    """Give the notes that a paragraph or table refers to, where it does."""
    return [
        note
        for kind, by_id in notes.items()
        for mark in element.iter(f"{_W}{kind}Reference")
        if (note := by_id.get(mark.get(_W + "id", ""))) is not None
    ]


def _is_printed(element: etree._Element) -> bool:
    """Say whether a paragraph or table is on the paper: in no second form, in no deleted row."""
    return not any(
        parent.tag in _UNSEEN
        or (parent.tag == _W + "tr" and parent.find(f"{_W}trPr/{_W}del") is not None)
        for parent in element.iterancestors()
    )


def _inner_tables(element: etree._Element) -> list[etree._Element]:
    return [each for each in element.iter(_W + "tbl") if each is not element and _is_shown(each)]


def _is_shown(element: etree._Element) -> bool:
    return not any(parent.tag == _FALLBACK for parent in element.iterancestors())


def _lays_out(table: etree._Element) -> bool:
    """Say whether a table holds tables to lay out a page; one that prints amounts itself is one."""
    if not _inner_tables(table):
        return False
    own = (
        "".join(_lines(cell, _Labels()))
        for row in _rows(table)
        for cell in _row_cells(row)
        if not _inner_tables(cell)
    )
    return not holds_amounts(own)


def _data_tables(root: etree._Element) -> frozenset[int]:
    """Number the tables, in the file's order, that hold others in their cells as data."""
    shown = (each for each in root.iter(_W + "tbl") if _is_shown(each))
    return frozenset(
        number
        for number, table in enumerate(shown)
        if _inner_tables(table) and not _lays_out(table)
    )


def bare_tables(content: bytes, file_name: str) -> list[list[str]]:
    """List the cells that hold text, table by table, without white space and automatic numbers."""
    archive = open_archive(content, file_name)
    body = parse_xml(read_member(archive, "word/document.xml", file_name), file_name).find(
        _W + "body"
    )
    tables = []
    for element in _blocks(body if body is not None else ()):
        if element.tag == _W + "tbl":
            cells = _read_table(element, _Labels(), ()).cells
            tables.append([bare for cell in cells if (bare := "".join(cell.text.split()))])
    return tables


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs and tables of a body, through content controls and insertions.

    A table that holds tables lays out a page: what stands in its cells stands on the page. So does
    what stands in a text box, after the paragraph that it hangs on.
    """
    for element in parent:
        if element.tag == _W + "tbl" and _lays_out(element):
            for row in _rows(element):
                for cell in _row_cells(row):
                    yield from _blocks(cell)
        elif element.tag == _W + "p":
            yield element
            for box in _boxes(element):
                yield from _blocks(box)
        elif element.tag == _W + "tbl":
            yield element
        elif element.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"):
            yield from _blocks(element)


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the outermost text boxes within an element, each in one of its two forms."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _UNSEEN:
            yield from _boxes(child)


def _seen(element: etree._Element) -> Iterator[etree._Element]:
    """Walk what is on the paper; what stands in a text box stands there by itself."""
    for child in element:
        if child.tag in _UNSEEN or child.tag == _BOX:
            continue
        if child.tag == _W + "r" and _is_hidden(child):
            continue
        yield child
        yield from _seen(child)


def _is_hidden(run: etree._Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(_W + "val", "1") not in ("0", "false")


def _is_raised(run: etree._Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vertAlign")
    return mark is not None and mark.get(_W + "val") == "superscript"


def _paragraph_text(paragraph: etree._Element, labels: _Labels) -> str:
    parts = [labels.of(paragraph)]
    for element in _seen(paragraph):
        if element.tag == _W + "t":
            text = element.text or ""
            parts.append(raised(text) if _is_raised(element.getparent()) else text)
        elif element.tag == _W + "tab":
            parts.append(" ")
        elif element.tag in (_W + "br", _W + "cr"):
            parts.append("\n")
        elif element.tag == _W + "noBreakHyphen":
            parts.append("-")
    return "".join(parts)


def _is_centred(paragraph: etree._Element) -> bool:
    mark = paragraph.find(f"{_W}pPr/{_W}jc")
    return mark is not None and mark.get(_W + "val") == "center"


def _breaks_page(paragraph: etree._Element) -> bool:
    """Say whether a new page begins with, or at the head of, this paragraph."""
    if paragraph.find(f"{_W}pPr/{_W}pageBreakBefore") is not None:
        return True
    for element in _seen(paragraph):
        if element.tag == _W + "t" and (element.text or "").strip():
            return False
        if element.tag == _W + "lastRenderedPageBreak":
            return True
        if element.tag == _W + "br" and element.get(_W + "type") == "page":
            return True
    return False


def _ends_page(paragraph: etree._Element) -> bool:
    """Say whether a page ends with this paragraph: a section, or a break after its text."""
    section = paragraph.find(f"{_W}pPr/{_W}sectPr")
    if section is not None:
        kind = section.find(_W + "type")
        return kind is None or kind.get(_W + "val") != "continuous"
    has_text = False
    for element in _seen(paragraph):
        has_text = has_text or (element.tag == _W + "t" and bool((element.text or "").strip()))
        if has_text and element.tag == _W + "br" and element.get(_W + "type") == "page":
            return True
    return False


def _read_table(table: etree._Element, labels: _Labels, witness: tuple[str, ...]) -> Table:
    cells: dict[tuple[int, int], Cell] = {}
    open_cells: dict[int, tuple[int, int]] = {}  # column → the cell that goes on below
    width = row_number = 0
    for row_number, row in enumerate(_rows(table), start=1):
        for column, span, cell in _placed_cells(row):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(_W + "val") != "restart" and column in open_cells:
                place = open_cells[column]
                above = cells[place]
                cells[place] = _taller(above, row_number - above.row)
            else:
                place = (row_number - 1, column)
                cells[place] = Cell(
                    row_number - 1, column, "\n".join(_lines(cell, labels)), 1, span
                )
                open_cells.pop(column, None)
                if merge is not None:
                    open_cells[column] = place
            width = max(width, column + span)
        width = max(width, _row_end(row))
    return Table(row_number, width, tuple(cells.values()), witness)


def _placed_cells(row: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """Yield the cells of a row, each with its first column and how many it spans."""
    column = _skipped(row, "gridBefore")
    for cell in _row_cells(row):
        span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
        yield column, span, cell
        column += span


def _row_end(row: etree._Element) -> int:
    ends = [column + span for column, span, _ in _placed_cells(row)]
    return (ends[-1] if ends else _skipped(row, "gridBefore")) + _skipped(row, "gridAfter")


def find_places(
    root: etree._Element,
) -> tuple[dict[tuple[int, int, int], etree._Element], list[etree._Element]]:
    """Find what figures and sentences are addressed by in a `document.xml`.

    Returns:
        (table, row, column), from 1 → its cell; and the paragraphs outside tables, in order.
    """
    body = root.find(_W + "body")
    cells: dict[tuple[int, int, int], etree._Element] = {}
    paragraphs: list[etree._Element] = []
    number = 0
    for element in _blocks(body if body is not None else ()):
        if element.tag == _W + "p":
            paragraphs.append(element)
            continue
        number += 1
        for row_number, row in enumerate(_rows(element), start=1):
            for column, _, cell in _placed_cells(row):
                cells[number, row_number, column + 1] = cell
    return cells, paragraphs


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        if element.tag == _W + "tr" and element.find(f"{_W}trPr/{_W}del") is None:
            yield element
        elif element.tag in (_W + "sdt", _W + "sdtContent"):
            yield from _rows(element)


def _row_cells(row: etree._Element) -> Iterator[etree._Element]:
    for element in row:
        if element.tag == _W + "tc":
            yield element
        elif element.tag in (_W + "sdt", _W + "sdtContent"):
            yield from _row_cells(element)


def _skipped(row: etree._Element, name: str) -> int:
    return _number(row.find(f"{_W}trPr/{_W}{name}"), 0)


def _number(mark: etree._Element | None, otherwise: int) -> int:
    value = None if mark is None else mark.get(_W + "val")
    return int(value) if value is not None and value.isdigit() else otherwise


def _taller(cell: Cell, row_span: int) -> Cell:
    return Cell(cell.row, cell.column, cell.text, row_span, cell.column_span)


def _lines(parent: etree._Element, labels: _Labels) -> Iterator[str]:
    """Yield the lines of a cell, a text box or a note: paragraphs, rows of tables within."""
    for element in parent:
        if element.tag == _W + "p":
            yield from filter(None, _paragraph_text(element, labels).strip().split("\n"))
            for box in _boxes(element):
                yield from _lines(box, labels)
        elif element.tag == _W + "tbl":
            for row in _rows(element):
                # a stroke between cells, so that two amounts never make one
                texts = (" ".join(_lines(cell, labels)) for cell in _row_cells(row))
                if line := "/".join(filter(None, texts)):
                    yield line
        elif element.tag not in _UNSEEN:
            yield from _lines(element, labels)
