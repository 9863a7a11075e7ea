"""What is mistyped in a call, and how the next one is called."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from ingest.telling.calls import VARIABLES, find_mistyped, spell_call
from tests.conftest import REPOSITORY, build_environment


@pytest.mark.parametrize(
    ("command", "name", "meant"),
    [
        ("build", "REPORT", "REPORTS"),
        ("build", "reports", "REPORTS"),
        ("build", "WAREHOSUE", "WAREHOUSE"),
        ("build", "WORKER", "WORKERS"),
        ("audit", "REPROT", "REPORT"),
        ("fetch", "SOURCE", "SOURCES"),
    ],
)
def test_mistyped__like_one_of_ours__is_told(command: str, name: str, meant: str) -> None:
    assert f"is {meant}= meant?" in (find_mistyped(command, [name]) or "")


@pytest.mark.parametrize(
    ("command", "name"),
    [("build", "REPORTS"), ("audit", "REPORT"), ("audit", "REPORTS"), ("build", "python")]
    + [("build", name) for name in ("TMPDIR", "MY_REGION", "STRICT")],
)
def test_mistyped__known_or_somebodys_own__is_let_pass(command: str, name: str) -> None:
    assert find_mistyped(command, [name]) is None


def test_variables__exported_by_make__are_known() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    (exported,) = (
        line.split()[1:] for line in makefile.splitlines() if line.startswith("export REPORTS")
    )
    assert set(exported) <= set(VARIABLES)


def test_hint__odd_paths__come_back_as_they_were_typed() -> None:
    path = "/a b/预算 'x'.duckdb"
    assert shlex.split(spell_call("sql", {"WAREHOUSE": path}))[2:] == [f"WAREHOUSE={path}"]


def _make(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        # what was installed, and when, is none of this test's business
        ["make", "built=", "developed=", *words],
        cwd=REPOSITORY,
        env=build_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_make__mistyped_target__is_told(tmp_path: Path) -> None:
    done = _make("buidl")
    assert done.returncode == 2
    assert "no target buidl" in done.stderr
    assert "is build meant?" in done.stderr


def test_make__mistyped_variable__does_nothing_and_says_so(tmp_path: Path) -> None:
    done = _make("build", f"REPORT={tmp_path}", f"WAREHOUSE={tmp_path / 'w.duckdb'}")
    assert done.returncode == 2
    assert "is REPORTS= meant?" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_make__no_warehouse_yet__hint_repeats_the_call(tmp_path: Path) -> None:
    target = tmp_path / "no such.duckdb"
    done = _make("sql", f"WAREHOUSE={target}")
    assert done.returncode == 2
    assert f"make build WAREHOUSE={shlex.quote(str(target))}" in done.stderr
