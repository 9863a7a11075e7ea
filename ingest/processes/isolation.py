"""A child process that is quiet, tidy and ends with its parent."""

from __future__ import annotations

import atexit
import faulthandler
import logging
import multiprocessing
import os
import signal
import sys
import tempfile
from pathlib import Path

from ingest.processes.interruption import end_with_parent, let_interruption_in
from ingest.processes.logs import set_up_logging


def isolate(log_path: Path, scratch_dir: Path) -> None:
    """Make a child process quiet and tidy.

    What it prints, and what a crash leaves, goes to the log; temporary files go where the build
    clears them away, even when the process is killed. Ctrl-C, which a terminal sends to every
    process, is left to the parent, which ends us; so does its death.
    """
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        end_with_parent(parent.pid)
    tempfile.tempdir = str(scratch_dir)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    let_interruption_in()
    log = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(log, 1)
    os.dup2(log, 2)
    faulthandler.enable()
    set_up_logging(sys.stderr, logging.WARNING, "%(asctime)s %(levelname)s %(message)s")


def leave_without_teardown() -> None:
    """Let this process end, when it comes to its end, without taking down what it has imported.

    Its work is done and handed over. Taking great-expectations down, object by object, took 0.7 s,
    for which the build waited.
    """
    atexit.register(_leave)


def _leave() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
