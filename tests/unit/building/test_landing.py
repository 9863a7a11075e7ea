"""The landing: what is swept away, and what stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.landing.folder import (
    FolderPages,
    drop_unfinished,
    drop_unused,
    landed_dir,
    write_packed,
)


def _land(landing: Path, report_id: str, version: str, age: int = 0) -> None:
    folder = write_packed(landing, report_id, version, {"reports.parquet": b"x"})
    os.utime(folder, (1e9 - age, 1e9 - age))


def _left(landing: Path) -> set[str]:
    return {
        path.relative_to(landing).as_posix()
        for path in [*landing.glob("*/*"), *landing.glob("pages/*/*")]
        if path.parent.name != "pages"
    }


def test_landing__older_versions__go_once_todays_has_read_the_report(tmp_path: Path) -> None:
    _land(tmp_path, "aa", "old", age=9)
    _land(tmp_path, "aa", "now")
    _land(tmp_path, "bb", "old")  # it failed to land today
    assert drop_unused(tmp_path, {"aa", "bb"}, set(), "now", "p") == 1
    assert _left(tmp_path) == {"aa/now", "bb/old"}


def test_landing__report_that_has_gone__keeps_its_newest(tmp_path: Path) -> None:
    _land(tmp_path, "aa", "old", age=9)
    _land(tmp_path, "aa", "older", age=99)
    drop_unused(tmp_path, set(), {"aa"}, "now", "p")
    assert _left(tmp_path) == {"aa/old"}


def test_landing__report_that_nobody_knows__goes(tmp_path: Path) -> None:
    _land(tmp_path, "aa", "now")
    drop_unused(tmp_path, set(), set(), "now", "p")
    assert not list(tmp_path.iterdir())


def test_landing__pages__stay_for_todays_reader_of_what_is_present(tmp_path: Path) -> None:
    for report_id in ("aa", "bb", "cc"):
        FolderPages(tmp_path, "old").write(report_id, b"x")
        if report_id != "bb":
            FolderPages(tmp_path, "now").write(report_id, b"x")
    drop_unused(tmp_path, {"aa", "bb"}, {"cc"}, "v", "now")
    assert _left(tmp_path) == {"pages/aa/now.msgpack.gz", "pages/bb/old.msgpack.gz"}


def test_landing__nothing_landed_yet__is_nothing_to_sweep(tmp_path: Path) -> None:
    assert drop_unused(tmp_path / "none", {"aa"}, set(), "now", "p") == 0


def test_landing__killed_while_sweeping__leaves_no_folder_that_is_not_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _land(tmp_path, "aa", "old", age=9)
    _land(tmp_path, "aa", "now")

    def killed(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ingest.landing.folder.shutil.rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        drop_unused(tmp_path, {"aa"}, set(), "now", "p")
    assert not landed_dir(tmp_path, "aa", "old").exists()
    monkeypatch.undo()
    drop_unfinished(tmp_path)
    assert _left(tmp_path) == {"aa/now"}
