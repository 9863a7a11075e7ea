"""A file that binds several disclosures (合订本): each is read as if it lay there alone."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from pypdf import PdfReader, PdfWriter

from ingest.archives import read_source, sha256_of_source, source_exists
from ingest.building.binding import enter_bound
from ingest.building.catalogue import Catalogue, find_lost
from ingest.building.stages import read_missing
from ingest.building.surveying import survey_folder
from ingest.contract.frames import make_frame
from ingest.contract.versions import reader_version
from ingest.landing.folder import landed_dir, write_landing
from ingest.reading.report import read_report
from ingest.settings import Settings
from tests.typesetting.department import make_department
from tests.typesetting.layouts import LAYOUTS
from tests.typesetting.press import typeset

# what names the file
_OWN = ("sha256", "producer", "bound_pages", "status_reason", "locator")


def _bind(contents: list[bytes]) -> bytes:
    writer = PdfWriter()
    for content in contents:
        writer.append(PdfReader(io.BytesIO(content)))
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _as_alone(frames: Mapping[str, pl.DataFrame], offset: int) -> dict[str, pl.DataFrame]:
    """Take away where in the file the report begins, and the report's id, in keys too."""
    report_id = frames["reports"]["report_id"][0]
    pages = pl.col("^(page_number|first_page|last_page)$") - offset
    keys = pl.col(pl.String).str.replace_all(report_id, "-")
    return {
        name: frame.with_columns(pages).with_columns(keys).drop(_OWN, strict=False)
        for name, frame in frames.items()
    }


@pytest.fixture(scope="module", params=["chongqing", "shanghai"])
def alone(request: pytest.FixtureRequest) -> list[bytes]:
    """Two departments' disclosures; of Chongqing's, 收支总表 is the sixth form."""
    names = ("福州市科学技术局", "福州市档案馆")
    departments = [
        replace(make_department(seed, 2023), name=name) for seed, name in enumerate(names)
    ]
    return [typeset(LAYOUTS[request.param].lay_out(each)) for each in departments]


def test_bound__each_disclosure__is_read_as_if_it_lay_alone(
    tmp_path: Path, alone: list[bytes]
) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "合订本.pdf").write_bytes(_bind(alone))
    settings = Settings(reports, tmp_path / "w.duckdb", worker_count=1)
    settings.cache_dir.mkdir(parents=True)
    settings.building_dir.mkdir(parents=True, exist_ok=True)
    surveyed = survey_folder(reports, Catalogue())
    catalogue, failures, seconds = read_missing(settings, surveyed, lambda *_, **__: None)
    assert not failures
    assert len(seconds) == 2
    whole, part = catalogue.present()
    first_count = len(PdfReader(io.BytesIO(alone[0])).pages)
    last = first_count + len(PdfReader(io.BytesIO(alone[1])).pages)
    assert part.file_path == f"合订本.pdf!第{first_count + 1}-{last}页"
    offset = 0
    for file, content in zip((whole, part), alone, strict=True):
        folder = landed_dir(settings.landing_dir, file.report_id, reader_version())
        landed = {path.stem: pl.read_parquet(path) for path in folder.iterdir()}
        (row,) = landed["reports"].rows(named=True)
        assert (row["report_id"], row["sha256"]) == (file.report_id, file.sha256)
        assert row["status"] == "proven"
        by_itself = _as_alone(read_report(content, "a.pdf"), 0)
        for name, frame in _as_alone(landed, offset).items():
            assert_frame_equal(frame, by_itself[name], check_row_order=True)
        offset = first_count
    # what is known of a file stands as long as it does
    again = survey_folder(reports, catalogue)
    assert again.present() == catalogue.present()
    path = reports / part.file_path
    assert source_exists(path)
    assert sha256_of_source(path, read_source(path)) == part.sha256


def _landed(folder: Path, catalogue: Catalogue, *ranges: str) -> Catalogue:
    """Land the only file of a folder as one that binds so many disclosures."""
    (file,) = (file for file in catalogue.present() if file.page_range is None)
    row = {"report_id": file.report_id, "sha256": file.sha256, "bound_pages": list(ranges) or None}
    frames = {"reports": make_frame("reports", [row])}
    write_landing(folder, file.report_id, "v", frames)
    return enter_bound(catalogue, folder, "v", {file.sha256})


def test_bound__file_is_replaced__its_disclosures_go_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"one")
    before = _landed(tmp_path / "x", survey_folder(tmp_path, Catalogue()), "3-4", "5-9")
    assert [file.file_name for file in before.present()] == [
        "a.pdf",
        "a.pdf!第3-4页",
        "a.pdf!第5-9页",
    ]
    (tmp_path / "a.pdf").write_bytes(b"another")
    after = survey_folder(tmp_path, before)
    assert [file.file_path for file in after.present()] == ["a.pdf"]
    assert find_lost(before, after) == ()
    (tmp_path / "a.pdf").unlink()
    assert len(find_lost(before, survey_folder(tmp_path, before))) == 3


def test_bound__reader_finds_no_more__what_it_found_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"one")
    before = _landed(tmp_path / "x", survey_folder(tmp_path, Catalogue()), "3-4")
    after = _landed(tmp_path / "y", survey_folder(tmp_path, before), "3-5")
    assert [file.file_path for file in after.present()] == ["a.pdf", "a.pdf!第3-5页"]
    assert [file.file_path for file in after.files if not file.is_present] == ["a.pdf!第3-4页"]


def test_bound__file_cannot_be_read_this_time__keeps_what_it_was_known_to_bind(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"one")
    before = _landed(tmp_path / "x", survey_folder(tmp_path, Catalogue()), "3-4")
    again = survey_folder(tmp_path, before)
    read_now = {file.sha256 for file in again.present()}
    after = enter_bound(again, tmp_path / "nothing landed", "v", read_now)
    assert after.present() == before.present()
