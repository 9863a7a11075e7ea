"""Read one report, or one scanned page of one, in the process that this runs in."""

from __future__ import annotations

import hashlib
import logging
import pkgutil
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Literal

from ingest.archives import read_source
from ingest.contract.keys import PageRange, report_id_of, sha256_of_pages
from ingest.engines.tasks import Landing, Outcome, Task
from ingest.errors import MissingProgramError, WaitingScansError
from ingest.landing.folder import FolderPages, SharedPages, write_landing

if TYPE_CHECKING:  # only the workers pay for it
    import polars as pl

    from ingest.reading.kept_pages import KeptPages

_log = logging.getLogger(__name__)

Reader = Callable[[bytes, str, "KeptPages | None", PageRange | None], "dict[str, pl.DataFrame]"]
PageReader = Callable[[bytes, str, "KeptPages", int], None]

INTERNAL: Final = "internal error while reading (读取时发生内部错误)"


class _ReaderMissingError(Exception):
    """The reading code itself does not import: no report can be read, and none is to blame."""


class LostFileError(Exception):
    """A file that was there when the folder was surveyed cannot be opened any more."""


def read_content(task: Task) -> bytes:
    """Read a report's file.

    Raises:
        LostFileError: it was removed or locked away meanwhile.
    """
    try:
        return read_source(task.path)
    except FileNotFoundError as error:
        reason = "the file was removed while the build ran (构建期间文件被移走)"
        raise LostFileError(reason) from error
    except OSError as error:
        reason = f"cannot be opened (无法打开): {error.strerror or error}"
        raise LostFileError(reason) from error


def read_one(task: Task, landing: Landing, heard: Callable[[], None]) -> Outcome:
    """Read and land a report, or keep one page of it; whatever goes wrong is its outcome.

    Args:
        task: which.
        landing: where it lands.
        heard: called whenever a page of a scan has been kept.
    """
    started = time.monotonic()
    failure: str | None = None
    is_environment = False
    lost: Literal["memory"] | None = None
    waiting: tuple[int, ...] = ()
    try:
        content = read_content(task)
        file_sha256 = hashlib.sha256(content).hexdigest()
        if sha256_of_pages(file_sha256, task.page_range) != task.sha256:
            failure = "the file changed while the build ran (构建期间文件被修改); build again"
        else:
            failure = _read(task, content, landing, heard)
            is_environment = failure is not None
    except WaitingScansError as found:
        waiting = found.page_numbers
    except (LostFileError, MissingProgramError) as error:
        failure = str(error)
    except _ReaderMissingError as error:
        _log.exception("%s", landing.reader)
        failure, is_environment = str(error), True
    except MemoryError:  # refused by `limit_own_memory`: who knows what else was
        _log.exception("%s", task.file_name)
        failure, lost = out_of_memory(landing), "memory"
    except Exception as error:
        # Broad on purpose: whatever goes wrong in one report must cost that report only. It is
        # not swallowed: the report is rejected with this reason, the traceback goes to the log.
        first_line = (str(error).splitlines() or [""])[0]
        failure = f"{INTERNAL}: {type(error).__name__}: {first_line}"
        _log.exception("%s", task.file_name)
    seconds = time.monotonic() - started
    return Outcome(task.sha256, task.file_name, seconds, failure, is_environment, lost, waiting)


def out_of_memory(landing: Landing) -> str:
    """Word that a report needs more memory than it may have."""
    return (
        f"gave up: needs more than {landing.limit_megabytes:g} MB of memory, "
        "REPORT_LIMIT_MEGABYTES (放弃读取：超过内存上限)"
    )


def _read(task: Task, content: bytes, landing: Landing, heard: Callable[[], None]) -> str | None:
    """Read and land; gives why the landing could not be written.

    Raises:
        WaitingScansError: the report is shared, and its scanned pages are to be read first.
    """
    version = landing.pages_version
    kept = FolderPages(landing.landing_dir, version, heard) if version else None
    if task.page_number is not None:
        if kept is not None:
            read_page: PageReader = _named(landing.page_reader)
            read_page(content, task.file_name, kept, task.page_number)
        return None
    read_report: Reader = _named(landing.reader)
    shared = SharedPages(kept) if kept is not None and task.is_shared else kept
    frames = read_report(content, task.file_name, shared, task.page_range)
    try:
        write_landing(
            landing.landing_dir, report_id_of(task.sha256), landing.reader_version, frames
        )
    except OSError as error:
        return f"{landing.landing_dir}: {error}"
    return None


def _named(name: str) -> Any:
    # here, in the worker: camelot and polars take a second to import
    try:
        return pkgutil.resolve_name(name)
    except (ImportError, AttributeError) as error:
        raise _ReaderMissingError(f"{name} cannot be imported: {error}") from error
