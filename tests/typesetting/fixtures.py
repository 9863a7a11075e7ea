"""The golden fixtures: which made-up department in which layout, and what each one covers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from tests.typesetting.department import make_department
from tests.typesetting.expected import figures_csv, meta_json
from tests.typesetting.layout_chongqing import lay_out_chongqing
from tests.typesetting.layout_final import lay_out_final
from tests.typesetting.layout_quirks import lay_out_quirks
from tests.typesetting.layout_shanghai import lay_out_shanghai
from tests.typesetting.layout_sixdecimals import lay_out_sixdecimals
from tests.typesetting.press import typeset
from tests.typesetting.report import Report
from tests.typesetting.tongnan import read_tongnan

ROOT: Final = Path(__file__).parents[2]
GOLDEN: Final = ROOT / "tests" / "golden"
SHIPPED: Final = ROOT / "data" / "reports" / "重庆市潼南区人民政府办公室2023年部门预算.pdf"
_CENT: Final = Decimal("0.01")


def _chongqing() -> Report:
    """Brackets that begin a cell are squeezed to the left, their boxes over the rule."""
    made = make_department(7, 2024, with_fund=True, with_unit_funds=True)
    return replace(lay_out_chongqing(made), squeezes_brackets=True)


def _shanghai() -> Report:
    return lay_out_shanghai(make_department(3, 2025, quantum=_CENT))


def _shanghai_polygon() -> Report:
    """Whole yuan, zeros printed, every rule a filled polygon."""
    made = make_department(11, 2024, quantum=Decimal(1), with_fund=True)
    return replace(lay_out_shanghai(made, decimals=0, zero="0"), rules="polygon")


def _sixdecimals() -> Report:
    return lay_out_sixdecimals(make_department(4, 2026, quantum=_CENT, with_unit_funds=True))


def _final() -> Report:
    return lay_out_final(make_department(5, 2023))


def _quirks() -> Report:
    return lay_out_quirks(make_department(10, 2025, with_unit_funds=True))


FIXTURES: Final[dict[str, Callable[[], Report]]] = {
    "tongnan_2023": read_tongnan,
    "chongqing": _chongqing,
    "shanghai": _shanghai,
    "shanghai_polygon": _shanghai_polygon,
    "sixdecimals": _sixdecimals,
    "final_account": _final,
    "quirks": _quirks,
}


def write_shipped() -> None:
    """Typeset the shipped report into data/reports."""
    SHIPPED.parent.mkdir(parents=True, exist_ok=True)
    SHIPPED.write_bytes(typeset(read_tongnan()))


def write_fixture(name: str) -> None:
    """Write a fixture's PDF (the shipped report is its own) and what it must be read as."""
    report = FIXTURES[name]()
    folder = GOLDEN / name
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    for stale in tables.glob("*.csv"):
        stale.unlink()
    if name != "tongnan_2023":
        (folder / "report.pdf").write_bytes(typeset(report))
    (folder / "meta.json").write_text(meta_json(report), encoding="utf-8")
    for number, table in enumerate(report.tables):
        path = tables / f"{number + 1:02d}_{table.kind}.csv"
        path.write_text(figures_csv(report, number), encoding="utf-8")


def fixture_pdf(name: str) -> Path:
    """Give the path of a fixture's PDF."""
    return SHIPPED if name == "tongnan_2023" else GOLDEN / name / "report.pdf"
