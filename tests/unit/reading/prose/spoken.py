"""Prose whose amounts agree with one another, in many wordings, and slips planted into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Final

_CENT: Final = Decimal("0.01")
_AGAINST: Final = (
    "比上年",
    "较上年",
    "与上年相比",
    "比2025年预算",
    "较2025年年初预算",
    "同比",
    "比上年预算数",
    "与2025年相比，",
)
_UP: Final = ("增加", "增长", "增加了")
_DOWN: Final = ("减少", "下降", "减少了")
_RATE_UP: Final = ("增长", "增幅", "增加", "上升")
_RATE_DOWN: Final = ("下降", "降幅", "减少", "降低")
_UNITS: Final = ("江州市水文水质中心", "江州市河道管理处", "江州市第一中学", "江州市水务局（本级）")
_CLASSES: Final = (
    ("公共安全支出", "检察", ("行政运行", "检察监督")),
    ("社会保障和就业支出", "行政事业单位养老支出", ("行政单位离退休", "事业单位离退休")),
    ("住房保障支出", "住房改革支出", ("住房公积金", "购房补贴")),
)


@dataclass
class Speaker:
    """Says amounts; collects paragraphs.

    Attributes:
        rng: what wordings and amounts are drawn from.
        paragraphs: said so far.
    """

    rng: Random
    paragraphs: list[str] = field(default_factory=list)

    def amount(self, low: int = 20, high: int = 90_000) -> Decimal:
        """Draw an amount in 万元."""
        return Decimal(self.rng.randint(low * 100, high * 100)) * _CENT

    def money(self, value: Decimal) -> str:
        """Write an amount, with or without commas."""
        return f"{value:,.2f}万元" if self.rng.random() < 0.5 else f"{value:.2f}万元"

    def change(self, now: Decimal, before: Decimal, *, rate: Decimal | None = None) -> str:
        """Say how an amount changed, by how much and by which rate."""
        if now == before:
            return self.rng.choice(("与上年持平", "与上年预算数相同"))
        is_up = now > before
        words, rates = (_UP, _RATE_UP) if is_up else (_DOWN, _RATE_DOWN)
        against = self.rng.choice(_AGAINST)
        said = f"{against}{self.rng.choice(words)}{self.money(abs(now - before))}"
        right = percent(abs(now - before), before) if rate is None else rate
        close = self.rng.choice(("，{}{}%", "（{1}%）", "，{}{}%"))
        return said + close.format(self.rng.choice(rates), right)

    def say(self, text: str) -> None:
        """Add a paragraph."""
        self.paragraphs.append(text)


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Work out a percentage to two digits, as a budget office should."""
    return (100 * part / whole).quantize(_CENT, ROUND_HALF_UP)


def speak_truly(seed: int) -> list[str]:
    """Say a report's prose without any contradiction."""
    speaker = Speaker(Random(seed))
    parts = [
        _totals,
        _purposes,
        _units,
        _functions,
        _costs,
        _reasons,
        _counts,
        _two_years,
    ]
    for part in parts:
        part(speaker)
    return speaker.paragraphs


def _totals(say: Speaker) -> None:
    basic, project, basic_before, project_before = (say.amount(100) for _ in range(4))
    now, before = basic + project, basic_before + project_before
    say.say("第二部分 2026年部门预算情况说明")
    say.say("一、收支预算总体情况")
    form = say.rng.randrange(4)
    if form == 0:
        say.say(f"2026年收入预算{say.money(now)}，{say.change(now, before)}。")
        say.say(
            f"2026年支出预算{say.money(now)}，其中：基本支出{say.money(basic)}，"
            f"占{percent(basic, now)}%；项目支出{say.money(project)}，占{percent(project, now)}%。"
        )
    elif form == 1:
        say.say(
            f"2026年收入、支出预算总计{say.money(now)}。收、支预算总计各{say.change(now, before)}。"
        )
        say.say(
            f"基本支出预算数为{say.money(basic)}。{say.change(basic, basic_before)}。"
            f"项目支出预算数为{say.money(project)}。{say.change(project, project_before)}。"
        )
    elif form == 2:
        say.say(
            f"支出预算{say.money(now)}，{say.change(now, before)}，"
            f"其中：基本支出{say.money(basic)}，"
            f"{say.change(basic, basic_before)}；项目支出{say.money(project)}，"
            f"{say.change(project, project_before)}。"
        )
    else:
        # the change is that of both together
        say.say(
            f"2026年支出预算{say.money(now)}，包括基本支出{say.money(basic)}、"
            f"项目支出{say.money(project)}，{say.change(now, before)}。"
        )


def _purposes(say: Speaker) -> None:
    """Say shares of nothing that is named: of all that is listed, in one sentence or in several."""
    say.say("二、支出按用途分类")
    names = say.rng.sample(("人员支出", "日常公用支出", "项目支出", "单位预留机动经费"), 3)
    amounts = [say.amount() for _ in names]
    parts = [
        f"{name}{say.money(amount)}，占{percent(amount, sum(amounts, Decimal(0)))}%"
        for name, amount in zip(names, amounts, strict=True)
    ]
    if say.rng.random() < 0.5:
        say.say(f"按支出用途分类，包括{'；'.join(parts)}。")
    else:
        for part in parts:
            say.say(f"{part}。")


def _units(say: Speaker) -> None:
    say.say("三、部门预算支出具体情况")
    for number, unit in enumerate(_UNITS):
        personnel, operating, project = (say.amount() for _ in range(3))
        whole = personnel + operating + project
        say.say(f"（{'一二三四'[number]}）{unit}")
        say.say(
            f"{unit}预算{say.money(whole)}，包括人员经费{say.money(personnel)}、"
            f"公用经费{say.money(operating)}、项目支出{say.money(project)}。"
        )
        say.say(f"1.公用经费{say.money(operating)}，主要包括水电费、物业管理费等。")
        say.say(f"2.项目支出{say.money(project)}，用于各项业务。")


def _functions(say: Speaker) -> None:
    say.say("三、财政拨款支出情况")
    for number, (name, group, items) in enumerate(_CLASSES):
        say.say(f"（{'一二三'[number]}）{name}（类）")
        amounts = [(say.amount(), say.amount()) for _ in items]
        colon = say.rng.choice(("：", ": "))
        whole = sum((now for now, _ in amounts), Decimal(0))
        said = say.rng.choice(("2026年预算支出合计", "支出", "2026年支出预算", "预算支出合计"))
        say.say(f"{group}（款）{colon}{said}{say.money(whole)}。")
        for at, (item, (now, before)) in enumerate(zip(items, amounts, strict=True), start=1):
            form = say.rng.randrange(3)
            if form == 0:
                say.say(f"{at}.{item}（项）支出{say.money(now)}，{say.change(now, before)}。")
            elif form == 1:
                say.say(f"{at}.{item}(项):支出{say.money(now)}。{say.change(now, before)}。")
            else:
                say.say(
                    f"{at}.{group}（款）{item}（项）{say.money(now)}，{say.change(now, before)}。"
                )


def _costs(say: Speaker) -> None:
    say.say("四、“三公”经费情况")
    overseas, vehicle, reception = (say.amount(5, 300) for _ in range(3))
    before = [say.amount(5, 300) for _ in range(3)]
    now = overseas + vehicle + reception
    if say.rng.random() < 0.5:
        say.say(
            f"2026年“三公”经费预算{say.money(now)}，其中：因公出国（境）费{say.money(overseas)}，"
            f"占“三公”经费的{percent(overseas, now)}%；公务用车购置及运行费{say.money(vehicle)}，"
            f"占“三公”经费的{percent(vehicle, now)}%；公务接待费{say.money(reception)}，"
            f"占“三公”经费的{percent(reception, now)}%。"
        )
    else:
        say.say(
            f"2026年“三公”经费预算{say.money(now)}，{say.change(now, sum(before, Decimal(0)))}。"
        )
    meeting, training = say.amount(5, 300), say.amount(5, 300)
    say.say(
        f"2026年“三公”经费、会议费和培训费预算共计{say.money(now + meeting + training)}，其中："
        f"“三公”经费{say.money(now)}，会议费{say.money(meeting)}，培训费{say.money(training)}。"
    )
    say.say(f"1.因公出国（境）费{say.money(overseas)}，{say.change(overseas, before[0])}。")
    say.say(f"2.公务用车购置及运行费{say.money(vehicle)}，上年：{say.money(before[1])}。")
    say.say(f"3.公务接待费{say.money(reception)}（上年{say.money(before[2])}）。")


def _reasons(say: Speaker) -> None:
    say.say("五、机关运行经费情况")
    now, before, one, two = say.amount(300), say.amount(300), say.amount(1, 9), say.amount(1, 9)
    say.say(
        f"2026年机关运行经费{say.money(now)}，{say.change(now, before)}，主要原因：一是增加会议费"
        f"{say.money(one)}；二是减少培训费{say.money(two)}。同时，公务接待费减少{say.money(one)}。"
    )


def _counts(say: Speaker) -> None:
    say.say("六、其他事项")
    goods, works, services = (say.amount() for _ in range(3))
    listed = [("货物", goods), ("工程", works), ("服务", services)]
    say.rng.shuffle(listed)
    said = "，".join(f"政府采购{name}预算{say.money(value)}" for name, value in listed)
    stop = say.rng.choice(("，其中：", "。其中："))
    say.say(f"2026年政府采购预算总额{say.money(goods + works + services)}{stop}{said}。")
    kinds = [say.rng.randint(0, 9) for _ in range(3)]
    stop = say.rng.choice(("，其中：", "，其中", "。其中，"))
    say.say(
        f"本部门共有车辆{sum(kinds)}辆{stop}一般公务用车{kinds[0]}辆、执法执勤用车{kinds[1]}辆、"
        f"其他用车{kinds[2]}辆。购置车辆1辆。"
    )
    above, below = say.rng.randint(1000, 9000), say.rng.randint(1000, 9000)
    say.say(f"建筑面积为{above + below}平方米，其中地上{above}平方米，地下{below}平方米。")


def _two_years(say: Speaker) -> None:
    say.say("七、会议费和培训费情况")
    now, before = say.amount(1, 99), say.amount(1, 99)
    say.say(f"2025年和2026年会议费预算分别为{say.money(before)}和{say.money(now)}。")
    now, before = say.amount(1, 99), say.amount(1, 99)
    word = "增加" if now > before else "减少"
    changed = f"{word}{say.money(abs(now - before))}"
    say.say(f"2026年培训费{say.money(now)}，比上年的{say.money(before)}{changed}。")


SLIPS: Final = {
    "rate of its own two amounts": (
        "N4",
        "2026年会议费30.00万元，比上年增加5.00万元，增长13.22%。",
    ),
    "rate of the amount before": (
        "N4",
        "项目支出4335.30万元。与上年相比减少1237.70万元，减少13.22%。",
    ),
    "share of what is named": (
        "N4",
        "“三公”经费10.00万元，其中：公务接待费4.00万元，占“三公”经费的30.00%；因公出国（境）费6.00万元。",
    ),
    "more than all of it added": ("N7", "公务接待费6.51万元，比上年增加9.49万元。"),
    "zero that rose": ("N7", "公务接待费0.00万元，比上年增加9.49万元。"),
    "two amounts the other way": (
        "N7",
        "公务接待费58.28万元，上年421.23万元，增加的原因是业务增长。",
    ),
    "cause taken up the other way": (
        "N7",
        "公务接待费58.28万元，比上年增加9.49万元，减少的主要原因是厉行节约。",
    ),
    "goods, works and services": (
        "N3",
        "政府采购预算100.00万元，其中：货物10.00万元，工程20.00万元，服务60.00万元。",
    ),
    "nothing bought over parts": (
        "N3",
        "政府采购预算0.00万元，其中：货物10.00万元，服务60.00万元。",
    ),
    "kinds of vehicles": ("N3", "共有车辆1辆，其中：轿车1辆、越野车1辆、其他用车1辆。"),
    "floor areas": (
        "N3",
        "地上建筑面积8013平方米（其中计容面积7998平方米，不计容面积105平方米）。",
    ),
    "listed in the next sentence": (
        "N3",
        "政府采购预算100.00万元。其中：货物10.00万元，工程20.00万元，服务60.00万元。",
    ),
    "三公, meetings and training": (
        "N3",
        "“三公”经费、会议费和培训费预算共计100.00万元，其中：“三公”经费60.00万元，会议费20.00万元，"
        "培训费10.00万元。",
    ),
    "share of all that is listed": (
        "N4",
        "按支出用途分类，包括人员支出250.11万元，占61.8%；日常公用支出47.79万元，占18.1%；"
        "项目支出106.51万元，占26.3%。",
    ),
    "said twice": ("N5", "公务接待费58.28万元。公务接待费58.82万元。"),
}
