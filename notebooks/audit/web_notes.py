"""Notes in a web page, in place: a mark beside each cell, what it says at the page's end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import lxml.html  # type: ignore[import-untyped]

from ingest.reading.office.web import find_cells, parse_page
from notebooks.audit.notes import Note

_PLACE: Final = re.compile(r"table (\d+), row (\d+), column (\d+)")
_CELL_STYLE: Final = "outline:2px solid #c00;outline-offset:-2px"
_HEAD: Final = "核对发现 findings of the audit"


def comment_web(content: bytes, file_name: str, notes: Sequence[Note]) -> bytes:
    """Write notes into a web page; what it said stays as it was.

    Each noted cell is outlined, shows the note where the pointer rests on it, and leads to the
    list of notes at the end of the page. A note about prose, or about the whole file, stands in
    the list alone.

    Raises:
        DamagedFileError: it cannot be opened.
    """
    root = parse_page(content, file_name)
    cells = find_cells(root)
    items: list[Any] = []
    numbers: dict[str, int] = {}
    for note in notes:
        number = numbers.setdefault(note.text, len(numbers) + 1)
        if number > len(items):
            items.append(_item(number, note))
        found = _PLACE.fullmatch(note.locator or "")
        cell = cells.get((int(found[1]), int(found[2]), int(found[3]))) if found else None
        if cell is not None:
            _mark(cell, number, note.text)
    _name_encoding(root)
    body = root.find("body")
    section = lxml.html.fragment_fromstring(
        f'<div class="audit" style="border-top:2px solid #c00"><h2>{_HEAD}</h2></div>'
    )
    section.extend(items)
    (root if body is None else body).append(section)
    page: bytes = lxml.html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")
    return page


def _name_encoding(root: Any) -> None:
    """Let the page say the encoding that it is written in now."""
    for meta in root.xpath("//meta"):
        if meta.get("charset") or (meta.get("http-equiv") or "").lower() == "content-type":
            meta.drop_tree()
    head = root.find("head")
    if head is None:
        head = lxml.html.Element("head")
        root.insert(0, head)
    head.insert(0, lxml.html.Element("meta", charset="utf-8"))


def _mark(cell: Any, number: int, text: str) -> None:
    style = (cell.get("style") or "").rstrip("; ")
    cell.set("style", f"{style};{_CELL_STYLE}" if style else _CELL_STYLE)
    said = cell.get("title")
    cell.set("title", f"{said}\n{text}" if said else text)
    link = lxml.html.Element("a", href=f"#audit-{number}")
    link.set("style", "color:#c00;font-size:70%;vertical-align:super")
    link.text = f"[核{number}]"
    cell.append(link)


def _item(number: int, note: Note) -> Any:
    item = lxml.html.Element("p", id=f"audit-{number}")
    item.set("style", "white-space:pre-line")
    quoted = f"\n“{note.sentence}”" if note.sentence else ""
    item.text = f"[核{number}] {note.text}{quoted}"
    return item
