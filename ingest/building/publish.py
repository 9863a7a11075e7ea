"""Publish: one builder at a time, and readers who never see half a build.

Order, and why, in docs/decisions/0004-publication-order.md.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.contract.versions import builder_version
from ingest.errors import LockHeldError, StageFailedError
from ingest.processes.interruption import interruption_held_back
from ingest.settings import Settings

_log = logging.getLogger(__name__)


@contextlib.contextmanager
def hold_lock(lock_path: Path) -> Iterator[None]:
    """Hold the folder's build lock.

    The kernel's lock on the file is what counts, and it ends with its holder however that dies,
    so a dead holder never has to be guessed at; the process id and start written into the file
    are for the people who meet it.

    Raises:
        LockHeldError: another build holds it.
        OSError: the folder may not be written.
    """
    descriptor = _locked(lock_path)
    try:
        holder = {"pid": os.getpid(), "started_at": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield
    finally:
        with contextlib.suppress(FileNotFoundError):
            lock_path.unlink()
        os.close(descriptor)


def _locked(lock_path: Path) -> int:
    while True:
        descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 200, 0).decode(errors="replace")
            os.close(descriptor)
            raise LockHeldError(str(lock_path), holder) from None
        # The holder before us unlinks the file when it ends: we may hold one that has no name.
        with contextlib.suppress(FileNotFoundError):
            if os.stat(lock_path).st_ino == os.fstat(descriptor).st_ino:
                return descriptor
        os.close(descriptor)


def drop_abandoned(settings: Settings) -> None:
    """Remove what a killed build left where the next one grows; only under the lock.

    Before anything else: killed after its last swap, it leaves a warehouse that is up to date, and
    the next build has nothing to do but this.
    """
    shutil.rmtree(settings.building_dir, ignore_errors=True)
    for record in (settings.catalogue_path, settings.last_build_path):
        _beside(record).unlink(missing_ok=True)


def drop_foreign_log(warehouse: Path) -> None:
    """Remove the log of somebody else's writing beside the published warehouse; under the lock.

    Publication leaves none. Who had the last warehouse open for writing when this one took its
    name writes on into a file that has no name any more, but names its log after this one: DuckDB
    would play that into this one, or refuse to open it. Who has this very file open for writing
    keeps their log.
    """
    log = Path(f"{warehouse}.wal")
    if log.exists() and not is_open_for_writing(warehouse):
        _log.error(
            "%s was left by a program that wrote into a published warehouse; it is removed", log
        )
        log.unlink(missing_ok=True)


def is_open_for_writing(warehouse: Path) -> bool:
    """Say whether another process has a DuckDB file open for writing, by the lock that it holds.

    Asking takes and drops a lock of ours: not while this process itself has the file open.
    """
    try:
        descriptor = os.open(warehouse, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # either may mean that the lock is taken
        return True
    finally:
        os.close(descriptor)
    return False


@contextlib.contextmanager
def clean_building(settings: Settings) -> Iterator[None]:
    """Give the build an empty place of its own, and take it away whatever happens."""
    drop_abandoned(settings)
    settings.building_dir.mkdir(parents=True)
    try:
        yield
    finally:
        shutil.rmtree(settings.building_dir, ignore_errors=True)


def publish(settings: Settings, records: dict[Path, str]) -> None:
    """Swap the new warehouse and its Data Docs in, then write what was built.

    Interrupts wait until all is swapped.

    Args:
        settings: of the build.
        records: files to write once the warehouse stands, such as the catalogue.
    """
    building = settings.building_warehouse
    wal = building.with_name(building.name + ".wal")
    if wal.exists():
        raise StageFailedError("publishing", f"{wal} was not written back into the warehouse")
    _fsync(building)
    waiting = {path: _written_beside(path, text) for path, text in records.items()}
    with interruption_held_back():
        # A log beside the target belongs to an older file: DuckDB would play it into the new one.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{settings.warehouse}.wal")
        os.replace(building, settings.warehouse)
        _swap_folder(settings.building_quality_dir, settings.quality_dir, settings.building_dir)
        for path, beside in waiting.items():
            os.replace(beside, path)
        _fsync(settings.folder)


def read_last_build(settings: Settings) -> dict[str, Any]:
    """Read what the last build was made of; empty where there was none, or it cannot be read."""
    try:
        last: dict[str, Any] = json.loads(settings.last_build_path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return last


def read_own_build(settings: Settings) -> dict[str, Any] | None:
    """Read the last build, where the published warehouse is its own, made by the code of today."""
    last = read_last_build(settings)
    # first: other code wrote other entries
    if last.get("builder_version") != builder_version(settings.acknowledged_path):
        return None
    try:
        is_own = last["warehouse"] == file_stamp(settings.warehouse)
    except FileNotFoundError:
        return None
    return last if is_own else None


def file_stamp(path: Path) -> list[int]:
    """Tell a file from any other that takes its name: size, time of modification, inode."""
    status = os.stat(path)
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def _swap_folder(new: Path, target: Path, trash: Path) -> None:
    if not new.exists():
        return
    if target.exists():
        target.rename(trash / "previous-quality")
    new.rename(target)


def _written_beside(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(path)
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    return beside


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
