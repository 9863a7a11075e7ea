"""Signs beside digits: a number or a fault, as docs/signs.md says, and never nothing."""

from __future__ import annotations

import re
import sys
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from ingest.reading.tables.numbers import parse_number

PAGE = Path(__file__).parents[4] / "docs" / "signs.md"
ROWS = re.findall(r"^\| `(.+?)` \| (\S+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
# Punctuation, mathematical, currency and other symbols, unseen characters; no letters and figures.
SIGNS: Final = [
    character
    for character in map(chr, range(0x21, sys.maxunicode + 1))
    if unicodedata.category(character) in {"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"}
    or unicodedata.category(character) in {"Sm", "Sc", "Sk", "Cf", "Zs", "Co"}
    if ord(character) < 0x10000 and not 0xE002 <= ord(character) < 0xF900
]
PLACES: Final = {
    "before": "{}12.34",
    "behind": "12.34{}",
    "between": "12{}34",
    "in a group": "1{}234.50",
    "in decimals": "12.3{}4",
}
# What makes a text of digits, by place: bounds before a number, spans and ratios between two.
TEXT: Final = {
    "before": set("<=>~≈≠≤≥≦≧∼∽"),
    "behind": set(),
    "between": set("-:*/<=>~×−+≤≥∼∽"),
    "in a group": set("<=>~≤≥∼∽"),
    "in decimals": set("*:/<=>~×≤≥∼∽"),
}
VALUES: Final = {
    "before": {"12.34", "-12.34"},
    "behind": {"12.34"},
    "between": {"1234", "12.34"},
    "in a group": {"1234.50"},
    "in decimals": {"12.34"},
}


@pytest.mark.parametrize(("printed", "read"), ROWS)
def test_parse_number__a_row_of_the_page__is_read_so(printed: str, read: str) -> None:
    found = parse_number(printed)
    expected = {"fault": "unread", "text": "text"}.get(read, "number")
    assert found.reading == expected
    assert expected != "number" or found.value == Decimal(read)


def test_parse_number__the_page_has_its_rows() -> None:
    assert len(ROWS) > 20


@pytest.mark.parametrize("place", sorted(PLACES))
def test_parse_number__every_sign_of_unicode__leaves_a_number_or_a_fault(place: str) -> None:
    nothing: list[str] = []
    for sign in SIGNS:
        found = parse_number.__wrapped__(PLACES[place].format(sign))
        plain = unicodedata.normalize("NFKC", sign)
        if found.reading == "number":
            assert str(found.value) in VALUES[place], (sign, found.value)
        elif found.reading != "unread" and not set(plain) & TEXT[place]:
            nothing.append(sign)
    # letters in the guise of a sign (℅, №) name something; minus signs make a span
    assert [
        sign
        for sign in nothing
        if not any(c.isalpha() for c in unicodedata.normalize("NFKC", sign))
        and parse_number(f"{sign}1").value != -1
    ] == []
