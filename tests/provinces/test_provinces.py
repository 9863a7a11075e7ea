"""Forms that nobody has seen: their headline facts, leaves that close, and nothing called wrong."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from tests.provinces.forms import FORMS, Made
from tests.provinces.headed import HEADED
from tests.provinces.models import model_reports
from tests.provinces.pieces import PIECES
from tests.provinces.placed import PLACED
from tests.provinces.spent import PLACES
from tests.provinces.told import TOLD, told
from tests.provinces.unitwise import UNITWISE
from tests.provinces.wordings import WORDINGS
from tests.typesetting.press import typeset

_UNIT_YUAN = Decimal(100)  # a hundredth of 万元
_WANTED = ("fct_disclosure_totals", "fct_expenditures", "dim_reports", "fct_invariant_checks")

# Said ten times too large: what is carried over, a source, one fund's year.
_SLIPPED = "budget with money carried in, by side"
_SLIPS = ("carried", "own", "general")
# Of a part of what is carried over, true whatever the balance says.
_PARTS = (
    "十、部门收入其他说明",
    "上年结转结余的单位资金3.21万元。",
    "政府采购预算50.00万元，其中：上年结转3.21万元。",
    "十一、部门支出其他说明",
    "信息化项目50.00万元。",
    "上年结转3.21万元。",
    "十二、一般公共预算支出其他说明",
    "上年结转3.21万元。",
)

Form = Callable[[], Made]
ALL = (*FORMS, *WORDINGS, *HEADED, *PLACES, *PLACED, *PIECES, *UNITWISE)


@pytest.fixture(scope="module")
def facts() -> duckdb.DuckDBPyConnection:
    forms = {form.__name__: typeset(form()[0]) for form in ALL}
    forms |= {name: typeset(told(name)) for name in TOLD}
    slips = {slip: typeset(told(_SLIPPED, slip=slip)) for slip in _SLIPS}
    parts = typeset(told(_SLIPPED, more=_PARTS))
    return model_reports(forms | slips | {"parts": parts}, _WANTED)


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.__name__)
def test_totals__are_what_the_form_prints(form: Form, facts: duckdb.DuckDBPyConnection) -> None:
    cursor = facts.execute(
        "select totals.* from fct_disclosure_totals as totals "
        "inner join dim_reports using (disclosure_id) where file_name = ?",
        [form.__name__],
    )
    names = [column[0] for column in cursor.description or ()]
    row = dict(zip(names, cursor.fetchone() or (), strict=True))
    wrong = {}
    for fact, amount in form()[1].items():
        got = row[fact if fact.endswith("_count") else f"{fact}_yuan"]
        if abs((got or 0) - amount) > (0 if fact.endswith("_count") else _UNIT_YUAN):
            wrong[fact] = (amount, got)
    assert wrong == {}


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.__name__)
def test_leaves__come_to_the_total_of_their_kind(
    form: Form, facts: duckdb.DuckDBPyConnection
) -> None:
    stated = form()[1]
    leaves = dict(
        facts.execute(
            "select table_kind, sum(amount_yuan) filter (where is_leaf) from fct_expenditures "
            "inner join dim_reports using (report_id) where file_name = ? group by table_kind",
            [form.__name__],
        ).fetchall()
    )
    basic = "basic_by_economic" if "basic_by_economic" in leaves else "government_economic"
    assert leaves["expenditure"] == stated["expenditure_total"]
    assert leaves["general_budget"] == stated["general_budget"]
    assert leaves["government_fund"] == stated["government_fund"]
    assert leaves[basic] == stated["personnel"] + stated["operating"]
    if "project_list" in stated:
        assert leaves["projects"] == stated["project_list"]


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.__name__)
def test_reports__are_proven(form: Form, facts: duckdb.DuckDBPyConnection) -> None:
    read = facts.execute(
        "select status, budget_year, report_kind from dim_reports where file_name = ?",
        [form.__name__],
    ).fetchall()
    report = form()[0]
    assert read == [("proven", report.year, report.report_kind)]


def test_leaves__of_meetings__are_what_was_spent(facts: duckdb.DuckDBPyConnection) -> None:
    spent = facts.execute(
        "select sum(amount_yuan) filter (where is_leaf) from fct_expenditures "
        "inner join dim_reports using (report_id) "
        "where file_name = 'stages_as_rows' and table_kind = 'three_public'"
    ).fetchone()
    assert spent == (Decimal(30_000),)


@pytest.mark.parametrize("name", [*(form.__name__ for form in ALL), *TOLD])
def test_checks__of_correct_reports__are_violated_nowhere(
    name: str, facts: duckdb.DuckDBPyConnection
) -> None:
    violated = facts.execute(
        "select invariant_id, subject, reason from fct_invariant_checks as checks "
        "inner join dim_reports as reports using (report_id) "
        "where reports.file_name = ? and checks.status = 'violated'",
        [name],
    ).fetchall()
    assert violated == []


def test_told__of_the_amounts__nine_in_ten_are_compared(
    facts: duckdb.DuckDBPyConnection,
) -> None:
    share = facts.execute(
        "select avg(cast(claim_id in (select unnest(claim_ids) from fct_invariant_checks "
        "where status = 'holds') as integer)) from stg_claims "
        "where measure = 'amount' and subject_concept is not null"
    ).fetchone()
    assert share is not None
    assert share[0] > 0.9


@pytest.mark.parametrize("slip", _SLIPS)
def test_told__ten_times_too_much__is_violated(slip: str, facts: duckdb.DuckDBPyConnection) -> None:
    violated = facts.execute(
        "select count(*) from fct_invariant_checks as checks "
        "inner join dim_reports as reports using (report_id) "
        "where reports.file_name = ? and checks.status = 'violated' and invariant_id = 'N1'",
        [slip],
    ).fetchone()
    assert violated is not None
    assert violated[0] > 0


def test_told__parts_of_what_is_carried_over__are_not_the_line_of_the_balance(
    facts: duckdb.DuckDBPyConnection,
) -> None:
    violated = facts.execute(
        "select subject from fct_invariant_checks as checks "
        "inner join dim_reports as reports using (report_id) "
        "where reports.file_name = 'parts' and checks.status = 'violated' and invariant_id = 'N1'"
    ).fetchall()
    assert violated == []
