"""A page that was printed, scanned and read twice says what the page with text says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import polars as pl
import pytest

from ingest.contract import versions
from ingest.reading.report import read_report
from ingest.reading.scans import page as scanned_page
from ingest.reading.scans.models import find_models
from tests.conftest import REPOSITORY
from tests.typesetting.scanning import MANNERS, scan_pdf

pytestmark = pytest.mark.skipif(
    find_models() is None, reason="the recognisers of scans are not installed: OCR=1 make build"
)
# 部门财务收支预算总表: a page with a balance and its title, the smallest that has sums
CONTENT = (REPOSITORY / "tests" / "golden" / "shanghai" / "report.pdf").read_bytes()
PAGE = 4


@dataclass
class Shelf:
    """Keeps pages in memory."""

    kept: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def read(self, report_id: str, part: str = "") -> bytes | None:
        return self.kept.get((report_id, part))

    def write(self, report_id: str, packed: bytes, part: str = "") -> None:
        self.kept[report_id, part] = packed


@pytest.fixture(scope="module")
def scan() -> bytes:
    return scan_pdf(CONTENT, MANNERS["grey200"], [PAGE])


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(scope="module")
def frames(scan: bytes, shelf: Shelf) -> dict[str, pl.DataFrame]:
    return read_report(scan, "扫描件.pdf", shelf)


def test_scan__figures__are_those_of_the_page_with_text(frames: dict[str, pl.DataFrame]) -> None:
    printed = read_report(CONTENT, "report.pdf")["figures"].filter(pl.col("page_number") == PAGE)
    place = ["row_number", "column_number", "value", "decimals", "unit", "amount_yuan"]
    read = frames["figures"]
    assert Counter(read.select(place).rows()) == Counter(printed.select(place).rows())
    # where the two readings differ on a figure, the sums of the balance settle it
    differ = read["first_reading"] != read["second_reading"]
    assert read.filter(differ)["reading_status"].unique().to_list() in ([], ["settled"])
    proven = read.filter(pl.col("reading_status") == "proven")
    assert proven.height > read.height / 2


def test_scan__table_and_report__are_known(frames: dict[str, pl.DataFrame]) -> None:
    assert frames["tables"].select("table_kind", "unit", "status").rows() == [
        ("summary", "元", "proven")
    ]
    report = frames["reports"].row(0, named=True)
    assert (report["department_name"], report["budget_year"]) == ("上海市普陀区科学技术局", 2025)
    assert report["number_count"] == report["conserved_count"] > frames["figures"].height / 2


def test_scan__boxes__are_where_the_figures_are_shown(frames: dict[str, pl.DataFrame]) -> None:
    """The page leans; what is read of it straight is said where a person sees it."""
    assert abs(frames["pages"].item(0, "skew_degrees")) > 0.1
    printed = read_report(CONTENT, "report.pdf")["figures"].filter(pl.col("page_number") == PAGE)
    both = frames["figures"].join(printed, on=("row_number", "column_number"), suffix="_printed")
    off = (
        (both["x1"] - both["x1_printed"]).abs().max(),
        (both["y0"] - both["y0_printed"]).abs().max(),
    )
    assert max(off) < 6  # of a page that leans by a third of a degree: 2.5 pt, and the margins
    assert "°" in frames["figures"].item(0, "locator")


def test_scan__kept_page__is_read_by_no_network_again(
    scan: bytes,
    shelf: Shelf,
    frames: dict[str, pl.DataFrame],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the page was read again")

    monkeypatch.setattr(scanned_page, "read_scanned_page", refuse)
    again = read_report(scan, "扫描件.pdf", shelf)
    assert all(again[name].equals(frames[name]) for name in frames)
    assert any(versions.scan_reader_version() in part for _, part in shelf.kept)
