"""The hand-checked tables of `../shared/truth`: every figure, on its page, and nothing beside.

The published files may not be in the repository, so these tests run where the folder is
present and say so where it is not. `../shared/README.md` describes the format.
"""

from __future__ import annotations

import json
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.conftest import ReadOnce

SHARED = Path(__file__).parents[3] / "shared"
TRUTHS = sorted((SHARED / "truth").glob("*.json")) if (SHARED / "truth").is_dir() else []

pytestmark = pytest.mark.skipif(
    not TRUTHS, reason="../shared/truth is not present: real reports are never committed"
)

# Header words under which a number is a name or an ordinal, not a figure.
_LABEL_HEADERS = re.compile(r"编码|科目名称|序号|(^|/)(类|款|项)$|(^|/)项目$")


def _bare(text: str | None) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(_bare(text).replace(",", ""))
    except InvalidOperation:
        return None


def _expected(table: dict[str, Any]) -> dict[tuple[int, int], tuple[int, Decimal]]:
    """(row_number, column_number) → (page, value) of the figures that the truth lists."""
    paths = ["/".join(path) for path in table["columns"]]
    return {
        (r, c): (page, value)
        for r, (row, page) in enumerate(zip(table["rows"], table["row_pages"], strict=True), 1)
        for c, text in enumerate(row, 1)
        if not _LABEL_HEADERS.search(_bare(paths[c - 1])) and (value := _number(text)) is not None
    }


@pytest.fixture(scope="module", params=TRUTHS, ids=lambda path: path.stem)
def reading(
    request: pytest.FixtureRequest, read_once: ReadOnce
) -> tuple[dict[str, Any], dict[str, pl.DataFrame]]:
    truth = json.loads(request.param.read_text(encoding="utf-8"))
    path = SHARED / "reports" / truth["file"]
    return truth, read_once(path)


def _table_number(table: dict[str, Any], frames: dict[str, pl.DataFrame]) -> int:
    """Find the landed table of the same title on the same first page."""
    first_page = table["pages"][0]
    found = [
        row["table_number"]
        for row in frames["tables"].iter_rows(named=True)
        if row["first_page"] == first_page and _bare(table["title"]) in _bare(row["table_title"])
    ]
    assert len(found) == 1, (
        f"{table['title']} on page {first_page}: found tables {found} among "
        f"{frames['tables'].select('table_number', 'table_title', 'first_page').rows()}"
    )
    return int(found[0])


def test_truth__every_figure_and_nothing_beside(
    reading: tuple[dict[str, Any], dict[str, pl.DataFrame]],
) -> None:
    truth, frames = reading
    compared = 0
    for table in truth["tables"]:
        number = _table_number(table, frames)
        landed = {
            (row["row_number"], row["column_number"]): (row["page_number"], row["value"])
            for row in frames["figures"]
            .filter(pl.col("table_number") == number)
            .iter_rows(named=True)
        }
        expected = _expected(table)
        missing = {k: v for k, v in expected.items() if landed.get(k) != v}
        beside = {k: v for k, v in landed.items() if expected.get(k) != v}
        assert not missing, f"{table['title']}: {list(missing.items())[:8]}"
        assert not beside, f"{table['title']}: {list(beside.items())[:8]}"
        compared += len(expected)
    assert compared == sum(table["numeric_cells"] for table in truth["tables"])


def test_truth__rows_columns_pages_units(
    reading: tuple[dict[str, Any], dict[str, pl.DataFrame]],
) -> None:
    truth, frames = reading
    for table in truth["tables"]:
        number = _table_number(table, frames)
        row = frames["tables"].filter(pl.col("table_number") == number).row(0, named=True)
        assert row["row_count"] == len(table["rows"]), table["title"]
        assert row["unit"] == table["unit"], table["title"]
        assert row["is_nil"] or not table["declared_empty"], table["title"]
        pages = list(range(row["first_page"], row["last_page"] + 1))
        assert pages == table["pages"], table["title"]
        columns = frames["columns"].filter(pl.col("table_number") == number)
        paths = columns.sort("column_number")["column_path"].to_list()
        assert [_bare(p).replace("/", "") for p in paths] == [
            _bare("".join(path)) for path in table["columns"]
        ], table["title"]


def test_truth__row_codes_and_labels(
    reading: tuple[dict[str, Any], dict[str, pl.DataFrame]],
) -> None:
    """Every text of the truth's body stands in the landed cell of its row and column."""
    truth, frames = reading
    for table in truth["tables"]:
        number = _table_number(table, frames)
        cells = {
            (row["row_number"], row["column_number"]): _bare(row["printed_text"])
            for row in frames["cells"]
            .filter((pl.col("table_number") == number) & pl.col("row_number").is_not_null())
            .iter_rows(named=True)
        }
        wrong = [
            (r, c, text, cells.get((r, c)))
            for r, row in enumerate(table["rows"], 1)
            for c, text in enumerate(row, 1)
            if _bare(text) and cells.get((r, c), "") != _bare(text)
        ]
        assert not wrong, f"{table['title']}: {wrong[:6]}"


def test_truth__report_is_proven_and_named(
    reading: tuple[dict[str, Any], dict[str, pl.DataFrame]],
) -> None:
    truth, frames = reading
    report = frames["reports"].row(0, named=True)
    assert report["status"] == "proven", report["status_reason"]
    assert report["budget_year"] == truth["year"]
    assert report["report_kind"] == truth["kind"]
    assert report["department_name"] == truth["department"]
    assert report["level"] == {"部门": "department", "单位": "unit"}[truth["level"]]
    assert report["page_count"] == truth["pages"]
