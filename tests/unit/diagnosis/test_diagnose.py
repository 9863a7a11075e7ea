"""Each kind of slip, planted into a table that adds up, is named and nothing else is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.diagnosis.findings import Finding, diagnose
from tests.unit.diagnosis.small_systems import (
    ATLAS,
    ROWS,
    Amounts,
    make_system,
    true_amounts,
)


def findings_of(amounts: Amounts) -> list[Finding]:
    return diagnose("r", make_system(amounts), ATLAS)


def yuan(text: str) -> Decimal:
    return Decimal(text) * 10_000


def test_diagnose__correct_table__finds_nothing() -> None:
    assert findings_of(true_amounts()) == []


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("679.54", "digit"),
        ("696.54", "transposition"),
        ("66.54", "lost_digit"),
        ("66.95", "decimal_point"),
        ("6695400.00", "unit_slip"),
        ("-669.54", "sign"),
        ("123.45", "cell"),
    ],
)
def test_diagnose__one_cell__gives_value_and_slip(printed: str, kind: str) -> None:
    amounts = true_amounts()
    amounts[1, 4, 4] = yuan(printed)
    (finding,) = findings_of(amounts)
    assert finding.kind == kind
    assert finding.culprit_figure_ids == ("f1-4-4",)
    assert finding.printed_value == Decimal(printed)
    assert finding.proposed_value == Decimal("669.54")
    assert len(finding.checks_explained) == 3  # its row, its 款, all leaves
    assert finding.checks_broken == 0
    assert "行政运行" in finding.message_zh
    assert "669.54万元" in finding.message_zh


def test_diagnose__slip_within_tolerance__is_no_finding() -> None:
    amounts = true_amounts()
    amounts[1, 4, 4] = yuan("669.55")
    assert findings_of(amounts) == []


def test_diagnose__two_independent_slips__are_two_findings() -> None:
    amounts = true_amounts()
    amounts[1, 4, 4] = yuan("679.54")
    amounts[1, 10, 4] = yuan("23.17")
    found = {(finding.kind, finding.proposed_value) for finding in findings_of(amounts)}
    assert found == {("digit", Decimal("669.54")), ("transposition", Decimal("32.17"))}


def test_diagnose__blank_where_a_value_is_due__names_the_cell() -> None:
    amounts = true_amounts()
    amounts[1, 6, 4] = None
    (finding,) = findings_of(amounts)
    assert finding.kind == "cell"
    assert finding.culprit_figure_ids == ()
    assert finding.culprit_cells == ("t001-r0006-c004",)
    assert finding.printed_value is None
    assert finding.proposed_value == Decimal("309.46")


@pytest.mark.parametrize("distance", [1, -1])
def test_diagnose__run_of_a_column_moved__is_one_row_shift(distance: int) -> None:
    amounts = true_amounts()
    original = dict(amounts)
    rows = list(ROWS)
    for row in rows[1:]:
        source = row - distance
        if rows[1] <= source <= rows[-1]:
            amounts[1, row, 3] = original[1, source, 3]
    (finding,) = findings_of(amounts)
    assert finding.kind == "row_shift"
    assert f"整体{'下' if distance > 0 else '上'}移一行" in finding.message_zh
    healed = dict(amounts)
    for figure_id, amount in zip(
        finding.proposed_figure_ids, finding.proposed_amounts_yuan, strict=True
    ):
        table, row, column = map(int, figure_id[1:].split("-"))
        healed[table, row, column] = amount
    assert healed == original


def test_diagnose__two_cells_of_a_row_changed_places__is_a_swap() -> None:
    amounts = true_amounts()
    amounts[1, 13, 4], amounts[1, 13, 5] = amounts[1, 13, 5], amounts[1, 13, 4]
    (finding,) = findings_of(amounts)
    assert finding.kind == "swapped_cells"
    assert set(finding.culprit_figure_ids) == {"f1-13-4", "f1-13-5"}


def test_diagnose__row_left_out__is_a_missing_row_of_its_parent() -> None:
    (finding,) = diagnose("r", make_system(true_amounts(), dropped=6), ATLAS)
    assert finding.kind == "missing_row"
    assert set(finding.culprit_figure_ids) == {"f1-3-3", "f1-3-4"}
    assert "309.46万元" in finding.message_zh


def test_diagnose__total_of_another_scope__is_named_as_such() -> None:
    amounts = true_amounts()
    amounts[2, 1, 2] = amounts[1, 1, 4]  # 基本支出合计 where the whole is due
    (finding,) = findings_of(amounts)
    assert finding.kind == "other_scope"


def test_diagnose__error_carried_into_its_sum__names_both_cells() -> None:
    amounts = true_amounts()
    amounts[1, 13, 5] = yuan("22.75")
    amounts[1, 13, 3] = yuan("71.00")
    (finding,) = findings_of(amounts)
    assert finding.kind == "cell"
    assert set(finding.culprit_figure_ids) == {"f1-13-3", "f1-13-5"}


def test_diagnose__cells_that_no_identity_tells_apart__names_the_set() -> None:
    amounts = true_amounts()
    system = make_system({**amounts, (2, 1, 2): yuan("1")})
    lonely = [term for term in system.identities if term.check_id == "X1"]
    assert len(lonely) == 1
    (finding,) = diagnose("r", system, ATLAS)
    assert finding.culprit_figure_ids == ("f2-1-2",)  # the other side is held by its own sums


def test_diagnose__same_input__same_findings() -> None:
    amounts = true_amounts()
    amounts[1, 4, 4] = yuan("679.54")
    assert findings_of(amounts) == findings_of(amounts)
