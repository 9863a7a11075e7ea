"""Picture files → the pages that they are: a picture, its frames, a row of pictures."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageOps

from ingest.contract.pictures import PageFile, unbind_pictures
from ingest.errors import (
    DamagedFileError,
    HostileFileError,
    ReportRejectedError,
    UnreadFormError,
)
from ingest.reading.pdf.scanned import MOST_PIXELS, SCAN_DPI, DrawnPage

_HEADS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
# A page of A4, where a picture does not say how large its pixels are: so many across at least.
_A4_WIDTH_PT: Final = 595.0
_LIKELY_DPI: Final = (72.0, 1200.0)
_MOST_FRAMES: Final = 500
# A logo, a button. Half a page at 72 dots an inch is larger.
_LEAST_SIDE_PX: Final = 300


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that is a picture file, or a frame of one.

    Attributes:
        page_number: 1….
        source: of a row: the file's name.
        missing: of a row: what its numbers say is missing before it.
    """

    page_number: int
    source: str | None
    missing: str | None
    _frame: Image.Image | ReportRejectedError
    _frame_number: int
    _file_name: str

    def draw(self) -> DrawnPage:
        """Decode it, at the resolution that pages are read at.

        Raises:
            ReportRejectedError: it cannot be opened.
        """
        if isinstance(self._frame, ReportRejectedError):
            raise self._frame
        self._frame.seek(self._frame_number)
        if self._frame.width * self._frame.height > MOST_PIXELS:
            size = f" of {self._frame.width} × {self._frame.height} pixels"
            raise HostileFileError(self._file_name, _too_large(size))
        return _drawn(self._frame, self.page_number, self._file_name)


def open_sheets(content: bytes, file_name: str) -> list[Sheet] | None:
    """Open a picture file (PNG, JPEG, TIFF, BMP) or a row of them; nothing is decoded yet.

    Returns:
        Its pages; None where the bytes are no picture.

    Raises:
        ReportRejectedError: it cannot be opened, or is larger than any page. Of a row each picture
            is by itself.
    """
    row = unbind_pictures(content)
    if row is not None:
        return list(_sheets_of_row(row))
    if not content.startswith(_HEADS):
        return None
    picture, count = _open_picture(content, file_name)
    return [Sheet(n + 1, None, None, picture, n, file_name) for n in range(count)]


def _sheets_of_row(row: Sequence[PageFile]) -> Iterator[Sheet]:
    page_number, before = 0, min(row[0].number, 1) - 1
    for member in row:
        missing = _missing(before, member.number)
        before = member.number
        try:
            picture, count = _open_picture(member.content, member.name)
        except ReportRejectedError as error:
            page_number += 1
            yield Sheet(page_number, member.name, missing, error, 0, member.name)
            continue
        for number in range(count):
            page_number += 1
            yield Sheet(page_number, member.name, missing, picture, number, member.name)
            missing = None


def _missing(before: int, number: int) -> str | None:
    """Say which numbers of a row are left out before one.

    >>> _missing(2, 3), _missing(2, 4)
    (None, 'picture 3 of the row is missing before it (缺第3张图片)')
    """
    first, last = before + 1, number - 1
    if first > last:
        return None
    which = f"{first}" if first == last else f"{first}–{last}"
    noun, verb = ("picture", "is") if first == last else ("pictures", "are")
    return f"{noun} {which} of the row {verb} missing before it (缺第{which}张图片)"


def _open_picture(content: bytes, file_name: str) -> tuple[Image.Image, int]:
    """Open a picture, its size looked at before anything is decoded; say how many frames."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large pictures: they are told below
            picture = Image.open(io.BytesIO(content))
            count = getattr(picture, "n_frames", 1)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, Image.DecompressionBombError):
            raise HostileFileError(file_name, _too_large("")) from error
        raise DamagedFileError(file_name, "the picture cannot be opened (图片无法打开)") from error
    if picture.width * picture.height > MOST_PIXELS:
        raise HostileFileError(
            file_name, _too_large(f" of {picture.width} × {picture.height} pixels")
        )
    if min(picture.size) < _LEAST_SIDE_PX:
        size = f"{picture.width} × {picture.height}"
        raise UnreadFormError(file_name, f"a picture of {size} pixels is no page (图片过小)")
    if count > _MOST_FRAMES:
        raise HostileFileError(file_name, f"a picture of {count} frames (图片帧数过多)")
    return picture, count


def _too_large(size: str) -> str:
    return f"a picture{size} is larger than any page (图片过大)"


def _drawn(frame: Image.Image, number: int, file_name: str) -> DrawnPage:
    """Make a page of a picture, at the resolution that pages are read at."""
    try:
        upright = ImageOps.exif_transpose(frame).convert("RGB")
    except (OSError, ValueError, SyntaxError) as error:
        raise DamagedFileError(file_name, "the picture is cut off (图片不完整)") from error
    dpi = _resolution(frame, upright.width)
    scale = min(SCAN_DPI / dpi, 1.0)
    if scale < 1:
        size = (max(1, round(upright.width * scale)), max(1, round(upright.height * scale)))
        upright = upright.resize(size, Image.Resampling.BOX, reducing_gap=None)
    picture = np.asarray(upright).max(axis=2)
    return DrawnPage(number, picture, 72 / (dpi * scale), 0)


def _resolution(frame: Image.Image, width: int) -> float:
    """Say how many pixels a picture has an inch; as of an A4 page where it does not know."""
    said = frame.info.get("dpi")
    dpi = float(said[0]) if said else 0.0
    # screens' 72 and 96 are written by programs that know nothing of paper
    if _LIKELY_DPI[0] <= dpi <= _LIKELY_DPI[1] and width / dpi * 72 < 2 * _A4_WIDTH_PT:
        return dpi
    return width / _A4_WIDTH_PT * 72
