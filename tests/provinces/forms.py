"""Forms of provinces, each a standard set with the tables that it prints in its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from tests.provinces.sheets import (
    Totals,
    coded,
    costs,
    expected,
    make,
    operating,
    operating_of,
    personnel,
    personnel_of,
    report,
    share_of,
    sheet,
    show,
    standard_set,
)
from tests.typesetting.department import (
    ZERO,
    Department,
    EconomicLine,
    Fund,
    ThreePublic,
    economic_tree,
)
from tests.typesetting.prose_text import basic_of, nothing, project_of, total_of
from tests.typesetting.report import Merge, Report, Row, Table

Made = tuple[Report, dict[str, Decimal | int]]

_COSTS_OF_UNITS: Final = (
    ("单位编码", "单位名称（科目）", "当年财政拨款预算安排", "", "", "", "", ""),
    ("", "", "合计", "因公出国（境）费用", "公务用车购置及运行费", "", "", "公务接待费"),
    ("", "", "", "", "小计", "公务用车购置费", "公务用车运行费", ""),
)


def costs_of_a_fund() -> Made:
    """Sichuan: 三公 of 政府性基金, all zeros, behind that of the general budget."""
    d, name = make(31), "绵阳市科学技术局"
    tables = standard_set(d, name)
    own = tuple(map(show, costs(d.three_public)))
    title = "{}“三公”经费支出预算表"
    tables["three_public"] = sheet(
        "three_public",
        title.format("一般公共预算"),
        "uURRRRRR",
        _COSTS_OF_UNITS,
        [("", "合计", *own), ("125301", name, *own)],
    )
    zeros = ("0.00",) * 6
    tables["of_fund"] = sheet(
        "three_public",
        title.format("政府性基金预算"),
        "uURRRRRR",
        _COSTS_OF_UNITS,
        [("", "合计", *zeros), ("", "", *zeros)],
    )
    return report(d, name, list(tables.values())), expected(d)


def mention_beside_the_whole() -> Made:
    """Henan: 收支总表 by nature with a column per fund and 其中：财政拨款 inside one."""
    d, name = make(32), "许昌市统计局"
    tables = standard_set(d, name)

    def line(label: str, measure: Callable[..., Decimal]) -> Row:
        general, fund, own = (
            d.total(measure, each) for each in ("general", "government_fund", "unit_funds")
        )
        return (label, *map(show, (general + fund + own, general, general, fund, own)))

    sources = tables["summary"].rows[:3]
    whole = show(d.total(total_of))
    left: list[Row] = [*(row[:2] for row in sources), ("本年收入合计", whole), ("收入合计", whole)]
    right = [
        line("一、基本支出", basic_of),
        line("二、项目支出", project_of),
        line("（一）特定目标类", project_of),
        line("本年支出合计", total_of),
        line("支出合计", total_of),
    ]
    header = (
        ("收入", "", "支出", "", "", "", "", ""),
        ("项目", "金额", "项目", "合计", "一般公共预算", "", "政府性基金", "单位资金"),
        ("", "", "", "", "小计", "其中：财政拨款", "", ""),
    )
    rows = [(*one, *other) for one, other in zip(left, right, strict=True)]
    tables["summary"] = sheet(
        "summary", "部门收支总体情况表", "nRnRRRRR", header, rows, block_starts=(2,)
    )
    return report(d, name, list(tables.values())), expected(d)


def parts_of_basic_only() -> Made:
    """Jiangxi: 支出总表 heads 人员经费 and 公用经费 without 基本支出; 采购 by category."""
    d, name = make(33), "九江市信访局"
    tables = standard_set(d, name)
    measures = (total_of, personnel_of(d), operating_of(d), project_of)
    header = (("科目编码", "科目名称", "合计", "人员经费", "公用经费", "项目支出"),)
    tables["expenditure"] = coded("expenditure", "部门支出总表", d, (), measures, header)
    amounts = ("60.00", "30.00", "20.00", "10.00", "5.00", "5.00", "25.00", "25.00")
    bought = (
        ("单位名称", "总计", "货物类", "", "", "工程类", "", "服务类", ""),
        (
            "",
            "",
            "小计",
            "一般公共预算",
            "其他资金",
            "小计",
            "一般公共预算",
            "小计",
            "一般公共预算",
        ),
    )
    tables["procurement"] = sheet(
        "procurement", "政府采购预算表", "URRRRRRRR", bought, [("合计", *amounts), (name, *amounts)]
    )
    return report(d, name, list(tables.values())), expected(d, procurement=Decimal(600_000))


def sets_of_units() -> Made:
    """A set of tables of the department, and one of each of its units."""
    d, name = make(34), "南通市应急管理局"
    tables = list(standard_set(d, name).values())
    for unit, share in ((f"{name}本级", Decimal("0.7")), ("南通市应急救援中心", Decimal("0.3"))):
        own = standard_set(share_of(d, share), unit).values()
        tables += [replace(table, left_line=f"单位名称：{unit}") for table in own]
    return report(d, name, tables), expected(d)


def classes_of_the_government() -> Made:
    """Ningxia: 基本支出 by the government's economic classes only."""
    d, name = make(35), "吴忠市审计局"
    tables = standard_set(d, name)
    people, office = show(personnel(d)), show(operating(d))
    rows: list[Row] = [
        ("", "合计", show(personnel(d) + operating(d)), people, office),
        ("501", "机关工资福利支出", people, people, ""),
        ("50101", "工资奖金津补贴", people, people, ""),
        ("502", "机关商品和服务支出", office, "", office),
        ("50201", "办公经费", office, "", office),
    ]
    header = (
        ("政府预算支出经济分类科目", "", "基本支出", "", ""),
        ("科目编码", "科目名称", "合计", "人员经费", "公用经费"),
    )
    title = "一般公共预算基本支出表（按政府预算支出经济分类）"
    tables["basic_by_economic"] = sheet("government_economic", title, "cnRRR", header, rows)
    return report(d, name, list(tables.values())), expected(d)


def heads_of_basic() -> Made:
    """Shandong: 一、人员经费 and 二、公用经费 as rows above their classes, in one column."""
    d, name = make(38), "德州市统计局"
    tables = standard_set(d, name)
    people = economic_tree([line for line in d.economics if line.personnel])
    office = economic_tree([line for line in d.economics if line.operating])
    rows: list[Row] = [("", "合计", show(personnel(d) + operating(d)))]
    for head, whole, lines in (
        ("一、人员经费", personnel(d), people),
        ("二、公用经费", operating(d), office),
    ):
        rows.append(("", head, show(whole)))
        rows += [(line.code, line.name, show(line.sums[0])) for line in lines]
    header = (("科目编码", "科目名称", "金额"),)
    title = "一般公共预算基本支出情况表"
    tables["basic_by_economic"] = sheet("basic_by_economic", title, "cnR", header, rows)
    return report(d, name, list(tables.values())), expected(d)


def units_among_projects() -> Made:
    """Hubei: 项目单位/项目名称 in one column; a class of expenditure that repeats the total."""
    d, name = make(36), "宜昌市科学技术局"
    tables = standard_set(d, name)
    amounts = [project.amount for project in d.projects]
    whole = show(sum(amounts, ZERO))
    rows: list[Row] = [("", "合计", whole, whole), ("125001", f"{name}本级", whole, whole)]
    rows += [
        (f"42050024125T0000001{n}", project.name, show(project.amount), show(project.amount))
        for n, project in enumerate(d.projects)
    ]
    header = (("项目编码", "项目单位/项目名称", "项目支出合计", "商品和服务支出"),)
    tables["projects"] = sheet("projects", "一般公共预算项目支出情况表", "pPRR", header, rows)
    facts = expected(d, project_list=sum(amounts, ZERO), project_count=len(amounts))
    return report(d, name, list(tables.values())), facts


def names_over_items() -> Made:
    """Names of 类 and 款 stand without amounts over the 项 that have them."""
    d, name = make(39), "楚雄州审计局"
    tables = standard_set(d, name)
    for kind in ("expenditure", "general_budget"):
        rows = tables[kind].rows
        bare = [(*row[:2], "", "", "") if len(row[0]) in (3, 5) else row for row in rows]
        tables[kind] = replace(tables[kind], rows=tuple(bare))
    return report(d, name, list(tables.values())), expected(d)


def prices_and_subtotals() -> Made:
    """Purchases with the price of one under a row of the unit; revenue of units within units."""
    d, name = make(40), "商洛市统计局"
    tables = standard_set(d, name)
    bought = (("单位/项目名称", "采购目录", "数量", "单价", "合计", "一般公共预算", "单位资金"),)
    tables["procurement"] = sheet(
        "procurement",
        "政府采购预算表",
        "nntRRRR",
        bought,
        [
            ("合计", "", "", "", "62.50", "52.50", "10.00"),
            (name, "", "", "", "62.50", "52.50", "10.00"),
            ("办公设备", "台式计算机", "25", "0.50", "12.50", "12.50", ""),
            ("印刷服务", "印刷", "1", "10.00", "10.00", "", "10.00"),
            ("物业服务", "物业管理", "1", "40.00", "40.00", "40.00", ""),
        ],
    )
    funds: tuple[Fund, ...] = ("general", "government_fund", "unit_funds")
    whole = [d.total(total_of, fund) for fund in funds]
    half = [each // 200 * 100 for each in whole]
    rest = [each - share for each, share in zip(whole, half, strict=True)]
    units = (
        ("", "合计", whole),
        ("105", name, whole),
        ("105001", f"{name}本级", half),
        ("105002", "统计调查队", rest),
    )
    rows: list[Row] = [
        (code, unit, *map(show, (general + fund + own, general + fund, general, fund, own, own)))
        for code, unit, (general, fund, own) in units
    ]
    header = (
        ("部门（单位）代码", "部门（单位）名称", "合计", "本年收入", "", "", "", ""),
        ("", "", "", "财政拨款小计", "一般公共预算", "政府性基金", "单位资金小计", "事业收入"),
    )
    tables["revenue"] = sheet("revenue", "部门收入总表", "uURRRRRR", header, rows)
    return report(d, name, list(tables.values())), expected(d)


def _economic_account(d: Department) -> Table:
    """公开06表: 人员经费 in one block, 公用经费 in the two beside it, totals in the last row."""

    def listed(lines: list[EconomicLine]) -> list[Row]:
        return [(line.code, line.name, show(line.sums[0])) for line in economic_tree(lines)]

    people = listed([line for line in d.economics if line.personnel])
    office = listed([line for line in d.economics if line.operating])
    half = (len(office) + 1) // 2
    height = max(len(people), half)
    blocks = [
        [*rows, *[("", "", "")] * (height - len(rows))]
        for rows in (people, office[:half], office[half:])
    ]
    rows: list[Row] = [(*a, *b, *c) for a, b, c in zip(*blocks, strict=True)]
    closing = ("人员经费合计", "", show(personnel(d)), "公用经费合计", "", "", "", "")
    rows.append((*closing, show(operating(d))))
    header = (
        ("人员经费", "", "", "公用经费", "", "", "", "", ""),
        ("科目编码", "科目名称", "金额") * 3,
    )
    return sheet(
        "basic_by_economic",
        "一般公共预算财政拨款基本支出决算表",
        "cnRcnRcnR",
        header,
        rows,
        block_starts=(3, 6),
        merges=(Merge(height, 0, 1, 2), Merge(height, 3, 1, 5)),
    )


def _flows(d: Department) -> Table:
    """财决07表: stocks and flows by nature, of which only 本年支出 is spending."""
    people, office = personnel_of(d), operating_of(d)
    measures = (
        *(nothing, nothing, nothing),
        *(total_of, basic_of, project_of),
        *(total_of, basic_of, people, office, project_of),
        *(nothing, nothing, nothing),
    )
    stock, flow = ("合计", "基本支出结转", "项目支出结转和结余"), ("合计", "基本支出", "项目支出")
    spent = ("合计", "基本支出", "", "", "项目支出")
    groups = (
        "年初结转和结余",
        "",
        "",
        "本年收入",
        "",
        "",
        "本年支出",
        *[""] * 4,
        "年末结转和结余",
        "",
        "",
    )
    header: tuple[Row, ...] = (
        ("项目", "", "", "", *groups),
        ("支出功能分类科目编码", "", "", "科目名称", *stock, *flow, *spent, *stock),
        ("类", "款", "项", *[""] * 8, "小计", "人员经费", "日常公用经费", *[""] * 4),
    )
    title = "一般公共预算财政拨款收入支出决算表"
    return coded("general_budget", title, d, ("general",), measures, header, parted=True)


def _operations(d: Department) -> Table:
    """机构运行信息表: 三公 and counts on one side, 机关运行经费 and 采购 on the other."""
    year = d.three_public
    before = ThreePublic(
        *(part + Decimal(10_000) for part in (year.overseas, year.purchase)), ZERO, ZERO
    )
    labels = (
        *("（一）支出合计", "1.因公出国（境）费", "2.公务用车购置及运行维护费"),
        *("（1）公务用车购置费", "（2）公务用车运行维护费", "3.公务接待费"),
    )
    left: list[Row] = [("一、“三公”经费支出", "—", "—")]
    left += [
        (label, show(old), show(new))
        for label, old, new in zip(labels, costs(before), costs(year), strict=True)
    ]
    left += [
        ("（1）国内接待费", "—", show(year.reception)),
        ("4.公务用车保有量（辆）", "—", "3"),
        ("6.国内公务接待人次（人）", "—", "301"),
    ]
    right: list[Row] = [
        ("二、机关运行经费", "36.70"),
        ("（一）行政单位", "30.00"),
        ("（二）参照公务员法管理事业单位", "6.70"),
        ("三、资产信息", "—"),
        ("（一）车辆数合计（辆）", "3"),
        ("四、政府采购支出信息", "—"),
        ("（一）政府采购支出合计", "52.40"),
        ("1.政府采购货物支出", "12.40"),
        ("2.政府采购服务支出", "40.00"),
        ("（二）政府采购授予中小企业合同金额", "50.00"),
    ]
    rows = [(*one, *other) for one, other in zip(left, right, strict=True)]
    header = (("项目", "预算数", "决算数", "项目", "决算数"),)
    return sheet("three_public", "机构运行信息表", "nRRnR", header, rows, block_starts=(3,))


def account() -> Made:
    """An account: 公用经费 over two blocks, stocks beside flows, 机构运行信息表."""
    d, name = make(37, 2023), "毕节市审计局"
    tables = standard_set(d, name)
    tables["general_budget"] = _flows(d)
    tables["basic_by_economic"] = _economic_account(d)
    tables["three_public"] = _operations(d)
    stated: Totals = {"agency_operating": Decimal(367_000), "procurement": Decimal(524_000)}
    return report(d, name, list(tables.values()), kind="部门决算"), expected(d, **stated)


def stages_as_rows() -> Made:
    """Shaanxi: 预算数 and 决算数 of 三公, 会议费 and 培训费 as rows of an account."""
    d, name = make(39, 2023), "宝鸡市统计局"
    tables = standard_set(d, name)
    year = d.three_public
    parts = (year.overseas, year.purchase, year.running, year.reception)
    before = ThreePublic(*(part + Decimal(10_000) for part in parts))
    rows: list[Row] = [
        ("预算数", *map(show, costs(before)), "2.00", "3.00"),
        ("决算数", *map(show, costs(year)), "1.00", "2.00"),
    ]
    header = (
        ("项目", "“三公”经费", "", "", "", "", "", "会议费", "培训费"),
        ("", "小计", "因公出国（境）费", "公务用车购置及运行费", "", "", "公务接待费", "", ""),
        ("", "", "", "小计", "公务用车购置费", "公务用车运行费", "", "", ""),
    )
    title = "一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表"
    tables["three_public"] = sheet("three_public", title, "nRRRRRRRR", header, rows)
    return report(d, name, list(tables.values()), kind="部门决算"), expected(d)


FORMS: Final[tuple[Callable[[], Made], ...]] = (
    costs_of_a_fund,
    mention_beside_the_whole,
    parts_of_basic_only,
    sets_of_units,
    classes_of_the_government,
    heads_of_basic,
    units_among_projects,
    names_over_items,
    prices_and_subtotals,
    account,
    stages_as_rows,
)
