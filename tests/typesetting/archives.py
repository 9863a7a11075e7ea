"""Archives as publishers pack them: .zip with names of GBK and without a flag, .rar unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

_RAR_SIGNATURE = b"Rar!\x1a\x07\x01\x00"


def zip_archive(files: Mapping[str, bytes], encoding: str = "gb18030") -> bytes:
    """Pack files as a Chinese Windows does: names in its own code page, not flagged as UTF-8."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # a name in code page 437 is written byte by byte, unflagged
            info = zipfile.ZipInfo(name.encode(encoding).decode("latin-1"))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(_Unflagged(info, name.encode(encoding)), content)
    return stream.getvalue()


class _Unflagged(zipfile.ZipInfo):
    """A member whose name is written as these bytes, with no word on their encoding."""

    def __init__(self, info: zipfile.ZipInfo, raw: bytes) -> None:
        super().__init__(info.filename)
        self.compress_type = info.compress_type
        self._raw = raw

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own name
        return self._raw, self.flag_bits


def rar_archive(files: Mapping[str, bytes]) -> bytes:
    """Pack files into a .rar of version 5, stored (RARLAB, "RAR 5.0 archive format")."""
    blocks = [_RAR_SIGNATURE, _block(_vint(1) + _vint(0) + _vint(0))]
    for name, content in files.items():
        raw = name.encode()
        header = _vint(2) + _vint(2) + _vint(len(content))  # a file, with data
        header += _vint(4) + _vint(len(content)) + _vint(0o100644)  # with a CRC
        header += zlib.crc32(content).to_bytes(4, "little") + _vint(0) + _vint(1)  # stored, Unix
        blocks += [_block(header + _vint(len(raw)) + raw), content]
    return b"".join([*blocks, _block(_vint(5) + _vint(0) + _vint(0))])


def _block(header: bytes) -> bytes:
    sized = _vint(len(header)) + header
    return zlib.crc32(sized).to_bytes(4, "little") + sized


def _vint(number: int) -> bytes:
    parts = []
    while number >= 0x80:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])
