"""The catalogue of report files: what is in the folder, what was there before.

A file is known by its path under the reports folder and its content. Nothing is ever taken out
of the catalogue: a file that has gone, or whose content has changed, stays as an entry that is no
longer present. `surveying.py` says what changed.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from ingest.archives import SEPARATOR, split_pages, split_source
from ingest.contract.keys import PageRange, report_id_of

_log = logging.getLogger(__name__)

_FORMAT: Final = 1

Stamp = tuple[int, int, int]


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
    stamp: Stamp = (0, 0, 0)

    @property
    def report_id(self) -> str:
        """The first 16 hex digits of the content's SHA-256."""
        return report_id_of(self.sha256)

    @property
    def page_range(self) -> PageRange | None:
        """Which pages of a file that binds several disclosures; None of a file by itself."""
        return split_pages(self.file_path)[1]

    @property
    def file_name(self) -> str:
        """The base name, with bytes that are no UTF-8 replaced; of a member `a.zip!b/c.pdf`."""
        archive, mark, member = self.file_path, "", ""
        if parts := split_source(self.file_path):
            archive, mark, member = parts[0], SEPARATOR, parts[1]
        return readable_name(archive.rsplit("/", 1)[-1] + mark + member)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every file ever seen, sorted, and how many builds were published."""

    build_number: int = 0
    files: tuple[ReportFile, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()  # path, why: now, not remembered
    # archive, stamp: those that gave no trouble need not be opened while their stamp stands
    archives: tuple[tuple[str, Stamp], ...] = ()
    # suffix, how many: files that no report is called, now
    passed_over: tuple[tuple[str, int], ...] = ()

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
        if file.is_present
        and file.sha256 not in contents
        and split_pages(file.file_path)[0] not in paths
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
        archives=tuple((path, tuple(stamp)) for path, stamp in data.get("archives", ())),
    )


def catalogue_text(catalogue: Catalogue) -> str:
    """Write the catalogue as JSON that `read_catalogue` reads."""
    # surrogates of odd file names survive as escapes: ensure_ascii
    data = {
        "format": _FORMAT,
        "build_number": catalogue.build_number,
        "files": [asdict(file) for file in catalogue.files],
        "archives": catalogue.archives,
    }
    return json.dumps(data, indent=1) + "\n"
