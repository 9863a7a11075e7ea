"""Checks without terms become findings of their own, one per cause."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import duckdb
import pytest

from expectations.diagnosis.assumed import DetailRow, assume_changes
from expectations.diagnosis.merging import merge
from expectations.diagnosis.quoted import Claimed, Quoted, StatedCheck
from expectations.diagnosis.reading import read_placed
from expectations.diagnosis.stated import find_stated


def stated(check_id: str, invariant_id: str, subject: str, **fields: object) -> StatedCheck:
    values: dict[str, object] = {"reason": "", "figure_ids": (), "left": None, "right": None}
    return StatedCheck(check_id, "r", invariant_id, subject, **{**values, **fields})  # type: ignore[arg-type]


def test_stated__one_code_wrong_on_many_rows__is_one_finding() -> None:
    said = {"parameters": ("30199",)}
    checks = [stated(f"r-H1-{row}", "H1", f"表2第{row}行", **said) for row in (3, 9)]
    checks.append(stated("r-X15", "X15", "其他", parameters=("30199", "其他", "住房公积金")))
    (finding,) = find_stated(checks, [])
    assert finding.kind == "code"
    assert len(finding.checks_explained) == 3


def test_stated__one_wrong_code_said_twice__is_one_finding() -> None:
    """行政运行（2013201）for 2013301, of personnel and of operating costs."""
    said = {"parameters": ("2013201", "行政运行", "2013301"), "reason_code": "spoken_code_differs"}
    checks = [
        stated(f"r-n00{n}-X15-spoken", "X15", f"第{n}页“行政运行（2013201）{n}64.18万元”", **said)
        for n in (7, 8)
    ]
    (finding,) = find_stated(checks, [])
    assert finding.severity == "error"
    assert len(finding.checks_explained) == 2


def test_stated__variants_of_a_name__are_minor() -> None:
    said = {"parameters": ("21011", "行政事业单位医疗", "行政事业单位医疗支出")}
    (finding,) = find_stated([stated("r-X15-a", "X15", "", reason_code="names_differ", **said)], [])
    assert finding.severity == "minor"


def test_stated__completion_of_nothing_by_95_percent__is_an_error() -> None:
    """年初预算为0万元 …，完成年初预算的95.89%: it is another budget's; 100% of nothing is not."""
    sides = {"right": None, "reason_code": "zero_base", "parameters": ("完成率",)}
    rates = [
        stated("r-n1-N4", "N4", "", left=Decimal("95.89"), claims=(rate("95.89%"),), **sides),
        stated(
            "r-n2-N4",
            "N4",
            "",
            left=Decimal(100),
            slip_size="zero_base",
            claims=(rate("100.00%"),),
            **sides,
        ),
    ]
    findings = merge(find_stated(rates, []))
    assert sorted(each.severity for each in findings) == ["error", "minor"]


@pytest.mark.parametrize(
    ("said", "now", "change", "right", "hint"),
    [
        ("44.38%", "32", "14.2", "30.74", "以本年数为基数"),
        ("43%", "18.6", "24.5", "56.84", "本年数占上年数的比例"),
        ("13.22%", "4335.3", "1237.7", "22.21", ""),
    ],
)
def test_stated__rate_of_the_wrong_year__says_of_which(
    said: str, now: str, change: str, right: str, hint: str
) -> None:
    claims = (
        rate(said),
        Claimed("c", 12, "会议费", "decrease", f"{change}万元", Decimal(change) * 10_000),
        Claimed("n", 12, "会议费", "amount", f"{now}万元", Decimal(now) * 10_000),
    )
    check = stated(
        "r-n1-N4",
        "N4",
        "",
        left=Decimal(said.rstrip("%")),
        right=Decimal(right),
        claims=claims,
        reason_code="rate_differs",
        parameters=("增减率",),
    )
    (finding,) = find_stated([check], [])
    assert finding.severity == "error"
    assert hint in finding.message_zh
    assert ("所印" in finding.message_zh) == bool(hint)


def rate(text: str) -> Claimed:
    return Claimed(text, 18, "支出决算", "rate", text, None)


def test_stated__page_not_conserved__is_no_finding_about_the_publisher() -> None:
    assert find_stated([stated("r-K2-p005", "K2", "第5页")], []) == []


def test_stated__number_skipped__is_a_missing_table() -> None:
    (finding,) = find_stated([stated("r-K1-附件9", "K1", "“附件9”", reason="跳号")], [])
    assert finding.kind == "missing_table"
    assert finding.severity == "doubt"  # the numbering is read by this program


def test_stated__same_wrong_number_said_twice__is_one_finding_with_its_value() -> None:
    sides: dict[str, object] = {
        "left": Decimal(-7113100),
        "right": Decimal(-7113300),
        "is_money": True,
    }
    checks = [
        stated(f"r-n000{n}-N2", "N2", f"第{n}页减少", claims=(change(n),), **sides) for n in (3, 5)
    ]
    (finding,) = find_stated(checks, [])
    assert finding.kind == "narrative"
    assert finding.printed_value == Decimal("-711.31")
    assert finding.proposed_value == Decimal("-711.33")
    assert "第3页、第5页称“收入”比上年减少711.31万元" in finding.message_zh
    assert "应为减少711.33万元" in finding.message_zh
    assert "pages 3 and 5" in finding.message_en
    assert "a fall of 711.33 万元" in finding.message_en


def change(page: int) -> Claimed:
    return Claimed(f"r-n000{page}", page, "收入", "decrease", "711.31万元", Decimal(7113100))


FIGURE = Quoted(
    "r-005-0063-005", 5, "支出表", 26, "2210201 住房公积金", "合计", "3,503,499", "元", 63, 5
)


def test_stated__wrong_amount_twice_and_a_rate_of_the_right_one__is_one_finding() -> None:
    said = Claimed("r-n2", 9, "住房公积金", "amount", "352.67万元", Decimal(3_526_700))
    first = Claimed("r-n1", 9, "住房公积金", "amount", "350.35万元", Decimal(3_503_500))
    before = Claimed("r-n0", 9, "住房公积金", "amount", "348.52万元", Decimal(3_485_200))
    rate = Claimed("r-n3", 9, "住房公积金", "rate", "0.53%", None)
    money = {"is_money": True}
    checks = [
        stated("r-n2-N1", "N1", "", left=said.amount_yuan, right=Decimal(3_503_499), claims=(said,),
               claim_id="r-n2",
               figure_ids=(FIGURE.figure_id,), printed=(FIGURE,), **money),
        stated("r-n2-N5", "N5", "", left=first.amount_yuan, right=said.amount_yuan,
               claims=(first, said), claim_id="r-n2", **money),
        stated("r-n3-N4", "N4", "增减率", left=Decimal("0.53"), right=Decimal("1.19"),
               claims=(before, said, rate), claim_id="r-n3"),
    ]  # fmt: skip
    (finding,) = find_stated(checks, [])
    assert len(finding.checks_explained) == 3
    assert "称“住房公积金”为352.67万元，而表5“支出表”第26页" in finding.message_zh
    assert "3,503,499 元 (that is 350.3499 万元)" in finding.message_en


def test_stated__rate_with_a_base_of_zero__says_so() -> None:
    rate = Claimed("r-n3", 21, "机关运行经费支出", "rate", "100.00%", None)
    (finding,) = find_stated(
        [
            stated(
                "r-n3-N4",
                "N4",
                "增减率100.00%",
                left=Decimal(100),
                claims=(rate,),
                parameters=("增减率",),
                slip_size="zero_base",
            )
        ],
        [],
    )
    assert "基数为零" in finding.message_zh
    assert "zero" in finding.message_en


@pytest.mark.parametrize("invariant_id", ["Y1", "Y2", "Y3", "D1"])
def test_stated__another_report__is_said_in_both_languages(invariant_id: str) -> None:
    sides: dict[str, object] = {"left": Decimal(20_000), "right": Decimal(30_000), "is_money": True}
    checks = [
        stated(f"r-{invariant_id}-{row}", invariant_id, f"第{row}行", **sides, beside="2")
        for row in (1, 2)
    ]
    (finding,) = find_stated(checks, [])
    assert "共2处" in finding.message_zh
    assert "所比报告3.00万元" in finding.message_zh
    assert "in 2 places" in finding.message_en
    assert "2.00万元 here, 3.00万元 there" in finding.message_en


def test_stated__detail_left_out__is_a_missing_row_with_its_place() -> None:
    said = {
        "reason": "有金额而未细化到项级：22102",
        "reason_en": "no rows below 22102",
        "figure_ids": ("the figure",),
        "places": ((4, 19, 3),),
    }
    check = stated("r-K3-t004", "K3", "支出表（表4）科目细化程度", **said)
    (finding,) = find_stated([check], [])
    assert finding.kind == "missing_row"
    assert finding.culprit_cells == ("t004-r0019-c003",)
    assert "no rows below 22102" in finding.message_en


def test_placed__figures_of_another_report__have_no_place_in_this_one() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create schema marts; create table marts.fct_figures as from (values "
            "('r', 'one', 4, 19, 3), ('r', 'two', 2, 7, 5), ('other', 'three', 1, 1, 1)) "
            "as figures (report_id, figure_id, table_number, row_number, column_number); "
            "create table marts.fct_invariant_checks as from (values "
            "('c', 'r', 'Y1', 'violated', ['one', 'three', 'two']), "
            "('held', 'r', 'Y1', 'holds', ['one'])) "
            "as checks (check_id, report_id, invariant_id, status, figure_ids)"
        )
        assert read_placed(connection) == {"c": [(4, 19, 3), (2, 7, 5)]}


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


def _of_prose(check_id: str, reason: str, *claims: Claimed, **more: object) -> StatedCheck:
    invariant_id = check_id.split("-")[1]
    about = {"claim_id": claims[0].claim_id, "claims": claims}
    return stated(check_id, invariant_id, "第3页", reason_code=reason, **about, **more)


def test_changes__of_costs_that_one_wrong_change_contradicts__are_one_finding() -> None:
    whole, part, rate, now = (
        Claimed("c1", 3, "“三公”经费", "decrease", "9.75万元", Decimal(97_500)),
        Claimed("c3", 3, "公务接待费", "decrease", "6.75万元", Decimal(67_500)),
        Claimed("c2", 3, "“三公”经费", "rate", "18.43%", None),
        Claimed("c0", 3, "“三公”经费", "amount", "29.88万元", Decimal(298_800)),
    )
    sides: dict[str, object] = {
        "left": Decimal(-97_500),
        "right": Decimal(-67_500),
        "is_money": True,
    }
    costs = _of_prose("c1-N2-costs", "changes_of_costs", whole, part, **sides)
    stated_rate = _of_prose(
        "c2-N4",
        "rate_differs",
        rate,
        whole,
        now,
        left=Decimal("18.43"),
        right=Decimal("24.602574"),
        parameters=("增减率", "24.6026"),
    )
    (finding,) = find_stated([costs, stated_rate], [])
    assert len(finding.checks_explained) == 2
    assert "“三公”经费总额减少9.75万元，而各项的增减合起来是减少6.75万元" in finding.message_zh


@pytest.mark.parametrize(
    ("reason", "parameters", "words"),
    [
        ("rate_opposed", (), "增减额（1.64万元）与增减率（5.99万元）方向相反"),
        (
            "plan_opposed",
            ("决算数大于预算数",),
            "称“公务接待费”的决算数大于预算数，而所述的决算为1.64万元",
        ),
    ],
)
def test_words__against_numbers__quote_both(
    reason: str, parameters: tuple[str, ...], words: str
) -> None:
    one, other = (
        Claimed(f"c{n}", 3, "公务接待费", "amount", text, Decimal(1))
        for n, text in ((1, "1.64万元"), (2, "5.99万元"))
    )
    check = _of_prose("c1-N7-plan", reason, one, other, parameters=parameters)
    (finding,) = find_stated([check], [])
    assert words in finding.message_zh


def said_of(claim_id: str, wan: str) -> Claimed:
    amount = Decimal(wan) * 10_000
    return Claimed(claim_id, 3, "政府采购支出总额", "amount", f"{wan}万元", amount)


def test_stated__a_whole_that_its_parts_and_a_share_contradict__is_one_finding() -> None:
    """总额49.56万元 of 12.00 and 34.56; 授予中小企业46.56万元，占100%: of 46.56 it is."""
    whole = said_of("whole", "49.56")
    parts = stated(
        "r-whole-N3",
        "N3",
        "",
        left=Decimal(495_600),
        right=Decimal(465_600),
        is_money=True,
        claim_id="whole",
        claims=(whole, said_of("goods", "12.00"), said_of("services", "34.56")),
    )
    share = stated(
        "r-share-N4",
        "N4",
        "",
        left=Decimal(100),
        right=Decimal("93.946731"),
        parameters=("占比", "93.9467"),
        claims=(rate("100%"), said_of("small", "46.56"), whole),
    )
    (finding,) = find_stated([share, parts], [])
    assert finding.message_zh.startswith("文字第3页称“政府采购支出总额”为49.56万元，而所列各项")
    other = replace(share, left=Decimal(60), claims=(rate("60%"), *share.claims[1:]))
    assert len(find_stated([other, parts], [])) == 2


def test_stated__only_row_of_a_table__is_not_named() -> None:
    said = said_of("c", "22.88")
    check = stated(
        "r-c-N6",
        "N6",
        "",
        left=Decimal(228_800),
        right=Decimal(298_800),
        is_money=True,
        claim_id="c",
        claims=(said,),
        printed=(replace(FIGURE, row=""),),
    )
    (finding,) = find_stated([check], [])
    assert "行“" not in finding.message_zh
    assert "row “" not in finding.message_en
