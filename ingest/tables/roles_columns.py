"""Which columns add up to which: proposed by headers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

from ingest.tables.model import Column
from ingest.tables.roles_funds import read_fund_and_nature
from ingest.tables.roles_model import ColumnRole
from ingest.tables.words import compact, matchable
from ingest.vocabulary.loading import find_concept, load_rules

# What a measure is made of, where a table prints both side by side in one row of headers.
_PARTS: Final[Mapping[str, frozenset[str]]] = {
    "basic": frozenset({"personnel", "operating"}),
    "vehicle": frozenset({"vehicle_purchase", "vehicle_running"}),
    "fiscal_appropriation": frozenset({"general_budget", "government_fund", "state_capital"}),
    "unit_funds": frozenset(
        {"operation", "business", "superior_subsidy", "affiliate_remittance", "other"}
    ),
}
_NOT_AMOUNTS: Final = frozenset({"increase", "increase_rate", "share", "target", "weight"})
_OTHER_STAGES: Final = frozenset({"prior_budget", "prior_final"})


def read_column_roles(
    columns: Sequence[Column], kind: str, title: str | None
) -> dict[int, ColumnRole]:
    """Read the roles of all columns as the headers propose them, by column number."""
    roles: dict[int, ColumnRole] = {}
    for column in columns:
        if column.role != "figure":
            roles[column.number] = ColumnRole()
            continue
        fund, nature = read_fund_and_nature(column, kind, title)
        roles[column.number] = ColumnRole("other", None, False, fund, nature)
    amounts = [c for c in columns if c.is_money and c.measure not in _NOT_AMOUNTS]
    amounts.sort(key=_family)
    for _, members in groupby(amounts, key=_family):
        family = sorted(members, key=lambda c: c.number)
        wholes = {c.number: find_whole(c, family) for c in family}
        inside = {w for c in family if (w := wholes[c.number]) is not None and not _is_memo(c)}
        for column in family:
            old = roles[column.number]
            memo = _is_memo(column) and wholes[column.number] is not None
            role = "memo" if memo else "whole" if column.number in inside else "addend"
            if wholes[column.number] is None and column.number not in inside:
                role = "whole"
            roles[column.number] = ColumnRole(
                "other" if column.stage in _OTHER_STAGES else role,
                wholes[column.number],
                role != "memo" and column.number not in inside,
                old.fund,
                old.nature,
            )
    return roles


def _family(column: Column) -> tuple[int, str, int]:
    return column.block, column.stage or "", column.year or 0


def find_whole(column: Column, family: Sequence[Column]) -> int | None:
    """Find the column that, by its header, contains another of the same stage and year."""
    path = header_path(column)
    own = path[:-1] if is_generic(column) else path
    for depth in range(len(own) - 1, -1, -1):
        group = own[:depth]
        whole = next(
            (c for c in family if c is not column and header_path(c)[:-1] == group
             and is_generic(c)),
            None,
        )  # fmt: skip
        beside = [c for c in family if c is not column and header_path(c)[:-1] == group]
        by_words = next(
            (c for c in beside if column.measure in _PARTS.get(c.measure or "", frozenset())), None
        )
        if by_words is not None and depth == len(own) - 1:
            return by_words.number
        if whole is not None:
            return whole.number
    return None


def header_path(column: Column) -> tuple[str, ...]:
    """Give a column's header path without the groups that say nothing of their own."""
    *groups, leaf = [matchable(text) for text in column.path] or [""]
    kept = [g for g in groups if find_concept(load_rules("headers", "neutral"), g) is None]
    return (*kept, leaf)


def is_generic(column: Column) -> bool:
    """Say whether a header is 合计, 小计, 金额 …: its group as a whole."""
    leaf = matchable(column.path[-1]) if column.path else ""
    return find_concept(load_rules("headers", "generic"), leaf) is not None


def _is_memo(column: Column) -> bool:
    return bool(column.path) and re.match(r"^其中[::].", compact(column.path[-1])) is not None
