"""What one report's page shows: sections ready for the template, and the data of its charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from ingest.contract.concepts import YUAN_PER_UNIT
from notebooks.site.comparison import Comparison, bar_rows
from notebooks.site.facts import (
    ECONOMIC_KIND,
    OTHER_NATURES,
    REVENUE_KIND,
    THREE_PUBLIC_COSTS,
    CodeRow,
    CodeTable,
    ReportFacts,
)
from notebooks.site.flow import Flow
from notebooks.site.tree import Branch, grow_tree
from notebooks.site.warehouse import NOTHING, Amount, Row
from notebooks.site.words import Word, word

# Bars beyond these are too thin to read; the table below each chart holds all.
_BARS_SHOWN: Final = 20

MEASURE_WORDS: Final = {
    "total": "ui.total",
    "basic": "report.basic",
    "project": "report.project_spending",
    "personnel": "report.personnel",
    "operating": "report.operating",
    **{nature: f"flow.{nature}" for nature in OTHER_NATURES},
}

_DEFAULT_HALF_UNIT: Final = Decimal(50)  # 万元 with two decimals


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a table by code.

    Attributes:
        kind: `whole` for the total, `gap` for what its parts leave open, else empty.
        depth: How far it is set in.
    """

    kind: str
    depth: int
    row: CodeRow

    @property
    def code(self) -> str:
        """The code."""
        return self.row.code

    @property
    def name(self) -> str:
        """What it is called."""
        return self.row.name

    def amount(self, measure: str) -> Amount:
        """The amount of a measure, or nothing."""
        return self.row.amount(measure)


@dataclass(frozen=True, slots=True)
class CodeSection:
    """A table by code with its tree.

    Attributes:
        whole: The total that shares are of.
        excesses: Names of nodes whose parts are more than they are, and by how much.
    """

    kind: str
    rows: tuple[ShownRow, ...]
    measures: tuple[str, ...]
    whole: Decimal | None
    total: CodeRow
    branches: tuple[Branch, ...]
    gap: Decimal | None
    excesses: tuple[tuple[str, Decimal], ...]
    has_derived: bool


def half_unit_yuan(figures: Iterable[Row]) -> Decimal:
    """Say to what a report's printed amounts are known: half of the usual last digit, in yuan."""
    usual = Counter(
        (figure["unit"], figure["decimals"])
        for figure in figures
        if figure["amount_yuan"] is not None and figure["unit"] in YUAN_PER_UNIT
    )
    if not usual:
        return _DEFAULT_HALF_UNIT
    (unit, decimals), _ = min(usual.items(), key=lambda item: (-item[1], str(item[0])))
    return Decimal(YUAN_PER_UNIT[unit]) / 2 / Decimal(10) ** (decimals or 0)


def show_codes(
    table: CodeTable, names: Mapping[str, str], half_unit: Decimal, measures: Sequence[str]
) -> CodeSection:
    """Lay a table by code out as rows, gaps shown as rows of their own."""
    total, branches, gap = grow_tree(table, names, half_unit)
    rows: list[ShownRow] = []
    excesses: list[tuple[str, Decimal]] = []
    if total.amounts:
        rows.append(ShownRow("whole", 0, total))
    for branch in branches:
        _add_rows(branch, 0, rows, excesses)
    _add_gap(gap, "", 0, rows, excesses)
    printed = [m for m in measures if any(r.amount(m).yuan is not None for r in rows)]
    return CodeSection(
        kind=table.kind,
        rows=tuple(rows),
        measures=tuple(printed),
        whole=total.amount("total").yuan,
        total=total,
        branches=branches,
        gap=gap,
        excesses=tuple(excesses),
        has_derived=any(shown.amount("total").is_derived for shown in rows),
    )


def _add_rows(
    branch: Branch, depth: int, rows: list[ShownRow], excesses: list[tuple[str, Decimal]]
) -> None:
    rows.append(ShownRow("", depth, branch.row))
    for part in branch.parts:
        _add_rows(part, depth + 1, rows, excesses)
    name = f"{branch.row.code} {branch.row.name}".strip()
    _add_gap(branch.gap, name, depth + 1, rows, excesses)


def _add_gap(
    gap: Decimal | None,
    name: str,
    depth: int,
    rows: list[ShownRow],
    excesses: list[tuple[str, Decimal]],
) -> None:
    if gap is None:
        return
    if gap > 0:
        rows.append(ShownRow("gap", depth, CodeRow("", "", {"total": Amount(gap)})))
    else:
        excesses.append((name, -gap))


def tree_data(section: CodeSection) -> dict[str, Any]:
    """Make the treemap's data."""
    total = section.total.amount("total")
    parts = [_tree_node(branch) for branch in section.branches]
    return {
        "name": word("ui.total"),
        "yuan": total.yuan or 0,
        "parts": [*parts, *_gap_node(section.gap)],
    }


def _tree_node(branch: Branch) -> dict[str, Any]:
    amount = branch.row.amount("total")
    return {
        "code": branch.row.code,
        "name": branch.row.name,
        "yuan": amount.yuan or 0,
        "figures": amount.figures,
        "parts": [*(_tree_node(part) for part in branch.parts), *_gap_node(branch.gap)],
    }


def _gap_node(gap: Decimal | None) -> list[dict[str, Any]]:
    if gap is None or gap <= 0:
        return []
    return [{"code": "", "name": word("ui.unlisted"), "yuan": gap, "figures": (), "open": True}]


def flow_data(flow: Flow) -> dict[str, Any]:
    """Make the sankey's data."""
    return {
        "nodes": [
            {"key": n.key, "depth": n.depth, "label": n.label, "open": n.is_open}
            for n in flow.nodes
        ],
        "links": [
            {
                "source": link.source,
                "target": link.target,
                "yuan": link.amount.yuan,
                "figures": link.amount.figures,
            }
            for link in flow.links
        ],
    }


def _bar(code: str, name: str, *amounts: Amount) -> dict[str, Any]:
    values = [{"yuan": amount.yuan, "figures": amount.figures} for amount in amounts]
    return {"code": code, "name": name, "values": values}


def economic_bars(section: CodeSection) -> dict[str, Any]:
    """Bars of the economic 款 (or of the 类, where nothing below them is printed)."""
    leaves = [
        shown.row
        for shown in section.rows
        if shown.code
        and not any(
            other.code.startswith(shown.code) and len(other.code) > len(shown.code)
            for other in section.rows
        )
    ]
    ranked = sorted(leaves, key=lambda row: (-(row.amount("total").yuan or 0), row.code))
    rows = [_bar(row.code, row.name, row.amount("total")) for row in ranked[:_BARS_SHOWN]]
    return {"rows": _with_rest(rows, [row.amount("total") for row in ranked]), "series": [""]}


def project_bars(projects: Sequence[Row]) -> dict[str, Any]:
    """Bars of the largest projects."""
    amounts = [project["amount"] for project in projects]
    rows = [_bar("", p["project_name"] or "", p["amount"]) for p in projects[:_BARS_SHOWN]]
    return {"rows": _with_rest(rows, amounts), "series": [""]}


def _with_rest(rows: list[dict[str, Any]], amounts: Sequence[Amount]) -> list[dict[str, Any]]:
    """Add one bar for all that are not shown, so that the bars still make the whole."""
    rest = NOTHING
    for amount in amounts[_BARS_SHOWN:]:
        rest += amount
    if rest.yuan:
        rows.append({**_bar("", "", rest), "name": word("report.other_measures"), "open": True})
    return rows


def comparison_bars(comparison: Comparison) -> dict[str, Any]:
    """Two bars for each 类; only the page's own figures can be opened from the chart."""
    rows = [
        _bar(
            row.code,
            row.name,
            row.before if not comparison.before_id else Amount(row.before.yuan),
            row.now if not comparison.now_id else Amount(row.now.yuan),
        )
        for row in bar_rows(comparison)
    ]
    return {"rows": rows, "series": [word(comparison.before_word), word(comparison.now_word)]}


@dataclass(frozen=True, slots=True)
class ThreePublic:
    """The “三公” section: one column per year and stage, one row per cost."""

    columns: tuple[Word, ...]
    rows: tuple[tuple[str, tuple[Amount, ...]], ...]

    def bars(self) -> dict[str, Any]:
        """Bars by cost, one series per year; costs that are all nil are left to the table."""
        rows = [
            {**_bar("", "", *amounts), "name": word(f"three_public.{cost}")}
            for cost, amounts in self.rows
            if cost != "total" and any(amount.yuan for amount in amounts)
        ]
        return {"rows": rows, "series": list(self.columns)}


def show_three_public(rows: Sequence[Row]) -> ThreePublic | None:
    """Lay out the first “三公” table: its total row, or its units added up."""
    first = [row for row in rows if row["table_number"] == rows[0]["table_number"]]
    whole = [row for row in first if row["unit_name"] == word("ui.total").zh]
    chosen = whole or first
    columns = sorted({(row["year"] or 0, row["stage"] or "") for row in chosen})
    if not columns:
        return None
    shown = []
    for cost in THREE_PUBLIC_COSTS:
        amounts = tuple(
            _added(
                row["amounts"][cost]
                for row in chosen
                if (row["year"] or 0, row["stage"] or "") == column
            )
            for column in columns
        )
        if any(amount.yuan is not None for amount in amounts):
            shown.append((cost, amounts))
    labels = tuple(_column_label(year, stage) for year, stage in columns)
    return ThreePublic(labels, tuple(shown)) if shown else None


def _added(amounts: Iterable[Amount]) -> Amount:
    found = NOTHING
    for amount in amounts:
        found += amount
    return found


def _column_label(year: int, stage: str) -> Word:
    said = word(f"stage.{stage}") if stage else Word("", "")
    return Word(f"{year or ''} {said.zh}".strip(), f"{year or ''} {said.en}".strip())


def headline_tiles(facts: ReportFacts, section: CodeSection | None) -> list[tuple[str, Amount]]:
    """Choose the numbers at the top: revenue, expenditure, basic, project, three public."""
    tiles = [("ui.revenue_total", _grand_revenue(facts))]
    if section is not None:
        tiles += [
            ("ui.expenditure_total", section.total.amount("total")),
            ("report.basic", section.total.amount("basic")),
            ("report.project_spending", section.total.amount("project")),
        ]
    return [(path, amount) for path, amount in tiles if amount.yuan is not None]


def _grand_revenue(facts: ReportFacts) -> Amount:
    for concept in ("grand_revenue", "current_revenue"):
        for line in facts.lines:
            if line["side"] == "revenue" and line["line_concept"] == concept:
                found: Amount = line["amount"]
                return found
    revenue = facts.code_tables.get(REVENUE_KIND)
    return revenue.total.amount("total") if revenue else NOTHING


def economic_section(
    facts: ReportFacts, names: Mapping[str, str], half_unit: Decimal
) -> CodeSection | None:
    """Lay out basic expenditure by economic class."""
    table = facts.code_tables.get(ECONOMIC_KIND)
    if table is None or not table.rows:
        return None
    return show_codes(table, names, half_unit, ("total", "personnel", "operating"))


def function_section(
    facts: ReportFacts, names: Mapping[str, str], half_unit: Decimal
) -> CodeSection | None:
    """Lay out expenditure by function."""
    table = facts.main_table
    if table is None:
        return None
    measures = ("total", "basic", "project", "personnel", "operating", *OTHER_NATURES)
    return show_codes(table, names, half_unit, measures)
