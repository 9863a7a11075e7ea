"""Files that mean no good, or were made without a thought: each one is named, none is run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from ingest.reading.office.bounds import within_bounds
from ingest.reading.office.layout import pair_alike
from ingest.reading.report import read_report
from tests.office.expenditure import check
from tests.office.test_word_made import FILES, _file
from tests.office.test_workbook_made import _book

_SHEET = "xl/worksheets/sheet1.xml"
_END = b"</sheetData>"


def _changed(content: bytes, change: Callable[[bytes], bytes], **added: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in archive.namelist():
            part = archive.read(name)
            written.writestr(name, change(part) if name == _SHEET else part)
        for name, part in added.items():
            written.writestr(name.replace("__", "/") + ".bin", part)
    return stream.getvalue()


def _with_rows(rows: bytes) -> bytes:
    return _changed(_book(), lambda sheet: sheet.replace(_END, rows + _END))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        # one value in the last cell of a sheet: room for 17 billion
        (
            lambda: _with_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
            "1,048,576 rows of 16,384 columns (表格过大)",
        ),
        (
            lambda: _with_rows(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
            "1,048,576 rows (表格过大)",
        ),
        (
            lambda: _with_rows(
                b"".join(
                    b'<row r="%d"><c r="E%d"><v>0</v></c></row>' % (n, n) for n in range(20, 90_000)
                )
            ),
            "89,999 rows (表格过大)",
        ),
        (
            lambda: _changed(
                _book(),
                lambda sheet: sheet.replace(
                    b"<mergeCell ", b'<mergeCell ref="A20:XFD1048576"/><mergeCell ', 1
                ),
            ),
            "merges 17,179,557,888 cells into one (合并过大)",
        ),
        (
            lambda: _changed(
                _book(),
                lambda sheet: sheet.replace(
                    b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "9">]><worksheet', 1
                ).replace(b"<v>1100</v>", b"<v>&a;</v>"),
            ),
            "declares entities (XML 实体)",
        ),
    ],
    ids=["last cell", "last row", "many noughts", "merged", "entities"],
)
def test_workbook__larger_than_any_report__is_named(
    content: Callable[[], bytes], said: str
) -> None:
    report = read_report(content(), "x.xlsx")["reports"]
    assert report.item(0, "status") == "rejected"
    assert said in report.item(0, "status_reason")


def test_workbook__formatted_to_its_last_row__is_read() -> None:
    check(_with_rows(b'<row r="1048576"><c r="E1048576" s="1"/></row>'))


def test_bounds__rows_behind_the_last_value__are_left_out() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(20, 130_000))
    content = _with_rows(rows)
    shorter = within_bounds(content, "x.xlsx")
    with zipfile.ZipFile(io.BytesIO(shorter)) as archive:
        assert len(archive.read(_SHEET)) < 10_000
    check(shorter)


@pytest.mark.parametrize(
    "content",
    [
        lambda: _changed(_book(), bytes, xl__vbaProject=b"Attribute VB_Name"),
        lambda: _changed(
            _file(FILES["full-width digits"]()), bytes, word__vbaProject=b"Attribute VB_Name"
        ),
    ],
    ids=["xlsm", "docm"],
)
def test_macros__are_not_run_and_named(content: Callable[[], bytes]) -> None:
    report = check(content())["reports"]
    assert report.item(0, "status_reason") == "macros, not run (宏，未执行): p.1"


def test_formula__names_another_file__its_shown_value_counts_and_nothing_is_fetched() -> None:
    formula = b"<f>'[http://127.0.0.1:9/x.xlsx]1'!A1</f><v>1100</v>"
    check(_changed(_book(), lambda sheet: sheet.replace(b"<v>1100</v>", formula, 1)))


def test_workbook__thousands_of_noughts__are_compared_in_no_time() -> None:
    """Two readings of equal numbers: to look for the longest run takes the square of them."""
    first = ["0"] * 100_000
    pairs = list(pair_alike([*first, "1", "2"], [*first, "2"]))
    assert len(pairs) == len(first) + 1
    assert pairs[-1] == (len(first) + 1, len(first))
    assert list(pair_alike(["1", "9", "3"], ["1", "3"])) == [(0, 0), (2, 1)]
    added = list(pair_alike(["1", "5", "6", "3"], ["1", "6", "5", "6", "3"]))
    assert added == [(0, 0), (1, 2), (2, 3), (3, 4)]
