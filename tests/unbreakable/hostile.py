"""Hostile files by the thousand, read through the pool with good ones among them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.contract.versions import reader_version
from ingest.engines.pool import Landing, Outcome, Task, read_reports
from ingest.landing.folder import is_landed, landed_dir
from tests.typesetting.fixtures import FIXTURES, fixture_pdf
from tests.unbreakable.hostile_bytes import BYTE_MUTATIONS
from tests.unbreakable.hostile_pages import PAGE_MUTATIONS

KINDS = (*BYTE_MUTATIONS, *PAGE_MUTATIONS)
NEIGHBOUR = "a good neighbour"
_NEIGHBOUR_EVERY = 20

# The first of its kind hurts as much as it can; the others are smaller, so that a bench ends.
_SIZES = (0.1, 0.03, 0.01, 0.003)


@dataclass(frozen=True)
class HostileFile:
    """A file to read: what was done to which report."""

    path: Path
    kind: str
    sha256: str


@dataclass(frozen=True)
class Reading:
    """How the program took a file.

    Attributes:
        end: the report's status, or how the reading was lost: died, memory, time, raised.
        detail: the reason.
    """

    file: HostileFile
    end: str
    detail: str
    seconds: float


def make_hostile_files(
    folder: Path, count: int, seed: int, largest: float = 1.0
) -> Iterator[HostileFile]:
    """Write mutated reports and some good ones; the same files for the same seed.

    Args:
        folder: where to.
        count: how many mutated ones.
        seed: of every choice.
        largest: how much the heavy kinds may weigh, of what they can.
    """
    sources = [fixture_pdf(name).read_bytes() for name in FIXTURES]
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        turn = number // len(KINDS)
        size = _SIZES[turn % len(_SIZES)] if turn else 1.0
        rng = random.Random(f"{seed} {number}")
        source = rng.choice(sources)
        if kind in BYTE_MUTATIONS:
            made = BYTE_MUTATIONS[kind](source, rng)
        else:
            made = PAGE_MUTATIONS[kind](source, rng, largest * size)
        yield _written(folder / f"{number:05d} {kind}.pdf", kind, made)
        if number % _NEIGHBOUR_EVERY == 0:
            # every neighbour is a content of its own: what follows the end is no part of a PDF
            good = sources[number % len(sources)] + b"\n%% %d\n" % number
            yield _written(folder / f"{number:05d} {NEIGHBOUR}.pdf", NEIGHBOUR, good)


def _written(path: Path, kind: str, content: bytes) -> HostileFile:
    path.write_bytes(content)
    return HostileFile(path, kind, hashlib.sha256(content).hexdigest())


def read_hostile_files(
    files: Sequence[HostileFile],
    folder: Path,
    *,
    worker_count: int,
    limit_seconds: float,
    limit_megabytes: float,
) -> Iterator[Reading]:
    """Read files as a build does; one reading per different content, in order of completion."""
    landing = Landing(
        folder / "landing",
        reader_version(),
        folder / "reading.log",
        folder,
        limit_seconds,
        limit_megabytes=limit_megabytes,
    )
    landing.landing_dir.mkdir(parents=True, exist_ok=True)
    by_content = {file.sha256: file for file in files}
    tasks = [Task(file.path, file.path.name, sha256) for sha256, file in by_content.items()]
    for outcome in read_reports(tasks, landing, worker_count):
        file = by_content[outcome.sha256]
        end, detail = _end(outcome, landing)
        yield Reading(file, end, detail, outcome.seconds)


def _end(outcome: Outcome, landing: Landing) -> tuple[str, str]:
    if outcome.failure is not None:
        return outcome.lost or "raised", outcome.failure
    assert is_landed(landing.landing_dir, outcome.sha256[:16], landing.reader_version)
    folder = landed_dir(landing.landing_dir, outcome.sha256[:16], landing.reader_version)
    row = pl.read_parquet(folder / "reports.parquet", glob=False).row(0, named=True)
    return row["status"], row["status_reason"] or ""
