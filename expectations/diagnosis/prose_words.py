"""What a finding about the prose says, in Chinese and in English: N1–N7."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from expectations.diagnosis.quoted import (
    Claimed,
    Quoted,
    StatedCheck,
    name_subject,
    nest_quotes,
    write_rate,
    write_wan,
)
from expectations.diagnosis.said import NOTHING, Page, Said, page_words

Words = tuple[str, str]

_UNIT: Final = re.compile(r"(?<=[0-9])(万元|元)")
_KINDS: Final[dict[str, Words]] = {
    "占比": ("占比", "share"),
    "增减率": ("增减率", "rate of change"),
    "完成率": ("完成率", "completion rate"),
}


_PARTS_LISTED: Final = 6
_CHANGES: Final = ("increase", "decrease")
_OF_THIS_YEAR: Final = ("（所印似以本年数为基数）", " (what is printed is of this year's amount)")
_OF_LAST: Final = (
    "（所印似为本年数占上年数的比例）",
    " (what is printed is this year's amount as a share of last year's)",
)
_SPENDING: Final = (
    ("支出总额", "基本支出与项目支出"),
    ("The whole", "basic and project expenditure"),
)
_COSTS: Final = (("“三公”经费总额", "各项"), ("“三公” as a whole", "its kinds"))
_OPPOSED: Final = {
    "decrease": ("减少", "增加", "fell", "rise"),
    "increase": ("增加", "减少", "rose", "fall"),
}


def describe_prose(checks: Sequence[StatedCheck]) -> Said | None:
    """Write the message of checks on one wrong number of the prose; None where none fits."""
    first = checks[0]
    if not first.claims:
        return None
    describe = _BY_INVARIANT.get(first.invariant_id)
    said = None if describe is None else describe(checks)
    return None if said is None else said._replace(en=_UNIT.sub(r" \1", said.en))


def _pages(checks: Sequence[StatedCheck], claim: Claimed) -> Said:
    pages = sorted({each.page for check in checks for each in check.claims[:1]} | {claim.page})
    zh = "、".join(f"第{page}页" for page in pages)
    return Said(zh, page_words(pages), (Page(pages[0]),))


def _place(figure: Quoted) -> Said:
    title, row, column = map(nest_quotes, (figure.title, figure.row, figure.column))
    title_zh, title_en = (f"“{title}”", f" ({title})") if title else ("", "")
    # the only row of a table of 三公 has no name
    row_zh, row_en = (f"“{row}”行", f" row “{row}”,") if row else ("", "")
    return Said(
        f"表{figure.table}{title_zh}第{figure.page}页{row_zh}“{column}”栏",
        f"table {figure.table}{title_en}, page {figure.page},{row_en} column “{column}”,",
        (Page(figure.page, figure.table),),
    )


def _amount(checks: Sequence[StatedCheck]) -> Said | None:
    """N1, N6: the prose names a table's figure and gives another amount."""
    first = checks[0]
    claim = first.claims[0]
    if first.right is None:
        return None
    pages = _pages(checks, claim)
    subject = name_subject(claim.subject)
    if not first.printed:
        right = write_wan(first.right)
        return Said(
            f"文字{pages.zh}称{subject}为{claim.text}，而表中相应的数为{right}，两者不符。",
            f"The prose on {pages.en} gives {claim.text} for {subject}; the table has {right}.",
            pages.pages,
        )
    figure = first.printed[0]
    place = _place(figure)
    printed = f"{figure.text}{figure.unit}"
    other = write_wan(first.right)
    in_wan = "" if figure.unit == "万元" or other == printed else f"（即{other}）"
    in_wan_en = in_wan.replace("（即", " (that is ").replace("）", ")")
    taken = _taken(first.taken_for, figure.table)
    return Said(
        f"文字{pages.zh}称{subject}为{claim.text}，而{place.zh}印作{printed}{in_wan}，两者不符"
        f"{taken.zh}。",
        f"The prose on {pages.en} gives {claim.text} for {subject}, but {place.en} prints"
        f" {printed}{in_wan_en}{taken.en}.",
        (*pages.pages, *place.pages, *taken.pages),
    )


def _taken(whole: Quoted | None, table: int) -> Said:
    """Say whose amount it is that the prose gives to a part: of the part's table, or another."""
    if whole is None:
        return NOTHING
    place = _place(whole)
    if whole.table == table:
        row, column = nest_quotes(whole.row), nest_quotes(whole.column)
        row_zh, row_en = (f"“{row}”行", f"row “{row}”, ") if row else ("", "")
        place = Said(f"同表{row_zh}“{column}”栏", f"{row_en}column “{column}”")
    return Said(
        f"（文字所述等于{place.zh}的数）",
        f" (what the prose gives is the amount of {place.en.rstrip(',')})",
        place.pages,
    )


def _change_words(change: Decimal) -> Words:
    if change == 0:
        return "持平", "did not change"
    size = write_wan(change)
    return (f"增加{size}", f"rose by {size}") if change > 0 else (f"减少{size}", f"fell by {size}")


def _name_change(change: Decimal) -> str:
    return "no change" if change == 0 else "a rise" if change > 0 else "a fall"


def _change(checks: Sequence[StatedCheck]) -> Said | None:
    """N2: a stated change is not the difference of the two years."""
    first = checks[0]
    if first.is_parts:
        return _parts_of_change(first)
    if first.left is None or first.right is None:
        return None
    pages = _pages(checks, first.claims[0])
    subjects = list(dict.fromkeys(name_subject(each.claims[0].subject) for each in checks))
    said, right = _change_words(first.left), _change_words(first.right)
    turned = first.left * first.right < 0
    return Said(
        f"文字{pages.zh}称{'、'.join(subjects)}比上年{said[0]}，按报告中本年与上年的数计算应为"
        f"{right[0]}{'，增减方向相反' if turned else ''}。",
        f"The prose on {pages.en} says that {' and '.join(subjects)} {said[1]} against the year"
        f" before; the report's own figures of the two years give {_name_change(first.right)}"
        f"{'' if first.right == 0 else f' of {write_wan(first.right)}'}"
        f"{', the other direction' if turned else ''}.",
        pages.pages,
    )


def _parts_of_change(check: StatedCheck) -> Said | None:
    """N2: the changes of the parts, of expenditure or “三公”, against that of the whole."""
    if check.left is None or check.right is None:
        return None
    pages = _pages([check], check.claims[0])
    listed = [
        (claim.subject, _change_words(_signed(claim)))
        for claim in check.claims
        if claim.amount_yuan is not None and claim.measure in ("increase", "decrease")
    ]
    said_zh = "，".join(f"{name_subject(subject)}{change[0]}" for subject, change in listed)
    said_en = ", ".join(f"{name_subject(subject)} {change[1]}" for subject, change in listed)
    whole, parts = _change_words(check.left), _change_words(check.right)
    names_zh, names_en = _COSTS if check.is_costs else _SPENDING
    return Said(
        f"文字{pages.zh}所述的增减相互矛盾：{said_zh}；{names_zh[0]}{whole[0]}，而{names_zh[1]}的增减"
        f"合起来是{parts[0]}。",
        f"The changes that the prose on {pages.en} states contradict one another: {said_en}."
        f" {names_en[0]} {whole[1]}, but {names_en[1]} together {parts[1]}.",
        pages.pages,
    )


def _signed(claim: Claimed) -> Decimal:
    amount = abs(claim.amount_yuan or Decimal(0))
    return -amount if claim.measure == "decrease" else amount


def _parts(checks: Sequence[StatedCheck]) -> Said | None:
    """N3: stated parts against the stated whole."""
    first = checks[0]
    if first.left is None or first.right is None:
        return None
    claim = first.claims[0]
    pages = _pages(checks[:1], claim)
    write = write_wan if first.is_money else _counted(claim.text)
    subject, whole, parts = name_subject(claim.subject), *map(write, (first.left, first.right))
    whole = claim.text or whole  # as it is printed, in its own unit
    listed = [each.text for each in first.claims[1:] if each.text]
    shown = f"（{'、'.join(listed[:_PARTS_LISTED])}{'……' if len(listed) > _PARTS_LISTED else ''}）"
    shown_en = (
        f" ({', '.join(listed[:_PARTS_LISTED])}{' …' if len(listed) > _PARTS_LISTED else ''})"
    )
    return Said(
        f"文字{pages.zh}称{subject}为{whole}，"
        f"而所列各项{shown if listed else ''}之和为{parts}，两者不符。",
        f"The prose on {pages.en} gives {whole} for {subject}, but the parts that it lists"
        f"{shown_en if listed else ''} sum to {parts}.",
        pages.pages,
    )


def _counted(text: str) -> Callable[[Decimal], str]:
    """Write counts in the unit of a printed one: 8,013平方米.

    >>> _counted("8013平方米")(Decimal("8103.000000"))
    '8,103平方米'
    """
    unit = re.sub(r"^[\d,.\s]+", "", text)
    return lambda count: f"{count:,.6f}".rstrip("0").rstrip(".") + unit


def _rate(checks: Sequence[StatedCheck]) -> Said | None:
    """N4: a share or rate against what the figures give."""
    first = checks[0]
    rates = [claim for claim in first.claims if claim.amount_yuan is None]
    if not first.parameters or not rates:
        return None
    claim = rates[0]
    kind_zh, kind_en = _KINDS[first.parameters[0]]
    pages = _pages(checks[:1], claim)
    subject = name_subject(claim.subject)
    basis = [each.text for each in first.claims if each.amount_yuan is not None]
    basis_zh = f"（据文字所写的{'、'.join(basis)}）" if basis else ""
    basis_en = f" (from {', '.join(basis)} in the prose)" if basis else ""
    said_zh = f"文字{pages.zh}称{subject}的{kind_zh}为{claim.text}"
    said_en = f"The prose on {pages.en} gives {claim.text} as the {kind_en} of {subject}"
    if first.right is None:
        return Said(
            f"{said_zh}，但所比的基数为零，不存在{kind_zh}。",
            f"{said_en}, but what it is compared with is zero, so that there is no rate.",
            pages.pages,
        )
    right = write_rate(first.right, claim.text)
    slip_zh, slip_en = _rate_slip(first, claim)
    return Said(
        f"{said_zh}，按报告中的数计算应为{right}{basis_zh}{slip_zh}。",
        f"{said_en}; the figures give {right}{basis_en}{slip_en}.",
        pages.pages,
    )


def _rate_slip(check: StatedCheck, rate: Claimed) -> Words:
    """Say how a wrong rate of change came about, where its amounts tell: divided by the wrong year.

    减少14.2万元（44.38%）of 32万元: 14.2 of 32, and not of 46.2.
    """
    change = next((each for each in check.claims if each.measure in _CHANGES), None)
    now = next((each.amount_yuan for each in check.claims if each.measure == "amount"), None)
    if change is None or not change.amount_yuan or not now or check.left is None:
        return "", ""
    before = now + change.amount_yuan * (1 if change.measure == "decrease" else -1)
    decimals = len(rate.text.partition(".")[2].rstrip("%"))
    half_digit = Decimal(5).scaleb(-decimals - 1)
    for base, part, words in ((now, change.amount_yuan, _OF_THIS_YEAR), (before, now, _OF_LAST)):
        if base and abs(100 * part / base - check.left) <= half_digit:
            return words
    return "", ""


def _twice(checks: Sequence[StatedCheck]) -> Said | None:
    """N5: the same indicator stated twice."""
    first = checks[0]
    if first.left is None or first.right is None:
        return None
    claim = first.claims[0]
    pages = sorted({each.page for each in first.claims})
    subject, one, other = name_subject(claim.subject), *map(write_wan, (first.left, first.right))
    return Said(
        f"文字{'、'.join(f'第{page}页' for page in pages)}对同一指标{subject}前后所述不一："
        f"{one}与{other}。",
        f"The prose on {page_words(pages)} gives {subject} twice with different values: {one} and"
        f" {other}.",
        (Page(pages[0]),),
    )


def _direction(checks: Sequence[StatedCheck]) -> Said | None:
    """N7: a word of direction against the numbers, or against the reason given."""
    first = checks[0]
    claim = first.claims[0]
    subject = name_subject(claim.subject)
    if first.reason_code == "reason_opposed":
        said, other, verb, noun = _OPPOSED[first.parameters[0]]
        return Said(
            f"文字第{claim.page}页称{subject}{said}（{claim.text}），所述的原因却是{other}，前后矛盾。",
            f"The prose on page {claim.page} says that {subject} {verb} ({claim.text}), but the"
            f" reason that it gives is one of a {noun}.",
            (Page(claim.page),),
        )
    if first.reason_code == "rate_opposed" and len(first.claims) > 1:
        rate = first.claims[1]
        return Said(
            f"文字第{claim.page}页关于{subject}：增减额（{claim.text}）与增减率（{rate.text}）方向相反。",
            f"On page {claim.page}, the change of {subject} ({claim.text}) and its rate"
            f" ({rate.text}) are stated in opposite directions.",
            (Page(claim.page),),
        )
    if first.reason_code == "plan_opposed" and len(first.claims) > 1:
        plan = first.claims[1]
        return Said(
            f"文字第{claim.page}页称{subject}的{first.parameters[0]}，而所述的决算为{claim.text}，"
            f"预算为{plan.text}，前后矛盾。",
            f"The prose on page {claim.page} gives {claim.text} as carried out and {plan.text} as"
            f" planned for {subject}, and says the opposite in words ({first.parameters[0]}).",
            (Page(claim.page),),
        )
    return Said(
        f"文字第{claim.page}页关于{subject}（{claim.text}）：{first.reason}。",
        f"On page {claim.page}, the word of direction about {subject} ({claim.text}) contradicts"
        " the numbers beside it.",
        (Page(claim.page),),
    )


_BY_INVARIANT: Final[dict[str, Callable[[Sequence[StatedCheck]], Said | None]]] = {
    "N1": _amount,
    "N6": _amount,
    "N2": _change,
    "N3": _parts,
    "N4": _rate,
    "N5": _twice,
    "N7": _direction,
}
