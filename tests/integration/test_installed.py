"""The installed program: a wheel in an environment of its own, run in some other folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import duckdb
import pytest

from tests.conftest import REPOSITORY, SHIPPED_REPORTS, build_environment

ROOMS = ("ingest", "expectations", "notebooks", "dbt_project")
# what runs nowhere else than in a checkout
LEFT_OUT = {"__pycache__", "target", "logs", "dbt_packages", ".user.yml"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # a copy: what a build backend leaves behind is none of the checkout's business
    source = folder / "source"
    for name in ROOMS:
        shutil.copytree(REPOSITORY / name, source / name, ignore=shutil.ignore_patterns(*LEFT_OUT))
    (source / "docs").mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE.md", "docs/sql.md"):
        shutil.copy(REPOSITORY / name, source / name)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def budgets(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed without the packages that it needs: those of this environment do."""
    environment = tmp_path_factory.mktemp("installed") / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(wheel)],
        check=True,
    )
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return environment / "bin" / "budgets"


def _run(
    budgets: Path, *words: str, folder: Path, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    environment = build_environment()
    environment.pop("PYTHONPATH", None)  # nothing of the checkout
    return subprocess.run(
        [str(budgets), *words],
        cwd=folder,
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )


def test_wheel__holds_every_file_of_every_room(wheel: Path) -> None:
    ours = {
        path.relative_to(REPOSITORY).as_posix()
        for room in ROOMS
        for path in (REPOSITORY / room).rglob("*")
        if path.is_file() and not LEFT_OUT.intersection(path.relative_to(REPOSITORY).parts)
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        licences = [name for name in archive.namelist() if ".dist-info/licenses/" in name]
    assert held == ours | {"notebooks/site/questions.md"}  # docs/sql.md
    assert {os.path.basename(name) for name in licences} == {
        *("LICENSE", "NOTICE.md", "ARPHICPL.TXT", "LICENSES.txt")
    }


def test_installed__every_command__has_help(budgets: Path, tmp_path: Path) -> None:
    listed = _run(budgets, "--help", folder=tmp_path)
    assert listed.returncode == 0, listed.stderr
    for name in ("build", "fetch", "survey", "sql", "site", "export", "audit", "letter"):
        assert f"    {name} " in listed.stdout
        told = _run(budgets, name, "--help", folder=tmp_path)
        assert told.returncode == 0, told.stderr
        assert "--warehouse" in told.stdout
    assert _run(budgets, "--version", folder=tmp_path).stdout.startswith("budgets 0.")
    mistyped = _run(budgets, "biuld", folder=tmp_path)
    assert mistyped.returncode == 2
    assert "is build meant?" in mistyped.stderr
    assert list(tmp_path.iterdir()) == []


def test_installed__build_and_ask__in_the_working_folder(budgets: Path, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED_REPORTS, tmp_path / "data" / "reports")
    built = _run(budgets, "build", folder=tmp_path)
    assert built.returncode == 0, built.stderr
    counts = json.loads(built.stdout.splitlines()[-1])
    assert (counts["reports"], counts["findings"], counts["rejected"]) == (1, 3, 0)
    assert "budgets site" in built.stdout
    warehouse = tmp_path / "data" / "warehouse.duckdb"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.fct_figures").fetchall() == [(466,)]
    assert {path.name for path in tmp_path.iterdir()} == {"data"}  # nothing beside its data
    asked = _run(
        budgets, "sql", folder=tmp_path, typed=".mode csv\nselect count(*) as n from fct_findings;"
    )
    assert asked.stdout == "n\n3\n"
    exported = _run(budgets, "export", folder=tmp_path)
    assert exported.returncode == 0, exported.stderr
    audited = _run(budgets, "audit", "潼南", folder=tmp_path)
    assert audited.returncode == 0, audited.stderr
    written = _run(budgets, "letter", "潼南", folder=tmp_path)
    assert written.returncode == 0, written.stderr
    site = _run(budgets, "site", "--images", "findings", folder=tmp_path)
    assert site.returncode == 0, site.stderr
    assert (tmp_path / "data" / "site" / "questions.html").is_file()
    # nothing was written where the program lies
    packages = Path(next(budgets.parent.parent.glob("lib/python*/site-packages")))
    assert not (packages / "data").exists()
