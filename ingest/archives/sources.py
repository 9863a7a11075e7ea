"""Open a report by its path: a file, a member of an archive, some pages of a file.

`folder/a.zip!b/c.pdf` is a member, `folder/合订本.pdf!第21-40页` one of the disclosures that a file
binds: it is opened as the whole file, whose page numbers it keeps.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from ingest.archives.members import ARCHIVE_SUFFIXES, SEPARATOR, walk_archive
from ingest.contract.keys import PageRange, sha256_of_pages

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
    """Read a report's bytes.

    Raises:
        OSError: it cannot be read; a member that is not there any more is a file not found.
    """
    if not path.is_file():
        path = Path(split_pages(str(path))[0])
    parts = split_source(str(path))
    if parts is None or path.is_file():
        return path.read_bytes()
    archive, wanted = parts

    def is_wanted(name: str) -> bool:
        return name == wanted or wanted.startswith(name + SEPARATOR)

    for member in walk_archive(Path(archive), is_wanted):
        if member.name == wanted and member.content is not None:
            return member.content
        if member.reason is not None:
            raise OSError(0, member.reason)
    raise FileNotFoundError(2, f"not in {Path(archive).name} any more (压缩包内已无此文件)")


def sha256_of_source(path: Path, content: bytes) -> str:
    """Name a report's content as the catalogue does, given what `read_source` read of it."""
    pages = None if path.is_file() else split_pages(str(path))[1]
    return sha256_of_pages(hashlib.sha256(content).hexdigest(), pages)


def source_exists(path: Path) -> bool:
    """Say whether a report lies where it was; of a member, whether its archive does."""
    file_path, pages = split_pages(str(path))
    if pages is not None and Path(file_path).is_file():
        return True
    parts = split_source(file_path)
    return path.is_file() or (parts is not None and Path(parts[0]).is_file())
