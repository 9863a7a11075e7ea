"""Somebody who has a warehouse open, in a process of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def holding(target: Path, *, is_writer: bool) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the published file open, and answers for every line it is sent."""
    code = (
        "import duckdb, sys\n"
        f"c = duckdb.connect({str(target)!r}, read_only={not is_writer})\n"
        "for _ in sys.stdin:\n"
        "    print(c.execute('select answer from old').fetchone()[0], flush=True)\n"
    )
    with answering(code) as process:
        yield process


@contextmanager
def answering(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process that prints a line for every line it is sent, and is killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ask(process: subprocess.Popen[str]) -> str:
    """Send a line and take the answer: of who holds a warehouse, the old answer read again."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return process.stdout.readline().strip()
