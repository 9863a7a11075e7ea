"""Traits of lists, forms and balances: what stands beside what, and what heads what."""

from __future__ import annotations

import random
from decimal import Decimal

from tests.traits.sheets import ZERO, Style, draw_amount, make_sheet, split_amount
from tests.typesetting.amounts import chinese_number
from tests.typesetting.body import columns
from tests.typesetting.report import Merge, Row, Table

_UNITS = ("本级", "环境卫生服务中心", "社区服务中心", "文化服务中心")
_CATEGORIES = ("办公场所租赁", "委托咨询业务", "信息化运行维护", "维修改造", "专项购置")
_PROJECTS = ("老旧小区整治", "河道保洁", "城市体检", "群众文化活动", "安全生产检查", "普法宣传")


def _form(style: Style, name: str, amount: Decimal, order: int) -> Table:
    rows: list[Row] = [
        ("项目名称", name, "", ""),
        (f"资金总额（{style.unit}）", style.show(amount), "项目属性", "延续"),
        ("年度目标", f"完成{name}的年度任务。", "", ""),
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出指标", "数量指标", "完成率", "≥95%"),
    ]
    return Table(
        kind="project_performance",
        title="项目支出绩效目标表",
        unit=style.unit,
        columns=columns("tttt", (3, 4, 3, 4), style.unit),
        header_rows=(),
        rows=tuple(rows),
        merges=(Merge(0, 1, 1, 3), Merge(2, 1, 1, 3)),
        annex_label=f"表{order}",
        is_form=True,
        figureless=frozenset({3}),
    )


def _projects(style: Style, listed: list[tuple[str, str, Decimal]]) -> Table:
    rows: list[Row] = [
        (unit, name, style.show(amount), style.show(amount)) for unit, name, amount in listed
    ]
    whole = style.show(sum((amount for _, _, amount in listed), ZERO))
    rows.append(("合计", "", whole, whole))
    header = (("单位名称", "项目名称", "合计", "一般公共预算拨款"),)
    return make_sheet(style, "projects", "项目支出明细表", "UPRR", header, rows, order=9)


def categories_per_unit(rng: random.Random, style: Style) -> list[Table]:
    """A list repeats a category for each unit; one form per category gives the sum."""
    listed: list[tuple[str, str, Decimal]] = []
    forms: list[tuple[str, Decimal]] = []
    for category in rng.sample(_CATEGORIES, rng.randint(3, 5)):
        units = rng.sample(_UNITS, rng.randint(1, 4))
        amounts = [draw_amount(rng, style) for _ in units]
        listed += [(unit, category, amount) for unit, amount in zip(units, amounts, strict=True)]
        forms.append((category, sum(amounts, ZERO)))
    listed.sort(key=lambda row: _UNITS.index(row[0]))
    tables = [_projects(style, listed)]
    return tables + [_form(style, *form, 10 + n) for n, form in enumerate(forms)]


def forms_of_other_years(rng: random.Random, style: Style) -> list[Table]:
    """Forms of money carried over (last year's name, or the same), and of special funds.

    None of them stands in the list, which holds this year's projects only.
    """
    names = rng.sample(_PROJECTS, rng.randint(4, 6))
    listed = [("本级", f"{style.year}年度{name}经费", draw_amount(rng, style)) for name in names]
    forms = [(name, amount) for _, name, amount in listed]
    forms += [(f"{style.year - 1}年度{name}经费", draw_amount(rng, style)) for name in names[:2]]
    forms.append((forms[2][0], draw_amount(rng, style)))
    forms.append(("城市发展专项资金", draw_amount(rng, style, 900, 5000)))
    rng.shuffle(forms)
    tables = [_projects(style, listed)]
    return tables + [_form(style, *form, 10 + n) for n, form in enumerate(forms)]


def units_within_units(rng: random.Random, style: Style) -> list[Table]:
    """A department's row stands above its units', without codes, with 会议费 and 培训费 beside."""
    units = rng.sample(_UNITS, rng.randint(2, 4))
    kinds = [
        [draw_amount(rng, style, 1, 9) if rng.random() < 0.7 else ZERO for _ in range(6)]
        for _ in units
    ]
    kinds[0][1] = draw_amount(rng, style, 1, 9)

    def row(label: str, parts: list[Decimal]) -> Row:
        overseas, reception, purchase, running, meeting, training = parts
        vehicle = purchase + running
        public = overseas + reception + vehicle
        amounts = (public + meeting + training, public, overseas, reception, vehicle)
        return (label, *map(style.show, (*amounts, purchase, running, meeting, training)))

    sums = [sum(column, ZERO) for column in zip(*kinds, strict=True)]
    rows = [row("合计", sums), row("潼南区街道办事处", sums)]
    rows += [row(unit, parts) for unit, parts in zip(units, kinds, strict=True)]
    public = "一般公共预算拨款安排的“三公”经费预算"
    header = (
        ("单位名称", "合计", public, "", "", "", "", "", "会议费", "培训费"),
        *(
            ("", "", "小计", "因公出国（境）费用", "公务接待费", vehicle, "", "", "", "")
            for vehicle in ("公务用车购置及运行维护费",)
        ),
        ("", "", "", "", "", "小计", "公务用车购置费", "公务用车运行费", "", ""),
    )
    title = "一般公共预算拨款“三公”经费、会议费、培训费表"
    return [make_sheet(style, "three_public", title, "URRRRRRRRR", header, rows, order=8)]


def headed_balance(rng: random.Random, style: Style) -> list[Table]:
    """一、部门预算 heads 1., 2. without an amount; money in accounts and 上年结转 below."""
    current = draw_amount(rng, style, 300, 900)
    account, carried, after = (draw_amount(rng, style, 1, 90) for _ in range(3))
    after = min(after, carried)
    spent = current + account + carried - after
    sources = split_amount(rng, style, current, 3)
    classes = split_amount(rng, style, spent, 4)
    show = style.show
    left: list[Row] = [
        ("一、部门预算", ""),
        ("1、财政拨款", show(sources[0])),
        ("（1）一般公共预算拨款收入", show(sources[0])),
        ("（2）政府性基金收入", ""),
        ("2、事业收入", show(sources[1])),
        ("3、其他收入", show(sources[2])),
        ("本年收入合计", show(current)),
        ("上年实户资金余额", show(account)),
        ("上年结转", show(carried)),
        ("收入总计", show(current + account + carried)),
    ]
    names = ("一般公共服务支出", "社会保障和就业支出", "卫生健康支出", "住房保障支出")
    right: list[Row] = [("一、部门预算", "")]
    right += [
        (f"{n}、{name}", show(amount))
        for n, (name, amount) in enumerate(zip(names, classes, strict=True), start=1)
    ]
    right += [("", "")] * (6 - len(right))
    right += [
        ("本年支出合计", show(spent)),
        ("结转下年", show(after)),
        ("", ""),
        ("支出总计", show(spent + after)),
    ]
    rows = [(*one, *other) for one, other in zip(left, right, strict=True)]
    header = (("收入", "", "支出", ""), ("项目", "预算数", "项目", "预算数"))
    title = "部门综合预算收支总表"
    return [make_sheet(style, "summary", title, "nRnR", header, rows, order=1, block_starts=(2,))]


def carried_appropriation(rng: random.Random, style: Style) -> list[Table]:
    """财政拨款收支总表 spends what is carried over too; 一般公共预算支出表 is this year's money."""
    names = {"201": "一般公共服务支出", "208": "社会保障和就业支出", "210": "卫生健康支出"}
    current = {code: draw_amount(rng, style, 50, 900) for code in names}
    carried = {code: draw_amount(rng, style, 1, 40) for code in names}
    whole, before = sum(current.values(), ZERO), sum(carried.values(), ZERO)
    show = style.show
    left: list[Row] = [
        ("一、本年收入", show(whole)),
        ("（一）一般公共预算拨款", show(whole)),
        ("二、上年结转", show(before)),
        ("（一）一般公共预算拨款", show(before)),
        ("收入总计", show(whole + before)),
    ]
    right: list[Row] = [("一、本年支出", *(show(whole + before),) * 2)]
    right += [
        (f"（{chinese_number(n)}）{names[code]}", *(show(current[code] + carried[code]),) * 2)
        for n, code in enumerate(names, start=1)
    ]
    right.append(("支出总计", *(show(whole + before),) * 2))
    rows = [(*one, *other) for one, other in zip(left, right, strict=True)]
    header = (
        ("收入", "", "支出", "", ""),
        ("项目", "预算数", "项目", "合计", "一般公共预算"),
    )
    tree: list[Row] = []
    for code, (group, item) in {
        "201": ("20103", "2010301"),
        "208": ("20805", "2080501"),
        "210": ("21011", "2101101"),
    }.items():
        amount = show(current[code])
        tree += [
            (code, names[code], amount),
            (group, _GROUPS[group], amount),
            (item, _GROUPS[item], amount),
        ]
    tree.append(("合计", "", show(whole)))
    return [
        make_sheet(
            style,
            "appropriation",
            "财政拨款收支总表",
            "nRnRR",
            header,
            rows,
            order=4,
            block_starts=(2,),
        ),
        make_sheet(
            style,
            "general_budget",
            "一般公共预算支出表",
            "cnR",
            (("科目编码", "科目名称", "合计"),),
            tree,
            order=5,
        ),
    ]


_GROUPS = {
    "20103": "政府办公厅（室）及相关机构事务",
    "2010301": "行政运行",
    "20805": "行政事业单位养老支出",
    "2080501": "行政单位离退休",
    "21011": "行政事业单位医疗",
    "2101101": "行政单位医疗",
}
