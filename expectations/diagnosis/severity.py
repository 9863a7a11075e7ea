"""How grave a finding is: an error of the paper, a trifle, or a doubt about our own reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from expectations.diagnosis.edits import Edit
from expectations.diagnosis.explain import Unexplained
from expectations.diagnosis.quoted import StatedCheck
from expectations.diagnosis.slips import NEAT_KINDS
from expectations.diagnosis.support import Support
from expectations.diagnosis.system import System
from ingest.contract.concepts import YUAN_PER_UNIT

ERROR: Final = "error"  # what is printed cannot all be true
MINOR: Final = "minor"  # true to the last digit but one, a name's variant, detail left out
DOUBT: Final = "doubt"  # our reading, or the rule's gate, may be at fault

_NUMBER: Final = re.compile(r"-?[0-9][0-9,]*(?:\.([0-9]+))?")
# the longer first: 万元 ends in 元
_UNIT_YUAN: Final = tuple(sorted(YUAN_PER_UNIT.items(), key=lambda each: -len(each[0])))
_ENOUGH_INDEPENDENT: Final = 2
_ENOUGH_TO_KNOW: Final = 3
_DIGITS_TELLING: Final = 3
# Of its total, a missing row that is as much as this was printed and not read: 22,510 of 45,020,
# with each of two levels taken for the other.
_MOST: Final = 0.45
_FORMS_ENOUGH: Final = 3  # whose weights sum up as they should, to know that weights are read
# A row of the list that no form matches by name: names are matched by this program.
_MATCHED_BY_US: Final = frozenset({"form_lacking"})
# `last_digit` is not among them: a change may be off by more than one unit of its last digit
# within what rounding allows, which is how 1,670.85 for 1,670.83 was found.
_TRIFLES: Final = ("truncated", "zero_base")
# What is printed without the detail that others have: no amount is wrong.
_ONLY_DETAIL: Final = ("K3", "C1")


def rate_edit(
    system: System, edit: Edit, support: Support, residuals: Sequence[int], *, is_proven: bool
) -> str:
    """Rate an edit.

    Args:
        system: of its report.
        edit: the explanation.
        support: how its rules fare.
        residuals: of all identities as printed.
        is_proven: whether all tables that it names are.
    """
    if not is_proven or (support.is_weak and edit.kind not in NEAT_KINDS):
        return DOUBT
    # amounts that fit together in three sums say what a row is, whatever we took it for
    is_doubted = edit.healed <= system.doubted and support.identities_for < _ENOUGH_TO_KNOW
    # two rows that are one, or a slip of a known kind that heals two sums at once, are seen
    # whatever rows of their kind are: what we misread looks like neither
    is_doubted = is_doubted and not (edit.shape == "doubled_row" or _is_plain(edit, support))
    if is_doubted or edit.healed <= system.unread or _is_lost_by_us(system, edit):
        return DOUBT
    if edit.healed and _is_last_digit(system, edit.healed, residuals):
        return MINOR
    if support.is_full or support.identities_for >= _ENOUGH_INDEPENDENT:
        return ERROR
    is_slip = edit.kind in NEAT_KINDS and not edit.alternatives
    is_seen = support.rule_holds > support.rule_fails
    return ERROR if is_slip and is_seen else DOUBT


def _is_plain(edit: Edit, support: Support) -> bool:
    """Say whether an edit is a slip of a known kind, of one cell, that several sums agree on."""
    return (
        edit.kind in NEAT_KINDS
        and not edit.alternatives
        and support.identities_for >= _ENOUGH_INDEPENDENT
    )


def _is_lost_by_us(system: System, edit: Edit) -> bool:
    """Say whether what an edit misses looks like something that we did not read.

    A row "missing" that is most of its total: the parts were not read. A blank cell whose amount
    stands in the label of its row: two columns were read as one.
    """
    whole = system.cells[edit.culprits[0]]
    for column, amount in edit.missing:
        total = system.by_place.get((whole.table, whole.row, column))
        if total is not None and abs(amount) >= _MOST * abs(system.cells[total].amount or 0):
            return True
    for cell, value in edit.changes.items():
        there = system.cells[cell]
        name = system.rows.get((there.table, there.row))
        if there.amount is None and value and name is not None:
            digits = str(abs(value)).rstrip("0")
            printed = re.sub(r"[^0-9]", "", name.label)
            if len(digits) >= _DIGITS_TELLING and digits in printed:
                return True
    return False


def rate_rest(
    system: System, rest: Unexplained, residuals: Sequence[int], *, is_proven: bool
) -> str:
    """Rate what no edit explains: it is the rule's support that makes it an error."""
    if not is_proven or rest.is_custom or rest.identities <= system.doubted | system.unread:
        return DOUBT
    if rest.odd_table is not None:
        # another scope is above the others everywhere; another version is not
        return ERROR if rest.odd_table.is_mixed or rest.odd_table.is_blank else DOUBT
    if not rest.support.is_full:
        return DOUBT
    return MINOR if _is_last_digit(system, rest.identities, residuals) else ERROR


def _is_last_digit(system: System, identities: Iterable[int], residuals: Sequence[int]) -> bool:
    """Say whether all sums are off by no more than one unit of their coarsest printed digit."""
    for number in identities:
        terms = system.identities[number].terms
        step = max((2 * system.cells[cell].half_unit for cell, _ in terms), default=0)
        if abs(residuals[number]) > step:
            return False
    return True


def rate_stated(checks: Sequence[StatedCheck]) -> str:
    """Rate checks that share a cause and are no sums of printed money."""
    first = checks[0]
    if any(check.is_doubt for check in checks) or _is_matched_by_us(first):
        return DOUBT
    if first.invariant_id.startswith("N"):
        return MINOR if all(_is_trifle(check) for check in checks) else ERROR
    if first.invariant_id in _ONLY_DETAIL:
        return MINOR
    if first.reason_code == "names_differ":
        return MINOR if all(_is_variant(check.parameters[1:]) for check in checks) else ERROR
    return ERROR


def _is_matched_by_us(check: StatedCheck) -> bool:
    """Say whether a check rests on titles, names or forms that this program put together."""
    if check.invariant_id == "X14":
        return check.rule_holds < _FORMS_ENOUGH
    return check.invariant_id == "K1" or check.reason_code in _MATCHED_BY_US


def _is_trifle(check: StatedCheck) -> bool:
    """Say whether a number of the prose is off by its last digit only, or a rate of nothing."""
    if check.slip_size in _TRIFLES:
        return True
    if check.left is None or check.right is None:
        return False
    text = _claim_text(check)
    found = _NUMBER.search(text)
    if found is None or check.left * check.right < 0:
        return False  # the other direction is no matter of digits
    decimals = len(found[1] or "")
    if check.is_money:
        scale = next((yuan for unit, yuan in _UNIT_YUAN if text.endswith(unit)), 10**4)
        return is_last_digit(check.left / scale, check.right / scale, decimals, is_rate=False)
    return is_last_digit(check.left, check.right, decimals, is_rate=True)


def _claim_text(check: StatedCheck) -> str:
    """Give the text of the number that is judged: its own claim, first or last listed."""
    is_rate = check.invariant_id == "N4"
    texts = [each.text for each in check.claims if (each.amount_yuan is None) == is_rate]
    return texts[0] if texts else ""


def is_last_digit(said: Decimal, right: Decimal, decimals: int, *, is_rate: bool) -> bool:
    """Say whether what is said is right but for one unit of its last digit, or was cut off.

    A whole percentage is a trifle only where it was cut off: 30 % is not what 29.15 % rounds to.

    >>> is_last_digit(Decimal("9.55"), Decimal("9.5575"), 2, is_rate=True)
    True
    >>> is_last_digit(Decimal("4.0"), Decimal("4.48"), 1, is_rate=True)
    True
    >>> is_last_digit(Decimal("30"), Decimal("29.15"), 0, is_rate=True)
    False
    >>> is_last_digit(Decimal("1670.85"), Decimal("1670.83"), 2, is_rate=False)
    False
    """
    said, right = abs(said), abs(right)
    for digits in range(decimals + 1):
        unit = Decimal(1).scaleb(-digits)
        if right.quantize(unit, ROUND_FLOOR) == said:
            return digits == decimals or is_rate
    unit = Decimal(1).scaleb(-decimals)
    if is_rate and not decimals:
        return False
    return abs(right.quantize(unit, ROUND_HALF_UP) - said) <= unit


def _is_variant(printed: Sequence[str]) -> bool:
    """Say whether names are spellings of one name."""
    names = [re.sub(r"[^\w]|支出$", "", name) for name in printed]
    return len(names) > 1 and all(_is_near(names[0], other) for other in names[1:])


def _is_near(one: str, other: str) -> bool:
    """Say whether two names are one but for words left out or a sign or two.

    >>> _is_near("行政单位医疗", "行政单位医疗支出"), _is_near("住房公积金", "行政运行")
    (True, False)
    """
    if one in other or other in one:
        return True
    common = len(set(one) & set(other))
    return 2 * common >= max(len(set(one)), len(set(other)))
