"""The example for Dagster, run: which commands its assets call, and how they end."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY

EXAMPLE = REPOSITORY / "docs" / "examples" / "budgets_dagster.py"
# A program that writes down how it is called, says what a build says, and ends as the test says.
_PROGRAM = """\
#!/bin/sh
echo "$1" >> "$CALLS"
echo READ
echo '{"reports":3,"new":1,"rejected":0,"quarantined":0,"partial":1,"figures":40,"errors":2}'
eval "exit \\${STATUS_$1:-0}"
"""

# imported by the tests alone: the worker that has none of them would pay a second for nothing
pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("dagster") is None, reason="dagster is not installed"
    ),
    # a run of Dagster's in one process leaves its event loop without a word
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
]


@pytest.fixture(scope="module")
def definitions() -> Any:
    """What the example defines."""
    spec = importlib.util.spec_from_file_location("budgets_dagster", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.definitions


@pytest.mark.parametrize(
    ("statuses", "calls", "checks"),
    [
        ({}, ["fetch", "build", "export", "site"], {True}),
        ({"fetch": 1, "build": 1}, ["fetch", "build", "export", "site"], {True, False}),
        ({"build": 4}, ["fetch", "build", "export", "site"], {True, False}),
        ({"build": 3}, ["fetch", "build", "export", "site"], {True}),
        ({"build": 2}, ["fetch", "build"], None),
    ],
)
def test_dagster__each_status__goes_on_or_stops(
    statuses: dict[str, int],
    calls: list[str],
    checks: set[bool] | None,
    definitions: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = tmp_path / "a program"
    program.write_text(_PROGRAM, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("BUDGETS", f"'{program}'")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.setenv("SOURCES", "sources.yml")
    for name, status in statuses.items():
        monkeypatch.setenv(f"STATUS_{name}", str(status))
    from dagster import materialize  # noqa: PLC0415

    done = materialize(definitions.assets, raise_on_error=False)
    called = (tmp_path / "calls").read_text(encoding="utf-8").split()
    assert [*called[:2], *sorted(called[2:])] == calls
    assert done.success == (checks is not None)
    if checks is not None:
        assert {each.passed for each in done.get_asset_check_evaluations()} == checks
        (made,) = done.asset_materializations_for_node("warehouse")
        known = statuses.get("build") != 3
        assert made.metadata["status"].value == statuses.get("build", 0)
        assert ("figures" in made.metadata) == known


def test_dagster__schedule__takes_every_asset(definitions: Any) -> None:
    schedule = definitions.resolve_schedule_def("nightly")
    job = definitions.resolve_job_def(schedule.job_name)
    keys = {key.to_user_string() for key in job.asset_layer.executable_asset_keys}
    assert keys == {"reports", "warehouse", "site", "exports"}
