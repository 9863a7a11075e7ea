"""How long each way of reading takes a page, beside the floor measured in the same run.

The ways take turns on each report, round after round, so that noise of the machine is shared;
the median of the rounds counts. Slow ways read a sample of the pages once; their ratio is to the
floor on the same pages.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from tests.bench.readers import FLOOR, WAYS, Way

Tell = Callable[[int, int], None]

REPORTS_READ: Final = 7
_ROUNDS: Final = 3
_SAMPLE_STEP: Final = 8  # slow ways read one page of so many


@dataclass(frozen=True, slots=True)
class Sample:
    """A report to read, and which of its pages slow ways read."""

    content: bytes
    page_count: int

    @property
    def all_pages(self) -> range:
        """Every page, from 0."""
        return range(self.page_count)

    @property
    def some_pages(self) -> range:
        """The sample."""
        return range(_SAMPLE_STEP // 2, self.page_count, _SAMPLE_STEP)


@dataclass(frozen=True, slots=True)
class Measured:
    """One way's result.

    Attributes:
        page_ms: milliseconds per page.
        ratio: to the floor on the same pages.
        table_count: tables found on the pages read; None for a way that looks for none.
    """

    name: str
    page_count: int
    page_ms: float
    ratio: float
    table_count: int | None


def choose_reports(folders: Sequence[Path], count: int = REPORTS_READ) -> list[Path]:
    """Choose reports evenly over the sorted files of the first folder that has any."""
    for folder in folders:
        found = sorted(folder.rglob("*.pdf"))
        if found:
            return found[:: max(1, len(found) // count)][:count]
    return []


def read_samples(paths: Sequence[Path]) -> list[Sample]:
    """Read the files into memory."""
    samples = []
    for path in paths:
        content = path.read_bytes()
        document = pdfium.PdfDocument(content)
        samples.append(Sample(content, len(document)))
        document.close()
    return samples


def measure_reading(
    samples: Sequence[Sample], tell: Tell, ways: Sequence[Way] = WAYS, rounds: int = _ROUNDS
) -> list[Measured]:
    """Let every installed way read the samples."""
    here = [way for way in ways if way.is_installed]
    quick = [way for way in here if not way.is_slow]
    slow = [way for way in here if way.is_slow]
    for way in here:  # imports and first-use tables are not part of a page
        way.read(samples[0].content, range(1) if way.is_slow else samples[0].all_pages)
    total = len(samples) * (rounds + bool(slow))
    timings = _Timings()
    for turn in range(rounds):
        for number, sample in enumerate(samples):
            for way in quick:
                timings.take(way, number, sample.content, sample.all_pages)
            tell(turn * len(samples) + number + 1, total)
    pages = sum(sample.page_count for sample in samples)
    measured = timings.rates(quick, pages)
    if not slow:
        return measured
    timings = _Timings()
    for number, sample in enumerate(samples):
        for way in (FLOOR, *slow):
            timings.take(way, number, sample.content, sample.some_pages)
        tell(rounds * len(samples) + number + 1, total)
    pages = sum(len(sample.some_pages) for sample in samples)
    return measured + timings.rates([FLOOR, *slow], pages)[1:]


class _Timings:
    """Seconds and tables of each way on each report; a round replaces no other."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[str, int], list[float]] = {}
        self._tables: dict[tuple[str, int], int] = {}

    def take(self, way: Way, number: int, content: bytes, pages: range) -> None:
        """Let a way read the pages of one report."""
        gc.collect()
        started = time.perf_counter()
        found = way.read(content, pages)
        elapsed = time.perf_counter() - started
        self._seconds.setdefault((way.name, number), []).append(elapsed)
        self._tables[way.name, number] = found

    def rates(self, ways: Sequence[Way], pages: int) -> list[Measured]:
        """Sum the medians over the reports; the first way is the floor."""
        floor = self._sum(ways[0])
        return [
            Measured(
                way.name,
                pages,
                1000 * self._sum(way) / pages,
                self._sum(way) / floor,
                sum(found for (name, _), found in self._tables.items() if name == way.name)
                if way.finds_tables
                else None,
            )
            for way in ways
        ]

    def _sum(self, way: Way) -> float:
        return sum(
            statistics.median(took) for (name, _), took in self._seconds.items() if name == way.name
        )


def reading_table(measured: Sequence[Measured]) -> str:
    """Write the results as a Markdown table."""
    lines = ["| way | pages | ms/page | × floor | tables |", "| --- | --: | --: | --: | --: |"]
    lines += [
        f"| {each.name} | {each.page_count} | {each.page_ms:.1f} | {each.ratio:.1f} | "
        f"{'' if each.table_count is None else each.table_count} |"
        for each in measured
    ]
    return "\n".join(lines)
