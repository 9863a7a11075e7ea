"""Slips planted on paper: into typeset PDFs, one each, read, built and diagnosed as any report.

The in-memory bench tries the diagnosis on thousands of systems; this one tries the whole way, the
reading and the identities' gates included, on fewer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

import duckdb

from tests.mutations.bases import build_folder
from tests.typesetting.layouts import LAYOUTS, make_report
from tests.typesetting.press import typeset
from tests.typesetting.report import Report, with_cell

SLIPS: Final = ("digit", "transposition", "lost_digit", "decimal_point", "sign")

_YEAR: Final = 2024
_FIGURE: Final = re.compile(r"\d[\d,]*(\.\d+)?")
_SET_NAMED: Final = 3
_DRAWS: Final = 200

_FINDINGS_SQL: Final = """
with culprits as (
    select findings.*, unnest(culprit_figure_ids) as figure_id
    from marts.fct_findings as findings
)
select
    culprits.kind,
    not culprits.are_alternatives or len(culprits.culprit_figure_ids) <= $set_named as is_named,
    culprits.proposed_figure_ids,
    culprits.proposed_amounts_yuan
from culprits
inner join marts.fct_figures as figures using (figure_id)
inner join marts.dim_reports as reports on figures.report_id = reports.report_id
where reports.file_name = $file and figures.figure_id = $figure
"""


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """A slip in a PDF: table, row and column from 0, as in the typeset report."""

    file_name: str
    kind: str
    table: int
    row: int
    column: int
    table_kind: str
    right: str
    wrong: str


@dataclass(frozen=True, slots=True)
class PrintedVerdict:
    """How it fared; `is_witnessed` is whether any tried identity touches the figure."""

    slip: PrintedSlip
    is_read: bool
    is_witnessed: bool
    is_detected: bool
    is_named: bool
    is_restored: bool


def plant_printed(folder: Path, count: int, seed: int) -> list[PrintedSlip]:
    """Typeset `count` reports with one slip each into a folder, over the layouts in turn."""
    rng = random.Random(seed)
    layouts = list(LAYOUTS)
    slips = []
    for number in range(count):
        layout, kind = layouts[number % len(layouts)], SLIPS[number // len(layouts) % len(SLIPS)]
        report = make_report(layout, 100 + number, _YEAR)
        file_name = f"{number:04}-{layout}.pdf"
        for _ in range(_DRAWS):
            slip = _draw(report, kind, file_name, rng)
            if slip is not None:
                break
        else:
            continue
        changed = with_cell(report, slip.table, slip.row, slip.column, slip.wrong)
        (folder / file_name).write_bytes(typeset(changed))
        slips.append(slip)
    return slips


def _draw(report: Report, kind: str, file_name: str, rng: random.Random) -> PrintedSlip | None:
    number = rng.randrange(len(report.tables))
    table = report.tables[number]
    places = [
        (row, column)
        for row, texts in enumerate(table.rows)
        for column, text in enumerate(texts)
        if not table.is_form
        and table.columns[column].role == "figure"
        and _FIGURE.fullmatch(text)
        and Decimal(text.replace(",", "")) > 1
    ]
    if not places:
        return None
    row, column = rng.choice(places)
    right = table.rows[row][column]
    wrong = _slipped(right, kind, rng)
    if wrong is None or Decimal(wrong.replace(",", "")) == Decimal(right.replace(",", "")):
        return None
    return PrintedSlip(file_name, kind, number, row, column, table.kind, right, wrong)


def _slipped(text: str, kind: str, rng: random.Random) -> str | None:
    bare = text.replace(",", "")
    whole, _, decimals = bare.partition(".")
    at = rng.randrange(len(whole))
    if kind == "digit":
        other = rng.choice([digit for digit in "123456789" if digit != whole[at]])
        return f"{whole[:at]}{other}{whole[at + 1 :]}" + (f".{decimals}" if decimals else "")
    if kind == "transposition":
        if at + 1 >= len(whole) or whole[at] == whole[at + 1] or (at == 0 and whole[1] == "0"):
            return None
        swapped = whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :]
        return swapped + (f".{decimals}" if decimals else "")
    if kind == "lost_digit":
        left = whole[:at] + whole[at + 1 :]
        if not left or left[0] == "0":
            return None
        return left + (f".{decimals}" if decimals else "")
    if kind == "decimal_point":
        if len(decimals) < 2:
            return None
        return f"{whole}{decimals[0]}.{decimals[1:]}0"
    return f"-{bare}"


def judge_printed(warehouse: Path, slips: list[PrintedSlip]) -> Iterator[PrintedVerdict]:
    """Compare what the build found with what was planted."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for slip in slips:
            yield _judge(connection, slip)


def _judge(connection: duckdb.DuckDBPyConnection, slip: PrintedSlip) -> PrintedVerdict:
    figure = connection.execute(
        "select figure_id, witness_count, unit from marts.fct_figures"
        " where file_name = ? and table_number = ? and row_number = ? and column_number = ?"
        " and replace(printed_text, ',', '') = ?",
        [
            slip.file_name,
            slip.table + 1,
            slip.row + 1,
            slip.column + 1,
            slip.wrong.replace(",", ""),
        ],
    ).fetchone()
    if figure is None:
        return PrintedVerdict(slip, False, False, False, False, False)
    figure_id, witness_count, unit = figure
    (finding_count,) = connection.execute(
        "select count(*) from marts.fct_findings inner join marts.dim_reports using (report_id)"
        " where file_name = ?",
        [slip.file_name],
    ).fetchone() or (0,)
    rows = connection.execute(
        _FINDINGS_SQL, {"set_named": _SET_NAMED, "file": slip.file_name, "figure": figure_id}
    ).fetchall()
    yuan = Decimal(_bare(slip.right)) * (10000 if unit == "万元" else 1)
    restored = any(
        dict(zip(ids, amounts, strict=True)).get(figure_id) == yuan for _, _, ids, amounts in rows
    )
    return PrintedVerdict(
        slip,
        True,
        witness_count > 0,
        finding_count > 0,
        any(is_named for _, is_named, _, _ in rows),
        restored,
    )


def _bare(text: str) -> str:
    return text.replace(",", "")


def run_printed(folder: Path, count: int, seed: int) -> list[PrintedVerdict]:
    """Plant, build, judge."""
    reports = folder / "reports"
    reports.mkdir(parents=True)
    slips = plant_printed(reports, count, seed)
    return list(judge_printed(build_folder(reports, folder / "warehouse.duckdb"), slips))


def printed_table(verdicts: list[PrintedVerdict]) -> str:
    """Write the table: one line per kind of slip, one for all, then what was missed."""
    lines = [
        f"{'kind':<15}{'planted':>8}{'read':>6}{'witnessed':>11}{'detected':>10}{'named':>7}"
        f"{'restored':>10}"
    ]
    for kind in (*SLIPS, "all"):
        chosen = [each for each in verdicts if kind in ("all", each.slip.kind)]
        witnessed = [each for each in chosen if each.is_witnessed]
        detected = [each for each in witnessed if each.is_detected]
        lines.append(
            f"{kind:<15}{len(chosen):>8}{sum(each.is_read for each in chosen):>6}"
            f"{len(witnessed):>11}{len(detected):>10}"
            f"{sum(each.is_named for each in detected):>7}"
            f"{sum(each.is_restored for each in detected):>10}"
        )
    lines += [
        f"not {'named' if each.is_detected else 'detected' if each.is_read else 'read'}: "
        f"{each.slip.file_name} table {each.slip.table + 1} {each.slip.table_kind} "
        f"row {each.slip.row + 1} column {each.slip.column + 1}: "
        f"{each.slip.right} printed {each.slip.wrong}"
        + ("" if each.is_witnessed else " (touched by no identity)")
        for each in verdicts
        if not each.is_named
    ]
    return "\n".join(lines)
