"""A landing that several builds share, at an address: what one has read, no other reads."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("fsspec", reason="the extra [cluster] is not installed")

from ingest.engines.choice import read_reports
from ingest.engines.pool import Landing, Task
from ingest.errors import StageFailedError, UsageError
from ingest.landing.folder import FolderPages, is_landed, read_packed
from ingest.landing.shared import open_shared_landing
from ingest.settings import Settings
from tests.conftest import SHIPPED_REPORTS

FRAMES = {"a.parquet": b"1", "b.parquet": b"2"}


def test_shared_landing__written__is_listed_and_read_back() -> None:
    shared = open_shared_landing("memory://landing/there and back")
    assert shared.landed("v1") == frozenset()
    shared.write("aa", "v1", FRAMES)
    shared.write("aa", "v1", FRAMES)
    shared.write("bb", "v2", FRAMES)
    assert shared.landed("v1") == {"aa"}
    assert shared.read("aa", "v1") == FRAMES
    assert open_shared_landing("memory://landing/there and back").landed("v2") == {"bb"}


def test_shared_landing__no_marker_yet__is_not_landed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote it was killed before the end."""
    shared = open_shared_landing("memory://landing/killed")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(type(shared.files), "pipe_file", killed)
    with pytest.raises(KeyboardInterrupt):
        shared.write("aa", "v1", FRAMES)
    monkeypatch.undo()
    assert shared.landed("v1") == frozenset()


def test_shared_landing__pages__are_kept_by_version() -> None:
    shared = open_shared_landing("memory://landing/pages")
    assert shared.read_pages("aa", "p1") is None
    shared.write_pages("aa", "p1", b"packed")
    assert shared.read_pages("aa", "p1") == b"packed"
    assert shared.read_pages("aa", "p2") is None


@pytest.mark.parametrize("url", ["nosuch://x", "gopher://x/y"])
def test_shared_landing__unknown_kind_of_address__is_said(url: str) -> None:
    with pytest.raises(UsageError, match="LANDING="):
        open_shared_landing(url)


@pytest.fixture(scope="module")
def task() -> Task:
    (path,) = SHIPPED_REPORTS.rglob("*.pdf")
    return Task(path, path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def _settings(folder: Path, url: str) -> Settings:
    folder.mkdir(exist_ok=True)
    return Settings(SHIPPED_REPORTS, folder / "w.duckdb", worker_count=1, landing_url=url)


def _landing(folder: Path) -> Landing:
    landing = Landing(folder / "landing", "v1", folder / "log", folder, 60.0, pages_version="p1")
    landing.landing_dir.mkdir()
    return landing


def test_engine__second_build__copies_instead_of_reading(tmp_path: Path, task: Task) -> None:
    url = f"file://{tmp_path}/共享"
    first, second, third = (_settings(tmp_path / name, url) for name in "abc")
    landing = _landing(tmp_path / "a")
    (outcome,) = read_reports([task], landing, first)
    assert outcome.failure is None
    packed = read_packed(landing.landing_dir, task.sha256[:16], "v1")

    unreadable = replace(_landing(tmp_path / "b"), reader="ingest.reading.report:no_such")
    (outcome,) = read_reports([task], unreadable, second)
    assert outcome.failure is None
    assert read_packed(unreadable.landing_dir, task.sha256[:16], "v1") == packed

    # other words: recognised anew from the pages that the first has read
    reworded = replace(
        _landing(tmp_path / "c"), reader_version="v2", reader="tests.cluster.pages_reader:read"
    )
    (outcome,) = read_reports([task], reworded, third)
    assert outcome.failure is None
    assert is_landed(reworded.landing_dir, task.sha256[:16], "v2")
    assert FolderPages(reworded.landing_dir, "p1").read(task.sha256[:16])


def test_engine__shared_landing_gone__fails_the_stage(tmp_path: Path, task: Task) -> None:
    (tmp_path / "obstacle").write_bytes(b"")
    settings = _settings(tmp_path / "a", f"file://{tmp_path}/obstacle/landing")
    landing = replace(_landing(tmp_path / "a"), reader="tests.integration.faulty_reader:read")
    with pytest.raises(StageFailedError, match="obstacle"):
        list(read_reports([task], landing, settings))
