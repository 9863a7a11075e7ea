"""What an amount is of: its clause's own words, a label, what was spoken of before, a heading."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ingest.reading.prose.clauses import (
    Clause,
    is_base,
    is_completion,
    is_from,
    is_reason,
    own_words,
    reason_start,
)
from ingest.reading.prose.measures import is_turned_before
from ingest.reading.prose.model import UNKNOWN_BASE, Sentence, Subject
from ingest.reading.prose.ordinals import drop_ordinal
from ingest.reading.prose.reading import Reading
from ingest.reading.prose.subjects import fund_of, is_empty, recognise_subject, word_subject

_LISTED_ANEW: Final = re.compile(
    r"支出(?:主要)?(?:包括|分别[为是]|按[\u4e00-\u9fff]{2,8}?(?:划分|分)为?)"
)
_THIS_YEARS: Final = re.compile(r"[本当]年(?:收入|支出)(?:合计|预算)?(?:安排|为)?$")
# What a charge or fines bring in is no revenue of the report.
_CHARGES: Final = re.compile(r"行政事业性收费|收费(?:项目|依据|标准)|罚没|非税收入")
_SMALL_BUSINESS: Final = re.compile(r"中小|小微|小型|微型")
_HEADING_TAIL: Final = re.compile(
    r"(?:预算|决算)?(?:安排|支出)?(?:的)?(?:总体|具体)?(?:情况)?(?:的)?(?:总体)?(?:说明)?$"
)
# Whose fund is the fund of the whole, or of the section, when its own words name none.
_TAKES_FUND: Final = frozenset(
    {
        *("basic", "project", "personnel", "operating", "economic_class"),
        *("function_class", "function_group", "function_item"),
    }
)
# Funds that are named beside or within what performance goals cover are not the report's own.
_FUNDS: Final = frozenset(
    {
        *("general_budget", "government_fund", "state_capital"),
        *("appropriation_revenue", "appropriation_expenditure"),
    }
)
_MONEY: Final = _FUNDS | {"source", "carried_over"}
# What a plain 支出 under a label may be of, beside functions.
_KINDS: Final = frozenset({"basic", "project", "personnel", "operating"})
# … and under a label or a heading: （三）公务接待费支出情况 / 全年接待24批次，支出2.05万元.
_COSTS: Final = frozenset(
    {
        *("three_public", "overseas", "vehicle", "vehicle_purchase", "vehicle_running"),
        *("reception", "meeting", "training", "operating_cost", "procurement"),
    }
)
_BARELY_SPENT: Final = re.compile("(?:共计?|累计|合计|实际|全年)?支出(?:共计|合计)?")
# 2.公务用车购置费用支出情况。购置车辆0台，支出预算0万元: of what the item is called.
_PLANNED: Final = re.compile("支出(?:预算|决算)数?")
_LISTS_ONLY: Final = re.compile("(?:其中|(?:主要|具体)?包括|按(?:资金)?来源分?)[：:，,]?")
_OF_LAST: Final = re.compile("[；;，,。]?其中")
_PURCHASES: Final = re.compile("采购(?!中心|办|局|处|管理|事务)")
_ABROAD: Final = re.compile("国（境）外|国[(]境[)]外|外宾|外事")
_OF_ORIGIN: Final = re.compile("国内|国（境）外|国[(]境[)]外|外宾|外事")
_RECEIVED: Final = re.compile("收入(?:合计|总计|决算|预算)*$")
_OF_FUNDS: Final = re.compile("部门|单位")
# 接待20批次，150人次，共计支出1.50万元: whose the money is stands among the counts before it.
_COUNTED: Final = (
    (re.compile("外事接待|外宾|国（境）外"), None),
    (re.compile("接待"), "reception"),
    (re.compile("出国"), "overseas"),
    (re.compile("用车|车辆|会议|培训"), None),
)
# Words by which 支出 is that of the whole report, whatever it stands under.
_OF_ALL: Final = re.compile(r"部门|单位|本年|当年|总支出|总收入|支出总|收入总|收支|财政拨款")
_BASE: Final = re.compile(
    r"占(?P<base>[^占]*?)(?:的|之)?(?:比例|比重|比|百分比|百分之)?(?:为|是|约|约为|达到?)?$"
)
# 基本支出占45%，项目支出占55%: whose shares they are stands before the word.
_OWNER: Final = re.compile(r"^(?P<owner>[^占]{2,}?)所?占")
_DETAIL: Final = frozenset({"function_class", "function_group", "function_item", "economic_class"})


def find_subject(
    reading: Reading,
    clause: Clause,
    depth: int,
    *,
    measure: str,
    compared: bool,
    department: str | None,
) -> Subject:
    """Find what is spoken of: the clause's own words, a label with a colon, or what was before."""
    section = reading.sentence.section
    is_told = (
        (compared and not is_from(clause.text) and not is_base(clause.text))
        or measure == "share"
        or (measure == "rate" and (is_completion(clause.text) or is_turned_before(clause)))
    )
    said = "" if is_told else own_words(clause.text)
    wording = word_subject(said, department)
    spoken = reading.last_subject(depth) or reading.carried
    if measure == "share" and (owner := _owner_of_share(reading, clause, department)):
        return owner
    if not is_empty(wording, has_context=spoken is not None or reading.sentence.label is not None):
        subject = recognise_subject(wording, section)
        return _narrow(subject, reading, clause, department) or subject
    if clause.label and measure == "amount" and not compared:
        label = word_subject(own_words(clause.label), department)
        if not is_empty(label, has_context=False) and len(label) <= 30:
            return recognise_subject(label, section)
    if spoken:
        return spoken
    for piece in reversed(re.split("[，。；：]", clause.gap)[:-1]):
        subject = recognise_subject(word_subject(piece, department), section)
        if subject.concept:
            return subject
    return _from_headings(reading.sentence, department) or Subject(wording)


def _owner_of_share(reading: Reading, clause: Clause, department: str | None) -> Subject | None:
    """Find whose share it is where the words before 占 say so: 基本支出占45%，项目支出占55%.

    Of what the sentence has stated, the one that they name; else what they name of their own
    (本年收入合计10万元。其中：财政拨款收入占90%).
    """
    hit = _OWNER.match(clause.text)
    wording = word_subject(hit["owner"], department) if hit else ""
    if is_empty(wording, has_context=True):
        return None
    named = recognise_subject(wording, reading.sentence.section)
    for claim, _ in reversed(reading.stated):
        told = claim.subject
        if told.wording == wording or (
            named.concept
            and (told.concept, told.function_name) == (named.concept, named.function_name)
        ):
            return told
    return named


def _narrow(
    subject: Subject, reading: Reading, clause: Clause, department: str | None
) -> Subject | None:
    """Find the function or kind of spending whose 支出 a plain 支出 is, from its label or heading.

    检察（款）：2018年预算支出合计, （三）住房公积金（项） / 支出, 公用经费：支出.
    """
    if subject.concept not in ("expenditure", "revenue") or _OF_ALL.search(clause.text):
        return None
    is_bare = _BARELY_SPENT.fullmatch(subject.wording) is not None
    is_planned = _PLANNED.fullmatch(subject.wording) is not None
    for words, concept in _COUNTED:
        if is_bare and words.search(clause.gap) and re.search(r"\d", clause.gap):
            return replace(subject, concept=concept)
    section, label = reading.sentence.section, reading.sentence.label
    for heading in filter(None, (clause.label, label, section[-1] if section else None)):
        named = recognise_subject(word_subject(drop_ordinal(heading), department), section)
        if (
            named.concept in _DETAIL
            or (named.concept in _COSTS and (is_bare or (heading == label and is_planned)))
            or (heading in (clause.label, label) and named.concept in _KINDS)
        ):
            return named
    carried = reading.carried
    if carried and carried.concept in _DETAIL and not reading.stated:
        return carried
    return None


def _from_headings(sentence: Sentence, department: str | None) -> Subject | None:
    """Take the subject from the run-in heading, else from the two headings next above."""
    headings = (sentence.label, *reversed(sentence.section[-2:]))
    first: Subject | None = None
    for heading in filter(None, headings):
        named = word_subject(drop_ordinal(heading), department)
        subject = recognise_subject(named, sentence.section)
        if subject.concept is None:
            subject = recognise_subject(_HEADING_TAIL.sub("", named), sentence.section)
        if subject.concept:
            return subject
        if named and first is None:
            first = subject
    return first


def find_base(clause: Clause, department: str | None) -> str | None:
    """Tell what a share is said to be a share of: 占“三公”经费的, 占本年支出合计的.

    Returns:
        Its concept, `UNKNOWN_BASE` where it is named and not understood, None where it is not.
    """
    hit = _BASE.search(clause.text)
    wording = word_subject(hit["base"], department) if hit else ""
    if not wording:
        return None
    if re.fullmatch(r"(?:其|全部|总)?(?:总数|总额|总量|合计|比)?", wording):
        return None
    return recognise_subject(wording, ()).concept or UNKNOWN_BASE


def judge_subject(subject: Subject, reading: Reading, before: str, clause: Clause) -> Subject:
    """Withdraw a concept that the sentence narrows to something else, or supply a plain one."""
    if _is_narrowed(subject, reading, before, clause):
        return replace(subject, concept=None, function_name=None)
    covers = any(c.subject.concept == "performance" for c, _ in reading.stated)
    if ("绩效" in reading.sentence.text and re.search(r"涉及|资金", clause.text)) or (
        covers and subject.concept in _FUNDS
    ):
        return replace(subject, concept="performance")
    lists_classes = any(c.subject.concept == "function_class" for c, _ in reading.stated)
    if subject.concept is None and subject.wording == "其他支出" and lists_classes:
        return replace(subject, concept="function_class", function_name="其他支出")
    lead = reading.stated[0][0].subject if reading.stated else reading.carried
    if (
        subject.wording == "财政拨款支出"
        and reading.carried
        and reading.carried.concept == "general_budget"
        and not reading.stated
    ):
        # 一般公共预算财政拨款支出1万元。与上年相比，财政拨款支出增加…: the same, said short
        return replace(subject, concept="general_budget", source="general_budget")
    if subject.wording == "财政拨款" and lead and lead.concept == "expenditure":
        return replace(subject, concept="appropriation_expenditure")
    return _spent_of_received(subject, reading)


def _spent_of_received(subject: Subject, reading: Reading) -> Subject:
    """Read a plain 支出 behind the revenue of a fund, where that leads, as that fund's own.

    财政拨款本年收入1200万元，完成年初预算的98%；本年支出1210万元.
    """
    if not reading.stated or _OF_FUNDS.search(subject.wording):
        return subject
    lead = reading.stated[0][0].subject
    if lead.concept == "appropriation_revenue" and subject.concept == "revenue":
        # 财政拨款收入总计、支出总计均为1200万元，与上年相比收入总计、支出总计均增加…
        return replace(subject, concept="appropriation_revenue", source=lead.source)
    if subject.concept == "expenditure" and _RECEIVED.search(lead.wording):
        if lead.concept == "appropriation_revenue":
            return replace(subject, concept="appropriation_expenditure", source=lead.source)
        if lead.concept in ("general_budget", "government_fund", "state_capital"):
            return replace(subject, concept=lead.concept, source=lead.source)
    return subject


def _topic(reading: Reading) -> str:
    """Say what the sentence stands under, and what it begins with."""
    sentence = reading.sentence
    carried = reading.carried.wording if reading.carried else ""
    return "".join((*sentence.section[-1:], sentence.label or "", carried, sentence.text[:12]))


def _is_narrowed(subject: Subject, reading: Reading, before: str, clause: Clause) -> bool:
    """Say whether the amount is only a piece of what its wording names.

    So in the share of small firms in procurement, in what is new (新增) or special (专项), and in
    the reason for a function's change (人员经费增加 within 行政运行).
    """
    if subject.concept == "revenue" and _CHARGES.search(
        "".join((*reading.sentence.section[-1:], before))
    ):
        return True
    if subject.concept == "procurement" and _SMALL_BUSINESS.search(before):
        return True
    if subject.concept in _MONEY and (
        _PURCHASES.search(_topic(reading))
        or _pays_for_part(reading)
        or _pays_for_unknown(reading, clause)
    ):
        return True  # what the purchases, or the projects, are paid from
    if subject.concept == "reception" and _ABROAD.search(reading.sentence.text):
        # 国内公务接待费…；国（境）外公务接待费…: a part each
        return _OF_ORIGIN.search(clause.text) is not None
    if re.search("新增|专项", clause.text) and subject.concept not in _DETAIL:
        return True
    reasoned = _reasoned(reading, before)
    return reasoned is not None and reasoned.concept in _DETAIL and subject != reasoned


def _pays_for_part(reading: Reading) -> bool:
    """Say whether a sentence lists the funds that pay for what the one before it spoke of.

    项目支出100万元。主要包括：财政拨款安排90万元，单位资金安排10万元.
    """
    carried = reading.carried
    return (
        carried is not None
        and (carried.concept in _KINDS or carried.concept in _COSTS or carried.concept in _DETAIL)
        and _LISTS_ONLY.match(reading.sentence.text) is not None
    )


def _pays_for_unknown(reading: Reading, clause: Clause) -> bool:
    """Say whether a list is of something unknown: 业务专项预算12万元；其中财政拨款12万元."""
    last = reading.last()
    return (
        last is not None and last.subject.concept is None and _OF_LAST.match(clause.gap) is not None
    )


def _reasoned(reading: Reading, before: str) -> Subject | None:
    """Find what a reason is being given for; None outside a reason."""
    at = reason_start(before)
    if at is None:
        return None
    told = [claim for claim, _ in reading.stated if claim.mention.end <= at]
    return told[-1].subject if told else reading.carried


def add_fund(subject: Subject, reading: Reading, before: str, part_of: int | None) -> Subject:
    """Name the fund of a kind of spending or a function: of its whole, sentence or section."""
    if part_of and reading.stated[part_of - 1][0].subject.source and _THIS_YEARS.search(before):
        # 财政拨款收入…，其中：本年收入: this year's part of that, and not of all money
        return replace(subject, concept=None)
    if subject.source or subject.concept not in _TAKES_FUND:
        return subject
    whole = reading.stated[part_of - 1][0].subject if part_of else None
    fund = whole.source if whole else None
    # the funds of 收入包括：… are not those of 支出包括：… behind it, nor of a part of all
    is_of_all = whole is not None and whole.concept in ("revenue", "expenditure")
    own = "" if is_of_all or is_reason(before) else _LISTED_ANEW.split(before)[-1]
    fund = fund or fund_of(own)
    if fund is None and _LISTS_ONLY.match(reading.sentence.text) and reading.carried:
        fund = reading.carried.source
    for heading in reversed(reading.sentence.section):
        fund = fund or fund_of(heading)
    return replace(subject, source=fund)
