"""What is left of a template in a published text: notes to its author, blanks to be filled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from expectations.diagnosis.findings import Finding, make_finding_id
from expectations.diagnosis.quoted import nest_quotes
from expectations.diagnosis.said import Page
from expectations.diagnosis.severity import MINOR
from expectations.diagnosis.support import Support

_LISTED: Final = 4
_BESIDE: Final = 8  # characters shown on both sides of what is no bracket
_QUOTE_LENGTH: Final = 60

_NOTE: Final = "注释|批注|备注|提示|说明|括号|红字|本段|此段|本行|此行|本句|此句"
_DONE_WITH: Final = "公开时|公开前|发布时|发布前|定稿时"
_NOUNS: Final = "部门|单位|局|委员会|办公室|年度?|月|日|万元|元|[％%]|辆|批次|平方米"
_BEFORE_BLANK: Final = r"(?:^|(?<=[，、。：；（(“为约共计加少长降至从较比在有含转余额]))"
# Each alone is no sentence that a publisher can have meant. What could be: 增长0% (nothing
# changed), 填报绩效目标 (a duty), 5000元×12月 (a product), 二○○六年 (a year), 涉密的××专项 (a
# mask).
_LEFT: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # 公开时请删除注释; 此段文字请在公开前删去
        rf"(?:{_DONE_WITH})请?(?:自行)?(?:删除|删去)(?:本|此|该|以上|以下)?(?:{_NOTE})",
        rf"(?:{_NOTE})[^，。；]{{0,6}}请(?:于|在)?(?:{_DONE_WITH})?(?:自行)?(?:删除|删去)",
        # （请填写…）, （请根据实际情况补充完整）: an order, but to no reader of the report
        r"[（(【\[](?:注[:：])?请(?!参|见|查|登|拨|扫|关)[^（）()【】\[\]]{0,40}"
        r"(?:填写|填列|填入|补充完整|据实|自行|删除|删减)[^（）()【】\[\]]{0,30}[）)】\]]",
        # （按“…06表”中实际发生经济分类支出事项填写）
        r"[（(【\[](?:按照?|根据|依据|参照|对照|结合)(?:(?!法|制度|规定|准则)[^（）()【】\[\]]){6,60}"
        r"(?:填写|填列|填入)"
        r"[。]?[）)】\]]",
        # XX部门, 20XX年, ××万元
        rf"(?<![A-Za-z0-9./@_-])(?:20)?(?:[XxＸｘ]{{2,4}}|[×✕╳]{{2,4}})(?:{_NOUNS})",
        r"(?<![*A-Za-z0-9])\*{2,4}(?:部门|单位|局|年|万元)",
        r"(?<![二一零〇○])[○]{2,4}(?:部门|单位|局)",
        # ×年, ×万元: of a single sign, where no product can stand
        rf"{_BEFORE_BLANK}[×✕╳](?:年度?(?=[，。、部一收支预决财政]|\d{{0,2}}月|[×✕╳])|万元|[％%])",
        # ____万元
        r"(?<![0-9_＿.])[_＿]{2,}(?:万元|元|年|辆|个|批次|[％%])",
        # 增加（减少）0万元: neither of two was struck out, and nothing was filled in
        r"(?:增加|增长|上升)[（(/或](?:减少|下降|降低)[）)]?0(?:\.0+)?(?:万元|元|[％%])",
    )
)
_BRACKET: Final = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]]")
_MASKED: Final = re.compile("涉密|保密|秘密|脱敏|隐去")


@dataclass(frozen=True, slots=True)
class TemplateNote:
    """One piece of a template: where, and as it is printed."""

    page: int
    words: str


def find_template_notes(sentences: Sequence[tuple[int, str]]) -> tuple[TemplateNote, ...]:
    """Find what only a template says, the same words of one page once.

    Args:
        sentences: of the prose of one report, with their pages.

    >>> [each.words for each in find_template_notes([(3, "（请填写本部门职责）")])]
    ['（请填写本部门职责）']
    """
    found = (
        TemplateNote(page, _quote(sentence, match))
        for page, sentence in sentences
        if not _MASKED.search(sentence)
        for pattern in _LEFT
        for match in pattern.finditer(sentence)
    )
    return tuple(dict.fromkeys(found))


def with_template_notes(
    findings: Sequence[Finding], notes: Sequence[TemplateNote], report_id: str
) -> list[Finding]:
    """Add one minor finding that quotes what is left of a template.

    It breaks no identity: no amount is wrong, and `checks_explained` is empty.

    Args:
        findings: of one report.
        notes: of its prose; nothing is added where there are none.
        report_id: of that report.
    """
    if not notes:
        return list(findings)
    listed = notes[:_LISTED]
    zh = "；".join(f"第{each.page}页“{nest_quotes(each.words)}”" for each in listed)
    en = "; ".join(f"page {each.page} “{nest_quotes(each.words)}”" for each in listed)
    is_more = len(notes) > len(listed)
    return [
        *findings,
        Finding(
            finding_id=make_finding_id(report_id, ["template", *(each.words for each in notes)]),
            report_id=report_id,
            kind="narrative",
            severity=MINOR,
            message_zh=f"文字留有模板的填写说明或未填的空，共{len(notes)}处："
            f"{zh}{'等' if is_more else ''}。公开前应删去或填写。",
            message_en="The published text still has notes to its author, or blanks, of a template"
            f" (模板): {en}{f' and {len(notes) - len(listed)} more' if is_more else ''}.",
            culprit_figure_ids=(),
            culprit_cells=(),
            printed_value=None,
            proposed_value=None,
            are_alternatives=False,
            proposed_figure_ids=(),
            proposed_amounts_yuan=(),
            checks_explained=(),
            support=Support(),
            pages=tuple(dict.fromkeys(Page(each.page) for each in listed)),
        ),
    ]


def _quote(sentence: str, match: re.Match[str]) -> str:
    """Quote the bracket that it is or stands in, else what stands beside it too."""
    start, end = match.span()
    around = next((each for each in _BRACKET.finditer(sentence) if each.end() >= end), None)
    if around is not None and around.start() <= start:
        start, end = around.span()
    else:
        start, end = max(0, start - _BESIDE), min(len(sentence), end + _BESIDE)
    words = sentence[start:end].strip("，。；、")
    return words if len(words) <= _QUOTE_LENGTH else f"{words[:_QUOTE_LENGTH]}…"
