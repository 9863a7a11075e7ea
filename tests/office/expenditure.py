"""An expenditure table by function, as offices make it in any form: what must be read of it."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from ingest.reading.report import read_report

TITLE, UNIT = "某市水务局2025年部门支出预算表", "单位：万元"
HEAD = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
ROWS = [
    ["", "合计", "1,753.50", "1,100.00", "653.50"],
    ["205", "教育支出", "50.00", "50.00", ""],
    ["20508", "进修及培训", "50.00", "50.00", ""],
    ["2050803", "培训支出", "50.00", "50.00", ""],
    ["213", "农林水支出", "1,703.50", "1,050.00", "653.50"],
    ["21303", "水利", "1,703.50", "1,050.00", "653.50"],
    ["2130301", "行政运行", "1,050.00", "1,050.00", ""],
    ["2130305", "水利工程建设", "653.50", "", "653.50"],
]
AMOUNTS = [Decimal(text.replace(",", "")) for row in ROWS for text in row[2:] if text]


def check(content: bytes, unit: str = "万元") -> dict[str, pl.DataFrame]:
    """Read a file, and assert that its table is known, whole, and adds up.

    Returns:
        Its frames, for what a test asks beside.
    """
    frames = read_report(content, "report")
    report = frames["reports"].row(0, named=True)
    assert report["status"] == "proven", report["status_reason"]
    tables = frames["tables"].filter(pl.col("table_kind") == "expenditure")
    said = tables.select("table_title", "row_count", "unit", "roles_status").rows()
    assert said == [(TITLE, len(ROWS), unit, "supported")]
    (number,) = tables["table_number"]
    figures = frames["figures"].filter(pl.col("table_number") == number)
    placed = figures.sort("row_number", "column_number")
    assert placed["value"].to_list() == AMOUNTS
    codes = frames["lines"].filter(pl.col("table_number") == number)["row_code"].to_list()
    assert codes == [row[0] or None for row in ROWS]
    return frames
