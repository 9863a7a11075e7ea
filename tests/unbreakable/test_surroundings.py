"""A build among writers, on a full disk, without rights, beside another build.

Among readers, without a terminal or a home: tests/integration/test_folder.py.
"""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingest.asking.sql import answer_statements
from ingest.building.planning import _is_free
from ingest.building.publish import drop_foreign_log, is_open_for_writing
from ingest.errors import UsageError
from ingest.processes.scratch import scratch_folder
from tests.conftest import REPOSITORY, SHIPPED_REPORTS, Run, build_environment
from tests.unbreakable.contents import leftovers
from tests.unbreakable.holding import answering, ask, holding

_PR_CAPBSET_DROP = 24  # linux/prctl.h
_CAP_DAC_OVERRIDE = 1  # linux/capability.h


def _old_target(shipped_build: Run, folder: Path) -> Path:
    """A folder with everything landed, and an older warehouse in it."""
    shutil.copytree(shipped_build.warehouse.parent / "landing", folder / "landing")
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table old as select 42 as answer")
    return path


@pytest.fixture
def target(shipped_build: Run, tmp_path: Path) -> Path:
    return _old_target(shipped_build, tmp_path)


def _build(
    target: Path, before: Callable[[], None] | None = None, reports: Path = SHIPPED_REPORTS
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ingest", "build"],
        cwd=REPOSITORY,
        env=build_environment(REPORTS=str(reports), WAREHOUSE=str(target)),
        preexec_fn=before,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def _answer(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute("select answer from old").fetchone()
    assert row is not None
    return int(row[0])


def test_plan__warehouse_is_open_for_writing__is_not_built_on(target: Path) -> None:
    """As the duckdb shell opens its file: the next build then starts from nothing."""
    assert _is_free(target)
    with holding(target, is_writer=True) as writer:
        assert ask(writer) == "42"
        assert not _is_free(target)


# Writes into a published warehouse, a row for every line.
_WRITER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("create table mine as select 1 as answer")
for line in sys.stdin:
    connection.execute("checkpoint")  # the next row begins a log
    connection.execute("insert into mine values (2)")
    print("written", flush=True)
"""


def _small_warehouse(path: Path) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table old as select 42 as answer")
    return path


def test_build__who_wrote_into_the_last_file_goes_on__its_log_is_removed(tmp_path: Path) -> None:
    """Its log takes the name of the file that was published meanwhile, which nobody can open."""
    target = _small_warehouse(tmp_path / "warehouse.duckdb")
    with answering(_WRITER, str(target)) as writer:
        assert ask(writer) == "written"
        _small_warehouse(tmp_path / "new.duckdb").replace(target)
        assert ask(writer) == "written"
    assert Path(f"{target}.wal").exists()
    with pytest.raises(duckdb.Error, match="WAL"):
        _answer(target)
    drop_foreign_log(target)
    assert _answer(target) == 42


def test_build__who_writes_into_this_very_file__keeps_the_log(tmp_path: Path) -> None:
    target = _small_warehouse(tmp_path / "warehouse.duckdb")
    assert not is_open_for_writing(target)
    with answering(_WRITER, str(target)) as writer:
        assert ask(writer) == "written"
        assert is_open_for_writing(target)
        drop_foreign_log(target)
        assert Path(f"{target}.wal").exists()


def test_sql__warehouse_is_open_for_writing__says_so(target: Path) -> None:
    with holding(target, is_writer=True) as writer:
        assert ask(writer) == "42"
        with pytest.raises(UsageError, match="cannot be read now"):
            list(answer_statements(target, iter(["select 1"])))


def test_build__disk_fills_up__is_a_clean_error_that_names_the_path(target: Path) -> None:
    done = _build(target, lambda: _limit_files(100_000))
    assert done.returncode == 2, done.stdout + done.stderr
    assert "nothing was published" in done.stderr
    assert str(target.parent) in done.stderr
    assert "internal error" not in done.stderr
    assert _answer(target) == 42
    assert leftovers(target.parent) == []


def test_save_mart__no_room_for_the_last_of_it__fails_aloud(tmp_path: Path) -> None:
    """DuckDB closes silently over a log that it could not write back into the file."""
    path = tmp_path / "warehouse.duckdb"
    code = (
        "import sys, resource, polars as pl, duckdb\n"
        "from pathlib import Path\n"
        "from ingest.building.load import open_to_write, save_mart\n"
        "from tests.unbreakable.test_surroundings import _limit_files\n"
        "path, frame = Path(sys.argv[1]), pl.DataFrame({'n': range(400_000)})\n"
        "frame = frame.select(pl.col('n').hash())  # eight bytes each, whatever packs them\n"
        "with open_to_write(path) as connection:\n"
        "    save_mart(connection, 'before', frame, ())\n"
        "_limit_files(path.stat().st_size)  # the log has room, the file has none\n"
        "with open_to_write(path) as connection:\n"
        "    save_mart(connection, 'after', frame.head(100_000), ())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "File too large" in done.stderr


def _limit_files(byte_count: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (byte_count, byte_count))


def _without_rights() -> None:
    """Even root may then not write where the mode forbids it."""
    ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, 0, 0, 0)


def test_build__folder_is_read_only__is_a_clean_error_that_names_the_path(target: Path) -> None:
    target.parent.chmod(0o555)
    try:
        done = _build(target, _without_rights)
    finally:
        target.parent.chmod(0o755)
    assert done.returncode == 2, done.stderr
    assert "nothing was published" in done.stderr
    assert str(target.parent) in done.stderr
    assert "Traceback" not in done.stderr
    assert _answer(target) == 42
    assert leftovers(target.parent) == []


def test_build__started_twice_at_once__the_second_ends_with_status_3(target: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "ingest", "build"],
        cwd=REPOSITORY,
        env=build_environment(REPORTS=str(SHIPPED_REPORTS), WAREHOUSE=str(target)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert first.stderr is not None
    first.stderr.readline()  # it has the lock when it speaks
    second = _build(target)
    first.terminate()
    first.communicate(timeout=60)
    assert second.returncode == 3
    assert f'"pid": {first.pid}' in second.stderr
    assert "started_at" in second.stderr
    assert _answer(target) == 42


def test_build__lock_of_a_dead_holder__is_taken_over_whoever_has_its_number_now(
    target: Path,
) -> None:
    """The number in the file is ours: somebody is alive under it, and holds no lock."""
    lock = target.parent / ".build.lock"
    lock.write_text(f'{{"pid": {os.getpid()}, "started_at": "2026-01-01T00:00:00"}}')
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", "build"],
        cwd=REPOSITORY,
        env=build_environment(REPORTS=str(SHIPPED_REPORTS), WAREHOUSE=str(target)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline().startswith("reading reports")
    assert f'"pid": {process.pid}' in lock.read_text(encoding="utf-8")
    process.terminate()
    process.communicate(timeout=60)
    assert not lock.exists()


def test_scratch__of_who_was_killed__is_cleared_away_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    code = (
        "import os, signal, sys, tempfile\n"
        "from ingest.processes.scratch import scratch_folder\n"
        "tempfile.tempdir = sys.argv[1]\n"
        "with scratch_folder('expectations') as folder:\n"
        "    (folder / 'half').write_text('of something')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=REPOSITORY, check=False, timeout=60
    )
    assert done.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    precious = tmp_path / "budget-2026"  # not one of ours
    precious.mkdir()
    with scratch_folder("expectations") as held, scratch_folder("reading"):
        assert left.exists()  # it may have been made just now
        hour_ago = time.time() - 3600
        for folder in (left, precious, held):
            os.utime(folder, (hour_ago, hour_ago))
        with scratch_folder("dbt-docs"):
            assert not left.exists()
            assert held.exists()
    assert list(tmp_path.iterdir()) == [precious]
