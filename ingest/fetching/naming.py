"""Names of fetched files: readable, the same each time, never a path of a server's choosing."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from ingest.fetching.sources import Source

# A name may have 255 bytes on the common file systems; a Chinese character has three.
_STEM_BYTES: Final = 180
# What separates paths, is reserved somewhere, or would not show what it is.
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|]')
_KINDS: Final = {"budget": "部门预算", "final_account": "部门决算"}


def folder_name(source: Source) -> str:
    """Name the folder of a host: one per host, so that nobody's files meet another's.

    >>> folder_name(Source("https://example.org:8443/a.pdf", "财政局", 2025))
    'example.org_8443'
    """
    return _safe(source.host.replace(":", "_"), "host")


def file_stem(source: Source) -> str:
    """Name a source's file, without suffix: who and when, told apart by its address.

    >>> file_stem(Source("https://example.org/a.pdf", "某市财政局", 2025, kind="budget"))
    '某市财政局2025年部门预算-085f2010'
    """
    department = source.department
    if source.place and not department.startswith(source.place):
        department = f"{source.place}{department}"
    kind = _KINDS.get(source.kind or "", "")
    address = hashlib.sha256(source.url.encode()).hexdigest()[:8]
    said = _safe(f"{department}{source.year}年{kind}", "report")
    return f"{said}-{address}"


def changed_stem(stem: str, sha256: str) -> str:
    """Name the file of a later content of the same source.

    >>> changed_stem("某局2025年-12345678", "abcdef0123456789")
    '某局2025年-12345678.abcdef01'
    """
    return f"{stem}.{sha256[:8]}"


def _safe(text: str, fallback: str) -> str:
    r"""Make text a file name: one path part, visible characters only, not hidden, not too long.

    >>> _safe("../../etc/passwd\n", "x"), _safe("..", "x"), _safe("=cmd|' /C calc'!A0", "x")
    ('_.._etc_passwd', 'x', "=cmd_' _C calc'!A0")
    """
    visible = "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if unicodedata.category(character)[0] != "C"
    )
    name = _UNSAFE.sub("_", visible).strip(" .")
    while len(name.encode()) > _STEM_BYTES:
        name = name[:-1]
    return name.strip(" .") or fallback


def host_of(url: str) -> str:
    """Return who answers at an address: host and port, lower case."""
    return urlsplit(url).netloc.lower()
