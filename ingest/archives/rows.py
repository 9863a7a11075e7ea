"""Pictures whose names differ by a number: one report, page by page.

`某局2023年预算_01.png`, `…_02.png` in one folder, or in one folder of an archive, are one report,
called `某局2023年预算_{01..02}.png`, as a shell would write it. Names alone tell a row: what its
pages say is looked at when they are read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

PICTURE_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")
# What an open Office program, or a Mac, leaves beside a file.
TEMPORARY: Final = ("~$", ".~", "._")
_LAST_NUMBER: Final = re.compile(r"\d+(?=\D*$)")
_LONGEST_NUMBER: Final = 4
_ROW: Final = re.compile(r"\{(\d+)\.\.(\d+)\}[^/!{}]*$")
_FOLDER: Final = re.compile(r"^(?:.*[/!])?")
# A number of four digits that begins like a year is one; so is a day of eight.
_YEAR: Final = re.compile(r"(?:19|20)\d{2}(?:\d{2}|\d{4})?")
_MOST_PAGES: Final = 500
# Of the numbers from the first to the last so many are there: others are no pages' numbers.
_LEAST_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Row:
    """A row of pictures.

    Attributes:
        path: how the row is called.
        members: paths of its pictures with their numbers, in order.
    """

    path: str
    members: tuple[tuple[str, int], ...]


def find_rows(paths: Iterable[str]) -> list[Row]:
    """Find the rows among the files of a folder of reports, or of an archive.

    >>> [row.path for row in find_rows(["甲/1.jpg", "甲/2.jpg", "甲/10.jpg", "乙/1.jpg"])]
    []
    >>> [row.path for row in find_rows(["甲/预算_01.png", "甲/预算_02.PNG", "甲/预算.pdf"])]
    ['甲/预算_{01..02}.png']
    >>> [row.path for row in find_rows(["甲局2024.jpg", "甲局2025.jpg"])]
    []
    """
    groups: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for path in paths:
        if (parts := _parts(path)) is not None:
            before, after, number = parts
            groups[before, after][path] = number
    rows = (_row(before, after, members) for (before, after), members in groups.items())
    return sorted((row for row in rows if row is not None), key=lambda row: row.path)


def is_row(path: str) -> bool:
    """Say whether a path is that of a row.

    >>> is_row("甲/预算_{01..12}.png"), is_row("甲/预算_01.png")
    (True, False)
    """
    return _ROW.search(path) is not None


def base_name(path: str) -> str:
    """Give a file's name, without folders and archives.

    >>> base_name("甲/a.zip!乙/1.jpg"), base_name("1.jpg")
    ('1.jpg', '1.jpg')
    """
    folder = _FOLDER.match(path)
    return path[folder.end() :] if folder is not None else path


def _parts(path: str) -> tuple[str, str, str] | None:
    """Part a picture's path: what stands before its last number, after it, the number."""
    folder = _FOLDER.match(path)
    assert folder is not None
    stem, dot, suffix = path[folder.end() :].rpartition(".")
    last = _LAST_NUMBER.search(stem)  # 2023年预算(3)
    if last is None or dot + suffix.lower() not in PICTURE_SUFFIXES:
        return None
    if _YEAR.fullmatch(last.group()) or len(last.group()) > _LONGEST_NUMBER:
        return None
    before, after = stem[: last.start()], stem[last.end() :] + dot + suffix.lower()
    return folder.group() + before, after, last.group()


def _row(before: str, after: str, written: dict[str, str]) -> Row | None:
    """Make a row, if the numbers are those of pages."""
    ordered = sorted(written.items(), key=lambda item: (int(item[1]), item[0]))
    numbers = [int(number) for _, number in ordered]
    if len(ordered) < 2 or any(a == b for a, b in pairwise(numbers)):
        return None
    first, last = numbers[0], numbers[-1]
    if last > _MOST_PAGES or len(numbers) < _LEAST_SHARE * (last - min(first, 1) + 1):
        return None
    path = f"{before}{{{ordered[0][1]}..{ordered[-1][1]}}}{after}"
    return Row(path, tuple((member, int(number)) for member, number in ordered))
