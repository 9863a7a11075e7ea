"""The suites, rebuilt for every run from what the warehouse holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from expectations.catalogue import ACROSS, READING
from expectations.closure import CLOSURE, CLOSURE_RULES
from expectations.explained import EXPLAINED, EXPLAINED_RULES
from expectations.facts import kind_rules
from expectations.identities import Observed, identity_rules, readded_rule
from expectations.reading import ACROSS_RULES, READING_RULES
from expectations.rules import Suite
from ingest.contract.concepts import TABLE_KINDS_ZH


@dataclass(frozen=True)
class TableKind:
    """A kind of table that has a suite of its own.

    Args:
        name: As in concepts.TABLE_KINDS_ZH.
        zh: What publishers call it.
        mart: The mart of its facts, without schema.
        condition: SQL condition that picks the kind's rows of that mart.
    """

    name: str
    zh: str
    mart: str
    condition: str = "true"


def _of_kind(name: str) -> TableKind:
    condition = f"table_kind = '{name}'"
    if name in ("department_performance", "project_performance"):
        condition = f"scope = '{name.removesuffix('_performance')}'"
    elif name in _ALONE:
        condition = "true"
    return TableKind(name, TABLE_KINDS_ZH[name], _MARTS.get(name, "fct_figures"), condition)


# The mart of a kind's facts; of what only some places print, the figures are all the facts.
_MARTS: Final = {
    "summary": "fct_balances",
    "revenue": "fct_function_revenues",
    "expenditure": "fct_function_expenditures",
    "appropriation": "fct_balances",
    "general_budget": "fct_function_expenditures",
    "basic_by_economic": "fct_economic_expenditures",
    "three_public": "fct_three_public",
    "government_fund": "fct_function_expenditures",
    "state_capital": "fct_function_expenditures",
    "procurement": "fct_procurements",
    "projects": "fct_project_expenditures",
    "department_performance": "fct_performance_indicators",
    "project_performance": "fct_performance_indicators",
}
# Marts that hold one kind, and do not name it.
_ALONE: Final = frozenset(
    {"revenue", "basic_by_economic", "three_public", "procurement", "projects"}
)

# Tables that no kind names: their rows and codes must add up all the same.
OTHER: Final = _of_kind("other")

SUITE_KINDS: Final = tuple(_of_kind(name) for name in TABLE_KINDS_ZH if name != "other")


@dataclass(frozen=True)
class KindPresence:
    """How many tables of a kind the warehouse holds.

    Args:
        table_count: All of them.
        filled_count: Those that are not nil.
    """

    table_count: int
    filled_count: int


def build_suites(
    observed: Observed, presence: Mapping[str, KindPresence], *, has_findings: bool = True
) -> tuple[Suite, ...]:
    """Write all suites for one warehouse.

    Args:
        observed: How its identities came out, by identity and table kind.
        presence: Its tables, by kind.
        has_findings: Whether it has findings, or acknowledgements of some.

    Returns:
        One suite per table kind, in the order of the catalogue, then `across`, `reading`,
        `findings`, `closure` and `other`.
    """
    kinds = tuple(
        _kind_suite(number, kind, observed, presence.get(kind.name, KindPresence(0, 0)))
        for number, kind in enumerate(SUITE_KINDS, start=1)
    )
    across = Suite(
        number=len(kinds) + 1,
        name=ACROSS,
        zh="表间勾稽",
        facts="select * from marts.fct_invariant_checks",
        rules=(
            *identity_rules(ACROSS, observed, is_kind_present=True),
            readded_rule(ACROSS),
            *ACROSS_RULES,
        ),
    )
    reading = Suite(
        number=len(kinds) + 2,
        name=READING,
        zh="读取与证实",
        facts="select * from marts.dim_reports",
        rules=(*identity_rules(READING, observed, is_kind_present=True), *READING_RULES),
    )
    findings = Suite(
        number=len(kinds) + 3,
        name=EXPLAINED,
        zh="疑点与解释",
        facts="select * from marts.fct_findings",
        rules=EXPLAINED_RULES,
        absent_reason=None if has_findings else "本库没有疑点 · no finding in this warehouse",
    )
    closure = Suite(
        number=len(kinds) + 4,
        name=CLOSURE,
        zh="事实闭合",
        facts="select * from marts.fct_disclosure_totals",
        rules=CLOSURE_RULES,
    )
    other = _kind_suite(
        len(kinds) + 5, OTHER, observed, presence.get(OTHER.name, KindPresence(0, 0))
    )
    return (*kinds, across, reading, findings, closure, other)


def _kind_suite(number: int, kind: TableKind, observed: Observed, presence: KindPresence) -> Suite:
    absent_reason = None
    if not presence.table_count:
        absent_reason = "本库没有这类表 · no table of this kind in this warehouse"
    elif not presence.filled_count:
        absent_reason = (
            f"本库这类表均为空表（{presence.table_count}张）"
            " · every table of this kind in this warehouse is nil"
        )
    return Suite(
        number=number,
        name=kind.name,
        zh=kind.zh,
        facts=f"select * from marts.{kind.mart} where {kind.condition}",
        rules=(
            *identity_rules(kind.name, observed, is_kind_present=bool(presence.filled_count)),
            readded_rule(kind.name),
            *kind_rules(kind.name, kind.mart),
        ),
        table_kind=kind.name,
        absent_reason=absent_reason,
    )
