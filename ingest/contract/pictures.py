"""A row of pictures that is one report: its content is theirs, one after another, with their names.

Publishers put a scanned report on the web page by page: 1.jpg, 2.jpg … . What such a report *is*
is written here: the bytes that stand for it, by which it is known (their SHA-256) and from which it
is read. They are made of the pictures' bytes alone, whatever program made those.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_MAGIC: Final = b"%BUDGET-PICTURES-1\n"


@dataclass(frozen=True, slots=True)
class PageFile:
    """One picture of a row.

    Attributes:
        name: its file's name, without folders.
        number: what it is numbered.
        content: its bytes.
    """

    name: str
    number: int
    content: bytes


def head_of_row(members: Sequence[tuple[str, int, int]]) -> bytes:
    """Write what stands before the bytes of the pictures: (name, number, how many bytes) each."""
    listed = [list(member) for member in members]
    return _MAGIC + json.dumps(listed, ensure_ascii=True).encode("ascii") + b"\n"


def bind_pictures(pages: Sequence[PageFile]) -> bytes:
    """Write a row of pictures as the content of one report; equal pictures, equal bytes."""
    head = head_of_row([(page.name, page.number, len(page.content)) for page in pages])
    return head + b"".join(page.content for page in pages)


def unbind_pictures(content: bytes) -> list[PageFile] | None:
    """Give the pictures of a row; None where the content is something else.

    >>> row = [PageFile("1.jpg", 1, b"a"), PageFile("3.jpg", 3, b"bc")]
    >>> unbind_pictures(bind_pictures(row)) == row, unbind_pictures(b"%PDF-1.7")
    (True, None)
    """
    if not content.startswith(_MAGIC):
        return None
    end = content.find(b"\n", len(_MAGIC))
    try:
        listed = json.loads(content[len(_MAGIC) : end])
        start, pages = end + 1, []
        for name, number, count in listed:
            pages.append(PageFile(str(name), int(number), content[start : start + int(count)]))
            start += int(count)
    except (ValueError, TypeError):
        return None  # a file that begins like a row, and is none
    return pages
