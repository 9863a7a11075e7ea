"""What a finding about codes, tables, notes or another report says, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from expectations.diagnosis.quoted import StatedCheck, nest_quotes, write_wan
from expectations.diagnosis.said import Page, Said, page_words

Words = tuple[str, str]

_SUBJECTS_LISTED: Final = 5
_EN: Final[dict[str, str]] = {
    "H1": "A code has a length or a range that no budget code has",
    "H2": "A code is printed with a name that is not the one of that year's list",
    "K1": "A table that the numbering promises is not in the report",
    "N1": "An amount in the prose is not what the table prints",
    "N2": "Changes stated in the prose are not the differences of the figures",
    "N3": "Stated parts do not sum to the stated whole",
    "N4": "A stated share or rate is not what the figures give",
    "N5": "One indicator is stated twice with different values",
    "N6": "An amount of the 三公 or operating costs in the prose is not what the table prints",
    "N7": "A word of direction contradicts the numbers beside it",
    "X11": "A fund's column, its table and the note of that table contradict one another",
    "X12": "The list of projects and the performance forms do not match",
    "X14": "The weights of a form's indicators do not sum to what they should",
    "X15": "One code is printed with different names",
    "C1": "A row of the code tree lacks what it should stand above or below",
}

# What another report is to this one: the words before the first example.
_ACROSS: Final[dict[str, Words]] = {
    "D1": (
        "本部门的数与所属单位的公开报告对不上",
        "The department's figures do not agree with the reports of its units",
    ),
    "Y1": (
        "本报告所印的上年数与上年公开的报告不符",
        "What this report prints as last year's is not what last year's report prints",
    ),
    "Y2": (
        "决算所印的年初预算数与该年公开的预算报告不符",
        "The budget figures in this final account are not those of that year's budget report",
    ),
    "Y3": (
        "本年的上年结转与上年决算的年末结转不符",
        "What is carried over into this year is not what last year's final account carried out",
    ),
}


def describe_stated(checks: Sequence[StatedCheck]) -> Said:
    """Write the message of violated checks that share a cause."""
    first = checks[0]
    if first.invariant_id in _ACROSS:
        return _across(checks)
    plain = _PLAIN.get(first.reason_code)
    words = plain(checks) if plain else None
    if words is not None:
        return words
    subjects = list(dict.fromkeys(check.subject for check in checks))
    reasons = list(dict.fromkeys(check.reason for check in checks if check.reason))
    reasons = reasons[:_SUBJECTS_LISTED]
    listed = "；".join(subjects[:_SUBJECTS_LISTED])
    more = len(subjects) - _SUBJECTS_LISTED
    reason_zh = "；".join(reasons).rstrip("。")
    sides_zh, sides_en = ("", "") if len(checks) > 1 else _sides(first)
    english = _EN.get(first.invariant_id, f"Identity {first.invariant_id} does not hold")
    reasons_en = list(dict.fromkeys(check.reason_en or check.reason for check in checks))
    reason_en = "; ".join(each for each in reasons_en[:_SUBJECTS_LISTED] if each)
    return Said(
        f"{listed}{f'等{len(subjects)}项' if more > 0 else ''}"
        f"{f'：{reason_zh}' if reason_zh else '：不符'}{sides_zh}。",
        f"{english}: {listed}{f' and {more} more' if more > 0 else ''}"
        f"{f' ({reason_en})' if reason_en else ''}{sides_en}.",
    )


def _spoken_code(checks: Sequence[StatedCheck]) -> Said | None:
    """X15: the code that the prose gives a function is not the one beside its name in a table."""
    first = checks[0]
    pages = sorted({claim.page for check in checks for claim in check.claims[:1]})
    if len({check.parameters for check in checks}) > 1 or not pages:
        return None
    spoken, name, code = first.parameters
    return Said(
        f"文字第{'、'.join(map(str, pages))}页写“{name}”的编码为{spoken}，而表中同一金额的“{name}”"
        f"编码是{code}，两者不符。",
        f"The prose on {page_words(pages)} gives code {spoken} for “{name}”, but"
        f" the tables print it, with the same amount, under {code}.",
        (Page(pages[0]),),
    )


def _note(check: StatedCheck) -> tuple[str, str]:
    note, table = check.parameters
    return nest_quotes(note).rstrip("。"), table


def _note_of_empty(checks: Sequence[StatedCheck]) -> Said:
    note, table = _note(checks[0])
    return Said(
        f"{table}的表注说该表为空表（“{note}”），而表内印有数，两者不符。",
        f"The note below {table} says that the table is empty (“{note}”), but it prints figures.",
    )


def _note_of_other(checks: Sequence[StatedCheck]) -> Said:
    note, table = _note(checks[0])
    return Said(
        f"{table}是空表，其表注说的却是另一种资金：“{note}”。",
        f"{table} is empty, but the note below it speaks of another fund: “{note}”.",
    )


def _not_detailed(checks: Sequence[StatedCheck]) -> Said | None:
    """K3: a code with an amount and no rows below it, where the others of its table have some."""
    first = checks[0]
    if len({check.parameters[:1] for check in checks}) > 1:
        return None
    codes = first.parameters[0]
    listed = [check.parameters[-1] for check in checks[:_SUBJECTS_LISTED]]
    return Said(
        f"{'、'.join(listed)}中{codes}有金额，却没有下级明细，而同表其他科目都有，疑似漏印一行或数行。",
        f"{codes} {'have amounts' if '、' in codes else 'has an amount'} but no rows below in"
        f" {', '.join(listed)}, where the other codes have some: a row, or several, seems to be"
        " missing.",
    )


def _printed_change(checks: Sequence[StatedCheck]) -> Said | None:
    """N2: a change is printed behind its two amounts, as those of its neighbours are."""
    first = checks[0]
    if len(checks) > 1 or first.right is None:
        return None
    page, name, now, before, change = first.parameters
    right = write_wan(first.right)
    return Said(
        f"文字第{page}页“{name}”的增减印作{change}，而{now}－{before}为{right}，两者不符；"
        "所列其他各项的增减都是两数之差。",
        f"The prose on page {page} prints {change} as the change of “{name}”, but {now} less"
        f" {before} is {right.replace('万元', ' 万元')}; the other changes listed there are the"
        " differences of their amounts.",
        (Page(int(page)),),
    )


_PLAIN: Final[dict[str, Callable[[Sequence[StatedCheck]], Said | None]]] = {
    "spoken_code_differs": _spoken_code,
    "note_says_empty": _note_of_empty,
    "note_of_another_fund": _note_of_other,
    "not_detailed": _not_detailed,
    "printed_change_differs": _printed_change,
}


def _across(checks: Sequence[StatedCheck]) -> Said:
    """Compare with another report: how many figures, and some of them."""
    zh, en = _ACROSS[checks[0].invariant_id]
    shown = checks[:_SUBJECTS_LISTED]
    listed_zh = "；".join(f"{check.subject}{_values(check)[0]}" for check in shown)
    listed_en = "; ".join(f"{check.subject}{_values(check)[1]}" for check in shown)
    count, more = len(checks), len(checks) - len(shown)
    return Said(
        f"{zh}，共{count}处：{listed_zh}{'等' if more else ''}。请核对两份报告。",
        f"{en}, in {count} place{'s' if count > 1 else ''}: {listed_en}"
        f"{f' and {more} more' if more else ''}. Compare the two reports.",
    )


def _values(check: StatedCheck) -> Words:
    if check.left is None or check.right is None:
        return "", ""
    left, right = write_wan(check.left), write_wan(check.right)
    return f"（本报告{left}，所比报告{right}）", f" ({left} here, {right} there)"


def _sides(check: StatedCheck) -> Words:
    if check.left is None or check.right is None:
        return "", ""
    if check.is_money:
        left, right = write_wan(check.left), write_wan(check.right)
    else:
        left, right = f"{check.left.normalize():,f}", f"{check.right.normalize():,f}"
    return f"（{left}≠{right}）", f" ({left} is not {right})"
