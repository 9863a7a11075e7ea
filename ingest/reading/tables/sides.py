"""Lines of balances (收支总表, 财政拨款收支总表, 收入总表 as a list): what each one states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest.reading.tables.model import Line
from ingest.reading.tables.ordinals import split_ordinal
from ingest.reading.tables.words import compact, matchable
from ingest.reading.vocabulary.loading import find_concept, load_rules

_OF_SIDE: Final = {
    "revenue": frozenset(
        {"grand_revenue", "current_revenue", "carried_over_in", "use_of_reserves"}
    ),
    "expenditure": frozenset(
        {"grand_expenditure", "current_expenditure", "carried_over_out", "reserves_allocated"}
    ),
}
_LINES_OF_SIDE: Final = {
    "revenue": frozenset({"source"}),
    "expenditure": frozenset({"by_nature", "function_class", "by_economic"}),
}
_FEWEST_LINES: Final = 2
_FUNDS: Final = frozenset({"general_budget", "government_fund", "state_capital"})
_STOCK: Final = {
    "carried_over_in": "carried_over_in_part",
    "carried_over_out": "carried_over_out_part",
}


@dataclass(slots=True)
class _Open:
    """The line that following lines may be parts of."""

    concept: str | None = None
    source: str | None = None
    depth: int | None = None
    has_class: bool = False


def read_sides(lines: Sequence[Line], side: str) -> list[Line]:
    """Add concept and source to the lines of one side, top to bottom.

    A line is a part of the line above when its ordinal is of a deeper kind (1. under 一、), when
    it begins with 其中, when it names one fund right below the whole of which funds are parts, or
    when it has no ordinal under a source that has one, as the other sources have.
    """
    labels = [matchable(line.row_label or "") for line in lines]
    has_grand = any(re.fullmatch(r"((收入|支出).{0,2})?总计", label) for label in labels)
    items, fewest = ("source", 2) if side == "revenue" else ("function_class", 1)
    numbered = fewest <= sum(
        line.depth is not None and find_concept(load_rules("lines", items), label) is not None
        for line, label in zip(lines, labels, strict=True)
    )
    state = _Open()
    read: list[Line] = []
    for line in lines:
        if not line.row_label:
            read.append(line)
            continue
        concept, source = _concept(line, side, has_grand=has_grand)
        concept, source = _as_part(line, concept, source, state, side, numbered=numbered)
        depth = line.depth
        if side == "revenue" and concept == "part" and depth is None and not _is_among(line):
            depth = (state.depth or 1) + 1
        _remember(line, concept, source, state)
        role = line.row_role
        if concept in {"grand_revenue", "grand_expenditure"}:
            role = "total"
        elif role == "total":
            role = "line"
        read.append(
            replace(line, line_concept=concept, line_source=source, row_role=role, depth=depth)
        )
    return read


def is_side(labels: Sequence[str], side: str) -> bool:
    """Say whether rows so named are one side of a balance: its lines, and a sum that names it.

    Some places list 收入总表 and 支出总表 by source and by 基本支出/项目支出, without codes.

    Args:
        labels: of the rows, top to bottom.
        side: `revenue` or `expenditure`.
    """
    concepts = [
        _concept(Line(row_number=1, block=1, row_role="line", row_label=bare), side, has_grand=True)
        for label in labels
        if (bare := split_ordinal(label)[2])
    ]
    sums = [c for c, _ in concepts if c in {f"grand_{side}", f"current_{side}"}]
    named = [c for c, _ in concepts if c in _LINES_OF_SIDE[side]]
    return bool(sums) and len(named) >= _FEWEST_LINES


def _concept(  # noqa: PLR0911 - one return per rule, in order
    line: Line, side: str, *, has_grand: bool
) -> tuple[str | None, str | None]:
    """Read a line by its own words."""
    words = matchable(line.row_label or "")
    if words in {"总计", "总额"}:
        return f"grand_{side}", None
    if words in {"合计", "小计"}:
        return (f"current_{side}" if has_grand or words == "小计" else f"grand_{side}"), None
    if any(
        rule.concept == side and rule.wording.search(words)
        for rule in load_rules("lines", "whole").rules
    ):
        return f"current_{side}", None
    concept = find_concept(load_rules("lines", "line"), words)
    if concept == "grand_revenue" and words == "收入合计" and has_grand:
        concept = "current_revenue"
    if concept == "grand_expenditure" and words == "支出合计" and has_grand:
        concept = "current_expenditure"
    if concept in _OF_SIDE[side]:
        source = find_concept(load_rules("lines", "source"), words)
        return concept, source if concept in _STOCK else None
    if side == "revenue":
        source = find_concept(load_rules("lines", "source"), words)
        return ("source", source) if source else (None, None)
    for section in ("nature", "economic", "function_class"):
        concept = find_concept(load_rules("lines", section), words)
        if concept is not None:
            return concept, None
    return None, None


def _as_part(
    line: Line, concept: str | None, source: str | None, state: _Open, side: str, *, numbered: bool
) -> tuple[str | None, str | None]:
    """Turn a line into a part of an open line above it."""
    deeper = line.depth is not None and line.depth > (state.depth or 1)
    among = _is_among(line)
    bare_fund = line.depth is None and source in _FUNDS
    stock = re.search("结转|结余", line.row_label or "") is not None
    if (
        state.concept in _STOCK
        and (deeper or among or bare_fund or stock)
        and concept in {"source", None, state.concept, "function_class"}
    ):
        return _STOCK[state.concept], source
    if side == "revenue":
        unnumbered = numbered and state.depth is not None and line.depth is None
        whole = state.concept == "source" and (deeper or among or unnumbered)
        fund = state.source == "fiscal_appropriation" and bare_fund
        if concept == "source" and (whole or fund):
            return "part", source
        below = unnumbered and state.concept == "source"
        unknown = concept is None and (deeper or among or below)
        return ("part", None) if unknown else (concept, source)
    if concept == "function_class" and numbered and line.depth is None:
        return "part", None
    if concept is None and state.has_class and (line.depth is None or deeper or among):
        return "part", None
    return concept, source


def _is_among(line: Line) -> bool:
    return compact(line.row_label or "").startswith("其中")


def _remember(line: Line, concept: str | None, source: str | None, state: _Open) -> None:
    if concept == "function_class":
        state.has_class = True
    if concept in {"part", *_STOCK.values()}:
        return
    state.concept, state.source, state.depth = concept, source, line.depth
