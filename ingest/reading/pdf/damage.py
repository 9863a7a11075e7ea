"""Which pages a damaged part of a file costs: those that print it, and no other."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, Final

from ingest.reading.pdf.model import DocumentRead, PageRead

FAILED: Final = "failed"
# What leads from a page to others, and not to what it prints.
_ELSEWHERE: Final = frozenset({"/Parent", "/Annots", "/B", "/StructParents", "/Thumb"})


def blank_damaged_pages(
    document: DocumentRead, content: bytes, damaged: Collection[int]
) -> DocumentRead | None:
    """Take what is damaged out of a document, as pages that could not be read.

    Args:
        document: as read; what was read of a damaged page is not what it prints.
        content: the file.
        damaged: numbers of its damaged objects.

    Returns:
        The document; None where some of them belong to no page, and may be anywhere.
    """
    pages = find_pages(content, damaged)
    if pages is None:
        return None
    return replace(
        document,
        pages=tuple(
            _blank(page, pages[page.page_number]) if page.page_number in pages else page
            for page in document.pages
        ),
    )


def _blank(page: PageRead, damaged: Collection[int]) -> PageRead:
    listed = ", ".join(map(str, sorted(damaged)))
    return replace(
        page,
        lines=(),
        grids=(),
        numbers=(),
        character_count=0,
        image_count=0,
        reading=FAILED,
        reading_reason=f"damaged data in object {listed} of the file (文件数据损坏)",
        unread=(),
        remarks=(),
    )


def find_pages(content: bytes, damaged: Collection[int]) -> dict[int, set[int]] | None:
    """Say which objects each page prints of some; None where one is printed by no page."""
    from pypdf import PdfReader  # noqa: PLC0415 - few files are damaged
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    found: dict[int, set[int]] = {}
    try:
        for number, page in enumerate(PdfReader(io.BytesIO(content)).pages, 1):
            printed = set(damaged) & set(_reached(page))
            if printed:
                found[number] = printed
    except (PyPdfError, LookupError, AttributeError, ValueError, TypeError, RecursionError):
        return None
    return found if set(damaged) <= set().union(*found.values()) else None


def _reached(page: Any) -> Iterator[int]:
    """Give the numbers of the objects that a page is made of, streams not read."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject  # noqa: PLC0415

    seen: set[int] = set()
    waiting: list[Any] = [page]
    while waiting:
        each = waiting.pop()
        if isinstance(each, IndirectObject):
            if each.idnum in seen:
                continue
            seen.add(each.idnum)
            yield each.idnum
            each = each.get_object()
        if isinstance(each, DictionaryObject):
            waiting.extend(each.raw_get(key) for key in each if key not in _ELSEWHERE)
        elif isinstance(each, ArrayObject):
            waiting.extend(list.__iter__(each))
