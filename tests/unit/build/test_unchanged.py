"""When a build has nothing to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.build import _unchanged_summary
from ingest.catalogue import Catalogue
from ingest.settings import Settings
from ingest.stages import _last_build_text
from tests.unit.build.test_summary import SUMMARY

_LINK = ("broken link.pdf", "cannot be opened: No such file or directory")


def _published(folder: Path, catalogue: Catalogue) -> Settings:
    """A folder as a build of a catalogue leaves it."""
    settings = Settings(folder / "reports", folder / "warehouse.duckdb")
    settings.building_dir.mkdir()
    settings.building_warehouse.write_bytes(b"a warehouse")
    settings.cache_dir.mkdir(parents=True)
    settings.last_build_path.write_text(
        _last_build_text(settings, catalogue, {}, replace(SUMMARY, unreadable=catalogue.unreadable))
    )
    settings.building_warehouse.replace(settings.warehouse)
    settings.quality_dir.mkdir()
    return settings


def test_unchanged__same_file_still_cannot_be_opened__is_no_news(tmp_path: Path) -> None:
    catalogue = Catalogue(1, (), (_LINK,))
    settings = _published(tmp_path, catalogue)
    found = _unchanged_summary(settings, replace(catalogue, build_number=2), catalogue)
    assert found is not None
    assert found.unreadable == (_LINK,)


def test_unchanged__file_can_be_opened_no_more_or_again__is_a_change(tmp_path: Path) -> None:
    bad, good = Catalogue(1, (), (_LINK,)), Catalogue(1)
    (tmp_path / "1").mkdir()
    assert _unchanged_summary(_published(tmp_path / "1", bad), good, bad) is None
    (tmp_path / "2").mkdir()
    assert _unchanged_summary(_published(tmp_path / "2", good), bad, good) is None
    (tmp_path / "3").mkdir()
    other = replace(bad, unreadable=((_LINK[0], "cannot be opened: Permission denied"),))
    assert _unchanged_summary(_published(tmp_path / "3", bad), other, bad) is None


def test_unchanged__written_by_other_code__is_a_change(tmp_path: Path) -> None:
    settings = _published(tmp_path, Catalogue(1))
    assert _unchanged_summary(settings, Catalogue(2), Catalogue(1)) is not None
    settings.last_build_path.write_text('{"builder_version": "older", "is_final": true}')
    assert _unchanged_summary(settings, Catalogue(2), Catalogue(1)) is None
