"""The worked example of CONTRIBUTING.md, done for real: an identity is a few rows of seeds."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
import pytest

from tests.conftest import REPOSITORY
from tests.sql.project import create_seeds
from tests.sql.running import Row, run_models

_GUIDE = REPOSITORY / "CONTRIBUTING.md"
_MODELS = ("int_cross_total_terms", "int_invariant_terms", "int_checks_summed")

# 采购预算表 and 支出总表 of three reports: one within, one beyond, one without 支出总表
_AMOUNTS = {"r": (90, 100), "s": (110, 100), "t": (110, None)}


def _rows_to_add() -> dict[str, list[str]]:
    """Read the lines that the example adds to each seed."""
    text = _GUIDE.read_text(encoding="utf-8")
    blocks = re.findall(r"`dbt_project/seeds/(\w+)\.csv`:\n\n```csv\n(.*?)```", text, re.DOTALL)
    return {name: block.splitlines() for name, block in blocks}


@pytest.fixture
def project(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """The project's seeds in memory, with the rows of the example."""
    connection = duckdb.connect()
    create_seeds(connection)
    for name, lines in _rows_to_add().items():
        head = (REPOSITORY / "dbt_project/seeds" / f"{name}.csv").read_text(encoding="utf-8")
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([head.splitlines()[0], *lines]), encoding="utf-8")
        assert next(csv.reader(lines))[0] == "X16"
        connection.execute(
            f"insert into {name} by name from read_csv(?, header=true, all_varchar=true)",
            [str(path)],
        )
    return connection


def _headlines() -> list[Row]:
    kinds = {"procurement": 1, "expenditure": 2}
    return [
        {
            **{"report_id": report, "table_kind": kind, "table_number": number, "sign": 1},
            **{"headline": "total", "measure": "total", "row_number": 1, "column_number": 3},
            **{"figure_id": f"{report}-{kind}", "amount_yuan": amount, "half_unit_yuan": 0.5},
        }
        for report, amounts in _AMOUNTS.items()
        for (kind, number), amount in zip(kinds.items(), amounts, strict=True)
        if amount is not None
    ]


def test_example__names_its_seeds() -> None:
    assert _rows_to_add().keys() == {"seed_invariants", "seed_invariant_pairs"}


def test_example__is_tried_and_says_where_it_cannot_be(project: duckdb.DuckDBPyConnection) -> None:
    headlines = _headlines()
    cells = ("report_id", "table_number", "row_number", "column_number", "figure_id")
    money = ("amount_yuan", "half_unit_yuan")
    given = {
        "int_headline_terms_picked": headlines,
        "int_figures_situated": [{key: row[key] for key in (*cells, *money)} for row in headlines],
        "int_report_gates_read": [{"report_id": report} for report in _AMOUNTS],
        "stg_tables": [
            {key: row[key] for key in ("report_id", "table_number", "table_kind")}
            for row in headlines
        ],
        "stg_reports": [{"report_id": report} for report in _AMOUNTS],
        "int_reports_published": [{"report_id": report} for report in _AMOUNTS],
    }
    run_models(project, given, {*_MODELS, "int_checks_tried", "int_checks_gated"}, {})
    tried = project.execute(
        "select check_id, status, subject from int_checks_tried"
        " where invariant_id = 'X16' order by all"
    ).fetchall()
    gated = project.execute(
        "select check_id, status, reason from int_checks_gated where invariant_id = 'X16'"
    ).fetchall()
    subject = "采购预算表（表1）采购预算≤部门支出总表（表2）"
    assert tried == [
        ("r-X16-procurement", "holds", subject),
        ("s-X16-procurement", "violated", subject),
    ]
    assert gated == [("t-X16-procurement-gate", "not_checkable", "报告中没有部门支出总表")]
