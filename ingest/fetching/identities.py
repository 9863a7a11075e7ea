"""What a fetched file says of itself, against what the list of sources expected of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.contract.keys import report_id_of
from ingest.engines.pool import Landing, Task, read_reports
from ingest.fetching.sources import Source
from ingest.landing.folder import landed_dir

_READER: Final = "ingest.fetching.self_description:read_self_description"
_VERSION: Final = "identity"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that came new or changed, and the source that it came from."""

    source: Source
    path: Path
    sha256: str


def compare_identities(
    arrived: Sequence[Arrived],
    scratch_dir: Path,
    log_path: Path,
    worker_count: int,
    limit_seconds: float,
) -> dict[str, str]:
    """Read who the new files say they are; sha256 → what differs from the list.

    Each file is read in a process of its own, as a build would: it came from outside.

    Raises:
        StageFailedError: the scratch folder cannot be written.
    """
    import polars as pl  # noqa: PLC0415 - a fetch without news has no use for it

    landing = Landing(scratch_dir, _VERSION, log_path, scratch_dir, limit_seconds, _READER)
    by_content = {one.sha256: one for one in arrived}
    tasks = [Task(one.path, one.path.name, sha256) for sha256, one in by_content.items()]
    remarks: dict[str, str] = {}
    for outcome in read_reports(tasks, landing, worker_count):
        source = by_content[outcome.sha256].source
        if outcome.failure is not None:
            remarks[outcome.sha256] = f"it cannot be read: {outcome.failure}"
            continue
        folder = landed_dir(scratch_dir, report_id_of(outcome.sha256), _VERSION)
        said = pl.read_parquet(folder / "reports.parquet", glob=False).row(0, named=True)
        remark = said["status_reason"] or difference(
            source,
            said["department_name"],
            said["budget_year"],
            said["place_name"],
            said["report_kind"],
        )
        if remark:
            remarks[outcome.sha256] = remark
    return remarks


def difference(
    source: Source,
    department: str | None,
    year: int | None,
    place: str | None,
    kind: str | None,
) -> str | None:
    """Say how a report differs from what its source was expected to be; None when it does not.

    >>> source = Source("https://example.org/a", "潼南区财政局", 2023)
    >>> difference(source, "重庆市潼南区财政局", 2023, None, "budget") is None
    True
    >>> difference(source, "财政局", 2022, None, "budget")
    'year: expected 2023, the report says 2022'
    """
    pairs: list[tuple[str, object, object, bool]] = [
        ("department", source.department, department, _names_agree(source.department, department)),
        ("year", source.year, year, source.year == year),
    ]
    if source.place is not None:
        pairs.append(("place", source.place, place, _names_agree(source.place, place)))
    if source.kind is not None:
        pairs.append(("kind", source.kind, kind, source.kind == kind))
    return (
        "; ".join(
            f"{what}: expected {expected}, the report says {said or 'nothing'}"
            for what, expected, said, agrees in pairs
            if not agrees
        )
        or None
    )


def _names_agree(expected: str, said: str | None) -> bool:
    """Say whether one name ends or begins with the other: 财政局 and 某市财政局 are one."""
    if not said:
        return False
    shorter, longer = sorted((_bare(expected), _bare(said)), key=len)
    return longer.startswith(shorter) or longer.endswith(shorter)


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
