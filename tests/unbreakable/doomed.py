"""`python -m tests.unbreakable.doomed N group|parent`: a build that is killed while it publishes.

Publishing takes milliseconds: a timer never hits it. So the build is killed just before the Nth
time that it opens, renames or removes something there, as Python's audit events tell. 0 counts
them only, and says how many there were.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import ingest.publish
import ingest.stages
from ingest.cli import main
from ingest.settings import Settings

_TOUCHING = frozenset(
    {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.listdir", "shutil.rmtree"}
)


def arm(number: int, scope: str) -> list[int]:
    """Let `publish` be killed before its Nth touch; gives where the touches are counted."""
    publish = ingest.publish.publish
    touches = [0]
    is_publishing = [False]

    def audit(event: str, _arguments: tuple[Any, ...]) -> None:
        if is_publishing[0] and event in _TOUCHING:
            touches[0] += 1
            if touches[0] == number:
                kill(os.getpid(), scope)

    def armed(settings: Settings, records: dict[Path, str]) -> None:
        is_publishing[0] = True
        publish(settings, records)
        is_publishing[0] = False

    ingest.stages.publish = armed  # type: ignore[attr-defined]
    sys.addaudithook(audit)
    return touches


def kill(process_id: int, scope: str) -> None:
    """Kill a build as it stands: the parent alone, or everything in its process group."""
    if scope == "group":
        os.killpg(process_id, signal.SIGKILL)
    else:
        os.kill(process_id, signal.SIGKILL)


if __name__ == "__main__":
    counted = arm(int(sys.argv[1]), sys.argv[2])
    status = main(["build"])
    print(f"touches {counted[0]}", file=sys.stderr)
    sys.exit(status)
