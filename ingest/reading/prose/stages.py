"""Which stage a stated amount is of: budgeted or carried out, of this year or the year before."""

from __future__ import annotations

import re
from typing import Final

from ingest.reading.prose.clauses import COMPARISON, SAME_YEAR

# Where 预算 names a fund, a unit or a method, it tells no stage.
_NOT_A_STAGE: Final = re.compile(
    r"(?:一般公共|公共|政府性基金|国有资本经营|部门|单位)预算|预算(?:单位|绩效|管理|部门)"
)


def stage_of_amount(clause: str, *, is_prior: bool, is_final: bool) -> str:
    """Tell the stage of an amount from its clause.

    Args:
        clause: the words right before it.
        is_prior: it is of a year before the report's.
        is_final: the report is a final account, where a plain 预算 is what was to be spent.

    >>> stage_of_amount("支出预算为", is_prior=False, is_final=True)
    'adjusted_budget'
    >>> stage_of_amount("一般公共预算财政拨款支出", is_prior=False, is_final=True)
    'final'
    """
    if re.search(r"决算|执行数", clause):
        return "prior_final" if is_prior else "final"
    if not is_final:
        return "prior_budget" if is_prior else "budget"
    if is_prior:
        return "prior_budget" if "预算" in _NOT_A_STAGE.sub("", clause) else "prior_final"
    if "年初预算" in clause:
        return "initial_budget"
    return "adjusted_budget" if "预算" in _NOT_A_STAGE.sub("", clause) else "final"


def stage_compared_with(before: str, *, is_final: bool, year: int | None = None) -> str | None:
    """Tell what a change is measured against: a budget or an execution, of which year.

    Args:
        before: the sentence up to the change.
        is_final: the report is a final account, whose other year is one by default.
        year: the year of what is compared; a comparison with that year itself is one with its plan.

    >>> stage_compared_with("比2022年年初预算数", is_final=True, year=2022)
    'initial_budget'
    >>> stage_compared_with("比2021年决算数", is_final=True, year=2022)
    'prior_final'
    """
    hits = list(COMPARISON.finditer(before))
    if not hits:
        return None
    when = hits[-1]["when"]
    if when in SAME_YEAR:
        return "initial_budget" if when == "年初" else "adjusted_budget"
    phrase = re.split("[，。；]", before[hits[-1].start() :])[0]
    if year is not None and when.startswith(str(year)) and "预算" in phrase:
        return "initial_budget" if "年初" in phrase else "adjusted_budget"
    if re.search("执行|决算", phrase) or (is_final and "预算" not in phrase):
        return "prior_final"
    return "prior_budget"
