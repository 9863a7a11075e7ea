"""The landing: one immutable folder of Parquet per report content × reader version.

`<landing>/<report_id>/<reader_version>/<frame>.parquet`. A folder appears whole (written beside,
then renamed) or not at all, so its existence means that the report has been read. Equal input
gives equal bytes: rows are sorted by the caller, and nothing of the clock goes into the files.
"""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

if (
    TYPE_CHECKING
):  # polars takes a fifth of a second to import; an unchanged rerun has no use for it
    import polars as pl

_UNFINISHED: Final = ".unfinished-"


def landed_dir(landing_dir: Path, report_id: str, reader_version: str) -> Path:
    """Name the folder in which a report lies once it has been read."""
    return landing_dir / report_id / reader_version


def is_landed(landing_dir: Path, report_id: str, reader_version: str) -> bool:
    """Say whether a report has been read by this reader version."""
    return landed_dir(landing_dir, report_id, reader_version).is_dir()


def write_landing(
    landing_dir: Path, report_id: str, reader_version: str, frames: dict[str, pl.DataFrame]
) -> Path:
    """Write all frames of one report, at once visible; an already landed report stays as it is.

    Raises:
        OSError: the disk is full or the folder may not be written.
    """
    target = landed_dir(landing_dir, report_id, reader_version)
    if target.is_dir():
        return target
    beside = landing_dir / f"{_UNFINISHED}{report_id}-{reader_version}-{os.getpid()}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        for name in sorted(frames):
            # Through memory: polars writes to a file by itself, and a full disk is then no OSError.
            content = io.BytesIO()
            # statistics are of no use to files this small
            frames[name].write_parquet(content, compression="zstd", statistics=False)
            with (beside / f"{name}.parquet").open("wb") as stream:
                stream.write(content.getbuffer())
                stream.flush()
                os.fsync(stream.fileno())
        target.parent.mkdir(exist_ok=True)
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def drop_unfinished(landing_dir: Path) -> None:
    """Remove what a killed reader left behind; only under the build lock."""
    for folder in landing_dir.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)
