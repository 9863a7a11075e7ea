"""Keys that every room writes alike: a report's id, names and texts in SQL."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class PageRange:
    """Pages of a file that are a report of their own: both ends, counted from 1 as in the file."""

    first: int
    last: int

    def __contains__(self, page_number: int) -> bool:
        return self.first <= page_number <= self.last

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    @classmethod
    def parse(cls, text: str) -> PageRange:
        """Read what `str` writes.

        >>> PageRange.parse("21-40")
        PageRange(first=21, last=40)
        """
        first, last = text.split("-")
        return cls(int(first), int(last))


def sha256_of_pages(sha256: str, pages: PageRange | None) -> str:
    """Name the content of some pages of a file: by the file's SHA-256 and which pages.

    Args:
        sha256: of the file.
        pages: None for the whole file: its own.
    """
    if pages is None:
        return sha256
    return hashlib.sha256(f"{sha256} {pages}".encode()).hexdigest()


def report_id_of(sha256: str) -> str:
    """Name a report: the first 16 hex digits of its file's SHA-256.

    >>> report_id_of("0123456789abcdef" * 4)
    '0123456789abcdef'
    """
    return sha256[:16]


def id_within(report_id: str, key: str) -> str:
    """Name a figure or a claim: its report, and what it is called there.

    >>> id_within("0a2c5055842f73b9", "002-0004-003")
    '0a2c5055842f73b9-002-0004-003'
    """
    return f"{report_id}-{key}"


def report_and_key(whole_id: str) -> tuple[str, str]:
    """Take apart what `id_within` made: the report, and the key that is short within it.

    >>> report_and_key("0a2c5055842f73b9-002-0004-003")
    ('0a2c5055842f73b9', '002-0004-003')
    """
    report_id, _, key = whole_id.partition("-")
    return report_id, key


def cell_name(table: int, row: int, column: int) -> str:
    """Name a cell of a report, printed or blank, as findings list it.

    >>> cell_name(2, 3, 4)
    't002-r0003-c004'
    """
    return f"t{table:03d}-r{row:04d}-c{column:03d}"


def cell_named(name: str) -> tuple[int, int, int]:
    """Take apart what `cell_name` made: table, row and column.

    >>> cell_named("t002-r0003-c004")
    (2, 3, 4)
    """
    table, row, column = (int(part[1:]) for part in name.split("-"))
    return table, row, column


def quoted(name: str) -> str:
    """Quote an identifier.

    >>> quoted("项目"), quoted('a"b')
    ('"项目"', '"a""b"')
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Write a text as SQL writes it.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
