"""What publishers of many places say of correct tables is read, and none of it called wrong."""

from __future__ import annotations

import duckdb
import pytest

from tests.provinces.models import model_reports
from tests.provinces.told import TOLD, told
from tests.typesetting.press import typeset

NUMBERS = range(len(TOLD))


@pytest.fixture(scope="module")
def checks() -> duckdb.DuckDBPyConnection:
    reports = {str(number): typeset(told(number)) for number in NUMBERS}
    return model_reports(reports, ("fct_invariant_checks",))


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: str(TOLD[number]["form"]))
def test_told__true_of_the_tables__is_violated_nowhere(
    number: int, checks: duckdb.DuckDBPyConnection
) -> None:
    violated = checks.execute(
        "select checks.invariant_id, checks.subject, checks.reason "
        "from fct_invariant_checks as checks inner join int_reports_seen as reports "
        "using (report_id) where reports.file_name = ? and checks.status = 'violated'",
        [str(number)],
    ).fetchall()
    assert violated == []


def test_told__of_the_amounts__nine_in_ten_are_compared(
    checks: duckdb.DuckDBPyConnection,
) -> None:
    share = checks.execute(
        "select avg(cast(claim_id in (select unnest(claim_ids) from fct_invariant_checks "
        "where status = 'holds') as integer)) from stg_claims "
        "where measure = 'amount' and subject_concept is not null"
    ).fetchone()
    assert share is not None
    assert share[0] > 0.9
