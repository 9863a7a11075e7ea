"""Checks without terms become findings of their own, one per cause."""

from __future__ import annotations

from decimal import Decimal

from expectations.diagnosis.assumed import DetailRow, assume_changes
from expectations.diagnosis.stated import StatedCheck, find_stated


def stated(check_id: str, invariant_id: str, subject: str, **fields: object) -> StatedCheck:
    values: dict[str, object] = {"reason": "", "figure_ids": (), "left": None, "right": None}
    return StatedCheck(check_id, "r", invariant_id, subject, **{**values, **fields})  # type: ignore[arg-type]


def test_stated__one_code_wrong_on_many_rows__is_one_finding() -> None:
    checks = [stated(f"r-H1-{row}", "H1", f"表2第{row}行编码30199") for row in (3, 9)]
    checks.append(stated("r-X15", "X15", "30199 其他"))
    (finding,) = find_stated(checks, [])
    assert finding.kind == "code"
    assert len(finding.checks_explained) == 3


def test_stated__page_not_conserved__is_no_finding_about_the_publisher() -> None:
    assert find_stated([stated("r-K2-p005", "K2", "第5页")], []) == []


def test_stated__number_skipped__is_a_missing_table() -> None:
    (finding,) = find_stated([stated("r-K1-附件9", "K1", "“附件9”", reason="跳号")], [])
    assert finding.kind == "missing_table"
    assert finding.severity == "warning"


def test_stated__same_wrong_number_said_twice__is_one_finding_with_its_value() -> None:
    sides = {"left": Decimal(-7113100), "right": Decimal(-7113300), "is_money": True}
    checks = [stated(f"r-n000{n}-N2", "N2", f"第{n}页减少", **sides) for n in (3, 5)]
    (finding,) = find_stated(checks, [])
    assert finding.kind == "narrative"
    assert finding.printed_value == Decimal("-711.31")
    assert finding.proposed_value == Decimal("-711.33")
    assert "711.33万元" in finding.message_zh


def test_assumed__kinds_stay_kinds__splits_last_year() -> None:
    rows = [
        DetailRow(True, "合计", "t", Decimal(3218), Decimal(1324), Decimal(1183)),
        DetailRow(False, "行政运行", "a", Decimal(9), Decimal(1324), None),
        DetailRow(False, "一般行政管理事务", "b", Decimal(9), None, Decimal(1183)),
    ]
    changes = assume_changes(rows, {"a": Decimal(1235), "b": Decimal(1983)})
    assert changes is not None
    assert (changes.basic_yuan, changes.project_yuan) == (Decimal(89), Decimal(-800))
    assert changes.project_labels == ("一般行政管理事务",)


def test_assumed__a_code_of_both_kinds__says_nothing() -> None:
    rows = [
        DetailRow(True, "合计", "t", Decimal(9), Decimal(5), Decimal(4)),
        DetailRow(False, "行政运行", "a", Decimal(9), Decimal(5), Decimal(4)),
    ]
    assert assume_changes(rows, {}) is None
