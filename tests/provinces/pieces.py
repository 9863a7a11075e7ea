"""Sets that say a part of the money again, or it all in pieces: by fund, class, kind of project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from tests.provinces.forms import Made
from tests.provinces.payments import FUNDS, Payment, by_fund, paid, payments
from tests.provinces.sheets import (
    Measure,
    coded,
    costs,
    expected,
    make,
    only,
    operating,
    operating_of,
    personnel,
    personnel_of,
    report,
    sheet,
    show,
    standard_set,
)
from tests.typesetting.body import split_code
from tests.typesetting.code_names import ECONOMICS, FUNCTIONS
from tests.typesetting.department import ZERO, EconomicLine, economic_tree
from tests.typesetting.prose_text import basic_of, nothing, project_of, total_of
from tests.typesetting.report import Row, Table

_FUND_NAMES: Final = ("一般公共预算", "政府性基金预算", "单位资金")


def _of_general(measure: Measure) -> Measure:
    return lambda line: measure(line) if line.fund == "general" else ZERO


def natures_of_one_fund() -> Made:
    """Yunnan: 基本支出 and 项目支出 under 一般公共预算 alone; all of both in lists of payments."""
    d, name = make(501), "楚雄彝族自治州文化和旅游局"
    tables = standard_set(d, name)
    measures = (
        *(total_of, only("general"), _of_general(basic_of), _of_general(project_of)),
        *(only("government_fund"), only("unit_funds"), only("unit_funds")),
    )
    header = (
        ("科目编码", "科目名称", "合计", "一般公共预算", "", "", "政府性基金预算", "单位资金", ""),
        ("", "", "", "小计", "基本支出", "项目支出", "", "小计", "事业支出"),
    )
    tables["expenditure"] = coded("expenditure", "部门支出预算表", d, (), measures, header)
    labels = ("项目名称", "功能科目编码", "功能科目名称", "经济科目编码", "经济科目名称")
    head: tuple[Row, ...] = (
        (*labels, "资金来源", "", "", ""),
        (*[""] * len(labels), "总计", *_FUND_NAMES),
    )
    found = payments(d)
    listed = [p for p in found if p.nature == "project"]
    for kind, title, mine in (
        (
            "basic_expenditure",
            "部门基本支出预算表（人员类、运转类公用经费项目）",
            [p for p in found if p.nature != "project"],
        ),
        ("projects", "部门项目支出预算表（其他运转类、特定目标类项目）", listed),
    ):
        rows: list[Row] = [("合计", *[""] * 4, *by_fund(mine))]
        rows += [
            (p.project, p.function, p.function_name, p.economic, p.economic_name, *by_fund([p]))
            for p in mine
        ]
        tables[kind] = sheet(kind, title, "PfFcnRRRR", head, rows)
    facts = expected(d, project_list=paid(listed), project_count=len(listed))
    return report(d, name, list(tables.values()), rows_per_page=24), facts


def natures_of_each_fund() -> Made:
    """Zones: 基本支出 and 项目支出 under each fund."""
    d, name = make(545), "钦州港经济技术开发区管理委员会"
    tables = standard_set(d, name)

    def of(measure: Measure, fund: str) -> Measure:
        return lambda line: measure(line) if line.fund == fund else ZERO

    measures: list[Measure] = [total_of]
    for fund in FUNDS:
        measures += [only(fund), of(basic_of, fund), of(project_of, fund)]
    header = (
        ("科目编码", "科目名称", "合计", *(x for name in _FUND_NAMES for x in (name, "", ""))),
        ("", "", "", *("小计", "基本支出", "项目支出") * 3),
    )
    tables["expenditure"] = coded("expenditure", "部门支出总表", d, (), measures, header)
    return report(d, name, list(tables.values())), expected(d)


def kinds_of_projects() -> Made:
    """Anhui: 人员类, 运转类 and 特定目标类; projects with what is planned for next year."""
    d, name = make(527), "宿州市生态环境局"
    tables = standard_set(d, name)
    measures = (total_of, personnel_of(d), operating_of(d), nothing, project_of)
    head = (
        ("科目编码", "科目名称", "合计", "人员类", "运转类", "", "特定目标类"),
        ("", "", "", "", "公用经费项目", "其他运转类项目", ""),
    )
    tables["expenditure"] = coded("expenditure", "部门支出总表", d, (), measures, head)
    listed = sum((p.amount for p in d.projects), ZERO)

    def row(labels: Row, amount: Decimal) -> Row:
        return (*labels, show(amount), show(amount), "", show(2 * amount))

    rows = [row(("合计", "", ""), listed)]
    for kind, mine in (("其他运转类", d.projects[:1]), ("特定目标类", d.projects[1:])):
        rows.append(row((kind, "", ""), sum((p.amount for p in mine), ZERO)))
        rows += [row(("", p.name, name), p.amount) for p in mine]
    header = (
        ("项目类别", "项目名称", "项目单位", "2024年预算", "", "", "2025年计划"),
        ("", "", "", "合计", "一般公共预算", "政府性基金预算", ""),
    )
    tables["projects"] = sheet("projects", "部门项目支出表", "tPURRRR", header, rows)
    facts = expected(d, project_list=listed, project_count=len(d.projects))
    return report(d, name, list(tables.values())), facts


def units_beside_codes() -> Made:
    """Sichuan: 单位代码 beside 款 and not beside 类; projects below the code that they repeat."""
    d, name = make(502), "雅安市林业局"
    tables = standard_set(d, name)
    whole = show(personnel(d) + operating(d))
    rows: list[Row] = [("", "", "", "合计", whole), ("", "", "", name, whole)]
    rows += [
        (
            *split_code(x.code, "columns", 2),
            "341001" if len(x.code) > 3 else "",
            x.name,
            show(x.sums[0]),
        )
        for x in economic_tree(d.economics)
    ]
    tables["classes"] = sheet(
        "expenditure_by_economic",
        "财政拨款支出预算表（部门经济分类科目）",
        "12uUR",
        (("科目编码", "", "单位代码", "单位名称（科目）", "总计"), ("类", "款", "", "", "")),
        rows,
    )
    listed = sum((p.amount for p in d.projects), ZERO)
    rows = [("", "", "", "", "合计", show(listed)), ("", "", "", "", name, show(listed))]
    for code in sorted({p.function_code for p in d.projects}):
        mine = [p for p in d.projects if p.function_code == code]
        cells = split_code(code, "columns")
        rows.append((*cells, "", FUNCTIONS[code], show(sum((p.amount for p in mine), ZERO))))
        rows += [(*cells, "341001", p.name, show(p.amount)) for p in mine]
    tables["projects"] = sheet(
        "projects",
        "一般公共预算项目支出预算表",
        "123uPR",
        (
            ("科目编码", "", "", "单位代码", "单位名称（科目）", "金额"),
            ("类", "款", "项", "", "", ""),
        ),
        rows,
    )
    facts = expected(d, project_list=listed, project_count=len(d.projects))
    return report(d, name, list(tables.values())), facts


def _by_class(found: Sequence[Payment], title: str, label: str) -> Table:
    """Print payments of one class by function, a column for each 款."""
    kinds = sorted({p.economic for p in found})
    codes = sorted({p.function[:n] for p in found for n in (3, 5, 7)})

    def amounts(mine: Sequence[Payment]) -> Row:
        each = (paid([p for p in mine if p.economic == kind]) for kind in kinds)
        return tuple(map(show, (paid(mine), *each)))

    rows: list[Row] = [("", "合计", *amounts(found))]
    rows += [
        (code, FUNCTIONS[code], *amounts([p for p in found if p.function.startswith(code)]))
        for code in codes
    ]
    header = (
        ("功能科目编码", "功能科目名称", "总计", label, *[""] * (len(kinds) - 1)),
        ("", "", "", *(ECONOMICS[kind] for kind in kinds)),
    )
    roles = "cn" + "R" * (1 + len(kinds))
    return sheet("basic_by_economic", title, roles, header, rows, text_size_pt=5.0)


def _classes(prefixes: Sequence[str], *, whole: bool) -> Made:
    d, name = make(561 + len(prefixes)), "怀化市商务局"
    tables = standard_set(d, name)
    if not whole:
        del tables["basic_by_economic"]
    found = [p for p in payments(d, "general") if p.nature != "project"]
    for prefix in prefixes:
        mine = [p for p in found if p.economic.startswith(prefix)]
        if mine:
            title = f"一般公共预算基本支出表（{ECONOMICS[prefix]}）"
            tables[prefix] = _by_class(mine, title, ECONOMICS[prefix])
    return report(d, name, list(tables.values())), expected(d)


def class_beside_whole() -> Made:
    """Hunan: 工资福利支出 once more, by function."""
    return _classes(["301"], whole=True)


def classes_apart() -> Made:
    """Hunan of old: a table of each class, none of all."""
    return _classes(["301", "302", "303", "310"], whole=False)


def people_and_office_apart() -> Made:
    """Ningxia: 人员经费 and 公用经费 in a table each, none of both."""
    d, name = make(564), "固原市司法局"
    tables = standard_set(d, name)
    del tables["basic_by_economic"]
    header = (("经济科目编码", "经济科目名称", "预算数"),)
    for label, lines in (
        ("人员经费", [x for x in d.economics if x.personnel]),
        ("公用经费", [x for x in d.economics if x.operating]),
    ):
        whole = show(sum((x.total for x in lines), ZERO))
        rows: list[Row] = [("", "合计", whole), *_listed(lines)]
        title = f"一般公共预算基本支出{label}预算表"
        tables[label] = sheet("basic_by_economic", title, "cnR", header, rows)
    return report(d, name, list(tables.values())), expected(d)


def _listed(lines: Sequence[EconomicLine]) -> list[Row]:
    return [(x.code, x.name, show(x.sums[0])) for x in economic_tree(lines)]


def sums_below_classes() -> Made:
    """An account: 人员经费合计 below its classes, 公用经费合计 below its own, in one list."""
    d, name = make(530, 2023), "达州市公共资源交易中心"
    tables = standard_set(d, name)
    rows: list[Row] = []
    for label, lines in (
        ("人员经费合计", [x for x in d.economics if x.personnel]),
        ("公用经费合计", [x for x in d.economics if x.operating]),
    ):
        rows += [*_listed(lines), (label, "", show(sum((x.total for x in lines), ZERO)))]
    tables["basic_by_economic"] = sheet(
        "basic_by_economic",
        "一般公共预算财政拨款基本支出决算表",
        "cnR",
        (("科目代码", "科目名称", "决算数"),),
        rows,
    )
    return report(d, name, list(tables.values()), kind="部门决算"), expected(d)


def sum_in_the_last_block() -> Made:
    """Qinghai: 公用经费合计 in the second of three blocks, its amount in the third."""
    d, name = make(528), "海东市民政局"
    tables = standard_set(d, name)
    blocks = [
        _listed([x for x in d.economics if x.code[:3] in classes])
        for classes in (("301",), ("302",), ("303", "310"))
    ]
    height = max(map(len, blocks))
    filled = [[*rows, *[("", "", "")] * (height - len(rows))] for rows in blocks]
    rows: list[Row] = [(*a, *b, *c) for a, b, c in zip(*filled, strict=True)]
    people, office = show(personnel(d)), show(operating(d))
    rows.append(("人员经费合计", "", people, "公用经费合计", *[""] * 4, office))
    tables["basic_by_economic"] = sheet(
        "basic_by_economic",
        "一般公共预算基本支出表",
        "cnRcnRcnR",
        (("科目编码", "科目名称", "金额") * 3,),
        rows,
        block_starts=(3, 6),
    )
    return report(d, name, list(tables.values())), expected(d)


def lists_of_funds() -> Made:
    """Heilongjiang: the projects of each fund in a table of their own."""
    d, name = make(562), "鸡西市住房和城乡建设局"
    tables = standard_set(d, name)
    listed = [p for p in payments(d) if p.nature == "project"]
    for fund, label in zip(FUNDS, _FUND_NAMES, strict=True):
        mine = [p for p in listed if p.fund == fund]
        rows: list[Row] = [("合计", "", show(paid(mine)))]
        rows += [(p.project, name, show(p.amount)) for p in mine]
        header = (("项目名称", "项目单位", "金额"),)
        tables[f"of_{fund}"] = sheet("projects", f"项目支出表（{label}）", "PUR", header, rows)
    facts = expected(d, project_list=paid(listed), project_count=len(listed))
    return report(d, name, list(tables.values())), facts


def sums_of_units() -> Made:
    """Tianjin: a row per fund of a project; 某局本级小计 below its unit's projects."""
    d, name = make(587), "天津市河西区教育局"
    tables = standard_set(d, name)
    rows: list[Row] = []
    for unit, mine in ((f"{name}本级", d.projects[:1]), ("河西区实验小学", d.projects[1:])):
        for n, p in enumerate(mine):
            part = (p.amount / 300).quantize(Decimal(1)) * 100
            rows.append(("" if n else unit, p.name, "一般公共预算", show(part)))
            rows.append(("", p.name, "上级转移支付", show(p.amount - part)))
        rows.append((f"{unit}小计", "", "", show(sum((p.amount for p in mine), ZERO))))
    listed = sum((p.amount for p in d.projects), ZERO)
    rows.append(("合计", "", "", show(listed)))
    header = (("单位名称", "项目名称", "资金来源", "金额"),)
    tables["projects"] = sheet("projects", "项目支出预算表", "UPtR", header, rows)
    return report(d, name, list(tables.values())), expected(d, project_list=listed)


def natures_in_rows() -> Made:
    """Guangdong: 支出总体情况表 lists 一、基本支出 and 二、项目支出, each above its classes."""
    d, name = make(582), "揭阳市市场监督管理局"
    tables = standard_set(d, name)
    whole = show(d.total(total_of))
    people = d.total(basic_of) - operating(d)
    rows: list[Row] = [
        ("一、基本支出", show(d.total(basic_of))),
        ("工资福利支出", show(people)),
        ("商品和服务支出", show(operating(d))),
        ("二、项目支出", show(d.total(project_of))),
        ("工资福利支出", ""),
        ("商品和服务支出", show(d.total(project_of))),
        ("三、事业单位经营支出", ""),
        ("本年支出合计", whole),
        ("结转下年", ""),
        ("支出总计", whole),
    ]
    header = (("项目", "2024年预算"),)
    tables["expenditure"] = sheet("expenditure", "支出总体情况表", "nR", header, rows)
    return report(d, name, list(tables.values())), expected(d)


def appropriation_of_one_fund() -> Made:
    """Liaoning of old: 财政拨款收入 is that of 一般公共预算, its parts unnumbered below 其中."""
    d, name = make(583), "丹东市发展和改革委员会"
    tables = standard_set(d, name)
    fees = Decimal(120_000)
    general, fund, own = (d.total(total_of, each) for each in FUNDS)
    sources = (
        ("一、财政拨款收入", general),
        ("其中：经费拨款（补助）", general - fees),
        ("纳入预算管理的行政事业性收费等非税收入", fees),
        ("二、政府性基金收入", fund),
        ("三、纳入专户管理的行政事业性收费等非税收入", ZERO),
        ("四、事业收入", own),
    )
    summary = tables["summary"]
    height = len(summary.rows)
    left: list[Row] = [(label, show(amount)) for label, amount in sources]
    left += [("", "")] * (height - 3 - len(left)) + [row[:2] for row in summary.rows[-3:]]
    rows = tuple((*one, *row[2:]) for one, row in zip(left, summary.rows, strict=True))
    tables["summary"] = replace(summary, rows=rows)
    return report(d, name, list(tables.values())), expected(d)


def other_words() -> Made:
    """Henan, Fujian, Tibet: 共计, 收入项目类别, and 购置 and 运行维护 under their head."""
    d, name = make(581), "许昌市商务局"
    tables = standard_set(d, name)
    summary = tables["summary"]
    header = (summary.header_rows[0], ("收入项目类别", "预算数", "支出项目类别", "预算数"))
    tables["summary"] = replace(summary, header_rows=header)
    tables["three_public"] = sheet(
        "three_public",
        "“三公”经费支出预算表",
        "URRRRRR",
        (
            (
                "单位名称",
                "共计",
                "因公出国（境）支出",
                "公务用车购置及运行维护支出",
                "",
                "",
                "公务接待支出",
            ),
            ("", "", "", "小计", "购置", "运行维护", ""),
        ),
        [("共计", *map(show, costs(d.three_public)))],
    )
    return report(d, name, list(tables.values())), expected(d)


def all_tables_again() -> Made:
    """A town: its tables in the text, and all of them again as 附件."""
    d, name = make(543), "平江县三阳乡人民政府"
    tables = list(standard_set(d, name).values())
    listed = sum((p.amount for p in d.projects), ZERO)
    rows: list[Row] = [("", "合计", show(listed))]
    rows += [(str(n), p.name, show(p.amount)) for n, p in enumerate(d.projects, start=1)]
    header = (("序号", "项目名称", "金额"),)
    tables.append(sheet("projects", "项目支出预算表", "oPR", header, rows))
    again = [replace(table, title=f"附件{n}：{table.title}") for n, table in enumerate(tables, 1)]
    facts = expected(d, project_list=listed, project_count=len(d.projects))
    return report(d, name, [*tables, *again]), facts


PIECES: Final = (
    natures_of_one_fund,
    natures_of_each_fund,
    kinds_of_projects,
    units_beside_codes,
    class_beside_whole,
    classes_apart,
    people_and_office_apart,
    sums_below_classes,
    sum_in_the_last_block,
    lists_of_funds,
    sums_of_units,
    natures_in_rows,
    appropriation_of_one_fund,
    other_words,
    all_tables_again,
)
