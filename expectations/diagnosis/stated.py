"""Violated checks that are no sums (codes, tables, notes, prose): one finding per cause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, permutations
from typing import Final

from expectations.diagnosis.findings import Cause, Finding, make_finding_id, off_by, with_checks
from expectations.diagnosis.prose_words import describe_prose
from expectations.diagnosis.quoted import WAN, StatedCheck
from expectations.diagnosis.severity import rate_stated
from expectations.diagnosis.support import Support
from expectations.diagnosis.wordings import describe_stated
from ingest.connecting import connected, links_by_shared
from ingest.contract.keys import cell_name

__all__ = ["StatedCheck", "find_stated", "kind_of"]

# K2 asks whether this program read the page: where it fails, the report is quarantined, and the
# publisher is not at fault.
OURS: Final = frozenset({"K2"})
_HALF_FEN_OF_WAN: Final = 50  # 万元 with two decimals
# More codes than this whose names are another's: the column of codes was renumbered or shifted.
_CODES_RENUMBERED: Final = 5
# A word of direction against numbers: of the same cause as what else is wrong about these.
_IN_WORDS: Final = ("rate_opposed", "plan_opposed")
# Of one number of the prose, the check that says best what it should be.
_TELLING: Final = ("N1", "N6", "N2", "N3", "N5", "N4", "N7")


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
    left: list[StatedCheck] = []
    for check in sorted(checks, key=lambda each: each.check_id):
        if check.invariant_id in OURS:
            continue
        owners = {owner[figure_id] for figure_id in check.figure_ids if figure_id in owner}
        if owners and kind_of(check.invariant_id) != "code":
            attached[min(owners)].append(check.check_id)
        else:
            left.append(check)
    joined = [
        with_checks(finding, attached[place]) if place in attached else finding
        for place, finding in enumerate(findings)
    ]
    return joined + [_finding(group) for group in _group(left)]


def kind_of(invariant_id: str) -> str:
    """Give the kind of finding that a violated check becomes by itself.

    >>> [kind_of(invariant_id) for invariant_id in ("N2", "H1", "K3", "K1", "X12", "Y1")]
    ['narrative', 'code', 'missing_row', 'missing_table', 'missing_table', 'unexplained']
    """
    if invariant_id.startswith("N") or invariant_id == "X11":
        return "narrative"
    if invariant_id.startswith("H") or invariant_id == "X15":
        return "code"
    if invariant_id in ("K3", "C1"):
        return "missing_row"
    if invariant_id in ("K1", "X12"):
        return "missing_table"
    return "unexplained"


def _group(checks: Sequence[StatedCheck]) -> list[list[StatedCheck]]:
    """Join checks of one cause; groups in the order of their first check."""
    is_renumbered = sum(check.invariant_id == "H2" for check in checks) >= _CODES_RENUMBERED
    causes = {
        place: [("H2",)] if is_renumbered and check.invariant_id == "H2" else _causes(check)
        for place, check in enumerate(checks)
    }
    wrongs = [n for n, each in enumerate(checks) if _tells_right(each)]
    following = (
        (place, other)
        for place, check in enumerate(checks)
        for other in wrongs
        if place != other and _follows(check, checks[other])
    )
    worded = (
        (place, other)
        for place, check in enumerate(checks)
        if check.reason_code in _IN_WORDS
        for other, beside in enumerate(checks)
        if place != other and _share_claim(check, beside)
    )
    groups = [
        [checks[place] for place in group]
        for group in connected(causes, chain(links_by_shared(causes), following, worded))
    ]
    return [
        sorted(group, key=lambda check: (_telling(check), check.check_id))
        for group in sorted(groups, key=lambda group: min(each.check_id for each in group))
    ]


def _tells_right(check: StatedCheck) -> bool:
    """Say whether a check tells what one number of the prose should be.

    N3 only where a share or rate agrees that it is the whole that is wrong, and not a part.
    """
    is_told = check.invariant_id in ("N1", "N6", "N2", "N3")
    return is_told and (not check.is_parts or check.is_costs)


def _share_claim(check: StatedCheck, other: StatedCheck) -> bool:
    own = {claim.claim_id for claim in check.claims}
    return other.invariant_id.startswith("N") and any(
        claim.claim_id in own for claim in other.claims
    )


def _telling(check: StatedCheck) -> int:
    return _TELLING.index(check.invariant_id) if check.invariant_id in _TELLING else 0


def _causes(check: StatedCheck) -> list[tuple[str, ...]]:
    """Name the causes that a check shares with others."""
    if kind_of(check.invariant_id) == "code":
        return [("code", *check.parameters[:1])]
    if check.invariant_id == "C1":
        # codes without the row above them: a habit of the table, or one row left out
        return [("C1", *check.parameters[:1])]
    if check.invariant_id in ("X12", "X14"):
        return [(check.invariant_id, check.reason_code)]
    if check.invariant_id in ("N1", "N2", "N5", "N6") and check.left is not None:
        # one wrong number of the prose, however often it is said; N5 of the claim that N1 is on
        values: tuple[str, ...]
        values = ("narrative", str(abs(check.left)), str(abs(check.right or 0)))
        if check.right == 0 and check.printed:
            # the table prints zeros where the prose has amounts: the whole row is one cause
            values = ("nil row", str(check.printed[0].table), str(check.printed[0].row_number))
        is_set = check.is_parts and not check.is_costs
        return [values] if is_set else [values, ("claim", check.claim_id or check.check_id)]
    if check.invariant_id[0] in "YD":
        # cell by cell against another report: what one table, or one other report, has in common
        return [(check.invariant_id, check.beside or check.check_id)]
    return [(check.invariant_id, check.check_id)]


def _follows(check: StatedCheck, wrong: StatedCheck) -> bool:
    """Say whether a check holds once a wrong amount that it reads is put right."""
    if check.invariant_id == "N4":
        return _rate_follows(check, wrong)
    if check.invariant_id not in ("N2", "N3", "N5") or wrong.invariant_id == "N3":
        return False
    sides = (check.left, check.right, wrong.left, wrong.right)
    left, right, said, meant = sides
    if left is None or right is None or said is None or meant is None:
        return False
    doubt = _HALF_FEN_OF_WAN * (len(check.claims) + 1)
    off_by_as_much = abs(abs(left - right) - abs(said - meant)) <= doubt
    return off_by_as_much and any(each.claim_id == wrong.claim_id for each in check.claims)


def _rate_follows(rate: StatedCheck, wrong: StatedCheck) -> bool:
    """Say whether a share or rate is what it should be once a wrong amount beside it is put right.

    "350.35 … 2024年预算安排352.67万元, 增加0.53%": the rate is that of the right amount.
    """
    if wrong.right is None or rate.left is None:
        return False
    amounts = [
        abs(wrong.right) if each.claim_id == wrong.claim_id else each.amount_yuan
        for each in rate.claims
        if each.amount_yuan is not None
    ]
    if all(each.claim_id != wrong.claim_id for each in rate.claims):
        return False
    stated = next((each.text for each in rate.claims if each.amount_yuan is None), "")
    decimals = len(stated.partition(".")[2].rstrip("%"))
    half_digit = Decimal(5).scaleb(-decimals - 1)
    return any(
        whole
        and any(abs(abs(share) - abs(rate.left)) <= half_digit for share in _shares(part, whole))
        for part, whole in permutations([each for each in amounts if each is not None], 2)
    )


def _shares(part: Decimal, whole: Decimal) -> Iterator[Decimal]:
    """Give the share of a part, and what it is of a change: of the base, or as a change of it."""
    yield 100 * part / whole
    yield 100 * (part - whole) / whole
    for base in (whole + part, whole - part):
        if base:
            yield 100 * part / base


def _finding(group: list[StatedCheck]) -> Finding:
    first = group[0]
    kind = kind_of(first.invariant_id)
    check_ids = tuple(check.check_id for check in sorted(group, key=lambda each: each.check_id))
    said = describe_prose(group) or describe_stated(group)
    figure_ids = tuple(dict.fromkeys(each for check in group for each in check.figure_ids))
    places = dict.fromkeys(each for check in group for each in check.places)
    is_number = kind == "narrative" and first.is_claim
    return Finding(
        finding_id=make_finding_id(first.report_id, [kind, *check_ids]),
        report_id=first.report_id,
        kind=kind,
        severity=rate_stated(group),
        message_zh=said.zh,
        message_en=said.en,
        culprit_figure_ids=figure_ids,
        culprit_cells=() if kind == "narrative" else tuple(cell_name(*each) for each in places),
        printed_value=_in_words(first, first.left) if is_number else None,
        proposed_value=_in_words(first, first.right) if is_number else None,
        are_alternatives=True,
        proposed_figure_ids=(),
        proposed_amounts_yuan=(),
        checks_explained=check_ids,
        impact_yuan=_impact(group),
        support=Support(identities_for=len(group), rule_holds=first.rule_holds),
        causes=_shared(group),
        pages=said.pages,
    )


def _impact(group: Sequence[StatedCheck]) -> Decimal | None:
    """Give the most that an amount would change by; None where no amount is wrong."""
    sizes = [
        abs(check.left - check.right)
        for check in group
        if check.is_money and check.left is not None and check.right is not None
    ]
    return max(sizes, default=None)


def _shared(group: Sequence[StatedCheck]) -> frozenset[Cause]:
    """Name what other findings of the same cause would share with these checks."""
    causes: set[Cause] = set()
    for check in group:
        if check.invariant_id == "N4":
            # one rate said of several things, or of nothing several times
            right = "" if check.right is None else f"{check.right:.3f}"
            said = "" if check.slip_size == "zero_base" else f"{check.left}"
            causes.add(("rate", said, right))
        if check.invariant_id == "K3":
            causes.add(("K3", *check.parameters[:1]))
        if kind_of(check.invariant_id) == "code":
            causes.add(("code", *check.parameters[:1]))
        if check.reason_code == "parent_row_lacking":
            causes.update(("code", code) for code in check.parameters[1].split("、"))
        if check.is_money and check.left is not None and check.right is not None:
            causes.update(off_by(abs(check.left - check.right)))
    return frozenset(causes)


def _in_words(check: StatedCheck, side: Decimal | None) -> Decimal | None:
    """Give a side as the prose has it: amounts in 万元."""
    if side is None or not check.is_money:
        return side
    return (side / WAN).quantize(Decimal("0.000001"))
