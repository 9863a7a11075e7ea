"""Misprints of one amount: a digit, two in the wrong order, the point, the unit, the sign."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

_FIGURE: Final = re.compile(r"\d[\d,]*(\.\d+)?")
_WAN: Final = 10_000
_LARGE: Final = 100_000


def amount_of(text: str) -> Decimal | None:
    """Value of a printed amount; None for a blank or for words."""
    plain = text.strip()
    return Decimal(plain.replace(",", "")) if _FIGURE.fullmatch(plain) else None


def _written(digits: str, like: str) -> str | None:
    """Put point and commas into digits as another amount has them; None for a leading zero."""
    decimals = len(like.partition(".")[2])
    whole, fraction = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    if not whole or (whole[0] == "0" and len(whole) > 1):
        return None
    if "," in like or len(like.partition(".")[0]) < 4:
        whole = f"{int(whole):,}" if "," in like else whole
    return f"{whole}.{fraction}" if fraction else whole


def _digits(text: str) -> str:
    return text.replace(",", "").replace(".", "")


def _digit(text: str, rng: random.Random) -> str | None:
    digits = _digits(text)
    place = rng.randrange(len(digits))
    other = rng.choice([each for each in "0123456789" if each != digits[place]])
    return _written(digits[:place] + other + digits[place + 1 :], text)


def _transposition(text: str, rng: random.Random) -> str | None:
    digits = _digits(text)
    if len(digits) < 2:
        return None
    place = rng.randrange(len(digits) - 1)
    pair = digits[place + 1] + digits[place]
    return _written(digits[:place] + pair + digits[place + 2 :], text)


def _lost_digit(text: str, rng: random.Random) -> str | None:
    digits = _digits(text)
    whole = len(digits) - len(text.partition(".")[2])
    if whole < 2:
        return None
    place = rng.randrange(whole)
    return _written(digits[:place] + digits[place + 1 :], text)


def _decimal_point(text: str, rng: random.Random) -> str | None:
    digits = _digits(text)
    return _written(digits + "0" * rng.choice((1, 2)), text)


def _unit_slip(text: str, rng: random.Random) -> str | None:
    """Print 元 among 万元, or 万元 among 元; large amounts the latter, for room in their cells."""
    amount = Decimal(text.replace(",", ""))
    if amount < _LARGE:
        return _written(_digits(text) + "0000", text)
    return f"{amount / _WAN:,.2f}"


def _sign(text: str, rng: random.Random) -> str:
    return f"-{text}"


MISPRINTS: Final[dict[str, Callable[[str, random.Random], str | None]]] = {
    "digit": _digit,
    "transposition": _transposition,
    "lost_digit": _lost_digit,
    "decimal_point": _decimal_point,
    "unit_slip": _unit_slip,
    "sign": _sign,
}
