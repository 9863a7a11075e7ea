from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.reading.prose.claims import find_claims
from ingest.reading.prose.model import Claim, Sentence
from tests.unit.reading.prose.paper import Identity


def _claims(
    *texts: str,
    section: tuple[str, ...] = (),
    label: str | None = None,
    identity: Identity | None = None,
) -> list[Claim]:
    sentences = tuple(Sentence(n, 1, 1, section, label, t) for n, t in enumerate(texts, start=1))
    return list(find_claims(sentences, identity or Identity()))


def _said(claims: list[Claim]) -> list[tuple[str, str | None, str, str | None]]:
    return [(c.mention.text, c.subject.concept, c.measure, c.direction) for c in claims]


def test_claims__tongnan_general_budget__subjects_carry_over() -> None:
    claims = _claims(
        "2023年一般公共预算财政拨款收入2,506.79万元，一般公共预算财政拨款支出2,506.79万元，"
        "比2022年减少711.31万元。",
        "其中：基本支出1323.67万元，比2022年增加80.98万元，主要原因是人员经费增加；"
        "项目支出1183.13万元，相较2022年减少711.31万元。",
    )
    assert _said(claims) == [
        ("2,506.79万元", "general_budget", "amount", None),
        ("2,506.79万元", "general_budget", "amount", None),
        ("711.31万元", "general_budget", "decrease", "decrease"),
        ("1323.67万元", "basic", "amount", None),
        ("80.98万元", "basic", "increase", "increase"),
        ("1183.13万元", "project", "amount", None),
        ("711.31万元", "project", "decrease", "decrease"),
    ]
    assert {c.compared_year for c in claims if c.direction} == {2022}
    assert claims[3].subject.source == "general_budget"


def test_claims__label_before_colon__is_the_subject() -> None:
    claims = _claims(
        "（一）收入预算：2023年年初预算数2,506.79万元，其中：一般公共预算拨款2,506.79万元，"
        "收入较去年减少711.31万元。"
    )
    assert [(c.subject.concept, c.part_of) for c in claims] == [
        ("revenue", None),
        ("general_budget", 1),
        ("revenue", None),
    ]
    assert claims[2].compared_year == 2022


def test_claims__amount_of_the_other_year__is_of_that_year() -> None:
    claims = _claims(
        "2026年度收入预算9626.78万元，比2025年年初预算数9819.98万元减少193.20万元，下降1.97%。",
        identity=Identity(budget_year=2026),
    )
    assert [(c.measure, c.claim_year, c.compared_year, c.stage) for c in claims] == [
        ("amount", 2026, None, "budget"),
        ("amount", 2025, None, "prior_budget"),
        ("decrease", 2026, 2025, "prior_budget"),
        ("rate", 2026, 2025, "prior_budget"),
    ]
    assert {c.subject.concept for c in claims} == {"revenue"}


def test_claims__final_account__stages_of_one_subject() -> None:
    claims = _claims(
        "1、一般公共服务支出（类）社会工作事务（款）行政运行（项）。",
        "全年预算为52.00万元，支出决算为51.32万元，完成全年预算数的98.69%。",
        "决算数与全年预算数持平。",
        label="一般公共服务支出（类）社会工作事务（款）行政运行（项）",
        identity=Identity(budget_year=2024, report_kind="final_account"),
    )
    assert [(c.measure, c.stage) for c in claims] == [
        ("amount", "adjusted_budget"),
        ("amount", "final"),
        ("rate", "adjusted_budget"),
        ("increase", "adjusted_budget"),
    ]
    path = "一般公共服务支出 / 社会工作事务 / 行政运行"
    assert {c.subject.function_name for c in claims} == {path}
    assert (claims[3].direction, claims[3].compared_year) == ("flat", 2024)


def test_claims__nested_brackets__inherit_by_depth() -> None:
    claims = _claims(
        "公务用车购置及运行维护费0万元（公务用车购置费0万元，比上年减少70万元；"
        "公务用车运行维护费0万元，比上年减少318.88万元）比上年减少388.88万元，下降100%。"
    )
    assert [c.subject.concept for c in claims] == [
        *("vehicle", "vehicle_purchase", "vehicle_purchase"),
        *("vehicle_running", "vehicle_running", "vehicle", "vehicle"),
    ]


def test_claims__list_in_brackets__parts_know_their_whole() -> None:
    claims = _claims(
        "“三公”经费预算数为8.00万元，其中，公务接待费3.00万元，公务用车购置及运行费5.00万元"
        "（其中，公务用车购置费0.00万元，公务用车运行费5.00万元），因公出国（境）费0.00万元。"
    )
    assert [c.part_of for c in claims] == [None, 1, 1, 3, 3, 1]


def test_claims__second_list_of_a_whole__is_not_more_parts() -> None:
    claims = _claims(
        "政府采购预算总额110万元：政府采购货物预算60万元、政府采购服务预算50万元；"
        "其中一般公共预算拨款政府采购70万元：政府采购货物预算70万元。"
    )
    assert [c.part_of for c in claims] == [None, 1, 1, None, 4]


def test_claims__new_subject_after_semicolon__is_no_part() -> None:
    claims = _claims(
        "本部门当年预算收入90万元，其中：一般公共预算拨款90万元，较上年增加2万元，增长2.32%；"
        "本部门当年预算支出90万元，其中：一般公共预算拨款90万元。"
    )
    amounts = [(c.subject.concept, c.part_of) for c in claims if c.measure == "amount"]
    assert amounts == [
        *(("revenue", None), ("general_budget", 1)),
        *(("expenditure", None), ("general_budget", 5)),
    ]


@pytest.mark.parametrize(
    ("text", "concept", "path"),
    [
        (
            "（1）社会保障和就业支出(类)行政事业单位养老支出(款)机关事业单位职业年金缴费支出(项)4万元",
            "function_item",
            "社会保障和就业支出 / 行政事业单位养老支出 / 机关事业单位职业年金缴费支出",
        ),
        (
            "1.“一般公共服务支出-政府办公厅（室）及相关机构事务-行政运行”科目4万元",
            "function_item",
            "一般公共服务支出 / 政府办公厅（室）及相关机构事务 / 行政运行",
        ),
        ("1.行政运行（2010301）4万元", "function_item", "行政运行"),
        ("（一）2010301-行政运行4万元", "function_item", "行政运行"),
        ("其中：一般公共服务支出4万元", "function_class", "一般公共服务支出"),
        ("卫生健康（类）支出4万元", "function_class", "卫生健康支出"),
        ("（1）工资福利支出（301）4万元", "economic_class", None),
    ],
)
def test_claims__functions_and_economic_classes__are_recognised(
    text: str, concept: str, path: str | None
) -> None:
    (claim,) = _claims(text)
    assert (claim.subject.concept, claim.subject.function_name) == (concept, path)


def test_claims__group_under_class_heading__completes_its_path() -> None:
    (claim,) = _claims(
        "1.统计信息事务（款）行政运行（项）支出4万元",
        section=("五、财政拨款支出预算情况说明", "（一）一般公共服务支出（类）"),
    )
    assert claim.subject.function_name == "一般公共服务支出 / 统计信息事务 / 行政运行"
    assert claim.subject.source == "fiscal_appropriation"


def test_claims__subject_in_heading__is_taken_from_it() -> None:
    (amount, flat) = _claims(
        "2026年预算安排14.00万元，与上年持平。", section=("六、“三公”经费", "（二）公务接待费")
    )
    assert (amount.subject.concept, flat.subject.concept) == ("reception", "reception")
    assert (flat.mention.value, flat.direction) == (None, "flat")


def test_claims__zero_increase__is_flat_with_its_zero() -> None:
    claims = _claims("公务接待费7万元，较2022年年初预算增加0万元，增长0%。")
    assert [(c.measure, c.direction, c.mention.value) for c in claims[1:]] == [
        ("increase", "flat", Decimal(0)),
        ("rate", "flat", Decimal(0)),
    ]


def test_claims__share__belongs_to_the_amount_before() -> None:
    claims = _claims(
        "本年支出合计300万元，其中：基本支出100万元，占33.33%；项目支出200万元，占66.67%。"
    )
    shares = [(c.subject.concept, c.part_of) for c in claims if c.measure == "share"]
    assert shares == [("basic", 1), ("project", 1)]


def test_claims__reason_of_a_functions_change__has_no_concept() -> None:
    claims = _claims(
        "行政运行（2010401）2740.23万元，较上年增加957.62万元，原因是：一是人员经费支出增加840.12万元。"
    )
    assert [c.subject.concept for c in claims] == ["function_item", "function_item", None]


def test_claims__reason_of_the_totals_change__keeps_its_concepts() -> None:
    claims = _claims("收入比2022年减少10万元，主要是一般公共预算财政拨款减少10万元。")
    assert [c.subject.concept for c in claims] == ["revenue", "general_budget"]


def test_claims__unclear_subject__has_no_concept() -> None:
    claims = _claims(
        "面向中小企业预留政府采购项目预算金额34万元。",
        "“三公”经费包括了招商引资专项中公务接待费23万元。",
    )
    assert [c.subject.concept for c in claims] == [None, None]


def test_claims__threshold__is_stated_but_moves_nothing() -> None:
    claims = _claims("共有车辆8辆，单价100万元（含）以上设备5台，其中公务用车运行费3万元。")
    assert [(c.mention.text, c.subject.concept, c.part_of) for c in claims] == [
        ("100万元", None, None),
        ("3万元", "vehicle_running", None),
    ]


def test_claims__glossary__states_nothing_of_this_report() -> None:
    assert not _claims("政府采购：50万元以上的货物。", section=("六、名词解释",))


def test_claims__place_that_begins_with_a_connector__is_no_negation() -> None:
    (claim,) = _claims(
        "无锡市统计局2026年收入预算合计3,210.1万元",
        identity=Identity(budget_year=2026, department_name="无锡市统计局"),
    )
    assert claim.subject.concept == "revenue"


def test_claims__bare_zero__is_an_amount_where_its_subject_is_money() -> None:
    claims = _claims("事业收入为0；其他收入为0。", "绩效评级为不合格的项目为0。")
    assert [(c.subject.source, c.mention.value, c.measure) for c in claims] == [
        ("operation", Decimal(0), "amount"),
        ("other", Decimal(0), "amount"),
    ]


_YEARS = Identity(budget_year=2026, department_name="江州市水务局")


@pytest.mark.parametrize(
    "text",
    [
        "2026年公务接待费25.93万元，上年:24.31万元。",
        "2026年公务接待费25.93万元，上年：24.31万元。",
        "2026年公务接待费25.93万元（上年24.31万元）。",
        "2026年公务接待费25.93万元，上年预算数：24.31万元。",
        "2026年公务接待费25.93万元，去年同期：24.31万元。",
        "2026年公务接待费25.93万元（注：上年24.31万元）。",
        "2026年公务接待费25.93万元，2025年为24.31万元。",
        "2026年公务接待费25.93万元，上年为24.31万元。",
    ],
)
def test_claims__amount_marked_as_last_years__is_of_last_year(text: str) -> None:
    claims = _claims(text, identity=_YEARS)
    assert [(c.subject.concept, c.claim_year) for c in claims] == [
        ("reception", 2026),
        ("reception", 2025),
    ]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2025年和2026年公务接待费分别为3万元、2万元。", [2025, 2026]),
        ("2026年、2025年会议费预算分别是3万元和2万元。", [2026, 2025]),
        ("2024、2025和2026年培训费分别安排1万元、2万元、3万元。", [2024, 2025, 2026]),
    ],
)
def test_claims__years_in_a_list__each_amount_has_its_own(text: str, years: list[int]) -> None:
    assert [c.claim_year for c in _claims(text, identity=_YEARS)] == years


@pytest.mark.parametrize(
    ("section", "label", "text", "name"),
    [
        (
            ("（一）公共安全支出（类）",),
            None,
            "检察（款）: 2018年预算支出合计164万元。",
            "公共安全支出 / 检察",
        ),
        (("（一）公共安全支出（类）",), None, "检察（款）：支出164万元。", "公共安全支出 / 检察"),
        (
            ("（三）住房保障支出（类）",),
            "住房公积金（项）",
            "1.住房公积金(项):支出10万元。",
            "住房保障支出 / 住房公积金",
        ),
        (
            ("（二）社会保障和就业支出（类）",),
            None,
            "2018年支出预算为18万元。",
            "社会保障和就业支出",
        ),
    ],
)
def test_claims__plain_expenditure_under_a_function__is_the_functions(
    section: tuple[str, ...], label: str | None, text: str, name: str
) -> None:
    (claim,) = _claims(text, section=section, label=label)
    assert claim.subject.function_name == name


@pytest.mark.parametrize(
    "text", ["2018年本部门支出预算100万元。", "支出总计100万元。", "本年支出合计100万元。"]
)
def test_claims__expenditure_of_all__stays_it_under_a_function(text: str) -> None:
    (claim,) = _claims(text, section=("（二）社会保障和就业支出（类）",))
    assert claim.subject.concept == "expenditure"


@pytest.mark.parametrize(
    ("text", "is_ambiguous"),
    [
        ("基本支出10万元、项目支出20万元，比上年增加5万元。", True),
        ("其中：基本支出10万元，项目支出20万元，比上年增加5万元。", True),
        ("基本支出10万元，比上年减少1万元，项目支出20万元，比上年增加5万元。", False),
        ("支出预算30万元，其中：基本支出10万元，比上年增加5万元。", False),
        ("基本支出10万元；项目支出20万元，比上年增加5万元。", False),
        ("收入预算30万元，支出预算30万元，比上年增加5万元。", False),
        ("基本支出10万元，项目支出20万元，项目支出比上年增加5万元。", False),
    ],
)
def test_claims__change_after_a_list__may_be_the_lists(text: str, *, is_ambiguous: bool) -> None:
    change = next(c for c in reversed(_claims(text)) if c.direction)
    assert change.is_ambiguous is is_ambiguous


@pytest.mark.parametrize(
    ("texts", "flags"),
    [
        (
            [
                "项目支出20万元，比上年增加5万元，主要原因是：一是公用经费增加2万元；二是会议费增加3万元。"
            ],
            [0, 0, 1, 1],
        ),
        (
            ["项目支出20万元，比上年增加5万元，主要原因是人员增加。", "同时，公用经费增加2万元。"],
            [0, 0, 1],
        ),
        (["项目支出20万元，比上年增加5万元。", "此外，基本支出30万元。"], [0, 0, 0]),
    ],
)
def test_claims__amounts_of_reasons__are_marked(texts: list[str], flags: list[int]) -> None:
    assert [int(c.is_in_reason) for c in _claims(*texts)] == flags


@pytest.mark.parametrize(
    ("words", "base"),
    [
        ("占“三公”经费的", "three_public"),
        ("占“三公”经费总额的比例为", "three_public"),
        ("占总支出的", "expenditure"),
        ("占本年支出合计的", "expenditure"),
        ("占收入预算", "revenue"),
        ("占财政性资金总额的", "unknown"),
        ("占", None),
        ("占总额的", None),
        ("占比", None),
    ],
)
def test_claims__share__says_of_what(words: str, base: str | None) -> None:
    (_, share) = _claims(f"公务接待费10万元，{words}25%。")
    assert (share.measure, share.base) == ("share", base)


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("本年数小于上年预算数", "decrease"),
        ("低于上年预算数", "decrease"),
        ("多于上年", "increase"),
    ],
)
def test_claims__compared_in_size__is_a_change(words: str, direction: str) -> None:
    (_, change) = _claims(f"公务接待费116万元，{words}40万元。")
    assert (change.subject.concept, change.direction) == ("reception", direction)
