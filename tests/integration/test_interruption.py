"""What happens to a build that is locked out, interrupted, killed or out of room.

None of these builds gets far: the old warehouse must stand, and nothing must be left behind.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingest.building.transform import _compiling
from ingest.settings import read_settings
from tests.conftest import REPOSITORY, SHIPPED_REPORTS, build_environment, run_build

# Enough for the lock and the log, too little for a landed report.
_FILE_LIMIT_BYTES = 4096


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder with an older warehouse in it."""
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table old as select 42 as answer")
    return path


def _answer(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute("select answer from old").fetchone()
    assert row is not None
    return int(row[0])


def _started(target: Path, stage: str = "reading reports") -> subprocess.Popen[str]:
    """A build that says that it has come to a stage."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", "build"],
        cwd=REPOSITORY,
        env=build_environment(REPORTS=str(SHIPPED_REPORTS), WAREHOUSE=str(target)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(stage):
            return process
    raise AssertionError(f"ended before {stage}: {process.communicate()}")


def _leftovers(target: Path) -> set[str]:
    return {
        path.relative_to(target.parent).as_posix()
        for path in target.parent.rglob("*")
        if path.name.startswith((".building", ".build.lock", ".unfinished", ".w."))
    }


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_build__interrupted__leaves_nothing_and_the_old_warehouse(name: str, target: Path) -> None:
    process = _started(target)
    process.send_signal(getattr(signal, name))
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "interrupted" in errors
    assert "Traceback" not in errors
    assert _answer(target) == 42
    assert not _leftovers(target)


def test_build__interrupted_while_modelling__leaves_nothing_running(target: Path) -> None:
    process = _started(target, "building models")
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2, errors
    assert not _leftovers(target)
    assert _answer(target) == 42
    _wait_until(lambda: _processes_naming(target) == [])


def test_compiling__given_up__leaves_no_process_and_no_semaphore(tmp_path: Path) -> None:
    settings = read_settings(warehouse=str(tmp_path / "w.duckdb"))
    settings.cache_dir.mkdir(parents=True)
    with _compiling(settings, tmp_path / "steps.json"):
        semaphores = _semaphores_of_dbt(tmp_path / "w.duckdb")
    assert not (tmp_path / "steps.json").exists()
    _wait_until(lambda: _processes_naming(tmp_path / "w.duckdb") == [])
    # they would stay until the machine is started again
    _wait_until(lambda: not any(path.exists() for path in semaphores))


def _wait_until(is_so: Callable[[], bool], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def _semaphores_of_dbt(target: Path) -> set[Path]:
    """Wait for dbt to make its semaphores, and name them: files of shared memory."""
    found: set[Path] = set()
    if not Path("/dev/shm").is_dir():  # not Linux
        return found

    def has_some() -> bool:
        inodes: set[str] = set()
        for number in _processes_naming(target):
            with contextlib.suppress(OSError):  # it ended while we looked
                maps = Path(f"/proc/{number}/maps").read_text(encoding="utf-8")
                # by number: they are made under another name than the one that they keep
                inodes.update(re.findall(r"(\d+)\s+/dev/shm/sem\.", maps))
        for path in Path("/dev/shm").glob("sem.*"):
            with contextlib.suppress(FileNotFoundError):
                if str(path.stat().st_ino) in inodes:
                    found.add(path)
        return bool(found)

    _wait_until(has_some)
    return found


def _processes_naming(target: Path) -> list[int]:
    """Processes that still work for a target, by their command lines."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue  # it ended while we looked
        if str(target.parent).encode() in line and folder.name != str(os.getpid()):
            found.append(int(folder.name))
    return found


def test_build__killed__leaves_the_old_warehouse_and_no_lasting_lock(target: Path) -> None:
    process = _started(target)
    process.kill()
    process.communicate(timeout=60)
    assert _answer(target) == 42
    lock = target.parent / ".build.lock"
    assert lock.exists()
    # the next build takes the dead holder's lock over, and clears away what it left
    process = _started(target)
    process.terminate()
    process.communicate(timeout=60)
    assert not _leftovers(target)


def test_build__lock_held__is_status_3_and_names_the_holder(target: Path) -> None:
    lock = target.parent / ".build.lock"
    with lock.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.write('{"pid": 4711, "started_at": "2026-01-01T00:00:00"}')
        stream.flush()
        run = run_build(SHIPPED_REPORTS, target)
    assert run.status == 3
    assert "4711" in run.errors
    assert _answer(target) == 42


def test_build__disk_full__is_status_2_and_keeps_the_old_warehouse(target: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "build"],
        cwd=REPOSITORY,
        env=build_environment(REPORTS=str(SHIPPED_REPORTS), WAREHOUSE=str(target)),
        preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (_FILE_LIMIT_BYTES, _FILE_LIMIT_BYTES)
        ),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert "nothing was published" in done.stderr
    assert "Traceback" not in done.stderr
    assert _answer(target) == 42
    assert not _leftovers(target)


def test_build__target_cannot_be_written__is_status_2(tmp_path: Path) -> None:
    obstacle = tmp_path / "a file"
    obstacle.write_text("", encoding="utf-8")
    run = run_build(SHIPPED_REPORTS, obstacle / "w.duckdb")
    assert run.status == 2
    assert "nothing was published" in run.errors
    assert "Traceback" not in run.errors


@pytest.mark.parametrize(
    ("reports", "warehouse", "said"),
    [("no/such/folder", "w.duckdb", "not a folder"), (".", ".", "is a folder")],
)
def test_build__settings_that_cannot_be__are_status_2(
    reports: str, warehouse: str, said: str, tmp_path: Path
) -> None:
    run = run_build(tmp_path / reports, tmp_path / warehouse)
    assert run.status == 2
    assert said in run.errors
