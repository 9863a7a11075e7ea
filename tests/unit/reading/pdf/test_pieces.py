from __future__ import annotations

import pytest

from ingest.reading.pdf.conserving import count_conserved
from ingest.reading.pdf.glyphs import Glyph, PageFrame, PageText, normalise_character
from ingest.reading.pdf.model import Box, PrintedNumber
from ingest.reading.pdf.pieces import build_runs, lines_of, places_of, split_runs
from ingest.reading.pdf.tokens import read_numbers

FRAME = PageFrame(0, 0, 600, 800, 0)


def page_of(*placed: tuple[str, float], size: float = 10) -> PageText:
    """Set words side by side on one line, each from its x; letters half an em, others an em."""
    glyphs: list[Glyph] = []
    breaks: list[int] = []
    place = 0
    for word, start in placed:
        x = start
        for character in word:
            width = size / 2 if character.isascii() else size
            if character == " ":
                breaks.append(place)
            else:
                glyphs.append(Glyph(character, x, 100, x + width, 100 + size, place))
            x += width
            place += 1
        breaks.append(place)
        place += 1
    return PageText(FRAME, tuple(glyphs), frozenset(breaks))


def test_normalise__radicals_and_full_width_but_not_punctuation() -> None:
    plain = "".join(map(normalise_character, "⽬录２０２３．５％，（①）"))
    assert plain == "目录2023.5%，（①）"


def test_build_runs__gap_of_a_column_parts() -> None:
    runs = build_runs(page_of(("合计", 50), ("12.50", 90)))
    assert [run.text for run in runs] == ["合计", "12.50"]


def test_split_runs__opening_bracket_pulled_over_the_rule() -> None:
    text = page_of(("2506.79（一）", 50))
    assert [run.text for run in build_runs(text)] == ["2506.79（一）"]
    # The number ends at 85; the bracket's empty half reaches from there over the rule at 87.
    cut = split_runs(build_runs(text), [(87.0, 0.0, 87.0, 800.0)])
    assert [run.text for run in cut] == ["2506.79", "（一）"]


def test_split_runs__rule_through_a_digit_does_not_cut() -> None:
    cut = split_runs(build_runs(page_of(("2506.79", 50))), [(62.5, 0.0, 62.5, 800.0)])
    assert [run.text for run in cut] == ["2506.79"]


def test_split_runs__rule_of_another_row_does_not_cut() -> None:
    cut = split_runs(build_runs(page_of(("12 34", 50))), [(62.5, 300.0, 62.5, 800.0)])
    assert [run.text for run in cut] == ["12 34"]


def test_lines__wide_gap_parts_a_line() -> None:
    runs = build_runs(page_of(("部门收支总表", 50), ("单位：万元", 400)))
    assert [piece.text for piece in lines_of(runs)] == ["部门收支总表", "单位：万元"]


def test_read_numbers__tight_columns_are_two_numbers() -> None:
    numbers = read_numbers(page_of(("12.50", 50), ("7", 79)), [])
    assert [number.text for number in numbers] == ["12.50", "7"]


def test_split_runs__amount_behind_a_label_clipped_at_the_rule() -> None:
    """The label's last character is cut through by the rule; the next cell's amount follows."""
    rule = [(88.0, 0.0, 88.0, 800.0)]
    cut = split_runs(build_runs(page_of(("公用经费1839.66", 50))), rule)
    assert [run.text for run in cut] == ["公用经费", "1839.66"]
    # what is no amount belongs to the label that overruns its cell
    for label in ("公用经费2023年", "公用经费2"):
        assert [run.text for run in split_runs(build_runs(page_of((label, 50))), rule)] == [label]


@pytest.mark.parametrize(
    ("printed", "rule", "parts"),
    [
        # a rule in a gap of one number, and between two that touch
        ("123,456.50", 55.0, ["123,456.50"]),
        ("-123456.50", 60.0, ["-123456.50"]),
        ("168,441.81154,304.22", 100.0, ["168,441.81", "154,304.22"]),
        # an amount that overran its cell to the left, up to the label
        ("拨款123,456.50", 82.5, ["拨款", "123,456.50"]),
        ("拨款2024", 82.5, ["拨款2024"]),
    ],
)
def test_split_runs__rule_at_a_number(printed: str, rule: float, parts: list[str]) -> None:
    cut = split_runs(build_runs(page_of((printed, 50))), [(rule, 0.0, rule, 800.0)])
    assert [run.text for run in cut] == parts


@pytest.mark.parametrize(
    ("rules", "place"),
    [
        ((40.0, 90.0, 103.0), 99.5),  # set to the right: its end stays
        ((47.0, 60.0, 140.0), 50.5),  # set to the left
        ((10.0, 60.0, 140.0), 75.0),  # in the middle
        ((47.0, 60.0, 103.0), 75.0),  # nobody knows
        ((40.0, 103.0), 75.0),  # overruns nothing
    ],
)
def test_places_of__an_amount_that_overruns_its_cell(
    rules: tuple[float, ...], place: float
) -> None:
    runs = build_runs(page_of(("123,456.50", 50)))
    assert places_of(runs, [(x, 0.0, x, 800.0) for x in rules]) == [place]


@pytest.mark.parametrize(
    ("printed", "halves", "is_conserved"),
    [
        ("123,456.50", ("1", "23,456.50"), False),
        ("168,441.81154,304.22", ("168,441.81", "154,304.22"), True),
        ("20805", ("208", "05"), True),
    ],
)
def test_count_conserved__an_amount_in_two_cells__is_lost(
    printed: str, halves: tuple[str, str], is_conserved: bool
) -> None:
    number = PrintedNumber(printed, Box(50, 100, 150, 110), 1)
    cells = [(Box(0, 90, 60, 120), halves[0]), (Box(60, 90, 200, 120), halves[1])]
    assert (count_conserved([number], cells).fault_count == 0) == is_conserved
