"""How much memory a reading process holds, and may hold. Linux; elsewhere there is no limit."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Final

_MEGABYTE: Final = 1 << 20

# What a process sets aside without touching it: thread stacks, arenas. Measured: 220 MB after the
# libraries are imported and some reports are read, of which 195 MB are resident.
_UNTOUCHED_MEGABYTES: Final = 512


def limit_own_memory(limit_megabytes: float) -> None:
    """Let the kernel refuse this process more than the limit, and some that it never touches.

    The parent looks at what is resident a few times a second and says clearly what happened; this
    is for what is faster than that. Address space alone (RLIMIT_AS) would be the wrong measure:
    polars reserves a gigabyte that it never uses.
    """
    wanted = int((limit_megabytes + _UNTOUCHED_MEGABYTES) * _MEGABYTE)
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))


def read_resident_megabytes(process_id: int | None) -> float:
    """Read how much memory a process holds; 0 when it has ended or cannot be looked at."""
    try:
        statm = Path(f"/proc/{process_id}/statm").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(statm.split()[1]) * resource.getpagesize() / _MEGABYTE
