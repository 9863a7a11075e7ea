"""What is said of a dbt that failed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.errors import StageFailedError
from ingest.transform import _read_results, _tail


def test_dbt__log_of_a_full_disk__is_one_line(tmp_path: Path) -> None:
    log = tmp_path / "dbt.log"
    said = "  [Errno 28] No space left on device"
    log.write_text("\n".join(["START a model", said, *["a trace"] * 40]), encoding="utf-8")
    assert _tail(log) == "[Errno 28] No space left on device"
    log.write_text("\n".join(f"line {n}" for n in range(40)), encoding="utf-8")
    assert _tail(log).splitlines()[0] == "line 15"


def _failure(folder: Path, *results: tuple[str, str, str]) -> str:
    found = [
        {"unique_id": f"model.warehouse.{name}", "status": status, "message": message}
        for name, status, message in results
    ]
    path = folder / "run_results.json"
    path.write_text(json.dumps({"results": found}), encoding="utf-8")
    with pytest.raises(StageFailedError) as caught:
        _read_results(path, folder / "dbt.log")
    return caught.value.detail


def test_dbt__model_fails__its_followers_are_not_listed(tmp_path: Path) -> None:
    said = _failure(tmp_path, ("a", "error", "no such column"), ("b", "skipped", ""))
    assert said == "a: error: no such column"


def test_dbt__models_fail_over_a_full_disk__is_one_line(tmp_path: Path) -> None:
    full = "IO Error: Could not write: No space left on device"
    said = _failure(tmp_path, ("a", "error", f"Runtime Error\n  {full}"), ("b", "error", full))
    assert said == full
