"""Put together what the pages say of a report's identity, by weighted votes.

A cover can carry last year's number and a table another department's name; so every mention
votes, and mentions of one sort can together not outweigh a better sort by mere number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ingest.reading.identity.codes import find_department_code
from ingest.reading.identity.keys import department_key, is_template_name
from ingest.reading.identity.locating import Located, locate
from ingest.reading.identity.model import Line, ReportIdentity
from ingest.reading.identity.names import find_names, odd_name
from ingest.reading.identity.reading import (
    compact,
    read_cover,
    read_lines,
    read_table_titles,
    read_title,
)
from ingest.reading.pdf.model import DocumentRead

Vote = tuple[str, str, float]  # candidate, sort of mention, weight

# The most that mentions of one sort add up to for one candidate; a sort not listed has no limit.
# Tables and prose together (8 + 6) outweigh a cover (10) that both contradict.
_LIMITS: Final = {
    "table": 8.0,
    "prose": 6.0,
    "any": 1.0,
    "label": 6.0,
    "form": 3.0,
    "running title": 4.0,
    "table title": 5.0,
    "heading": 4.0,
    "cover line": 6.0,
}
_YEAR: Final = re.compile(r"(?<!\d)(20[0-4]\d)年(?:度)?(?!\d{0,2}月)")
# A year that is compared with is not the report's: 比2022年减少.
_COMPARED: Final = re.compile(r"[比较与同于和至](?:上年|去年)?$")
_BUDGET_YEAR: Final = re.compile(
    r"(?P<year>20[0-4]\d)年(?:度)?[^,。;、]{0,25}?"
    r"(年初预算|部门预算|单位预算|收入预算|支出预算|预算数|总预算|预算安排|预算收入|预算支出|决算)"
)


def identify_report(document: DocumentRead, within: ReportIdentity | None = None) -> ReportIdentity:
    """Say who reports, on which year, in what kind of report.

    Args:
        document: the pages as read.
        within: of the file that binds this report with others (合订本): its place, year and kind
            hold where the report's own pages say nothing.

    Returns:
        The identity; None in each field that the content does not tell. Without any word of
        预算 or 决算 the kind is `budget`, which most reports are; without any of 部门 or 单位 the
        level is `department`. What is neither budget nor account (a self-evaluation, an empty
        template) is `other`.
    """
    lines = read_lines(document)
    cover = read_cover(lines)
    printed_title = read_title(cover)
    title = compact(printed_title) if printed_title else None
    tables = read_table_titles(lines)
    names = list(find_names(document, lines, cover, title))
    name, name_said = _elect((n.name, n.source, n.weight) for n in names)
    if name is None and title and (name := odd_name(title)):
        name_said = f"{name}: the cover's title, as it stands"
    # a table of two years alone (2022年预算数, 2023年预算数) is of the later
    year, year_said = _elect(_year_votes(title, tables, lines), is_last_first=True)
    kind, kind_said = _elect(_kind_votes(title, tables, lines))
    level, level_said = _elect(_level_votes(title, cover, tables, lines))
    code = next((n.code for n in names if n.name == name and n.code), None)
    if is_template_name(name) or is_template_name(title) or _is_evaluation(title, tables):
        kind, kind_said = "other", "other: a self-evaluation or an empty template"
    place = _locate(name, title, lines)
    if place is None and within is not None:
        place_name, division_code = within.place_name, within.division_code
    else:
        place_name = place.place_name if place else None
        division_code = place.division_code if place else None
    if within is not None:
        year = year or (str(within.budget_year) if within.budget_year else None)
        kind = kind or within.report_kind
    return ReportIdentity(
        report_title=printed_title,
        place_name=place_name,
        division_code=division_code,
        department_code=code or find_department_code(document),
        department_name=name,
        department_key=department_key(name, place_name) or None,
        budget_year=int(year) if year else None,
        report_kind=kind or "budget",
        level=level or ("department" if name else None),
        evidence=(
            f"department_name {name_said}",
            f"budget_year {year_said}",
            f"report_kind {kind_said}",
            f"level {level_said}",
        ),
    )


_EVALUATION: Final = re.compile(r"自评|绩效评价(结果|报告|情况)")
# Tables that a budget or an account prints, and a self-evaluation does not.
_OF_BUDGETS: Final = re.compile(r"收支|收入|支出(预算|决算)?(总|明细|功能)|财政拨款|基本支出|三公")


def _is_evaluation(title: str | None, tables: tuple[str, ...]) -> bool:
    """Say whether a document evaluates past spending and prints no budget and no account.

    >>> _is_evaluation(None, ("2021年度部门整体支出绩效自评表",))
    True
    >>> _is_evaluation("某局2021年部门决算", ("收入支出决算总表", "项目支出绩效自评表"))
    False
    """
    if title and re.search(r"(部门|单位)(综合)?[预决]算", title):
        return False
    titles = [text for text in (title, *tables) if text]
    evaluating = [text for text in titles if _EVALUATION.search(text)]
    return bool(evaluating) and not any(
        _OF_BUDGETS.search(text) for text in titles if text not in evaluating
    )


def _locate(name: str | None, title: str | None, lines: tuple[Line, ...]) -> Located | None:
    return locate(name, title, "".join(line.text for line in lines))


def _elect(votes: Iterable[Vote], *, is_last_first: bool = False) -> tuple[str | None, str]:
    """Sum the votes by candidate and sort, limit each sort, take the best candidate.

    Ties go to the longer, then to the first in order (the last, if so asked), so that equal input
    elects the same.
    """
    sums: dict[tuple[str, str], float] = {}
    for candidate, sort, weight in votes:
        sums[candidate, sort] = sums.get((candidate, sort), 0.0) + weight
    totals: dict[str, float] = {}
    for (candidate, sort), weight in sums.items():
        limited = min(weight, _LIMITS.get(sort, weight))
        totals[candidate] = totals.get(candidate, 0.0) + limited
    in_order = sorted(totals, reverse=is_last_first)
    ranked = sorted(in_order, key=lambda one: (-totals[one], -len(one)))
    said = ", ".join(f"{one} {totals[one]:.1f}" for one in ranked[:3])
    return (ranked[0] if ranked else None), said


def _year_votes(
    title: str | None, tables: tuple[str, ...], lines: tuple[Line, ...]
) -> Iterable[Vote]:
    if title and (hit := _YEAR.search(title)):
        yield hit[1], "cover", 10.0
    for text in tables:
        if hit := _YEAR.search(text):
            yield hit[1], "table", 2.0
    for line in lines:
        if hit := re.fullmatch(r"\(?(20[0-4]\d)年度?\)?", line.text):
            yield hit[1], "table", 2.0
        for said in _BUDGET_YEAR.finditer(line.text):
            if not _COMPARED.search(line.text[: said.start()]):
                yield said["year"], "prose", 0.5
        for mention in _YEAR.finditer(line.text):
            if not _COMPARED.search(line.text[: mention.start()]):
                yield mention[1], "any", 0.01


def _kind_votes(
    title: str | None, tables: tuple[str, ...], lines: tuple[Line, ...]
) -> Iterable[Vote]:
    kinds = {"预": "budget", "决": "final_account"}
    if title and len(said := set(re.findall(r"([预决])算", title))) == 1:
        yield kinds[said.pop()], "cover", 10.0
    for text in tables:
        if re.search(r"决算[^预]*表", text):
            yield "final_account", "table", 1.0
        elif re.search(r"预算[^决]*表", text) and not re.search(
            r"预算(财政拨款|.{0,6}收入支出决)", text
        ):
            yield "budget", "table", 1.0
    for line in lines:
        yield from (
            (kinds[word], "any", 0.01)
            for word in re.findall(r"(?:部门|单位|支出)([预决])算", line.text)
        )


_OWN_LEVEL: Final = re.compile(
    r"\((机关)?本级\)|\(本部\)|[局室厅委部会办院](机关)?本级|单位(综合)?[预决]算|[预决]算\(单位\)"
)
_UNIT_TITLE: Final = re.compile(
    r"预算单位.*表|(?<!事业)(?<!所属)(?<!下属)(?<!各)单位(综合)?[预决]算"
)
_DEPARTMENT_TITLE: Final = re.compile(r"部门(综合)?[预决]算|部门(收支|收入|支出|整体|财政|财务)")


def _level_votes(
    title: str | None,
    cover: tuple[Line, ...],
    tables: tuple[str, ...],
    lines: tuple[Line, ...],
) -> Iterable[Vote]:
    """Vote department against unit; (本级) in a title outweighs the 部门预算 that follows it."""
    if title and _OWN_LEVEL.search(title):
        yield "unit", "cover", 12.0
    elif title and re.search(r"部门(综合)?[预决]算", title):
        yield "department", "cover", 10.0
    for line in cover:
        if re.match(r"(预算主管部门|部门名称|预算部门):", line.text):
            yield "department", "cover label", 4.0
        elif re.match(r"(预算单位|单位名称):", line.text):
            yield "unit", "cover label", 4.0
    for text in tables:
        if _UNIT_TITLE.search(text):
            yield "unit", "table", 1.0
        elif _DEPARTMENT_TITLE.search(text):
            yield "department", "table", 1.0
    for line in lines:
        if line.text.startswith("本单位"):
            yield "unit", "any", 0.05
        elif line.text.startswith("本部门"):
            yield "department", "any", 0.05
