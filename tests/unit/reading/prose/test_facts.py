from __future__ import annotations

from ingest.reading.prose.facts import find_facts
from ingest.reading.prose.model import Sentence


def _facts(
    text: str, section: tuple[str, ...] = (), label: str | None = None
) -> list[tuple[str, str | None, str]]:
    found = find_facts((Sentence(1, 1, 1, section, label, text),), None)
    return [(fact.name, fact.holder, fact.value) for fact in found]


def test_facts__staffing__with_whose_it_is() -> None:
    text = (
        "区政府办机关行政编制为25名，机关工勤服务人员事业编制10名，区电子政务中心事业编制为23名。"
    )
    assert _facts(text) == [
        ("staff_posts_administrative", "区政府办机关", "25名"),
        ("staff_posts_service", "机关", "10名"),
        ("staff_posts_institution", "区电子政务中心", "23名"),
    ]


def test_facts__posts_and_people__are_told_apart() -> None:
    text = "本部门人员编制211人，其中行政编制132人；实有人员214人，其中行政154人；离退休人员159人。"
    assert [(name, value) for name, _, value in _facts(text)] == [
        ("staff_posts_total", "211人"),
        ("staff_posts_administrative", "132人"),
        ("staff_total", "214人"),
        ("staff_administrative", "154人"),
        ("staff_retired_all", "159人"),
    ]


def test_facts__a_change_of_staff__is_no_number_of_people() -> None:
    text = "基本支出减少19.11万元，主要是减少在职人员1名。"
    assert _facts(text) == []
    (found,) = _facts("本部门在职人员共有145人。")
    assert (found[0], found[2]) == ("staff_total", "145人")


def test_facts__vehicles__held_and_planned() -> None:
    held = "截至2022年12月，共有车辆8辆，其中应急保障用车8辆。单价100万元（含）以上设备5台（套）。"
    planned = "2023年安排购置车辆2辆，其中机要通信用车2辆。"
    assert [(n, v) for n, _, v in _facts(held) + _facts(planned)] == [
        ("vehicles_total", "8辆"),
        ("vehicles_emergency", "8辆"),
        ("equipment_above_threshold", "5台"),
        ("vehicles_purchase_total", "2辆"),
        ("vehicles_purchase_confidential", "2辆"),
    ]


def test_facts__planned_equipment_in_its_own_sentence__is_planned() -> None:
    texts = ("2026年安排购置车辆0辆。", "单位价值100万元（含）以上设备2台。")
    sentences = tuple(Sentence(n, 1, 1, (), None, t) for n, t in enumerate(texts, start=1))
    assert [fact.name for fact in find_facts(sentences, None)] == [
        "vehicles_purchase_total",
        "equipment_purchase_above_threshold",
    ]


def test_facts__offices__with_whose_they_are() -> None:
    assert _facts("区政府办内设10个科室，区电子政务中心内设8个科室。") == [
        ("internal_offices", "区政府办", "10个"),
        ("internal_offices", "区电子政务中心", "8个"),
    ]


def test_facts__contact__with_and_without_a_stop_between() -> None:
    for text in (
        "部门预算公开联系人：代林玲；联系方式：023-44556966",
        "部门预算公开联系人：代林玲联系方式：023-44556966",
    ):
        assert _facts(text, section=("六、专业性名词解释",)) == [
            ("contact_person", None, "代林玲"),
            ("contact_phone", None, "023-44556966"),
        ]


def test_facts__offices_and_units__number_before_and_after() -> None:
    assert [(n, v) for n, _, v in _facts("内设机构12个。另有1个全额拨款事业单位。")] == [
        ("internal_offices", "12个"),
        ("affiliated_units", "1个"),
    ]


def test_facts__none__is_a_fact() -> None:
    assert _facts("2.政府采购情况。无", label="政府采购情况") == [("procurement_none", None, "无")]
    assert _facts("本单位2023年无政府性基金预算。") == [("government_fund_none", None, "无")]
    assert not _facts("政府采购预算34万元。")


def test_facts__compiling_a_report__is_no_post() -> None:
    assert not _facts("加大培训力度，印制政府财务报告编制44个。")
    assert [value for _, _, value in _facts("本单位编制44名。")] == ["44名"]
