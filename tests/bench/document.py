"""docs/benchmarks.md: a section per part, each with the machine and the day it was measured on."""

from __future__ import annotations

import datetime
import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from ingest.settings import available_cores

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_HEAD: Final = """# Benchmarks

Written by `make bench`; each section says when and where it was measured.
`make bench PARTS=reading` (or `queries`, `rebuild`, comma between) measures one part and leaves
the other sections as they are; `make bench-corpus N=1000` typesets the corpus that rebuilding
and the queries use.
"""
_SECTION: Final = re.compile(r"^## (?P<title>[^\n]+)\n(?P<text>.*?)(?=^## |\Z)", re.M | re.S)
_PACKAGES: Final = (
    *("pypdfium2", "camelot-py", "polars", "duckdb", "dbt-core", "dbt-duckdb"),
    *("great-expectations", "pdfplumber", "PyMuPDF", "typst"),
)
# the order of the sections
TITLES: Final = {
    "reading": "Reading",
    "profile": "Where a build's time goes",
    "rebuild": "Rebuilding",
    "queries": "Queries",
    "census": "Census",
    "unruled": "Tables without rules",
    "scans": "Scans",
    "witness": "Text against its picture",
}


def with_section(document: str, part: str, text: str) -> str:
    """Put a part's section into the document, in place of the one before.

    >>> made = with_section(with_section("", "queries", "b"), "reading", "a")
    >>> [line for line in made.splitlines() if line.startswith("## ")]
    ['## Reading', '## Queries']
    """
    sections = {found["title"]: found["text"].strip() for found in _SECTION.finditer(document)}
    sections[TITLES[part]] = text.strip()
    return "\n".join(
        [_HEAD, *(f"## {title}\n\n{sections[title]}\n" for title in TITLES.values()
                  if title in sections)]
    )  # fmt: skip


def write_section(part: str, text: str) -> None:
    """Write a part's section into docs/benchmarks.md."""
    before = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    DOCUMENT.write_text(with_section(before, part, text), encoding="utf-8")


def describe_machine() -> str:
    """Say where and when: processor, cores, memory, versions, load."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    today = datetime.datetime.now(tz=datetime.UTC).date()
    versions = ", ".join(f"{name} {found}" for name in _PACKAGES if (found := _version(name)))
    return (
        f"Measured on {today} on {_processor()}, {available_cores()} cores, {memory_gib:.0f} GiB, "
        f"{platform.system()}, Python {platform.python_version()}; load at the start {load:.1f}. "
        f"{versions}."
    )


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
