"""Signs beside numbers, and numbers wider than their cells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.reading.report import read_report
from tests.variants import linjiang
from tests.variants.comparing import outcome
from tests.variants.linjiang import TABLES, Look, print_report

# all in one report, each beside another amount
READ = (
    *("*{}", "{}*", "★{}", "{}※", "{}(1)", "{}（2）", "{}[3]", "{}①", "+{}"),
    *("{}\u200b", "\ufeff{}", "{}（含结转）", "{}注", "※{}", "{}**"),
)
FAULTS = ("{}-", "[{}]", "【{}】", "/{}", "{};", "--{}", "<{}>", "#{}", "≈{}≈")


def _amounts(table: int) -> list[tuple[int, int, int]]:
    """List the printed amounts of a table."""
    return [
        (table, row, column)
        for row, texts in enumerate(TABLES[table - 1].rows)
        for column, text in enumerate(texts)
        if column not in TABLES[table - 1].labels and "." in text
    ]


def test_variant__marks_beside_amounts__say_nothing_of_them() -> None:
    places = _amounts(2)
    assert len(places) >= len(READ)
    cells = {
        (table, row, column): form.format(TABLES[table - 1].rows[row][column])
        for form, (table, row, column) in zip(READ, places, strict=False)
    }
    assert outcome(print_report(Look(cells=cells))) == ("same", "")


def test_variant__raised_and_lowered_figures_behind_amounts__are_marks_of_notes() -> None:
    raised = "".join(
        f'#show "{amount}": it => [{amount}#{form}]\n'
        for amount, form in (
            ("120.50", "super[1]"),
            ("98.76", "super(typographic: false)[2]"),
            ("834.28", "sub[3]"),
            ("1,053.54", "text(size: 5pt, baseline: -3pt)[4]"),
            ("1,753.54", "text(size: 5.5pt)[5]"),
            ("1,653.54", "h(2pt);#text(size: 7pt)[6]"),
        )
    )
    assert outcome(print_report(Look(preamble=raised))) == ("same", "")


def test_variant__a_smaller_last_digit__is_said() -> None:
    smaller = '#show "98.76": it => [98.7#text(size: 6pt)[6]]\n'
    found, reason = outcome(print_report(Look(preamble=smaller)))
    assert found == "held"
    assert "98.7\ufffd" in reason


@pytest.mark.parametrize("forms", [FAULTS[:3], FAULTS[3:6], FAULTS[6:]])
def test_variant__what_is_beside_an_amount_and_not_understood__costs_its_table(
    forms: tuple[str, ...],
) -> None:
    places = [_amounts(table)[3] for table in (1, 2, 3)]
    cells = {
        (table, row, column): form.format(TABLES[table - 1].rows[row][column])
        for form, (table, row, column) in zip(forms, places, strict=True)
    }
    frames = read_report(print_report(Look(cells=cells)), "a.pdf")
    assert frames["tables"]["status"].to_list()[:3] == ["held_back"] * 3


def _overrunning(quote: Callable[[str], str]) -> Callable[[str], str]:
    """Set what begins with @ to the right, without the bounds of its cell."""

    def quoted(text: str) -> str:
        if not text.startswith("@"):
            return quote(text)
        wide = f'box(width: 260pt, align(right, "{text[1:]}"))'
        return f"box(width: 100%, height: 7pt, place(right + horizon, {wide}))"

    return quoted


@pytest.mark.parametrize(
    "label",
    [
        "二、其他",
        "二、政府性基金拨款",
        "二、政府性基金预算拨款收入",
        "二、政府性基金预算拨款收入及其",
    ],
)
def test_variant__an_amount_wider_than_its_cell__is_whole(
    label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    amounts = ("123,456,789,012.50", "-9,999,999,012.50", "1234567890.50", "9,123,456,789,012.50")
    monkeypatch.setattr(linjiang, "quote", _overrunning(linjiang.quote))
    cells = {(1, row, 1): f"@{amount}" for row, amount in enumerate(amounts)}
    cells |= {(1, row, 0): label for row in range(len(amounts))}
    frames = read_report(print_report(Look(cells=cells)), "a.pdf")
    figures = frames["figures"].filter(table_number=1, column_number=2)
    read = dict(zip(figures["row_number"], figures["printed_text"], strict=True))
    assert [read.get(row) for row in range(1, 5)] == list(amounts)
