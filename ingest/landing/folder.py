"""The landing: one immutable folder of Parquet per report content × reader version.

`<landing>/<report_id>/<reader_version>/<frame>.parquet`. A folder appears whole (written beside,
then renamed) or not at all, so its existence means that the report has been read. Equal input
gives equal bytes: rows are sorted by the caller, and nothing of the clock goes into the files.
Beside the reports, `<landing>/pages/<report_id>/<page reader version>.msgpack.gz` keeps the pages
as they were read (`kept_pages.py`).
"""

from __future__ import annotations

import io
import logging
import os
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.errors import WaitingScansError

# polars takes a fifth of a second to import; an unchanged rerun has no use for it
if TYPE_CHECKING:
    import polars as pl

_log = logging.getLogger(__name__)

PAGES_FOLDER: Final = "pages"

_UNFINISHED: Final = ".unfinished-"
_PAGES_SUFFIX: Final = ".msgpack.gz"


def landed_dir(landing_dir: Path, report_id: str, reader_version: str) -> Path:
    """Name the folder in which a report lies once it has been read."""
    return landing_dir / report_id / reader_version


def is_landed(landing_dir: Path, report_id: str, reader_version: str) -> bool:
    """Say whether a report has been read by this reader version."""
    return landed_dir(landing_dir, report_id, reader_version).is_dir()


def earlier_landings(landing_dir: Path, report_id: str, reader_version: str) -> list[Path]:
    """List what other versions of the reader made of a report, the newest first."""
    today = landed_dir(landing_dir, report_id, reader_version)
    if not today.parent.is_dir():
        return []
    others = [path for path in today.parent.iterdir() if path != today]
    return sorted(others, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def write_landing(
    landing_dir: Path, report_id: str, reader_version: str, frames: Mapping[str, pl.DataFrame]
) -> Path:
    """Write all frames of one report, at once visible; an already landed report stays as it is.

    Raises:
        OSError: the disk is full or the folder may not be written.
    """
    return write_packed(landing_dir, report_id, reader_version, pack_frames(frames))


def write_packed(
    landing_dir: Path, report_id: str, reader_version: str, packed: Mapping[str, bytes]
) -> Path:
    """Write frames that are Parquet already, as `write_landing` does.

    Raises:
        OSError: the disk is full or the folder may not be written.
    """
    target = landed_dir(landing_dir, report_id, reader_version)
    if target.is_dir():
        return target
    beside = landing_dir / f"{_UNFINISHED}{report_id}-{reader_version}-{os.getpid()}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        for file_name, content in packed.items():
            _write_synced(beside / file_name, content)
        target.parent.mkdir(exist_ok=True)
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def pack_frames(frames: Mapping[str, pl.DataFrame]) -> dict[str, bytes]:
    """Write frames as Parquet: file name → bytes, sorted; equal frames, equal bytes."""
    packed: dict[str, bytes] = {}
    for name in sorted(frames):
        # Through memory: polars writes to a file by itself, and a full disk is then no OSError.
        content = io.BytesIO()
        # statistics are of no use to files this small
        frames[name].write_parquet(content, compression="zstd", statistics=False)
        packed[f"{name}.parquet"] = content.getvalue()
    return packed


def read_packed(landing_dir: Path, report_id: str, reader_version: str) -> dict[str, bytes]:
    """Read a landed report's files as they are: what `pack_frames` gave.

    Raises:
        OSError: it has not landed.
    """
    folder = landed_dir(landing_dir, report_id, reader_version)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@dataclass(frozen=True, slots=True)
class FolderPages:
    """Pages kept in a local landing, for one version of the page reader (`KeptPages`)."""

    landing_dir: Path
    page_reader_version: str
    heard: Callable[[], None] | None = None  # called when a single page has been kept

    def read(self, report_id: str, part: str = "") -> bytes | None:
        """Return the packed pages, or one part of them; None where there are none."""
        try:
            return self._path(report_id, part).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, report_id: str, packed: bytes, part: str = "") -> None:
        """Keep packed pages; where there is no room for them, they are read again next time."""
        path = self._path(report_id, part)
        beside = path.with_name(f"{_UNFINISHED}{path.name}-{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                _write_synced(beside, packed)
                beside.rename(path)
            finally:
                beside.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("the pages of %s cannot be kept: %s", report_id, error)
        if part and self.heard is not None:
            self.heard()

    def parts(self, report_id: str) -> dict[str, bytes]:
        """Give what is kept of a report page by page: part → its packed page."""
        folder, head = self._path(report_id, "").parent, f"{self.page_reader_version}."
        return {
            path.name.removeprefix(self.page_reader_version).removesuffix(_PAGES_SUFFIX): (
                path.read_bytes()
            )
            for path in sorted(folder.glob(f"{head}*.p*{_PAGES_SUFFIX}"))
        }

    def _path(self, report_id: str, part: str) -> Path:
        folder = self.landing_dir / PAGES_FOLDER / report_id
        return folder / f"{self.page_reader_version}{part}{_PAGES_SUFFIX}"


@dataclass(frozen=True, slots=True)
class SharedPages:
    """Kept pages of a report whose scanned pages others may read: those missing are told."""

    kept: FolderPages

    def read(self, report_id: str, part: str = "") -> bytes | None:
        """Return the packed pages, or one part of them; None where there are none."""
        return self.kept.read(report_id, part)

    def write(self, report_id: str, packed: bytes, part: str = "") -> None:
        """Keep packed pages, or one part of them."""
        self.kept.write(report_id, packed, part)

    def leave(self, page_numbers: Sequence[int]) -> None:
        """Leave scanned pages to others.

        Raises:
            WaitingScansError: there are several of them.
        """
        if len(page_numbers) > 1:
            raise WaitingScansError(tuple(page_numbers))


def drop_unfinished(landing_dir: Path) -> None:
    """Remove what a killed reader left behind; only under the build lock."""
    for folder in landing_dir.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)
    for path in landing_dir.glob(f"{PAGES_FOLDER}/*/{_UNFINISHED}*"):
        path.unlink(missing_ok=True)


def drop_unused(
    landing_dir: Path,
    present: Collection[str],
    gone: Collection[str],
    reader_version: str,
    page_reader_version: str,
    *,
    scan_reader_version: str = "",
) -> int:
    """Remove what no build reads any more; only under the build lock.

    Of a report that is present, what older readers made of it goes once today's has read it. Of
    one that has gone the newest stays: its warehouses still say who it was. A report that no
    warehouse of the folder has ever seen goes altogether.

    Args:
        landing_dir: the landing.
        present: report_ids in the folders of reports now, of every warehouse that shares it.
        gone: report_ids that were there once.
        reader_version: today's.
        page_reader_version: today's.
        scan_reader_version: today's, of single pages that are scans.

    Returns:
        How many folders and files were removed.
    """
    dropped = 0
    for folder in _report_folders(landing_dir):
        versions = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        today = folder / reader_version
        if folder.name in present:
            unused = [path for path in versions if path != today] if today in versions else []
        else:
            unused = versions[:-1] if folder.name in gone else versions
        for path in unused:
            # away at once, or not at all: a folder's existence means that it is whole
            doomed = landing_dir / f"{_UNFINISHED}{folder.name}-{path.name}"
            path.rename(doomed)
            shutil.rmtree(doomed)
        dropped += len(unused)
        _drop_empty(folder)
    for folder in _report_folders(landing_dir / PAGES_FOLDER):
        today = folder / f"{page_reader_version}{_PAGES_SUFFIX}"
        is_read = folder.name in present and today.exists()
        is_left = folder.name not in present
        scans = f"{page_reader_version}.{scan_reader_version}."
        unused = [
            path
            for path in folder.iterdir()
            if is_left or not (path == today or path.name.startswith(scans))
        ]
        for path in unused if is_read or is_left else ():
            path.unlink()
            dropped += 1
        _drop_empty(folder)
    return dropped


def _report_folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    aside = (PAGES_FOLDER, _UNFINISHED)
    return [path for path in folder.iterdir() if not path.name.startswith(aside) and path.is_dir()]


def _drop_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
