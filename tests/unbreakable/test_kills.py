"""Ten kills, from the first second to the last rename: what is published is always whole."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.conftest import REPOSITORY, SHIPPED_REPORTS, Run, build_environment, run_build
from tests.unbreakable.contents import (
    Contents,
    describe_difference,
    leftovers,
    read_contents,
)
from tests.unbreakable.doomed import kill
from tests.unbreakable.kills import STAGES

_SEED = 5


@pytest.fixture(scope="module")
def rebuilt(shipped_build: Run) -> Contents:
    """What a whole build gives."""
    return read_contents(shipped_build.warehouse)


@pytest.fixture(scope="module")
def target(shipped_build: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An older build of the same report, told from a new one by one table more."""
    folder = tmp_path_factory.mktemp("killed") / "target"
    shutil.copytree(shipped_build.warehouse.parent, folder)
    warehouse = folder / shipped_build.warehouse.name
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table raw.older as select 42 as answer")
    return warehouse


@pytest.fixture(scope="module")
def killed(target: Path, rebuilt: Contents) -> list[tuple[str, Contents]]:
    """Four builds, one after the other, each killed in a later stage: what is published then."""
    rng = random.Random(_SEED)
    found = []
    for stage, scope, seconds in (
        ("starting", "group", 0.3),
        ("reading", "parent", 1.5),
        ("loading", "group", 0.1),
        ("modelling", "parent", 2.0),
    ):
        if stage == "reading":
            shutil.rmtree(target.parent / "landing")
        process = subprocess.Popen(
            [sys.executable, "-m", "ingest", "build"],
            cwd=REPOSITORY,
            env=build_environment(REPORTS=str(SHIPPED_REPORTS), WAREHOUSE=str(target)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stderr is not None
        if STAGES[stage]:
            assert any(line.startswith(STAGES[stage]) for line in process.stderr), stage
        with pytest.raises(subprocess.TimeoutExpired):  # it works on until it is killed
            process.wait(rng.uniform(0, seconds))
        kill(process.pid, scope)
        process.wait()
        process.stderr.close()
        found.append((stage, read_contents(target)))
    return found


def test_build__killed_in_any_stage__the_published_warehouse_stands(
    killed: list[tuple[str, Contents]], rebuilt: Contents
) -> None:
    assert len(killed) == 4
    for stage, contents in killed:
        older = contents.pop("raw.older", None)
        assert older is not None, stage
        assert contents == rebuilt, (stage, describe_difference(rebuilt, contents))


def test_build__killed_again_and_again__the_next_one_is_as_if_nothing_had_been(
    killed: list[tuple[str, Contents]], target: Path, rebuilt: Contents
) -> None:
    assert killed
    run = run_build(SHIPPED_REPORTS, target)
    assert run.status == 0, run.errors
    contents = read_contents(target)
    assert contents == rebuilt, describe_difference(rebuilt, contents)
    assert leftovers(target.parent) == []


# A publication that changes nothing else: small files through the same code.
_PUBLISH = """
import shutil
import sys
from pathlib import Path
from ingest.building.publish import drop_abandoned
from ingest.settings import Settings
from tests.unbreakable.doomed import arm

settings = Settings(Path(sys.argv[1]), Path(sys.argv[1]) / "warehouse.duckdb")
drop_abandoned(settings)
settings.building_quality_dir.mkdir(parents=True)
(settings.building_quality_dir / "index.html").write_text("new")
shutil.copyfile(sys.argv[3], settings.building_warehouse)
settings.cache_dir.mkdir(parents=True, exist_ok=True)
publish, touches = arm(int(sys.argv[2]), "parent")
publish(settings, {settings.catalogue_path: "new", settings.last_build_path: "new"})
print(touches[0])
"""


def _publish(new: Path, folder: Path, touch: int) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _PUBLISH, str(folder), str(touch), str(new)],
        cwd=REPOSITORY,
        env=build_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in (0, -9), done.stderr
    return done.stdout


def _small_warehouse(path: Path, said: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table answer as select ? as said", [said])
    return path


def _old_target(old: Path, folder: Path) -> Path:
    (folder / "quality").mkdir(parents=True)
    (folder / "quality" / "index.html").write_text("old", encoding="utf-8")
    (folder / "warehouse.catalogue.json").write_text("old", encoding="utf-8")
    shutil.copyfile(old, folder / "warehouse.duckdb")
    return folder


def _said(folder: Path) -> str:
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        row = connection.execute("select said from answer").fetchone()
    assert row is not None
    return str(row[0])


def test_publish__killed_before_any_touch_of_the_disk__one_whole_warehouse(tmp_path: Path) -> None:
    old, new = (_small_warehouse(tmp_path / f"{said}.duckdb", said) for said in ("old", "new"))
    touches = int(_publish(new, _old_target(old, tmp_path / "counted"), 0))
    assert touches >= 10
    said = []
    for touch in sorted(random.Random(_SEED).sample(range(1, touches + 1), 6)):
        folder = _old_target(old, tmp_path / str(touch))
        assert _publish(new, folder, touch) == ""
        said.append(_said(folder))
        # what says that all is up to date is written last
        if (folder / ".cache" / "warehouse" / "last-build.json").exists():
            assert said[-1] == "new"
            assert (folder / "quality" / "index.html").read_text(encoding="utf-8") == "new"
        assert _publish(new, folder, 0)
        assert _said(folder) == "new"
        assert leftovers(folder) == [".building-warehouse"]  # which the build itself takes away
    assert said == sorted(said, reverse=True)  # first old, then new
