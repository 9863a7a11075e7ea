"""Slips planted on paper, built and diagnosed as any report: the whole way, on fewer reports.

The in-memory bench tries diagnosis on many systems; here reading, the identities' gates and the
messages of a real build are tried as well, with one slip per report and one build for all.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

import duckdb

from tests.mutations.bases import build_folder
from tests.mutations.misprints import amount_of
from tests.mutations.paper import PAPER_KINDS, PaperSlip, slip_on_paper
from tests.typesetting.layouts import LAYOUTS, make_report
from tests.typesetting.press import PageOverflowError, typeset

_YEAR: Final = 2024
_FIRST_SEED: Final = 60  # of reports that the in-memory bench does not know
_SET_NAMED: Final = 3
_DRAWS: Final = 300
_DIGITS_TOLERATED: Final = 1  # half a digit of each of two figures that are compared
_YUAN: Final = {"元": Decimal(1), "万元": Decimal(10_000)}


@dataclass(frozen=True, slots=True)
class PrintedVerdict:
    """How a slip fared.

    Attributes:
        is_seen: some check is violated, or a tried identity touches what was changed by more
            than the tolerance of two printed figures.
        is_named: a finding names all cells at fault (or the row, the table, the prose), in a set
            of at most three where they cannot be told apart.
        is_restored: every printed cell at fault gets its value back.
        extra: findings besides those that name it.
    """

    file_name: str
    slip: PaperSlip
    is_seen: bool
    is_detected: bool
    is_named: bool
    is_determined: bool
    is_restored: bool
    kinds: tuple[str, ...]
    extra: int


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    cells: frozenset[str]
    message: str
    are_alternatives: bool
    proposed: dict[str, Decimal | None]


def plant_printed(
    folder: Path, count: int, seed: int, kinds: Sequence[str] = PAPER_KINDS
) -> dict[str, PaperSlip]:
    """Typeset `count` reports with one slip each, over layouts and kinds in turn.

    Returns:
        File name → slip.
    """
    rng = random.Random(seed)
    layouts = list(LAYOUTS)
    slips: dict[str, PaperSlip] = {}
    for number in range(count):
        kind = kinds[number % len(kinds)]
        layout = layouts[(number + number // len(kinds)) % len(layouts)]
        report = make_report(layout, _FIRST_SEED + number, _YEAR)
        file_name = f"{number:04}-{layout}-{kind}.pdf"
        for _ in range(_DRAWS):
            slip = slip_on_paper(report, kind, rng)
            if slip is None:
                continue
            try:
                content = typeset(slip.report)
            except PageOverflowError:
                continue  # a doubled row that no longer fits its page
            (folder / file_name).write_bytes(content)
            slips[file_name] = slip
            break
    return slips


def judge_printed(warehouse: Path, slips: dict[str, PaperSlip]) -> list[PrintedVerdict]:
    """Compare what a build found with what was planted."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return [_judge(connection, name, slip) for name, slip in slips.items()]


def _judge(connection: duckdb.DuckDBPyConnection, name: str, slip: PaperSlip) -> PrintedVerdict:
    found = _findings(connection, name)
    named = [each for each in found if _names(slip, each)]
    cells = {cell for each in named for cell in each.cells}
    wanted = {_key(*place) for place in slip.right}
    is_named = bool(named) and (slip.kind not in _BY_CELLS or wanted <= cells)
    return PrintedVerdict(
        name,
        slip,
        _is_seen(connection, name, slip),
        bool(found),
        is_named,
        bool(named) and not named[0].are_alternatives,
        _is_restored(connection, name, slip, named),
        tuple(each.kind for each in found),
        len(found) - len(named),
    )


_BY_CELLS: Final = frozenset(PAPER_KINDS) - {
    *("missing_row", "doubled_row", "unit_line", "prose", "code"),
}


def _key(table: int, row: int, column: int) -> str:
    return f"t{table + 1:03d}-r{row + 1:04d}-c{column + 1:03d}"


def _findings(connection: duckdb.DuckDBPyConnection, name: str) -> list[_Found]:
    rows = connection.execute(
        "select kind, culprit_cells, message_zh, are_alternatives, proposed_figure_ids,"
        " proposed_amounts_yuan"
        " from marts.fct_findings inner join marts.dim_reports using (report_id)"
        " where file_name = ? order by finding_id",
        [name],
    ).fetchall()
    return [
        _Found(kind, frozenset(cells), zh, alternatives, dict(zip(ids, amounts, strict=True)))
        for kind, cells, zh, alternatives, ids, amounts in rows
    ]


def _names(slip: PaperSlip, found: _Found) -> bool:
    if slip.kind == "prose":
        return found.kind == "narrative"
    if slip.kind == "code":
        return slip.words.partition(" ")[0] in found.message or (
            slip.words.rpartition(" ")[2] in found.message
        )
    tables = {cell[:4] for cell in found.cells}
    if slip.table is None or f"t{slip.table + 1:03d}" not in tables:
        return False
    if slip.kind in ("missing_row", "doubled_row", "unit_line"):
        return found.kind == {"unit_line": "unit_slip"}.get(slip.kind, slip.kind)
    if found.are_alternatives and len(found.cells) > _SET_NAMED:
        return False
    return bool({_key(*place) for place in slip.right} & found.cells)


def _is_seen(connection: duckdb.DuckDBPyConnection, name: str, slip: PaperSlip) -> bool:
    """Say whether any tried identity could notice the slip at all."""
    rows = connection.execute(
        "select count(*) from marts.fct_invariant_checks inner join marts.dim_reports"
        " using (report_id) where file_name = ? and fct_invariant_checks.status = 'violated'",
        [name],
    ).fetchall()
    if rows[0][0]:
        return True
    if slip.kind == "prose":
        return _is_claim_tried(connection, name, slip)
    if slip.kind in _BY_CELLS:
        figures = connection.execute(
            "select table_number, row_number, column_number, witness_count from marts.fct_figures"
            " where file_name = ?",
            [name],
        ).fetchall()
        witnessed = {_key(t - 1, r - 1, c - 1) for t, r, c, count in figures if count}
        return slip.kind != "swapped_cells" and any(
            _key(*place) in witnessed and _is_large(slip, place) for place in slip.right
        )
    return True


def _is_claim_tried(connection: duckdb.DuckDBPyConnection, name: str, slip: PaperSlip) -> bool:
    """Say whether a number of the prose is held against anything: what is not, nobody can tell."""
    wrong = slip.words.rpartition(" ")[2]
    rows = connection.execute(
        "select count(*) from marts.fct_invariant_checks as checks inner join marts.dim_reports"
        " using (report_id) where file_name = ? and checks.status in ('holds', 'violated')"
        " and list_has_any(claim_ids, (select list(claim_id) from marts.fct_narrative_claims"
        " where fct_narrative_claims.report_id = checks.report_id"
        " and starts_with(claimed_text, ?)))",
        [name, wrong],
    ).fetchall()
    return bool(rows[0][0])


def _is_large(slip: PaperSlip, place: tuple[int, int, int]) -> bool:
    right = slip.right[place]
    wrong = slip.report.tables[place[0]].rows[place[1]][place[2]]
    digits = len(right.partition(".")[2])
    change = abs((amount_of(right) or 0) - (amount_of(wrong) or 0))
    return change.scaleb(digits) > _DIGITS_TOLERATED if digits else change > _DIGITS_TOLERATED


def _is_restored(
    connection: duckdb.DuckDBPyConnection, name: str, slip: PaperSlip, named: Sequence[_Found]
) -> bool:
    if slip.kind not in _BY_CELLS:
        return bool(named)
    proposed: dict[str, Decimal | None] = {}
    for each in named:
        proposed |= each.proposed
    figures = connection.execute(
        "select figure_id, table_number, row_number, column_number, amount_yuan, unit"
        " from marts.fct_figures where file_name = ?",
        [name],
    ).fetchall()
    for figure_id, table, row, column, amount, unit in figures:
        place = (table - 1, row - 1, column - 1)
        if place not in slip.right:
            continue
        right = amount_of(slip.right[place])
        yuan = Decimal(0) if right is None else right * _YUAN[unit]
        if (proposed.get(figure_id, amount) or 0) != yuan:
            return False
    return bool(named)


def run_printed(folder: Path, count: int, seed: int) -> list[PrintedVerdict]:
    """Plant, build, judge."""
    reports = folder / "reports"
    reports.mkdir(parents=True)
    slips = plant_printed(reports, count, seed)
    # a slip may be too wide for its cell: that report is partial, and says so
    warehouse = build_folder(reports, folder / "warehouse.duckdb", may_reject=True)
    return judge_printed(warehouse, slips)


def printed_table(verdicts: Sequence[PrintedVerdict]) -> str:
    """Write the table: one line per kind of slip, one for all."""
    lines = [
        f"{'kind':<17}{'planted':>8}{'unseen':>8}{'detected':>10}{'named':>7}{'restored':>10}"
        f"{'extra':>7}"
    ]
    for kind in (*PAPER_KINDS, "all"):
        chosen = [each for each in verdicts if kind in ("all", each.slip.kind)]
        seen = [each for each in chosen if each.is_seen]
        detected = [each for each in seen if each.is_detected]
        lines.append(
            f"{kind:<17}{len(chosen):>8}{len(chosen) - len(seen):>8}{len(detected):>10}"
            f"{sum(each.is_named for each in detected):>7}"
            f"{sum(each.is_restored for each in detected):>10}"
            f"{sum(each.extra for each in seen):>7}"
        )
    return "\n".join(lines)


def missed_text(verdicts: Sequence[PrintedVerdict]) -> str:
    """List the slips that were not detected, not named or came with more findings."""
    return "\n".join(
        f"{'unseen' if not each.is_seen else 'undetected' if not each.is_detected else 'unnamed'}"
        f" {each.file_name}"
        f" {'' if each.slip.table is None else each.slip.report.tables[each.slip.table].kind}"
        f" {sorted(_key(*place) for place in each.slip.right)[:4]} {each.slip.words}"
        f" | {each.kinds}"
        for each in verdicts
        if not (each.is_named and each.is_restored) or each.extra
    )
