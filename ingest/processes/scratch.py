"""Temporary folders that do not outlive who made them, killed or not."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

# Of folders that are held: earlier versions of the program made some that they did not hold.
_PREFIX: Final = "budget-scratch-"
# What is younger may just be on its way from being made to being held.
_YOUNG_SECONDS: Final = 60.0


@contextlib.contextmanager
def scratch_folder(purpose: str) -> Iterator[Path]:
    """Make a folder in the system's temporary one, and remove it at the end.

    Who is killed cannot remove it; so each folder is held by a lock of the system, which ends with
    its process, and those that nobody holds any more are removed first.

    Args:
        purpose: part of its name.
    """
    _drop_abandoned(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{purpose}-"))
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _drop_abandoned(parent: Path) -> None:
    """Remove folders of ours whose makers are gone."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody else's, held, or removed meanwhile
            told = folder.lstat()
            if told.st_uid != os.getuid() or time.time() - told.st_mtime < _YOUNG_SECONDS:
                continue
            held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(held)
