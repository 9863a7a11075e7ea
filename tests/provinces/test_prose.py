"""Headline facts of files without tables: what the sentences of many provinces say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.provinces.models import model_reports
from tests.provinces.sheets import make, report
from tests.provinces.told import TOLD, stated, told
from tests.typesetting.press import typeset

CASES: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parent / "prose.yml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
_KINDS = {"budget": "部门预算", "final_account": "部门决算"}


@pytest.fixture(scope="module")
def facts() -> duckdb.DuckDBPyConnection:
    reports = {
        str(number): typeset(
            report(
                make(1, case["year"]), "滁州市审计局", [], case["sentences"], _KINDS[case["kind"]]
            )
        )
        for number, case in enumerate(CASES)
    }
    reports |= {name: typeset(told(name, with_tables=False)) for name in TOLD}
    return model_reports(reports, ("int_totals_proposed", "int_reports_seen"))


@pytest.mark.parametrize("number", range(len(CASES)))
def test_totals__are_what_the_sentences_say(number: int, facts: duckdb.DuckDBPyConnection) -> None:
    got = _chosen(str(number), facts)
    right = {fact: Decimal(wan) * 10_000 for fact, wan in CASES[number]["facts_wan"].items()}
    assert {fact: got.get(fact, Decimal(0)) for fact in right} == right


@pytest.mark.parametrize("name", TOLD)
def test_totals__of_prose_alone__are_right_where_they_are_told(
    name: str, facts: duckdb.DuckDBPyConnection
) -> None:
    got, right = _chosen(name, facts), stated(name)
    assert {fact: amount for fact, amount in got.items() if fact in right} == {
        fact: right[fact] for fact in got if fact in right
    }
    assert {"revenue_total", "expenditure_total"} <= set(got)


def _chosen(file_name: str, facts: duckdb.DuckDBPyConnection) -> dict[str, Decimal]:
    return dict(
        facts.execute(
            "select total, amount_yuan from int_totals_proposed "
            "inner join int_reports_seen using (report_id) where file_name = ? "
            "qualify row_number() over (partition by total order by choice) = 1",
            [file_name],
        ).fetchall()
    )
