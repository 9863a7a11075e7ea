"""Kill builds at random instants of every stage, and look at what is left.

Each lane has a folder of small reports that goes back and forth between two states, so that every
build has something to do. A build is killed; the published warehouse must open and equal one of
the two complete builds (the old one, unless the kill came after the swap); then an undisturbed
build must give the new one, and leave nothing behind.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import REPOSITORY, build_environment
from tests.typesetting.fixtures import fixture_pdf
from tests.unbreakable.contents import (
    Contents,
    describe_difference,
    leftovers,
    processes_of,
    read_contents,
)
from tests.unbreakable.doomed import kill

# stage → how the build says on a pipe that it has come to it; "" is its start
STAGES = {
    "starting": "",
    "reading": "reading reports",
    "loading": "loading the warehouse",
    "modelling": "building models",
    "diagnosing": "looking for causes",
    "checking": "running expectations",
    "publishing": "publishing",
    "between two touches of publishing": "",
}
SCOPES = ("group", "parent")
_TOUCHES = "between two touches of publishing"
_PAIRS = (
    ("shanghai", "final_account"),
    ("sixdecimals", "quirks"),
    ("final_account", "sixdecimals"),
    ("quirks", "shanghai"),
)
_BUILD_LIMIT_SECONDS = 600
_ORPHANS_MAY_LIVE_SECONDS = 5.0


@dataclass(frozen=True)
class Verdict:
    """What one kill left.

    Attributes:
        was_swapped: the new warehouse stood already.
        faults: what should not have been; empty when all is well.
    """

    stage: str
    scope: str
    was_swapped: bool
    faults: tuple[str, ...]


@dataclass
class Lane:
    """One folder that is built again and again.

    Attributes:
        reports: where the reports lie.
        warehouse: the target.
        variable: the report that comes and goes.
        states: contents of the warehouse without it, with it.
        seconds: how long each stage takes, undisturbed.
        touches: how often publishing touches the disk.
    """

    reports: Path
    warehouse: Path
    variable: Path
    states: dict[bool, Contents] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    touches: int = 0


def open_lane(folder: Path, number: int) -> Lane:
    """Build without the report, with it, without it: from then on it is known in both states."""
    always, variable = _PAIRS[number % len(_PAIRS)]
    reports = folder / "reports"
    reports.mkdir(parents=True)
    shutil.copyfile(fixture_pdf(always), reports / "always.pdf")
    lane = Lane(reports, folder / "warehouse.duckdb", fixture_pdf(variable))
    for is_there in (False, True, False):
        _set_state(lane, is_there)
        if fault := _build(lane):
            raise RuntimeError(fault)
        lane.states[is_there] = read_contents(lane.warehouse)
    return lane


def run_kills(lane: Lane, count: int, rng: random.Random) -> Iterator[Verdict]:
    """Kill `count` builds of a lane, stage by stage in turn."""
    stages = list(STAGES)
    for number in range(count):
        stage = stages[number % len(stages)]
        scope = SCOPES[(number // len(stages)) % len(SCOPES)]
        yield _kill_one(lane, stage, scope, rng)


def _kill_one(lane: Lane, stage: str, scope: str, rng: random.Random) -> Verdict:
    was_there = (lane.reports / "variable.pdf").exists()
    old, new = lane.states[was_there], lane.states[not was_there]
    _set_state(lane, not was_there)
    # from nothing, everything read anew, as after a change of code; but a report that has gone
    # could not be read again
    if not was_there and rng.random() < 1 / 2:
        shutil.rmtree(lane.warehouse.parent / "landing")
        _last_build(lane).unlink()
    if stage == _TOUCHES:
        _build_doomed(lane, 1 + rng.randrange(lane.touches), scope)
    else:
        _kill_at(lane, stage, rng.uniform(0, lane.seconds.get(stage, 0.0)), scope)
    found = read_contents(lane.warehouse)
    faults = []
    if found not in (old, new):
        faults.append(f"half a build was published: {describe_difference(old, found)}")
    faults += _finish(lane, new)
    faults += _orphans(lane)
    return Verdict(stage, scope, found == new, tuple(faults))


def _set_state(lane: Lane, is_there: bool) -> None:
    path = lane.reports / "variable.pdf"
    if is_there:
        shutil.copyfile(lane.variable, path)
    else:
        path.unlink(missing_ok=True)


def _last_build(lane: Lane) -> Path:
    return lane.warehouse.parent / ".cache" / lane.warehouse.stem / "last-build.json"


def _start(lane: Lane, *module: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", *module],
        cwd=REPOSITORY,
        env=build_environment(
            REPORTS=str(lane.reports), WAREHOUSE=str(lane.warehouse), WORKERS="2"
        ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _finish(lane: Lane, expected: Contents) -> list[str]:
    """Build undisturbed after a kill, and say what came out otherwise than without it."""
    if fault := _build(lane):
        return [fault]
    faults = [f"left behind: {name}" for name in leftovers(lane.warehouse.parent)]
    if (found := read_contents(lane.warehouse)) != expected:
        faults.append(f"the next build differs: {describe_difference(expected, found)}")
    return faults


def _build(lane: Lane) -> str:
    """Build to the end and measure the stages; says what went wrong, "" when nothing did."""
    process = _start(lane, "tests.unbreakable.doomed", "0", "group")
    began, stage = time.monotonic(), "starting"
    said: list[str] = []
    for line in _lines(process):
        said.append(line)
        for name, beginning in STAGES.items():
            if beginning and line.startswith(beginning):
                lane.seconds[stage] = time.monotonic() - began
                began, stage = time.monotonic(), name
        if line.startswith("touches "):  # the last line of all
            lane.seconds[stage] = time.monotonic() - began
            lane.touches = int(line.split()[1]) or lane.touches
    status = process.wait()
    return f"a build ended with {status}: {''.join(said[-5:])}" if status else ""


def _kill_at(lane: Lane, stage: str, after_seconds: float, scope: str) -> None:
    process = _start(lane, "ingest", "build")
    if STAGES[stage]:
        any(line.startswith(STAGES[stage]) for line in _lines(process))
    time.sleep(after_seconds)
    if process.poll() is None:
        kill(process.pid, scope)
    process.wait()


def _build_doomed(lane: Lane, touch: int, scope: str) -> None:
    process = _start(lane, "tests.unbreakable.doomed", str(touch), scope)
    for _ in _lines(process):
        pass
    process.wait()


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stderr is not None  # it was asked for
    yield from process.stderr


def _orphans(lane: Lane) -> list[str]:
    """Processes of the killed build that outlived the next one."""
    until = time.monotonic() + _ORPHANS_MAY_LIVE_SECONDS
    while orphans := [p for p in processes_of(lane.warehouse) if p != os.getpid()]:
        if time.monotonic() > until:
            return [f"still running: {orphans}"]
        time.sleep(0.1)
    return []
