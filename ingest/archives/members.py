"""Walk an archive and the archives in it, within limits that no honest disclosure needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.archives.entries import Entry, open_entries, refused

ARCHIVE_SUFFIXES: Final = (".zip", ".rar", ".7z")
SEPARATOR: Final = "!"

# The largest disclosure seen as one archive holds some ninety reports, 180 MB unpacked.
_MOST_MEMBERS: Final = 5000
_MOST_BYTES: Final = 2 << 30
_MOST_MEMBER_BYTES: Final = 256 << 20
_MOST_DEPTH: Final = 3  # a province's archive of cities' archives of departments' archives
# A page of repeated HTML packs forty to one.
_MOST_RATIO: Final = 300
_SMALL_BYTES: Final = 1 << 20  # below this a ratio says nothing
_OUTSIDE: Final = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)")
_BESIDE: Final = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Attributes:
        name: path within the outermost archive, archives on the way ended by `!`.
        content: its bytes; None where it was not asked for, or cannot be had.
        reason: why it cannot be had; None where it can.
    """

    name: str
    content: bytes | None = None
    reason: str | None = None


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked of an outermost archive."""

    members: int = _MOST_MEMBERS
    bytes: int = _MOST_BYTES

    def take(self, entry: Entry) -> None:
        self.members -= 1
        self.bytes -= entry.byte_count
        if self.members < 0:
            raise refused(f"not unpacked (拒绝解压): more than {_MOST_MEMBERS} files")
        if self.bytes < 0:
            raise refused(f"not unpacked (拒绝解压): more than {_MOST_BYTES >> 20} MB")


def is_archive_name(name: str) -> bool:
    """Say whether a file is called an archive.

    >>> is_archive_name("2025年预算.ZIP"), is_archive_name("a.zip!b.pdf")
    (True, False)
    """
    return name.lower().endswith(ARCHIVE_SUFFIXES)


def walk_archive(path: Path, is_wanted: Callable[[str], bool]) -> Iterator[Member]:
    """Yield the files of an archive, those of archives in it among them, in its order.

    Args:
        path: the archive.
        is_wanted: told a member's name, says whether its bytes are asked for; of an archive in
            the archive, whether it is to be opened.

    Raises:
        OSError: the archive cannot be opened, or unpacks to more than a disclosure holds. What
            was yielded before stands.
    """
    yield from _walk(path, "", 1, _Budget(), is_wanted)


def _walk(
    source: Path | bytes,
    prefix: str,
    depth: int,
    budget: _Budget,
    is_wanted: Callable[[str], bool],
) -> Iterator[Member]:
    seen: set[str] = set()
    with open_entries(source) as entries:
        for entry in entries:
            plain = _plain(entry.name)
            name = prefix + plain
            if _BESIDE.search(plain):
                continue
            budget.take(entry)
            if not is_wanted(name):
                yield Member(name)
                continue
            reason = _fault(entry, is_repeated=name in seen)
            seen.add(name)
            if reason is None and is_archive_name(plain) and depth == _MOST_DEPTH:
                reason = f"archives in archives, {_MOST_DEPTH} deep (压缩包嵌套过深)"
            if reason is not None:
                yield Member(name, reason=reason)
                continue
            try:
                content = entry.read()
            except OSError as error:
                yield Member(name, reason=error.strerror or str(error))
                continue
            if not is_archive_name(plain):
                yield Member(name, content)
                continue
            try:
                yield from _walk(content, name + SEPARATOR, depth + 1, budget, is_wanted)
            except OSError as error:
                if budget.members < 0 or budget.bytes < 0:
                    raise  # the outermost is the bomb
                yield Member(name, reason=error.strerror or str(error))


def _plain(name: str) -> str:
    """Take what says nothing out of a path; what leads out of the archive stays to be seen.

    >>> _plain("./a//b.pdf"), _plain("/etc/a.pdf"), _plain("../a.pdf")
    ('a/b.pdf', '/etc/a.pdf', '../a.pdf')
    """
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return ("/" if name.startswith("/") else "") + "/".join(parts)


def _fault(entry: Entry, *, is_repeated: bool) -> str | None:
    """Say why a member is not unpacked."""
    if entry.fault is not None:
        return entry.fault
    if _OUTSIDE.search(entry.name):
        return "its path leads out of the archive (路径指向压缩包之外)"
    if is_repeated:
        return "two files of the archive have this name (压缩包内重名)"
    steep = (
        entry.packed_count is not None
        and entry.byte_count > _SMALL_BYTES
        and entry.byte_count > _MOST_RATIO * max(1, entry.packed_count)
    )
    if steep or entry.byte_count > _MOST_MEMBER_BYTES:
        return f"not unpacked (拒绝解压): {entry.byte_count:,} bytes"
    return None
