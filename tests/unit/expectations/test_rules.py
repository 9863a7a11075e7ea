"""Each rule on facts is broken in one place and must turn red; on good data all hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from expectations.catalogue import CATALOGUE
from expectations.facts import YUAN_PER_UNIT_SQL
from expectations.identities import CheckCounts, identity_rules
from expectations.rules import (
    NOTHING_COMPARED,
    SAMPLE_SIZE,
    Rule,
    Suite,
    counting_query,
    offending_rows_query,
)
from expectations.suites import KindPresence, build_suites
from ingest.contract.concepts import FURTHER_KINDS, TABLE_KINDS, YUAN_PER_UNIT
from tests.unit.expectations.small_warehouse import fill_small_warehouse

_PRESENT = {kind: KindPresence(1, 1) for kind in TABLE_KINDS}
_SUITES = {suite.name: suite for suite in build_suites({}, _PRESENT)}

# suite → rule → what breaks it
_FUNCTIONAL = {
    "年度": "update {mart} set budget_year = 202",
    "科目级次": "update {mart} set level = '款' where function_code = '201'",
    "科目在册": "delete from marts.dim_functions where function_code = '20103'",
    "资金性质": "update {mart} set fund = 'state_capital'",
    "合计不空": "update {mart} set total_yuan = null where function_code = '2010301'",
    "父级有数": "update {mart} set total_yuan = null where function_code = '201'",
    "末级标志": "update {mart} set is_leaf = true",
    "出自原表": "update {mart} set total_yuan = 7 where function_code = '201'",
    "事实齐全": "delete from {mart}",
}
_TWO_SIDED = {
    "年度": "update marts.fct_balances set budget_year = 99",
    "两侧俱在": "delete from marts.fct_balances where side = 'expenditure'",
    "行名": "update marts.fct_balances set line_label = ' '",
    "出自原表": "update marts.fct_balances set amount_yuan = 7",
    "事实齐全": "delete from marts.fct_balances",
}
_INDICATORS = {
    "指标名称": "update marts.fct_performance_indicators"
    " set level_1 = null, level_2 = null, level_3 = null",
    "指标值": "update marts.fct_performance_indicators"
    " set operator = null, target_text = '', target_value = null",
    "权重范围": "update marts.fct_performance_indicators set weight = 900",
    "事实齐全": "delete from marts.fct_performance_indicators",
}
_BREAKS: dict[str, dict[str, str]] = {
    "summary": _TWO_SIDED,
    "appropriation": _TWO_SIDED,
    "expenditure": _FUNCTIONAL,
    "general_budget": _FUNCTIONAL,
    "revenue": {
        "年度": "update marts.fct_function_revenues set budget_year = 1999",
        "科目级次": "update marts.fct_function_revenues set function_code = '2010'",
        "科目在册": "delete from marts.dim_functions where function_code = '201'",
        "合计不空": "delete from marts.fct_function_revenues where source = 'total'",
        "事实齐全": "delete from marts.fct_function_revenues",
    },
    "basic_by_economic": {
        "年度": "update marts.fct_economic_expenditures set budget_year = 0",
        "科目级次": "update marts.fct_economic_expenditures set level = '目'",
        "科目在册": "delete from marts.dim_economic_classes",
        "科目范围": "update marts.fct_economic_expenditures set economic_code = '201'",
        "合计不空": "update marts.fct_economic_expenditures set total_yuan = null",
        "出自原表": "update marts.fct_economic_expenditures set total_yuan = 1",
        "事实齐全": "delete from marts.fct_economic_expenditures",
    },
    "three_public": {
        "年度": "update marts.fct_three_public set year = 2024",
        "合计不空": "update marts.fct_three_public set total_yuan = null",
        "不为负": "update marts.fct_three_public set reception_yuan = -1",
        "部分不大于整体": "update marts.fct_three_public"
        " set vehicle_yuan = 1, vehicle_purchase_yuan = 2",
        "事实齐全": "delete from marts.fct_three_public",
    },
    "procurement": {
        "年度": "update marts.fct_procurements set budget_year = 1",
        "类别": "update marts.fct_procurements set category = null",
        "不为负": "update marts.fct_procurements set amount_yuan = -1",
        "事实齐全": "delete from marts.fct_procurements",
    },
    "projects": {
        "项目唯一": "insert into marts.fct_project_expenditures"
        " select * from marts.fct_project_expenditures",
        "项目在册": "delete from marts.dim_projects",
        "项目有名": "update marts.fct_project_expenditures set project_name = ''",
        "合计不空": "update marts.fct_project_expenditures set total_yuan = null",
        "科目级次": "update marts.fct_project_expenditures set function_code = '20'",
        "起止年度": "update marts.dim_projects set end_year = 2001",
        "事实齐全": "delete from marts.fct_project_expenditures",
    },
    "department_performance": _INDICATORS,
    "project_performance": _INDICATORS | {"项目在册": "delete from marts.dim_projects"},
    "across": {
        "检查自洽·差额": "update marts.fct_invariant_checks set difference_yuan = 5",
        "检查自洽·结论": "update marts.fct_invariant_checks set difference_yuan = 101",
        "检查自洽·理由": "update marts.fct_invariant_checks set reason = ''",
        "检查自洽·出处": "update marts.fct_invariant_checks set figure_ids = ['nowhere']",
        "覆盖": "update marts.fct_invariant_checks set status = 'not_checkable'",
        "表号连续": "update marts.fct_tables set table_number = 99 where table_number = 3",
        "科目有名": "update marts.dim_functions set function_name = null",
        "经济科目有名": "update marts.dim_economic_classes set economic_name = ''",
        "科目父级": "delete from marts.dim_functions where function_code = '20103'",
        "文字金额": "update marts.fct_narrative_claims set amount_yuan = 100",
    },
    "reading": {
        "证实": "update marts.dim_reports set conserved_share = 0.99",
        "未证实有因": "update marts.dim_reports set status = 'quarantined'",
        "身份": "update marts.dim_reports set department_name = null",
        "数字已读": "update marts.fct_figures set value = null where table_number = 2",
        "暂缓有因": "update marts.fct_tables set status = 'held_back' where table_number = 2",
        "数字有框": "update marts.fct_figures set x1 = x0 where table_number = 2",
        "页码": "update marts.fct_figures set page_number = 99 where table_number = 2",
        "数字计数": "update marts.fct_tables set figure_count = 9 where table_number = 2",
        "一格一数": "insert into marts.fct_figures select * from marts.fct_figures",
        "功能科目入维": "delete from marts.dim_functions where function_code = '2010301'",
        "经济科目入维": "delete from marts.dim_economic_classes where economic_code = '30101'",
    },
    "findings": {
        "皆有解释": "update marts.fct_invariant_checks set status = 'violated'",
        "疑处可查": "update marts.fct_findings set culprit_figure_ids = ['nowhere']",
        "说明齐全": "update marts.fct_findings set message_en = ' '",
        "已确认仍在": "update marts.fct_acknowledgements set is_stale = true",
    },
}
_BREAKS["closure"] = {
    "支出闭合": "update marts.fct_expenditures set amount_yuan = amount_yuan + 500 where is_total",
    "收入闭合": "update marts.fct_revenues set is_leaf_of_stage = true",
    "三公闭合": "update marts.fct_disclosure_totals set three_public_yuan = 100000",
    "一数一事实": "update marts.fct_figures set fact = null",
    "总额有出处": "update marts.fct_disclosure_totals set expenditure_total_from = 'nowhere'",
    "人均合理": "update marts.fct_disclosure_totals set staff_count = 100",
}
_WITHOUT_KIND = ("across", "reading", "findings", "closure")
# the suites whose sums the good warehouse tries
_SUMMED = (
    *("summary", "revenue", "expenditure", "appropriation", "general_budget", "three_public"),
    *("basic_by_economic", "procurement", "projects", "across"),
)
_READDED_BREAKS = (
    "update marts.fct_figures set amount_yuan = amount_yuan + 1",
    "update marts.fct_figures set decimals = 1",
    "update marts.fct_invariant_checks set status = 'violated' where status = 'holds'",
    "update marts.fct_invariant_terms set level_weight = 2 where side = 'left'",
    "update marts.fct_invariant_terms set sign = -1 where side = 'right'",
    "delete from marts.fct_invariant_terms where side = 'right'",
    "delete from marts.fct_invariant_terms",
)
_FIGURE_BREAKS = {
    "金额单位": "update marts.fct_figures set amount_yuan = value",
    "金额可读": "update marts.fct_figures set amount_yuan = null",
}


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        fill_small_warehouse(connection)
        yield connection


def _fact_rules(suite: Suite) -> list[Rule]:
    return [rule for rule in suite.rules if rule.invariant_id is None]


def _cases() -> Iterator[tuple[str, str, str]]:
    for suite in _SUMMED:
        for change in _READDED_BREAKS:
            yield suite, "逐项重算", change
    for suite, breaks in _BREAKS.items():
        figures = {} if suite in _WITHOUT_KIND else dict(_FIGURE_BREAKS)
        if suite.endswith("performance"):
            del figures["金额可读"]
        for rule, change in (figures | breaks).items():
            yield suite, rule, change.format(mart="marts.fct_function_expenditures")


def _offending(connection: duckdb.DuckDBPyConnection, suite: str, rule: str) -> list[str | None]:
    """The `problem` of each offending row, of which the suite's one query counts as many."""
    found = next(each for each in _SUITES[suite].rules if each.name == rule)
    query = offending_rows_query(found, f"({_SUITES[suite].facts})")
    rows = connection.execute(f"select problem, offending_count from ({query})").fetchall()
    if rows and rows[0][0] is None:  # rows offend: they are the same without asking for others
        brief = offending_rows_query(found, f"({_SUITES[suite].facts})", is_compared=True)
        assert connection.execute(brief).fetchall() == connection.execute(query).fetchall()
    problems = [problem for problem, _ in rows]
    alone = replace(_SUITES[suite], rules=(found,))
    _, compared, offending = connection.execute(counting_query(alone)).fetchone() or ()
    assert (compared == 0) == (problems == [NOTHING_COMPARED])
    assert compared == 0 or offending == (rows[0][1] if rows else 0)
    return problems


@pytest.mark.parametrize(("suite", "rule", "change"), list(_cases()))
def test_rule__broken_in_one_place(
    warehouse: duckdb.DuckDBPyConnection, suite: str, rule: str, change: str
) -> None:
    good = _offending(warehouse, suite, rule)
    warehouse.execute("begin")
    warehouse.execute(change)
    broken = _offending(warehouse, suite, rule)
    warehouse.execute("rollback")

    assert good in ([], [NOTHING_COMPARED])
    assert broken
    assert NOTHING_COMPARED not in broken


def test_rules__each_has_a_break() -> None:
    expected = {
        (suite.name, rule.name)
        for suite in _SUITES.values()
        # the kinds that the good warehouse holds no facts of have the rules of their sisters
        if suite.name not in ("government_fund", "state_capital", *FURTHER_KINDS, "other")
        for rule in _fact_rules(suite)
        if rule.name != "逐项重算" or suite.name in _SUMMED
    }

    assert {(suite, rule) for suite, rule, _ in _cases()} == expected


def test_rules__names_are_unique_in_a_suite() -> None:
    for suite in _SUITES.values():
        names = [rule.name for rule in suite.rules]
        assert len(names) == len(set(names)), suite.name


def test_rules__no_sign_that_sqlalchemy_takes_for_a_parameter() -> None:
    for suite in _SUITES.values():
        for rule in suite.rules:
            assert not set(":{}") & set(rule.compared + rule.must), rule.name


def test_rule__nothing_compared_returns_a_row(warehouse: duckdb.DuckDBPyConnection) -> None:
    rule = Rule("空", "空", "nothing", "select * from facts where false", "true")

    rows = warehouse.execute(offending_rows_query(rule, "(select 1 as one)")).fetchall()

    assert rows == [(None, NOTHING_COMPARED, 1)]


def test_rule__many_offend__some_are_shown_and_all_are_counted(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rule = Rule("多", "多", "many", "select * from facts", "one < 0")

    rows = warehouse.execute(
        offending_rows_query(rule, "(select unnest(range(1000)) as one)")
    ).fetchall()

    assert len(rows) == SAMPLE_SIZE
    assert rows[0] == (0, None, 1000)


def test_units__same_as_the_readers() -> None:
    for unit, yuan in YUAN_PER_UNIT.items():
        query = f"select {YUAN_PER_UNIT_SQL} from (select '{unit}' as unit)"
        assert duckdb.execute(query).fetchone() == (yuan,)


def test_catalogue__every_identity_of_the_invariants() -> None:
    ids = [identity.invariant_id for identity in CATALOGUE]

    assert len(ids) == len(set(ids))
    counts = {"R": 9, "C": 5, "B": 2, "X": 15, "N": 7, "Y": 3, "D": 1, "K": 3, "H": 2}
    assert ids == [f"{family}{n + 1}" for family, count in counts.items() for n in range(count)]


def test_suites__one_per_kind_then_what_has_none() -> None:
    kinds = [kind for kind in TABLE_KINDS if kind != "other"]
    assert [*_SUITES] == [*kinds, *_WITHOUT_KIND, "other"]


def test_suites__nil_kind_has_a_reason() -> None:
    suites = build_suites({}, {"procurement": KindPresence(2, 0)})

    reasons = {suite.name: suite.absent_reason for suite in suites}

    assert "空表" in (reasons["procurement"] or "")
    assert "没有这类表" in (reasons["projects"] or "")
    assert reasons["across"] is None


@pytest.mark.parametrize(
    ("counts", "is_kind_present", "said"),
    [
        (CheckCounts(3, 1, 0, ()), True, None),
        (CheckCounts(0, 2, 1, ("无分列",)), True, "无分列"),
        (None, True, None),  # a present kind without an instance is evaluated, and fails
        (None, False, "没有非空"),
    ],
)
def test_identity_rules__why_not_run(
    counts: CheckCounts | None, is_kind_present: bool, said: str | None
) -> None:
    observed = {("R1", "expenditure"): counts} if counts else {}

    rules = identity_rules("expenditure", observed, is_kind_present=is_kind_present)
    reason = next(rule for rule in rules if rule.name == "R1").not_run_reason

    assert reason is None if said is None else said in (reason or "")


def test_identity_rules__kind_beyond_the_catalogue_is_asserted_where_it_occurs() -> None:
    observed = {("C1", "projects"): CheckCounts(1, 0, 0, ())}

    names = {rule.name for rule in identity_rules("projects", observed, is_kind_present=True)}

    assert "C1" in names
