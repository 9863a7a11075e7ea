"""One cause is one finding, rated by what speaks for it; what is no explanation is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from expectations.diagnosis.atlas import Atlas, TableName
from expectations.diagnosis.context import Context, in_context
from expectations.diagnosis.findings import Finding, diagnose
from expectations.diagnosis.merging import merge
from expectations.diagnosis.quoted import Claimed, Quoted, StatedCheck
from expectations.diagnosis.said import Page
from expectations.diagnosis.stated import find_stated
from expectations.diagnosis.system import Place, Printed, RowName, Term, build_system
from tests.unit.diagnosis.small_systems import ATLAS, ROWS, make_system, true_amounts

HALF_UNIT = Decimal(50)
Equation = tuple[str, Place, tuple[Place, ...]]
TABLES = Atlas(
    {number: TableName("other", f"表{number}名", "万元", number, number) for number in range(1, 9)},
    {},
    {},
)


def findings_of(
    printed: Mapping[Place, str],
    equations: Iterable[Equation],
    names: Mapping[tuple[int, int], RowName] | None = None,
    atlas: Atlas = TABLES,
) -> list[Finding]:
    """Diagnose equations (check, whole, parts) over amounts in 万元; what is absent is blank."""
    terms = []
    for check_id, whole, parts in equations:
        for place, sign in ((whole, 1), *((part, -1) for part in parts)):
            text = printed.get(place)
            amount = None if text is None else Decimal(text) * 10_000
            figure_id = None if text is None else "f" + "-".join(map(str, place))
            half_unit = None if text is None else HALF_UNIT
            invariant_id = check_id.partition("-")[0]
            terms.append(
                Term(check_id, invariant_id, False, place, figure_id, sign, amount, half_unit)
            )
    rows = names or {place[:2]: RowName("", f"行{place[1]}", False) for place in printed}
    figures = [
        Printed(place, "f" + "-".join(map(str, place)), Decimal(text) * 10_000, HALF_UNIT)
        for place, text in printed.items()
    ]
    return diagnose("r", build_system(terms, figures, rows), atlas)


def table_of_rows(
    rows: Mapping[int, tuple[str, ...]], columns: tuple[int, ...]
) -> tuple[dict[Place, str], list[Equation]]:
    """Rows whose first column is the sum of the others; "" is blank."""
    printed = {
        (1, row, column): text
        for row, texts in rows.items()
        for column, text in zip(columns, texts, strict=True)
        if text
    }
    equations: list[Equation] = [
        (f"R1-t001-r{row:04d}", (1, row, columns[0]), tuple((1, row, c) for c in columns[1:]))
        for row in rows
    ]
    return printed, equations


def test_rating__sum_off_where_the_rule_holds_elsewhere__is_an_error_with_its_impact() -> None:
    amounts = true_amounts()
    amounts[1, 4, 4] = Decimal("679.54") * 10_000
    (finding,) = diagnose("r", make_system(amounts), ATLAS)
    assert finding.severity == "error"
    assert finding.impact_yuan == Decimal(100_000)
    assert finding.support.identities_for == 3
    assert finding.support.is_full


def test_rating__table_that_is_not_proven__is_a_doubt() -> None:
    amounts = true_amounts()
    amounts[1, 4, 4] = Decimal("679.54") * 10_000
    tables = {number: replace(name, is_proven=False) for number, name in ATLAS.tables.items()}
    (finding,) = diagnose("r", make_system(amounts), replace(ATLAS, tables=tables))
    assert finding.severity == "doubt"


def test_rating__one_sum_without_any_support__is_at_most_a_doubt() -> None:
    printed, equations = table_of_rows({1: ("100.17", "60.23", "50.39")}, (1, 2, 3))
    assert [each.severity for each in findings_of(printed, equations)] == ["doubt"]


def test_rule__fails_across_a_table__is_one_doubt_about_the_reading() -> None:
    rows = {n: (f"{100 + n}.17", f"{60 + 3 * n}.23", f"{50 + 7 * n}.39") for n in range(1, 7)}
    (finding,) = findings_of(*table_of_rows(rows, (1, 2, 3)))
    assert (finding.kind, finding.severity) == ("unexplained", "doubt")
    assert len(finding.checks_explained) == len(rows)
    assert "6处不符" in finding.message_zh


def test_rule__column_that_no_row_that_holds_adds__is_a_memo_and_a_doubt() -> None:
    rows = {n: (f"{100 + n}.17", f"{60 + n}.17", "40.00", "") for n in range(1, 9)}
    rows[3] = ("103.17", "63.17", "40.00", "12.34")
    rows[5] = ("105.17", "65.17", "40.00", "7.31")
    (finding,) = findings_of(*table_of_rows(rows, (1, 2, 3, 4)))
    assert finding.severity == "doubt"
    assert len(finding.checks_explained) == 2


def test_rule__one_block_whose_subtotals_are_parts__is_one_error() -> None:
    printed, equations = table_of_rows(
        {n: (f"{10 + n}.17", f"{6 + n}.17", "4.00") for n in range(1, 13)}, (1, 2, 3)
    )
    for row in range(1, 5):
        texts = (f"{row}.31", f"{row}.31", f"{5 + row}.24")
        printed |= {(1, row, column): text for column, text in zip((4, 5, 6), texts, strict=True)}
        parts: tuple[Place, ...] = ((1, row, 5), (1, row, 6))
        equations.append((f"R1-t001-r{row:04d}-b2", (1, row, 4), parts))
    (finding,) = findings_of(printed, equations)
    assert finding.severity == "error"
    assert len(finding.checks_explained) == 4


def test_rebalancing__two_cells_for_one_sum__is_no_explanation() -> None:
    """Moving two parts that other sums hold fast would heal it; so would any two."""
    amounts = true_amounts()
    amounts[2, 1, 2] = Decimal("3200.00") * 10_000
    system = make_system(amounts)
    (finding,) = diagnose("r", system, ATLAS)
    assert "须一并更正" not in finding.message_zh
    assert len(finding.proposed_figure_ids) <= 1


def test_copied__yuan_for_wan_in_a_total_and_its_only_part__is_one_unit_slip() -> None:
    printed = {(1, 1, 1): "124300.00", (1, 2, 1): "124300.00", (2, 1, 1): "12.43"}
    printed |= {(3, row, 1): "12.43" for row in (1, 2)}
    printed |= {(1, 1, 2): "5.17", (1, 2, 2): "5.17", (2, 1, 2): "5.17"}
    equations: list[Equation] = [
        ("C4-t001-c2", (1, 1, 2), ((1, 2, 2),)),
        ("X8-c", (2, 1, 2), ((1, 1, 2),)),
        ("C4-t001", (1, 1, 1), ((1, 2, 1),)),
        ("X8-a", (2, 1, 1), ((1, 1, 1),)),
        ("C4-t003", (3, 1, 1), ((3, 2, 1),)),
        ("X8-b", (3, 1, 1), ((2, 1, 1),)),
    ]
    (finding,) = findings_of(printed, equations)
    assert finding.kind == "unit_slip"
    assert set(finding.culprit_figure_ids) == {"f1-1-1", "f1-2-1"}


def test_copied__on_both_sides_of_a_balance__is_one_unit_slip() -> None:
    """Income of one source, and of it again in the next column, both in 元; no sum tells which."""
    printed = {(1, 1, 2): "91.65", (1, 1, 12): "81.60"}
    printed |= dict.fromkeys(((1, 1, 6), (1, 1, 10)), "100500.00")
    equations: list[Equation] = [
        ("R6-t001-r0001-c002", (1, 1, 2), ((1, 1, 6), (1, 1, 12))),
        ("B1-t001-r0001", (1, 1, 6), ((1, 1, 10),)),
    ]
    (finding,) = findings_of(printed, equations)
    assert finding.kind == "unit_slip"
    assert set(finding.culprit_figure_ids) == {"f1-1-6", "f1-1-10"}


def test_shift__of_a_short_run_by_two_rows__is_one_finding() -> None:
    """Two amounts stand two rows too low, over two others; sums tell all four."""
    printed = {(1, 18, 2): "29741.90", (1, 19, 2): "597.40", (1, 19, 4): "30339.30"}
    printed |= {(2, 1, 2): "29741.90"}
    equations: list[Equation] = [
        ("B1-t001-r0019", (1, 19, 4), ((1, 19, 2),)),
        ("B2-t001-r0019", (1, 19, 2), ((1, 16, 2), (1, 17, 2))),
        ("C5-t001-r0016", (2, 1, 2), ((1, 16, 2),)),
        ("C5-t001-r0017", (1, 17, 2), ((1, 18, 2),)),
    ]
    (finding,) = findings_of(printed, equations)
    assert finding.kind == "row_shift"


def test_code__misprinted_so_that_its_parent_is_short__is_re_keyed() -> None:
    """2101102 printed as 71102: 21011 lacks it, nothing else does."""
    printed = {(1, 1, 1): "30.51", (1, 2, 1): "10.20", (1, 3, 1): "20.31"}
    printed |= {(1, 1, 2): "20.31", (1, 3, 2): "20.31"}
    names = {
        (1, 1): RowName("21011", "行政事业单位医疗", False),
        (1, 2): RowName("2101101", "行政单位医疗", False),
        (1, 3): RowName("71102", "事业单位医疗", False),
    }
    equations: list[Equation] = [
        (f"C1-t001-r0001-c{column}", (1, 1, column), ((1, 2, column),)) for column in (1, 2)
    ]
    (finding,) = findings_of(printed, equations, names)
    assert finding.kind == "code"
    assert "71102" in finding.message_zh
    assert "2101102" in finding.message_zh
    assert len(finding.checks_explained) == 2


def test_code__the_same_misprint_in_sums_and_lists__is_one_finding() -> None:
    check = StatedCheck(
        "r-H1-1", "r", "H1", "表2第3行编码71102", "", (), None, None, parameters=("71102",)
    )
    (stated,) = find_stated([check], [])
    edit = replace(stated, finding_id="e", causes=frozenset({("code", "71102")}))
    (finding,) = merge([edit, stated])
    assert len(finding.checks_explained) == 1


def versions(deltas: tuple[str, ...]) -> list[Finding]:
    """Two tables of four codes and a total, each adding up; the codes differ by `deltas`."""
    here = [Decimal(f"{10 * n}.17") for n in range(1, 5)]
    there = [amount + Decimal(delta) for amount, delta in zip(here, deltas, strict=True)]
    printed = {(1, n, 1): str(amount) for n, amount in enumerate(here, 2)} | {
        (2, n, 1): str(amount) for n, amount in enumerate(there, 2)
    }
    printed |= {(1, 1, 1): str(sum(here)), (2, 1, 1): str(sum(there))}
    equations: list[Equation] = [
        (f"C1-t00{table}", (table, 1, 1), tuple((table, n, 1) for n in range(2, 6)))
        for table in (1, 2)
    ]
    equations += [(f"X4-r{n}", (1, n, 1), ((2, n, 1),)) for n in range(1, 6)]
    return findings_of(printed, equations)


def test_versions__table_that_adds_up_and_contradicts_another__is_another_version() -> None:
    (finding,) = versions(("1.31", "-2.57", "3.19", "-0.83"))
    assert (finding.kind, finding.severity) == ("other_version", "error")


def test_versions__table_above_another_throughout__may_be_of_another_scope() -> None:
    (finding,) = versions(("1.31", "2.57", "3.19", "0.83"))
    assert (finding.kind, finding.severity) == ("other_version", "doubt")


def test_versions__table_of_zeros__is_a_missing_table() -> None:
    printed = {(1, n, 1): f"{n}.17" for n in (2, 3)} | {(1, 1, 1): "5.34"}
    printed |= {(2, n, 1): "0.00" for n in (1, 2, 3)}
    equations: list[Equation] = [
        (f"C1-t00{table}", (table, 1, 1), ((table, 2, 1), (table, 3, 1))) for table in (1, 2)
    ]
    equations += [(f"X4-r{n}", (1, n, 1), ((2, n, 1),)) for n in (1, 2, 3)]
    (finding,) = findings_of(printed, equations)
    assert finding.kind == "missing_table"
    assert "第2页全表空白或为零" in finding.message_zh


def test_merge__two_sums_off_by_one_amount__are_one_cause() -> None:
    """A unit left out of two tables: their totals are short of the others' by its amount."""
    first, second = (lonely(f"{n}", Decimal("50135187.54")) for n in (1, 2))
    other = lonely("3", Decimal("120000"))
    merged = merge([first, second, other])
    assert [len(each.checks_explained) for each in merged] == [2, 1]


def test_merge__says_where_else_by_the_pages_named_and_not_by_the_words() -> None:
    lead, *others = (
        replace(
            lonely(f"{n}", Decimal("50135187.54")), message_zh="“表7，第8页”不符。", pages=pages
        )
        for n, pages in enumerate(
            [
                (Page(2, 1), Page(5)),
                (Page(3, 2), Page(9)),
                (Page(5),),
                (Page(6),),
                (),
                (Page(3, 2),),
                (Page(2, 1),),
            ]
        )
    )
    (merged,) = merge([lead, *others])
    assert merged.message_zh == "“表7，第8页”不符。同一原因另见表2第3页、文字第6页。"
    assert merged.message_en.endswith(" too: table 2, page 3, the prose on page 6.")
    assert merged.pages == (Page(2, 1), Page(5), Page(3, 2), Page(6))


def test_merge__of_many_pages__lists_six_and_says_how_many() -> None:
    amount = Decimal("50135187.54")
    parts = [replace(lonely(f"{n}", amount), pages=(Page(n, n),)) for n in range(1, 9)]
    (merged,) = merge(parts)
    assert merged.message_zh.endswith("表6第6页、表7第7页等7处。")
    assert merged.message_en.endswith("table 7, page 7 ….")
    assert Page(8, 8) not in merged.pages


def test_findings__name_the_pages_of_their_words_in_their_order() -> None:
    found = [*versions(("1.31", "-2.57", "3.19", "-0.83")), *versions(("1.31", "0", "0", "0"))]
    assert all(each.pages for each in found)
    for each in found:
        rest = each.message_zh
        for page in each.pages:
            _, words, rest = rest.partition(f"表{page.table}“表{page.table}名”第{page.number}页")
            assert words
        assert "页" not in rest


def lonely(name: str, off_by: Decimal) -> Finding:
    check = StatedCheck(f"r-X{name}", "r", "Y1", name, "", (), off_by, Decimal(0), is_money=True)
    (finding,) = find_stated([check], [])
    return finding


def said(number: int, amount: str, table: str) -> StatedCheck:
    claim = Claimed(
        f"r-n{number}", 9, f"项目{number}", "amount", f"{amount}万元", Decimal(amount) * 10_000
    )
    return StatedCheck(
        f"r-n{number}-N1", "r", "N1", "", "", (), claim.amount_yuan, Decimal(table) * 10_000,
        is_money=True, claims=(claim,), claim_id=claim.claim_id,
    )  # fmt: skip


def test_last_year__amounts_that_are_last_years__are_one_finding() -> None:
    checks = [said(1, "350.35", "352.67"), said(2, "12.17", "14.29"), said(3, "87.36", "90.01")]
    prior = frozenset(Decimal(text) * 10_000 for text in ("350.3512", "12.17", "87.36", "5"))
    (finding,) = in_context("r", find_stated(checks, []), checks, Context(prior))
    assert (finding.kind, finding.severity) == ("last_year_text", "error")
    assert len(finding.checks_explained) == 3
    assert all(text in finding.message_zh for text in ("350.35", "12.17", "87.36", "90.01"))


@pytest.mark.parametrize(
    ("wrong", "confirmed", "kinds"),
    [
        (6, 3, {("other_text", "error")}),
        (6, 0, {("other_text", "doubt")}),  # nothing agrees: are these its tables?
        (6, 4, {("narrative", "error")}),  # six slips beside as many that agree
        (4, 0, {("narrative", "error")}),
    ],
)
def test_other_text__most_amounts_are_contradicted__is_one_finding(
    wrong: int, confirmed: int, kinds: set[tuple[str, str]]
) -> None:
    checks = [said(n, str(1000 + 7 * n), str(51 + 13 * n)) for n in range(wrong)]
    found = in_context("r", find_stated(checks, []), checks, Context(confirmed_count=confirmed))
    assert {(each.kind, each.severity) for each in found} == kinds
    assert len(found) == (1 if kinds != {("narrative", "error")} else wrong)


def misprinted(right: str) -> list[StatedCheck]:
    """6210201 is printed for another code, stands below nothing, and 22102 has no detail."""

    def check(key: str, invariant_id: str, why: str, parameters: tuple[str, ...]) -> StatedCheck:
        return StatedCheck(
            key, "r", invariant_id, key, "", ("f1-4-3",) if invariant_id == "C1" else (),
            None, None, reason_code=why, parameters=parameters,
        )  # fmt: skip

    return [
        check("H2-6210201", "H2", "code_misprinted", ("6210201", right)),
        check("C1-orphan", "C1", "parent_row_lacking", ("1", "6210201", "62102")),
        check("K3-t1", "K3", "not_detailed", ("22102",)),
    ]


@pytest.mark.parametrize(("right", "kinds"), [
    ("2210201", ["code"]),
    ("2210301", ["code", "missing_row"]),  # 22102 lacks its detail for another reason
])  # fmt: skip
def test_code__misprinted_only_row_of_its_parent__is_one_finding(
    right: str, kinds: list[str]
) -> None:
    printed = {(1, 1, 3): "60", (1, 2, 3): "60", (1, 4, 3): "24.09"}
    sums = [
        ("C1-1", (1, 1, 3), ((1, 2, 3), (1, 4, 3))),
        ("C2-1", (1, 1, 3), ((1, 2, 3), (1, 4, 3))),
    ]
    edit = replace(
        findings_of(printed, sums)[0],
        are_alternatives=False,
        proposed_figure_ids=("f1-4-3",),
        proposed_amounts_yuan=(Decimal(0),),
    )
    checks = misprinted(right)
    found = in_context("r", find_stated(checks, [edit]), checks, Context())
    assert sorted(each.kind for each in found) == kinds
    code = next(each for each in found if each.kind == "code")
    assert not code.proposed_figure_ids
    assert {"C1-1", "C1-orphan", "H2-6210201"} <= {*code.checks_explained}


def said_of_table(number: int, amount: str, printed: str) -> StatedCheck:
    """An amount in 万元 of the prose against what table 6 prints over 元."""
    check = said(number, amount, printed)
    figure = Quoted(
        f"r-006-0002-00{number}", 6, "“三公”经费表", 12, "", "", printed, "元", 2, number
    )
    return replace(check, right=Decimal(printed), figure_ids=(figure.figure_id,), printed=(figure,))


def test_unit__amounts_of_the_prose_that_a_table_prints_in_another__are_one_finding() -> None:
    checks = [said_of_table(n, text, text) for n, text in ((3, "166.83"), (5, "79.14"))]
    (finding,) = in_context("r", find_stated(checks, []), checks, Context())
    assert finding.kind == "unit_slip"
    assert set(finding.culprit_cells) == {"t006-r0002-c003", "t006-r0002-c005"}
    assert "标作“元”，应为“万元”" in finding.message_zh
    assert len(finding.checks_explained) == 2


def test_unit__amount_of_few_digits_that_differs_by_the_same_factor__is_one_of_them() -> None:
    checks = [said_of_table(n, text, text) for n, text in ((3, "166.83"), (5, "79.14"), (7, "3.9"))]
    (finding,) = in_context("r", find_stated(checks, []), checks, Context())
    assert finding.kind == "unit_slip"
    assert len(finding.checks_explained) == 3


@pytest.mark.parametrize(
    "pairs",
    [
        (("166.83", "166.83"), ("166.83", "166.83")),  # one amount, said twice: its own slip
        (("166.83", "166.83"), ("79.14", "79.14"), ("87.69", "870000")),  # the table has others
        (("166.83", "166.83"), ("79.14", "7.914")),  # by two factors
        (("2", "2"), ("3", "3")),  # of one digit each: chance
    ],
)
def test_unit__amounts_that_say_nothing_of_the_whole_table__are_their_own(
    pairs: tuple[tuple[str, str], ...],
) -> None:
    checks = [said_of_table(n, *pair) for n, pair in enumerate(pairs, start=1)]
    found = in_context("r", find_stated(checks, []), checks, Context())
    assert {each.kind for each in found} == {"narrative"}


def test_last_year__one_amount_of_many__is_chance() -> None:
    checks = [said(1, "350.35", "352.67"), said(2, "12.17", "14.29"), said(3, "87.36", "90.01")]
    found = in_context(
        "r", find_stated(checks, []), checks, Context(frozenset({Decimal("3503500")}))
    )
    assert {each.kind for each in found} == {"narrative"}


def test_withheld__row_that_the_prose_says_is_left_out__is_a_trifle_that_quotes_it() -> None:
    (missing,) = diagnose("r", make_system(true_amounts(), dropped=6), ATLAS)
    assert missing.severity == "error"
    words = "涉密项目支出按规定不予公开，未列入本表。"
    (finding,) = in_context("r", [missing], [], Context(withheld=((3, words),)))
    assert (finding.kind, finding.severity) == ("withheld", "minor")
    assert finding.message_zh.startswith(missing.fault[0])
    assert finding.message_en.startswith(missing.fault[1])
    assert words in finding.message_zh
    assert "如此更正" in missing.message_zh
    assert "如此更正" not in finding.message_zh


def test_messages__have_three_sentences_at_most_and_name_page_and_amounts() -> None:
    for row in ROWS:
        amounts = true_amounts()
        amounts[1, row, 3] = Decimal("123.45") * 10_000
        for finding in diagnose("r", make_system(amounts), ATLAS):
            assert finding.message_zh.count("。") <= 3
            assert "第7页" in finding.message_zh
            assert "123.45" in finding.message_zh
