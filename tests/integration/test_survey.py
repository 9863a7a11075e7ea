"""The survey: what it says is what a build would publish, and it publishes nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from ingest.asking.survey import survey
from ingest.settings import Settings
from tests.conftest import SHIPPED_REPORTS, Run

COUNTS_SQL = """
select
    count(*) filter (where status = 'holds'),
    count(*) filter (where status = 'violated'),
    count(*) filter (where status = 'not_checkable')
from marts.fct_invariant_checks
"""


@pytest.fixture(scope="module")
def settings(shipped_build: Run, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A folder in which the shipped report has landed already."""
    folder = tmp_path_factory.mktemp("survey")
    shutil.copytree(shipped_build.warehouse.parent / "landing", folder / "landing")
    return Settings(SHIPPED_REPORTS, folder / "warehouse.duckdb", worker_count=1)


def test_survey__one_report__says_what_its_build_publishes(
    settings: Settings, shipped_warehouse: Path
) -> None:
    stages: list[str] = []

    text = survey(settings, lambda stage, *_, **__: stages.append(stage))

    with duckdb.connect(str(shipped_warehouse), read_only=True) as connection:
        (counts,) = connection.execute(COUNTS_SQL).fetchall()
    assert "checks {} hold {} violated {} not checkable".format(*counts) in text
    for said in ("21 tables", "466 figures", "conserved 100 %"):
        assert said in text
    assert "total: 1 reports, 1 proven" in text
    assert list(dict.fromkeys(stages)) == ["reading", "loading", "modelling"]
    assert not settings.warehouse.exists()  # nor Data Docs, nor the folder that it grows in
    assert {path.name for path in settings.folder.iterdir()} == {"landing", ".cache"}


def test_survey__nothing_has_changed__answers_from_what_it_kept(settings: Settings) -> None:
    first = survey(settings, lambda *_, **__: None)
    stages: list[str] = []

    again = survey(settings, lambda stage, *_, **__: stages.append(stage))
    tried = survey(replace(settings, is_retry=True), lambda stage, *_, **__: stages.append(stage))

    assert again == first == tried
    assert stages == ["reading", "loading", "modelling"]  # of the one that was told to try again
