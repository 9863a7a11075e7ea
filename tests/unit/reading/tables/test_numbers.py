from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.tables.numbers import parse_number

AMOUNTS = st.decimals(
    min_value=Decimal("-99999999999.999999"),
    max_value=Decimal("99999999999.999999"),
    allow_nan=False,
    allow_infinity=False,
    places=6,
)
FULL_WIDTH = str.maketrans("0123456789.,-()", "０１２３４５６７８９．，－（）")


@given(
    AMOUNTS, st.integers(0, 6), st.sampled_from(["minus", "brackets", "triangle"]), st.booleans()
)
def test_parse_number__reads_what_was_formatted(
    amount: Decimal, places: int, negative: str, full_width: bool
) -> None:
    amount = amount.quantize(Decimal(1).scaleb(-places))
    digits = f"{abs(amount):,.{places}f}"
    if amount < 0:
        digits = {"minus": f"-{digits}", "brackets": f"({digits})", "triangle": f"▲{digits}"}[
            negative
        ]
    if full_width:
        digits = digits.translate(FULL_WIDTH)
    found = parse_number(digits)
    assert (found.reading, found.value, found.decimals) == ("number", amount, places)


@given(AMOUNTS, st.data())
def test_parse_number__spaces_and_breaks_inside_change_nothing(
    amount: Decimal, data: st.DataObject
) -> None:
    text = f"{amount:,.2f}"
    at = data.draw(st.integers(0, len(text)))
    gap = data.draw(st.sampled_from([" ", "\n", "\u3000"]))
    assert parse_number(text[:at] + gap + text[at:]) == parse_number(text)


@pytest.mark.parametrize("text", ["-", "—", "－", "--", "/", "无", "——"])
def test_parse_number__nil_marks_are_no_numbers(text: str) -> None:
    assert parse_number(text).reading == "nil"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("", "blank"),
        (" \n", "blank"),
        ("0", "number"),
        ("0.00", "number"),
        ("2023 年", "text"),
        ("长期", "text"),
        ("≥95%", "text"),
        ("1.2.3", "unread"),
        ("(12.5", "unread"),
    ],
)
def test_parse_number__blank_zero_and_unread_are_three_things(text: str, reading: str) -> None:
    assert parse_number(text).reading == reading


def test_parse_number__unit_behind_the_number() -> None:
    found = parse_number("9%")
    assert (found.value, found.unit) == (Decimal(9), "%")


def test_parse_number__lost_digit_leaves_its_separator() -> None:
    assert parse_number("2,17.18").value == Decimal("217.18")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (f"{sign}12.34", "-12.34")
            for sign in "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2212－▲△负"
        ),
        ("12.34*", "12.34"),
        ("-12.34**", "-12.34"),
        ("12.34①", "12.34"),
        ("12.34¹", "12.34"),
        ("12.34※", "12.34"),
        *((f"12.34{mark}", "12.34") for mark in ("[1]", "【2】", "（注1）", "注", "注3")),
        ("12.34（含结转）", "12.34"),
        ("12.34万元(含上年)", "12.34"),
        ("12·34", "12.34"),
        ("12・34", "12.34"),
        ("1'753.54", "1753.54"),
        ("1’753’000.54", "1753000.54"),
    ],
)
def test_parse_number__signs_beside_digits(text: str, value: str) -> None:
    found = parse_number(text)
    assert (found.reading, found.value) == ("number", Decimal(value))


@pytest.mark.parametrize(
    "text",
    [
        *("12.34-", "12·34.5", "1'2.34", "12\ufffd34", "约12.34", "12.34(万元)", "12.34左右"),
        *("221.14万", "12.34/56.78", "12.34\ue001", "-12.34-", "一12.34"),
        *("12.34/", "12.34;", "12.34CR", "O12.34", "l2.34", "十二.34", "12_345.67", "①12.34"),
        *("12,34", "1,234,50"),  # a point, or a digit lost
    ],
)
def test_parse_number__an_amount_with_something_beside_it__is_never_nothing(text: str) -> None:
    assert parse_number(text).reading == "unread"


@pytest.mark.parametrize(
    "text",
    [
        *("2023-01-01", "2024/1/15", "2024.01.15", "2021—2023", "1990-96", "2023-12", "1-12"),
        *("85%-90%", "2次/年", "1.", "2)", "010-12345678", "≥12.34", "35.00 项", "0.25公里"),
    ],
)
def test_parse_number__what_is_no_amount__is_text(text: str) -> None:
    assert parse_number(text).reading == "text"
