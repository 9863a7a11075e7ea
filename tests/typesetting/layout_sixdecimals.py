"""Layout like 北京: 万元 with six decimals, title and unit inside the grid, a 栏次 row.

Codes stand in one column as `201 03 01`. Every page repeats the whole head of its grid.
"""

from __future__ import annotations

from tests.typesetting.amounts import amount_printer
from tests.typesetting.body import (
    columns,
    expenditure_lines,
    paired_rows,
    table_pages,
    tree_rows,
)
from tests.typesetting.department import (
    ZERO,
    Department,
    Fund,
    economic_tree,
    function_tree,
)
from tests.typesetting.prose_text import basic_of, budget_prose, project_of, total_of
from tests.typesetting.report import Page, Paragraph, Report, Row, Table

_PRINT = amount_printer(10_000, 6, grouped=False)
_UNIT = "万元"
_FUNDS: tuple[Fund, ...] = ("general", "unit_funds")


def lay_out_sixdecimals(department: Department) -> Report:
    """Lay a department's budget out with six decimals and titles inside the grids."""
    tables = (
        _summary(department),
        _revenue(department),
        _expenditure(department),
        _general_budget(department),
        _basic(department),
        _three_public(department),
        _projects(department),
    )
    breaks = {1: (15,), 2: (16,), 3: (16,), 4: (20,)}
    title = f"{department.name}{department.year}年部门预算"
    pages = [
        Page((Paragraph(title, "cover"),)),
        Page(budget_prose(department, amount_printer(10_000, 6, zero=None), _UNIT), margin_pt=70.0),
    ]
    for number, table in enumerate(tables):
        pages += table_pages(
            number, table, breaks.get(number, ()), landscape=number in {1, 2, 5, 6}
        )
    return Report(
        title=title,
        department=department.name,
        place=department.place,
        year=department.year,
        report_kind="budget",
        tables=tables,
        pages=tuple(pages),
        footer="第{page}页",
    )


def _table(
    department: Department,
    number: int,
    kind: str,
    title: str,
    roles: str,
    shares: tuple[float, ...],
    header_rows: tuple[Row, ...],
    rows: tuple[Row, ...],
    *,
    block_starts: tuple[int, ...] = (),
) -> Table:
    """Make a table whose label columns are starred and whose figure columns are numbered."""
    figures = 0
    numbers = []
    for role in roles:
        figures += role == "R"
        numbers.append(str(figures) if role == "R" else "**")
    return Table(
        kind=kind,
        title=title,
        unit=_UNIT,
        columns=columns(roles, shares, _UNIT, block_starts=block_starts),
        header_rows=header_rows,
        rows=rows,
        annex_label=f"表{number:02d}",
        unit_line=f"单位：{_UNIT}",
        left_line=f"部门：{department.code}-{department.name}",
        column_numbers=tuple(numbers),
        title_in_grid=True,
        row_padding_pt=6.0,
    )


def _summary(department: Department) -> Table:
    general = _PRINT(department.total(total_of, "general"))
    operation = _PRINT(department.total(total_of, "unit_funds"))
    whole = _PRINT(department.total(total_of))
    left: list[Row] = [
        ("一、一般公共预算拨款收入", general),
        ("二、政府性基金预算拨款收入", ""),
        ("三、国有资本经营预算拨款收入", ""),
        ("四、财政专户管理资金收入", ""),
        ("五、单位资金收入", operation),
        ("（一）事业收入", operation),
        ("（二）其他收入", ""),
    ]
    right = expenditure_lines(department, _PRINT, (), prefix="{}、")
    rows = paired_rows(left, right)
    rows += (
        ("本年收入合计", whole, "本年支出合计", whole),
        ("上年结转结余", "", "年终结转结余", ""),
        ("收入总计", whole, "支出总计", whole),
    )
    header = (("收入", "", "支出", ""), ("项目", "预算数", "项目", "预算数"))
    return _table(
        department,
        1,
        "summary",
        "收支总表",
        "nRnR",
        (5, 3, 5, 3),
        header,
        rows,
        block_starts=(2,),
    )


def _revenue(department: Department) -> Table:
    def cells(code: str) -> Row:
        general, operation = (
            sum(
                (line.total for line in department.lines(fund) if line.code.startswith(code)),
                ZERO,
            )
            for fund in _FUNDS
        )
        whole = general + operation
        parts = (whole, whole, general, ZERO, ZERO, ZERO, operation, ZERO)
        return tuple(map(_PRINT, parts))

    tree = function_tree(department.functions, total_of)
    rows: tuple[Row, ...] = (
        ("", "合计", *cells("")),
        *((" ".join(_parts(line.code)), line.name, *cells(line.code)) for line in tree),
    )
    sources = ("小计", "一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金")
    header = (
        ("科目编码", "科目名称", "合计", "本年收入", *[""] * 5, "上年结转结余"),
        ("", "", "", *sources, "单位资金", ""),
    )
    return _table(
        department,
        2,
        "revenue",
        "收入总表",
        "cn" + "R" * 8,
        (2.2, 5, *((2.6,) * 8)),
        header,
        rows,
    )


def _parts(code: str) -> list[str]:
    return [part for part in (code[:3], code[3:5], code[5:]) if part]


def _expenditure(department: Department) -> Table:
    measures = (total_of, basic_of, project_of)
    none = ("", "", "")
    rows: tuple[Row, ...] = (
        ("", "合计", *(_PRINT(department.total(measure)) for measure in measures), *none),
        *(
            (*row, *none)
            for row in tree_rows(function_tree(department.functions, *measures), _PRINT, "spaced")
        ),
    )
    names = (
        "合计",
        "基本支出",
        "项目支出",
        "事业单位经营支出",
        "上缴上级支出",
        "对附属单位补助支出",
    )
    return _table(
        department,
        3,
        "expenditure",
        "支出总表",
        "cn" + "R" * 6,
        (2.2, 5, *((2.6,) * 6)),
        (("科目编码", "科目名称", *names),),
        rows,
    )


def _general_budget(department: Department) -> Table:
    tree = function_tree(department.lines("general"), total_of, basic_of, project_of)
    measures = (total_of, basic_of, project_of)
    totals = (_PRINT(department.total(measure, "general")) for measure in measures)
    rows: tuple[Row, ...] = (("", "合计", *totals), *tree_rows(tree, _PRINT, "spaced"))
    header = (
        ("功能分类科目", "", f"{department.year}年预算数", "", ""),
        ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    )
    return _table(
        department,
        4,
        "general_budget",
        "一般公共预算支出表",
        "cnRRR",
        (2.2, 5, 3, 3, 3),
        header,
        rows,
    )


def _basic(department: Department) -> Table:
    tree = economic_tree(department.economics)
    tops = [line.sums for line in tree if len(line.code) == 3]
    totals = (_PRINT(sum(amounts, ZERO)) for amounts in zip(*tops, strict=True))
    rows = (("", "合计", *totals), *tree_rows(tree, _PRINT, "spaced"))
    header = (
        ("部门预算支出经济分类科目", "", "本年一般公共预算基本支出", "", ""),
        ("科目编码", "科目名称", "合计", "人员经费", "公用经费"),
    )
    return _table(
        department,
        5,
        "basic_by_economic",
        "一般公共预算基本支出表",
        "cnRRR",
        (2.2, 5, 3, 3, 3),
        header,
        rows,
    )


def _three_public(department: Department) -> Table:
    """One row per year, the year in the first column."""
    rows = []
    years = ((-1, department.three_public_prior), (0, department.three_public))
    for step, costs in years:
        parts = (costs.total, costs.overseas, costs.reception, costs.vehicle)
        amounts = (*parts, costs.purchase, costs.running)
        rows.append((f"{department.year + step}年", department.name, *map(_PRINT, amounts)))
    header = (
        (
            *("年度", "单位名称", "“三公”经费合计", "因公出国（境）费", "公务接待费"),
            *("公务用车购置及运行费", "", ""),
        ),
        ("", "", "", "", "", "小计", "公务用车购置费", "公务用车运行费"),
    )
    return _table(
        department,
        6,
        "three_public",
        "一般公共预算“三公”经费支出表",
        "nU" + "R" * 6,
        (1.6, 4, *((2.6,) * 6)),
        header,
        tuple(rows),
    )


def _projects(department: Department) -> Table:
    """Project codes are longer than their column: they wrap."""
    whole = _PRINT(sum((line.amount for line in department.projects), ZERO))
    rows: list[Row] = [("", "", "", "合计", whole, whole, "", "")]
    for line in department.projects:
        amount = _PRINT(line.amount)
        code = f"{line.code[:12]}\n{line.code[12:]}"
        rows.append(("特定目标类", department.name, code, line.name, amount, amount, "", ""))
    header = (
        ("类型", "项目单位", "项目编码", "项目名称", "合计", "本年拨款", "", ""),
        ("", "", "", "", "", "一般公共预算", "政府性基金预算", "国有资本经营预算"),
    )
    return _table(
        department,
        7,
        "projects",
        "项目支出表",
        "tUpPRRRR",
        (2.2, 3.4, 2.6, 4, 2.6, 2.6, 2.6, 2.6),
        header,
        tuple(rows),
    )
