"""Explanations → findings: what a reader of the report is told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from expectations.diagnosis import messages
from expectations.diagnosis.atlas import Atlas
from expectations.diagnosis.edits import Edit
from expectations.diagnosis.explain import Explanation, Unexplained, explain
from expectations.diagnosis.rest_words import describe_rest
from expectations.diagnosis.said import NOTHING, Page, Said
from expectations.diagnosis.severity import rate_edit, rate_rest
from expectations.diagnosis.support import NO_SUPPORT, Support
from expectations.diagnosis.system import UNITS_PER_YUAN, System
from ingest.contract.keys import cell_name

Cause = tuple[str, ...]
_VALUED: Final = ("cell", "swapped_cells", "row", "linked", "copied", "row_shift", "unit")
_TELLING_DIGITS: Final = 4  # two sums off by 1,000 yuan may be off for two reasons
_VALUES_SHOWN_UP_TO: Final = 3  # of a larger set of culprits no value is the proposed one


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, a row of fct_findings.

    Attributes:
        finding_id: 16 hex digits of a hash over the report and what is at fault.
        report_id: of which report.
        kind: as in the contract.
        severity: `error` (what is printed cannot all be true), `minor` (true but for its last
            digit, a variant, detail left out), `doubt` (our reading may be at fault).
        impact_yuan: what the published amount would change by; NULL where it is no money.
        support: identities for and against.
        message_zh: for a budget officer.
        message_en: the same.
        culprit_figure_ids: printed figures at fault, the likeliest first.
        culprit_cells: the same and blank cells, as t002-r0003-c004.
        printed_value: what the first culprit prints, in its table's unit; NULL where blank.
        proposed_value: what it should print; NULL where blank or not determined.
        are_alternatives: one of the culprits is wrong, not all of them.
        proposed_figure_ids: the figures that the hypothesis changes.
        proposed_amounts_yuan: what each would be; NULL where its cell would be blank.
        checks_explained: identities that the edit heals.
        checks_broken: held identities that it would break; 0 but by later edits.
        causes: what else of the same cause would share: keys that join findings; not published.
        fault: the sentences of the messages, Chinese and English, that say what is wrong and not
            what would mend it; empty of what is no edit; not published.
        pages: that the messages name, in their order; not published.
    """

    finding_id: str
    report_id: str
    kind: str
    severity: str
    message_zh: str
    message_en: str
    culprit_figure_ids: tuple[str, ...]
    culprit_cells: tuple[str, ...]
    printed_value: Decimal | None
    proposed_value: Decimal | None
    are_alternatives: bool
    proposed_figure_ids: tuple[str, ...]
    proposed_amounts_yuan: tuple[Decimal | None, ...]
    checks_explained: tuple[str, ...]
    checks_broken: int = 0
    impact_yuan: Decimal | None = None
    support: Support = NO_SUPPORT
    causes: frozenset[Cause] = frozenset()
    fault: Said = NOTHING
    pages: tuple[Page, ...] = ()


def diagnose(report_id: str, system: System, atlas: Atlas) -> list[Finding]:
    """Explain the violated sums of one report; findings in the order of their places."""
    explanation: Explanation = explain(system)
    findings = [
        _of_edit(report_id, system, atlas, explanation, number)
        for number in range(len(explanation.edits))
    ]
    findings += [
        _of_rest(report_id, system, atlas, rest, explanation.residuals)
        for rest in explanation.unexplained
    ]
    return sorted(findings, key=lambda each: (each.culprit_cells, each.finding_id))


def make_finding_id(report_id: str, parts: Iterable[str]) -> str:
    """Hash what is at fault: the same fault keeps its id from build to build.

    >>> make_finding_id("r", ["t001-r0001-c002"]) == make_finding_id("r", ["t001-r0001-c002"])
    True
    """
    text = "|".join([report_id, *parts])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def with_checks(finding: Finding, check_ids: Sequence[str]) -> Finding:
    """Add checks that the same cause explains."""
    return replace(finding, checks_explained=tuple(sorted({*finding.checks_explained, *check_ids})))


def _of_edit(
    report_id: str,
    system: System,
    atlas: Atlas,
    explanation: Explanation,
    number: int,
) -> Finding:
    edit, support = explanation.edits[number], explanation.supports[number]
    residuals = explanation.residuals
    first = system.cells[edit.culprits[0]]
    is_valued = edit.shape in _VALUED and (
        len(edit.culprits) <= _VALUES_SHOWN_UP_TO or not edit.alternatives
    )
    kind = messages.finding_kind(system, edit)
    proposed = edit.changes.get(edit.culprits[0], first.amount) if is_valued else None
    changed = [
        (figure_id, amount)
        for cell, amount in sorted(edit.changes.items())
        if (figure_id := system.cells[cell].figure_id) is not None
    ]
    cells = tuple(cell_name(*system.cells[cell].place) for cell in edit.culprits)
    is_proven = _are_proven(system, atlas, edit.culprits)
    fault = messages.describe_fault(system, atlas, edit, kind)
    healed = messages.describe_healed(edit)
    return Finding(
        finding_id=make_finding_id(report_id, [edit.shape, *sorted(cells)]),
        report_id=report_id,
        kind=kind,
        severity=rate_edit(system, edit, support, residuals, is_proven=is_proven),
        message_zh=fault.zh + healed[0],
        message_en=fault.en + healed[1],
        culprit_figure_ids=_figure_ids(system, edit.culprits),
        culprit_cells=cells,
        printed_value=None if first.amount is None else atlas.value(first.place, first.amount),
        proposed_value=None if proposed is None else atlas.value(first.place, proposed),
        are_alternatives=bool(edit.alternatives),
        proposed_figure_ids=tuple(figure_id for figure_id, _ in changed),
        proposed_amounts_yuan=tuple(
            None if amount is None else Decimal(amount) / UNITS_PER_YUAN for _, amount in changed
        ),
        checks_explained=_check_ids(system, edit.healed),
        impact_yuan=_yuan(_impact(system, edit)),
        support=support,
        causes=_moved(system, edit.healed, residuals) | _named_causes(system, edit),
        fault=fault,
        pages=fault.pages,
    )


def _of_rest(
    report_id: str, system: System, atlas: Atlas, rest: Unexplained, residuals: Sequence[int]
) -> Finding:
    cells = tuple(cell_name(*system.cells[cell].place) for cell in rest.culprits)
    check_ids = _check_ids(system, rest.identities)
    said = describe_rest(system, atlas, rest, residuals)
    is_proven = _are_proven(system, atlas, rest.culprits)
    return Finding(
        finding_id=make_finding_id(report_id, ["unexplained", *check_ids]),
        report_id=report_id,
        kind=_kind_of_rest(rest),
        severity=rate_rest(system, rest, residuals, is_proven=is_proven),
        message_zh=said.zh,
        message_en=said.en,
        culprit_figure_ids=_figure_ids(system, rest.culprits),
        culprit_cells=cells,
        printed_value=None,
        proposed_value=None,
        are_alternatives=True,
        proposed_figure_ids=(),
        proposed_amounts_yuan=(),
        checks_explained=check_ids,
        impact_yuan=_yuan(max(abs(residuals[number]) for number in rest.identities)),
        support=rest.support,
        causes=frozenset()
        if rest.is_custom or rest.odd_table
        else _moved(system, rest.identities, residuals),
        pages=said.pages,
    )


def _kind_of_rest(rest: Unexplained) -> str:
    if rest.odd_table is None:
        return "unexplained"
    return "missing_table" if rest.odd_table.is_blank else "other_version"


def _are_proven(system: System, atlas: Atlas, cells: Iterable[int]) -> bool:
    return all(atlas.tables[system.cells[cell].table].is_proven for cell in cells)


def _impact(system: System, edit: Edit) -> int:
    """Give the most that an amount would change by: what a total does, as a rule."""
    if edit.missing:
        return max(abs(amount) for _, amount in edit.missing)
    if edit.shape == "code":
        return max(abs(system.cells[cell].amount or 0) for cell in edit.culprits)
    return max(
        (abs((amount or 0) - (system.cells[cell].amount or 0)))
        for cell, amount in edit.changes.items()
    )


def _named_causes(system: System, edit: Edit) -> frozenset[Cause]:
    """Name what edits in several tables have in common where their amounts differ.

    The totals of several tables that are each short of a row: one unit, or one item, is left out
    of them all.
    """
    if edit.shape == "code":
        return frozenset({("code", edit.code[0])})
    whole = system.cells[edit.culprits[0]]
    name = system.rows.get((whole.table, whole.row))
    if edit.shape == "missing_row" and name is not None and name.is_total:
        return frozenset({("left out of totals",)})
    return frozenset()


def _yuan(amount: int) -> Decimal:
    return (Decimal(amount) / UNITS_PER_YUAN).quantize(Decimal("0.0001"))


def _moved(system: System, identities: Iterable[int], residuals: Sequence[int]) -> frozenset[Cause]:
    """Name the amounts that sums are off by, where they are telling enough to be one cause's."""
    return frozenset(
        cause for number in identities for cause in off_by(_yuan(abs(residuals[number])))
    )


def off_by(difference_yuan: Decimal) -> tuple[Cause, ...]:
    """Make the cause that alarms off by one amount share; none for an amount of few digits.

    >>> off_by(Decimal("50135187.5400")), off_by(Decimal("100000.0000"))
    ((('off by', '50135187.54'),), ())
    """
    digits = f"{difference_yuan.normalize():f}"
    telling = len(digits.replace(".", "").strip("0"))
    return (("off by", digits),) if telling >= _TELLING_DIGITS else ()


def _figure_ids(system: System, cells: Iterable[int]) -> tuple[str, ...]:
    ids = (system.cells[cell].figure_id for cell in cells)
    return tuple(figure_id for figure_id in ids if figure_id is not None)


def _check_ids(system: System, identities: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted(system.identities[number].check_id for number in identities))
