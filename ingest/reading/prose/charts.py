"""The labels of charts: 基本支出, 59.07% beside a slice, 教育支出 60.00万元 61.00% over a bar.

A chart stands between paragraphs, and its labels are no sentences. Each label that names what its
numbers are of becomes a paragraph of its own under the chart's title, as printed. A number that
stands apart from its name (a legend beside the chart, the ticks of an axis) says nothing that is
certain, and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Final

from ingest.reading.prose.clauses import year_spoken_of
from ingest.reading.prose.model import UNKNOWN_BASE, Claim, Mention, ProseLine, Sentence, Subject
from ingest.reading.prose.ordinals import find_ordinal
from ingest.reading.prose.paragraphs import close_spaces
from ingest.reading.prose.scopes import find_scope
from ingest.reading.prose.stages import stage_of_amount
from ingest.reading.prose.subjects import fund_of, recognise_subject, word_subject

# 图3：支出决算结构图, 预算收入构成情况, 支出预算图
_TITLE: Final = re.compile(
    r"^(?:图\s*[\d一二三四五六七八九十]*\s*[：:.、]?\s*)?(?P<whole>[^，,。；;%％]{2,40}?)(?:的)?"
    r"(?:(?:情况)?(?:构成|结构|占比|比例|分布|组成)(?:情况)?(?:示意|分析)?[图表]?|(?:情况)?(?:示意|分析|饼)?图)$"
)
# A chart of two years, or of a plan and what became of it, leaves open which of them a label is of.
_COMPARES: Final = re.compile("对比|比较|变动|变化|增减|增长|上年|去年|历年|趋势|预决算|执行|与")
_DIGITS: Final = r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fraction>\d+))?\s?"
_SHARE: Final = re.compile(rf"(?<![\d.]){_DIGITS}(?P<unit>[%％])")
_AMOUNT: Final = re.compile(rf"(?<![\d.]){_DIGITS}(?P<unit>亿元|万元|元)?(?![\d.,%％年])")
_NAME: Final = re.compile(r"[\u4e00-\u9fff“”（）()、]{2,24}")
_NAME_LINE: Final = re.compile(r"[\u4e00-\u9fff“”（）()、]{2,16}\s?[，,：:]?")
_NUMBER_LINE: Final = re.compile(r"[（(]?\d[\d.,，;；%％亿万元\s（()）]*")
_STRAY: Final = " ，,：:；;（()）\u3000"
_IN_TEXT: Final = re.compile("[。；]|占(?!比)|^[^，]*，[^，]*[，\u4e00-\u9fff]|[，；：]$")
_LINE_LENGTH: Final = 40
# The lines of a label stand one over the other, closer than a line and a half.
_LEADING_EM: Final = 1.7
_LEAST_LABELS: Final = 2


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says: a name, and an amount or a share or both of it."""

    name: str
    amount: Mention | None
    share: Mention | None


def read_label(text: str, unit: str | None = None) -> Label | None:
    """Read a label; None where a text is none.

    Args:
        text: as printed.
        unit: that of an amount which is printed without one; None where it is not known.

    >>> label = read_label("教育支出 60.00万元 61.00%")
    >>> label.name, label.amount.text, label.share.value
    ('教育支出', '60.00万元', Decimal('61.00'))
    >>> read_label("教育支出60.00万元，比上年增加5.00万元") is None
    True
    """
    shares = list(_SHARE.finditer(text))
    rest = _SHARE.sub(lambda hit: " " * len(hit.group()), text)
    amounts = list(_AMOUNT.finditer(rest))
    name = _AMOUNT.sub(" ", rest).strip(_STRAY)
    if not _NAME.fullmatch(name) or max(len(shares), len(amounts)) > 1 or not shares + amounts:
        return None
    unit = amounts[0]["unit"] or unit if amounts else None
    return Label(
        name,
        _mention(amounts[0], unit) if unit else None,
        _mention(shares[0], "%") if shares else None,
    )


def _mention(hit: re.Match[str], unit: str) -> Mention:
    fraction = hit["fraction"] or ""
    value = Decimal(hit["digits"].replace(",", "") + (f".{fraction}" if fraction else ""))
    return Mention(hit.start(), hit.end(), hit.group().strip(), value, len(fraction), unit)


def mark_labels(lines: tuple[ProseLine, ...]) -> tuple[ProseLine, ...]:
    """Put each label of a chart on a line of its own that knows its chart's title."""
    marked: list[ProseLine] = []
    for _, of_page in groupby(lines, key=lambda line: line.page_number):
        for run in _runs(list(of_page)):
            marked += run if not _holds_numbers(run) else _mark(run)
    return tuple(marked)


def _runs(lines: Sequence[ProseLine]) -> Iterator[list[ProseLine]]:
    """Part the lines of a page into running text, line by line, and what may be a chart."""
    for is_chart, run in groupby(lines, key=_may_be_of_chart):
        if is_chart:
            yield list(run)
        else:
            yield from ([line] for line in run)


def _may_be_of_chart(line: ProseLine) -> bool:
    is_number = _NUMBER_LINE.fullmatch(line.text) is not None
    return is_number or (
        len(line.text) <= _LINE_LENGTH
        and not _IN_TEXT.search(line.text)
        and find_ordinal(line.text) is None
    )


def _holds_numbers(run: Sequence[ProseLine]) -> bool:
    return len(run) > 1 and any(re.search(r"\d", line.text) for line in run)


def _mark(run: list[ProseLine]) -> list[ProseLine]:
    titles = [line for line in run if _TITLE.match(_text(line)) and not read_label(_text(line))]
    labels = _join_labels([line for line in run if line not in titles])
    if len(titles) != 1 or len(labels) < _LEAST_LABELS:
        return run
    used = {id(line) for parts in labels for line in parts}
    first = {id(parts[0]): parts for parts in labels}
    marked = []
    for line in run:
        if id(line) in first:
            marked.append(replace(line, text=_text(*first[id(line)]), chart=_text(titles[0])))
        elif id(line) not in used:
            marked.append(line)
    return marked


def _text(*lines: ProseLine) -> str:
    return close_spaces(" ".join(line.text for line in lines))


def _join_labels(run: Sequence[ProseLine]) -> list[list[ProseLine]]:
    """Join the lines of each label; none where a number's name is not certain."""
    whole = [[line] for line in run if read_label(_text(line))]
    names = [line for line in run if _NAME_LINE.fullmatch(line.text)]
    numbers = [line for line in run if _NUMBER_LINE.fullmatch(line.text)]
    if not numbers:
        return whole
    parts: dict[int, list[ProseLine]] = {}
    for number in numbers:
        near = [name for name in names if _is_near(name, number, numbers)]
        if len(near) != 1:
            return []  # a legend apart, or an axis
        parts.setdefault(id(near[0]), [near[0]]).append(number)
    joined = [sorted(each, key=lambda line: -line.y0) for each in parts.values()]
    if any(read_label(_text(*each)) is None for each in joined):
        return []
    return whole + joined


def _is_near(name: ProseLine, number: ProseLine, numbers: Sequence[ProseLine]) -> bool:
    """Say whether a number stands right over or under a name, or with another one between."""
    reach = _LEADING_EM * max(name.em, number.em)
    if min(name.x1, number.x1) <= max(name.x0, number.x0):
        return False
    between = [
        other
        for other in numbers
        if other is not number
        and min(name.y0, number.y0) < other.y0 < max(name.y0, number.y0)
        and min(other.x1, name.x1) > max(other.x0, name.x0)
    ]
    return abs(name.y0 - number.y0) <= reach * (1 + min(len(between), 1))


def claims_of_label(
    sentence: Sentence,
    unit: str | None,
    budget_year: int | None,
    department: str | None,
    *,
    is_final: bool,
    is_unit: bool,
) -> Iterator[Claim]:
    """Yield what a label states: an amount, and a share of what the chart is of.

    Args:
        sentence: the label, under its chart's title.
        unit: that of the amounts which were said last.
        budget_year: whose report it is.
        department: likewise.
        is_final: the report is a final account.
        is_unit: the report is a unit's.
    """
    title = sentence.chart or ""
    label = read_label(sentence.text, unit)
    if label is None:
        return
    year = year_spoken_of(title) or budget_year
    is_prior = year is not None and budget_year is not None and year < budget_year
    subject = _subject_of(label, title, department)
    amount = None if _COMPARES.search(title) else label.amount
    for position, mention in enumerate(filter(None, (amount, label.share)), start=1):
        is_share = mention is label.share
        yield Claim(
            sentence=sentence,
            position=position,
            mention=mention,
            subject=subject,
            measure="share" if is_share else "amount",
            direction=None,
            claim_year=year,
            compared_year=None,
            stage=stage_of_amount(title, is_prior=is_prior, is_final=is_final),
            part_of=None,
            scope=find_scope(sentence.section, "", department, is_unit=is_unit),
            base=whole_of(title, subject, department) if is_share else None,
        )


def whole_of(title: str, part: Subject, department: str | None) -> str:
    """Tell what a chart's parts are shares of: a concept, or `UNKNOWN_BASE`.

    A part that is called as the whole is lost a piece of its name behind the chart.

    >>> whole_of("图3：2023年度支出决算结构图", Subject("基本支出", "basic"), None)
    'expenditure'
    >>> whole_of("各科室经费占比", Subject("办公室"), None)
    'unknown'
    """
    hit = _TITLE.match(title)
    if hit is None or _COMPARES.search(hit["whole"]):
        return UNKNOWN_BASE
    named = recognise_subject(word_subject(hit["whole"], department), ())
    return named.concept if named.concept and named.concept != part.concept else UNKNOWN_BASE


def _subject_of(label: Label, title: str, department: str | None) -> Subject:
    """Tell what a label is of; the fund that the title names is its fund."""
    subject = recognise_subject(word_subject(label.name, department), ())
    return replace(subject, source=subject.source or fund_of(title))
