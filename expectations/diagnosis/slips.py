"""What kind of slip turns one printed number into another."""

from __future__ import annotations

from typing import Final

NEAT_KINDS: Final = (
    "sign",
    "transposition",
    "digit",
    "lost_digit",
    "decimal_point",
    "unit_slip",
)
_POINT_PLACES: Final = (1, -1, 2, -2, 3, -3)
_UNIT_PLACES: Final = (4, -4, 8, -8)  # 元 for 万元, 万元 for 亿元, and the other way round


def slip_kind(printed: int, proposed: int, printed_step: int, step: int) -> str:
    """Name the slip that turned `proposed` into `printed`; 'cell' where it is none of the usual.

    Args:
        printed: what stands there, in any integer unit.
        proposed: what should.
        printed_step: one unit of the last digit as printed.
        step: one unit of the last digit as the column prints it.

    >>> slip_kind(123400, 124300, 100, 100), slip_kind(1255, 12345, 1, 1), slip_kind(7, 912, 1, 1)
    ('transposition', 'cell', 'cell')
    >>> slip_kind(1345, 12345, 1, 1), slip_kind(12345, 123450, 1, 1), slip_kind(12, 120004, 1, 1)
    ('lost_digit', 'decimal_point', 'unit_slip')
    """
    if printed == -proposed and printed:
        return "sign"
    if printed < 0 or proposed < 0:
        return "cell"
    old, new = str(printed // printed_step), str(proposed // step)
    if printed_step == step and len(old) == len(new):
        kind = _same_length_kind(old, new)
        if kind:
            return kind
    for places, kind in ((_POINT_PLACES, "decimal_point"), (_UNIT_PLACES, "unit_slip")):
        if any(_is_moved(printed, proposed, place, printed_step) for place in places):
            return kind
    if _loses_one(old, new) or _loses_one(new, old):
        return "lost_digit"
    return "cell"


def _same_length_kind(old: str, new: str) -> str:
    places = [place for place, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    if len(places) == 1:
        return "digit"
    if (
        len(places) == 2
        and places[1] == places[0] + 1
        and old[places[0]] == new[places[1]]
        and old[places[1]] == new[places[0]]
    ):
        return "transposition"
    return ""


def _loses_one(short: str, long: str) -> bool:
    """Say whether dropping one digit makes the long number the short one.

    >>> _loses_one("1345", "12345"), _loses_one("1354", "12345")
    (True, False)
    """
    if len(long) != len(short) + 1:
        return False
    for place, digit in enumerate(short):
        if long[place] != digit:
            return long[place + 1 :] == short[place:]
    return True


def _is_moved(printed: int, proposed: int, places: int, printed_step: int) -> bool:
    """Say whether one is the other with its point moved, rounded or cut at its last digit."""
    if not printed or not proposed:
        return False
    factor = int("1" + "0" * abs(places))
    if places > 0:  # printed too large
        return abs(printed - proposed * factor) < printed_step
    # printed too small: digits may have fallen off the end
    return abs(printed * factor - proposed) < printed_step * factor and printed >= printed_step * 10
