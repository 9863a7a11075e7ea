"""A web page: tables with rowspan and colspan, and the text around them.

The second witness is the raw text, cut at tags by one expression. Tables that only lay out a page
(they hold other tables, or a single cell) are no tables.
"""

from __future__ import annotations

import email
import html
import re
from collections.abc import Iterator
from typing import Any, Final

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]

from ingest.errors import DamagedFileError, HostileFileError
from ingest.reading.office.model import Block, Cell, Section, Table, Words, witness_tokens

_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SKIPPED: Final = frozenset({"script", "style", "noscript", "template", "head", "select", "iframe"})
_BREAKING: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt",
        "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_TAG: Final = re.compile(rf"{_HIDDEN.pattern}|\shidden[\s=>]", re.IGNORECASE)
_MOST_SPAN: Final = 2000
_MOST_CELLS: Final = 400_000


def read_web_page(content: bytes, file_name: str, charset: bytes = b"") -> tuple[Section, ...]:
    """Read a web page as one section.

    Args:
        content: the page.
        file_name: for messages only.
        charset: what its wrapping says of its encoding, should it say nothing itself.
    """
    text = _decode(content, charset)
    try:
        root = lxml.html.document_fromstring(
            text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8", no_network=True)
        )
    except (lxml.etree.LxmlError, ValueError) as error:
        raise DamagedFileError(file_name, str(error)) from error
    witness = _witness(text)
    blocks: list[Block] = []
    parts: list[str] = []
    pictures = _walk(root, blocks, parts, witness, file_name)
    _end_line(blocks, parts)
    lost = sum(1 for tokens in witness if tokens)
    if lost:  # nested deeper than the parser goes, or torn
        raise DamagedFileError(
            file_name,
            f"{lost} tables with numbers stand in its text and not in its tree (结构损坏)",
        )
    return (Section(tuple(blocks), None, pictures),) if blocks else ()


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
    return bool(_HIDDEN.search(element.get("style") or "")) or element.get("hidden") is not None


def _walk(
    element: Any, blocks: list[Block], parts: list[str], witness: Iterator[tuple[str, ...]],
    file_name: str,
) -> int:  # fmt: skip
    """Collect lines and tables below an element; returns how many pictures stand there."""
    if not isinstance(element.tag, str) or element.tag in _SKIPPED or _is_hidden(element):
        if isinstance(element.tag, str):  # its tables have a witness all the same
            for inner in element.iter("table"):
                if inner.find(".//table") is None:
                    next(witness, ())
        return 0
    pictures = int(element.tag == "img")
    if element.tag == "table" and element.find(".//table") is None:
        _end_line(blocks, parts)
        table = _read_table(element, next(witness, ()), file_name)
        if len(table.cells) > 1:
            blocks.append(table)
        elif table.cells and table.cells[0].text:
            blocks.extend(Words((line,)) for line in table.cells[0].text.split("\n"))
        return pictures
    if element.tag in _BREAKING:
        _end_line(blocks, parts)
    parts.append(element.text or "")
    for child in element:
        pictures += _walk(child, blocks, parts, witness, file_name)
        parts.append(child.tail or "")
    if element.tag in _BREAKING:
        _end_line(blocks, parts)
    return pictures


def _end_line(blocks: list[Block], parts: list[str]) -> None:
    line = re.sub(r"\s+", " ", "".join(parts).replace("\xa0", " ")).strip()
    parts.clear()
    if line:
        blocks.append(Words((line,)))


def _read_table(table: Any, witness: tuple[str, ...], file_name: str) -> Table:
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    rows = [row for row in table.iter("tr") if not _is_hidden(row)]
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th") or _is_hidden(cell):
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
            cells.append(Cell(number, column, _cell_text(cell), height, width))
            column += width
    width = max((column for _, column in taken), default=-1) + 1
    return Table(len(rows), width, tuple(cells), witness)


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(_MOST_SPAN, max(1, int(text))) if text.isascii() and text.isdigit() else 1


def _cell_text(cell: Any) -> str:
    parts: list[str] = []

    def walk(element: Any) -> None:
        if not isinstance(element.tag, str) or element.tag in _SKIPPED or _is_hidden(element):
            return
        if element.tag in _BREAKING:
            parts.append("\n")
        parts.append(re.sub(r"\s+", " ", element.text or ""))
        for child in element:
            walk(child)
            parts.append(re.sub(r"\s+", " ", child.tail or ""))
        if element.tag in _BREAKING:
            parts.append("\n")

    walk(cell)
    lines = ("".join(parts).replace("\xa0", " ")).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


_TAG: Final = re.compile(
    r"<!--.*?-->|<(script|style|noscript|template)\b.*?</\1\s*>|<(/?)([a-zA-Z][\w:-]*)[^>]*>|([^<]+)",
    re.DOTALL | re.IGNORECASE,
)


def _hides(tag: re.Match[str]) -> bool:
    """Say whether a tag opens something that is not shown."""
    return not tag[2] and bool(_HIDDEN_TAG.search(tag[0]))


def _witness(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the number tokens of each innermost table, from the raw text.

    Rows and cells that are not shown say nothing; a hidden table is skipped by who asks.
    """
    open_tables: list[list[str]] = []
    holds_table: list[bool] = []
    hidden = {"tr": False, "cell": False}
    for match in _TAG.finditer(text):
        _, closing, tag, words = match.groups()
        if words is not None:
            if open_tables and not any(hidden.values()):
                open_tables[-1].append(html.unescape(words))
            continue
        name = (tag or "").lower()
        if name in ("tr", "table"):
            hidden = {"tr": name == "tr" and _hides(match), "cell": False}
        elif name in ("td", "th"):
            hidden["cell"] = _hides(match)
        if name == "table" and not closing:
            if holds_table:
                holds_table[-1] = True
            open_tables.append([])
            holds_table.append(False)
        elif name == "table" and open_tables:
            parts, is_outer = open_tables.pop(), holds_table.pop()
            if not is_outer:
                yield witness_tokens("".join(parts))
        elif name in _BREAKING and open_tables:
            open_tables[-1].append("\n")
