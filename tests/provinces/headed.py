"""The standard set under headers with ordinals, units, formulas, broken words and blank cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from tests.provinces.forms import Made
from tests.provinces.sheets import (
    CODED_KINDS,
    Measure,
    coded,
    costs,
    expected,
    make,
    operating_of,
    personnel_of,
    report,
    sheet,
    show,
    standard_set,
)
from tests.typesetting.department import Department
from tests.typesetting.prose_text import basic_of, nothing, project_of, total_of
from tests.typesetting.report import Row


def _by_nature(_: Department) -> tuple[Measure, ...]:
    return (total_of, basic_of, project_of)


def _by_part(d: Department) -> tuple[Measure, ...]:
    return (total_of, basic_of, personnel_of(d), operating_of(d), project_of)


def _after_stock(_: Department) -> tuple[Measure, ...]:
    return (total_of, basic_of, project_of, nothing, nothing, nothing)


@dataclass(frozen=True, slots=True)
class Head:
    """How one publisher heads its tables.

    Attributes:
        coded: header of the tables by functional code.
        measures: what their columns hold.
        parted: the code stands in three columns.
        revenue: header of 收入总表, of one unit per row; empty for the plain one.
        economic: header of 基本支出表; empty for the plain one.
        costs: header of 三公; empty for the plain one.
        numbers: a row of column numbers under the coded header.
        rows_per_page: how many rows a page takes; each page prints the header again.
    """

    coded: tuple[Row, ...]
    measures: Callable[[Department], Sequence[Measure]] = _by_nature
    parted: bool = False
    revenue: tuple[Row, ...] = ()
    economic: tuple[Row, ...] = ()
    costs: tuple[Row, ...] = ()
    numbers: Row = ()
    rows_per_page: int = 34


_PLAIN: Final = (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),)

HEADS: Final[dict[str, Head]] = {
    "ordinals_of_one_storey": Head(
        (("科目编码", "科目名称", "合计", "一、基本支出", "二、项目支出"),),
        revenue=(
            (
                *("单位编码", "单位名称", "合计"),
                *("一、一般公共预算拨款", "二、政府性基金预算拨款", "三、事业收入"),
            ),
        ),
        economic=(("科目编码", "科目名称", "合计", "一、人员经费", "二、公用经费"),),
        costs=(
            (
                *("“三公”经费合计", "一、因公出国（境）费", "二、公务用车购置及运行费", "", ""),
                "三、公务接待费",
            ),
            ("", "", "小计", "（一）公务用车购置费", "（二）公务用车运行费", ""),
        ),
    ),
    "ordinals_in_brackets": Head(
        (("科目编码", "科目名称", "合计", "（一）基本支出", "（二）项目支出"),),
        revenue=(
            (
                *("单位编码", "单位名称", "总计"),
                *("（一）一般公共预算", "（二）政府性基金预算", "（三）事业收入"),
            ),
        ),
        economic=(("科目编码", "科目名称", "合计", "（1）人员经费", "（2）公用经费"),),
        rows_per_page=6,
    ),
    "ordinals_of_two_storeys": Head(
        (
            ("科目编码", "科目名称", "支出", "", "", "", ""),
            ("", "", "合计", "1.基本支出", "", "", "2.项目支出"),
            ("", "", "", "小计", "（1）人员经费", "（2）公用经费", ""),
        ),
        _by_part,
        costs=(
            ("合计", "1.因公出国（境）费", "2.公务用车购置及运行费", "", "", "3.公务接待费"),
            ("", "", "小计", "（1）公务用车购置费", "（2）公务用车运行费", ""),
        ),
        rows_per_page=7,
    ),
    "ordinals_everywhere": Head(
        (("科目编码", "科目名称", "一、本年支出合计", "1、基本支出", "2、项目支出"),),
        costs=(
            ("一、因公出国（境）费", "二、公务用车购置及运行费", "", "", "三、公务接待费", "合计"),
            ("", "小计", "1.购置费", "2.运行维护费", "", ""),
        ),
    ),
    "ordinals_in_rings": Head(
        (("科目编码", "科目名称", "合计", "①基本支出", "②项目支出"),),
        economic=(("科目编码", "科目名称", "合计", "①人员经费", "②公用经费"),),
        costs=(
            ("“三公”经费合计", "①因公出国（境）费", "②公务用车购置及运行费", "", "", "③公务接待费"),
            ("", "", "小计", "其中：公务用车购置费", "公务用车运行费", ""),
        ),
    ),
    "ordinals_under_a_merged_head": Head(
        (
            ("功能分类科目", "", "2024年预算数", "", ""),
            ("科目编码", "科目名称", "合计", "一、基本支出", "二、项目支出"),
        ),
        numbers=("栏次", "", "1=2+3", "2", "3"),
        rows_per_page=6,
    ),
    "numbers_and_formulas": Head(
        (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),),
        numbers=("甲", "乙", "1=2+3", "2", "3"),
    ),
    "numbers_without_a_word": Head(
        (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),),
        numbers=("", "", "1=2+3", "2", "3"),
    ),
    "letters_of_columns": Head(
        (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),),
        numbers=("", "", "A=B+C", "B", "C"),
    ),
    "letters_of_all_columns": Head(_PLAIN, numbers=("A", "B", "C=D+E", "D", "E")),
    "words_for_columns": Head(_PLAIN, numbers=("**", "**", "1", "2", "3")),
    "columns_in_brackets": Head(
        _PLAIN, numbers=("（1）", "（2）", "（3）=（4）+（5）", "（4）", "（5）")
    ),
    "columns_in_rings": Head(_PLAIN, numbers=("栏次", "", "①=②+③", "②", "③")),
    "formulas_in_the_cells": Head(
        (("科目编码", "科目名称", "合计（1=2+3）", "基本支出（2）", "项目支出（3）"),),
    ),
    "letters_in_the_cells": Head(
        (("科目编码", "科目名称", "合计A=B+C", "基本支出B", "项目支出C"),),
    ),
    "units_in_the_cells": Head(
        (("科目编码", "科目名称", "合计（万元）", "基本支出（万元）", "项目支出（万元）"),),
        revenue=(
            (
                *("单位编码", "单位名称", "合计（万元）"),
                *("一般公共预算（万元）", "政府性基金预算（万元）", "事业收入（万元）"),
            ),
        ),
        economic=(
            ("科目编码", "科目名称", "合计（万元）", "人员经费（万元）", "公用经费（万元）"),
        ),
        costs=(
            (
                *(
                    "“三公”经费合计（万元）",
                    "因公出国（境）费（万元）",
                    "公务用车购置及运行费（万元）",
                ),
                *("", "", "公务接待费（万元）"),
            ),
            ("", "", "小计", "公务用车购置费", "公务用车运行费", ""),
        ),
    ),
    "words_set_apart": Head(
        (("科 目\n编 码", "科 目\n名 称", "合\n计", "基 本\n支 出", "项 目\n支 出"),),
        economic=(("科目\n编码", "科目\n名称", "合 计", "人 员\n经 费", "公 用\n经 费"),),
    ),
    "among_them": Head(
        (("科目编码", "科目名称", "合计", "其中：", ""), ("", "", "", "基本支出", "项目支出")),
        economic=(
            ("科目编码", "科目名称", "合计", "其中", ""),
            ("", "", "", "人员经费", "公用经费"),
        ),
    ),
    "among_them_in_each": Head(
        (("科目编码", "科目名称", "合计", "其中：1.基本支出", "2.项目支出"),),
    ),
    "blank_over_codes": Head((("", "", "合计", "基本支出", "项目支出"),)),
    "blank_over_names": Head((("科目编码", "", "合计", "基本支出", "项目支出"),)),
    "stock_of_last_year": Head(
        (
            ("科目编码", "科目名称", "合计", "基本支出", "项目支出", "上年结转结余", "", ""),
            ("", "", "", "", "", "小计", "一般公共预算", "政府性基金"),
        ),
        _after_stock,
    ),
    "stock_and_year": Head(
        (
            ("科目编码", "科目名称", "总计", "本年支出", "", "上年结转", "", ""),
            ("", "", "", "基本支出", "项目支出", "小计", "基本支出", "项目支出"),
        ),
        _after_stock,
    ),
    "ordinals_of_other_makes": Head(
        (("科目编码", "科目名称", "合计", "1）基本支出", "2）项目支出"),),
        revenue=(
            (
                *("单位编码", "单位名称", "Ⅰ、合计"),
                *("Ⅱ、一般公共预算", "Ⅲ、政府性基金预算", "Ⅳ、事业收入"),
            ),
        ),
        economic=(("科目编码", "科目名称", "合计", "A.人员经费", "B.公用经费"),),
        costs=(
            (
                *("“三公”经费合计", "一．因公出国（境）费", "二．公务用车购置及运行费", "", ""),
                "三．公务接待费",
            ),
            ("", "", "小计", "（一）、购置费", "（二）、运行费", ""),
        ),
    ),
    "ordinals_set_apart": Head(
        (("科目\n编码", "科目\n名称", "合\n计", "一、基\n本支出", "二、项\n目支出"),),
        economic=(
            ("科目编码", "科目名称", "基本支出", "", ""),
            ("", "", "小计", "其中：1.人员经费", "2.公用经费"),
        ),
        costs=(
            ("合\n计", "1.因公出国\n（境）费", "2.公务用车购置及运行费", "", "", "3.公务\n接待费"),
            ("", "", "小计", "其中：购置费", "其中：运行费", ""),
        ),
        rows_per_page=5,
    ),
    "one_subject_over_two_columns": Head(
        (("科目", "", "合计", "一、基本支出", "二、项目支出"),),
        economic=(("经济分类科目", "", "合计", "（一）人员经费", "（二）公用经费"),),
    ),
    "ordinals_from_the_top": Head(
        (
            ("功能科目", "", "一、本年支出", "", "", "二、结转下年"),
            ("编码", "名称", "小计", "（一）基本支出", "（二）项目支出", ""),
        ),
        lambda _: (total_of, basic_of, project_of, nothing),
        revenue=(
            ("单位编码", "单位名称", "收入总计", "一、本年收入", "", ""),
            (
                *("", "", ""),
                *("（一）一般公共预算", "（二）政府性基金预算", "（三）事业收入"),
            ),
        ),
        numbers=("栏次", "", "1栏=2栏+3栏", "2栏", "3栏", "4栏"),
    ),
    "units_below_the_words": Head(
        (
            (
                *("科目编码", "科目名称", "合计\n（单位：万元）"),
                *("1.基本支出\n（万元）", "2.项目支出\n（万元）"),
            ),
        ),
        numbers=("甲", "乙", "①", "②", "③"),
    ),
    "formulas_in_brackets": Head(
        (("科目编码", "科目名称", "合计（A=B+C）", "一、基本支出（B）", "二、项目支出（C）"),),
        costs=(
            (
                "合计1=2+3+6",
                "因公出国（境）费2",
                "公务用车购置及运行费3=4+5",
                "",
                "",
                "公务接待费6",
            ),
            ("", "", "小计3", "购置费4", "运行费5", ""),
        ),
    ),
    "units_without_a_head": Head(
        (("", "", "合计", "一、基本支出", "二、项目支出"),),
        revenue=(("", "", "合计", "一般公共预算", "政府性基金预算", "事业收入"),),
        economic=(("", "", "合计", "人员经费", "公用经费"),),
    ),
    "ordinals_and_years": Head(
        (
            ("支出功能分类科目", "", "2024年预算数", "", "", "上年结转", "", ""),
            (
                *("科目编码", "科目名称", "合计", "一、基本支出", "二、项目支出"),
                *("小计", "一、基本支出", "二、项目支出"),
            ),
        ),
        _after_stock,
    ),
    "codes_and_names_turned": Head(
        (
            ("科目编码\n（类款项）", "科目名称\n（类款项）", "总　计", "其中", ""),
            ("", "", "", "1、基本支出", "2、项目支出"),
        ),
        costs=(
            (
                "一、“三公”经费合计",
                "（一）因公出国（境）费",
                "（二）公务用车购置及运行费",
                "",
                "",
                "（三）公务接待费",
            ),
            ("", "", "小计", "1.公务用车购置费", "2.公务用车运行维护费", ""),
        ),
        numbers=("类款项", "栏次", "1", "2", "3"),
    ),
    "ordinals_of_stocks": Head(
        (
            ("科目编码", "科目名称", "总计", "一、本年支出", "", "", "二、上年结转结余", "", ""),
            ("", "", "", "小计", "1.基本支出", "2.项目支出", "小计", "1.基本支出", "2.项目支出"),
        ),
        lambda _: (total_of, total_of, basic_of, project_of, nothing, nothing, nothing),
        revenue=(
            ("单位编码", "单位名称", "总计", "一、财政拨款收入", "", "二、事业收入"),
            ("", "", "", "1.一般公共预算", "2.政府性基金预算", ""),
        ),
        rows_per_page=6,
    ),
    "letters_before_the_words": Head(
        (("科目编码", "科目名称", "A合计", "B基本支出", "C项目支出"),),
        economic=(("科目编码", "科目名称", "A、合计", "B、人员经费", "C、公用经费"),),
        numbers=("a", "b", "c=d+e", "d", "e"),
    ),
    "numbers_before_the_words": Head(
        (("科目编码", "科目名称", "1合计", "2基本支出", "3项目支出"),),
        economic=(("科目编码", "科目名称", "（一）合计", "（二）人员经费", "（三）公用经费"),),
        numbers=("行次", "——", "1=2+3", "2", "3"),
    ),
    "among_with_ordinals_inside": Head(
        (
            ("科目编码", "科目名称", "合计", "一、基本支出", "", "", "二、项目支出"),
            ("", "", "", "合计", "其中：人员经费", "其中：公用经费", ""),
        ),
        _by_part,
    ),
    "numbers_in_part": Head(_PLAIN, numbers=("", "", "1", "2", "3")),
    "blank_over_codes_in_two_storeys": Head(
        (
            ("", "", "支出合计", "", ""),
            ("", "", "合计", "（一）基本支出", "（二）项目支出"),
        ),
        rows_per_page=6,
    ),
    "by_source_and_nature": Head(
        (
            ("科目编码", "科目名称", "合计", "一、一般公共预算拨款", "", "二、上年结转", ""),
            ("", "", "", "1.基本支出", "2.项目支出", "1.基本支出", "2.项目支出"),
        ),
        lambda _: (total_of, basic_of, project_of, nothing, nothing),
    ),
    "parts_of_codes": Head(
        (
            ("科目编码", "", "", "科目名称", "合计", "一、基本支出", "二、项目支出"),
            ("类", "款", "项", "", "", "", ""),
        ),
        parted=True,
    ),
}


def headed(name: str) -> Made:
    """Print the standard set under the header of this name."""
    head = HEADS[name]
    d, department = make(80 + list(HEADS).index(name)), "衡水市统计局"
    tables = standard_set(d, department)
    for kind, funds in CODED_KINDS:
        table = coded(
            kind, tables[kind].title, d, funds, head.measures(d), head.coded, parted=head.parted
        )
        tables[kind] = replace(table, column_numbers=head.numbers)
    for kind, header in (("revenue", head.revenue), ("basic_by_economic", head.economic)):
        if header:
            tables[kind] = replace(tables[kind], header_rows=header)
    if head.costs:
        own = list(map(show, costs(d.three_public)))
        if head.costs[0][-1] == "合计":
            own = [*own[1:], own[0]]
        title = tables["three_public"].title
        tables["three_public"] = sheet("three_public", title, "RRRRRR", head.costs, [tuple(own)])
    made = report(d, department, list(tables.values()), rows_per_page=head.rows_per_page)
    return made, expected(d)


def _named(name: str) -> Callable[[], Made]:
    form = partial(headed, name)
    form.__name__ = name  # type: ignore[attr-defined]
    return form


HEADED: Final = tuple(_named(name) for name in HEADS)
