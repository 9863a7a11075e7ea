"""Building blocks of layouts: body rows, merged totals, page breaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, zip_longest
from typing import Literal

from tests.typesetting.amounts import Print, chinese_number
from tests.typesetting.code_names import EXPENDITURE_LINES
from tests.typesetting.department import ZERO, Department, Fund, Project, TreeLine
from tests.typesetting.report import Column, ColumnRole, Merge, Page, Row, Segment, Table

CodeStyle = Literal["whole", "spaced", "columns"]


def split_code(code: str, style: CodeStyle, depth: int = 3) -> Row:
    """Print a code in one cell, in one cell with spaces, or over columns 类|款|项.

    >>> split_code("2010301", "columns"), split_code("20103", "columns")
    (('201', '03', '01'), ('201', '03', ''))
    >>> split_code("2010301", "spaced"), split_code("30101", "columns", depth=2)
    (('201 03 01',), ('301', '01'))
    """
    parts = [code[:3], code[3:5], code[5:7]]
    if style == "whole":
        return (code,)
    if style == "spaced":
        return (" ".join(part for part in parts if part),)
    return tuple(parts[:depth])


def tree_rows(
    tree: Iterable[TreeLine], print_amount: Print, style: CodeStyle, depth: int = 3
) -> tuple[Row, ...]:
    """One row per code: code cells, name, one figure per sum."""
    return tuple(
        (*split_code(line.code, style, depth), line.name, *map(print_amount, line.sums))
        for line in tree
    )


def merged_total(row: int, label_columns: int) -> tuple[Merge, ...]:
    """Merge the label cells of a 合计 row."""
    return (Merge(row, 0, 1, label_columns),)


def paired_rows(left: Sequence[Row], right: Sequence[Row]) -> tuple[Row, ...]:
    """Set two blocks side by side; the shorter one goes on with blank cells."""
    blank_left, blank_right = ("",) * len(left[0]), ("",) * len(right[0])
    return tuple(
        (*(one or blank_left), *(other or blank_right)) for one, other in zip_longest(left, right)
    )


def expenditure_lines(
    department: Department, print_amount: Print, *fund_columns: tuple[Fund, ...], prefix: str
) -> list[Row]:
    """One row per functional 类 in the fixed order: ordinal and name, one figure per column.

    Args:
        department: whose figures.
        print_amount: how they are printed.
        fund_columns: the funds that each figure column sums.
        prefix: how an ordinal is written, such as "{}、" or "（{}）".
    """
    return [
        (
            prefix.format(chinese_number(number)) + name,
            *(
                print_amount(
                    sum(
                        (
                            line.total
                            for line in department.lines(*funds)
                            if line.code.startswith(code)
                        ),
                        start=ZERO,
                    )
                )
                for funds in fund_columns
            ),
        )
        for number, (code, name) in enumerate(EXPENDITURE_LINES, start=1)
    ]


def columns(
    roles: str, shares: Sequence[float], unit: str, *, block_starts: Iterable[int] = ()
) -> tuple[Column, ...]:
    """Make leaf columns from a string of role letters.

    `c` code, `1 2 3` 类 款 项, `n` name, `o` ordinal, `u U` unit code and name, `p P` project
    code and name, `f F` function code and name, `R` figure, `%` a share, `t` text.
    `block_starts` are the 0-based columns at which a new side-by-side block begins.
    """
    starts = set(block_starts)
    made = []
    block = 1
    for number, (letter, share) in enumerate(zip(roles, shares, strict=True)):
        block += number in starts
        column_unit = {"R": unit, "%": "%"}.get(letter, "")
        made.append(Column(share, _ROLES[letter], column_unit, block))
    return tuple(made)


_ROLES: dict[str, ColumnRole] = {
    "c": "code",
    "1": "code_class",
    "2": "code_group",
    "3": "code_item",
    "n": "name",
    "o": "ordinal",
    "u": "unit_code",
    "U": "unit_name",
    "p": "project_code",
    "P": "project_name",
    "f": "function_code",
    "F": "function_name",
    "R": "figure",
    "%": "figure",
    "t": "text",
}


def table_pages(
    number: int,
    table: Table,
    per_page: Sequence[int] = (),
    *,
    landscape: bool = False,
    repeat: Literal["all", "header", "none"] = "all",
) -> tuple[Page, ...]:
    """Break a table over pages of its own.

    Args:
        number: the table's 0-based place in the report.
        table: the table.
        per_page: how many body rows the first pages take; the last page takes the rest.
        landscape: wide sheets.
        repeat: what continuation pages print again.
    """
    ends = [0]
    for rows in per_page:
        ends.append(min(len(table.rows), ends[-1] + rows))
    if ends[-1] < len(table.rows):
        ends.append(len(table.rows))
    pages = []
    for first, last in pairwise(ends):
        begins = first == 0
        segment = Segment(
            number,
            first,
            last,
            annex=begins,
            title=begins or repeat == "all",
            unit=begins or repeat == "all",
            header=begins or repeat != "none",
            notes=last == len(table.rows),
        )
        pages.append(Page((segment,), landscape))
    return tuple(pages)


def project_form_rows(
    project: Project, department: Department, amount: str
) -> tuple[tuple[Row, ...], tuple[Merge, ...], frozenset[int]]:
    """Lay out one 项目绩效目标表: rows, merged cells, the rows whose digits are no figures."""
    head: tuple[Row, ...] = (
        ("项目名称", f"{project.code}-{project.name}", "", "", "", "", "", ""),
        ("主管部门", department.name, "", "实施单位", "", f"{department.name}（本级）", "", ""),
        ("资金总额（万元）", amount, "", "项目属性", "", "延续", "", ""),
        (
            "项目起始时间",
            f"{project.start_year}年",
            "",
            "项目终止时间",
            "",
            f"{project.end_year}年",
            "",
            "",
        ),
        ("项目概况", f"用于{project.name}的日常工作支出。", "", "", "", "", "", ""),
        ("立项依据", "根据年度工作安排。", "", "", "", "", "", ""),
        ("项目当年绩效目标", f"完成{project.name}的年度任务。", "", "", "", "", "", ""),
        ("绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "指标性质", "度量单位", "权重"),
    )
    indicators: tuple[Row, ...] = tuple(
        (
            *("", line.level_1, line.level_2, line.level_3),
            *("" if line.operator == "定性" else line.target, line.operator),
            *(line.unit, str(line.weight)),
        )
        for line in project.indicators
    )
    merges = [Merge(row, 1, 1, 7) for row in (0, 4, 5, 6)]
    for row in (1, 2, 3):
        merges += [Merge(row, 1, 1, 2), Merge(row, 3, 1, 2), Merge(row, 5, 1, 3)]
    merges.append(Merge(7, 0, 1 + len(indicators), 1))
    return head + indicators, tuple(merges), frozenset({7})
