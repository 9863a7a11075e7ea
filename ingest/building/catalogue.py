"""The catalogue of report files: what is in the folder, what was there before, what changed.

A file is known by its path under the reports folder and its content. Nothing is ever taken out
of the catalogue: a file that has gone, or whose content has changed, stays as an entry that is no
longer present. Touches the disk; knows nothing of PDFs.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

_log = logging.getLogger(__name__)

_FORMAT: Final = 1
_CHUNK_BYTES: Final = 1 << 20

# What a report may be called: PDFs, Word files, workbooks, web pages; and forms that publishers use
# and nobody reads here yet, so that a file of theirs is named and not passed over.
_SUFFIXES: Final = (
    *(".pdf", ".docx", ".xlsx", ".xls", ".html", ".htm"),
    *(".doc", ".wps", ".et", ".ofd", ".zip", ".rar", ".7z"),
)
_TEMPORARY: Final = (
    "~$",
    ".~",
    "._",
)  # what an open Office program, or a Mac, leaves beside a file


@dataclass(frozen=True, slots=True, order=True)
class ReportFile:
    """One content at one path, present or not."""

    file_path: str  # relative to the reports folder, '/'-separated
    sha256: str
    byte_count: int
    first_seen: int  # number of the build that first saw it
    is_present: bool = True
    # modified, changed, inode: while they stand, the content stands. `changed` (ctime) cannot be
    # set back by a copy that keeps times.
    stamp: tuple[int, int, int] = (0, 0, 0)

    @property
    def report_id(self) -> str:
        """The first 16 hex digits of the content's SHA-256."""
        return self.sha256[:16]

    @property
    def file_name(self) -> str:
        """The base name, with bytes that are no UTF-8 replaced."""
        return readable_name(self.file_path.rsplit("/", 1)[-1])


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every file ever seen, sorted, and how many builds were published."""

    build_number: int = 0
    files: tuple[ReportFile, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()  # path, why: now, not remembered

    def present(self) -> tuple[ReportFile, ...]:
        """The files in the folder now, sorted by path."""
        return tuple(file for file in self.files if file.is_present)

    def primaries(self) -> tuple[ReportFile, ...]:
        """One file per content: the first path of those present, else of those that were."""
        chosen: dict[str, ReportFile] = {}
        for file in sorted(self.files, key=lambda file: (not file.is_present, file.file_path)):
            chosen.setdefault(file.sha256, file)
        return tuple(sorted(chosen.values()))


def find_lost(known: Catalogue, now: Catalogue) -> tuple[ReportFile, ...]:
    """List the reports that were in the folder and have left it: neither moved nor replaced.

    Args:
        known: the folder as of the last build.
        now: the folder as it stands.
    """
    contents = {file.sha256 for file in now.present()}
    paths = {file.file_path for file in now.present()}
    return tuple(
        file
        for file in known.primaries()
        if file.is_present and file.sha256 not in contents and file.file_path not in paths
    )


def readable_name(name: str) -> str:
    r"""Make a file name that Parquet and DuckDB can hold; other names pass unchanged.

    >>> readable_name("预算 'a'.pdf")
    "预算 'a'.pdf"
    >>> readable_name("a\udcff.pdf")
    'a�.pdf'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def read_catalogue(path: Path) -> Catalogue:
    """Read the catalogue; an absent one is empty, a broken one starts anew with a warning."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Catalogue()
    except ValueError:
        _log.warning("the catalogue %s is not readable; starting a new one", path)
        return Catalogue()
    if data.get("format") != _FORMAT:
        _log.warning("the catalogue %s has another format; starting a new one", path)
        return Catalogue()
    return Catalogue(
        build_number=data["build_number"],
        files=tuple(
            ReportFile(**{**entry, "stamp": tuple(entry["stamp"])}) for entry in data["files"]
        ),
    )


def catalogue_text(catalogue: Catalogue) -> str:
    """Write the catalogue as JSON that `read_catalogue` reads."""
    # surrogates of odd file names survive as escapes: ensure_ascii
    data = {
        "format": _FORMAT,
        "build_number": catalogue.build_number,
        "files": [asdict(file) for file in catalogue.files],
    }
    return json.dumps(data, indent=1) + "\n"


def survey_folder(reports_dir: Path, known: Catalogue) -> Catalogue:
    """Compare a folder with what is known of it; only files whose stamp moved are hashed.

    Args:
        reports_dir: searched recursively for files whose names say that they may be reports, in
            any letter case; what they are their content says.
        known: the catalogue of the last published build.

    Returns:
        The catalogue as of now, its build number raised by one.
    """
    by_path: dict[str, ReportFile] = {file.file_path: file for file in known.present()}
    before: dict[tuple[str, str], ReportFile] = {
        (file.file_path, file.sha256): file for file in known.files
    }
    number = known.build_number + 1
    now: dict[tuple[str, str], ReportFile] = {
        key: replace(file, is_present=False) for key, file in before.items()
    }
    unreadable: list[tuple[str, str]] = []
    for file_path, full_path in _report_paths(reports_dir):
        try:
            file = _read_file(file_path, full_path, by_path.get(file_path), number)
        except OSError as error:
            reason = f"cannot be opened (无法打开): {error.strerror or error}"
            _log.warning("%s: %s", file_path, reason)
            unreadable.append((readable_name(file_path), reason))
            continue
        key = (file.file_path, file.sha256)
        first_seen = before[key].first_seen if key in before else number
        now[key] = replace(file, first_seen=first_seen)
    return Catalogue(number, tuple(sorted(now.values())), tuple(unreadable))


def _report_paths(reports_dir: Path) -> Iterator[tuple[str, Path]]:
    """Yield (relative path, full path) of each report file, sorted; linked folders once each."""
    found: list[tuple[str, Path]] = []
    visited: set[str] = set()
    # `followlinks` walks a loop of links for ever; a folder met twice is not entered again
    for folder, folder_names, file_names in os.walk(reports_dir, followlinks=True):
        real = os.path.realpath(folder)
        if real in visited:
            folder_names.clear()
            continue
        visited.add(real)
        folder_names.sort()
        for name in file_names:
            if name.lower().endswith(_SUFFIXES) and not name.startswith(_TEMPORARY):
                full_path = Path(folder, name)
                found.append((full_path.relative_to(reports_dir).as_posix(), full_path))
    yield from sorted(found)


def _read_file(
    file_path: str, full_path: Path, known: ReportFile | None, number: int
) -> ReportFile:
    status = os.stat(full_path)
    if not stat.S_ISREG(status.st_mode):  # opening a named pipe would wait for ever
        raise OSError(0, "not a regular file (不是普通文件)")
    stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    if known is not None and known.stamp == stamp and known.byte_count == status.st_size:
        return known
    digest = hashlib.sha256()
    byte_count = 0
    with full_path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
            byte_count += len(chunk)
    return ReportFile(
        file_path=file_path,
        sha256=digest.hexdigest(),
        byte_count=byte_count,
        first_seen=number,
        stamp=stamp,
    )
