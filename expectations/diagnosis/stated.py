"""Violated checks that are no sums (codes, tables, notes, prose): one finding per cause."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from expectations.diagnosis.findings import Finding, make_finding_id, with_checks

# K2 asks whether this program read the page: where it fails, the report is quarantined, and the
# publisher is not at fault.
OURS: Final = frozenset({"K2"})
_CODE: Final = re.compile(r"(?<![0-9])[1-9][0-9]{2,6}(?![0-9])")
_ACROSS: Final = re.compile(r"-(t[0-9]{3}|[0-9a-f]{16})(?=-|$)")
_SUBJECTS_LISTED: Final = 5
_WAN: Final = 10_000
_EN: Final[dict[str, str]] = {
    "H1": "A code has a length or a range that no budget code has",
    "H2": "A code is printed with a name that is not the one of that year's list",
    "K1": "A table that the numbering promises is not in the report",
    "K3": "A table stops above the detail that it must reach",
    "X11": "A fund's column, its table and the note of that table contradict one another",
    "X12": "The list of projects and the performance forms do not match",
    "X14": "The weights of a form's indicators do not sum to what the others sum to",
    "X15": "One code is printed with different names",
    "D1": "A unit's figures are more than those of its department",
    "Y1": "Last year's column is not what last year's report prints",
    "Y2": "The budget figures of a final account are not those of that year's budget report",
    "Y3": "What is carried over is not what last year's final account carries over",
    "N1": "An amount in the prose is not what the table prints",
    "N2": "Changes stated in the prose are not the differences of the figures, or do not add up",
    "N3": "Stated parts do not sum to the stated whole",
    "N4": "A stated share or rate is not what the figures give",
    "N5": "One indicator is stated twice with different values",
    "N6": "An amount of the 三公 or operating costs in the prose is not what the table prints",
    "N7": "A word of direction contradicts the numbers beside it",
}


@dataclass(frozen=True, slots=True)
class StatedCheck:
    """A violated check without terms, as fct_invariant_checks has it."""

    check_id: str
    report_id: str
    invariant_id: str
    subject: str
    reason: str
    figure_ids: tuple[str, ...]
    left: Decimal | None
    right: Decimal | None
    is_money: bool = False


def find_stated(checks: Iterable[StatedCheck], findings: Sequence[Finding]) -> list[Finding]:
    """Add what checks without terms say.

    A check on a figure that an edit changes is a symptom of the same fault, and is counted
    among what that finding explains.

    Args:
        checks: violated checks that are no sums of printed money, of one report.
        findings: what the sums of that report led to.
    """
    owner = {
        figure_id: place
        for place, finding in enumerate(findings)
        if not finding.are_alternatives
        for figure_id in finding.proposed_figure_ids
    }
    attached: dict[int, list[str]] = defaultdict(list)
    grouped: dict[tuple[str, ...], list[StatedCheck]] = defaultdict(list)
    for check in sorted(checks, key=lambda each: each.check_id):
        if check.invariant_id in OURS:
            continue
        owners = {owner[figure_id] for figure_id in check.figure_ids if figure_id in owner}
        if owners and kind_of(check.invariant_id) != "code":
            attached[min(owners)].append(check.check_id)
        else:
            grouped[_cause(check)].append(check)
    joined = [
        with_checks(finding, attached[place]) if place in attached else finding
        for place, finding in enumerate(findings)
    ]
    return joined + [_finding(group) for _, group in sorted(grouped.items())]


def kind_of(invariant_id: str) -> str:
    """Give the kind of finding that a violated check becomes by itself.

    >>> [kind_of(invariant_id) for invariant_id in ("N2", "H1", "X15", "K1", "X12", "Y1")]
    ['narrative', 'code', 'code', 'missing_table', 'missing_table', 'unexplained']
    """
    if invariant_id.startswith("N") or invariant_id == "X11":
        return "narrative"
    if invariant_id.startswith("H") or invariant_id in ("X15", "K3"):
        return "code"
    if invariant_id in ("K1", "X12"):
        return "missing_table"
    return "unexplained"


def _cause(check: StatedCheck) -> tuple[str, ...]:
    """Name the cause that several checks share."""
    if kind_of(check.invariant_id) == "code":
        codes = _CODE.findall(check.subject)
        return ("code", codes[-1] if codes else check.subject)
    if check.invariant_id in ("X12", "X14"):
        return (check.invariant_id, re.sub(r"[0-9]+", "", check.reason))
    if check.invariant_id.startswith("N") and check.left is not None:
        # one wrong number of the prose, however often it is said
        return ("narrative", str(abs(check.left)), str(abs(check.right or 0)))
    if check.invariant_id[0] in "YD":
        # cell by cell against another report: what one table, or one other report, has in common
        places = _ACROSS.findall(check.check_id)
        return (check.invariant_id, places[-1] if places else check.check_id)
    return (check.invariant_id, check.check_id)


def _finding(group: list[StatedCheck]) -> Finding:
    first = group[0]
    kind = kind_of(first.invariant_id)
    check_ids = tuple(check.check_id for check in group)
    subjects = list(dict.fromkeys(check.subject for check in group))
    reasons = list(dict.fromkeys(check.reason for check in group if check.reason))
    listed = "；".join(subjects[:_SUBJECTS_LISTED])
    more = len(subjects) - _SUBJECTS_LISTED
    sides_zh, sides_en = _sides(first) if kind == "narrative" or len(group) == 1 else ("", "")
    reason_zh = "；".join(reasons).rstrip("。")
    english = _EN.get(first.invariant_id, f"Identity {first.invariant_id} does not hold")
    return Finding(
        finding_id=make_finding_id(first.report_id, [kind, *check_ids]),
        report_id=first.report_id,
        kind=kind,
        severity="error" if kind in ("unexplained", "narrative") else "warning",
        message_zh=f"{listed}{f'等{len(subjects)}项' if more > 0 else ''}"
        f"{f'：{reason_zh}' if reason_zh else '：不符'}{sides_zh}。",
        message_en=f"{english}: {listed}{f' and {more} more' if more > 0 else ''}"
        f"{f' ({reason_zh})' if reason_zh and first.invariant_id not in _EN else ''}{sides_en}.",
        culprit_figure_ids=tuple(
            dict.fromkeys(figure_id for check in group for figure_id in check.figure_ids)
        ),
        culprit_cells=(),
        printed_value=_in_words(first, first.left) if kind == "narrative" else None,
        proposed_value=_in_words(first, first.right) if kind == "narrative" else None,
        are_alternatives=True,
        proposed_figure_ids=(),
        proposed_amounts_yuan=(),
        checks_explained=check_ids,
    )


def _sides(check: StatedCheck) -> tuple[str, str]:
    if check.left is None or check.right is None:
        return "", ""
    left, right = _number(check.left, check.is_money), _number(check.right, check.is_money)
    is_prose = _is_claim(check)
    zh = f"（文字为{left}，应为{right}）" if is_prose else f"（{left}≠{right}）"
    return zh, f" (the prose says {left}, not {right})" if is_prose else f" ({left} is not {right})"


def _is_claim(check: StatedCheck) -> bool:
    """Say whether left is a number of the prose and right what it should be.

    In N3, N5 and sums of changes, both sides are the prose's own.
    """
    return check.invariant_id in ("N1", "N2", "N4", "N6") and not check.check_id.endswith("-parts")


def _number(value: Decimal, is_money: bool) -> str:
    """Write a side for a reader: yuan as 万元 from ten thousand on."""
    if is_money and abs(value) >= _WAN:
        return f"{(value / _WAN).normalize():,f}万元"
    return f"{value.normalize():,f}{'元' if is_money else ''}"


def _in_words(check: StatedCheck, side: Decimal | None) -> Decimal | None:
    """Give a side as the prose has it: amounts in 万元."""
    if side is None or not _is_claim(check):
        return None
    if not check.is_money:
        return side
    return (side / _WAN).quantize(Decimal("0.000001"))
