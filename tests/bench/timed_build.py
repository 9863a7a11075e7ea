"""`python -m tests.bench.timed_build EVENTS`: build, and note when each stage was how far."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from ingest.building.build import build
from ingest.settings import read_settings


def main(events_path: Path) -> None:
    """Build by the settings of the environment; write stage, done, total, seconds."""
    started = time.perf_counter()
    events: list[tuple[str, int, int, float]] = []

    def note(
        stage: str, done: int, total: int, share: float | None = None, *, pages: int = 0
    ) -> None:
        events.append((stage, done, total, time.perf_counter() - started))

    build(read_settings(), note)
    events_path.write_text(json.dumps(events), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
