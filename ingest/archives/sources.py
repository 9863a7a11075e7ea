"""Open a report by its path, be it a file or a member of an archive: `folder/a.zip!b/c.pdf`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from ingest.archives.members import ARCHIVE_SUFFIXES, SEPARATOR, walk_archive

_ENDS: Final = "|".join(re.escape(suffix) for suffix in ARCHIVE_SUFFIXES)
_MEMBER: Final = re.compile(rf"(?:{_ENDS})(?={SEPARATOR})", re.IGNORECASE)


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


def source_exists(path: Path) -> bool:
    """Say whether a report lies where it was; of a member, whether its archive does."""
    parts = split_source(str(path))
    return path.is_file() or (parts is not None and Path(parts[0]).is_file())
