from __future__ import annotations

import pytest

from ingest.reading.tables.kinds import recognise_kind
from ingest.reading.tables.titles import classify_heading, split_title
from ingest.reading.tables.units import find_unit


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("编制部门：上海市普陀区财政局        单位：元", "unit"),
        ("金额单位：万元", "unit"),
        ("部门名称：深圳市统计局", "department"),
        ("511-退役军人事务局", "department"),
        ("附件2", "annex"),
        ("公开 07 表", "annex"),
        ("部门公开表5", "annex"),
        ("附表1-1", "annex"),
        ("收支预算总表1", "title"),
        ("表十一", "annex"),
        ("（2026年度）", "year"),
        ("- 14 -", "page_number"),
        ("2025年部门收入预算总表", "title"),
        ("一般公共预算支出表（按功能分类）", "title"),
        ("2023年预算项目绩效目标表-10", "title"),
        ("具体情况详见下表：", None),
        ("本表反映部门本年度收支情况。", None),
        ("注：本表无数据。", "note"),
        ("第二部分 2026年部门预算表", None),
    ],
)
def test_classify_heading__what_stands_above_a_grid(text: str, concept: str | None) -> None:
    assert classify_heading(text) == concept


def test_find_unit__department_line_with_unit() -> None:
    assert find_unit("部门：无锡市统计局  单位：万元") == "万元"
    assert find_unit("单位名称：元氏县财政局") is None


def test_split_title__annex_before_the_title() -> None:
    assert split_title("预算01表 收支总表") == ("预算01表", "收支总表")
    assert split_title("部门公开表1 部门收支总表") == ("部门公开表1", "部门收支总表")
    assert split_title("部门预算三公经费支出表") == (None, "部门预算三公经费支出表")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2025年部门财务收支预算总表", "summary"),
        ("收入支出决算总表", "summary"),
        ("收支总体情况表", "summary"),
        ("收入决算表", "revenue"),
        ("本年支出总体情况表", "expenditure"),
        ("财政拨款收入支出决算总表", "appropriation"),
        ("部门综合预算财政拨款收支总表", "appropriation"),
        ("一般公共预算财政拨款支出决算表", "general_budget"),
        ("一般公共预算支出表（按功能分类）", "general_budget"),
        ("一般公共预算支出表（按经济分类）", "expenditure_by_economic"),
        ("一般公共预算支出预算表（政府经济分类）", "government_economic"),
        ("一般公共预算财政拨款基本支出决算表", "basic_by_economic"),
        ("一般公共预算基本支出明细表（按支出功能分类科目）", "basic_by_function"),
        ("一般公共预算项目支出情况表（按经济分类科目）", "projects_by_code"),
        ("财政拨款“三公”经费支出决算表", "three_public"),
        ("政府性基金预算财政拨款收入支出决算表", "government_fund"),
        ("国有资本经营预算支出预算表", "state_capital"),
        ("政府采购预算明细表", "procurement"),
        ("财政拨款政府购买服务明细表", "service_purchases"),
        ("项目支出明细表", "projects"),
        ("2026年市级部门项目支出绩效表", "project_performance"),
        ("部门整体支出绩效目标表", "department_performance"),
        ("国有资产占用情况表", "assets"),
        ("财政专户管理资金预算支出表", "fiscal_account"),
        ("一般公共预算基本支出预算明细表—工资福利支出（政府预算）", "expenditure_by_economic"),
        ("基本支出总表", "basic_expenditure"),
        ("财政拨款支出表（功能科目）", "fiscal_expenditure"),
        ("一般公共预算机关运行经费支出预算表", "agency_operating"),
        ("会议费、培训费表（不含上年结转）", "meeting_training"),
        ("财政拨款上年结转资金支出表", "carry_over"),
        ("项目支出绩效自评表", "project_performance"),
        ("一般公共预算财政拨款收入支出决算表", "general_budget"),
        ("预算支出情况构成表", "other"),
    ],
)
def test_recognise_kind__by_title(title: str, kind: str) -> None:
    assert recognise_kind(title, (), is_form=False)[0] == kind


def test_recognise_kind__general_budget_projects__by_their_column() -> None:
    title = "一般公共预算项目支出预算表"
    by_code, by_project = (("科目编码",), ("金额",)), (("单位名称（项目）",), ("金额",))
    assert recognise_kind(title, by_code, is_form=False)[0] == "projects_by_code"
    assert recognise_kind(title, by_project, is_form=False)[0] == "projects"
