"""The benches: many kills, many hostile files, each summed up in a table."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ingest.settings import DEFAULT_REPORT_LIMIT_MEGABYTES
from tests.conftest import run_build
from tests.unbreakable.hostile import (
    KINDS,
    NEIGHBOUR,
    Reading,
    make_hostile_files,
    read_hostile_files,
)
from tests.unbreakable.kills import SCOPES, STAGES, Verdict, open_lane, run_kills

_ENDS = ("proven", "quarantined", "rejected", "raised", "died", "memory", "time")
_LIMIT_SECONDS = 60.0
_SAMPLE = 72
_SAMPLE_LARGEST = 0.03


def bench_kills(count: int, lane_count: int, seed: int) -> tuple[str, bool]:
    """Kill builds in several lanes at the same time.

    Returns:
        The table, and whether any kill left what it must not.
    """
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="budget-kills-") as folder,
        ThreadPoolExecutor(lane_count) as lanes,
    ):
        shares = [len(range(number, count, lane_count)) for number in range(lane_count)]
        jobs = [
            lanes.submit(_run_lane, Path(folder) / f"lane {number}", number, share, seed + number)
            for number, share in enumerate(shares)
        ]
        verdicts = [verdict for job in jobs for verdict in job.result()]
    text = kills_table(verdicts) + f"\n\n{len(verdicts)} kills, {time.monotonic() - started:.0f} s"
    return text, any(verdict.faults for verdict in verdicts)


def _run_lane(folder: Path, number: int, count: int, seed: int) -> list[Verdict]:
    lane = open_lane(folder, number)
    verdicts = []
    for verdict in run_kills(lane, count, random.Random(seed)):
        verdicts.append(verdict)
        said = "; ".join(verdict.faults) or "ok"
        print(
            f"lane {number}: {len(verdicts)}/{count} {verdict.stage} ({verdict.scope}): {said}",
            file=sys.stderr,
            flush=True,
        )
    return verdicts


def kills_table(verdicts: Sequence[Verdict]) -> str:
    """One line per stage, and one per fault below."""
    lines = [
        f"{'killed while':<36}{'kills':>6}{'group':>7}{'parent':>8}{'old stands':>12}"
        f"{'new stands':>12}{'faults':>8}"
    ]
    for stage in STAGES:
        mine = [verdict for verdict in verdicts if verdict.stage == stage]
        scopes = Counter(verdict.scope for verdict in mine)
        swapped = sum(verdict.was_swapped for verdict in mine)
        lines.append(
            f"{stage:<36}{len(mine):>6}{scopes[SCOPES[0]]:>7}{scopes[SCOPES[1]]:>8}"
            f"{len(mine) - swapped:>12}{swapped:>12}{sum(bool(v.faults) for v in mine):>8}"
        )
    lines += [f"{v.stage} ({v.scope}): {fault}" for v in verdicts for fault in v.faults]
    return "\n".join(lines)


def bench_hostile(count: int, worker_count: int, seed: int) -> tuple[str, bool]:
    """Read hostile files with good ones among them.

    Returns:
        The table, and whether a neighbour was lost.
    """
    started = time.monotonic()
    readings: list[Reading] = []
    with tempfile.TemporaryDirectory(prefix="budget-hostile-") as name:
        folder = Path(name)
        files = list(make_hostile_files(folder, count, seed))
        made = time.monotonic() - started
        for reading in read_hostile_files(
            files,
            folder,
            worker_count=worker_count,
            limit_seconds=_LIMIT_SECONDS,
            limit_megabytes=DEFAULT_REPORT_LIMIT_MEGABYTES,
        ):
            readings.append(reading)
            if reading.end in ("raised", "died", "memory", "time"):
                print(
                    f"{reading.file.path.name}: {reading.seconds:.1f} s: {reading.detail}",
                    file=sys.stderr,
                    flush=True,
                )
    contents = len({file.sha256 for file in files})
    text = hostile_table(readings) + (
        f"\n\n{len(files)} files of {contents} contents, {len(readings)} read; "
        f"made in {made:.0f} s, read in {time.monotonic() - started - made:.0f} s"
    )
    status, said = _build_sample(seed)
    text += f"\n\na whole build of {_SAMPLE} of them ended with status {status}: {said}"
    is_broken = len(readings) != contents or bool(lost_neighbours(readings)) or status != 1
    return text, is_broken


def _build_sample(seed: int) -> tuple[int, str]:
    """Build a folder of smaller hostile files; gives the status and the summary's last line."""
    with tempfile.TemporaryDirectory(prefix="budget-hostile-") as name:
        reports = Path(name) / "reports"
        reports.mkdir()
        for _ in make_hostile_files(reports, _SAMPLE, seed, _SAMPLE_LARGEST):
            pass
        run = run_build(reports, Path(name) / "target" / "warehouse.duckdb")
        return run.status, (run.output.splitlines() or run.errors.splitlines()[-3:])[-1]


def lost_neighbours(readings: Sequence[Reading]) -> list[Reading]:
    """Good reports that were not read."""
    return [r for r in readings if r.file.kind == NEIGHBOUR and r.end != "proven"]


def hostile_table(readings: Sequence[Reading]) -> str:
    """One line per kind, then what raised."""
    lines = [f"{'':<28}" + "".join(f"{end:>12}" for end in (*_ENDS, "slowest s"))]
    for kind in (*KINDS, NEIGHBOUR):
        mine = [reading for reading in readings if reading.file.kind == kind]
        ends = Counter(reading.end for reading in mine)
        slowest = max((reading.seconds for reading in mine), default=0.0)
        lines.append(
            f"{kind:<28}" + "".join(f"{ends[end]:>12}" for end in _ENDS) + f"{slowest:>12.1f}"
        )
    raised = Counter(reading.detail for reading in readings if reading.end == "raised")
    return "\n".join(lines + [f"{count} × {detail}" for detail, count in raised.most_common()])
