"""A reader that does what the content says: touch a file, sleep, or take the worker with it."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
from pathlib import Path

import polars as pl

from ingest.contract.frames import rejected_frames


def read(content: bytes, file_name: str, *_: object) -> dict[str, pl.DataFrame]:
    """Stand in for `read_report`."""
    wanted = json.loads(content)
    if "touch" in wanted:
        Path(wanted["touch"]).write_text(str(_worker_pid()), encoding="utf-8")
    time.sleep(wanted.get("sleep", 0))
    if wanted.get("kill"):
        victim = _worker_pid()
        command = Path(f"/proc/{victim}/cmdline").read_bytes()
        assert b"multiprocessing" in command, command  # a worker, nobody else
        os.kill(victim, signal.SIGKILL)
        time.sleep(60)
    return rejected_frames(hashlib.sha256(content).hexdigest(), "read")


def _worker_pid() -> int:
    """The cluster's worker: above the batch's process, which is above this one."""
    batch_pid = os.getppid()
    status = Path(f"/proc/{batch_pid}/stat").read_text(encoding="utf-8")
    return int(status.rsplit(")", 1)[1].split()[1])
