"""Layout of a final account 决算: nine sibling tables, as finance ministry's forms print them.

年初预算数 stands beside 决算数 with a 行次 column in the first table; the economic table is two
blocks side by side; 类|款|项 hang beside the 栏次 row down into the 合计 row; and where a fund is
nil the sub-headers share a grid row with 合计.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.typesetting.amounts import amount_printer, chinese_number
from tests.typesetting.body import (
    columns,
    expenditure_lines,
    paired_rows,
    split_code,
    table_pages,
)
from tests.typesetting.code_names import EXPENDITURE_LINES
from tests.typesetting.department import (
    ZERO,
    Department,
    FunctionLine,
    ThreePublic,
    TreeLine,
    economic_tree,
    function_tree,
)
from tests.typesetting.prose_text import basic_of, nothing, project_of, total_of
from tests.typesetting.report import Merge, Page, Paragraph, Report, Row, Table

_PRINT = amount_printer(10_000, 2)
_UNIT = "万元"


def initial_of(line: FunctionLine) -> Decimal:
    """Measure: 年初预算数."""
    return line.initial


def lay_out_final(department: Department) -> Report:
    """Lay a department's final account out; its carry-over in and out are equal."""
    tables = (
        _summary(department),
        _revenue(department),
        _expenditure(department),
        _appropriation(department),
        _general(department),
        _basic(department),
        _three_public(department),
        _nil_fund(department, "government_fund", "政府性基金预算财政拨款收入支出决算表"),
        _nil_fund(department, "state_capital", "国有资本经营预算财政拨款收入支出决算表"),
    )
    pages = [
        Page((Paragraph(f"{department.name}{department.year}年度部门决算", "cover"),)),
        Page(_prose(department), margin_pt=70.0),
    ]
    for number, table in enumerate(tables):
        breaks = (14,) if number in {1, 2} else ()
        wide = number not in {4, 5}
        pages += table_pages(number, table, breaks, landscape=wide, repeat="none")
    return Report(
        title=f"{department.name}{department.year}年度部门决算",
        department=department.name,
        place=department.place,
        year=department.year,
        report_kind="final_account",
        tables=tables,
        pages=tuple(pages),
    )


def _prose(department: Department) -> tuple[Paragraph, ...]:
    spent, carried = department.total(total_of), department.balance
    return (
        Paragraph(f"{department.year}年度部门决算情况说明", "title"),
        Paragraph("一、收入支出决算总体情况说明", "heading"),
        Paragraph(
            f"{department.year}年度收入总计{_PRINT(spent + carried)}万元，支出总计"
            f"{_PRINT(spent + carried)}万元。"
        ),
        Paragraph("二、支出决算情况说明", "heading"),
        Paragraph(
            f"{department.year}年度支出合计{_PRINT(spent)}万元，其中：基本支出"
            f"{_PRINT(department.total(basic_of))}万元，项目支出"
            f"{_PRINT(department.total(project_of))}万元。"
        ),
    )


def _table(
    kind: str,
    title: str,
    roles: str,
    shares: tuple[float, ...],
    header_rows: tuple[Row, ...],
    rows: tuple[Row, ...],
    note: str,
    *,
    order: int,
    block_starts: tuple[int, ...] = (),
    merges: tuple[Merge, ...] = (),
    column_numbers: Row = (),
    hanging: int = 0,
    shares_total_row: bool = False,
) -> Table:
    return Table(
        kind=kind,
        title=title,
        unit=_UNIT,
        columns=columns(roles, shares, _UNIT, block_starts=block_starts),
        header_rows=header_rows,
        rows=rows,
        unit_line=f"单位：{_UNIT}",
        left_line=f"公开{order:02d}表",
        notes=tuple(note.split("\n")),
        merges=merges,
        column_numbers=column_numbers,
        hanging=hanging,
        shares_total_row=shares_total_row,
        row_padding_pt=4.0,
        text_size_pt=8.5,
    )


def _summary(department: Department) -> Table:
    """Number the lines of both sides through, 行次, as the forms do."""

    def paid(measure: Callable[[FunctionLine], Decimal], code: str = "") -> Decimal:
        lines = [line for line in department.functions if line.code.startswith(code)]
        return sum((measure(line) for line in lines), ZERO)

    budgeted, spent = paid(initial_of), paid(total_of)
    carried = department.balance
    left: list[tuple[str, Decimal, Decimal]] = [
        ("一、一般公共预算财政拨款收入", budgeted, spent),
        ("二、政府性基金预算财政拨款收入", ZERO, ZERO),
        ("三、国有资本经营预算财政拨款收入", ZERO, ZERO),
        ("四、上级补助收入", ZERO, ZERO),
        ("五、事业收入", ZERO, ZERO),
        ("六、经营收入", ZERO, ZERO),
        ("七、附属单位上缴收入", ZERO, ZERO),
        ("八、其他收入", ZERO, ZERO),
    ]
    right = [
        (f"{chinese_number(order)}、{name}", paid(initial_of, code), paid(total_of, code))
        for order, (code, name) in enumerate(EXPENDITURE_LINES, start=1)
    ]
    left += [("", ZERO, ZERO)] * (len(right) - len(left))
    left += [
        ("本年收入合计", budgeted, spent),
        ("使用非财政拨款结余", ZERO, ZERO),
        ("年初结转和结余", ZERO, carried),
        ("总计", budgeted, spent + carried),
    ]
    right += [
        ("本年支出合计", budgeted, spent),
        ("结余分配", ZERO, ZERO),
        ("年末结转和结余", ZERO, carried),
        ("总计", budgeted, spent + carried),
    ]
    count = len(left)
    rows = tuple(
        (
            *(one[0], str(number), _PRINT(one[1]), _PRINT(one[2])),
            *(other[0], str(count + number), _PRINT(other[1]), _PRINT(other[2])),
        )
        for number, (one, other) in enumerate(zip(left, right, strict=True), start=1)
    )
    return _table(
        "summary",
        "收入支出决算总表",
        "noRRnoRR",
        (6, 1, 2.4, 2.4, 6, 1, 2.4, 2.4),
        (
            ("收入", "", "", "", "支出", "", "", ""),
            ("项目", "行次", "年初预算数", "决算数", "项目", "行次", "年初预算数", "决算数"),
        ),
        rows,
        "注：本表反映部门本年度的总收支和年末结转结余情况。",
        order=1,
        block_starts=(4,),
        column_numbers=("栏次", "", "1", "2", "栏次", "", "3", "4"),
    )


def _coded(
    kind: str,
    title: str,
    tree: tuple[TreeLine, ...],
    names: tuple[str, ...],
    note: str,
    order: int,
) -> Table:
    """Make a table with 类|款|项 hanging beside the 栏次 row; 合计 is its first row."""
    count = len(names)
    tops = [line.sums for line in tree if len(line.code) == 3]
    totals = (_PRINT(sum(amounts, ZERO)) for amounts in zip(*tops, strict=True))
    rows: tuple[Row, ...] = (("", "", "", "合计", *totals),)
    rows += tuple(
        (*split_code(line.code, "columns"), line.name, *map(_PRINT, line.sums)) for line in tree
    )
    blank = ("",) * count
    header = (
        ("项目", "", "", "", *names),
        ("功能分类科目编码", "", "", "科目名称", *blank),
        ("类", "款", "项", "", *blank),
    )
    numbers = ("", "", "", "栏次", *map(str, range(1, count + 1)))
    return _table(
        kind,
        title,
        "123n" + "R" * count,
        (1, 0.9, 0.9, 5.6, *((2.4,) * count)),
        header,
        rows,
        note,
        order=order,
        column_numbers=numbers,
        hanging=3,
    )


def _revenue(department: Department) -> Table:
    tree = function_tree(department.functions, total_of, total_of, *((nothing,) * 5))
    names = ("本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入")
    return _coded(
        "revenue",
        "收入决算表",
        tree,
        (*names, "附属单位上缴收入", "其他收入"),
        "注：本表反映部门本年度取得的各项收入情况。",
        2,
    )


def _expenditure(department: Department) -> Table:
    measures = (total_of, basic_of, project_of, nothing, nothing, nothing)
    names = ("本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出")
    return _coded(
        "expenditure",
        "支出决算表",
        function_tree(department.functions, *measures),
        (*names, "对附属单位补助支出"),
        "注：本表反映部门本年度各项支出情况。",
        3,
    )


def _appropriation(department: Department) -> Table:
    spent, carried = _PRINT(department.total(total_of)), _PRINT(department.balance)
    whole = _PRINT(department.total(total_of) + department.balance)
    left: list[Row] = [
        ("一、一般公共预算财政拨款", spent),
        ("二、政府性基金预算财政拨款", ""),
        ("三、国有资本经营预算财政拨款", ""),
    ]
    right = expenditure_lines(
        department, _PRINT, (), (), ("government_fund",), ("state_capital",), prefix="{}、"
    )
    rows = paired_rows(left, right)
    rows += (
        ("本年收入合计", spent, "本年支出合计", spent, spent, "", ""),
        ("年初财政拨款结转和结余", carried, "年末财政拨款结转和结余", carried, carried, "", ""),
        ("一、一般公共预算财政拨款", carried, "", "", "", "", ""),
        ("总计", whole, "总计", whole, whole, "", ""),
    )
    funds = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    header = (
        ("收入", "", "支出", "", "", "", ""),
        ("项目", "决算数", "项目", "合计", *funds),
    )
    return _table(
        "appropriation",
        "财政拨款收入支出决算总表",
        "nRnRRRR",
        (5.4, 2.4, 5.4, 2.4, 2.6, 2.6, 2.6),
        header,
        rows,
        "注：本表反映部门本年度财政拨款总收支和结转结余情况。",
        order=4,
        block_starts=(2,),
    )


def _general(department: Department) -> Table:
    return _coded(
        "general_budget",
        "一般公共预算财政拨款支出决算表",
        function_tree(department.functions, total_of, basic_of, project_of),
        ("合计", "基本支出", "项目支出"),
        "注：本表反映部门本年度一般公共预算财政拨款支出情况。",
        5,
    )


def _basic(department: Department) -> Table:
    """Two blocks side by side: personnel codes on the left, operating codes on the right."""
    tree = economic_tree(department.economics)
    sides = (
        [(line.code, line.name, _PRINT(line.sums[1])) for line in tree if line.sums[1]],
        [(line.code, line.name, _PRINT(line.sums[2])) for line in tree if line.sums[2]],
    )
    personnel, operating = (
        _PRINT(sum((line.sums[place] for line in tree if len(line.code) == 3), ZERO))
        for place in (1, 2)
    )
    rows = paired_rows(*sides)
    last = len(rows)
    rows += (("人员经费合计", "", personnel, "公用经费合计", "", operating),)
    return _table(
        "basic_by_economic",
        "一般公共预算财政拨款基本支出决算表",
        "cnRcnR",
        (2, 5, 2.4, 2, 5, 2.4),
        (
            ("人员经费", "", "", "公用经费", "", ""),
            ("经济分类科目编码", "科目名称", "决算数", "经济分类科目编码", "科目名称", "决算数"),
        ),
        rows,
        "注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。",
        order=6,
        block_starts=(3,),
        merges=(Merge(last, 0, 1, 2), Merge(last, 3, 1, 2)),
    )


def _three_public(department: Department) -> Table:
    """预算数 and 决算数 side by side under each kind; one row without a label."""

    def parts(costs: ThreePublic) -> tuple[Decimal, ...]:
        vehicles = (costs.vehicle, costs.purchase, costs.running)
        return (costs.total, costs.overseas, *vehicles, costs.reception)

    pairs = zip(parts(department.three_public_prior), parts(department.three_public), strict=True)
    row = tuple(_PRINT(amount) for pair in pairs for amount in pair)
    kinds = ("合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费")
    vehicles = ("", "", "小计", "公务用车购置费", "公务用车运行维护费", "")
    header = (
        ("财政拨款“三公”经费", *[""] * 11),
        tuple(text for kind in kinds for text in (kind, "")),
        tuple(text for kind in vehicles for text in (kind, "")),
        ("预算数", "决算数") * 6,
    )
    return _table(
        "three_public",
        "财政拨款“三公”经费支出决算表",
        "R" * 12,
        (2.0,) * 12,
        header,
        (row,),
        "注：本表反映部门本年度“三公”经费支出预决算情况。",
        order=7,
    )


def _nil_fund(department: Department, kind: str, title: str) -> Table:
    """A nil table: 合计 shares its grid row with the sub-headers of 本年支出."""
    fund = title.removesuffix("收入支出决算表")
    note = (
        f"注：本表反映部门本年度{fund}收入支出及结转和结余情况。\n"
        f"说明：{department.name}本年度没有{fund}收入和支出，故本表无数据。"
    )
    header = (
        ("项目", "", "年初结转和结余", "本年收入", "本年支出", "", "", "年末结转和结余"),
        ("功能分类科目编码", "科目名称", "", "", "", "", "", ""),
        ("", "", "", "", "合计", "基本支出", "项目支出", ""),
    )
    rows: tuple[Row, ...] = (("合计", *[""] * 7), *(((*[""] * 8,),) * 3))
    return _table(
        kind,
        title,
        "cnRRRRRR",
        (2.4, 5, *((2.4,) * 6)),
        header,
        rows,
        note,
        order=8 if kind == "government_fund" else 9,
        merges=(Merge(0, 0, 1, 2),),
        shares_total_row=True,
    )
