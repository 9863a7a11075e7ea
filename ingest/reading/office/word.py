"""A Word file (.docx): `document.xml`, with merged cells and automatic numbering.

The second witness is the raw text of the same XML, cut at tags by one expression: it knows no
merged cells, runs or styles. ECMA-376 part 1, 17.4 (tables), 17.9 (numbering).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from ingest.reading.office.archive import open_archive, parse_xml, read_member
from ingest.reading.office.model import Block, Cell, Section, Table, Words, witness_tokens
from ingest.reading.office.numbering import Numbering, read_numbering

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What is in the file and not on the paper: deletions, field codes, the second form of a drawing.
_UNSEEN: Final = frozenset({_W + "del", _W + "moveFrom", _W + "instrText", _FALLBACK})
_PICTURES: Final = (_W + "drawing", _W + "pict", _W + "object")


def read_word(content: bytes, file_name: str) -> tuple[Section, ...]:
    """Read a Word file: one section per page, as far as the file says where pages end."""
    archive = open_archive(content, file_name)
    raw = read_member(archive, "word/document.xml", file_name)
    body = parse_xml(raw, file_name).find(_W + "body")
    numbering_xml = read_member(archive, "word/numbering.xml", file_name)
    numbering = read_numbering(parse_xml(numbering_xml, file_name) if numbering_xml else None)
    witness = _witness(raw.decode("utf-8", errors="replace"))
    pages: list[list[Block]] = [[]]
    pictures = [0]
    for element in _blocks(body if body is not None else ()):
        if element.tag == _W + "p":
            if _breaks_page(element) and pages[-1]:
                pages.append([])
                pictures.append(0)
            text = _paragraph_text(element, numbering)
            pictures[-1] += sum(1 for tag in _PICTURES for _ in element.iter(tag))
            if text.strip():
                pages[-1].append(Words((re.sub(r"\s*\n\s*", " ", text),), _is_centred(element)))
            if _ends_page(element):
                pages.append([])
                pictures.append(0)
        else:
            pages[-1].append(_read_table(element, numbering, next(witness, ())))
    return tuple(
        Section(tuple(blocks), None, count)
        for blocks, count in zip(pages, pictures, strict=True)
        if blocks or count
    )


def bare_tables(content: bytes, file_name: str) -> list[list[str]]:
    """List the cells that hold text, table by table, without white space and automatic numbers."""
    archive = open_archive(content, file_name)
    body = parse_xml(read_member(archive, "word/document.xml", file_name), file_name).find(
        _W + "body"
    )
    unnumbered = read_numbering(None)
    tables = []
    for element in _blocks(body if body is not None else ()):
        if element.tag == _W + "tbl":
            cells = _read_table(element, unnumbered, ()).cells
            tables.append([bare for cell in cells if (bare := "".join(cell.text.split()))])
    return tables


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs and tables of a body, through content controls and insertions.

    A table that holds tables lays out a page: what stands in its cells stands on the page.
    """
    for element in parent:
        if element.tag == _W + "tbl" and element.find(f".//{_W}tbl") is not None:
            for row in _rows(element):
                for cell in _row_cells(row):
                    yield from _blocks(cell)
        elif element.tag in (_W + "p", _W + "tbl"):
            yield element
        elif element.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"):
            yield from _blocks(element)


def _seen(element: etree._Element) -> Iterator[etree._Element]:
    """Walk what is on the paper."""
    for child in element:
        if child.tag in _UNSEEN:
            continue
        if child.tag == _W + "r" and _is_hidden(child):
            continue
        yield child
        yield from _seen(child)


def _is_hidden(run: etree._Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(_W + "val", "1") not in ("0", "false")


def _paragraph_text(paragraph: etree._Element, numbering: Numbering) -> str:
    parts = [numbering.label(paragraph)]
    for element in _seen(paragraph):
        if element.tag == _W + "t":
            parts.append(element.text or "")
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


def _read_table(table: etree._Element, numbering: Numbering, witness: tuple[str, ...]) -> Table:
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
                cells[place] = Cell(row_number - 1, column, _cell_text(cell, numbering), 1, span)
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


def _cell_text(cell: etree._Element, numbering: Numbering) -> str:
    texts = (
        _paragraph_text(paragraph, numbering)
        for paragraph in cell.iter(_W + "p")
        if not any(parent.tag == _FALLBACK for parent in paragraph.iterancestors())
    )
    return "\n".join(text.strip() for text in texts if text.strip())


# ---- the second witness
_TAG: Final = re.compile(
    r"<(/?)(w:tbl|w:p|w:tc|w:r|w:vanish|w:del|w:moveFrom|mc:Fallback|w:instrText|w:br|w:tab)(?=[\s/>])[^>]*?(/?)>|<w:t(?:\s[^>]*)?>([^<]*)</w:t>"
)


_OFF: Final = re.compile(r'w:val="(?:0|false)"')


def _witness(raw: str) -> Iterator[tuple[str, ...]]:
    """Yield the number tokens of each table that holds no other, from the text of the XML."""
    open_tables: list[list[str]] = []
    holds_table: list[bool] = []
    unseen, is_hidden = 0, False
    for match in _TAG.finditer(raw):
        closing, name, empty, text = match.groups()
        if name is None:
            if open_tables and not unseen and not is_hidden:
                open_tables[-1].append(html.unescape(text))
        elif name == "w:tbl" and not empty and not closing:
            if holds_table:
                holds_table[-1] = True
            open_tables.append([])
            holds_table.append(False)
        elif name == "w:tbl" and closing and open_tables:
            parts, is_outer = open_tables.pop(), holds_table.pop()
            if not is_outer:
                yield witness_tokens("".join(parts))
        elif name in ("w:r", "w:vanish"):  # a run says of itself that it is hidden
            is_hidden = name == "w:vanish" and _OFF.search(match[0]) is None
        elif name in ("w:del", "w:moveFrom", "mc:Fallback", "w:instrText"):
            unseen += 0 if empty else -1 if closing else 1
        elif (closing or name in ("w:br", "w:tab")) and open_tables:
            open_tables[-1].append("\n")
