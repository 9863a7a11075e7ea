"""How long each report took to read: a cache for the survey, never part of an answer."""

from __future__ import annotations

import json
from pathlib import Path


def read_seconds(path: Path) -> dict[str, float]:
    """Read sha256 → seconds; a missing or torn file knows nothing."""
    try:
        known: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return known


def save_seconds(path: Path, seconds: dict[str, float]) -> None:
    """Add what was read now to what is known."""
    path.write_text(json.dumps(read_seconds(path) | seconds), encoding="utf-8")
