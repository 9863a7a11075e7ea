"""What a command costs with all its children: wall time, cores, memory at the peak."""

from __future__ import annotations

import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import psutil  # type: ignore[import-untyped]

from ingest.settings import available_cores

_SAMPLE_SECONDS: Final = 0.2
_MIB: Final = 2**20


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost.

    Attributes:
        peak_mib: memory of all its processes at one moment, at most; what they share counts once.
        cores_busy: processor seconds per second.
        cores: that it could have used.
    """

    seconds: float
    peak_mib: float
    cores_busy: float
    cores: int


def run_measured(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run a command to its end and say what it cost.

    Raises:
        RuntimeError: it failed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with subprocess.Popen(
        list(command),
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as child:
        peaks: list[int] = [0]
        watcher = threading.Thread(target=_watch, args=(child, peaks), daemon=True)
        watcher.start()
        output, _ = child.communicate()
        watcher.join()
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, peaks[0] / _MIB, used / seconds, available_cores())


def _watch(child: subprocess.Popen[str], peaks: list[int]) -> None:
    """Keep the largest sum of memory while the command runs."""
    try:
        root = psutil.Process(child.pid)
    except psutil.NoSuchProcess:
        return
    while child.poll() is None:
        peaks[0] = max(peaks[0], _memory(root))
        time.sleep(_SAMPLE_SECONDS)


def _memory(root: psutil.Process) -> int:
    """Sum the proportional memory of a process and all its children; those that ended are none."""
    total = 0
    try:
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for process in family:
        try:
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total
