"""A cheaper way into the pdfium functions that are asked for every character and every shape.

The binding's own prototypes convert typed pointers and give up the interpreter's lock around each
call: 1.1 µs for a character's box, of which pdfium needs a fifth. Here handles and buffers are
plain addresses and the lock is kept: 0.4 µs.
"""

from __future__ import annotations

import ctypes
from typing import Any, Final

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

_ADDRESS: Final = ctypes.c_void_p
_INT: Final = ctypes.c_int


def address_of(handle: object) -> int:
    """Give the address behind a handle of the binding."""
    return ctypes.cast(handle, _ADDRESS).value or 0  # type: ignore[arg-type]


def _quick(function: Any, result: Any, *arguments: Any) -> Any:
    """Make another prototype of a function of the library."""
    return ctypes.PYFUNCTYPE(result, *arguments)(address_of(function))


# text page, index, rectangle of four floats: left, top, right, bottom
get_loose_char_box: Final = _quick(
    pdfium_c.FPDFText_GetLooseCharBox, _INT, _ADDRESS, _INT, _ADDRESS
)
# text page, index, left, right, bottom, top: doubles
get_char_box: Final = _quick(pdfium_c.FPDFText_GetCharBox, _INT, _ADDRESS, _INT, *(_ADDRESS,) * 4)
# text page, index, x, y: doubles
get_char_origin: Final = _quick(
    pdfium_c.FPDFText_GetCharOrigin, _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS
)
# text page, index, matrix of six floats
get_char_matrix: Final = _quick(pdfium_c.FPDFText_GetMatrix, _INT, _ADDRESS, _INT, _ADDRESS)
get_font_size: Final = _quick(pdfium_c.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _INT)
get_unicode: Final = _quick(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _INT)
# page, index → object
get_page_object: Final = _quick(pdfium_c.FPDFPage_GetObject, _ADDRESS, _ADDRESS, _INT)
# form, index → object
get_form_object: Final = _quick(pdfium_c.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
get_object_type: Final = _quick(pdfium_c.FPDFPageObj_GetType, _INT, _ADDRESS)
get_text_render_mode: Final = _quick(pdfium_c.FPDFTextObj_GetTextRenderMode, _INT, _ADDRESS)
# path, fill mode, stroke
get_draw_mode: Final = _quick(pdfium_c.FPDFPath_GetDrawMode, _INT, *(_ADDRESS,) * 3)
# object, left, bottom, right, top
get_bounds: Final = _quick(pdfium_c.FPDFPageObj_GetBounds, _INT, *(_ADDRESS,) * 5)
# path, index → segment
get_path_segment: Final = _quick(pdfium_c.FPDFPath_GetPathSegment, _ADDRESS, _ADDRESS, _INT)
get_segment_type: Final = _quick(pdfium_c.FPDFPathSegment_GetType, _INT, _ADDRESS)
# segment, x, y
get_segment_point: Final = _quick(pdfium_c.FPDFPathSegment_GetPoint, _INT, *(_ADDRESS,) * 3)
get_segment_close: Final = _quick(pdfium_c.FPDFPathSegment_GetClose, _INT, _ADDRESS)
# object → clip path; clip path → paths; … path, index → segment
get_clip_path: Final = _quick(pdfium_c.FPDFPageObj_GetClipPath, _ADDRESS, _ADDRESS)
count_clip_paths: Final = _quick(pdfium_c.FPDFClipPath_CountPaths, _INT, _ADDRESS)
get_clip_segment: Final = _quick(
    pdfium_c.FPDFClipPath_GetPathSegment, _ADDRESS, _ADDRESS, _INT, _INT
)
# object, red, green, blue, alpha
get_fill_colour: Final = _quick(pdfium_c.FPDFPageObj_GetFillColor, _INT, *(_ADDRESS,) * 5)
# text page, index → text object
get_text_object: Final = _quick(pdfium_c.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _INT)
