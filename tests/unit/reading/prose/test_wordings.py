"""Wordings of claims that reports use beside the plain ones, each named by what went wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.reading.prose.claims import find_claims
from ingest.reading.prose.model import Claim, Sentence
from tests.unit.reading.prose.paper import Identity


def _claims(*texts: str, kind: str = "budget") -> list[Claim]:
    sentences = tuple(Sentence(n, 1, 1, (), None, t) for n, t in enumerate(texts, start=1))
    return list(find_claims(sentences, Identity(2024, kind, "某某市财政局")))


def _said(claims: list[Claim]) -> list[tuple[str, str | None, str, str | None]]:
    return [(c.mention.text, c.subject.concept, c.measure, c.direction) for c in claims]


def test_claims__final_account_with_plain_budget__is_not_the_execution() -> None:
    claims = _claims(
        "“三公”经费财政拨款支出预算为20万元，支出决算为10万元，完成预算的50%。",
        kind="final_account",
    )
    assert [(c.measure, c.stage) for c in claims] == [
        ("amount", "adjusted_budget"),
        ("amount", "final"),
        ("rate", "adjusted_budget"),
    ]


def test_claims__final_account_with_fund_named_budget__is_the_execution() -> None:
    (claim,) = _claims("一般公共预算财政拨款支出307.82万元。", kind="final_account")
    assert claim.stage == "final"


def test_claims__spent_in_fact__is_of_the_subject_before() -> None:
    claims = _claims(
        "2024年度“三公”经费支出全年预算数10万元，实际支出8万元。", kind="final_account"
    )
    assert [(c.subject.concept, c.stage) for c in claims] == [
        ("three_public", "adjusted_budget"),
        ("three_public", "final"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "绩效目标管理全覆盖，涉及一般公共预算拨款100万元，政府性基金预算拨款0万元。",
        "全面实施绩效目标管理，涉及项目3个，预算资金100万元，其中财政拨款90万元。",
        "纳入绩效目标管理的项目共3个，涉及金额100万元，其中：一般公共预算100万元。",
    ],
)
def test_claims__funds_under_performance__are_not_the_reports_totals(text: str) -> None:
    assert {c.subject.concept for c in _claims(text)} == {"performance"}


def test_claims__change_worded_both_ways_with_zero__is_flat() -> None:
    claims = _claims("公务接待费10万元，比2023年预算增加（减少）0万元，增长（下降）0%。")
    assert _said(claims)[1:] == [
        ("0万元", "reception", "increase", "flat"),
        ("0%", "reception", "rate", "flat"),
    ]


@pytest.mark.parametrize(
    "words", ["与上年保持一致", "与2023年相比保持不变", "较上年没有增减", "与上年相比无变动"]
)
def test_claims__words_for_no_change__are_flat(words: str) -> None:
    claims = _claims(f"公务接待费3万元，{words}。")
    assert [(c.subject.concept, c.direction) for c in claims] == [
        ("reception", None),
        ("reception", "flat"),
    ]


@pytest.mark.parametrize("none", ["无使用", "未使用", "没有使用", "不涉及", "未安排"])
def test_claims__nothing_of_a_fund_as_before__is_of_that_fund(none: str) -> None:
    claims = _claims(f"2024年{none}政府性基金预算拨款安排的支出，与上年保持一致。")
    assert _said(claims) == [("保持一致", "government_fund", "increase", "flat")]


def test_claims__reason_for_no_change__is_no_second_claim() -> None:
    claims = _claims("公务接待费0万元，较上年没有变化（0%），无变化的原因是无该项支出。")
    assert [c.mention.text for c in claims] == ["0万元", "没有变化", "0%"]
    kept = _claims("公务接待费5万元，与上年持平的主要原因是厉行节约。")
    assert kept[1].direction == "flat"


def test_claims__amount_and_rate_with_about__are_changes() -> None:
    claims = _claims("预算支出2.5亿元，同比增加近3000万元，约13.6%。")
    assert _said(claims)[1:] == [
        ("3000万元", "expenditure", "increase", "increase"),
        ("13.6%", "expenditure", "rate", "increase"),
    ]


def test_claims__from_and_to__are_amounts_of_both_years() -> None:
    claims = _claims("公务接待费由上年的12万元减少到10万元，减少2万元。")
    assert [(c.subject.concept, c.measure, c.claim_year) for c in claims] == [
        ("reception", "amount", 2023),
        ("reception", "amount", 2024),
        ("reception", "decrease", 2024),
    ]


def test_claims__what_was_added__is_an_increase_of_unknown_scope() -> None:
    claims = _claims("收入比上年增加12万元，主要是增加人员经费8万元。")
    assert _said(claims)[1:] == [("8万元", None, "increase", "increase")]


def test_claims__codes_in_brackets__form_a_path() -> None:
    (claim,) = _claims("教育支出(205)进修及培训(20508)培训支出(2050803)12.3万元。")
    assert claim.subject.function_name == "教育支出 / 进修及培训 / 培训支出"
    assert claim.subject.concept == "function_item"


def test_claims__name_that_ends_like_a_connector__is_kept_whole() -> None:
    (claim,) = _claims("“科学技术支出（类）科学技术普及（款）科普活动（项）”科目10万元。")
    assert claim.subject.function_name == "科学技术支出 / 科学技术普及 / 科普活动"


def test_claims__investment_of_a_city__is_no_state_asset() -> None:
    (claim,) = _claims("全社会固定资产投资增长7%以上。")
    assert claim.subject.concept is None


def test_claims__trillions__are_read() -> None:
    (claim,) = _claims("策划项目总投资不少于1.5万亿元。")
    assert (claim.mention.value, claim.mention.unit) == (Decimal(15000), "亿元")


def test_claims__code_before_the_level__is_the_path() -> None:
    claims = _claims(
        "1.教育支出（205类）进修及培训（08款）培训支出（03项）：2024年预算数为97.92万元，"
        "比上年预算增加3.92万元。"
    )
    assert {(c.subject.concept, c.subject.function_name) for c in claims} == {
        ("function_item", "教育支出 / 进修及培训 / 培训支出")
    }


def test_claims__this_years_part_of_a_fund__is_not_all_revenue() -> None:
    claims = _claims("2024年部门财政拨款收入33.00万元，其中：本年收入33.00万元。")
    assert [c.subject.concept for c in claims] == ["appropriation_revenue", None]


def test_claims__numbers_that_share_a_unit__are_not_read_as_the_last() -> None:
    claims = _claims("2024年度收、支总计分别为125.40，143.10万元。")
    assert [c.subject.concept for c in claims] == [None]


def test_claims__what_purchases_are_paid_from__is_no_total() -> None:
    claims = _claims(
        "政府采购预算30万元，其中货物20万元、服务10万元。",
        "按资金来源分：一般公共预算拨款30万元，单位资金0万元。",
    )
    assert [c.subject.concept for c in claims][3:] == [None, None]


def test_claims__amount_for_each__is_no_total() -> None:
    claims = _claims("公务接待费0.03万元/人，公务用车车均运行维护费2.50万元。")
    assert [c.subject.concept for c in claims] == [None, None]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("国内公务接待20批次，150人次，共计支出1.50万元。", "reception"),
        ("因公出国（境）团组2个，累计5人次，支出1.50万元。", "overseas"),
        ("公务用车保有量3辆，支出1.50万元。", None),
        ("外事接待0批次，0人次，共计支出1.50万元。", None),
        ("某某市接待服务中心2024年预算收支平衡，支出预算1.50万元。", "expenditure"),
    ],
)
def test_claims__spent_behind_counts__is_of_what_was_counted(
    text: str, concept: str | None
) -> None:
    (claim,) = _claims(text)
    assert claim.subject.concept == concept


def test_claims__home_and_abroad__are_parts() -> None:
    claims = _claims("国内公务接待费支出1.00万元；国（境）外公务接待费支出0.50万元。")
    assert [c.subject.concept for c in claims] == [None, None]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("项目支出预算较上年（减）6万元", "decrease"),
        ("对个人和家庭的补助较上年（减少）6万元", "decrease"),
        ("项目支出预算较上年（增加）6万元", "increase"),
    ],
)
def test_claims__bracketed_word_of_change__is_one(text: str, direction: str) -> None:
    (claim,) = _claims(f"{text}。")
    assert claim.direction == direction


def test_claims__more_than_planned__is_compared_with_the_plan() -> None:
    *_, claim = _claims(
        "一般公共预算财政拨款支出200万元，决算数大于年初预算数5.50万元。", kind="final_account"
    )
    assert (claim.direction, claim.compared_year, claim.stage) == (
        "increase",
        2024,
        "initial_budget",
    )


def test_claims__change_behind_a_bracket_of_parts__is_of_what_it_is_behind() -> None:
    *_, claim = _claims(
        "公务用车购置及运行费8.00万元（其中，公务用车购置费0万元，公务用车运行费8.00万元），"
        "较上年增加1.00万元。"
    )
    assert (claim.subject.concept, claim.is_ambiguous) == ("vehicle", False)


def test_claims__spent_of_a_fund__is_that_funds() -> None:
    claims = _claims(
        "财政拨款本年收入12.00万元，比上年增加1.00万元；本年支出11.00万元。",
        "收入总计20.00万元，其中：财政拨款收入12.00万元；支出总计20.00万元。",
    )
    assert [c.subject.concept for c in claims if c.measure == "amount"] == [
        "appropriation_revenue",
        "appropriation_expenditure",
        "revenue",
        "appropriation_revenue",
        "expenditure",
    ]


def test_claims__basic_with_its_parts__ends_before_project() -> None:
    claims = _claims(
        "支出预算10万元，其中基本支出6万元，包括人员经费5万元和公用经费1万元；项目支出4万元。"
    )
    assert [(c.subject.concept, c.part_of) for c in claims] == [
        ("expenditure", None),
        ("basic", 1),
        ("personnel", 2),
        ("operating", 2),
        ("project", 1),
    ]


def test_claims__parts_behind_the_year_before__are_of_the_year() -> None:
    claims = _claims(
        "“三公”经费预算9万元，比上年预算数10万元减少1万元，其中：公务接待费2万元，占22.22%。"
    )
    assert [c.part_of for c in claims] == [None, None, None, 1, 1]


def test_claims__unit_left_out_after_money__is_wan_yuan() -> None:
    claims = _claims("经营收入0.50万，为开展经营活动取得的收入。参观人数达3.5万，再创新高。")
    assert [(c.mention.text, c.mention.unit) for c in claims] == [("0.50万", "万元")]


def test_claims__what_the_report_spends__is_no_part_of_its_last_source() -> None:
    claims = _claims("收入包括：财政拨款收入9万元，其他收入1万元，支出包括：教育支出6万元。")
    assert [(c.subject.concept, c.part_of) for c in claims] == [
        ("appropriation_revenue", None),
        ("source", None),
        ("function_class", None),
    ]


def test_claims__plan_between_words_and_rate__is_what_was_carried_out() -> None:
    claims = _claims(
        "公务接待费支出决算为5.21万元，完成预算5.99万元的86.98%，比上年决算数6.06万元减少0.85万元。",
        kind="final_account",
    )
    assert {c.subject.concept for c in claims} == {"reception"}
    assert [(c.measure, c.stage) for c in claims] == [
        ("amount", "final"),
        ("amount", "adjusted_budget"),
        ("rate", "adjusted_budget"),
        ("amount", "prior_final"),
        ("decrease", "prior_final"),
    ]


def test_claims__difference_of_plan_and_execution__is_a_signed_rate() -> None:
    claims = _claims(
        "公务接待费全年预算数5.99万元，决算数5.21万元，预决算差异率-13.02%；"
        "因公出国（境）费全年预算数2.00万元，决算数2.00万元，预决算差异率0.00%。",
        kind="final_account",
    )
    rates = [c for c in claims if c.measure == "rate"]
    assert [(c.direction, c.mention.value, c.compared_year, c.stage) for c in rates] == [
        ("decrease", Decimal("13.02"), 2024, "adjusted_budget"),
        ("flat", Decimal(0), 2024, "adjusted_budget"),
    ]


def test_claims__change_behind_last_years_amount__is_of_this_year() -> None:
    claims = _claims(
        "“三公”经费支出决算为29.88万元，2023年度决算数为36.63万元，决算数较上年减少6.75万元，"
        "下降18.43%。",
        "2023年度“三公”经费决算数为36.63万元，较上年减少1万元。",
        kind="final_account",
    )
    changes = [(c.claim_year, c.compared_year) for c in claims if c.direction]
    assert changes == [(2024, 2023), (2024, 2023), (2023, 2022)]


def test_claims__funds_that_pay_for_projects__are_not_all_of_them() -> None:
    claims = _claims(
        "2024年共安排项目支出1680万元。",
        "主要包括：本年财政拨款安排1634万元（其中，一般公共预算拨款安排1576万元），单位资金安排46万元。",
    )
    assert [c.subject.concept for c in claims] == ["project", None, None, None]


@pytest.mark.parametrize(
    ("texts", "concept"),
    [
        (
            (
                "2024年度一般公共预算财政拨款支出2917万元。",
                "与2023年相比，财政拨款支出增加140万元。",
            ),
            "general_budget",
        ),
        (
            ("财政拨款收入总计、支出总计均为864万元，与上年相比收入总计、支出总计均增加33万元。",),
            "appropriation_revenue",
        ),
        (
            ("公务接待费5.21万元，主要用于接待。", "费用支出较上年减少0.85万元。"),
            "reception",
        ),
        (("2024年收支总预算3047万元，与上年2465万元相比增加582万元。",), "revenue"),
    ],
)
def test_claims__said_short__is_of_what_was_said_before(
    texts: tuple[str, ...], concept: str
) -> None:
    claims = _claims(*texts, kind="final_account")
    assert {c.subject.concept for c in claims} == {concept}


def test_claims__shares_listed_behind_their_amounts__are_each_of_one() -> None:
    claims = _claims(
        "支出总额30万元，其中：基本支出10万元、项目支出20万元，分别占总支出的33.33%、66.67%，"
        "分别比上年增加1万元、2万元。"
    )
    listed = [(c.subject.concept, c.measure, c.base) for c in claims[3:]]
    assert listed == [
        ("basic", "share", "expenditure"),
        ("project", "share", "expenditure"),
        (None, "increase", None),
        (None, "increase", None),
    ]


def test_claims__base_behind_its_subject__is_of_the_year_before() -> None:
    claims = _claims("其他0万元。公务用车运行维护费2024年预算数比2023年预算数12万元减少2万元。")
    assert [(c.measure, c.subject.concept, c.claim_year) for c in claims[1:]] == [
        ("amount", "vehicle_running", 2023),
        ("decrease", "vehicle_running", 2024),
    ]


def test_claims__this_years_plan_by_its_year__is_a_plan() -> None:
    claims = _claims(
        "公务接待费2024年度决算数5.21万元，比2024年年初预算数5.99万元减少0.78万元。",
        kind="final_account",
    )
    assert [(c.claim_year, c.compared_year, c.stage) for c in claims] == [
        (2024, None, "final"),
        (2024, None, "initial_budget"),
        (2024, 2024, "initial_budget"),
    ]


def test_claims__rate_without_a_way__has_that_of_its_amount() -> None:
    claims = _claims("收入3047万元，与上年相比，减少582万元，变动16.04%，比预算节约12万元。")
    assert [(c.measure, c.direction) for c in claims[1:]] == [
        ("decrease", "decrease"),
        ("rate", "decrease"),
        ("decrease", "decrease"),
    ]


def test_claims__last_years_amount_without_a_word__is_what_the_change_is_from() -> None:
    claims = _claims("机关运行经费208.16万元，2023年277.26万元，同比减少69.10万元，下降24.92%。")
    assert [(c.measure, c.claim_year, c.compared_year) for c in claims] == [
        ("amount", 2024, None),
        ("amount", 2023, None),
        ("decrease", 2024, 2023),
        ("rate", 2024, 2023),
    ]


def test_claims__planned_under_a_run_in_heading__is_of_that() -> None:
    sentence = Sentence(
        1, 1, 1, (), "公务用车购置费用支出情况", "购置车辆0台，支出预算1万元，支出决算2万元。"
    )
    claims = find_claims((sentence,), Identity(2024, "final_account", "某某市财政局"))
    assert [(c.subject.concept, c.stage) for c in claims] == [
        ("vehicle_purchase", "adjusted_budget"),
        ("vehicle_purchase", "final"),
    ]
