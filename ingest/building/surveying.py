"""Walk the folder of reports: which files are there, what has changed.

Touches the disk, opens archives, knows nothing of PDFs.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from ingest.archives import (
    ARCHIVE_SUFFIXES,
    PICTURE_SUFFIXES,
    SEPARATOR,
    TEMPORARY,
    Row,
    base_name,
    find_rows,
    holds_report_itself,
    is_archive_name,
    split_pages,
    walk_archive,
)
from ingest.building.catalogue import Catalogue, ReportFile, Stamp, readable_name
from ingest.contract.keys import sha256_of_pages
from ingest.contract.pictures import PageFile, bind_pictures, head_of_row

_log = logging.getLogger(__name__)

_CHUNK_BYTES: Final = 1 << 20

# What a report may be called: PDFs, Word files, workbooks, web pages, pictures; and forms that
# publishers use and nobody reads here yet, so that a file of theirs is named and not passed over.
# Archives are opened: `ingest/archives`.
_SUFFIXES: Final = (
    *(".pdf", ".ofd", ".docx", ".docm", ".doc", ".wps", ".rtf", ".odt"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"),
    *(".html", ".htm", ".shtml", ".jsp", ".mht", ".mhtml"),
    *PICTURE_SUFFIXES,
)
# what a system leaves in every folder
_BESIDE: Final = re.compile(r"\.|(Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
_LONGEST_SUFFIX: Final = 12
# Of the pictures of one archive, which are held until their names are known: 500 scanned pages.
_MOST_PICTURE_BYTES: Final = 512 << 20


def survey_folder(reports_dir: Path, known: Catalogue, outputs: Collection[Path] = ()) -> Catalogue:
    """Compare a folder with what is known of it; only files whose stamp moved are hashed.

    Args:
        reports_dir: searched recursively for files whose names say that they may be reports, in
            any letter case, and for archives of such files; what they are their content says.
        known: the catalogue of the last published build.
        outputs: folders that are not entered: a warehouse may lie in the folder of its reports,
            and the pages that are written beside it are none.

    Returns:
        The catalogue as of now, its build number raised by one.
    """
    survey = _Survey(known)
    passed_over: Counter[str] = Counter()
    paths = list(_paths(reports_dir, outputs))
    rows = find_rows(file_path for file_path, _ in paths)
    in_rows = {member for row in rows for member, _ in row.members}
    for row in rows:
        survey.add_row(row, reports_dir)
    for file_path, full_path in paths:
        name = full_path.name
        if file_path in in_rows:
            continue
        try:
            if is_archive_name(name) and not _is_report_itself(full_path):
                survey.open_archive(file_path, full_path)
            elif _may_be_report(name):
                survey.add(_read_file(file_path, full_path, survey.by_path.get(file_path)))
            elif not _BESIDE.match(name):
                passed_over[_suffix(name)] += 1
        except OSError as error:
            survey.refuse(file_path, f"cannot be opened (无法打开): {error.strerror or error}")
    return Catalogue(
        survey.number,
        tuple(sorted(survey.files.values())),
        tuple(survey.unreadable),
        tuple(survey.archives),
        tuple(sorted(passed_over.items())),
    )


class _Survey:
    """What is found while a folder is walked."""

    def __init__(self, known: Catalogue) -> None:
        self.number = known.build_number + 1
        self.by_path = {file.file_path: file for file in known.present()}
        self._bound: dict[str, list[ReportFile]] = defaultdict(list)
        for file in known.present():
            whole, pages = split_pages(file.file_path)
            if pages is not None:
                self._bound[whole].append(file)
        self._before = {(file.file_path, file.sha256): file for file in known.files}
        self._clean = set(known.archives)
        self.files = {key: replace(file, is_present=False) for key, file in self._before.items()}
        self.unreadable: list[tuple[str, str]] = []
        self.archives: list[tuple[str, Stamp]] = []

    def add(self, file: ReportFile) -> None:
        """Enter a file that is there, and the disclosures that it is known to bind."""
        for part in self._bound.get(file.file_path, ()):
            if part.sha256 == sha256_of_pages(file.sha256, part.page_range):
                self.files[(part.file_path, part.sha256)] = part
        key = (file.file_path, file.sha256)
        first_seen = self._before[key].first_seen if key in self._before else self.number
        self.files[key] = replace(file, first_seen=first_seen, is_present=True)

    def add_row(self, row: Row, reports_dir: Path) -> None:
        """Enter a row of pictures as the report that it is."""
        try:
            self.add(_read_row(row, reports_dir, self.by_path.get(row.path)))
        except OSError as error:
            self.refuse(row.path, f"cannot be opened (无法打开): {error.strerror or error}")

    def refuse(self, file_path: str, reason: str) -> None:
        """Name what cannot be opened."""
        _log.warning("%s: %s", file_path, reason)
        self.unreadable.append((readable_name(file_path), reason))

    def open_archive(self, file_path: str, full_path: Path) -> None:
        """Enter the reports of an archive; one that gave no trouble is opened when it changes."""
        stamp = _stamp(os.stat(full_path))
        inside = f"{file_path}{SEPARATOR}"
        if (file_path, stamp) in self._clean:
            for file in self.by_path.values():
                if file.file_path.startswith(inside):
                    self.add(file)
            self.archives.append((file_path, stamp))
            return
        report_count, troubles = 0, len(self.unreadable)
        others: Counter[str] = Counter()
        pictures: dict[str, bytes] = {}
        try:
            for member in walk_archive(full_path, _may_be_report):
                if member.reason is not None:
                    self.refuse(inside + member.name, member.reason)
                elif member.content is None:
                    others[_suffix(member.name)] += 1
                elif member.name.lower().endswith(PICTURE_SUFFIXES):
                    _hold(pictures, member.name, member.content)
                else:
                    self.add(_member_file(inside + member.name, member.content, stamp))
                    report_count += 1
        except OSError as error:
            self.refuse(file_path, error.strerror or str(error))
        for name, content in _joined(pictures):
            self.add(_member_file(inside + name, content, stamp))
            report_count += 1
        if not report_count and troubles == len(self.unreadable):
            held = ", ".join(f"{n} {suffix}" for suffix, n in sorted(others.items())) or "nothing"
            self.refuse(file_path, f"the archive holds no report (压缩包内没有报告): {held}")
        if troubles == len(self.unreadable):
            self.archives.append((file_path, stamp))


def _hold(pictures: dict[str, bytes], name: str, content: bytes) -> None:
    """Hold a picture until all names are known: it may be of a row.

    Raises:
        OSError: there are too many.
    """
    pictures[name] = content
    if sum(map(len, pictures.values())) > _MOST_PICTURE_BYTES:
        raise OSError(0, f"more than {_MOST_PICTURE_BYTES >> 20} MB of pictures (图片过多)")


def _joined(pictures: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Join the pictures of an archive to rows; those of none stay by themselves."""
    for row in find_rows(pictures):
        yield (
            row.path,
            bind_pictures(
                [
                    PageFile(base_name(name), number, pictures.pop(name))
                    for name, number in row.members
                ]
            ),
        )
    yield from pictures.items()


def _may_be_report(name: str) -> bool:
    base = name.rsplit("/", 1)[-1]
    return not base.startswith(TEMPORARY) and base.lower().endswith((*_SUFFIXES, *ARCHIVE_SUFFIXES))


def _suffix(name: str) -> str:
    """Give what a file's name ends in; a long ending is no form."""
    suffix = os.path.splitext(name)[1].lower()
    return readable_name(suffix) if 1 < len(suffix) <= _LONGEST_SUFFIX else "(no suffix)"


def _is_report_itself(full_path: Path) -> bool:
    """Say whether what is called an archive is a Word file, a workbook or an OFD file."""
    _stamp(os.stat(full_path))
    with full_path.open("rb") as stream:
        is_zip = stream.read(4) == b"PK\x03\x04"
    return is_zip and holds_report_itself(full_path)


def _paths(reports_dir: Path, outputs: Collection[Path]) -> Iterator[tuple[str, Path]]:
    """Yield (relative path, full path) of each file, sorted; linked folders once each."""
    found: list[tuple[str, Path]] = []
    visited = {os.path.realpath(path) for path in outputs} - {os.path.realpath(reports_dir)}
    # `followlinks` walks a loop of links for ever; a folder met twice is not entered again
    for folder, folder_names, file_names in os.walk(reports_dir, followlinks=True):
        real = os.path.realpath(folder)
        if real in visited:
            folder_names.clear()
            continue
        visited.add(real)
        folder_names.sort()
        for name in file_names:
            if not name.startswith(TEMPORARY):
                full_path = Path(folder, name)
                found.append((full_path.relative_to(reports_dir).as_posix(), full_path))
    yield from sorted(found)


def _stamp(status: os.stat_result) -> Stamp:
    if not stat.S_ISREG(status.st_mode):  # opening a named pipe would wait for ever
        raise OSError(0, "not a regular file (不是普通文件)")
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _read_file(file_path: str, full_path: Path, known: ReportFile | None) -> ReportFile:
    status = os.stat(full_path)
    stamp = _stamp(status)
    if known is not None and known.stamp == stamp and known.byte_count == status.st_size:
        return known
    digest = hashlib.sha256()
    byte_count = 0
    with full_path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
            byte_count += len(chunk)
    return ReportFile(file_path, digest.hexdigest(), byte_count, first_seen=0, stamp=stamp)


def _read_row(row: Row, reports_dir: Path, known: ReportFile | None) -> ReportFile:
    paths = [reports_dir / member for member, _ in row.members]
    statuses = [os.stat(path) for path in paths]
    stamps = [_stamp(status) for status in statuses]
    # one of them newer, another in its place, or one more: each is another stamp
    inodes = "\0".join(f"{path.name} {stamp}" for path, stamp in zip(paths, stamps, strict=True))
    stamp = (
        max(modified for modified, _, _ in stamps),
        max(changed for _, changed, _ in stamps),
        zlib.crc32(inodes.encode("utf-8", "surrogateescape")),
    )
    byte_count = sum(status.st_size for status in statuses)
    if known is not None and known.stamp == stamp and known.byte_count == byte_count:
        return known
    members = zip(paths, (number for _, number in row.members), statuses, strict=True)
    digest = hashlib.sha256(
        head_of_row([(path.name, number, status.st_size) for path, number, status in members])
    )
    for path in paths:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
    return ReportFile(row.path, digest.hexdigest(), byte_count, first_seen=0, stamp=stamp)


def _member_file(file_path: str, content: bytes, stamp: Stamp) -> ReportFile:
    """Enter a member under its own content; its stamp is its archive's."""
    sha256 = hashlib.sha256(content).hexdigest()
    return ReportFile(file_path, sha256, len(content), first_seen=0, stamp=stamp)
