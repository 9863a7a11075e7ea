"""The same report as a Word file, a workbook or a web page: made of what its PDF shows."""

from __future__ import annotations

import html
import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import xlwt
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter

from ingest.converting import find_libreoffice
from ingest.reading.pdf.model import DocumentRead, Grid, PageRead, Piece
from ingest.reading.prose.ordinals import find_ordinal

_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d+(\.\d+)?")
_THIN = Side(style="thin")
_RULED = "borders: left thin, bottom thin"
_SAME_EDGE_PT = 3
_COLUMN_TWIPS = 1000
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types '
    'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def _blocks(page: PageRead) -> list[Piece | Grid]:
    """Lines and grids of a page, top to bottom, without its number."""
    lines = [line for line in page.lines if not re.fullmatch(r"[-—\s]*\d+[-—\s]*", line.text)]
    blocks: list[Piece | Grid] = sorted([*lines, *page.grids], key=lambda block: -block.box.y1)
    joined: list[Piece | Grid] = []
    for block in blocks:
        above = joined[-1] if joined else None
        # what a typesetter broke at the margin is one paragraph of a file
        whole = _one_paragraph(above, block, _right(page))
        if whole:
            joined[-1] = whole
        else:
            joined.append(block)
    return joined


def _right(page: PageRead) -> float:
    return max((line.box.x1 for line in page.lines), default=0.0)


def _one_paragraph(above: Piece | Grid | None, below: Piece | Grid, right: float) -> Piece | None:
    """Join a line and the next, where it is full and the next goes on at the left or hanging."""
    if not isinstance(above, Piece) or not isinstance(below, Piece):
        return None
    if find_ordinal(below.text):
        return None
    size = above.font_size_pt or above.box.y1 - above.box.y0
    if above.box.x1 <= right - 2.6 * size or below.box.x0 >= above.box.x0 + 3 * size:
        return None
    return Piece(above.text + below.text, below.box, above.font_size_pt)


def _one_sentence(above: Piece | Grid | None, below: Piece | Grid) -> Piece | None:
    """Join what a page's end cut, however short its last line: a sentence in the middle."""
    if not isinstance(above, Piece) or not isinstance(below, Piece) or find_ordinal(below.text):
        return None
    is_cut = "，" in above.text and not above.text.endswith(("。", "；", "：", "！"))
    return Piece(above.text + below.text, below.box, above.font_size_pt) if is_cut else None


def _unpaged(document: DocumentRead) -> list[list[Piece | Grid]]:
    """The blocks of each page, a table that goes on over pages whole on its first one.

    Neither a sheet nor a web page knows pages: what repeats a header on paper stands once.
    """
    pages: list[list[Piece | Grid]] = []
    right = 0.0
    for page in document.pages:
        blocks = _blocks(page)
        last = pages[-1][-1] if pages and pages[-1] else None
        if blocks and isinstance(blocks[0], Grid) and isinstance(last, Grid):
            joined = _joined(last, blocks[0])
            if joined is not None:
                pages[-1][-1] = joined
                blocks = blocks[1:]
        elif blocks and (
            whole := _one_paragraph(last, blocks[0], right) or _one_sentence(last, blocks[0])
        ):
            pages[-1][-1] = whole
            blocks = blocks[1:]
        right = _right(page)
        if blocks:
            pages.append(blocks)
    return pages


def _row_texts(grid: Grid, row: int) -> list[str]:
    return [cell.text for cell in grid.cells if cell.row == row]


def _joined(above: Grid, below: Grid) -> Grid | None:
    """Put the rows of a continuation below a table, its repeated header left out.

    A continuation may rule fewer columns: a total alone on the next page.
    """
    places = [_nearest(edge, above.column_edges_pt) for edge in below.column_edges_pt]
    if None in places or len(set(places)) < len(places):
        return None
    repeated = 0
    while repeated < min(above.row_count, below.row_count) and _row_texts(
        above, repeated
    ) == _row_texts(below, repeated):
        repeated += 1
    # a cell of several rows that the header does not end with is no header
    while any(cell.row < repeated < cell.row + cell.row_span for cell in below.cells):
        repeated -= 1
    columns = [place for place in places if place is not None]
    moved = [
        replace(
            cell,
            row=cell.row - repeated + above.row_count,
            column=columns[cell.column],
            column_span=columns[cell.column + cell.column_span] - columns[cell.column],
        )
        for cell in below.cells
        if cell.row >= repeated
    ]
    return _without_holes(
        replace(
            above,
            row_count=above.row_count + below.row_count - repeated,
            cells=(*above.cells, *moved),
        )
    )


def _without_holes(grid: Grid) -> Grid:
    """Give each place that no cell covers a blank one: a continuation may rule fewer columns."""
    covered = {
        (cell.row + down, cell.column + right)
        for cell in grid.cells
        for down in range(cell.row_span)
        for right in range(cell.column_span)
    }
    blank = replace(grid.cells[0], row_span=1, column_span=1, pieces=())
    holes = [
        replace(blank, row=row, column=column)
        for row in range(grid.row_count)
        for column in range(grid.column_count)
        if (row, column) not in covered
    ]
    return replace(grid, cells=(*grid.cells, *holes))


def _nearest(edge: float, edges: tuple[float, ...]) -> int | None:
    place = min(range(len(edges)), key=lambda index: abs(edges[index] - edge))
    return place if abs(edges[place] - edge) < _SAME_EDGE_PT else None


def as_word(document: DocumentRead) -> bytes:
    """Write a .docx file: a page break between pages, merged cells as Word merges them."""
    parts = []
    for blocks in _unpaged(document):
        for block in blocks:
            parts.append(_word_table(block) if isinstance(block, Grid) else _word_line(block.text))
        parts.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
    return word_file("".join(parts))


def word_file(body: str, *, numbering: str = "") -> bytes:
    """Wrap the XML of a body into a .docx file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        if numbering:
            archive.writestr("word/numbering.xml", numbering)
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {_W}><w:body>{body}</w:body>'
            "</w:document>",
        )
    return stream.getvalue()


def as_old_word(content: bytes) -> bytes:
    """Write a .docx file as .doc, by LibreOffice."""
    (written,) = as_old_words([content])
    return written


def as_old_words(contents: Sequence[bytes]) -> list[bytes]:
    """Write .docx files as .doc, by one start of LibreOffice: that takes longer than a file."""
    program = find_libreoffice()
    assert program is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{number}.docx" for number in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        command = [program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        command += ["--convert-to", "doc:MS Word 97", "--outdir", name, *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return [path.with_suffix(".doc").read_bytes() for path in paths]


def _word_line(text: str) -> str:
    return f"<w:p><w:r><w:t>{html.escape(text)}</w:t></w:r></w:p>"


def _word_table(grid: Grid) -> str:
    starts = {(cell.row, cell.column): cell for cell in grid.cells}
    covered = {
        (cell.row + down, cell.column): cell
        for cell in grid.cells
        for down in range(1, cell.row_span)
    }
    rows = []
    for row in range(grid.row_count):
        cells, column = [], 0
        while column < grid.column_count:
            cell = starts.get((row, column)) or covered.get((row, column))
            assert cell is not None, (row, column)
            marks = f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""
            text = "<w:p/>"
            if cell.row == row:
                marks += '<w:vMerge w:val="restart"/>' if cell.row_span > 1 else ""
                text = "".join(map(_word_line, cell.text.split("\n")))
            else:
                marks += "<w:vMerge/>"
            width = f'<w:tcW w:w="{cell.column_span * _COLUMN_TWIPS}" w:type="dxa"/>'
            cells.append(f"<w:tc><w:tcPr>{width}{marks}</w:tcPr>{text}</w:tc>")
            column += cell.column_span
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    columns = f'<w:gridCol w:w="{_COLUMN_TWIPS}"/>' * grid.column_count
    return f"<w:tbl><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def as_workbook(document: DocumentRead) -> bytes:
    """Write an .xlsx file: a sheet for each page, a paragraph in a cell, numbers as numbers."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, blocks in enumerate(_unpaged(document), start=1):
        sheet = book.create_sheet(f"Sheet{number}")
        row = 1
        for block in blocks:
            if isinstance(block, Grid):
                row = _sheet_table(sheet, block, row) + 1
            else:
                sheet.cell(row, 1, block.text)
                row += 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_table(sheet: openpyxl.worksheet.worksheet.Worksheet, grid: Grid, top: int) -> int:
    for cell in grid.cells:
        row, column = top + cell.row, cell.column + 1
        text = cell.text
        target = sheet.cell(row, column)
        target.border = Border(left=_THIN, bottom=_THIN)
        if text:
            target.number_format, target.value = _stored(text)
        if cell.row_span > 1 or cell.column_span > 1:
            last = get_column_letter(column + cell.column_span - 1)
            sheet.merge_cells(f"{get_column_letter(column)}{row}:{last}{row + cell.row_span - 1}")
    return top + grid.row_count


def as_web_page(document: DocumentRead) -> bytes:
    """Write an .html file in the encoding that most of them have."""
    parts = ['<html><head><meta charset="gb2312"><title>公开</title></head><body>']
    for blocks in _unpaged(document):
        for block in blocks:
            parts.append(
                _web_table(block)
                if isinstance(block, Grid)
                else f"<p>&nbsp;&nbsp;{html.escape(block.text)}</p>"
            )
    return "\n".join([*parts, "</body></html>"]).encode("gb18030")


def _web_table(grid: Grid) -> str:
    rows = []
    for row in range(grid.row_count):
        cells = [
            f'<td rowspan="{cell.row_span}" colspan="{cell.column_span}">'
            + "<br>".join(map(html.escape, cell.text.split("\n")))
            + "</td>"
            for cell in sorted(grid.cells, key=lambda cell: cell.column)
            if cell.row == row
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table border=1>{''.join(rows)}</table>"


def as_old_workbook(document: DocumentRead) -> bytes:
    """Write an .xls file of the same sheets."""
    book = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, xlwt.XFStyle] = {}
    for number, blocks in enumerate(_unpaged(document), start=1):
        sheet = book.add_sheet(f"Sheet{number}", cell_overwrite_ok=True)
        top = 0
        for block in blocks:
            if not isinstance(block, Grid):
                sheet.write(top, 0, block.text)
                top += 1
                continue
            for cell in block.cells:
                form, value = _stored(cell.text)
                style = styles.setdefault(
                    form, xlwt.easyxf("borders: left thin, bottom thin", form)
                )
                place = (top + cell.row, top + cell.row + cell.row_span - 1)
                place += (cell.column, cell.column + cell.column_span - 1)
                sheet.write_merge(*place, value, style)
            top += block.row_count + 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _stored(text: str) -> tuple[str, str | float]:
    """Give the number format and value under which a sheet displays a text."""
    if not (_NUMBER.fullmatch(text) and "." in text):
        return "@", text
    zeros = "0" * len(text.partition(".")[2])
    return ("#,##0." if "," in text else "0.") + zeros, float(Decimal(text.replace(",", "")))
