"""A landing that many builds and engines share, at any address that fsspec knows.

`s3://bucket/landing`, `file:///shared/landing`, `memory://landing` in tests. An object store has no
rename, so a report counts as landed once its marker is there, which is written last:

    <url>/<report_id>/<reader_version>/<frame>.parquet
    <url>/landed/<reader_version>/<report_id>            one listing names all that have landed
    <url>/pages/<report_id>/<page reader version>.msgpack.gz

A build copies what it does not have into its own local landing and loads from there: the loader
knows local files only, and a report is carried over the network once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingest.errors import UsageError
from ingest.landing.folder import PAGES_FOLDER

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem  # type: ignore[import-untyped]

_MARKERS: Final = "landed"


@dataclass(frozen=True, slots=True)
class SharedLanding:
    """An opened shared landing; made by `open_shared_landing`."""

    files: AbstractFileSystem
    root: str

    def landed(self, reader_version: str) -> frozenset[str]:
        """List the reports that this reader version has landed."""
        folder = f"{self.root}/{_MARKERS}/{reader_version}"
        self.files.invalidate_cache()
        try:
            names: list[str] = self.files.ls(folder, detail=False)
        except FileNotFoundError:
            return frozenset()
        return frozenset(name.rstrip("/").rsplit("/", 1)[-1] for name in names)

    def write(self, report_id: str, reader_version: str, packed: Mapping[str, bytes]) -> None:
        """Write a report's frames, then its marker. Equal input writes equal bytes: no harm twice.

        Raises:
            OSError: the store does not take them.
        """
        folder = f"{self.root}/{report_id}/{reader_version}"
        markers = f"{self.root}/{_MARKERS}/{reader_version}"
        self.files.makedirs(folder, exist_ok=True)
        self.files.makedirs(markers, exist_ok=True)
        self.files.pipe({f"{folder}/{name}": content for name, content in packed.items()})
        self.files.pipe_file(f"{markers}/{report_id}", b"")

    def read(self, report_id: str, reader_version: str) -> dict[str, bytes]:
        """Read a landed report's files as they are.

        Raises:
            OSError: it is not there.
        """
        folder = f"{self.root}/{report_id}/{reader_version}"
        names: list[str] = self.files.ls(folder, detail=False)
        found: dict[str, bytes] = self.files.cat(names)
        return {name.rsplit("/", 1)[-1]: content for name, content in sorted(found.items())}

    def read_pages(self, report_id: str, page_reader_version: str) -> bytes | None:
        """Return the packed pages of a report, or None where there are none."""
        try:
            packed: bytes = self.files.cat_file(self._pages_path(report_id, page_reader_version))
        except FileNotFoundError:
            return None
        return packed

    def write_pages(self, report_id: str, page_reader_version: str, packed: bytes) -> None:
        """Keep packed pages.

        Raises:
            OSError: the store does not take them.
        """
        path = self._pages_path(report_id, page_reader_version)
        self.files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        self.files.pipe_file(path, packed)

    def _pages_path(self, report_id: str, page_reader_version: str) -> str:
        return f"{self.root}/{PAGES_FOLDER}/{report_id}/{page_reader_version}.msgpack.gz"


def open_shared_landing(url: str) -> SharedLanding:
    """Open a shared landing; credentials come from where the file system's own library looks.

    Raises:
        UsageError: there is no such kind of address, or its library is not installed.
    """
    try:
        import fsspec  # noqa: PLC0415 - an extra: only those who name a LANDING need it
    except ImportError as error:
        raise UsageError(f"LANDING={url} needs the extra [cluster]: {error}") from error
    try:
        files, root = fsspec.url_to_fs(url)
    except (ValueError, ImportError) as error:
        raise UsageError(f"LANDING={url} cannot be opened: {error}") from error
    return SharedLanding(files, str(root).rstrip("/"))
