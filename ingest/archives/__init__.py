"""Reports inside archives: named `archive.zip!member.pdf`, opened like files."""

from ingest.archives.entries import holds_report_itself
from ingest.archives.members import (
    ARCHIVE_SUFFIXES,
    SEPARATOR,
    Member,
    is_archive_name,
    walk_archive,
)
from ingest.archives.rows import PICTURE_SUFFIXES, TEMPORARY, Row, base_name, find_rows, is_row
from ingest.archives.sources import (
    name_pages,
    read_source,
    sha256_of_source,
    source_exists,
    split_pages,
    split_source,
)

__all__ = [
    "ARCHIVE_SUFFIXES",
    "PICTURE_SUFFIXES",
    "SEPARATOR",
    "TEMPORARY",
    "Member",
    "Row",
    "base_name",
    "find_rows",
    "holds_report_itself",
    "is_archive_name",
    "is_row",
    "name_pages",
    "read_source",
    "sha256_of_source",
    "source_exists",
    "split_pages",
    "split_source",
    "walk_archive",
]
