"""Only what a reader of the page can see is read, and what was not read is said."""

from __future__ import annotations

import pytest
from pypdf.generic import FloatObject, NumberObject

from ingest.reading.report import read_report
from tests.variants.comparing import cell_box, figures_of, outcome, plain_figures
from tests.variants.linjiang import Look, grid_of, print_report
from tests.variants.reworking import (
    Box,
    Rework,
    attached,
    box_of,
    damaged,
    fattened,
    layered,
    named,
    pictured,
    print_on,
    set_on_pages,
    shadowed,
    text,
    without_maps,
    wrapped_in_forms,
    written,
)

BLANK = "二、政府性基金预算拨款收入"  # nothing is printed beside it, on page 3
GRID = (60.0, 400.0, 535.0, 700.0)
X0, Y0, X1, Y1 = cell_box(3, BLANK)
AT = (X0 + 20, Y0 + 6)
NUMBER = text(*AT, "9,999.99")
AWAY = f"{X0} {Y0 - 300} 10 10 re W n"
PAGE = "0 0 595 842 re W n"
HOLED = f"0 0 595 842 re {X0} {Y0} {X1 - X0} {Y1 - Y0} re"
CLEAR = {"ExtGState": named(G0=named(ca=FloatObject(0)))}
THIN = {"ExtGState": named(G0=named(ca=FloatObject(0.2)))}
TABLES = (3, 4, 5, 6)
CODE = cell_box(4, "20805")
SEAL_AT = (CODE.x0 - 40, CODE.y0 + 4)
SEAL = text(*SEAL_AT, "5021201234567", size=7)


def tiles(before: str, words: str, size: float, step: int) -> str:
    return "".join(
        text(x, y, words, size=size, before=before)
        for x in (60, 200, 340, 460)
        for y in range(100, 800, step)
    )


UNSEEN: dict[str, Rework] = {
    "white": print_on([3], text(*AT, "9,999.99", before="1 g")),
    "white, in four colours": print_on([3], text(*AT, "9,999.99", before="0 0 0 0 k")),
    "neither filled nor stroked": print_on([3], text(*AT, "9,999.99", before="3 Tr")),
    "a clip only": print_on([3], text(*AT, "9,999.99", before="7 Tr")),
    "transparent": print_on([3], text(*AT, "9,999.99", before="/G0 gs"), resources=CLEAR),
    "clipped": print_on([3], f"q {AWAY} {NUMBER} Q"),
    "clipped by the outer of two": print_on([3], f"q {AWAY} {PAGE} {NUMBER} Q"),
    "in the hole of a clip": print_on([3], f"q {HOLED} W* n {NUMBER} Q"),
    "painted over": print_on(
        [3], f"{NUMBER} 1 g {X0 + 1} {Y0 + 1} {X1 - X0 - 2} {Y1 - Y0 - 2} re f"
    ),
    "painted over by a picture": print_on(
        [3],
        f"{NUMBER} q {X1 - X0 - 2} 0 0 {Y1 - Y0 - 2} {X0 + 1} {Y0 + 1} cm "
        "BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID FF> EI Q",
    ),
    "beside the crop box": print_on([3], text(-40, 300, "9,999.99")),
    "a hidden field": written("Widget", "7,777.77", (X0, Y0, X1, Y1), 3, has_look=True, flags=2),
    **{
        f"layer: {kind}": layered(kind, NUMBER, 3)
        for kind in ("marked", "nested", "base state", "decided", "form", "own")
    },
    "watermark aslant": print_on(
        TABLES, "q 0.8 g BT /HX 30 Tf 0.7 0.7 -0.7 0.7 90 200 Tm (2024-01-24 10.10) Tj ET Q"
    ),
    "watermark in pale tiles": print_on(TABLES, tiles("0.8 g", "user 10086", 10, 37)),
    "watermark in thin tiles": print_on(
        TABLES, tiles("/G0 gs", "20240124", 14, 60), resources=THIN
    ),
    "seal": print_on([4], text(*SEAL_AT, "502120", size=7, before="1 0 0 rg")),
    "seal, in four colours": print_on([4], text(*SEAL_AT, "502120", size=7, before="0 1 1 0 k")),
}

SET_OTHERWISE: dict[str, Rework] = {
    **{f"printed twice, {shift} pt apart": fattened(shift) for shift in (0.1, 0.5, 0.8)},
    "printed six times, 0.1 pt apart": fattened(0.1, times=5),
    "on a grey shadow": shadowed(1.2, -1.2, "0.6 g"),
    "on a white shadow": shadowed(0, -0.8, "1 g"),
    "under a grey shadow": shadowed(3, -1, "0.7 g", is_behind=False),
    "printed twice, aside and below": shadowed(0.5, -0.5, "0 g"),
    "crop box within": set_on_pages(CropBox=box_of((20, 20, 575, 822))),
    "crop box around": set_on_pages(CropBox=box_of((-50, -50, 700, 900))),
    "corners the other way": set_on_pages(
        MediaBox=box_of((595.28, 841.89, 0, 0)), CropBox=box_of((0, 841.89, 595.28, 0))
    ),
    **{f"turned by {by}": set_on_pages(Rotate=NumberObject(by)) for by in (90, 180, 270, -90, 450)},
    "in a form": wrapped_in_forms("1 0 0 1 0 0", "1 0 0 1 0 0"),
    "clipped by several areas": wrapped_in_forms(
        "1 0 0 1 0 0", "1 0 0 1 0 0", "0 0 595 300 re 0 300 595 542 re W* n"
    ),
    "in a scaled form, clipped": wrapped_in_forms("0.1 0 0 0.1 0 0", "10 0 0 10 0 0", PAGE),
}

PART = (X0 - 60, Y0 - 30, X1, Y1 + 10)  # of the table on page 3
HALF_CLEAR = bytes([255] * 4 + [0] * 12)

PICTURES_THAT_HIDE_NOTHING: dict[str, Rework] = {
    "under a table": pictured(3, PART, first=True),
    "half transparent": pictured(3, PART, opacity=0.4),
    "with a mask": pictured(3, PART, mask=HALF_CLEAR),
    "beside a table": pictured(3, (300, 60, 520, 200)),
    "clipped away from a table": pictured(3, PART, before="300 60 100 100 re W n "),
}

SAID: dict[str, tuple[Rework, str]] = {
    "last digits clipped": (print_on([3], f"q {X0} {Y0} 38 30 re W n {NUMBER} Q"), "p.3"),
    "first digits clipped": (print_on([3], f"q {X0 + 30} {Y0} 90 30 re W n {NUMBER} Q"), "p.3"),
    "white, half of it on black": (
        print_on(
            [3],
            f"0 g {X0 + 10} {Y0 + 1} 27 {Y1 - Y0 - 2} re f " + text(*AT, "9999.99", before="1 g"),
        ),
        "p.3",
    ),
    "overprinted in another colour": (print_on([4], f"q 0 0 1 rg {SEAL} Q"), "p.4"),
    "a field without a look": (
        written("Widget", "7,777.77", (X0, Y0, X1, Y1), 3, has_look=False),
        "表单域",
    ),
    "a text box without a look": (
        written("FreeText", "7,777.77", (X0, Y0, X1, Y1), 3, has_look=False),
        "表单域",
    ),
    "damaged data of a table": (damaged(4), "p.4 damaged data"),
    "damaged data of prose": (damaged(2), "p.2 damaged data"),
}


@pytest.mark.parametrize("name", sorted(UNSEEN))
def test_variant__what_nobody_sees__is_not_read(name: str) -> None:
    assert outcome(UNSEEN[name](print_report())) == ("same", "")


@pytest.mark.parametrize("name", sorted(SET_OTHERWISE))
def test_variant__a_page_set_otherwise__is_the_same(name: str) -> None:
    assert outcome(SET_OTHERWISE[name](print_report()))[0] == "same"


@pytest.mark.parametrize("name", sorted(SAID))
def test_variant__what_cannot_be_told__costs_its_table_and_is_said(name: str) -> None:
    change, said = SAID[name]
    found, reason = outcome(change(print_report()))
    assert found == "held"
    assert said in reason


@pytest.mark.parametrize(
    "change",
    [
        layered("marked", NUMBER, 3, is_off=False),
        written("Widget", "9,999.99", (X0, Y0, X1, Y1), 3, has_look=True),
        written("FreeText", "9,999.99", (X0, Y0, X1, Y1), 3, has_look=True),
        print_on([3], NUMBER),
    ],
)
def test_variant__what_everybody_sees__is_read(change: Rework) -> None:
    added = figures_of(read_report(change(print_report()), "a.pdf")) - plain_figures()
    assert [(label, int(yuan or 0)) for _, _, label, yuan in added] == [
        ("政府性基金预算拨款收入", 99_999_900)
    ]


@pytest.mark.parametrize("name", sorted(PICTURES_THAT_HIDE_NOTHING))
def test_variant__a_picture_that_hides_nothing__costs_nothing(name: str) -> None:
    assert outcome(PICTURES_THAT_HIDE_NOTHING[name](print_report())) == ("same", "")


@pytest.mark.parametrize(
    ("box", "page"),
    [
        (PART, 3),
        ((X0 + 2, Y0 + 1, X1 - 2, Y1 - 1), 3),  # a blank cell
        ((CODE.x0 - 3, CODE.y0 - 40, CODE.x0 + 20, CODE.y1), 4),
        ((50, 400, 560, 780), 4),  # all of a table
    ],
)
def test_variant__a_picture_over_cells__costs_their_table_and_is_said(box: Box, page: int) -> None:
    found, reason = outcome(pictured(page, box)(print_report()))
    assert found == "held"
    assert f"表格单元格被图片遮盖): p.{page}" in reason


@pytest.mark.parametrize("strips", [1, 12])
def test_variant__a_picture_below_title_and_unit__is_named(strips: int) -> None:
    look = Look(grid=lambda n, look: "" if n == 3 else grid_of(n, look))
    found, reason = outcome(pictured(5, GRID, strips)(print_report(look)))
    assert found == "held"
    assert "p.5" in reason


@pytest.mark.parametrize("file_name", ["report.PDF", "预算表.xlsx", "all.zip"])
def test_variant__the_report_is_attached__is_rejected(file_name: str) -> None:
    found, reason = outcome(attached(file_name, pages=2)(print_report()))
    assert found == "rejected"
    assert file_name in reason
    assert outcome(attached(file_name)(print_report()))[0] == "same"


@pytest.mark.parametrize("to_private_use", [True, False])
def test_variant__fonts_without_maps__is_rejected(to_private_use: bool) -> None:
    change = without_maps(to_private_use=to_private_use)
    assert outcome(change(print_report()))[0] == "rejected"
