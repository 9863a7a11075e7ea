"""A layout of everything odd that real pages do, each oddity on a page of its own.

See `lay_out_quirks` for the list. The figures still agree with one another.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.typesetting.amounts import amount_printer
from tests.typesetting.body import columns, expenditure_lines, paired_rows, tree_rows
from tests.typesetting.department import ZERO, Department, economic_tree, function_tree
from tests.typesetting.prose_text import basic_of, project_of, total_of
from tests.typesetting.report import (
    ContentsGrid,
    Page,
    Paragraph,
    Report,
    Row,
    Segment,
    Table,
)

_PRINT = amount_printer(10_000, 2)
_ZERO_PRINTED = amount_printer(10_000, 2, zero=None)
_DASHED = amount_printer(10_000, 2, zero="—")
_NONE = amount_printer(10_000, 2, zero="无")
_FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_UNIT = "万元"


def lay_out_quirks(department: Department) -> Report:
    """Lay out, page by page:

    1 a cover; 2 a contents page that is a ruled grid; 3 prose with a table in its middle
    (revenue by unit) and a nil table with a note on the same page; 4 a page stored on its side
    (expenditure, `—` for nothing); 5–6 a row cut by the page break (general budget, spaces in
    numbers); 7 wrapped numbers and codes (basic by economic class, full-width digits);
    8 three nil tables on a page: zeros, blanks, 无; 9 a table whose name nobody knows, under a
    second text layer beyond the sheet; 10–11 the summary, its header
    repeated in part, its totals in full-width digits.
    """
    tables = (
        _revenue_by_unit(department),
        _state_capital(department),
        _expenditure(department),
        _general_budget(department),
        _basic(department),
        _government_fund(department),
        _procurement(department),
        _three_public(department),
        _unknown(department),
        _summary(department),
    )
    cut_row = 6
    label = tables[3].rows[cut_row][1]
    head, tail = label[: len(label) // 2], label[len(label) // 2 :]
    rest = tuple((cut_row, column, "") for column in (0, 2, 3, 4))
    spent = _ZERO_PRINTED(department.total(total_of))
    pages = (
        Page((Paragraph(f"{department.name}{department.year}年单位预算", "cover"),)),
        Page((Paragraph("目录", "title"), _contents(tables))),
        Page(
            (
                Paragraph("第一部分 单位概况", "heading"),
                Paragraph(f"{department.year}年收入预算{spent}万元，按单位列示如下。"),
                _whole(0, tables[0]),
                Paragraph(f"上表合计{spent}万元，与支出预算一致。"),
                _whole(1, tables[1]),
            )
        ),
        Page((_whole(2, tables[2]),), landscape=True, stored_rotated=True),
        Page((Segment(3, 0, cut_row + 1, cut=((cut_row, 1, head),)),)),
        Page(
            (
                Segment(
                    3,
                    cut_row,
                    len(tables[3].rows),
                    annex=False,
                    title=False,
                    unit=False,
                    header=False,
                    notes=True,
                    cut=((cut_row, 1, tail), *rest),
                ),
            )
        ),
        Page((_whole(4, tables[4]),)),
        Page((_whole(5, tables[5]), _whole(6, tables[6]), _whole(7, tables[7]))),
        Page(
            (_whole(8, tables[8]),),
            hidden_text=("合计 9,999.99 8,888.88", "第二文字层 7,777.77"),
        ),
        Page((Segment(9, 0, 9),)),
        Page(
            (
                Segment(
                    9,
                    9,
                    len(tables[9].rows),
                    annex=False,
                    title=False,
                    unit=False,
                    header_from=1,
                    notes=True,
                ),
            )
        ),
    )
    return Report(
        title=f"{department.name}{department.year}年单位预算",
        department=department.name,
        place=department.place,
        year=department.year,
        report_kind="budget",
        level="unit",
        tables=tables,
        pages=pages,
        footer="— {page} —",
    )


def _whole(number: int, table: Table) -> Segment:
    return Segment(number, 0, len(table.rows), notes=True)


def _contents(tables: tuple[Table, ...]) -> ContentsGrid:
    rows: list[Row] = [("序号", "表名", "页码")]
    rows += [
        (str(order), table.title, str(order + 2)) for order, table in enumerate(tables, start=1)
    ]
    return ContentsGrid(tuple(rows), (1, 8, 1.4))


def _table(
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
        title=title,
        unit=_UNIT,
        columns=columns(roles, shares, _UNIT, block_starts=block_starts),
        header_rows=header_rows,
        rows=rows,
        unit_line=f"金额单位：{_UNIT}",
        notes=notes,
        row_padding_pt=4.0,
    )


def _revenue_by_unit(department: Department) -> Table:
    """Rows are budget units, not codes."""

    def cells(parts: tuple[Decimal, ...]) -> Row:
        return tuple(map(_PRINT, (sum(parts, ZERO), *parts)))

    parts = [(unit.general, unit.government_fund, unit.operation) for unit in department.units]
    totals = tuple(sum(amounts, ZERO) for amounts in zip(*parts, strict=True))
    rows: tuple[Row, ...] = (("", "合计", *cells(totals)),)
    rows += tuple(
        (department.code + unit.code, f"{department.name}{unit.name}", *cells(amounts))
        for unit, amounts in zip(department.units, parts, strict=True)
    )
    header = (
        ("单位编码", "单位名称", "合计", "本年收入", "", ""),
        ("", "", "", "一般公共预算", "政府性基金预算", "事业收入"),
    )
    return _table("revenue", "单位收入总表", "uURRRR", (1.6, 5, 2.4, 2.4, 2.4, 2.4), header, rows)


def _state_capital(department: Department) -> Table:
    header = (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),)
    return _table(
        "state_capital",
        "国有资本经营预算支出表",
        "cnRRR",
        (2, 5, 2.4, 2.4, 2.4),
        header,
        (("", "", "", "", ""),) * 2,
        notes=(
            f"注：本单位{department.year}年没有使用国有资本经营预算拨款安排的支出，故本表为空。",
        ),
    )


def _expenditure(department: Department) -> Table:
    """Sideways page, `—` where nothing is spent."""
    measures = (total_of, basic_of, project_of)
    rows = tree_rows(function_tree(department.functions, *measures), _DASHED, "whole")
    rows += (("", "合计", *(_DASHED(department.total(measure)) for measure in measures)),)
    header = (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),)
    made = _table("expenditure", "单位支出总表", "cnRRR", (2, 6, 3, 3, 3), header, rows)
    # all of the tree on one wide sheet
    return replace(made, row_padding_pt=2.0, text_size_pt=8.0)


def _general_budget(department: Department) -> Table:
    """Numbers with a space behind the thousands; one row is cut by the page break."""
    measures = (total_of, basic_of, project_of)
    lines = department.lines("general")
    rows = tree_rows(function_tree(lines, *measures), _PRINT, "whole")
    totals = (_PRINT(department.total(measure, "general")) for measure in measures)
    rows = (("", "合计", *totals), *rows)
    spaced = tuple((*row[:2], *(text.replace(",", ", ") for text in row[2:])) for row in rows)
    header = (
        ("功能分类科目", "", f"{department.year}年预算数", "", ""),
        ("编码", "名称", "合计", "基本支出", "项目支出"),
    )
    return _table("general_budget", "一般公共预算支出表", "cnRRR", (2, 6, 3, 3, 3), header, spaced)


def _basic(department: Department) -> Table:
    """Narrow columns: codes and long numbers wrap; small amounts in full-width digits."""
    tree = economic_tree(department.economics)
    tops = [line.sums for line in tree if len(line.code) == 3]
    totals = tuple(_PRINT(sum(amounts, ZERO)) for amounts in zip(*tops, strict=True))
    rows: list[Row] = [("", "合计", *map(_wrapped, totals))]
    for line in tree:
        code = line.code if len(line.code) == 3 else f"{line.code[:3]}\n{line.code[3:]}"
        printed = tuple(_PRINT(amount) for amount in line.sums)
        wide = len(line.code) == 5 and int(line.code[3:]) % 2 == 0
        cells = (text.translate(_FULL_WIDTH) if wide else _wrapped(text) for text in printed)
        rows.append((code, line.name, *cells))
    header = (
        ("经济分类科目", "", f"{department.year}年基本支出", "", ""),
        ("编码", "名称", "合计", "人员经费", "公用经费"),
    )
    made = _table(
        "basic_by_economic",
        "一般公共预算基本支出表",
        "cnRRR",
        (1, 6, 2, 2, 2),
        header,
        tuple(rows),
    )
    return replace(made, row_padding_pt=1.5, text_size_pt=8.0)


def _wrapped(text: str) -> str:
    """Break a number of thousands behind its comma.

    >>> _wrapped("1,234.50"), _wrapped("234.50")
    ('1,\\n234.50', '234.50')
    """
    return text.replace(",", ",\n")


def _government_fund(department: Department) -> Table:
    """A nil table that prints zeros."""
    header = (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),)
    zeros = (_ZERO_PRINTED(ZERO),) * 3
    return _table(
        "government_fund",
        "政府性基金预算支出表",
        "cnRRR",
        (2, 5, 2.4, 2.4, 2.4),
        header,
        (("", "合计", *zeros), ("", "", *zeros)),
    )


def _procurement(_: Department) -> Table:
    """A nil table that prints nothing."""
    header = (("项目", "合计", "一般公共预算", "政府性基金预算", "其他资金"),)
    rows = tuple((name, "", "", "", "") for name in ("合计", "货物类", "工程类", "服务类"))
    return _table("procurement", "政府采购预算表", "nRRRR", (3, 2, 2, 2, 2), header, rows)


def _three_public(department: Department) -> Table:
    """One year; 无 stands where nothing is spent."""
    costs = department.three_public
    parts = (costs.total, costs.overseas, costs.vehicle, costs.purchase, costs.running)
    row = (department.name, *map(_NONE, (*parts, costs.reception)))
    header = (
        ("单位名称", "合计", "因公出国（境）费", "公务用车购置及运行费", "", "", "公务接待费"),
        ("", "", "", "小计", "公务用车购置费", "公务用车运行费", ""),
    )
    return _table(
        "three_public",
        "“三公”经费预算表",
        "URRRRRR",
        (4, 2, 2, 2, 2, 2, 2),
        header,
        (row,),
    )


def _unknown(department: Department) -> Table:
    """Nobody has a word for this table: it lands whole, as `other`."""
    rows = tuple(
        (str(order), f"{unit.name}窗口", _PRINT(unit.general), _PRINT(unit.general))
        for order, unit in enumerate(department.units, start=1)
    )
    header = (("序号", "窗口", "甲类数额", "乙类数额"),)
    return _table("other", "政务大厅窗口运转测算表", "onRR", (1, 4, 3, 3), header, rows)


def _summary(department: Department) -> Table:
    whole = _PRINT(department.total(total_of))
    left: list[Row] = [
        ("一、一般公共预算拨款收入", _PRINT(department.total(total_of, "general"))),
        ("二、政府性基金预算拨款收入", ""),
        ("三、国有资本经营预算拨款收入", ""),
        ("四、事业收入", _PRINT(department.total(total_of, "unit_funds"))),
    ]
    rows = paired_rows(left, expenditure_lines(department, _PRINT, (), prefix="{}、"))
    wide = whole.translate(_FULL_WIDTH)
    rows += (
        ("本年收入合计", whole, "本年支出合计", whole),
        ("上年结转", "无", "结转下年", "—"),
        ("收入总计", wide, "支出总计", wide),
    )
    header = (("收入", "", "支出", ""), ("项目", "预算数", "项目", "预算数"))
    return _table("summary", "单位收支总表", "nRnR", (6, 3, 6, 3), header, rows, block_starts=(2,))
