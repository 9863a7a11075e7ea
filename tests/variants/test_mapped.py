"""Print that says nothing, or something else: digits without a map, text drawn as shapes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, RectangleObject, TextStringObject

from tests.variants.comparing import outcome
from tests.variants.linjiang import Look, grid_of, print_report
from tests.variants.reworking import fonts_of, name, named, print_on, rework, stream

# what a font's map makes of each digit
MAPS: dict[str, Callable[[int], str]] = {
    "letters": lambda digit: chr(0x41 + digit),
    "ideographs": lambda digit: chr(0x4E00 + digit),
    "spaces": lambda digit: " ",
    "nothing": lambda digit: "\u200b",
    "control characters": lambda digit: chr(1 + digit),
    "replacement characters": lambda digit: "\ufffd",
}


@cache
def plain() -> bytes:
    return print_report()


def mapped(to: Callable[[int], str]) -> bytes:
    """Let every font say that its digits are something else."""

    def change(writer: PdfWriter) -> None:
        for font in fonts_of(writer):
            said = re.sub(
                rb"(> *)<003([0-9])>",
                lambda found: (
                    found[1] + b"<%s>" % to(int(found[2])).encode("utf-16-be").hex().encode()
                ),
                font["/ToUnicode"].get_object().get_data(),
            )
            font[name("ToUnicode")] = stream(writer, said)

    return rework(change)(plain())


@pytest.mark.parametrize("to", sorted(MAPS))
def test_variant__digits_that_are_none_by_their_map__are_no_nil_table(to: str) -> None:
    assert outcome(mapped(MAPS[to]))[0] in {"held", "rejected"}


def test_variant__digits_in_full_width_by_their_map__are_digits() -> None:
    assert outcome(mapped(lambda digit: chr(0xFF10 + digit))) == ("same", "")


def outlines() -> str:
    """Draw a table's worth of characters as filled curves."""
    places = [
        (70 + 90 * column + 5 * k, 680 - 20 * row)
        for row in range(12)
        for column in range(5)
        for k in range(5)
    ]
    return "".join(
        f"{x} {y} m {x + 3} {y} {x + 4} {y + 5} {x + 1} {y + 7} c {x} {y + 4} l h f\n"
        for x, y in places
    )


@pytest.mark.parametrize("has_rules", [True, False])
def test_variant__text_drawn_as_shapes__is_named(has_rules: bool) -> None:
    blank = {(3, row, column): "" for row in range(11) for column in range(5)}
    look = (
        Look(cells=blank) if has_rules else Look(grid=lambda n, k: "" if n == 3 else grid_of(n, k))
    )
    found, reason = outcome(print_on([5], outlines())(print_report(look)))
    assert found == "held"
    assert "文字已转为图形" in reason


def test_variant__the_report_is_attached_to_a_page__is_rejected() -> None:
    def change(writer: PdfWriter) -> None:
        file = stream(writer, b"%PDF-1.7", Type=name("EmbeddedFile"))
        spec = named(Type=name("Filespec"), F=TextStringObject("预算表.pdf"), EF=named(F=file))
        pinned = named(
            Type=name("Annot"),
            Subtype=name("FileAttachment"),
            FS=writer._add_object(spec),
            Rect=RectangleObject((10, 10, 30, 30)),
        )
        writer.pages[0][name("Annots")] = ArrayObject([writer._add_object(pinned)])
        kept: DictionaryObject = writer._pages.get_object()
        kept[name("Kids")] = ArrayObject(list(kept["/Kids"])[:2])
        kept[name("Count")] = type(kept["/Count"])(2)

    found, reason = outcome(rework(change)(plain()))
    assert found == "rejected"
    assert "预算表.pdf" in reason
