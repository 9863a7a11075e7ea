"""Tables as places print them: four classifications side by side, codes within names, lists of
what each payment is classed as."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from tests.provinces.forms import Made
from tests.provinces.sheets import (
    CODED_KINDS,
    expected,
    make,
    operating,
    personnel,
    report,
    sheet,
    show,
    standard_set,
)
from tests.typesetting.department import (
    Department,
    Fund,
    economic_tree,
    function_tree,
)
from tests.typesetting.prose_text import basic_of, project_of, total_of
from tests.typesetting.report import Row, Table


def four_sides(heads: tuple[str, ...], amount: str) -> Made:
    """Hunan, Shaanxi: revenue, and expenditure by function and by both economic classes."""
    d, name = make(140 + len(amount)), "湘潭市审计局"
    tables = standard_set(d, name)
    whole = d.total(total_of)
    left, right = [], []
    for row in tables["summary"].rows:
        left.append(row[:2])
        right.append(row[2:])
    basic = [("基本支出", show(d.total(basic_of))), ("项目支出", show(d.total(project_of)))]
    closing = [("本年支出合计", show(whole)), ("年终结转结余", ""), ("支出总计", show(whole))]
    height = len(left) - 3
    economic = [
        [("一、基本支出", basic[0][1]), ("二、项目支出", basic[1][1])],
        [("一、机关工资福利支出", basic[0][1]), ("二、机关商品和服务支出", basic[1][1])],
    ]
    blocks = [[*rows, *[("", "")] * (height - len(rows)), *closing] for rows in economic]
    rows: list[Row] = [(*a, *b, *c, *e) for a, b, c, e in zip(left, right, *blocks, strict=True)]
    header: tuple[Row, ...] = (
        ("收入", "", "支出", "", "", "", "", ""),
        tuple(label for head in heads for label in (head, amount)),
    )
    tables["summary"] = sheet(
        "summary", "部门收支总表", "nRnRnRnR", header, rows, block_starts=(2, 4, 6)
    )
    return report(d, name, list(tables.values())), expected(d)


def _joined(d: Department, shape: str, title: str, kind: str, funds: tuple[Fund, ...]) -> Table:
    measures = (total_of, basic_of, project_of)
    rows: list[Row] = [("合计", *(show(d.total(m, *funds)) for m in measures))]
    rows += [
        (shape.format(code=line.code, name=line.name), *map(show, line.sums))
        for line in function_tree(d.lines(*funds), *measures)
    ]
    header = (("功能分类科目", "合计", "基本支出", "项目支出"),)
    return sheet(kind, title, "nRRR", header, rows)


def code_in_name(shape: str) -> Made:
    """Guangdong, Tianjin: 科目 with its code in one cell."""
    d, name = make(141 + len(shape)), "佛山市审计局"
    tables = standard_set(d, name)
    for kind, funds in CODED_KINDS:
        tables[kind] = _joined(d, shape, tables[kind].title, kind, funds)
    return report(d, name, list(tables.values())), expected(d)


def classes_in_parts() -> Made:
    """Xinjiang: the economic class in two columns, 类 and 款."""
    d, name = make(150), "克拉玛依市审计局"
    tables = standard_set(d, name)
    rows: list[Row] = [
        ("", "", "合计", *map(show, (personnel(d) + operating(d), personnel(d), operating(d))))
    ]
    rows += [
        (line.code[:3], line.code[3:], line.name, *map(show, line.sums))
        for line in economic_tree(d.economics)
    ]
    header = (
        ("经济分类科目编码", "", "经济分类科目名称", "一般公共预算基本支出", "", ""),
        ("类", "款", "", "小计", "人员经费", "公用经费"),
    )
    tables["basic_by_economic"] = sheet(
        "basic_by_economic", "一般公共预算基本支出情况表", "12nRRR", header, rows
    )
    return report(d, name, list(tables.values())), expected(d)


def ordinal_of_rows() -> Made:
    """Hebei: rows and columns are numbered; a row of 栏次 under the header."""
    d, name = make(151), "邢台市审计局"
    tables = standard_set(d, name)
    rows: list[Row] = [
        (str(n), *row[:2], *row[2:]) for n, row in enumerate(tables["summary"].rows, start=1)
    ]
    header = (("序号", "收入", "", "支出", ""), ("", "项目", "预算金额", "项目", "预算金额"))
    tables["summary"] = sheet(
        "summary",
        "部门收支总表",
        "onRnR",
        header,
        rows,
        block_starts=(3,),
        column_numbers=("栏次", "1", "2", "3", "4"),
    )
    return report(d, name, list(tables.values())), expected(d)


def _named(name: str, form: Callable[[], Made]) -> Callable[[], Made]:
    form.__name__ = name  # type: ignore[attr-defined]
    return form


_SHAPES: Final = {
    "code_before_name": "{code}{name}",
    "code_in_brackets": "[{code}]{name}",
    "code_and_dash": "{code}-{name}",
    "code_and_space": "{code} {name}",
}
_SIDES: Final = {
    "four_sides_of_functions_and_classes": (
        (
            "项目",
            "支出功能分科目（按大类）",
            "部门预算支出经济科目（按大类）",
            "政府预算支出经济分类科目（按大类）",
        ),
        "预算数",
    ),
    "four_sides_of_items": (
        ("项目", "项目（按功能分类）", "项目（按部门预算经济分类）", "项目（按政府预算经济分类）"),
        "本年预算",
    ),
}
PLACED: Final = (
    *(_named(name, partial(four_sides, *sides)) for name, sides in _SIDES.items()),
    classes_in_parts,
    ordinal_of_rows,
    *(_named(name, partial(code_in_name, shape)) for name, shape in _SHAPES.items()),
)
