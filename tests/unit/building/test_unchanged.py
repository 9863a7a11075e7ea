"""When a build has nothing to do."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.building.build import _check_shrinkage, _unchanged_summary
from ingest.building.catalogue import Catalogue, ReportFile
from ingest.building.diagnosing import known_errors
from ingest.building.stages import _last_build_text, _remembered_failures
from ingest.contract.versions import builder_version
from ingest.errors import ShrunkFolderError
from ingest.settings import Settings
from tests.unit.telling.test_summary import SUMMARY

_LINK = ("broken link.pdf", "cannot be opened: No such file or directory")


def _published(
    folder: Path, catalogue: Catalogue, failures: dict[str, str] | None = None
) -> Settings:
    """A folder as a build of a catalogue leaves it."""
    settings = Settings(folder / "reports", folder / "warehouse.duckdb")
    settings.building_dir.mkdir()
    settings.building_warehouse.write_bytes(b"a warehouse")
    settings.cache_dir.mkdir(parents=True)
    settings.last_build_path.write_text(
        _last_build_text(
            settings, catalogue, failures or {}, replace(SUMMARY, unreadable=catalogue.unreadable)
        )
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
    settings.last_build_path.write_text('{"builder_version": "older", "failures": {}}')
    assert _unchanged_summary(settings, Catalogue(2), Catalogue(1)) is None


def test_unchanged__finding_acknowledged_since__is_a_change(tmp_path: Path) -> None:
    settings = _published(tmp_path, Catalogue(1))
    path = tmp_path / "acknowledged.yml"
    # where the program is installed the list is the user's own, and need not be there
    published = json.loads(settings.last_build_path.read_text(encoding="utf-8"))
    published["builder_version"] = builder_version(path)
    settings.last_build_path.write_text(json.dumps(published), encoding="utf-8")
    own = replace(settings, acknowledged_path=path)
    assert known_errors(path) == ()
    assert _unchanged_summary(own, Catalogue(2), Catalogue(1)) is not None
    path.write_text(
        '- {report: "r1", finding: "f1", reason: 印错一位, date: 2026-11-23, who: 审计员}\n',
        encoding="utf-8",
    )
    assert [each.finding for each in known_errors(path)] == ["f1"]
    assert _unchanged_summary(own, Catalogue(2), Catalogue(1)) is None


def test_unchanged__report_that_failed__fails_again_unless_something_is_new(tmp_path: Path) -> None:
    settings = _published(tmp_path, Catalogue(1), {"a" * 64: "internal error"})
    again = (Catalogue(2), Catalogue(1))
    assert _unchanged_summary(settings, *again) is not None
    assert _remembered_failures(settings) == {"a" * 64: "internal error"}
    assert _unchanged_summary(replace(settings, is_retry=True), *again) is None
    longer = replace(settings, report_limit_seconds=999.0)
    assert _unchanged_summary(longer, *again) is None
    assert _remembered_failures(longer) == {}


def _folder(*names: str) -> tuple[ReportFile, ...]:
    return tuple(
        ReportFile(file_path=f"{name}.pdf", sha256=name * 64, byte_count=1, first_seen=1)
        for name in names
    )


@pytest.mark.parametrize(
    ("before", "now", "is_refused"),
    [
        ("a", "", True),  # all of one
        ("abcdef", "", True),  # an unmounted folder
        ("abcdef", "abc", True),  # three, and a half
        ("abcdef", "abcd", False),  # two
        ("abcdefghi", "abcdef", False),  # three, but a third and no more
        ("abcdefgh", "abcde", True),  # three of eight
        ("abc", "abcd", False),
        ("", "", False),
    ],
)
def test_shrinkage__most_reports_gone__publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, now: str, is_refused: bool
) -> None:
    settings = _published(tmp_path, Catalogue(1))
    monkeypatch.setattr(
        "ingest.building.summarising.read_loaded", lambda _: {name * 16 for name in before}
    )
    folders = (Catalogue(1, _folder(*before, "x", "y")), Catalogue(2, _folder(*now)))
    if is_refused:
        with pytest.raises(ShrunkFolderError, match="ALLOW_SHRINK=1"):
            _check_shrinkage(settings, *folders)
        _check_shrinkage(replace(settings, may_shrink=True), *folders)
        settings.warehouse.unlink()  # nothing is there to be lost
    _check_shrinkage(settings, *folders)


def test_shrinkage__replaced_and_moved_files__are_not_lost(tmp_path: Path) -> None:
    settings = _published(tmp_path, Catalogue(1))
    before = _folder("a", "b", "c")
    corrected = tuple(replace(file, sha256=file.sha256[::-1] + "x") for file in before)
    moved = tuple(replace(file, file_path=f"2024/{file.file_path}") for file in before)
    for now in (corrected, moved):
        _check_shrinkage(settings, Catalogue(1, before), Catalogue(2, now))
