"""A web page: tables with rowspan and colspan, and the text around them.

The second witness (`web_witness.py`) is the raw text, cut at tags by one expression. Tables that
only lay out a page (they hold other tables, or a single cell) are no tables.
"""

from __future__ import annotations

import codecs
import email
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]

from ingest.errors import DamagedFileError, HostileFileError, NoTextError
from ingest.reading.office.model import (
    Block,
    Cell,
    Section,
    Table,
    Words,
    holds_amounts,
    raised,
)
from ingest.reading.office.web_witness import (
    BREAKING,
    HIDDEN,
    UNTOLD,
    witness_tables,
)

_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# UTF-16 is told by its first two bytes alone
_WIDE: Final = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SKIPPED: Final = UNTOLD | {"head", "select"}
_NO_PAGE: Final = re.compile(r"\s*(about:|javascript:|$)", re.IGNORECASE)
_UNSEEN_SIDES: Final = ("0", "1", "0px", "1px")
_MOST_DEPTH: Final = 4  # pages in pages
_MOST_SPAN: Final = 2000
_MOST_CELLS: Final = 400_000


@dataclass(slots=True)
class _Page:
    """A page while it is walked.

    Attributes:
        witness: of its tables, in the order in which they end.
        blocks: found so far.
        parts: of the line that is open.
        picture_count: pictures so far.
        elsewhere: what it shows in frames and does not hold.
        tables: the element of each table among the blocks; None where it stands in a frame.
    """

    file_name: str
    witness: Iterator[tuple[str, ...]]
    depth: int
    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    picture_count: int = 0
    elsewhere: list[str] = field(default_factory=list)
    tables: list[Any] = field(default_factory=list)

    def end_line(self) -> None:
        """Close the line that is open."""
        line = re.sub(r"\s+", " ", "".join(self.parts).replace("\xa0", " ")).strip()
        self.parts.clear()
        if line:
            self.blocks.append(Words((line,)))


def decode_wide(content: bytes) -> bytes:
    """Write a text in UTF-16 as UTF-8; any other stays as it is."""
    for mark, name in _WIDE:
        if content.startswith(mark):
            return content.decode(name, errors="replace").encode()
    return content


def read_web_page(
    content: bytes, file_name: str, charset: bytes = b"", depth: int = 1
) -> tuple[Section, ...]:
    """Read a web page as one section.

    Args:
        content: the page.
        file_name: for messages only.
        charset: what its wrapping says of its encoding, should it say nothing itself.
        depth: pages that it stands in, and itself.

    Raises:
        DamagedFileError: it cannot be read whole.
        NoTextError: it shows nothing but another page, which it does not hold.
    """
    text = _decode(content, charset)
    root = _parse(text, file_name)
    witness = witness_tables(text, _data_tables(root))
    page = _Page(file_name, witness, depth)
    _walk(root, page)
    page.end_line()
    lost = sum(1 for tokens in witness if tokens)
    if lost:  # nested deeper than the parser goes, or torn
        raise DamagedFileError(
            file_name,
            f"{lost} tables with numbers stand in its text and not in its tree (结构损坏)",
        )
    remark = None
    if page.elsewhere:
        listed = ", ".join(dict.fromkeys(page.elsewhere))
        remark = f"shown within the page and not in the file (内嵌网页，不在文件内): {listed}"
        if not page.blocks and depth == 1:
            raise NoTextError(file_name, remark)
    return (Section(tuple(page.blocks), remark, page.picture_count),) if page.blocks else ()


def parse_page(content: bytes, file_name: str) -> Any:
    """Parse a web page into its tree.

    Raises:
        DamagedFileError: it cannot be parsed.
    """
    return _parse(_decode(content, b""), file_name)


def _parse(text: str, file_name: str) -> Any:
    try:
        return lxml.html.document_fromstring(
            text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8", no_network=True)
        )
    except (lxml.etree.LxmlError, ValueError) as error:
        raise DamagedFileError(file_name, str(error)) from error


def find_cells(root: Any) -> dict[tuple[int, int, int], Any]:
    """Find what figures are addressed by: (table, row, column), from 1 → its cell."""
    page = _Page("", iter(()), 1)
    _walk(root, page)
    return {
        (number, row + 1, column + 1): cell
        for number, table in enumerate(page.tables, start=1)
        if table is not None
        for row, column, _, _, cell in _placed_cells(table, "")
    }


def read_web_archive(content: bytes, file_name: str) -> tuple[Section, ...]:
    """Read a page saved with all that belongs to it (.mht): each of its HTML parts is a section."""
    sections: list[Section] = []
    for part in email.message_from_bytes(content).walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            charset = (part.get_content_charset() or "").encode("ascii", "ignore")
            if isinstance(payload, bytes):
                sections += read_web_page(payload, file_name, charset)
    return tuple(sections)


def _decode(content: bytes, charset: bytes) -> str:
    """Decode by what the page says of itself; most that say gb2312 are gb18030."""
    content = decode_wide(content)
    said = _CHARSET.search(content[:4096])
    name = (said[1] if said else charset).decode("ascii").lower()
    names = ["utf-8-sig", "gb18030"] if name in ("", "utf-8", "utf8") else ["gb18030", "utf-8"]
    if name and not name.startswith(("gb", "utf")):
        names.insert(0, name)
    for each in names:
        try:
            return content.decode(each)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", errors="replace")


def _is_hidden(element: Any) -> bool:
    return bool(HIDDEN.search(element.get("style") or "")) or element.get("hidden") is not None


def _inner_tables(element: Any) -> bool:
    return element.find(".//table") is not None


def _lays_out(table: Any) -> bool:
    """Say whether a table holds tables to lay out a page; one that prints amounts itself is one."""
    if not _inner_tables(table):
        return False
    cells = (cell for row in _rows(table) for cell in _row_cells(row) if not _inner_tables(cell))
    return not holds_amounts(_cell_text(cell) for cell in cells)


def _data_tables(root: Any) -> frozenset[int]:
    """Number the tables, in the file's order, that hold others in their cells as data."""
    told = (
        table
        for table in root.iter("table")
        if not any(parent.tag in UNTOLD for parent in table.iterancestors())
    )
    return frozenset(
        number for number, table in enumerate(told) if _inner_tables(table) and not _lays_out(table)
    )


def _walk(element: Any, page: _Page) -> None:
    """Collect lines and tables below an element, and count the pictures there."""
    if not isinstance(element.tag, str):
        return
    if element.tag == "iframe" and not _is_hidden(element):
        _enter_frame(element, page)
    if element.tag in _SKIPPED or _is_hidden(element):
        if element.tag not in UNTOLD:  # its tables have a witness all the same
            _skip_tables(element, page)
        return
    page.picture_count += element.tag == "img"
    if element.tag == "table" and not _lays_out(element):
        page.end_line()
        table = _read_table(element, next(page.witness, ()), page.file_name)
        if len(table.cells) > 1:
            page.blocks.append(table)
            page.tables.append(element)
        elif table.cells and table.cells[0].text:
            page.blocks.extend(Words((line,)) for line in table.cells[0].text.split("\n"))
        return
    if element.tag in BREAKING:
        page.end_line()
    page.parts.append(_said(element.text, element))
    for child in element:
        _walk(child, page)
        page.parts.append(_said(child.tail, element))
    if element.tag in BREAKING:
        page.end_line()


def _skip_tables(element: Any, page: _Page) -> None:
    """Pass over the witness of tables that are not shown."""
    for table in element.iter("table"):
        above = (each for each in table.iterancestors("table") if not _lays_out(each))
        if not _lays_out(table) and next(above, None) is None:
            next(page.witness, ())


def _enter_frame(frame: Any, page: _Page) -> None:
    """Read the page that a frame holds; note one that lies elsewhere."""
    inner = frame.get("srcdoc")
    if inner and page.depth < _MOST_DEPTH:
        page.end_line()
        for section in read_web_page(
            inner.encode(), page.file_name, b"utf-8", depth=page.depth + 1
        ):
            page.blocks += section.blocks
            page.tables += [None for block in section.blocks if isinstance(block, Table)]
            page.picture_count += section.picture_count
        return
    source = frame.get("src") or ""
    sides = {frame.get("width"), frame.get("height")}
    if not _NO_PAGE.match(source) and sides.isdisjoint(_UNSEEN_SIDES):
        page.elsewhere.append(source.strip())


def _said(text: str | None, element: Any) -> str:
    """Give an element's text; digits that are set raised are marks of notes."""
    plain = text or ""
    return raised(plain) if element.tag == "sup" else plain


def _rows(table: Any) -> Iterator[Any]:
    """Yield the rows of a table, not those of tables within it."""
    for element in table:
        if element.tag == "tr":
            yield element
        elif element.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in element if row.tag == "tr")


def _row_cells(row: Any) -> Iterable[Any]:
    return (cell for cell in row if cell.tag in ("td", "th"))


def _read_table(table: Any, witness: tuple[str, ...], file_name: str) -> Table:
    cells = tuple(
        Cell(row, column, _cell_text(cell), height, width)
        for row, column, height, width, cell in _placed_cells(table, file_name)
    )
    # rows that hold no cell are rows all the same
    bottom = max((cell.row + cell.row_span for cell in cells), default=0)
    right = max((cell.column + cell.column_span for cell in cells), default=0)
    return Table(max(bottom, len(_shown_rows(table))), right, cells, witness)


def _shown_rows(table: Any) -> list[Any]:
    # a row outside of every part of the table is one all the same: pages are written by hand
    own = _rows(table) if _inner_tables(table) else table.iter("tr")
    return [row for row in own if not _is_hidden(row)]


def _placed_cells(table: Any, file_name: str) -> Iterator[tuple[int, int, int, int, Any]]:
    """Yield the cells of a table: row and column from 0, rows and columns that it spans."""
    taken: set[tuple[int, int]] = set()
    rows = _shown_rows(table)
    for number, row in enumerate(rows):
        column = 0
        for cell in _row_cells(row):
            if _is_hidden(cell):
                continue
            while (number, column) in taken:
                column += 1
            height = min(_span(cell, "rowspan"), len(rows) - number)
            width = _span(cell, "colspan")
            taken |= {
                (number + down, column + over) for down in range(height) for over in range(width)
            }
            if len(taken) > _MOST_CELLS:
                raise HostileFileError(file_name, f"a table of more than {_MOST_CELLS:,} cells")
            yield number, column, height, width, cell
            column += width


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(_MOST_SPAN, max(1, int(text))) if text.isascii() and text.isdigit() else 1


def _cell_text(cell: Any) -> str:
    parts: list[str] = []

    def walk(element: Any) -> None:
        if not isinstance(element.tag, str) or element.tag in _SKIPPED or _is_hidden(element):
            return
        is_cell = element.tag in ("td", "th") and element is not cell
        if is_cell and element.getprevious() is not None:
            parts.append("/")  # so that amounts of two cells within never make one
        elif element.tag in BREAKING and not is_cell:
            parts.append("\n")
        parts.append(re.sub(r"\s+", " ", _said(element.text, element)))
        for child in element:
            walk(child)
            parts.append(re.sub(r"\s+", " ", _said(child.tail, element)))
        if element.tag in BREAKING and not is_cell:
            parts.append("\n")

    walk(cell)
    lines = ("".join(parts).replace("\xa0", " ")).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())
