"""What builds cost: afresh, again without a change, and with one new report.

Builds run as a user runs them, each in a process of its own. `timed_build` is such a process
that also notes when each stage began.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.peak import Cost, run_measured

_RERUNS: Final = 5
_NEWCOMERS: Final = 3
_HEAVY: Final = ("dbt", "great_expectations", "polars", "duckdb", "camelot")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Event:
    """A stage told how far it is: seconds since the build began."""

    stage: str
    done: int
    total: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What the builds of one corpus cost.

    Attributes:
        report_count: reports in the corpus.
        fresh: all of them, afresh.
        reading_seconds: of those, until all are read.
        batch_seconds: loading, modelling, diagnosing and merging of each batch.
        rerun_seconds: wall time of reruns without a change.
        rerun_imports: heavy packages that such a rerun imported.
        added_seconds: one new report into the warehouse of all.
        alone_seconds: the same reports, each alone into an empty folder.
        queries_warehouse: the warehouse that was built.
    """

    report_count: int
    fresh: Cost
    reading_seconds: float
    batch_seconds: tuple[float, ...]
    rerun_seconds: tuple[float, ...]
    rerun_imports: tuple[str, ...]
    added_seconds: tuple[float, ...]
    alone_seconds: tuple[float, ...]
    queries_warehouse: Path


def measure_rebuilding(reports: Sequence[Path], folder: Path, say: Say) -> Rebuilt:
    """Build the corpus but for its last reports, which come one by one.

    Args:
        reports: the corpus.
        folder: emptied and filled: links to the reports, warehouses.
        say: told what is being done.
    """
    shutil.rmtree(folder, ignore_errors=True)
    known, newcomers = reports[:-_NEWCOMERS], reports[-_NEWCOMERS:]
    inbox, warehouse = folder / "reports", folder / "warehouse.duckdb"
    inbox.mkdir(parents=True)
    for path in known:
        link_report(path, inbox)
    say(f"{len(known)} reports afresh")
    events_path = folder / "events.json"
    fresh = run_measured(
        [sys.executable, "-m", "tests.bench.timed_build", str(events_path)],
        build_environment(inbox, warehouse),
    )
    events = [Event(*event) for event in json.loads(events_path.read_text(encoding="utf-8"))]
    say("again, nothing changed")
    reruns = tuple(_build(inbox, warehouse) for _ in range(_RERUNS))
    imports = _imported(inbox, warehouse)
    added, alone = [], []
    for number, path in enumerate(newcomers):
        say(f"one new report ({number + 1} of {len(newcomers)}), and the same alone")
        lonely = folder / f"alone-{number}"
        (lonely / "reports").mkdir(parents=True)
        link_report(path, lonely / "reports")
        alone.append(_build(lonely / "reports", lonely / "warehouse.duckdb"))
        link_report(path, inbox)
        added.append(_build(inbox, warehouse))
    return Rebuilt(
        len(known),
        fresh,
        reading_seconds(events),
        batch_seconds(events, fresh.seconds),
        reruns,
        imports,
        tuple(added),
        tuple(alone),
        warehouse,
    )


def link_report(path: Path, folder: Path) -> None:
    """Put a report into a folder without copying it, where the file system can."""
    try:
        os.link(path, folder / path.name)
    except OSError:
        shutil.copyfile(path, folder / path.name)


def build_environment(reports: Path, warehouse: Path) -> dict[str, str]:
    """Give a build's environment: ours, with its folder and its target."""
    return {**os.environ, "REPORTS": str(reports), "WAREHOUSE": str(warehouse)}


def _build(reports: Path, warehouse: Path) -> float:
    """Build as a user would; gives the wall time."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "build"],
        env=build_environment(reports, warehouse),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the build failed:\n{done.stdout}\n{done.stderr}")
    return time.perf_counter() - started


def _imported(reports: Path, warehouse: Path) -> tuple[str, ...]:
    """Say which heavy packages a build of these reports imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ingest", "build"],
        env=build_environment(reports, warehouse),
        capture_output=True,
        text=True,
        check=True,
    )
    names = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    return tuple(name for name in _HEAVY if name in names)


def reading_seconds(events: Sequence[Event]) -> float:
    """Say how long reading took."""
    reading = [event.seconds for event in events if event.stage == "reading"]
    return reading[-1] - reading[0]


def batch_seconds(events: Sequence[Event], end: float) -> tuple[float, ...]:
    """Say how long each batch took: from its loading to the next one's, or to the checks.

    >>> events = [Event("loading", 0, 2, 1.0), Event("modelling", 0, 2, 2.0),
    ...           Event("loading", 1, 2, 4.0), Event("checking", 0, 0, 8.0)]
    >>> batch_seconds(events, 9.0)
    (3.0, 4.0)
    """
    starts = [event.seconds for event in events if event.stage == "loading"]
    checks = [event.seconds for event in events if event.stage == "checking"]
    ends = [*starts[1:], checks[0] if checks else end]
    return tuple(after - before for before, after in zip(starts, ends, strict=True))


def linearity(rebuilt: Rebuilt) -> float:
    """Compare the last batch with the first, each with its share of the reading.

    Batches are equal but for the last one, whose share may be smaller: the one before it counts.
    """
    full = rebuilt.batch_seconds[:-1] or rebuilt.batch_seconds
    share = rebuilt.reading_seconds / len(rebuilt.batch_seconds)
    return (full[-1] + share) / (full[0] + share)


def rebuilding_table(rebuilt: Rebuilt) -> str:
    """Write the results as a Markdown table."""
    count, fresh = rebuilt.report_count, rebuilt.fresh
    added, alone = map(statistics.median, (rebuilt.added_seconds, rebuilt.alone_seconds))
    speed = count / fresh.seconds
    batches = " ".join(f"{seconds:.1f}" for seconds in rebuilt.batch_seconds)
    imports = ", ".join(rebuilt.rerun_imports) or "none of dbt, great-expectations, polars, duckdb"
    rows = [
        (f"{count:,} reports afresh", f"{fresh.seconds:.0f} s, {speed:.1f} reports a second"),
        ("of that, reading", f"{rebuilt.reading_seconds:.0f} s"),
        ("each batch: load, model, diagnose, merge", f"{batches} s"),
        ("last full batch : first batch, reading shared out", f"{linearity(rebuilt):.2f}"),
        ("memory at the peak, all processes", f"{fresh.peak_mib:,.0f} MiB"),
        ("cores busy on average", f"{fresh.cores_busy:.1f} of {fresh.cores}"),
        ("unchanged rerun", f"{statistics.median(rebuilt.rerun_seconds):.2f} s"),
        ("heavy packages that it imports", imports),
        (f"one new report into {count:,}", f"{added:.1f} s"),
        ("the same report alone", f"{alone:.1f} s"),
        (f"into {count:,} : alone", f"{added / alone:.2f}"),
    ]  # fmt: skip
    return "\n".join(
        ["| what | cost |", "| --- | --: |", *(f"| {what} | {cost} |" for what, cost in rows)]
    )
