"""Run dbt over the loaded warehouse, in a process of its own.

Its own process because dbt keeps DuckDB's lock, its caches and its settings until it ends, and
because a build that has nothing to do must not pay for importing it. See
docs/decisions/0003-dbt-in-a-subprocess.md.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from ingest.errors import StageFailedError
from ingest.interruption import wait_interruptibly
from ingest.settings import DBT_PROJECT, Settings, child_environment

_log = logging.getLogger(__name__)

_LAST_LINES: Final = 25

# How the system says that there is no room: the log says little else then that is of use.
_NO_ROOM: Final = tuple(os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))

# told: nodes done, nodes in all
NodeListener = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DbtRun:
    """What dbt did.

    Attributes:
        model_count: models, seeds and views built.
        test_count: tests of shape that ran.
        broken_shapes: name and message of each test that found something: a defect of ours.
    """

    model_count: int
    test_count: int
    broken_shapes: tuple[str, ...]


def together(runs: Sequence[DbtRun]) -> DbtRun:
    """Sum up the runs of a build's batches: each builds the same models.

    >>> together([DbtRun(5, 3, ("x: 1",)), DbtRun(5, 3, ())])
    DbtRun(model_count=5, test_count=3, broken_shapes=('x: 1',))
    """
    return DbtRun(
        model_count=max((run.model_count for run in runs), default=0),
        test_count=max((run.test_count for run in runs), default=0),
        broken_shapes=tuple(sorted({line for run in runs for line in run.broken_shapes})),
    )


@contextlib.contextmanager
def warm_dbt(settings: Settings) -> Iterator[Callable[[NodeListener], DbtRun]]:
    """Start dbt, which imports and parses while reports are read; gives what lets it build.

    The function builds all models in the batch's warehouse and tests their shape; it may be called
    again, for the next batch. It raises StageFailedError when a model could not be built.
    """
    # dbt's parse cache remembers absolute paths: another checkout needs a cache of its own
    project_key = hashlib.sha256(str(DBT_PROJECT).encode()).hexdigest()[:8]
    target_dir = settings.cache_dir / f"dbt-{project_key}"
    target_dir.mkdir(parents=True, exist_ok=True)
    log_path = settings.cache_dir / "dbt.log"
    results_path = target_dir / "run_results.json"
    results_path.unlink(missing_ok=True)
    replies, reply_fd = os.pipe()
    command = [sys.executable, "-m", "ingest.dbt_process", str(reply_fd)]
    command += ["--no-use-colors", "--no-version-check", "--log-level-file", "none"]
    command += ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    command += ["--target-path", str(target_dir), "--log-path", str(settings.cache_dir)]
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=settings.cache_dir,
            env=child_environment(settings),
            start_new_session=True,
            pass_fds=(reply_fd,),
        )
    os.close(reply_fd)
    lines = _read_lines(replies)

    def run(listen: NodeListener) -> DbtRun:
        results_path.unlink(missing_ok=True)
        # it may have ended already, over a project that does not parse: its log says so
        with contextlib.suppress(BrokenPipeError):
            _stdin(process).write(b"build\n")
            _stdin(process).flush()
        for reply in lines:
            if reply in ("built", "failed"):
                break
            done, total = reply.split()
            listen(int(done), int(total))
        else:
            status = process.wait()
            raise StageFailedError("dbt", f"exit {status}\n{_tail(log_path)}", str(log_path))
        if not results_path.exists():
            raise StageFailedError("dbt", _tail(log_path), str(log_path))
        return _read_results(results_path, log_path)

    try:
        yield run
        with contextlib.suppress(BrokenPipeError):
            _stdin(process).close()
        process.wait()
    finally:
        if process.poll() is None:  # we are being interrupted, or have failed before
            # not its whole group: multiprocessing's tracker is in it, and unlinks dbt's semaphores
            process.kill()
            process.wait()
        with contextlib.suppress(BrokenPipeError):  # what it will never read is still buffered
            _stdin(process).close()
        os.close(replies)


def _read_lines(descriptor: int) -> Iterator[str]:
    """Yield lines from a pipe as they come, until it ends."""
    rest = b""
    while True:
        wait_interruptibly(descriptor)
        chunk = os.read(descriptor, 4096)
        if not chunk:
            return
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode("ascii")


def _stdin(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdin is not None  # it was asked for
    return process.stdin


def _read_results(results_path: Path, log_path: Path) -> DbtRun:
    results: list[dict[str, Any]] = json.loads(results_path.read_text(encoding="utf-8"))["results"]
    tests = [r for r in results if r["unique_id"].startswith(("test.", "unit_test."))]
    nodes = [r for r in results if not r["unique_id"].startswith(("test.", "unit_test."))]
    unbuilt = [r for r in nodes if r["status"] != "success"]
    if unbuilt:
        failed = [r for r in unbuilt if r["status"] != "skipped"] or unbuilt
        said = "\n".join(f"{_short(r)}: {r['status']}: {r['message'] or ''}" for r in failed)
        raise StageFailedError("dbt", _without_room(said) or said, str(log_path))
    broken = [r for r in tests if r["status"] not in ("pass", "success")]
    for result in broken:
        _log.warning("shape test %s: %s", _short(result), result["message"])
    return DbtRun(
        model_count=len(nodes),
        test_count=len(tests),
        broken_shapes=tuple(sorted(f"{_short(r)}: {r['message'] or r['status']}" for r in broken)),
    )


def _short(result: dict[str, Any]) -> str:
    return str(result["unique_id"]).split(".", 2)[-1]


def _tail(path: Path) -> str:
    """Take from a log what a person needs: that there was no room, or else its end."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return _without_room(text) or "\n".join(text.splitlines()[-_LAST_LINES:])


def _without_room(text: str) -> str | None:
    """Find the line that says that there was no room; None where nothing does."""
    lines = (line.strip() for line in text.splitlines())
    return next((line for line in lines if any(words in line for words in _NO_ROOM)), None)
