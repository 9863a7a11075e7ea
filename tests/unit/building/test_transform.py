"""What is said of a dbt that failed."""

from __future__ import annotations

from pathlib import Path

from ingest.building.transform import _tail


def test_dbt__log_of_a_full_disk__is_one_line(tmp_path: Path) -> None:
    log = tmp_path / "dbt.log"
    said = "  [Errno 28] No space left on device"
    log.write_text("\n".join(["START a model", said, *["a trace"] * 40]), encoding="utf-8")
    assert _tail(log) == "[Errno 28] No space left on device"
    log.write_text("\n".join(f"line {n}" for n in range(40)), encoding="utf-8")
    assert _tail(log).splitlines()[0] == "line 15"
