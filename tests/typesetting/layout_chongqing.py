"""Layout like 重庆: 附件 1–11, 万元 with two decimals, title and header repeated, 合计 first."""

from __future__ import annotations

from tests.typesetting.amounts import amount_printer
from tests.typesetting.body import (
    columns,
    expenditure_lines,
    paired_rows,
    project_form_rows,
    table_pages,
    tree_rows,
)
from tests.typesetting.department import (
    ZERO,
    Department,
    Fund,
    ThreePublic,
    economic_tree,
    function_tree,
)
from tests.typesetting.prose_text import basic_of, budget_prose, prior_of, project_of, total_of
from tests.typesetting.report import Page, Paragraph, Report, Row, Table

_PRINT = amount_printer(10_000, 2)
_UNIT = "万元"
_FUNDS: tuple[Fund, ...] = ("general", "government_fund", "state_capital")


def lay_out_chongqing(department: Department) -> Report:
    """Lay a department's budget out in the style of 重庆."""
    tables = [
        _appropriation(department),
        _general_budget(department),
        _basic(department),
        _three_public(department),
        _fund(department),
        _summary(department),
        _revenue(department),
        _expenditure(department),
        _procurement(department),
        _projects(department),
    ]
    breaks: dict[int, tuple[int, ...]] = {0: (12,), 2: (20,), 6: (10,), 9: (3,)}
    wide = {3, 6, 8, 9}
    pages: list[Page] = [_prose(department)]
    for number, table in enumerate(tables):
        pages += table_pages(number, table, breaks.get(number, ()), landscape=number in wide)
    for order, _ in enumerate(department.projects):
        tables.append(_project_form(department, order))
        pages += table_pages(len(tables) - 1, tables[-1])
    return Report(
        title=f"{department.name}{department.year}年部门预算情况说明",
        department=department.name,
        place=department.place,
        year=department.year,
        report_kind="budget",
        tables=tuple(tables),
        pages=tuple(pages),
    )


def _prose(department: Department) -> Page:
    titles: tuple[Paragraph, ...] = (Paragraph(department.name, "title"),)
    titles += (Paragraph(f"{department.year}年部门预算情况说明", "title"),)
    prose = budget_prose(department, amount_printer(10_000, 2, zero=None), _UNIT)
    return Page(titles + prose, margin_pt=70.0)


def _table(
    department: Department,
    annex: int,
    kind: str,
    title: str,
    roles: str,
    shares: tuple[float, ...],
    header_rows: tuple[Row, ...],
    rows: tuple[Row, ...],
    *,
    block_starts: tuple[int, ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    return Table(
        kind=kind,
        title=department.name + title,
        unit=_UNIT,
        columns=columns(roles, shares, _UNIT, block_starts=block_starts),
        header_rows=header_rows,
        rows=rows,
        annex_label=f"附件{annex}",
        unit_line=f"单位：{_UNIT}",
        notes=notes,
        row_padding_pt=6.0,
    )


def _appropriation(department: Department) -> Table:
    totals = [department.total(total_of, fund) for fund in _FUNDS]
    whole = sum(totals, ZERO)
    names = ("一般公共预算拨款", "政府性基金预算拨款", "国有资本经营预算拨款")
    printed = [_PRINT(total) for total in totals]
    ordinals = ("（一）", "（二）", "（三）")
    left: list[Row] = [("一、本年收入", _PRINT(whole))]
    left += [(o + name, total) for o, name, total in zip(ordinals, names, printed, strict=True)]
    left += [
        ("二、上年结转", ""),
        *((o + name, "") for o, name in zip(ordinals, names, strict=True)),
    ]
    right: list[Row] = [("一、本年支出", _PRINT(whole), *printed)]
    right += expenditure_lines(
        department, _PRINT, _FUNDS, *((fund,) for fund in _FUNDS), prefix="（{}）"
    )
    right.append(("二、结转下年", "", "", "", ""))
    rows = paired_rows(left, right)
    rows += (("收入总计", _PRINT(whole), "支出总计", _PRINT(whole), *printed),)
    header = (
        ("收入", "", "支出", "", "", "", ""),
        (
            "项目",
            "预算数",
            "支出科目",
            "合计",
            "一般公共预算",
            "政府性基金预算",
            "国有资本经营预算",
        ),
    )
    shares = (5, 2.2, 6, 2.2, 2.2, 2.2, 2.4)
    return _table(
        department,
        1,
        "appropriation",
        "财政拨款收支总表",
        "nRnRRRR",
        shares,
        header,
        rows,
        block_starts=(2,),
    )


def _general_budget(department: Department) -> Table:
    year = department.year
    lines = department.lines("general")
    measures = (prior_of, total_of, basic_of, project_of)
    rows: tuple[Row, ...] = (
        ("", "合计", *(_PRINT(department.total(measure, "general")) for measure in measures)),
        *tree_rows(function_tree(lines, *measures), _PRINT, "whole"),
    )
    header = (
        ("科目编码", "科目名称", f"{year - 1}年预算数", f"{year}年预算数", "", ""),
        ("", "", "", "总计", "基本支出", "项目支出"),
    )
    return _table(
        department,
        2,
        "general_budget",
        "一般公共预算财政拨款支出预算表",
        "cnRRRR",
        (2, 6.5, 2.2, 2.2, 2.2, 2.2),
        header,
        rows,
        notes=("备注：本表反映当年一般公共预算财政拨款支出情况。",),
    )


def _basic(department: Department) -> Table:
    tree = economic_tree(department.economics)
    tops = [line.sums for line in tree if len(line.code) == 3]
    totals = (_PRINT(sum(amounts, ZERO)) for amounts in zip(*tops, strict=True))
    rows = (("", "合计", *totals), *tree_rows(tree, _PRINT, "whole"))
    header = (
        ("科目编码", "科目名称", f"{department.year}年基本支出", "", ""),
        ("", "", "总计", "人员经费", "日常公用经费"),
    )
    return _table(
        department,
        3,
        "basic_by_economic",
        "一般公共预算财政拨款基本支出预算表",
        "cnRRR",
        (2.4, 6, 2.6, 2.6, 2.6),
        header,
        rows,
    )


def _three_public(department: Department) -> Table:
    def costs(year: ThreePublic) -> Row:
        parts = (year.total, year.overseas, year.vehicle, year.purchase, year.running)
        return tuple(map(_PRINT, (*parts, year.reception)))

    amounts = costs(department.three_public_prior) + costs(department.three_public)
    year = department.year
    kinds = ("总计", "因公出国（境）费用", "公务用车购置及运行费", "", "", "公务接待费")
    parts = ("", "", "小计", "公务用车购置", "公务用车运行维护费", "")
    header = (
        ("部门编码", "部门名称", f"{year - 1}年预算数", *[""] * 5, f"{year}年预算数", *[""] * 5),
        ("", "", *kinds, *kinds),
        ("", "", *parts, *parts),
    )
    rows = (("", "合计", *amounts), (department.code, department.name[-4:], *amounts))
    return _table(
        department,
        4,
        "three_public",
        "一般公共预算支出“三公”经费预算表",
        "uU" + "R" * 12,
        (1.6, 2.2, *((1.8, 2, 1.8, 2, 2.2, 2) * 2)),
        header,
        rows,
    )


def _fund(department: Department) -> Table:
    lines = department.lines("government_fund")
    measures = (total_of, basic_of, project_of)
    totals = (_PRINT(department.total(measure, "government_fund")) for measure in measures)
    rows: tuple[Row, ...] = (("", "合计", *totals),)
    if lines:
        rows += tree_rows(function_tree(lines, *measures), _PRINT, "whole")
    header = (
        ("科目编码", "科目名称", "预算数", "", ""),
        ("", "", "总计", "基本支出", "项目支出"),
    )
    return _table(
        department,
        5,
        "government_fund",
        "政府性基金预算财政拨款支出预算表",
        "cnRRR",
        (2.4, 6, 2.6, 2.6, 2.6),
        header,
        rows,
    )


_SOURCES: tuple[tuple[str, tuple[Fund, ...]], ...] = (
    ("一般公共预算拨款收入", ("general",)),
    ("政府性基金预算拨款收入", ("government_fund",)),
    ("国有资本经营预算拨款收入", ("state_capital",)),
    ("财政专户管理资金收入", ()),
    ("事业收入", ("unit_funds",)),
    ("上级补助收入", ()),
    ("附属单位上缴收入", ()),
    ("事业单位经营收入", ()),
    ("其他收入", ()),
)


def _summary(department: Department) -> Table:
    whole = _PRINT(department.total(total_of))
    left = [
        (name, _PRINT(department.total(total_of, *funds)) if funds else "")
        for name, funds in _SOURCES
    ]
    right = expenditure_lines(department, _PRINT, (), prefix="{}、")
    rows = paired_rows(left, right)
    rows += (
        ("本年收入合计", whole, "本年支出合计", whole),
        ("上年结转", "", "结转下年", ""),
        ("收入总计", whole, "支出总计", whole),
    )
    header = (("收入", "", "支出", ""), ("项目", "预算数", "支出科目", "预算数"))
    return _table(
        department,
        6,
        "summary",
        "部门收支总表",
        "nRnR",
        (6, 3, 6, 3),
        header,
        rows,
        block_starts=(2,),
    )


def _revenue(department: Department) -> Table:
    """Print 总计 first, then 上年结转 and the sources; some sources pay nothing."""
    names = [name for name, _ in _SOURCES]

    def cells(code: str) -> Row:
        lines = [line for line in department.functions if line.code.startswith(code)]
        by_source = [
            sum((line.total for line in lines if line.fund in funds), ZERO) for _, funds in _SOURCES
        ]
        return tuple(map(_PRINT, (sum(by_source, ZERO), ZERO, *by_source)))

    tree = function_tree(department.functions, total_of)
    rows = (("", "合计", *cells("")), *((line.code, line.name, *cells(line.code)) for line in tree))
    header = (("科目编码", "科目名称", "总计", "上年\n结转", *(_narrow(name) for name in names)),)
    return _table(
        department,
        7,
        "revenue",
        "部门收入总表",
        "cn" + "R" * 11,
        (2, 5.4, 2, 1.3, *((1.9,) * 9)),
        header,
        rows,
    )


def _narrow(name: str) -> str:
    return "\n".join(name[start : start + 4] for start in range(0, len(name), 4))


def _expenditure(department: Department) -> Table:
    measures = (total_of, basic_of, project_of)
    rows = (
        ("", "合计", *(_PRINT(department.total(measure)) for measure in measures)),
        *tree_rows(function_tree(department.functions, *measures), _PRINT, "whole"),
    )
    header = (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),)
    shares = (2.2, 7, 2.6, 2.6, 2.6)
    return _table(department, 8, "expenditure", "部门支出总表", "cnRRR", shares, header, rows)


def _procurement(department: Department) -> Table:
    kinds = department.procurement
    whole = sum((amount for _, amount in kinds), ZERO)
    none = ("",) * 4
    rows = tuple(
        (name, _PRINT(amount), "", _PRINT(amount), *none)
        for name, amount in (("合计", whole), *kinds)
    )
    sources = ("总计", "上年结转", "一般公共\n预算拨款\n收入", "政府性基\n金预算拨\n款收入")
    header = (("项目", *sources, "财政专户\n管理资金", "事业收入", "其他收入"),)
    shares = (2.4, *((2.0,) * 7))
    return _table(
        department, 9, "procurement", "采购预算明细表", "n" + "R" * 7, shares, header, rows
    )


def _projects(department: Department) -> Table:
    whole = _PRINT(sum((line.amount for line in department.projects), ZERO))
    rows: list[Row] = [("", "", "", "", "合计", whole, whole, "", whole, "", "", "")]
    names = {line.code: line.name for line in department.functions}
    for number, line in enumerate(department.projects, start=1):
        amount = _PRINT(line.amount)
        labels = (str(number), "本级", line.function_code, names[line.function_code], line.name)
        rows.append((*labels, amount, amount, "", amount, "", "", ""))
    header = (
        (
            *("序号", "预算单位", "功能分类科目", "", "项目名称", "合计"),
            *("年初特定目标", "", "", "上级专项", "", ""),
        ),
        (
            *("", "", "科目编码", "科目名称", "", ""),
            *("小计", "人员性项目", "一般性项目", "小计", "提前下达专项", "结转项目"),
        ),
    )
    return _table(
        department,
        10,
        "projects",
        "项目支出明细表",
        "oUfFP" + "R" * 7,
        (1, 1.6, 2, 3, 4, *((2.0,) * 7)),
        header,
        tuple(rows),
    )


def _project_form(department: Department, order: int) -> Table:
    project = department.projects[order]
    rows, merges, figureless = project_form_rows(project, department, _PRINT(project.amount))
    return Table(
        kind="project_performance",
        title=f"{department.name}{department.year}年预算项目绩效目标表-{order + 1}",
        unit=_UNIT,
        columns=columns("t" * 8, (2, 2.1, 2.4, 5, 1.7, 1.7, 1.7, 1.2), _UNIT),
        header_rows=(),
        rows=rows,
        annex_label="附件11",
        unit_line=f"单位：{_UNIT}",
        merges=merges,
        is_form=True,
        figureless=figureless,
        row_padding_pt=6.0,
    )
