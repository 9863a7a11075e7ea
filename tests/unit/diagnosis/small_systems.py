"""Hand-made systems: a coded table with total, basic and project columns, and a list of totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from expectations.diagnosis.atlas import Atlas, TableName
from expectations.diagnosis.system import Claim, Place, RowName, System, Term, build_system

HALF_UNIT = Decimal(50)  # 万元 with two decimals
ROWS = {
    1: ("", "合计"),
    2: ("201", "一般公共服务支出"),
    3: ("20103", "政府办公厅及相关机构事务"),
    4: ("2010301", "行政运行"),
    5: ("2010302", "一般行政管理事务"),
    6: ("2010350", "事业运行"),
    7: ("208", "社会保障和就业支出"),
    8: ("20805", "行政事业单位养老支出"),
    9: ("2080505", "养老保险缴费支出"),
    10: ("2080506", "职业年金缴费支出"),
    11: ("221", "住房保障支出"),
    12: ("22102", "住房改革支出"),
    13: ("2210201", "住房公积金"),
}
CHILDREN = {1: (2, 7, 11), 2: (3,), 3: (4, 5, 6), 7: (8,), 8: (9, 10), 11: (12,), 12: (13,)}
LEAVES = (4, 5, 6, 9, 10, 13)
# leaf row → basic, project in 万元
MONEY = {
    4: ("669.54", None),
    5: (None, "1983.43"),
    6: ("309.46", None),
    9: ("64.34", None),
    10: ("32.17", None),
    13: ("48.25", "12.75"),
}
Amounts = dict[Place, Decimal | None]


def true_amounts() -> Amounts:
    """Columns 3 total, 4 basic, 5 project of table 1; its total again in table 2."""
    amounts: Amounts = {}
    for column, part in ((4, 0), (5, 1)):
        for row in sorted(ROWS, reverse=True):
            if row in MONEY:
                text = MONEY[row][part]
                amounts[1, row, column] = None if text is None else Decimal(text) * 10_000
            else:
                parts = [amounts[1, child, column] for child in CHILDREN[row]]
                printed = [each for each in parts if each is not None]
                amounts[1, row, column] = sum(printed, Decimal(0)) if printed else None
    for row in ROWS:
        basic, project = amounts[1, row, 4], amounts[1, row, 5]
        amounts[1, row, 3] = (basic or Decimal(0)) + (project or Decimal(0))
    amounts[2, 1, 2] = amounts[1, 1, 3]
    return amounts


def make_system(
    amounts: Mapping[Place, Decimal | None],
    dropped: int | None = None,
    claims: Iterable[Claim] = (),
) -> System:
    """Build the system that the identities R2, C1, C2 and X1 make of printed amounts.

    Args:
        amounts: what is printed.
        dropped: a leaf row that is not in the table.
        claims: what the prose says.
    """
    terms: list[Term] = []

    def add(check_id: str, whole: Place, parts: list[Place]) -> None:
        invariant_id = check_id.split("-", maxsplit=1)[0]
        for place, sign in ((whole, 1), *((part, -1) for part in parts)):
            amount = amounts[place]
            figure_id = None if amount is None else "f" + "-".join(map(str, place))
            half_unit = None if amount is None else HALF_UNIT
            terms.append(
                Term(check_id, invariant_id, False, place, figure_id, sign, amount, half_unit)
            )

    for column in (3, 4, 5):
        for parent, children in CHILDREN.items():
            kept = [(1, child, column) for child in children if child != dropped]
            add(f"C1-r{parent:02d}-c{column}", (1, parent, column), kept)
        leaves = [(1, leaf, column) for leaf in LEAVES if leaf != dropped]
        add(f"C2-c{column}", (1, 1, column), leaves)
    for row in ROWS:
        if row != dropped:
            add(f"R2-r{row:02d}", (1, row, 3), [(1, row, 4), (1, row, 5)])
    add("X1", (2, 1, 2), [(1, 1, 3)])
    names = {
        (1, row): RowName(code, label, row == 1)
        for row, (code, label) in ROWS.items()
        if row != dropped
    }
    names[2, 1] = RowName("", "收入总计", True)
    return build_system(terms, (), names, claims)


ATLAS = Atlas(
    {
        1: TableName("general_budget", "一般公共预算支出表", "万元", 7, 7),
        2: TableName("summary", "收支总表", "万元", 5, 5),
    },
    {(1, 3): "合计", (1, 4): "基本支出", (1, 5): "项目支出", (2, 2): "预算数"},
    {},
)
