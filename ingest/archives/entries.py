"""What an archive lists, whatever packed it: .zip by the standard library, .rar and .7z by bsdtar.

bsdtar (libarchive) turns any archive into a tar stream: nothing is written to disk, so links and
absolute paths have nowhere to lead, and what unpacks without end is cut off while it arrives.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import stat
import subprocess
import tarfile
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ZIP_MAGIC: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_FLAG_ENCRYPTED: Final = 0x1
_FLAG_UTF8: Final = 0x800
_UNPACKER: Final = "bsdtar"
_INSTALL: Final = "sudo apt-get install libarchive-tools"
# A disclosure's archive takes seconds.
_UNPACKING_SECONDS: Final = 300.0
# What the libraries raise on a damaged or unknown member.
_FAULTS: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    RuntimeError,  # zipfile: a password is needed
    NotImplementedError,
    EOFError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive.

    Attributes:
        name: as the archive has it, '/'-separated.
        byte_count: unpacked.
        packed_count: packed; None where the archive does not say.
        fault: why it cannot be opened, None where it can.
        read: gives its bytes; to be called before the next entry is asked for.
    """

    name: str
    byte_count: int
    packed_count: int | None
    fault: str | None
    read: Callable[[], bytes]


def refused(reason: str) -> OSError:
    """Make the error of an archive that is not opened; its `strerror` is the reason."""
    return OSError(0, reason)


@contextlib.contextmanager
def open_entries(source: Path | bytes) -> Iterator[Iterator[Entry]]:
    """Open an archive and list its files in its order.

    Args:
        source: a file, or the bytes of an archive that lies in another one.

    Raises:
        OSError: it cannot be opened: `strerror` says why, and what to install.
    """
    head = source[:4] if isinstance(source, bytes) else _head(source)
    if not head:
        raise refused("the file is empty (空文件)")
    try:
        if head in (ZIP_MAGIC, _EMPTY_ZIP):
            with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as it:
                yield _zip_entries(it)
        else:
            with _on_disk(source) as path, _unpacked(path) as stream:
                yield _tar_entries(stream)
    except _FAULTS as error:
        raise refused(f"the archive is damaged (压缩包已损坏): {error}") from error


def holds_report_itself(source: Path | bytes) -> bool:
    """Say whether an archive is one file of another form: a Word file, a workbook, an OFD file."""
    with open_entries(source) as entries:
        return any(entry.name in ("[Content_Types].xml", "OFD.xml") for entry in entries)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4)


def _zip_entries(archive: zipfile.ZipFile) -> Iterator[Entry]:
    for info in archive.infolist():
        if info.is_dir() or info.filename.endswith("\\"):
            continue
        fault = None
        if stat.S_ISLNK(info.external_attr >> 16):
            fault = "a link (链接) in an archive is not followed"
        elif info.flag_bits & _FLAG_ENCRYPTED:
            fault = "encrypted (已加密); remove the password first"
        yield Entry(
            _zip_name(info), info.file_size, info.compress_size, fault, _zip_reader(archive, info)
        )


def _zip_reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            return archive.read(info)
        except _FAULTS as error:
            raise refused(f"damaged in the archive (压缩包中已损坏): {error}") from error

    return read


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Decode a member's name: what does not say that it is UTF-8 was packed in China.

    Python decodes such names as code page 437, which keeps every byte.
    """
    name = info.filename
    if not info.flag_bits & _FLAG_UTF8:
        name = decode_name(name.encode("cp437", errors="replace"))
    return name.replace("\\", "/")


def decode_name(raw: bytes) -> str:
    """Decode a name of UTF-8 (a Mac's) or GB18030 (a Windows') by what it comes to.

    Pairs of GB18030 may be letters of two bytes in UTF-8, which no publisher here writes.

    >>> decode_name("通知.pdf".encode("gb18030")), decode_name("通知.pdf".encode())
    ('通知.pdf', '通知.pdf')
    """
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
    if any("\x80" <= character < "\u0800" for character in name):
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode("gb18030")
    return name


@contextlib.contextmanager
def _on_disk(source: Path | bytes) -> Iterator[Path]:
    """Give the unpacker a file; it seeks."""
    if isinstance(source, Path):
        yield source.resolve()
        return
    with tempfile.NamedTemporaryFile(prefix="budget-archive-") as stream:
        stream.write(source)
        stream.flush()
        yield Path(stream.name)


@contextlib.contextmanager
def _unpacked(path: Path) -> Iterator[tarfile.TarFile]:
    """Run the unpacker; its output is a tar stream, read while it is made."""
    program = shutil.which(_UNPACKER)
    if program is None:
        raise refused(f"opening it needs {_UNPACKER} (需要解压程序): {_INSTALL}, or unpack it")
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [program, "-cf", "-", "--format=pax", f"@{path}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        )
        assert process.stdout is not None
        watch = threading.Timer(_UNPACKING_SECONDS, process.kill)
        watch.start()
        is_read = False
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as stream:
                yield stream
            is_read = True
            if process.wait() != 0:  # what arrived was whole; not all of it did
                raise refused(_what_it_said(process, said, f"status {process.returncode}"))
        except tarfile.ReadError as error:
            raise refused(_what_it_said(process, said, str(error))) from error
        finally:
            watch.cancel()
            process.stdout.close()
            if not is_read:
                process.kill()
            process.wait()


def _what_it_said(process: subprocess.Popen[bytes], said: io.BufferedRandom, other: str) -> str:
    process.wait()
    said.seek(0)
    lines = said.read(4096).decode("utf-8", "replace").replace("(null)", "").splitlines()
    told = [line.removeprefix(f"{_UNPACKER}:").strip() for line in lines]
    reason = next(filter(None, told), other)
    return f"the archive is damaged or encrypted (压缩包已损坏或加密): {reason}"


def _tar_entries(stream: tarfile.TarFile) -> Iterator[Entry]:
    for info in stream:
        if info.isdir():
            continue
        fault = None if info.isfile() else "a link (链接) in an archive is not followed"
        yield Entry(info.name, info.size, None, fault, _tar_reader(stream, info))


def _tar_reader(stream: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        file = stream.extractfile(info)
        return file.read() if file is not None else b""

    return read
