"""Trees of codes below names: the department's, its units' again, units without a whole."""

from __future__ import annotations

from ingest.reading.tables.model import Line
from ingest.reading.tables.nesting import carry_closing, heads_its_projects, nest_by_code
from tests.unit.reading.tables.test_roles import leaves, read, roles_of

TREE: list[tuple[str, str | int]] = [("code:201", 70), ("code:20103", 70), ("code:208", 30)]
FIRST: list[tuple[str, str | int]] = [("code:201", 50), ("code:20103", 50), ("code:208", 10)]
SECOND: list[tuple[str, str | int]] = [("code:201", 20), ("code:20103", 20), ("code:208", 20)]
UNITS: list[tuple[str, str | int]] = [("line:甲局本级", 60), *FIRST, ("line:信息中心", 40), *SECOND]


def test_sections__of_units_below_the_whole__say_it_again() -> None:
    found = read([("total:合计", 100), *TREE, *UNITS], "expenditure")
    assert found.status == "supported"
    assert leaves(found) == [3, 4]
    assert {role for role, _, _ in roles_of(found)[4:]} == {"memo"}


def test_sections__below_the_name_of_the_department__has_its_row_for_the_total() -> None:
    found = read([("line:甲局", 100), *TREE, *UNITS], "expenditure")
    assert roles_of(found)[0] == ("total", None, False)
    assert leaves(found) == [3, 4]


def test_sections__of_units_alone__are_all_of_it() -> None:
    found = read(
        [("line:甲局本级", 60), *FIRST, ("line:信息中心", 30), ("code:208", 30)], "expenditure"
    )
    assert leaves(found) == [3, 4, 6]
    assert found.status == "supported"


def test_sections__below_a_department_without_a_tree__are_its_parts() -> None:
    found = read([("line:甲局", 100), *UNITS], "expenditure")
    assert roles_of(found)[0] == ("total", None, False)
    assert leaves(found) == [4, 5, 8, 9]


def test_sections__that_do_not_come_to_the_whole__are_read_by_words() -> None:
    slipped: list[tuple[str, str | int]] = [("line:甲局本级", 71), *UNITS[1:]]
    found = read([("total:合计", 100), *TREE, *slipped], "expenditure")
    assert "memo" not in {role for role, _, _ in roles_of(found)}


def _coded(row: int, code: str, label: str) -> Line:
    return Line(row, 1, "code", row_code=code, row_label=label)


def test_codes__printed_again_before_another_name__are_of_projects() -> None:
    lines = [
        _coded(1, "2010302", "一般行政管理事务"),
        _coded(2, "2010302", "信访化解专项"),
        _coded(3, "2010399", "其他支出"),
    ]
    assert [line.row_role for line in nest_by_code(lines)] == ["code", "project", "code"]
    assert heads_its_projects(lines)


def test_codes__printed_again_with_their_name__are_no_projects() -> None:
    lines = [_coded(1, "2010302", "一般行政管理事务"), _coded(2, "2010302", "一般行政管理事务")]
    assert not heads_its_projects(lines)
    # 301 once per class of the government's classification
    assert not heads_its_projects([_coded(1, "30101", "基本工资"), _coded(2, "30101", "奖金")])


def test_closing_label__goes_to_the_block_of_its_amount() -> None:
    lines = [
        Line(9, 1, "subtotal", row_label="人员经费合计"),
        Line(9, 2, "subtotal", row_label="公用经费合计"),
        Line(9, 3, "text"),
    ]
    carried = carry_closing(lines, frozenset({(9, 1), (9, 3)}))
    assert [(x.block, x.row_role, x.row_label) for x in carried] == [
        (1, "subtotal", "人员经费合计"),
        (2, "blank", None),
        (3, "subtotal", "公用经费合计"),
    ]
    # an amount of its own keeps it
    assert carry_closing(lines, frozenset({(9, 1), (9, 2), (9, 3)})) == lines
