"""What a finding about codes, tables, notes or another report says, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from expectations.diagnosis.quoted import StatedCheck, write_wan

Words = tuple[str, str]

_SUBJECTS_LISTED: Final = 5
_EN: Final[dict[str, str]] = {
    "H1": "A code has a length or a range that no budget code has",
    "H2": "A code is printed with a name that is not the one of that year's list",
    "K1": "A table that the numbering promises is not in the report",
    "K3": "Rows seem to be missing: amounts are printed without the detail that the table has"
    " elsewhere",
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
_SPOKEN_EN: Final = "A code in the prose is not the one of the tables"
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


def describe_stated(checks: Sequence[StatedCheck]) -> Words:
    """Write the message of violated checks that share a cause."""
    first = checks[0]
    if first.invariant_id in _ACROSS:
        return _across(checks)
    subjects = list(dict.fromkeys(check.subject for check in checks))
    reasons = list(dict.fromkeys(check.reason for check in checks if check.reason))
    reasons = reasons[:_SUBJECTS_LISTED]
    listed = "；".join(subjects[:_SUBJECTS_LISTED])
    more = len(subjects) - _SUBJECTS_LISTED
    reason_zh = "；".join(reasons).rstrip("。")
    if first.invariant_id == "K3":
        reason_zh += "；同表其他科目都有下级明细，疑似漏印一行或数行"
    are_sides_told = len(checks) > 1 or first.reason_code == "spoken_code_differs"
    sides_zh, sides_en = ("", "") if are_sides_told else _sides(first)
    english = (
        _SPOKEN_EN
        if first.reason_code == "spoken_code_differs"
        else _EN.get(first.invariant_id, f"Identity {first.invariant_id} does not hold")
    )
    reasons_en = list(dict.fromkeys(check.reason_en or check.reason for check in checks))
    reason_en = "; ".join(each for each in reasons_en[:_SUBJECTS_LISTED] if each)
    return (
        f"{listed}{f'等{len(subjects)}项' if more > 0 else ''}"
        f"{f'：{reason_zh}' if reason_zh else '：不符'}{sides_zh}。",
        f"{english}: {listed}{f' and {more} more' if more > 0 else ''}"
        f"{f' ({reason_en})' if reason_en else ''}{sides_en}.",
    )


def _across(checks: Sequence[StatedCheck]) -> Words:
    """Compare with another report: how many figures, and some of them."""
    zh, en = _ACROSS[checks[0].invariant_id]
    shown = checks[:_SUBJECTS_LISTED]
    listed_zh = "；".join(f"{check.subject}{_values(check)[0]}" for check in shown)
    listed_en = "; ".join(f"{check.subject}{_values(check)[1]}" for check in shown)
    count, more = len(checks), len(checks) - len(shown)
    return (
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
