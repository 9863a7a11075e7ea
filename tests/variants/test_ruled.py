"""Borders of every make, shading in their place, and print that white space alone parts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pypdf.generic import NumberObject

from tests.variants.comparing import outcome
from tests.variants.linjiang import Look, grid_of, print_report
from tests.variants.reworking import set_on_pages

# stroke, more options of the table
RULINGS: dict[str, tuple[str, str]] = {
    "dash-dotted red": ('(paint: red, thickness: 0.5pt, dash: "dash-dotted")', ""),
    "densely dotted": ('(paint: gray, thickness: 0.4pt, dash: "densely-dotted")', ""),
    "loosely dotted": ('(paint: gray, thickness: 0.8pt, dash: "loosely-dotted")', ""),
    "round dots": ('(paint: black, thickness: 1pt, cap: "round", dash: (0pt, 3pt))', ""),
    "loosely dashed": ('(paint: gray, thickness: 0.4pt, dash: "loosely-dashed")', ""),
    "double": ("0.5pt", "gutter: 1.5pt,"),
    "inner rules only": ("(x, y) => (left: if x > 0 {0.5pt}, top: if y > 0 {0.5pt})", ""),
    "rules down": ("(x, y) => (left: 0.5pt, right: 0.5pt)", ""),
    "a shaded header and nothing else": ("none", "fill: (x, y) => if y < 1 {luma(200)},"),
    "shaded columns": ("none", "fill: (x, y) => if calc.odd(x) {luma(230)},"),
    "white on white": ("none", "fill: white,"),
    "shaded rows, rules across": (
        "(x, y) => (top: 0.5pt)",
        "fill: (x, y) => if calc.odd(y) {blue.lighten(80%)},",
    ),
}
# what parts nothing: how print is set where no rule is
SETTINGS: dict[str, Look] = {
    "landscape": Look(page="flipped: true"),
    "small": Look(preamble="#set text(size: 7pt)"),
    "amounts in the middle": Look(
        preamble="#show table.cell.where(align: right + horizon): set align(center)"
    ),
    "heads at the left": Look(
        preamble="#show table.cell.where(align: center + horizon): set align(left)"
    ),
}


def dealt(names: tuple[str, ...], look: Look) -> Look:
    """Rule each of the four tables in another manner."""

    def grid(number: int, look: Look) -> str:
        stroke, options = RULINGS[names[number - 1]]
        return grid_of(number, replace(look, stroke=stroke, table_options=options))

    return replace(look, grid=grid)


NAMES = list(RULINGS)
TURNED = [tuple(NAMES[(i + 4 * k) % 12] for k in (0, 1, 2, 0)) for i in range(0, 12, 2)]


@pytest.mark.parametrize("names", [*zip(*[iter(NAMES)] * 4, strict=True), *TURNED], ids=" + ".join)
def test_variant__another_border__is_the_same(names: tuple[str, ...]) -> None:
    assert outcome(print_report(dealt(names, Look()))) == ("same", "")


@pytest.mark.parametrize("stroke", ["none", "(x, y) => (top: if y < 2 {0.5pt})"])
@pytest.mark.parametrize("setting", sorted(SETTINGS))
def test_variant__set_otherwise_without_rules__is_the_same(setting: str, stroke: str) -> None:
    look = replace(SETTINGS[setting], stroke=stroke)
    turned = set_on_pages(Rotate=NumberObject(90)) if setting == "small" else None
    assert outcome(print_report(replace(look, rework=turned)))[0] == "same"


def test_variant__a_head_and_an_amount_in_one_cell__costs_its_table() -> None:
    """No rule between a header's second row and the body: 小计 over 12.40."""
    stroke = "(x, y) => (left: 0.5pt, right: 0.5pt, bottom: if y == 0 {0.5pt})"
    found, reason = outcome(print_report(Look(stroke=stroke)))
    assert found == "held"
    assert "12.40" in reason
