"""Settings that make no sense are refused in words, not in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import UsageError
from ingest.settings import read_settings


@pytest.mark.parametrize("name", ["WORKERS", "BATCH_SIZE"])
@pytest.mark.parametrize("text", ["inf", "nan", "-1", "many", "1e999"])
def test_settings__count_that_cannot_be__is_refused(
    name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(UsageError, match=name):
        read_settings(reports=str(tmp_path))


def test_settings__negative_workers_as_an_argument__are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="WORKERS=-3"):
        read_settings(reports=str(tmp_path), worker_count=-3)


def test_settings__warehouse_is_a_link__is_the_file_that_it_stands_for(tmp_path: Path) -> None:
    (tmp_path / "large disk").mkdir()
    link = tmp_path / "warehouse.duckdb"
    link.symlink_to(tmp_path / "large disk" / "real.duckdb")  # which is not there yet
    settings = read_settings(reports=str(tmp_path), warehouse=str(link))
    assert settings.warehouse == tmp_path / "large disk" / "real.duckdb"
    assert settings.folder == tmp_path / "large disk"


def test_settings__warehouse_is_a_link_to_itself__is_refused(tmp_path: Path) -> None:
    link = tmp_path / "warehouse.duckdb"
    link.symlink_to(link)
    with pytest.raises(UsageError, match="WAREHOUSE"):
        read_settings(reports=str(tmp_path), warehouse=str(link))
