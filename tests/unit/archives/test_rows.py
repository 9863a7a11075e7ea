"""Pictures whose names differ by a number are one report, in folders and in archives."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ingest.archives import find_rows, read_source, source_exists
from ingest.building.catalogue import Catalogue, ReportFile
from ingest.building.surveying import survey_folder
from ingest.contract.pictures import PageFile, bind_pictures, unbind_pictures
from tests.typesetting.archives import zip_archive

ROW = "某局2023年预算_{01..03}.png"
FILES = {f"某局2023年预算_{n:02}.png": b"page %d" % n for n in (3, 1, 2)}
BOUND = bind_pictures(
    [PageFile(f"某局2023年预算_{n:02}.png", n, b"page %d" % n) for n in (1, 2, 3)]
)


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        (["10.jpg", "2.jpg", "1.jpg", *(f"{n}.jpg" for n in range(3, 10))], ["{1..10}.jpg"]),
        (["公开(1).JPG", "公开(2).jpg"], ["公开({1..2}).jpg"]),
        (["甲/0.tif", "甲/1.tif", "乙/1.tif"], ["甲/{0..1}.tif"]),
        (["a.zip!1.png", "a.zip!2.png"], ["a.zip!{1..2}.png"]),
        (["1.jpg", "2.jpg", "4.jpg"], ["{1..4}.jpg"]),  # what is missing is said when it is read
        (["图1.jpg", "表2.jpg"], []),
        (["1.jpg", "2.png"], []),
        (["1.pdf", "2.pdf"], []),
        (["01.jpg", "1.jpg"], []),  # which of them is the page?
        (["3.jpg", "57.jpg"], []),  # numbers of documents
        (["某局2022.jpg", "某局2023.jpg"], []),  # years
        (["20230101.jpg", "20230102.jpg"], []),  # days
        (["1.jpg"], []),
    ],
)
def test_rows__are_told_by_names(names: list[str], rows: list[str]) -> None:
    assert [row.path for row in find_rows(names)] == rows


def test_row__in_a_folder__is_one_report_whose_content_is_its_pictures(tmp_path: Path) -> None:
    (tmp_path / "某局").mkdir()
    for name, content in FILES.items():
        (tmp_path / "某局" / name).write_bytes(content)
    (tmp_path / "某局" / "说明.pdf").write_bytes(b"beside")
    catalogue = survey_folder(tmp_path, Catalogue())
    row, beside = catalogue.present()
    assert (row.file_path, beside.file_path) == (f"某局/{ROW}", "某局/说明.pdf")
    assert read_source(tmp_path / row.file_path) == BOUND
    assert row.sha256 == hashlib.sha256(BOUND).hexdigest()
    assert source_exists(tmp_path / row.file_path)
    assert survey_folder(tmp_path, catalogue).files == catalogue.files
    (tmp_path / "某局" / "某局2023年预算_02.png").write_bytes(b"another")
    (changed,) = (
        f for f in survey_folder(tmp_path, catalogue).present() if f.file_path == row.file_path
    )
    assert changed.sha256 != row.sha256
    (tmp_path / "某局" / "某局2023年预算_03.png").unlink()
    assert not source_exists(tmp_path / row.file_path)
    with pytest.raises(FileNotFoundError):
        read_source(tmp_path / row.file_path)


def test_row__in_an_archive__is_one_report_too(tmp_path: Path) -> None:
    inner = zip_archive(FILES)
    (tmp_path / "甲.zip").write_bytes(zip_archive({"乙.zip": inner, "公章.png": b"seal"}))
    found = {file.file_path: file for file in survey_folder(tmp_path, Catalogue()).present()}
    assert sorted(found) == [f"甲.zip!乙.zip!{ROW}", "甲.zip!公章.png"]
    row: ReportFile = found[f"甲.zip!乙.zip!{ROW}"]
    assert read_source(tmp_path / row.file_path) == BOUND
    assert row.sha256 == hashlib.sha256(BOUND).hexdigest()


def test_row__content_that_only_begins_like_one__is_none() -> None:
    assert unbind_pictures(BOUND[:25]) is None
    assert unbind_pictures(b"") is None
