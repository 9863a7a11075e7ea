"""Yuan → printed text, the ways that publishers print amounts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

Print = Callable[[Decimal], str]


def amount_printer(
    unit_yuan: int,
    decimals: int,
    *,
    grouped: bool = True,
    zero: str | None = "",
    rounds: bool = False,
) -> Print:
    """Make a function that prints yuan in a unit.

    Args:
        unit_yuan: yuan per printed unit.
        decimals: digits after the point.
        grouped: separate thousands by commas.
        zero: what stands for nothing (blank, —, 无), or None to print zeros as zeros.
        rounds: round to the last digit; else an amount that does not fit is an error.

    >>> print_amount = amount_printer(10_000, 2)
    >>> print_amount(Decimal("25067900")), print_amount(Decimal(0))
    ('2,506.79', '')
    """

    def print_amount(yuan: Decimal) -> str:
        if yuan == 0 and zero is not None:
            return zero
        printed = yuan / unit_yuan
        shown = printed.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if shown != printed and not rounds:
            raise ValueError(f"{yuan} yuan cannot be printed exactly with {decimals} decimals")
        return f"{shown:,.{decimals}f}" if grouped else f"{shown:.{decimals}f}"

    return print_amount


def chinese_number(number: int) -> str:
    """Write 1…99 in Chinese digits.

    >>> [chinese_number(number) for number in (3, 10, 12, 20, 28)]
    ['三', '十', '十二', '二十', '二十八']
    """
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
