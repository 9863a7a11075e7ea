"""Open a report by its path: a file, a member of an archive, a row of pictures, some pages of one.

`folder/a.pdf`, `folder/a.zip!b/c.pdf`, `folder/b_{01..12}.png`, `folder/a.zip!{1..8}.jpg`; and
`folder/合订本.pdf!第21-40页`, one of the disclosures that a file binds: it is opened as the whole
file, whose page numbers it keeps.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from ingest.archives.members import (
    ARCHIVE_SUFFIXES,
    SEPARATOR,
    is_archive_name,
    walk_archive,
)
from ingest.archives.rows import TEMPORARY, Row, base_name, find_rows, is_row
from ingest.contract.keys import PageRange, sha256_of_pages
from ingest.contract.pictures import PageFile, bind_pictures

_ENDS: Final = "|".join(re.escape(suffix) for suffix in ARCHIVE_SUFFIXES)
_MEMBER: Final = re.compile(rf"(?:{_ENDS})(?={SEPARATOR})", re.IGNORECASE)
_PAGES: Final = re.compile(rf"(?P<file>.+){SEPARATOR}第(?P<pages>\d+-\d+)页", re.DOTALL)


def name_pages(file_path: str, pages: PageRange) -> str:
    """Name some pages of a file as a report.

    >>> name_pages("市/合订本.pdf", PageRange(21, 40))
    '市/合订本.pdf!第21-40页'
    """
    return f"{file_path}{SEPARATOR}第{pages}页"


def split_pages(file_path: str) -> tuple[str, PageRange | None]:
    """Split the path of some pages into the file's and which; None for the whole file.

    >>> split_pages("a.zip!b.pdf!第21-40页"), split_pages("a.zip!b.pdf")
    (('a.zip!b.pdf', PageRange(first=21, last=40)), ('a.zip!b.pdf', None))
    """
    found = _PAGES.fullmatch(file_path)
    return (found["file"], PageRange.parse(found["pages"])) if found else (file_path, None)


def split_source(file_path: str) -> tuple[str, str] | None:
    """Split the path of a member at its outermost archive; None for a plain file.

    >>> split_source("市/a.zip!b/c.zip!d.pdf"), split_source("a!b.pdf")
    (('市/a.zip', 'b/c.zip!d.pdf'), None)
    """
    found = _MEMBER.search(file_path)
    return (file_path[: found.end()], file_path[found.end() + 1 :]) if found else None


def read_source(path: Path) -> bytes:
    """Read a report's bytes; of a row of pictures those that stand for it.

    Raises:
        OSError: it cannot be read; a member that is not there any more is a file not found.
    """
    if path.is_file():
        return path.read_bytes()
    path = Path(split_pages(str(path))[0])
    if path.is_file():
        return path.read_bytes()
    parts = split_source(str(path))
    if parts is None:
        return _read_row(path) if is_row(path.name) else path.read_bytes()
    archive, wanted = parts
    members = _members_of_row(Path(archive), wanted) if is_row(wanted) else ((wanted, 0),)
    found = dict(_read_members(Path(archive), {name for name, _ in members}))
    missing = [name for name, _ in members if name not in found]
    if missing:
        raise FileNotFoundError(2, f"not in {Path(archive).name} any more (压缩包内已无此文件)")
    if not is_row(wanted):
        return found[wanted]
    return bind_pictures(
        [PageFile(base_name(name), number, found[name]) for name, number in members]
    )


def _read_row(path: Path) -> bytes:
    """Read the pictures of a folder that make a row."""
    row = next((row for row in _rows_beside(path) if row.path == path.name), None)
    if row is None:
        raise FileNotFoundError(2, "the pictures are not there any more (图片已被移走)")
    return bind_pictures(
        [PageFile(name, number, (path.parent / name).read_bytes()) for name, number in row.members]
    )


def _rows_beside(path: Path) -> list[Row]:
    names = [each.name for each in path.parent.iterdir() if each.is_file()]
    return find_rows(name for name in names if not name.startswith(TEMPORARY))


def _members_of_row(archive: Path, wanted: str) -> tuple[tuple[str, int], ...]:
    """List the members of a row by the names that an archive holds."""
    names = [member.name for member in walk_archive(archive, is_archive_name)]
    kept = [name for name in names if not base_name(name).startswith(TEMPORARY)]
    return next((row.members for row in find_rows(kept) if row.path == wanted), ((wanted, 0),))


def _read_members(archive: Path, wanted: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Read members of an archive.

    Raises:
        OSError: one of them cannot be had.
    """

    def is_wanted(name: str) -> bool:
        return name in wanted or any(each.startswith(name + SEPARATOR) for each in wanted)

    left = len(wanted)
    for member in walk_archive(archive, is_wanted):
        if member.name in wanted and member.content is not None:
            yield member.name, member.content
            left -= 1
            if not left:
                return
        elif member.reason is not None:
            raise OSError(0, member.reason)


def sha256_of_source(path: Path, content: bytes) -> str:
    """Name a report's content as the catalogue does, given what `read_source` read of it."""
    pages = None if path.is_file() else split_pages(str(path))[1]
    return sha256_of_pages(hashlib.sha256(content).hexdigest(), pages)


def source_exists(path: Path) -> bool:
    """Say whether a report lies where it was; of a member, whether its archive does."""
    if path.is_file():
        return True
    path = Path(split_pages(str(path))[0])
    parts = split_source(str(path))
    if parts is not None:
        return Path(parts[0]).is_file()
    is_there = is_row(path.name) and path.parent.is_dir()
    return path.is_file() or (is_there and any(row.path == path.name for row in _rows_beside(path)))
