"""Box and number culprits on the pages of a PDF, as annotations: its own content stays as it is.

Each box is a stamp annotation with an appearance of its own, so that every viewer and printer
shows the same; a click shows what the finding says.
"""

from __future__ import annotations

from typing import Final

from pypdf import PdfWriter
from pypdf._page import PageObject
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from ingest.reading.pdf.glyphs import PageFrame

Box = tuple[float, float, float, float]

_COLOURS: Final = {
    "error": (0.76, 0.07, 0.12),
    "minor": (0.80, 0.45, 0.0),
    "doubt": (0.80, 0.45, 0.0),
}
_LABEL_PT: Final = 7.0
_ABOVE_PT: Final = 4.5  # what a number over a box takes of the space between two lines
_MARGIN_PT: Final = 1.5
_PRINTED_FLAG: Final = 4


def add_mark(
    writer: PdfWriter, page_number: int, rotation: int, box: Box, *, label: str, severity: str,
    title: str, message: str, is_above: bool = False,
) -> None:  # fmt: skip
    """Box a place on a page and put a number beside it.

    Args:
        writer: of the PDF.
        page_number: 1….
        rotation: degrees clockwise, as `raw.pages.rotation`.
        box: as displayed, points, origin bottom left.
        label: the finding's number.
        severity: decides the colour.
        title: of the note.
        message: what the note says.
        is_above: put the number over the box's corner: in prose, words stand left of it.
    """
    page = writer.pages[page_number - 1]
    frame = _page_frame(page, rotation)
    x0, y0, x1, y1 = box
    width = _label_width(label)
    # the number stands left of the box, as displayed, or over its corner
    left, top = (0.0, _ABOVE_PT) if is_above else (width, 0.0)
    shown = (x0 - _MARGIN_PT - left, y0 - _MARGIN_PT, x1 + _MARGIN_PT, y1 + _MARGIN_PT + top)
    stored = _hide(frame, shown)
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Stamp"),
            NameObject("/Rect"): ArrayObject([FloatObject(edge) for edge in stored]),
            NameObject("/F"): NumberObject(_PRINTED_FLAG),
            NameObject("/T"): TextStringObject(title),
            NameObject("/Contents"): TextStringObject(message),
            NameObject("/AP"): DictionaryObject(
                {NameObject("/N"): writer._add_object(_appearance(shown, label, severity, frame, is_above=is_above))}  # noqa: E501 - pypdf has no public way
            ),
        }
    )  # fmt: skip
    writer.add_annotation(page_number - 1, annotation)


def _page_frame(page: PageObject, rotation: int) -> PageFrame:
    """Read the visible box of a page: what pdfium shows of it."""
    crop, media = page.cropbox, page.mediabox
    return PageFrame(
        max(float(crop.left), float(media.left)),
        max(float(crop.bottom), float(media.bottom)),
        min(float(crop.right), float(media.right)),
        min(float(crop.top), float(media.top)),
        rotation // 90 % 4,
    )


def _hide(frame: PageFrame, shown: Box) -> Box:
    """Turn a displayed rectangle back into user space: the inverse of `PageFrame.show`.

    >>> frame = PageFrame(10, 20, 110, 220, 1)
    >>> _hide(frame, frame.show(30, 40, 50, 70))
    (30, 40, 50, 70)
    """
    x0, y0, x1, y1 = shown
    match frame.quarter_turns:
        case 1:
            return frame.right - y1, x0 + frame.bottom, frame.right - y0, x1 + frame.bottom
        case 2:
            return frame.right - x1, frame.top - y1, frame.right - x0, frame.top - y0
        case 3:
            return y0 + frame.left, frame.top - x1, y1 + frame.left, frame.top - x0
    return x0 + frame.left, y0 + frame.bottom, x1 + frame.left, y1 + frame.bottom


def _label_width(label: str) -> float:
    return _LABEL_PT * (0.4 + 0.6 * len(label))


def _appearance(
    shown: Box, label: str, severity: str, frame: PageFrame, *, is_above: bool
) -> DecodedStreamObject:
    """Draw the box and its number upright, then turn them as the page is turned."""
    width, height = shown[2] - shown[0], shown[3] - shown[1]
    red, green, blue = _COLOURS.get(severity, _COLOURS["error"])
    size = _LABEL_PT * 0.75 if is_above else _LABEL_PT
    wide = _label_width(label) * size / _LABEL_PT
    middle = height - size * 0.6 if is_above else height / 2
    box_x, box_height = (0.5, height - _ABOVE_PT) if is_above else (wide + 0.5, height)
    turn = {
        0: "1 0 0 1 0 0",
        1: f"0 1 -1 0 {height:.2f} 0",
        2: f"-1 0 0 -1 {width:.2f} {height:.2f}",
        3: f"0 -1 1 0 0 {width:.2f}",
    }[frame.quarter_turns]
    drawing = (
        f"q {turn} cm {red} {green} {blue} RG {red} {green} {blue} rg 1 w "
        f"{box_x:.2f} 0.5 {width - box_x - 0.5:.2f} {box_height - 1:.2f} re S "
        f"0 {middle - size * 0.6:.2f} {wide:.2f} {size * 1.2:.2f} re f "
        f"1 1 1 rg BT /F {size} Tf {size * 0.2:.2f} {middle - size * 0.36:.2f} Td ({label}) Tj ET Q"
    )
    stream = DecodedStreamObject()
    stream.set_data(drawing.encode("ascii"))
    across, up = (height, width) if frame.quarter_turns % 2 else (width, height)
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(
                [FloatObject(0), FloatObject(0), FloatObject(across), FloatObject(up)]
            ),
            NameObject("/Resources"): DictionaryObject(
                {
                    NameObject("/Font"): DictionaryObject(
                        {
                            NameObject("/F"): DictionaryObject(
                                {
                                    NameObject("/Type"): NameObject("/Font"),
                                    NameObject("/Subtype"): NameObject("/Type1"),
                                    NameObject("/BaseFont"): NameObject("/Helvetica-Bold"),
                                }
                            )
                        }
                    )
                }
            ),
        }
    )
    return stream
