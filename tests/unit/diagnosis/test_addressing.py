"""A finding in a workbook, a Word file or a web page says no page: there is none."""

from __future__ import annotations

import re

import duckdb
import pytest

from expectations.diagnosis.addressing import address_en, address_zh, read_places

# as the diagnosis words them
MESSAGES = [
    (
        "表3“第2页续表”第6页“合计”行大于其下各行之和。同一原因另见表6第12页。",
        "Table 3 (支出表), page 6: row “合计” is more than its parts.",
    ),
    (
        "文字第23页、第28页对同一指标前后所述不一；表1第3至4页“数”栏",
        "The prose on pages 23 and 28 gives “a” twice; table 1, pages 3 to 4, column “数”",
    ),
    (
        "表2第5页的计量单位标作元。",
        "Table 2, page 5, states 元 as its unit. On page 7, the word of direction contradicts it.",
    ),
]


@pytest.mark.parametrize(("zh", "en"), MESSAGES)
def test_address__without_sheets__names_no_page(zh: str, en: str) -> None:
    told = address_zh(zh, {})
    assert not re.search(r"第\d+页", re.sub(r"“[^”]*”", "", told))
    assert "第2页续表" in told or "第2页续表" not in zh  # what the publisher prints stays
    told = address_en(en, {})
    assert not re.search(r"\bpages?\b", told)
    assert ", ," not in told
    assert "  " not in told


def test_address__workbook__names_the_sheet() -> None:
    sheets = {6: "表三", 12: "表六"}
    assert address_zh(MESSAGES[0][0], sheets) == (
        "表3“第2页续表”工作表“表三”“合计”行大于其下各行之和。同一原因另见表6工作表“表六”。"
    )
    assert address_en(MESSAGES[0][1], sheets) == (
        "Table 3 (支出表), sheet “表三”: row “合计” is more than its parts."
    )


def test_places__only_reports_without_pages() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create schema raw; create schema marts;"
            "create table raw.pages as from (values ('book', 1, 'office'), ('book', 2, 'office'),"
            " ('word', 1, 'office'), ('paper', 1, 'vector'))"
            " as t (report_id, page_number, reading);"
            "create table marts.fct_figures as from (values ('book', 1, '收支 表!B12'),"
            " ('word', 1, '表3 行5 列2'), ('paper', 1, 'p.1 [1 2 3 4]'))"
            " as t (report_id, page_number, locator)"
        )
        assert read_places(connection) == {"book": {1: "收支 表", 2: ""}, "word": {1: ""}}
