"""The whole given as the part, a class for its item: the finding says whose amount it is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

from expectations.diagnosis.quoted import Claimed, Quoted, StatedCheck
from expectations.diagnosis.reading import read_taken
from expectations.diagnosis.stated import find_stated

# figure, table, row, column, code, label, column path, yuan
FIGURES = (
    ("all", 3, 1, 3, None, "合计", "合计", 30_640_600),
    ("basic", 3, 1, 4, None, "合计", "基本支出", 18_549_400),
    ("class", 3, 2, 3, "201", "一般公共服务支出", "合计", 19_996_600),
    ("item", 3, 4, 3, "2010301", "行政运行", "合计", 12_828_100),
    ("other class", 3, 5, 3, "208", "社会保障和就业支出", "合计", 777_100),
    ("class of a fund", 4, 2, 3, "201", "一般公共服务支出", "合计", 18_634_900),
    ("basic of a class", 4, 2, 4, "201", "一般公共服务支出", "基本支出", 14_660_600),
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "create schema marts; create table marts.fct_figures (figure_id varchar, "
            "table_number int, row_number int, column_number int, row_code varchar, "
            "row_label varchar, column_path varchar, amount_yuan decimal(22, 4), "
            "report_id varchar default 'r', table_title varchar, page_number int default 5, "
            "printed_text varchar, unit varchar default '万元'); "
            "create table marts.fct_invariant_checks (check_id varchar, invariant_id varchar, "
            "status varchar, left_yuan decimal(22, 4), tolerance_yuan decimal(22, 4), "
            "figure_ids varchar[])"
        )
        connection.executemany(
            "insert into marts.fct_figures (figure_id, table_number, row_number, column_number, "
            "row_code, row_label, column_path, amount_yuan) values (?, ?, ?, ?, ?, ?, ?, ?)",
            FIGURES,
        )
        yield connection


@pytest.mark.parametrize(
    ("figure", "said", "taken"),
    [
        ("basic", 30_640_600, "all"),
        ("item", 19_996_600, "class"),
        ("item", 30_640_600, "all"),
        ("item", 18_634_900, "class of a fund"),
        ("item", 14_660_600, None),  # of another table another column: chance
        ("item", 777_100, None),  # of another class
        ("item", 12_828_300, None),
    ],
)
def test_taken__amount_of_the_prose__is_the_whole_of_its_figure(
    connection: duckdb.DuckDBPyConnection, figure: str, said: int, taken: str | None
) -> None:
    connection.execute("delete from marts.fct_invariant_checks")
    connection.execute(
        "insert into marts.fct_invariant_checks values ('c', 'N1', 'violated', ?, 100, [?])",
        [said, figure],
    )
    found = read_taken(connection).get("c")
    assert (None if found is None else found.figure_id) == taken


def test_taken__is_said_in_both_languages() -> None:
    own = Quoted("item", 3, "支出表", 5, "2010301 行政运行", "合计", "1,282.81", "万元", 2, 4)
    whole = Quoted(
        "class", 3, "支出表", 5, "201 一般公共服务支出", "合计", "1,999.66", "万元", 1, 4
    )
    claim = Claimed("c", 2, "行政运行", "amount", "1999.66万元", Decimal(19_996_600))
    check = StatedCheck(
        *("c-N1", "r", "N1", "", "", ("item",), Decimal(19_996_600), Decimal(12_828_100), True),
        claims=(claim,),
        printed=(own,),
        taken_for=whole,
    )
    (finding,) = find_stated([check], [])
    assert "（文字所述等于同表“201 一般公共服务支出”行“合计”栏的数）。" in finding.message_zh
    assert "(what the prose gives is the amount of row “201 一般" in finding.message_en
