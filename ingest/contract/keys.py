"""Keys that every room writes alike: a report's id, names and texts in SQL."""

from __future__ import annotations


def report_id_of(sha256: str) -> str:
    """Name a report: the first 16 hex digits of its file's SHA-256.

    >>> report_id_of("0123456789abcdef" * 4)
    '0123456789abcdef'
    """
    return sha256[:16]


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
