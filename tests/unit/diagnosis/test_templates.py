"""Notes and blanks of a template that a published text still has; texts that are none."""

from __future__ import annotations

import pytest

from expectations.diagnosis.context import Context, in_context
from expectations.diagnosis.templates import find_template_notes

LEFT = {
    "（请填写本部门职责）": "（请填写本部门职责）",
    "减少（注：上年1.2万元，公开时请删除注释）": "（注：上年1.2万元，公开时请删除注释）",
    "此段文字请在公开前删去。": "此段文字请在公开前删去",
    "【请根据本单位实际情况自行增减】": "【请根据本单位实际情况自行增减】",
    "（按“公开06表”中实际发生的经济分类事项填写）": "（按“公开06表”中实际发生的经济分类事项填写）",
    "XX部门2024年收入总计12.34万元。": "XX部门2024年收入总",
    "20XX年支出预算12.34万元。": "20XX年支出预算12.3",
    "×年×月，": "×年×月",
    "上年结转×万元。": "上年结转×万元",
    "合计____万元。": "合计____万元",
    "比上年增加（减少）0万元。": "比上年增加（减少）0万元",
}
# What publishers mean: duties, orders to readers, rules, products, years, masks, rulings.
MEANT = (
    "组织各单位根据实际情况填报绩效目标。",
    "公开前删除涉密内容，请删减重复事项。",
    "指导各单位删除注释不清的条目。",
    "“科目编码”和“科目名称”为必填项。",
    "（详见附件，请参阅填报说明）",
    "（按照《政府会计制度》规定的科目填列）",
    "比上年增加0万元，增长0%。",
    "比上年增加（减少以“-”号填列）1.00万元。",
    "补助5000元×12月，10元×300人×2次，年标准×年限。",
    "二○○六年成立，二〇〇八年更名。",
    "因涉密，XX部门的××万元不予公开。",
    "咨询邮箱abc_xx局@example.com，票面__12__万元。",
    "XXL单位制服。",
)


@pytest.mark.parametrize(("sentence", "words"), LEFT.items())
def test_template__what_only_a_template_says__is_quoted(sentence: str, words: str) -> None:
    assert find_template_notes([(3, sentence)])[0].words == words


@pytest.mark.parametrize("sentence", MEANT)
def test_template__what_can_be_meant__is_none(sentence: str) -> None:
    assert find_template_notes([(3, sentence)]) == ()


def test_template__several_in_one_report__are_one_minor_finding() -> None:
    notes = find_template_notes([(3, "（请填写“三公”经费）"), (5, "20XX年"), (5, "20XX年")])
    (finding,) = in_context("r", [], [], Context(template_notes=notes))
    assert (finding.report_id, finding.severity, finding.checks_explained) == ("r", "minor", ())
    assert "共2处：第3页“（请填写‘三公’经费）”；第5页“20XX年”。" in finding.message_zh
    assert "page 3 “（请填写‘三公’经费）”; page 5 “20XX年”" in finding.message_en
