"""Sentences → claims: every amount, share, rate and change that prose states, and of what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from ingest.prose.clauses import (
    Clause,
    cut_clause,
    is_compared,
    is_completion,
    is_either_way,
    is_from,
    is_reason,
    own_words,
    reason_start,
    year_compared_with,
    year_spoken_of,
)
from ingest.prose.measures import is_added, measure_of
from ingest.prose.mentions import find_mentions
from ingest.prose.model import Claim, Mention, Sentence, Subject
from ingest.prose.ordinals import drop_ordinal
from ingest.prose.stages import stage_compared_with, stage_of_amount
from ingest.prose.subjects import fund_of, is_empty, recognise_subject, word_subject

_GLOSSARY: Final = re.compile(r"名词解释|名词说明|专业术语|名词释义")
_PARTS: Final = re.compile(r"其中|(?<!主要)包括|主要包括[^；。]*$|分别[为是]|以下方面|具体[为是]")
_LISTS: Final = re.compile(r"其中|包括|分别[为是]")
_THIS_YEARS: Final = re.compile(r"[本当]年(?:收入|支出)(?:合计|预算)?(?:安排|为)?$")
_ANEW: Final = re.compile(r"^(?:20\d\d年|本(?:部门|单位)|我(?:部门|单位|校|局)|全年)")
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
_DETAIL: Final = frozenset({"function_class", "function_group", "function_item", "economic_class"})


class ReportContext(Protocol):
    """What claims ask of a report's identity."""

    @property
    def budget_year(self) -> int | None:
        """The year whose budget or final account the report is."""

    @property
    def report_kind(self) -> str:
        """One of `concepts.REPORT_KINDS`."""

    @property
    def department_name(self) -> str | None:
        """The department's clean name, to be taken off subjects."""


@dataclass(slots=True)
class _Reading:
    """What has been read so far: of the paragraph (`carried`) and of the sentence."""

    sentence: Sentence
    carried: Subject | None
    stated: list[tuple[Claim, int]] = field(default_factory=list)  # claim, bracket depth
    wholes: list[tuple[int, int]] = field(default_factory=list)  # position, depth of its parts

    def last(self) -> Claim | None:
        """The claim right before, whatever its depth."""
        return self.stated[-1][0] if self.stated else None

    def last_amount(self, depth: int) -> Claim | None:
        """The latest amount of the report's own year, in no deeper bracket than `depth`."""
        return next(
            (
                claim
                for claim, at in reversed(self.stated)
                if at <= depth and claim.measure == "amount" and not claim.mention.is_threshold
            ),
            None,
        )

    def last_subject(self, depth: int) -> Subject | None:
        """What is being spoken of at a bracket depth."""
        return next(
            (
                claim.subject
                for claim, at in reversed(self.stated)
                if at <= depth and not claim.mention.is_threshold
            ),
            None,
        )


def find_claims(sentences: tuple[Sentence, ...], identity: ReportContext) -> tuple[Claim, ...]:
    """Find the claims of all sentences; definitions of terms state none.

    Args:
        sentences: in order.
        identity: the report's year, kind and department.
    """
    claims: list[Claim] = []
    carried: Subject | None = None
    paragraph = 0
    for sentence in sentences:
        if sentence.paragraph_number != paragraph:
            paragraph, carried = sentence.paragraph_number, None
        if _is_definition(sentence, identity.budget_year):
            continue
        reading = _Reading(sentence, carried)
        for mention, clause, depth in _walk(sentence.text):
            claim = _read_claim(reading, mention, clause, depth, identity)
            if claim is not None and not _is_echo(reading, claim):
                reading.stated.append((claim, depth))
        claims += [claim for claim, _ in reading.stated]
        carried = _carry(reading) or carried
    return tuple(claims)


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


def _is_echo(reading: _Reading, claim: Claim) -> bool:
    """Say whether 持平 only repeats another, or 基本持平 comes after the figures."""
    if claim.mention.value is not None or not reading.stated:
        return False
    last = reading.stated[-1][0]
    if last.subject != claim.subject:
        return False
    is_rough = claim.mention.text.startswith(("基本", "大体"))
    return last.mention.value is None or (is_rough and last.direction is not None)


def _carry(reading: _Reading) -> Subject | None:
    """Say what the next sentence speaks of if it does not say: the whole, else the last."""
    stated = [claim for claim, _ in reading.stated if not claim.mention.is_threshold]
    if not stated:
        return None
    marker = _LISTS.search(reading.sentence.text)
    if marker and marker.start() < stated[0].mention.start:
        return None  # parts alone: what is spoken of stays their whole, said before
    return stated[0 if marker else -1].subject


def _read_claim(
    reading: _Reading, mention: Mention, clause: Clause, depth: int, identity: ReportContext
) -> Claim | None:
    if mention.is_threshold:
        return _threshold(reading, mention, clause, identity)
    before = reading.sentence.text[: mention.start]
    measure, direction = measure_of(mention, clause, before, reading.last())
    if measure is None or (mention.value is None and is_reason(before)):
        return None
    compared = measure == "amount" and is_compared(clause.text)
    subject = _find_subject(
        reading,
        clause,
        depth,
        measure=measure,
        compared=compared,
        department=identity.department_name,
    )
    subject = _judge(subject, reading, before, clause)
    if (is_either_way(clause.text) and mention.value) or is_added(before, clause):
        subject = replace(subject, concept=None, function_name=None)
    is_bare_zero = mention.unit is None and mention.value is not None
    if is_bare_zero and subject.concept in (None, "performance"):
        return None  # it counts projects or the like
    year = year_spoken_of(before) or identity.budget_year
    is_change = direction is not None
    compared_year = year_compared_with(before, year) if is_change or compared else None
    if compared and compared_year is None and year is not None:
        compared_year = year - 1  # 上年执行数为 …
    if is_change and compared_year is None and year is not None:
        compared_year = year - 1
    claim_year = compared_year if compared else year
    part_of = _part_of(reading, clause, depth, measure, compared)
    subject = _add_fund(subject, reading, before, part_of)
    return Claim(
        sentence=reading.sentence,
        position=len(reading.stated) + 1,
        mention=mention,
        subject=subject,
        measure=measure,
        direction=direction,
        claim_year=claim_year,
        compared_year=compared_year if is_change else None,
        stage=_stage(before, clause.text, claim_year, identity, is_change=is_change),
        part_of=part_of,
    )


def _threshold(
    reading: _Reading, mention: Mention, clause: Clause, identity: ReportContext
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


def _find_subject(
    reading: _Reading,
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
        (compared and not is_from(clause.text))
        or measure == "share"
        or (measure == "rate" and is_completion(clause.text))
    )
    said = "" if is_told else own_words(clause.text)
    wording = word_subject(said, department)
    spoken = reading.last_subject(depth) or reading.carried
    if not is_empty(wording, has_context=spoken is not None or reading.sentence.label is not None):
        return recognise_subject(wording, section)
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


def _judge(subject: Subject, reading: _Reading, before: str, clause: Clause) -> Subject:
    """Withdraw a concept that the sentence narrows to something else, or supply a plain one."""
    if _is_narrowed(subject, reading, before, clause):
        return replace(subject, concept=None, function_name=None)
    if "绩效" in reading.sentence.text and re.search(r"涉及|资金", clause.text):
        return replace(subject, concept="performance")
    covers = any(c.subject.concept == "performance" for c, _ in reading.stated)
    if covers and subject.concept in _FUNDS:
        return replace(subject, concept="performance")
    lists_classes = any(c.subject.concept == "function_class" for c, _ in reading.stated)
    if subject.concept is None and subject.wording == "其他支出" and lists_classes:
        return replace(subject, concept="function_class", function_name="其他支出")
    lead = reading.stated[0][0].subject if reading.stated else reading.carried
    if subject.wording == "财政拨款" and lead and lead.concept == "expenditure":
        return replace(subject, concept="appropriation_expenditure")
    return subject


def _is_narrowed(subject: Subject, reading: _Reading, before: str, clause: Clause) -> bool:
    """Say whether the amount is only a piece of what its wording names.

    So in the share of small firms in procurement, in what is new (新增) or special (专项), and in
    the reason for a function's change (人员经费增加 within 行政运行).
    """
    if subject.concept == "procurement" and _SMALL_BUSINESS.search(before):
        return True
    if re.search("新增|专项", clause.text) and subject.concept not in _DETAIL:
        return True
    reasoned = _reasoned(reading, before)
    return reasoned is not None and reasoned.concept in _DETAIL and subject != reasoned


def _reasoned(reading: _Reading, before: str) -> Subject | None:
    """Find what a reason is being given for; None outside a reason."""
    at = reason_start(before)
    if at is None:
        return None
    told = [claim for claim, _ in reading.stated if claim.mention.end <= at]
    return told[-1].subject if told else reading.carried


def _part_of(
    reading: _Reading, clause: Clause, depth: int, measure: str, compared: bool
) -> int | None:
    _open_list(reading, clause, depth)
    if measure == "share":
        part = reading.last_amount(depth)
        return part.part_of if part else None
    if measure != "amount" or compared or not reading.wholes:
        return None
    return reading.wholes[-1][0]


def _open_list(reading: _Reading, clause: Clause, depth: int) -> None:
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
    if reading.wholes and reading.wholes[-1][1] == depth:
        reading.wholes.pop()
    if not re.match("[；;]", clause.gap):
        reading.wholes.append((whole.position, depth))


def _add_fund(subject: Subject, reading: _Reading, before: str, part_of: int | None) -> Subject:
    """Name the fund of a kind of spending or a function: of its whole, sentence or section."""
    if part_of and reading.stated[part_of - 1][0].subject.source and _THIS_YEARS.search(before):
        # 财政拨款收入…，其中：本年收入: this year's part of that, and not of all money
        return replace(subject, concept=None)
    if subject.source or subject.concept not in _TAKES_FUND:
        return subject
    if part_of:
        whole = reading.stated[part_of - 1][0].subject
        fund = whole.source or None
    else:
        fund = None
    own = before if not is_reason(before) else ""
    fund = fund or fund_of(own)
    if fund is None and reading.sentence.text.startswith("其中") and reading.carried:
        fund = reading.carried.source
    for heading in reversed(reading.sentence.section):
        fund = fund or fund_of(heading)
    return replace(subject, source=fund)


def _stage(
    before: str, clause: str, year: int | None, identity: ReportContext, *, is_change: bool
) -> str | None:
    """Tell of what stage an amount is; of a change, what it is measured against."""
    is_final = identity.report_kind == "final_account"
    if is_change:
        return stage_compared_with(before, is_final=is_final)
    is_prior = year is not None and identity.budget_year is not None and year < identity.budget_year
    return stage_of_amount(clause, is_prior=is_prior, is_final=is_final)
