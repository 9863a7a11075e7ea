"""Sentences → claims: every amount, share, rate and change that prose states, and of what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Protocol

from ingest.reading.prose.charts import claims_of_label
from ingest.reading.prose.clauses import (
    COMPARISON,
    Clause,
    cut_clause,
    is_compared,
    is_compared_with_list,
    is_each,
    is_either_way,
    is_limit,
    is_reason,
    is_shared_unit,
    list_start,
    own_words,
    tells_other_year,
    year_compared_with,
    year_in_list,
    year_spoken_of,
)
from ingest.reading.prose.measures import is_added, is_completed, is_difference, measure_of
from ingest.reading.prose.mentions import find_mentions
from ingest.reading.prose.model import Claim, Mention, Sentence, Subject
from ingest.reading.prose.reading import Reading
from ingest.reading.prose.respective import is_listed_value, owner_in_list, place_in_list
from ingest.reading.prose.scopes import find_place, find_scope
from ingest.reading.prose.spoken import add_fund, find_base, find_subject, judge_subject
from ingest.reading.prose.stages import stage_compared_with, stage_of_amount
from ingest.reading.prose.subjects import equated_subject, word_subject

_GLOSSARY: Final = re.compile(r"名词解释|名词说明|专业术语|名词释义")
_PARTS: Final = re.compile(r"其中|(?<!主要)包括|主要包括[^；。]*$|分别[为是]|以下方面|具体[为是]")
_SIDES: Final = re.compile("(收入|支出)(?:主要)?包括")
_SIDE_OF: Final = {
    **dict.fromkeys(("revenue", "appropriation_revenue"), "收入"),
    **dict.fromkeys(("expenditure", "appropriation_expenditure", "general_budget"), "支出"),
}
_LISTS: Final = re.compile(r"其中|包括|分别[为是]|^[本当]年[\u4e00-\u9fff]{2,6}中[，,]")
_GOES_ON: Final = re.compile(r"[一二三四五六]是|同时|另外|其次|再次|另一方面")
_LAST_YEAR: Final = re.compile("上年|去年|上一年")
_ANEW: Final = re.compile(r"^(?:20\d\d年|本(?:部门|单位)|我(?:部门|单位|校|局)|全年)")


class ReportContext(Protocol):
    """What claims ask of a report's identity."""

    @property
    def budget_year(self) -> int | None:
        """The year whose budget or final account the report is."""

    @property
    def report_kind(self) -> str:
        """One of `concepts.REPORT_KINDS`."""

    @property
    def level(self) -> str | None:
        """Department or unit, where it is known."""

    @property
    def department_name(self) -> str | None:
        """The department's clean name, to be taken off subjects."""


def find_claims(sentences: tuple[Sentence, ...], identity: ReportContext) -> tuple[Claim, ...]:
    """Find the claims of all sentences; definitions of terms state none.

    Args:
        sentences: in order.
        identity: the report's year, kind and department.
    """
    claims: list[Claim] = []
    carried: Subject | None = None
    reasoned = False
    paragraph = 0
    unit: str | None = None
    for sentence in sentences:
        if sentence.chart:
            claims += claims_of_label(
                sentence,
                unit,
                identity.budget_year,
                identity.department_name,
                is_final=identity.report_kind == "final_account",
                is_unit=identity.level == "unit",
            )
            continue
        if sentence.paragraph_number != paragraph:
            paragraph, carried, reasoned = sentence.paragraph_number, None, False
        if _is_definition(sentence, identity.budget_year):
            continue
        reasoned = _goes_on_reasoning(sentence.text) and reasoned
        reading = Reading(sentence, carried, is_in_reason=reasoned)
        for mention, clause, depth in _walk(sentence.text):
            claim = _read_claim(reading, mention, clause, depth, identity)
            if claim is not None and not _is_echo(reading, claim):
                reading.stated.append((claim, depth))
        claims += [claim for claim, _ in reading.stated]
        unit = _unit_of_money(reading) or unit
        carried = _carry(reading) or carried
        reasoned = reasoned or is_reason(sentence.text.rstrip("。"))
    return tuple(claims)


def _unit_of_money(reading: Reading) -> str | None:
    units = [c.mention.unit for c, _ in reading.stated if c.measure == "amount" and c.mention.unit]
    return units[-1] if units else None


def _goes_on_reasoning(text: str) -> bool:
    """Say whether a sentence goes on with the reasons of the one before: 同时，…, 二是…."""
    return _GOES_ON.match(text) is not None


def _is_definition(sentence: Sentence, year: int | None) -> bool:
    in_glossary = any(_GLOSSARY.search(heading) for heading in sentence.section)
    return in_glossary and re.search(rf"{year}年[^。]{{0,20}}[预决]算", sentence.text) is None


def _walk(text: str) -> Iterator[tuple[Mention, Clause, int]]:
    end = 0
    for mention in find_mentions(text):
        before = text[: mention.start]
        depth = len(re.findall("[（(]", before)) - len(re.findall("[）)]", before))
        yield mention, cut_clause(text[end : mention.start]), max(depth, 0)
        end = mention.end


def _is_echo(reading: Reading, claim: Claim) -> bool:
    """Say whether 持平 only repeats another, or 基本持平 comes after the figures."""
    if claim.mention.value is not None or not reading.stated:
        return False
    last = reading.stated[-1][0]
    if last.subject != claim.subject:
        return False
    is_rough = claim.mention.text.startswith(("基本", "大体"))
    return last.mention.value is None or (is_rough and last.direction is not None)


def _carry(reading: Reading) -> Subject | None:
    """Say what the next sentence speaks of if it does not say: the whole, else the last."""
    told = [(claim, depth) for claim, depth in reading.stated if not claim.mention.is_threshold]
    if not told:
        return None
    stated = [claim for claim, _ in told]
    marker = _LISTS.search(reading.sentence.text)
    if marker and marker.start() < stated[0].mention.start:
        return None  # parts alone: what is spoken of stays their whole, said before
    if marker:
        return stated[0].subject
    shallow = min(depth for _, depth in told)  # what stands in brackets is said by the way
    return [claim for claim, depth in told if depth == shallow][-1].subject


def _read_claim(
    reading: Reading, mention: Mention, clause: Clause, depth: int, identity: ReportContext
) -> Claim | None:
    if mention.is_threshold:
        return _threshold(reading, mention, clause, identity)
    before = reading.sentence.text[: mention.start]
    last = reading.last()
    measure, direction = measure_of(mention, clause, before, last)
    place = place_in_list(reading.sentence.text, mention)
    if place and place[0] and last:
        measure, direction = last.measure, last.direction  # 分别占总支出的44.87%、55.13%
    if measure is None or (mention.value is None and is_reason(before)):
        return None
    if direction and mention.value is not None and mention.value < 0:
        measure, direction, mention = _unsigned(measure, direction, mention)
    compared = measure == "amount" and (
        is_compared(clause.text)
        or tells_other_year(clause)
        or is_compared_with_list(before, reading.sentence.text[mention.end :])
    )
    subject = find_subject(
        reading,
        clause,
        depth,
        measure=measure,
        compared=compared,
        department=identity.department_name,
    )
    subject = judge_subject(subject, reading, before, clause)
    if (
        (is_either_way(clause.text) and mention.value)
        or is_added(before, clause)
        or is_shared_unit(before)
        or is_each(reading.sentence.text[mention.end :])
        or is_limit(clause.text, reading.sentence.text[mention.end :])
        or (compared and _is_after_list(last, clause))
    ):
        subject = replace(subject, concept=None, function_name=None)
    if measure == "amount" and not compared:
        subject = equated_subject(subject, reading.sentence.text[mention.end :])
    owner = owner_in_list(reading, place) if place and is_listed_value(measure) else None
    if place and is_listed_value(measure):
        subject = owner.subject if owner else replace(subject, concept=None, function_name=None)
    is_bare_zero = mention.unit is None and mention.value is not None
    if is_bare_zero and subject.concept in (None, "performance"):
        return None  # it counts projects or the like
    year = _listed_year(reading, before) or year_spoken_of(before) or identity.budget_year
    is_change = direction is not None
    if is_change:
        year = _year_of_change(reading, clause, subject, year, identity.budget_year)
    compared_year = year_compared_with(before, year) if is_change or compared else None
    if compared and compared_year is None and year is not None:
        compared_year = year - 1  # 上年执行数为 …
    if is_change and compared_year is None and year is not None:
        compared_year = year - 1
    is_off_plan = measure == "rate" and is_difference(clause)
    if is_off_plan:
        compared_year = year
    claim_year = compared_year if compared else year
    part_of = _part_of(reading, clause, depth, measure, compared)
    part_of = owner.part_of if owner else _beside(reading, subject, part_of)
    subject = add_fund(subject, reading, before, part_of)
    return Claim(
        sentence=reading.sentence,
        position=len(reading.stated) + 1,
        mention=mention,
        subject=subject,
        measure=measure,
        direction=direction,
        claim_year=claim_year,
        compared_year=compared_year if is_change else None,
        stage=_stage_of_plan(reading)
        if is_off_plan or (measure == "rate" and is_completed(clause, last))
        else _stage(reading, before, clause.text, claim_year, identity, is_change=is_change),
        part_of=part_of,
        scope=find_place(before)
        or find_scope(
            reading.sentence.section,
            clause.text,
            identity.department_name,
            is_unit=identity.level == "unit",
        ),
        base=_base(clause, identity, last, place) if measure == "share" else None,
        is_in_reason=reading.is_in_reason or is_reason(before),
        is_ambiguous=is_change and _is_ambiguous(reading, clause, subject, depth),
    )


def _unsigned(measure: str, direction: str, mention: Mention) -> tuple[str, str, Mention]:
    """Take the sign off a change: 差异率-5.00% is a fall, and so is 增加-0.85万元，增幅-14.03%.

    减少-0.85万元 may be meant either way, and keeps its sign.
    """
    if direction == "decrease" and measure != "rate":
        return measure, direction, mention
    turned = replace(mention, value=-mention.value if mention.value is not None else None)
    return ("rate" if measure == "rate" else "decrease"), "decrease", turned


def _is_after_list(last: Claim | None, clause: Clause) -> bool:
    """Say whether an amount of last year may be of the last part of a list, or of its whole.

    支出29.88万元，其中：公务接待费5.21万元；上年支出36.63万元.
    """
    is_plain = not own_words(clause.text).strip("，,、年度的") or re.match(
        "(?:上年|去年)度?(?:支出|收入|决算|预算|执行)*(?:数|为)*$", clause.text
    )
    return (
        last is not None
        and last.part_of is not None
        and re.search("[；;]", clause.gap) is not None
        and bool(is_plain)
    )


def _listed_year(reading: Reading, before: str) -> int | None:
    start = list_start(before)
    if start is None:
        return None
    told = [claim for claim, _ in reading.stated if claim.mention.start >= start]
    return year_in_list(before, len(told))


def _year_of_change(
    reading: Reading, clause: Clause, subject: Subject, year: int | None, budget_year: int | None
) -> int | None:
    """Tell the year of a change behind an amount of the year before, which it is measured against.

    支出决算为10万元，2022年度决算数为12万元，决算数较上年减少2万元，下降16.67%: of this year; so is
    2024年10万元，2023年12万元，减少2万元.
    """
    if year is None or budget_year is None or year >= budget_year:
        return year
    last = reading.last()
    if last and last.direction and last.subject == subject and not COMPARISON.search(clause.text):
        return last.claim_year
    is_said_now = any(
        claim.subject == subject and claim.claim_year == budget_year and claim.measure == "amount"
        for claim, _ in reading.stated
    )
    is_of_now = _LAST_YEAR.search(clause.text) or not COMPARISON.search(clause.text)
    return budget_year if is_said_now and is_of_now else year


def _base(
    clause: Clause, identity: ReportContext, last: Claim | None, place: tuple[int, int] | None
) -> str | None:
    """Tell what a share is of; a further share of a list is of what the first is of."""
    if place and place[0] and last:
        return last.base
    return find_base(clause, identity.department_name)


def _stage_of_plan(reading: Reading) -> str:
    """Tell which plan a rate is of: that of the latest amount that was planned."""
    planned = ("initial_budget", "adjusted_budget")
    stages = [claim.stage for claim, _ in reading.stated if claim.stage in planned]
    return stages[-1] or planned[-1] if stages else planned[-1]


def _is_ambiguous(reading: Reading, clause: Clause, subject: Subject, depth: int) -> bool:
    """Say whether a change after a list of amounts may be of its last item or of the whole.

    基本支出10万元、项目支出20万元，比上年增加5万元: the second's, or that of both together? With a
    change of its own behind each item, or words of its own before it, it is clear; and behind a
    bracket that lists parts it is of what stands before the bracket.
    """
    if not reading.stated or own_words(clause.text).strip("，,、均各共总"):
        return False
    last = reading.stated[-1][0]
    if last.direction:
        return last.is_ambiguous and last.subject == subject
    if len(reading.stated) < 2 or last.measure not in ("amount", "share"):
        return False
    items = [
        (c, at)
        for c, at in reading.stated
        if c.measure == "amount" and not c.mention.is_threshold and at <= depth
    ]
    if len(items) < 2 or items[-2][1] != items[-1][1]:
        return False
    first, second = items[-2][0], items[-1][0]
    between = reading.sentence.text[first.mention.end : second.mention.start]
    return (
        second.part_of != first.position
        and not re.search("[；;。]", between)
        and first.subject != second.subject
        and first.claim_year == second.claim_year
        and (first.mention.value != second.mention.value or second.part_of is not None)
        and not any(c.direction for c, _ in reading.stated if c.position > first.position)
    )


def _threshold(
    reading: Reading, mention: Mention, clause: Clause, identity: ReportContext
) -> Claim:
    return Claim(
        sentence=reading.sentence,
        position=len(reading.stated) + 1,
        mention=mention,
        subject=Subject(word_subject(clause.text, identity.department_name)),
        measure="amount",
        direction=None,
        claim_year=identity.budget_year,
        compared_year=None,
        stage=None,
        part_of=None,
    )


def _part_of(
    reading: Reading, clause: Clause, depth: int, measure: str, compared: bool
) -> int | None:
    _open_list(reading, clause, depth)
    if measure == "share":
        part = reading.last_amount(depth)
        return part.part_of if part else None
    if measure != "amount" or compared or not reading.wholes:
        return None
    return reading.wholes[-1][0]


# Kinds of which none is a part of another, though words open a list:
# 其中基本支出…，包括人员经费…和公用经费…；项目支出….
_BESIDE: Final = (
    frozenset({"basic", "project"}),
    frozenset({"personnel", "operating", "project"}),
    frozenset({"overseas", "vehicle", "reception"}),
    frozenset({"vehicle_purchase", "vehicle_running"}),
    frozenset({"revenue", "expenditure"}),
)


def _beside(reading: Reading, subject: Subject, part_of: int | None) -> int | None:
    """Set an amount beside one that it cannot be a part of, under the whole of that one."""
    while part_of:
        whole = reading.stated[part_of - 1][0]
        kinds = {subject.concept, whole.subject.concept}
        if len(kinds) == 1 or not any(kinds <= each for each in _BESIDE):
            break
        part_of = whole.part_of
    return part_of


def _open_list(reading: Reading, clause: Clause, depth: int) -> None:
    """Keep track of the wholes whose parts are being listed, innermost last.

    其中 and 包括 open a list of parts of the amount before, and so does a colon right after an
    amount. A bracket that closes ends its list; a new 本部门 … ends all. A second list of one
    whole (；其中一般公共预算 …) cuts it another way: its members are not parts beside the first.
    """
    while reading.wholes and depth < reading.wholes[-1][1]:
        reading.wholes.pop()
    if _ANEW.match(clause.text):
        reading.wholes.clear()
    if not (_PARTS.search(clause.gap) or re.match("[：:]", clause.gap)):
        return
    whole = reading.last_amount(depth)
    if whole is None:
        return
    side = _SIDES.search(clause.gap)
    if side and _SIDE_OF.get(whole.subject.concept or "") != side[1]:
        reading.wholes.clear()  # 其他收入1万元，支出包括：… lists what the report spends
        return
    if reading.wholes and reading.wholes[-1][1] == depth:
        reading.wholes.pop()
    if not re.match("[；;]", clause.gap):
        reading.wholes.append((whole.position, depth))


def _stage(
    reading: Reading,
    before: str,
    clause: str,
    year: int | None,
    identity: ReportContext,
    *,
    is_change: bool,
) -> str | None:
    """Tell of what stage an amount is; of a change, what it is measured against."""
    is_final = identity.report_kind == "final_account"
    if is_change:
        return stage_compared_with(before, is_final=is_final, year=year)
    is_prior = year is not None and identity.budget_year is not None and year < identity.budget_year
    heading = reading.sentence.section[-1] if reading.sentence.section else ""
    if is_prior and re.search("决算|执行", heading) and "预算" not in clause:
        return "prior_final"  # 二、2021年“三公”经费决算情况
    return stage_of_amount(clause, is_prior=is_prior, is_final=is_final)
