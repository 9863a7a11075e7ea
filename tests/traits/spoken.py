"""Traits of the prose beside its tables: who, when and what a statement is of."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal

from tests.traits.coded import ancestors, under
from tests.traits.sheets import ZERO, Style, Told, draw_amount, draw_codes, make_sheet
from tests.typesetting.code_names import FUNCTIONS
from tests.typesetting.report import Row, Table

_CENT = Decimal("0.01")
_UNITS = ("本级", "环境卫生服务中心", "社区服务中心", "文化服务中心")
_NUMERALS = "一二三四五六"


def _say(amount: Decimal) -> str:
    """Say an amount in 万元 with two decimals, rounded as a budget office rounds."""
    return f"{(amount / 10_000).quantize(_CENT, ROUND_HALF_UP):,}万元"


def _whole(rng: random.Random, low: int = 1, high: int = 900) -> Decimal:
    """Draw an amount that 万元 with two decimals say exactly."""
    return Decimal(rng.randint(low * 100, high * 100)) * 100


def _expenditure(
    style: Style, amounts: dict[str, tuple[Decimal, Decimal]], *, is_total_first: bool
) -> Table:
    """Print 一般公共预算支出表 of 项 → (基本, 项目)."""
    basic = {code: each[0] for code, each in amounts.items()}
    project = {code: each[1] for code, each in amounts.items()}

    def row(code: str, name: str, prefix: str) -> Row:
        parts = (under(basic, prefix), under(project, prefix))
        return (code, name, *map(style.show, (sum(parts, ZERO), *parts)))

    rows = [row(code, FUNCTIONS[code], code) for code in ancestors(list(amounts))]
    rows.insert(0 if is_total_first else len(rows), row("", "合计", ""))
    header = (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),)
    return make_sheet(style, "general_budget", "一般公共预算支出表", "cnRRR", header, rows, order=5)


def _three_public(style: Style, kinds: tuple[Decimal, Decimal, Decimal, Decimal]) -> Table:
    overseas, reception, purchase, running = kinds
    vehicle = purchase + running
    header = (
        (
            "单位名称",
            "合计",
            "因公出国（境）费用",
            "公务接待费",
            "公务用车购置及运行维护费",
            "",
            "",
        ),
        ("", "", "", "", "小计", "公务用车购置费", "公务用车运行费"),
    )
    amounts = (overseas + reception + vehicle, overseas, reception, vehicle, purchase, running)
    rows: list[Row] = [("合计", *map(style.show, amounts))]
    title = "一般公共预算“三公”经费支出表"
    return make_sheet(style, "three_public", title, "URRRRRR", header, rows, order=8)


def said_per_unit(rng: random.Random, style: Style) -> Told:
    """One form of words is said of every unit, with the amounts of each."""
    units = rng.sample(_UNITS, rng.randint(2, 4))
    amounts = {unit: (_whole(rng), _whole(rng)) for unit in units}
    basic, project = (sum((each[i] for each in amounts.values()), ZERO) for i in (0, 1))
    code = draw_codes(rng, 1)[0]
    table = _expenditure(style, {code: (basic, project)}, is_total_first=rng.random() < 0.5)
    said = [
        "二、支出预算总体情况",
        f"{style.year}年支出预算{_say(basic + project)}，其中：基本支出{_say(basic)}，"
        f"项目支出{_say(project)}。",
        "三、各单位预算安排情况",
    ]
    form = rng.randrange(3)
    for number, unit in enumerate(units):
        own, other = amounts[unit]
        said.append(f"（{_NUMERALS[number]}）{unit}")
        if form == 0:
            said.append(f"基本支出{_say(own)}，项目支出{_say(other)}。")
        elif form == 1:
            parts = f"基本支出{_say(own)}，项目支出{_say(other)}"
            said.append(f"支出预算{_say(own + other)}，其中：{parts}。")
        else:
            said += [f"1.基本支出{_say(own)}，用于人员和公用经费。", f"2.项目支出{_say(other)}。"]
    return Told((table,), tuple(said))


def last_year_beside(rng: random.Random, style: Style) -> Told:
    """上年: marks another year's amount, in brackets or behind a comma; two years in one list."""
    kinds = (_whole(rng, 1, 90), _whole(rng, 1, 90), ZERO, _whole(rng, 1, 90))
    before = [_whole(rng, 1, 90) for _ in kinds]
    year = style.year
    names = ("因公出国（境）费用", "公务接待费", "公务用车购置费", "公务用车运行费")
    said = ["二、“三公”经费情况", f"{year}年“三公”经费预算{_say(sum(kinds, ZERO))}。"]
    for number, (name, now, then) in enumerate(zip(names, kinds, before, strict=True), start=1):
        form = rng.randrange(5)
        if form == 0:
            said.append(f"{number}.{name}{_say(now)}，上年:{_say(then)}。")
        elif form == 1:
            said.append(f"{number}.{name}{_say(now)}（上年{_say(then)}）。")
        elif form == 2:
            said.append(f"{number}.{year - 1}年和{year}年{name}分别为{_say(then)}和{_say(now)}。")
        elif form == 3:
            said.append(f"{number}.{name}上年预算{_say(then)}，今年预算{_say(now)}。")
        else:
            word = "增加" if now >= then else "减少"
            said.append(
                f"{number}.{name}{_say(now)}，比上年的{_say(then)}{word}{_say(abs(now - then))}。"
            )
    return Told((_three_public(style, kinds),), tuple(said))


def reasons_and_lists(rng: random.Random, style: Style) -> Told:
    """Amounts given as reasons are no changes of the whole; one behind a list is of all of it."""
    basic, project = _whole(rng), _whole(rng)
    before = _whole(rng)
    code = draw_codes(rng, 1)[0]
    whole = f"支出预算{_say(basic + project)}"
    change = basic + project - before
    word, reason, other = ("增加", "增加", "减少") if change >= 0 else ("减少", "减少", "增加")
    one, two = _whole(rng, 1, 9), _whole(rng, 1, 9)
    changed = f"{word}{_say(abs(change))}"
    form = rng.randrange(3)
    if form == 0:
        said = (
            f"{whole}，比上年{changed}，主要原因：一是{reason}人员经费{_say(one)}；"
            f"二是{other}专项业务费{_say(two)}。"
        )
    elif form == 1:
        said = f"{whole}，包括基本支出{_say(basic)}、项目支出{_say(project)}，比上年{changed}。"
    else:
        said = (
            f"{whole}，比上年{changed}。同时，公务接待费{other}{_say(one)}，"
            f"培训费{reason}{_say(two)}。"
        )
    table = _expenditure(style, {code: (basic, project)}, is_total_first=rng.random() < 0.5)
    return Told((table,), ("二、支出预算总体情况", f"{style.year}年{said}"))


def names_of_parts(rng: random.Random, style: Style) -> Told:
    """项 are named barely, of 人员经费 and of 公用经费, or of each unit: never all of a row."""
    amounts: dict[str, tuple[Decimal, Decimal]] = {}
    parts: dict[str, tuple[Decimal, Decimal]] = {}
    for code in draw_codes(rng, rng.randint(4, 7)):
        one = _whole(rng)
        # some are paid to one alone, and agree with the table
        two = _whole(rng) if rng.random() < 0.6 else ZERO
        parts[code] = (one, two)
        amounts[code] = (one + two, ZERO)
    heads = rng.choice((("（1）人员经费", "（2）公用经费"), ("（一）本级", "（二）社区服务中心")))
    said = ["二、一般公共预算支出明细情况"]
    joined = rng.random() < 0.5
    for place, head in enumerate(heads):
        listed = [
            f"{FUNCTIONS[code]}{_say(each[place])}" for code, each in parts.items() if each[place]
        ]
        if joined:
            said.append(f"{head}：{'；'.join(listed)}。")
        else:
            said += [head, *(f"{n}.{text}。" for n, text in enumerate(listed, start=1))]
    table = _expenditure(style, amounts, is_total_first=rng.random() < 0.5)
    return Told((table,), tuple(said))


def shares_of_their_sum(rng: random.Random, style: Style) -> Told:
    """Shares whose whole is not named, or is the year's spending without what is carried on."""
    basic, project, carried = _whole(rng), _whole(rng), _whole(rng, 1, 90)
    code = draw_codes(rng, 1)[0]
    table = _expenditure(style, {code: (basic, project)}, is_total_first=rng.random() < 0.5)
    whole = basic + project
    share = [(100 * each / whole).quantize(_CENT, ROUND_HALF_UP) for each in (basic, project)]
    said = ["二、支出预算情况"]
    form = rng.randrange(3)
    if form == 0:
        said.append(
            f"按支出用途分类，包括基本支出{_say(basic)}，占{share[0]}%；项目支出{_say(project)}，"
            f"占{share[1]}%。"
        )
    elif form == 1:
        said += [
            f"基本支出{_say(basic)}，占{share[0]}%；",
            f"项目支出{_say(project)}，占{share[1]}%。",
        ]
    else:
        said += [
            f"{style.year}年支出总计{_say(whole + carried)}，其中结转下年{_say(carried)}。",
            "（一）基本支出",
            f"基本支出预算{_say(basic)}，占本年支出预算{share[0]}%。",
            "（二）项目支出",
            f"项目支出预算{_say(project)}，占本年支出预算{share[1]}%。",
        ]
    return Told((table,), tuple(said))


def meetings_beside(rng: random.Random, style: Style) -> Told:
    """会议费 and 培训费 stand beside “三公”经费, and in one total with it."""
    kinds = (_whole(rng, 1, 90), _whole(rng, 1, 90), _whole(rng, 1, 90), _whole(rng, 1, 90))
    public, meeting, training = sum(kinds, ZERO), _whole(rng, 1, 90), _whole(rng, 1, 90)
    stop = rng.choice(("，其中：", "。其中："))
    said = (
        "二、“三公”经费、会议费、培训费情况",
        f"{style.year}年“三公”经费、会议费、培训费预算共计{_say(public + meeting + training)}{stop}"
        f"“三公”经费{_say(public)}，会议费{_say(meeting)}，培训费{_say(training)}。",
        f"“三公”经费{_say(public)}中，公务接待费{_say(kinds[1])}，"
        f"公务用车运行费{_say(kinds[3])}，与上年持平。",
    )
    # beside a table of the same, without those two
    return Told((_three_public(style, kinds),), said)


def nested_columns(rng: random.Random, style: Style) -> list[Table]:
    """小计 of 基本 and 项目 over columns of their own; some kinds of money are nil throughout."""
    codes = draw_codes(rng, rng.randint(4, 9))
    is_nil = [rng.random() < 0.3 for _ in range(4)]
    leaves = {code: [ZERO if nil else draw_amount(rng, style) for nil in is_nil] for code in codes}

    def row(code: str, name: str) -> Row:
        personnel, operating, targeted, other = (
            sum((each[i] for key, each in leaves.items() if key.startswith(code)), ZERO)
            for i in range(4)
        )
        basic, project = personnel + operating, targeted + other
        amounts = (basic + project, basic, personnel, operating, project, targeted, other)
        return (code, name, *map(style.show, amounts))

    rows = [row(code, FUNCTIONS[code]) for code in ancestors(codes)]
    rows.insert(rng.choice((0, len(rows))), row("", "合计"))
    header = (
        ("科目编码", "科目名称", "合计", "基本支出", "", "", "项目支出", "", ""),
        ("", "", "", "小计", "人员经费", "公用经费", "小计", "特定目标类", "其他运转类"),
    )
    title = "一般公共预算支出表"
    return [make_sheet(style, "general_budget", title, "cnRRRRRRR", header, rows, order=5)]


def names_alone(rng: random.Random, style: Style) -> list[Table]:
    """A tree of subjects without codes: what is above what is told by the indent."""
    codes = draw_codes(rng, rng.randint(4, 9))
    amounts = {code: draw_amount(rng, style) for code in codes}
    rows: list[Row] = [
        ("　" * (len(code) - 3) + FUNCTIONS[code], style.show(under(amounts, code)))
        for code in ancestors(codes)
    ]
    rows.insert(rng.choice((0, len(rows))), ("合计", style.show(under(amounts, ""))))
    header = (("项目（按功能分类）", "预算数"),)
    title = "一般公共预算支出表"
    return [make_sheet(style, "general_budget", title, "nR", header, rows, order=5)]
