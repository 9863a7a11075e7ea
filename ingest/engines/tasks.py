"""What there is to read, where it lands, how it ended: the words that engines share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from ingest.contract.keys import PageRange
from ingest.settings import DEFAULT_REPORT_LIMIT_MEGABYTES


@dataclass(frozen=True, slots=True)
class Task:
    """A report to read: which file (or `archive.zip!member`), and which content it must hold.

    Attributes:
        sha256: of the file's content, or as `sha256_of_pages` names that of its pages.
        page_range: of a file that binds several disclosures: the pages of the one to read; None:
            what is the file's own.
        page_number: of a scan: this page alone is read, and kept; nothing lands.
        is_shared: where two of its scanned pages or more are not kept, they are not read now but
            told (`Outcome.waiting_scans`), so that other processes may read them.
    """

    path: Path
    file_name: str
    sha256: str
    page_range: PageRange | None = None
    page_number: int | None = None
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How reading one report ended.

    Attributes:
        failure: why nothing landed, or None when it did.
        is_environment: the failure is the disk's or the program's, not the report's: none can land.
        lost: what became of the reading process, when it cannot be used again.
        waiting_scans: pages that have to be read first, each by itself; nothing landed.
    """

    sha256: str
    file_name: str
    seconds: float
    failure: str | None = None
    is_environment: bool = False
    lost: Literal["died", "memory", "time"] | None = None
    waiting_scans: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Landing:
    """Where workers land reports, what they may take for one, and the functions that read.

    `reader` and `page_reader` are names, not functions: naming them imports them in the workers
    only.
    """

    landing_dir: Path
    reader_version: str
    log_path: Path
    scratch_dir: Path
    limit_seconds: float
    reader: str = "ingest.reading.report:read_report"
    pages_version: str | None = None  # pages are kept in the landing under it; None: nowhere
    limit_megabytes: float = DEFAULT_REPORT_LIMIT_MEGABYTES
    page_reader: str = "ingest.reading.report:read_scan"


@dataclass(slots=True)
class SharedScans:
    """Reports whose scanned pages are being read one by one, and the pages that are still out.

    A page that could not be read is done too: the report's own reading tries it once more, and
    what it does then is the report's.
    """

    _reports: dict[str, Task] = field(default_factory=dict)
    _out: dict[str, set[int]] = field(default_factory=dict)
    _seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def part(self, task: Task, outcome: Outcome) -> list[Task]:
        """Make a task of each page that a report waits for."""
        self._reports[task.sha256] = replace(task, is_shared=False)
        self._out[task.sha256] = set(outcome.waiting_scans)
        self._seconds[task.sha256] += outcome.seconds
        return [
            replace(task, page_number=number, is_shared=False) for number in outcome.waiting_scans
        ]

    def finish(self, pages: Iterable[Task], seconds: float = 0.0) -> list[Task]:
        """Take pages as done; gives the reports that have waited for the last of them."""
        ready = []
        for page in pages:
            self._seconds[page.sha256] += seconds
            seconds = 0.0
            out = self._out.get(page.sha256, set())
            out.discard(page.page_number or 0)
            if not out and page.sha256 in self._out:
                del self._out[page.sha256]
                ready.append(self._reports.pop(page.sha256))
        return ready

    def whole(self, outcome: Outcome) -> Outcome:
        """Add to a report's seconds those of its pages."""
        return replace(outcome, seconds=outcome.seconds + self._seconds.pop(outcome.sha256, 0.0))
