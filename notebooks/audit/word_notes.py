"""Comments in a Word file, in place: beside cells and paragraphs (ECMA-376 part 1, 17.13.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from ingest.errors import DamagedFileError
from ingest.reading.office.word import find_places
from notebooks.audit.notes import AUTHOR, Note
from notebooks.audit.package import Package

_NS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W: Final = f"{{{_NS}}}"
_DOCUMENT: Final = "word/document.xml"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_PART: Final = 12  # characters; shorter ones stand in many sentences
_PLACE: Final = re.compile(r"table (\d+), row (\d+), column (\d+)")


def comment_word(content: bytes, file_name: str, notes: Sequence[Note]) -> bytes:
    """Write notes into a .docx file as comments; its text stays as it is.

    Raises:
        DamagedFileError: it cannot be opened.
    """
    package = Package(content, file_name)
    root = package.tree(_DOCUMENT)
    if root is None:
        raise DamagedFileError(file_name, f"it has no {_DOCUMENT}")
    name = package.find(_DOCUMENT, "comments")
    if name is None:
        name = "word/comments.xml"
        package.refer(_DOCUMENT, "comments", name)
        package.declare(name, _TYPE)
    comments = package.tree(name)
    if comments is None:
        comments = etree.Element(_W + "comments", nsmap={"w": _NS})
    taken = [int(each.get(_W + "id", "0")) for each in comments]
    cells, paragraphs = find_places(root)
    for number, note in enumerate(notes, start=max(taken, default=0) + 1):
        paragraph = _paragraph(note, cells, paragraphs)
        if paragraph is not None:
            _mark(paragraph, number)
            _add_comment(comments, number, note.text)
    package.put(name, comments)
    package.put(_DOCUMENT, root)
    return package.write()


def _paragraph(
    note: Note,
    cells: dict[tuple[int, int, int], etree._Element],
    paragraphs: Sequence[etree._Element],
) -> etree._Element | None:
    """Find the paragraph that a note stands beside; the file's first one where it has no place."""
    if note.locator is not None and (found := _PLACE.fullmatch(note.locator)):
        cell = cells.get((int(found[1]), int(found[2]), int(found[3])))
        if cell is not None:
            return cell.find(f".//{_W}p")
    if note.sentence is not None:
        wanted = "".join(note.sentence.split())
        texts = [_bare_text(paragraph) for paragraph in paragraphs]
        for paragraph, text in zip(paragraphs, texts, strict=True):
            if wanted in text:
                return paragraph
        # a sentence that goes on over paragraphs: the longest that is a part of it
        parts = [text for text in texts if len(text) >= _PART and text in wanted]
        if parts:
            return paragraphs[texts.index(max(parts, key=len))]
    return paragraphs[0] if paragraphs else next(iter(cells.values())).find(f".//{_W}p")


def _bare_text(paragraph: etree._Element) -> str:
    return "".join("".join(each.text or "" for each in paragraph.iter(_W + "t")).split())


def _mark(paragraph: etree._Element, number: int) -> None:
    start = etree.Element(_W + "commentRangeStart", {_W + "id": str(number)})
    head = paragraph.find(_W + "pPr")
    paragraph.insert(0 if head is None else paragraph.index(head) + 1, start)
    etree.SubElement(paragraph, _W + "commentRangeEnd", {_W + "id": str(number)})
    run = etree.SubElement(paragraph, _W + "r")
    etree.SubElement(run, _W + "commentReference", {_W + "id": str(number)})


def _add_comment(comments: etree._Element, number: int, text: str) -> None:
    comment = etree.SubElement(
        comments, _W + "comment", {_W + "id": str(number), _W + "author": AUTHOR}
    )
    for line in text.split("\n"):
        run = etree.SubElement(etree.SubElement(comment, _W + "p"), _W + "r")
        etree.SubElement(run, _W + "t").text = line
