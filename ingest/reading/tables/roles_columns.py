"""Which columns add up to which: headers propose, the sums in the rows decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from typing import Final

from ingest.reading.tables.model import Column
from ingest.reading.tables.roles_funds import read_fund_and_nature
from ingest.reading.tables.roles_model import Amounts, ColumnRole, Support
from ingest.reading.tables.roles_sums import Sheet, children_of, make_sheet, try_columns
from ingest.reading.tables.units import header_words
from ingest.reading.tables.words import compact
from ingest.reading.vocabulary.loading import find_concept, load_rules

# What a measure is made of, where a table prints both side by side in one row of headers.
_PARTS: Final[Mapping[str, frozenset[str]]] = {
    "basic": frozenset({"personnel", "operating"}),
    "vehicle": frozenset({"vehicle_purchase", "vehicle_running"}),
    "total": frozenset({"project_kind"}),
    "fiscal_appropriation": frozenset({"general_budget", "government_fund", "state_capital"}),
    "unit_funds": frozenset(
        {"operation", "business", "superior_subsidy", "affiliate_remittance", "other"}
    ),
}
_NOT_AMOUNTS: Final = frozenset({"increase", "increase_rate", "share", "target", "weight"})
_OTHER_STAGES: Final = frozenset({"prior_budget", "prior_final"})
_TOTAL_GROUP: Final = re.compile(r"^(合计|总计|总额)$")
# A sum that holds in four rows of five is what the columns are; the fifth is a slip.
_HOLDS: Final = 0.8
# A choice of addends is given up for one that mends at least so many rows.
_MEND_ROWS: Final = 2
# Of the columns that a header groups, up to two are mentioned only.
_MOST_MENTIONS: Final = 2


@dataclass(frozen=True, slots=True)
class _Head:
    """What a column's header says of its place among the others."""

    number: int
    group: tuple[str, ...]
    leaf: str
    is_generic: bool
    is_mention: bool
    measure: str | None


@dataclass(frozen=True, slots=True)
class _Family:
    """How the columns of one stage add up.

    Attributes:
        wholes: the column that contains each.
        mentions: those that are mentioned and not added.
        repeats: those that say a second time what other columns add up to.
        support: how the sums come out.
    """

    wholes: Mapping[int, int]
    mentions: frozenset[int]
    repeats: frozenset[int]
    support: Support

    @property
    def inside(self) -> frozenset[int]:
        """The columns that others add up to."""
        heads = {whole for part, whole in self.wholes.items() if part not in self.mentions}
        return self.repeats | heads

    def name(self, number: int) -> str:
        """Name the role of a column."""
        if number in self.mentions:
            return "memo"
        is_whole = number in self.inside or number not in self.wholes
        return "whole" if is_whole else "addend"


def read_column_roles(
    columns: Sequence[Column], amounts: Amounts, kind: str, title: str | None
) -> tuple[dict[int, ColumnRole], Support]:
    """Read the roles of all columns, by column number, and how their sums come out.

    Args:
        columns: the table's columns.
        amounts: the values of its money figures by (row, column).
        kind: its kind.
        title: its title.
    """
    roles: dict[int, ColumnRole] = {}
    for column in columns:
        roles[column.number] = ColumnRole()
        if column.role == "figure":
            fund, nature = read_fund_and_nature(column, kind, title)
            roles[column.number] = ColumnRole("other", None, False, fund, nature)
    money = [c for c in columns if _is_amount(c)]
    support = Support()
    for _, members in groupby(sorted(money, key=_family), key=_family):
        family = sorted(members, key=lambda c: c.number)
        sheet = make_sheet(amounts, [c.number for c in family])
        found = _read_family([_head(c) for c in family], sheet)
        support += found.support
        for column in family:
            role = found.name(column.number)
            old = roles[column.number]
            is_leaf = role != "memo" and column.number not in found.inside
            is_other = column.stage in _OTHER_STAGES
            whole = found.wholes.get(column.number)
            shown = "other" if is_other else role
            roles[column.number] = ColumnRole(shown, whole, is_leaf, old.fund, old.nature)
    return roles, support


def _family(column: Column) -> tuple[int, str, int]:
    return column.block, column.stage or "", column.year or 0


def _head(column: Column) -> _Head:
    """Read what a header path says; 小计 and a group's own name say the group as a whole."""
    *group, leaf = [header_words(text) for text in column.path] or [""]
    is_generic = (
        find_concept(load_rules("headers", "generic"), leaf) is not None
        and find_concept(load_rules("headers", "measure"), leaf) is None
    )
    is_named = bool(group) and leaf in {group[-1], f"{group[-1]}总数"}
    printed = compact(column.path[-1]) if column.path else ""
    return _Head(
        number=column.number,
        group=tuple(group),
        leaf=leaf,
        is_generic=is_generic or is_named,
        is_mention=re.match(r"^其中[::].", printed) is not None or "其中" in group[-1:],
        measure=column.measure,
    )


def _is_amount(column: Column) -> bool:
    """Say whether a column holds amounts of the table's money: no change, rate or share."""
    said = (find_concept(load_rules("headers", "measure"), header_words(t)) for t in column.path)
    return (
        column.is_money
        and column.measure not in _NOT_AMOUNTS
        and not any(m in _NOT_AMOUNTS for m in said)
    )


def _read_family(heads: Sequence[_Head], sheet: Sheet) -> _Family:
    """Settle which columns of one stage contain which."""
    firsts = {h.group: h.number for h in reversed(heads) if h.is_generic}
    # of two columns that say their group as a whole, the second says a part of it in other words
    heads = [
        replace(h, is_generic=False)
        if h.is_generic and h.group and firsts[h.group] != h.number
        else h
        for h in heads
    ]
    wholes = {h.number: w for h in heads if (w := _find_whole(h, heads)) is not None}
    if not wholes:
        wholes = _find_unnamed(heads, sheet)
    mentions = {h.number for h in heads if h.is_mention and h.number in wholes}
    wholes = _adopt(sheet, wholes, mentions)
    support = Support()
    measures = {h.number: h.measure for h in heads}
    for whole, parts in children_of(wholes).items():
        measure = measures[parts[0]]
        kept, own = _choose_parts(
            sheet,
            whole,
            parts,
            mentions,
            is_head=parts[0] in wholes.values(),
            says_whose=measure is not None and measure != measures[whole],
        )
        mentions |= {part for part in parts if part not in kept}
        mentions -= set(kept)
        support += own
    repeats = set()
    for total, parts in _cross_totals(heads, wholes):
        own = _try(sheet, total, parts)
        if _holds(own):
            support += own
            mentions.discard(total)
            repeats.add(total)
    for number in sorted(wholes):
        if _is_below(number, wholes, mentions):
            mentions.add(number)  # what makes up a mention is not added either
    return _Family(wholes, frozenset(mentions), frozenset(repeats), support)


def _is_below(number: int, wholes: Mapping[int, int], mentions: set[int]) -> bool:
    """Say whether a column stands, at any depth, below one that is only mentioned."""
    seen: set[int] = set()
    while number in wholes and number not in seen:
        seen.add(number)
        number = wholes[number]
        if number in mentions:
            return True
    return False


def _adopt(sheet: Sheet, wholes: Mapping[int, int], mentions: set[int]) -> dict[int, int]:
    """Put a column under the whole beside it that lacks just what it holds.

    A group whose header ends at a page's edge loses the columns behind: 本年收入 / 小计 contains
    其他收入 all the same.
    """
    adopted = dict(wholes)
    children = children_of(wholes)
    for whole, parts in children.items():
        plain = [p for p in parts if p not in mentions]
        own = _try(sheet, whole, plain)
        beside = [n for n in children.get(wholes.get(whole, -1), []) if n != whole]
        if own.held == own.tried or not plain:
            continue
        for column in beside:
            more = _try(sheet, whole, [*plain, column])
            if more.held == more.tried and column not in children:
                adopted[column] = whole
                break
    return adopted


def _find_whole(head: _Head, heads: Sequence[_Head]) -> int | None:
    """Find the column that, by its header, contains another of the same stage and year."""
    own = head.group if head.is_generic else (*head.group, head.leaf)
    for depth in range(len(own) - 1, -1, -1):
        beside = [h for h in heads if h is not head and h.group == own[:depth]]
        if depth == len(own) - 1:
            words = [h for h in beside if head.measure in _PARTS.get(h.measure or "", frozenset())]
            if words:
                return words[0].number
        generic = [h for h in beside if h.is_generic]
        if generic:
            return generic[0].number
    return None


def _find_unnamed(heads: Sequence[_Head], sheet: Sheet) -> dict[int, int]:
    """Find a first or last column that, under no such name, is the sum of all others."""
    numbers = [h.number for h in heads]
    if len(numbers) < 3:
        return {}
    for whole in (numbers[0], numbers[-1]):
        parts = [n for n in numbers if n != whole]
        if _holds(_try(sheet, whole, parts)) and _is_split(sheet, parts):
            return dict.fromkeys(parts, whole)
    return {}


def _is_split(sheet: Sheet, parts: Sequence[int]) -> bool:
    """Say whether some row spreads its amount over several columns."""
    return any(sum(1 for p in parts if sheet.values.get((row, p))) > 1 for row in sheet.rows)


def _choose_parts(
    sheet: Sheet,
    whole: int,
    parts: Sequence[int],
    mentions: set[int],
    *,
    is_head: bool,
    says_whose: bool,
) -> tuple[list[int], Support]:
    """Choose which of the columns under a whole add up to it, by the least assumption.

    Args:
        sheet: the amounts of the columns.
        whole: the column that, by its header, contains the parts.
        parts: they.
        mentions: those whose header only mentions them.
        is_head: the first part contains columns in its turn.
        says_whose: the first part's header names a fund or a nature that the whole's does not.
    """
    plain = [p for p in parts if p not in mentions]
    if not plain and len(parts) == 1:
        return [], Support()
    if len(parts) == 1 and not is_head:
        # the only part that is named is a part, not the whole, unless it says who pays or for what
        own = _try(sheet, whole, parts)
        return (list(parts), own) if says_whose and _holds(own) else ([], Support())
    best, kept = plain, _try(sheet, whole, plain) if plain else Support()
    for alike in _selections(plain, parts):
        if kept.tried and kept.held == kept.tried:
            break
        tried = [(_try(sheet, whole, chosen), chosen) for chosen in alike]
        own, chosen = max(tried, key=lambda pair: pair[0].held)
        # one row more is a slip in that row; two rows are what the columns are
        if own.held >= kept.held + (1 if kept.held == 0 else _MEND_ROWS) and _holds(own):
            best, kept = chosen, own
    return best, kept


def _selections(plain: Sequence[int], parts: Sequence[int]) -> Iterator[list[list[int]]]:
    """Give the choices of addends, those that assume equally much together."""
    if len(plain) < len(parts):
        yield [list(parts)]
    for count in range(1, min(_MOST_MENTIONS, len(plain) - 1) + 1):
        yield [[p for p in plain if p not in out] for out in combinations(plain, count)]


def _cross_totals(
    heads: Sequence[_Head], wholes: Mapping[int, int]
) -> Iterator[tuple[int, list[int]]]:
    """Give the columns of a group 合计 with those of the same name in the other groups.

    `合计 / 基本支出` repeats what `一般公共预算 / 基本支出` and `政府性基金 / 基本支出` add up to.
    """
    for head in heads:
        if head.is_generic or not head.group or not _TOTAL_GROUP.match(head.group[0]):
            continue
        same = [
            h.number
            for h in heads
            if h.leaf == head.leaf
            and h.group[1:] == head.group[1:]
            and h.group[:1] != head.group[:1]
            and h.group
        ]
        if same and head.number in wholes:
            yield head.number, same


def _try(sheet: Sheet, whole: int, parts: Sequence[int]) -> Support:
    known = set(sheet.columns)
    if whole not in known:
        return Support()
    return try_columns(sheet, whole, [p for p in parts if p in known], sheet.rows)


def _holds(support: Support) -> bool:
    return support.tried > 0 and support.held >= _HOLDS * support.tried
