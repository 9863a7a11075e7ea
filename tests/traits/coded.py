"""Traits of tables with codes: which rows and columns are added, and which are not."""

from __future__ import annotations

import random
from decimal import Decimal

from tests.traits.sheets import ZERO, Style, draw_amount, draw_codes, make_sheet, split_amount
from tests.typesetting.code_names import FUNCTIONS
from tests.typesetting.report import Row, Table

_ECONOMIC = (
    ("50101-工资奖金津补贴", "30101-基本工资"),
    ("50201-办公经费", "30201-办公费"),
    ("50205-委托业务费", "30227-委托业务费"),
    ("50502-商品和服务支出", "30213-维修（护）费"),
    ("50306-设备购置", "31002-办公设备购置"),
)


def ancestors(codes: list[str]) -> list[str]:
    """List 类, 款 and 项 of codes, each above what is below it."""
    return sorted({code[:length] for code in codes for length in (3, 5, 7)})


def under(amounts: dict[str, Decimal], code: str) -> Decimal:
    """Add up what stands below a code."""
    return sum((amount for each, amount in amounts.items() if each.startswith(code)), ZERO)


def _label(kind: int, code: str) -> Row:
    """Print a code and its name: in two cells, in one, or over 类|款|项."""
    name = FUNCTIONS[code]
    if kind == 0:
        return (code, name)
    if kind == 1:
        return (f"{code}-{name}",)
    return (code[:3], code[3:5], code[5:7], name)


_LABEL_ROLES = ("cn", "n", "123n")
_LABEL_HEADERS = (("科目编码", "科目名称"), ("支出功能分类科目",), ("类", "款", "项", "科目名称"))


def leaves_only(rng: random.Random, style: Style) -> list[Table]:
    """A list of 项 × economic class; one 款 stands as a row of its own, where money has no 项."""
    rows: list[Row] = []
    sums = [ZERO, ZERO]
    for code in draw_codes(rng, rng.randint(4, 9)):
        for government, department in rng.sample(_ECONOMIC, rng.randint(2, 5)):
            amount = draw_amount(rng, style)
            is_basic = rng.random() < 0.5
            sums[0 if is_basic else 1] += amount
            parts = (amount, ZERO) if is_basic else (ZERO, amount)
            label = f"{code}-{FUNCTIONS[code]}"
            rows.append((label, government, department, *map(style.show, (amount, *parts))))
    lone = draw_amount(rng, style)
    sums[1] += lone
    rows.append(
        (
            "20805-行政事业单位养老支出",
            "50905-离退休费",
            "30302-退休费",
            *map(style.show, (lone, ZERO, lone)),
        )
    )
    rows.append(("合计", "", "", *map(style.show, (sum(sums, ZERO), *sums))))
    header = (
        "支出功能分类科目",
        "政府支出经济分类科目",
        "部门支出经济分类科目",
        "合计",
        "基本支出",
        "项目支出",
    )
    return [make_sheet(style, "expenditure", "部门支出总表", "nttRRR", (header,), rows, order=3)]


def purchases_of_both(rng: random.Random, style: Style) -> list[Table]:
    """A purchase list with 类, 款, 项 of the one classification and 类, 款 of the other."""
    rows: list[Row] = []
    whole = ZERO
    for order, code in enumerate(draw_codes(rng, rng.randint(5, 12)) * 2, start=1):
        amount = draw_amount(rng, style, 1, 60)
        whole += amount
        economic = rng.choice(["30201", "30213", "30227", "31002", "31007"])
        what = rng.choice(["办公设备", "物业服务", "委托业务", "信息系统维护"])
        codes = (code[:3], code[3:5], code[5:7], economic[:3], economic[3:])
        rows.append((str(order), *codes, what, style.show(amount)))
    total: Row = ("合计", "", "", "", "", "", "", style.show(whole))
    rows = [total, *rows] if rng.random() < 0.5 else [*rows, total]
    header = (
        ("序号", "科目编码", "", "", "部门预算支出经济科目编码", "", "采购项目", "预算金额"),
        ("", "类", "款", "项", "类", "款", "", ""),
    )
    title = rng.choice(["政府采购预算表", "政府采购（资产配置、购买服务）预算表"])
    return [make_sheet(style, "procurement", title, "o123ttnR", header, rows, order=11)]


def memo_columns(rng: random.Random, style: Style) -> list[Table]:
    """经营, 上缴 and 补助 are mentioned under 其中, or added beside 基本 and 项目."""
    is_memo = rng.random() < 0.6
    says_so = is_memo and rng.random() < 0.7
    label = rng.randrange(3)
    amounts: dict[str, list[Decimal]] = {}
    codes = draw_codes(rng, rng.randint(5, 10))
    for code in codes:
        basic, project = draw_amount(rng, style), draw_amount(rng, style)
        extra = draw_amount(rng, style, 1, 30) if rng.random() < 0.5 else ZERO
        if is_memo:
            extra = min(extra, project)
        parts = [basic, project, extra, ZERO, ZERO]
        amounts[code] = [basic + project + (ZERO if is_memo else extra), *parts]
    rows = [
        (
            *_label(label, code),
            *(
                style.show(sum((a[i] for c, a in amounts.items() if c.startswith(code)), ZERO))
                for i in range(6)
            ),
        )
        for code in ancestors(codes)
    ]
    totals = [sum((a[i] for a in amounts.values()), ZERO) for i in range(6)]
    blank = ("",) * (len(_LABEL_ROLES[label]) - 1)
    rows.append(("合计", *blank, *map(style.show, totals)))
    names = ("事业单位经营支出", "上缴上级支出", "对附属单位补助支出")
    if says_so:
        header: tuple[Row, ...] = (
            (*_LABEL_HEADERS[label], "合计", "基本支出", "项目支出", "其中", "", ""),
            (*("",) * (len(blank) + 1), "", "", "", *names),
        )
    else:
        header = ((*_LABEL_HEADERS[label], "合计", "基本支出", "项目支出", *names),)
    roles = _LABEL_ROLES[label] + "RRRRRR"
    return [make_sheet(style, "expenditure", "部门支出总表", roles, header, rows, order=3)]


def purchases_beside(rng: random.Random, style: Style) -> list[Table]:
    """A column of what is bought by procurement stands beside 基本 and 项目, and is no part."""
    codes = draw_codes(rng, rng.randint(6, 12))
    amounts: dict[str, list[Decimal]] = {}
    for code in codes:
        basic, project = draw_amount(rng, style), draw_amount(rng, style)
        bought = min(project, draw_amount(rng, style, 1, 200)) if rng.random() < 0.6 else ZERO
        amounts[code] = [basic + project, basic, project, bought]
    rows = [
        (
            code,
            FUNCTIONS[code],
            *(
                style.show(sum((a[i] for c, a in amounts.items() if c.startswith(code)), ZERO))
                for i in range(4)
            ),
        )
        for code in ancestors(codes)
    ]
    rows.append(
        ("合计", "", *(style.show(sum((a[i] for a in amounts.values()), ZERO)) for i in range(4)))
    )
    header = (("科目编码", "科目名称", "合计", "基本支出", "项目支出", "政府采购项目小计"),)
    return [make_sheet(style, "expenditure", "部门支出总表", "cnRRRR", header, rows, order=3)]


def short_groups(rng: random.Random, style: Style) -> list[Table]:
    """款 are printed as their own two digits, below the three of their 类, above whole 项."""
    codes = draw_codes(rng, rng.randint(5, 10))
    amounts = {code: draw_amount(rng, style) for code in codes}
    rows: list[Row] = [("", "合计", style.show(sum(amounts.values(), ZERO)))]
    for code in ancestors(codes):
        printed = code[3:5] if len(code) == 5 else code
        amount = under(amounts, code)
        rows.append((printed, FUNCTIONS[code], style.show(amount)))
    header = (("功能科目编码", "功能科目名称", "合计"),)
    title = "一般公共预算支出明细表（按支出功能分类科目）"
    return [make_sheet(style, "general_budget", title, "cnR", header, rows, order=5)]


def aid_to_other_regions(rng: random.Random, style: Style) -> list[Table]:
    """219 has no 项, as the classification has none."""
    codes = [*draw_codes(rng, rng.randint(5, 9)), "219"]
    amounts = {code: draw_amount(rng, style) for code in codes}
    shown = sorted({*ancestors([c for c in codes if len(c) == 7]), "219"})
    names = {**FUNCTIONS, "219": "援助其他地区支出"}
    rows: list[Row] = [
        (
            code,
            names[code],
            style.show(sum((a for c, a in amounts.items() if c.startswith(code)), ZERO)),
        )
        for code in shown
    ]
    rows.append(("合计", "", style.show(sum(amounts.values(), ZERO))))
    header = (("科目编码", "科目名称", "合计"),)
    title = "一般公共预算支出表"
    return [make_sheet(style, "general_budget", title, "cnR", header, rows, order=5)]


def pensions_elsewhere(rng: random.Random, style: Style) -> list[Table]:
    """Pensions and housing are also paid under 事业运行: the economic row holds more."""
    lines = {
        "2010350": draw_amount(rng, style, 500, 900),
        "2080505": draw_amount(rng, style, 20, 90),
        "2080506": draw_amount(rng, style, 10, 60),
        "2210201": draw_amount(rng, style, 20, 90),
    }
    whole = sum(lines.values(), ZERO)
    tree = ancestors(list(lines))
    functional: list[Row] = [
        (
            code,
            FUNCTIONS[code],
            *(style.show(sum((a for c, a in lines.items() if c.startswith(code)), ZERO)),) * 2,
            "",
        )
        for code in tree
    ]
    functional.append(("合计", "", style.show(whole), style.show(whole), ""))
    beyond = [draw_amount(rng, style, 1, 40) for _ in range(3)]
    named = {
        "30108": ("机关事业单位基本养老保险缴费", lines["2080505"] + beyond[0]),
        "30109": ("职业年金缴费", lines["2080506"] + beyond[1]),
        "30113": ("住房公积金", lines["2210201"] + beyond[2]),
    }
    rest = split_amount(rng, style, whole - sum((a for _, a in named.values()), ZERO), 2)
    named |= {"30101": ("基本工资", rest[0]), "30201": ("办公费", rest[1])}
    economic: list[Row] = []
    for group, name in (("301", "工资福利支出"), ("302", "商品和服务支出")):
        own = sorted(code for code in named if code.startswith(group))
        amount = sum((named[code][1] for code in own), ZERO)
        economic.append((group, name, style.show(amount)))
        economic += [(code, named[code][0], style.show(named[code][1])) for code in own]
    economic.append(("合计", "", style.show(whole)))
    return [
        make_sheet(
            style,
            "general_budget",
            "一般公共预算支出表",
            "cnRRR",
            (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),),
            functional,
            order=5,
        ),
        make_sheet(
            style,
            "basic_by_economic",
            "一般公共预算基本支出表",
            "cnR",
            (("科目编码", "科目名称", "合计"),),
            economic,
            order=6,
        ),
    ]
