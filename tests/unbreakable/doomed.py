"""`python -m tests.unbreakable.doomed N group|parent`: a build that is killed while it publishes.

Publishing takes milliseconds: a timer never hits it. So the build is killed just before the Nth
time that it opens, renames or removes something there, as Python's audit events tell. 0 counts
them only, and says how many there were.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.building.publish import publish
from ingest.settings import Settings

_TOUCHING = frozenset(
    {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.listdir", "shutil.rmtree"}
)


def arm(number: int, scope: str) -> tuple[Callable[[Settings, dict[Path, str]], None], list[int]]:
    """Make a `publish` that is killed before its Nth touch; and where the touches are counted."""
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

    sys.addaudithook(audit)
    return armed, touches


def kill(process_id: int, scope: str) -> None:
    """Kill a build as it stands: the parent alone, or everything in its process group."""
    if scope == "group":
        os.killpg(process_id, signal.SIGKILL)
    else:
        os.kill(process_id, signal.SIGKILL)


def run_doomed_build(number: int, scope: str) -> int:
    """Build as the command does, with an armed `publish`; gives its exit status."""
    import ingest.building.stages  # noqa: PLC0415 - heavy, and who only publishes has no use for it
    from ingest.cli import main  # noqa: PLC0415 - as above

    ingest.building.stages.publish, touches = arm(number, scope)  # type: ignore[attr-defined]
    status = main(["build"])
    print(f"touches {touches[0]}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(run_doomed_build(int(sys.argv[1]), sys.argv[2]))
