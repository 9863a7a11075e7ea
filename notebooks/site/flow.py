"""Where the money comes from and goes, as a graph whose every node takes in what it gives out.

Sources → total → functional 类 → basic, project and other → economic 类 of basic expenditure.
What the report leaves open between two steps becomes a node of its own, never a thinner line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from notebooks.site.facts import (
    ECONOMIC_KIND,
    OTHER_NATURES,
    REVENUE_KIND,
    CodeRow,
    CodeTable,
    ReportFacts,
)
from notebooks.site.tree import Branch, grow_tree
from notebooks.site.warehouse import Amount, Row
from notebooks.site.words import Word, word

_HUB: Final = "hub"
_NATURES: Final = ("basic", "project", *OTHER_NATURES)

# Fiscal appropriation is the whole of its three funds; where both are printed one of them counts.
_FISCAL: Final = "fiscal_appropriation"
_FUNDS: Final = ("general_budget", "government_fund", "state_capital")


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its place in the flow (0 sources … 4 economic classes) and what it is called."""

    key: str
    depth: int
    label: Word
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Money from one node to another, and the printed figures that say so."""

    source: str
    target: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Flow:
    """The whole graph; empty where the report has no expenditure by function."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


EMPTY: Final = Flow((), ())


class _Drawing:
    """Collects nodes and links; a link of nothing is not drawn."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.links: list[Link] = []

    def add(self, source: Node, target: Node, amount: Amount) -> None:
        if amount.yuan is None or amount.yuan <= 0:
            return
        for node in (source, target):
            self.nodes.setdefault(node.key, node)
        self.links.append(Link(source.key, target.key, amount))

    def sum_into(self, key: str) -> Decimal:
        return _total(link.amount for link in self.links if link.target == key)


def draw_flow(facts: ReportFacts, names: Mapping[str, str], half_unit_yuan: Decimal) -> Flow:
    """Draw a report's money.

    Args:
        facts: What it prints.
        names: What the listed classifications call a 类 that is not printed.
        half_unit_yuan: What a printed amount is known to; smaller differences are rounding.
    """
    table = facts.main_table
    if table is None:
        return EMPTY
    _, classes, _ = grow_tree(table, names, half_unit_yuan)
    if not any((branch.row.amount("total").yuan or 0) > 0 for branch in classes):
        return EMPTY
    drawing = _Drawing()
    _draw_uses(drawing, classes, half_unit_yuan)
    economic = facts.code_tables.get(ECONOMIC_KIND)
    if economic is not None:
        _draw_economic(drawing, economic, names, half_unit_yuan)
    _draw_sources(drawing, facts, table, half_unit_yuan)
    depths = {key: node.depth for key, node in drawing.nodes.items()}
    links = sorted(drawing.links, key=lambda link: (depths[link.source], depths[link.target]))
    return Flow(tuple(drawing.nodes.values()), tuple(links))


def _draw_uses(drawing: _Drawing, classes: Sequence[Branch], half_unit_yuan: Decimal) -> None:
    hub = Node(_HUB, 1, word("flow.expenditure"))
    for branch in classes:
        row = branch.row
        node = Node(f"f{row.code}", 2, _named(row))
        drawing.add(hub, node, row.amount("total"))
        natures = [(nature, _of_nature(row, nature)) for nature in _NATURES]
        for nature, amount in natures:
            drawing.add(node, Node(nature, 3, word(f"flow.{nature}")), amount)
        whole = row.amount("total").yuan or Decimal(0)
        rest = whole - _total(amount for _, amount in natures)
        if rest > len(natures) * half_unit_yuan:
            drawing.add(node, _open(3, "unlisted_nature"), Amount(rest))


def _draw_economic(
    drawing: _Drawing, economic: CodeTable, names: Mapping[str, str], half_unit_yuan: Decimal
) -> None:
    """Part basic expenditure by economic class, where there is any."""
    basic = drawing.sum_into("basic")
    if basic <= 0:
        return
    _, classes, _ = grow_tree(economic, names, half_unit_yuan)
    start = drawing.nodes["basic"]
    for branch in classes:
        node = Node(f"e{branch.row.code}", 4, _named(branch.row))
        drawing.add(start, node, branch.row.amount("total"))
    rest = basic - _total(branch.row.amount("total") for branch in classes)
    if classes and rest > (len(classes) + 1) * half_unit_yuan:
        drawing.add(start, _open(4, "unlisted_economic"), Amount(rest))


def _draw_sources(
    drawing: _Drawing, facts: ReportFacts, table: CodeTable, half_unit_yuan: Decimal
) -> None:
    hub = drawing.nodes[_HUB]
    spent = _total(link.amount for link in drawing.links if link.source == _HUB)
    sources = _sources(facts)
    if not sources:
        if table.kind == "general_budget":
            printed = table.total.amount("total").figures
            sources = [(word("source.general_budget"), Amount(spent, printed))]
        else:
            return
    for position, (label, amount) in enumerate(sources):
        drawing.add(Node(f"s{position}", 0, label), hub, amount)
    taken = drawing.sum_into(_HUB)
    rest = spent - taken
    slack = (len(sources) + len(table.rows) + 1) * half_unit_yuan
    if rest > slack:
        drawing.add(_open(0, "unlisted_source"), hub, Amount(rest))
    elif -rest > slack:
        _draw_unspent(drawing, facts, -rest, slack)


def _draw_unspent(drawing: _Drawing, facts: ReportFacts, rest: Decimal, slack: Decimal) -> None:
    """Show what is taken in and not spent: carried over where the report says so, or else open."""
    hub = drawing.nodes[_HUB]
    carried = [
        line["amount"]
        for line in facts.lines
        if line["side"] == "expenditure"
        and line["line_concept"] in ("carried_over_out", "reserves_allocated")
    ]
    total = Amount()
    for amount in carried:
        total += amount
    if total.yuan is not None and 0 < total.yuan <= rest + slack:
        drawing.add(hub, Node("carried_out", 2, word("flow.carried_out")), total)
        rest -= total.yuan
    if rest > slack:
        drawing.add(hub, _open(2, "unlisted_use"), Amount(rest))


def _sources(facts: ReportFacts) -> list[tuple[Word, Amount]]:
    """Name the sources: lines of the summary, which knows carry-over, or the revenue table."""
    found = [
        (_line_label(line), line["amount"])
        for line in facts.lines
        if line["side"] == "revenue"
        and line["line_concept"] in ("source", "carried_over_in", "use_of_reserves")
    ]
    if any((amount.yuan or 0) > 0 for _, amount in found):
        return found
    revenue = facts.code_tables.get(REVENUE_KIND)
    if revenue is None:
        return []
    total = revenue.total
    if not total.amounts:
        total, _, _ = grow_tree(revenue, {}, Decimal(0))
    kinds = [kind for kind in total.amounts if kind != "total"]
    if _FISCAL in kinds:
        kinds = [kind for kind in kinds if kind not in _FUNDS]
    return [(word(f"source.{kind}"), total.amount(kind)) for kind in sorted(kinds)]


def _line_label(line: Row) -> Word:
    """Call a line by its source; a carry-over and what nobody worded by its printed label."""
    if line["line_concept"] == "carried_over_in":
        return word("flow.carried_in")
    if line["line_concept"] == "use_of_reserves":
        return word("flow.reserves")
    source = line["line_source"]
    return Word(line["line_label"], word(f"source.{source}").en if source else line["line_label"])


def _of_nature(row: CodeRow, nature: str) -> Amount:
    """Read an amount by nature; some tables print basic only as personnel and operating."""
    amount = row.amount(nature)
    if nature == "basic" and amount.yuan is None:
        return row.amount("personnel") + row.amount("operating")
    return amount


def _named(row: CodeRow) -> Word:
    name = row.name or row.code
    return Word(name, name)


def _open(depth: int, key: str) -> Node:
    return Node(key, depth, word(f"flow.{key}"), is_open=True)


def _total(amounts: Iterable[Amount]) -> Decimal:
    return sum((amount.yuan for amount in amounts if amount.yuan is not None), Decimal(0))
