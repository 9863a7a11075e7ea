"""Which year, and which stage of it, a header path speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.reading.tables.model import ReportContext
from ingest.reading.tables.words import matchable
from ingest.reading.vocabulary.loading import find_concept, load_rules

# 预算 in a fund's name is no stage: 一般公共预算财政拨款 is final under 决算数. 预算数 is one.
_FUND_NAME: Final = re.compile(
    r"(一般公共|公共财政|政府性基金|基金|国有资本(?:经营)?)预算(?!数|额)"
)
_YEAR: Final = re.compile(r"(20\d{2})年?")


def read_stage(
    path: Sequence[str], context: ReportContext, kind: str, *, has_final: bool
) -> tuple[str, int | None]:
    """Read stage and year of a column.

    Args:
        path: its header path.
        context: the report's year and kind.
        kind: the table's kind.
        has_final: some header of the table says 决算 or 执行.
    """
    words = _FUND_NAME.sub(r"\1", matchable("".join(path)))
    found = _YEAR.search(words)
    year = int(found[1]) if found else None
    own = context.budget_year
    stage = find_concept(load_rules("headers", "stage"), words)
    previous = find_concept(load_rules("headers", "previous_year"), words) is not None
    if year is not None and own is not None and year < own:
        previous = True
    if year is None and own is not None:
        year = own - 1 if previous else own
    if previous:
        is_final = stage == "final" or (
            context.report_kind == "final_account" and stage != "budget"
        )
        return ("prior_final" if is_final else "prior_budget"), year
    if context.report_kind == "final_account":
        return _final_stage(stage, kind, has_final=has_final), year
    if stage == "final" and found is None:
        # 预计执行数 beside a budget is the year before; a budget has no execution of its own.
        return "prior_final", (own - 1 if own is not None else None)
    return "budget", year


def _final_stage(stage: str | None, kind: str, *, has_final: bool) -> str:
    if stage in {"initial_budget", "adjusted_budget", "final"}:
        return stage
    if stage == "budget" and has_final:
        # 三公 final accounts print the whole year's budget (全年预算数) under 预算数.
        return "adjusted_budget" if kind == "three_public" else "initial_budget"
    return "final"
