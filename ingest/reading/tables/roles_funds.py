"""Whose money a column states and what it is spent on, by its whole header path."""

from __future__ import annotations

from typing import Final

from ingest.contract.concepts import FUNDS, NATURES
from ingest.reading.tables.model import Column
from ingest.reading.tables.units import header_words
from ingest.reading.tables.words import matchable
from ingest.reading.vocabulary.loading import find_concept, load_rules

_FUND_OF_KIND: Final = {
    "general_budget": "general_budget",
    "government_fund": "government_fund",
    "state_capital": "state_capital",
    "appropriation": "fiscal_appropriation",
}
_TITLED_FUNDS: Final = (
    ("一般公共预算", "general_budget"),
    ("公共财政预算", "general_budget"),
    ("政府性基金", "government_fund"),
    ("国有资本经营", "state_capital"),
    ("财政专户", "fiscal_account"),
    ("单位资金", "unit_funds"),
    ("财政拨款", "fiscal_appropriation"),
)
_NATURE_OF_KIND: Final = {"basic_by_economic": "basic", "projects": "project"}
_TITLED_NATURES: Final = (("基本支出", "basic"), ("项目支出", "project"))


def read_fund_and_nature(column: Column, kind: str, title: str | None) -> tuple[str, str]:
    """Read fund and nature of a figure column; the deepest header that says one decides.

    One column can say both (`一般公共预算 / 项目支出`); what no header says, the title says of the
    whole table.

    Args:
        column: a figure column.
        kind: the table's kind.
        title: the table's title.
    """
    fund: str | None = None
    nature: str | None = None
    for text in reversed(column.path):
        words = header_words(text)
        measure = find_concept(load_rules("headers", "measure"), words)
        if fund is None and measure in FUNDS:
            fund = measure
        if nature is None and measure in NATURES:
            nature = measure
    words = matchable(title or "")
    if fund is None:
        titled = (f for text, f in _TITLED_FUNDS if text in words)
        fund = _FUND_OF_KIND.get(kind) or next(titled, "all")
    if nature is None:
        named = [n for text, n in _TITLED_NATURES if text in words]
        nature = _NATURE_OF_KIND.get(kind) or (named[0] if len(named) == 1 else "total")
    return fund, nature
