"""Forty small PDFs of one trait each (`../shared/cases`): read, or said not to be.

`00_clean.pdf` is the base. What `EXPECTED.md` says of each variant stands here as data: the same
figures, kinds and yuan as the base, or a status that says what was not read. "Held back" is
true of a report that is quarantined, and of one that is partial and holds back a table or names a
page. The files are not in the repository; a typeset or drawn fixture of each trait is, in
`tests/unit/reading/pdf` and `tests/typesetting`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from ingest.contract.frames import rejected_frames
from ingest.errors import MissingProgramError
from ingest.reading.report import read_report
from ingest.reading.scans import models, reading

CASES = Path(__file__).parents[3] / "shared" / "cases"

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(), reason="../shared/cases is not present: it is not committed"
)

# table kind, row code, yuan
Figures = Counter[tuple[str, str | None, Decimal | None]]


@dataclass(frozen=True)
class Case:
    """What is expected of a file.

    `same`: the figures of the base, with kinds and yuan, in a proven report. `held`: not proven;
    what is left is right. `rejected`: no report at all. Several may be allowed.
    `says`: words of the reason. `beside`: (kind, yuan) of figures that it has beside the base's.
    """

    allowed: frozenset[str]
    says: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()  # kinds of the base that the variant does not have


def case(*allowed: str, says: tuple[str, ...] = (), beside: tuple[tuple[str, str], ...] = (),
         without: tuple[str, ...] = ()) -> Case:  # fmt: skip
    return Case(frozenset(allowed), says, beside, without)


_SUMMARY_ALONE = ("expenditure", "general_budget", "three_public")

EXPECTED = {
    "00_clean": case("same"),
    "a01_portfolio_report_attached": case("rejected", says=("attach",)),
    "d01_change_has_third_component": case("same"),
    "d02_same_phrase_under_each_class": case("same"),
    "d05_revenue_sources_as_rows": case(
        "same",
        beside=tuple(
            ("revenue", yuan) for yuan in ("17535400", "16535400", "16535400", "1000000", "1000000")
        ),
    ),
    "f01_numbers_in_form_fields": case("same", "held"),
    "g09_dotted_rect_borders": case("same"),
    # one row of four figures below six heads: which of them are blank, white space does not say
    "g13_horizontal_rules_only": case("same", "held", says=("p.6",)),
    "g14_three_line_table": case("same", "held", says=("p.6",)),
    "g16_shaded_cells_no_strokes": case("same"),
    "h01_unit_wraps_wan_yuan": case("same"),
    "h02_department_in_own_cell": case("same"),
    "h03_department_wraps": case("same"),
    "h04_bare_department_line": case("same"),
    "h06_budget_year_line": case("same"),
    "h08_form_number_taken_as_title": case("same"),
    "h09_note_above_table": case("same"),
    "i01_scan_no_text": case("rejected", says=("扫描件", "OCR=1 make build")),
    "i03_title_text_table_picture": case("held", says=("p.3", "p.4", "p.5", "p.6", "OCR=1")),
    "i04_one_table_of_four_is_picture": case("held", says=("p.5",), without=("general_budget",)),
    "i06_searchable_scan_ocr_digit_wrong": case("other", says=("invisible",)),
    "l01_hidden_layer_off_number_in_cell": case("same"),
    "l02_layer_on_number_in_cell": case("held"),
    "m_trail": case(
        "same",
        "held",
        beside=(("summary", "-123400"), ("summary", "-123400")),
        without=_SUMMARY_ALONE,
    ),
    "n05_apostrophe": case("same", "held"),
    "n10_soft_hyphen_minus": case("same", beside=(("summary", "-123400"),), without=_SUMMARY_ALONE),
    "n12_footnote_star": case(
        "same",
        "held",
        beside=(("summary", "123400"),),
        without=_SUMMARY_ALONE,
    ),
    "n14_remark_in_cell": case(
        "same",
        "held",
        beside=(("summary", "123400"),),
        without=_SUMMARY_ALONE,
    ),
    "n16_middle_dot_decimal": case(
        "same",
        "held",
        beside=(("summary", "123400"),),
        without=_SUMMARY_ALONE,
    ),
    "o03_clipped_hidden_row_inside_table": case("same"),
    "p01_header_cut_by_page_two_rows": case("same"),
    "p06_row_cut_by_page_break": case("same", without=("summary", "three_public")),
    "p07_wide_table_split_sideways": case("same", without=("summary", "three_public")),
    "t01_no_tounicode_at_all": case("rejected", "held"),
    "t02_cid_identity_no_tounicode": case("rejected", says=("glyph",)),
    "u08_unit_form": case("same"),
    "u12_unit_form": case("other"),
    "u20_unit_below_table": case("same"),
    "w02_tiled_horizontal_watermark_with_digits": case("same", "held"),
    "w03_seal_number_over_cell": case("same"),
}


@cache
def frames_of(name: str) -> dict[str, pl.DataFrame]:
    # as where the recognisers of scans are not installed: what they read is tested in unit/
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "find_models", lambda: None)
        patch.setattr(reading, "find_models", lambda: None)
        try:
            return read_report((CASES / f"{name}.pdf").read_bytes(), name)
        except MissingProgramError as error:  # what the build makes of it
            return rejected_frames("0" * 64, str(error))


def figures_of(frames: dict[str, pl.DataFrame], *, proven: bool) -> Figures:
    tables = frames["tables"]
    if proven:
        tables = tables.filter(pl.col("status") == "proven")
    joined = (
        frames["figures"]
        .join(tables.select("table_number", "table_kind"), on="table_number")
        .join(frames["lines"], on=("table_number", "row_number", "block"), how="left")
        .select("table_kind", "row_code", "amount_yuan")
    )
    return Counter(
        (kind, code, None if yuan is None else yuan.normalize())
        for kind, code, yuan in joined.iter_rows()
    )


def expected_figures(expected: Case) -> Figures:
    base = figures_of(frames_of("00_clean"), proven=True)
    wanted = Counter({key: n for key, n in base.items() if key[0] not in expected.without})
    wanted.update((kind, None, Decimal(yuan).normalize()) for kind, yuan in expected.beside)
    return wanted


def outcome(frames: dict[str, pl.DataFrame], expected: Case) -> str:
    report = frames["reports"].row(0, named=True)
    if report["status"] == "rejected":
        return "rejected"
    wanted = expected_figures(expected)
    if report["status"] == "proven":
        return "same" if figures_of(frames, proven=True) == wanted else "other"
    trusted = figures_of(frames, proven=True)
    return "held" if trusted <= wanted else "held, but what is loaded is wrong"


def test_cases__every_file__has_an_expectation() -> None:
    assert {path.stem for path in CASES.glob("*.pdf")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_cases__as_expected(name: str) -> None:
    expected, frames = EXPECTED[name], frames_of(name)
    report = frames["reports"].row(0, named=True)
    found = outcome(frames, expected)
    assert found in expected.allowed, (found, report["status"], report["status_reason"])
    if found != "same":
        for words in expected.says:
            assert words in (report["status_reason"] or "")
