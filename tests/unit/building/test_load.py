"""What a batch's `raw` schema holds of reports that today's reader fails at."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingest.building.catalogue import Catalogue, ReportFile
from ingest.building.load import load_batch
from ingest.contract import schema
from ingest.contract.frames import make_frame
from ingest.landing.folder import write_landing

_SHA = "ab" * 32
_FAILURE = "internal error while reading (读取时发生内部错误): KeyError: '%'"


def _frames(status: str) -> dict[str, pl.DataFrame]:
    of_report = {"report_id": _SHA[:16], "sha256": _SHA, "status": status}
    page = {"report_id": _SHA[:16], "page_number": 1}
    return {
        name: make_frame(name, {"reports": [of_report], "pages": [page]}.get(name, []))
        for name in schema.FRAMES
    }


def _load(tmp_path: Path) -> list[tuple[object, ...]]:
    file = ReportFile("a.pdf", _SHA, 1, first_seen=1, is_present=True)
    load_batch(
        tmp_path / "batch.duckdb",
        {_SHA[:16]},
        catalogue=Catalogue(1, (file,)),
        landing_dir=tmp_path / "landing",
        reader_version="today",
        failures={_SHA: _FAILURE},
        others=(),
    )
    with duckdb.connect(str(tmp_path / "batch.duckdb"), read_only=True) as connection:
        return connection.execute(
            "select status, status_reason, (select count(*) from raw.pages) from raw.reports"
        ).fetchall()


def test_load__reader_fails_at_what_an_earlier_one_read__keeps_that_marked(tmp_path: Path) -> None:
    write_landing(tmp_path / "landing", _SHA[:16], "earlier", _frames("proven"))

    ((status, reason, pages),) = _load(tmp_path)

    assert (status, pages) == ("partial", 1)
    assert str(reason).startswith("as an earlier version of the program read it (沿用旧版")
    assert _FAILURE in str(reason)


@pytest.mark.parametrize("earlier", ["rejected", "quarantined", "other schema", None])
def test_load__nothing_good_is_left__is_rejected(tmp_path: Path, earlier: str | None) -> None:
    if earlier is not None:
        frames = _frames(earlier if earlier != "other schema" else "proven")
        if earlier == "other schema":
            frames["figures"] = frames["figures"].drop("value")
        write_landing(tmp_path / "landing", _SHA[:16], "earlier", frames)

    assert _load(tmp_path) == [("rejected", _FAILURE, 0)]
