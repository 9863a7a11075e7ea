"""The build: a folder of reports in, a published warehouse out.

This module decides whether there is anything to do, under the folder's lock; `stages.py` does it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ingest.building.catalogue import Catalogue, find_lost, read_catalogue
from ingest.building.publish import (
    clean_building,
    drop_abandoned,
    drop_foreign_log,
    hold_lock,
    read_own_build,
)
from ingest.building.surveying import survey_folder
from ingest.errors import ShrunkFolderError, UsageError, VocabularyError
from ingest.landing.folder import drop_unfinished
from ingest.reading.vocabulary.checking import find_faults
from ingest.settings import Listener, Settings
from ingest.telling.summary import Summary, as_unchanged, parse_summary

# A folder that loses this many reports, and more than one in so many, is looked at first.
_MANY_LOST: Final = 3
_LOST_SHARE: Final = 3

_DUCKDB_MAGIC: Final = b"DUCK"  # at offset 8 of every DuckDB file


@dataclass(frozen=True, slots=True)
class Built:
    """A published build.

    Attributes:
        summary: what it has to say.
        is_rerun: nothing had changed, nothing was done.
    """

    summary: Summary
    is_rerun: bool


def build(settings: Settings, listen: Listener) -> Built:
    """Bring the warehouse up to date with the folder of reports.

    Raises:
        BuildError: nothing was published; the old warehouse stands.
        OSError: the target cannot be written.
    """
    started = time.monotonic()
    _check_target(settings.warehouse)
    faults = find_faults()
    if faults:
        raise VocabularyError(faults)
    settings.folder.mkdir(parents=True, exist_ok=True)
    with hold_lock(settings.lock_path):
        drop_abandoned(settings)
        drop_foreign_log(settings.warehouse)
        known = read_catalogue(settings.catalogue_path)
        catalogue = survey_folder(settings.reports_dir, known, settings.output_dirs)
        _check_shrinkage(settings, known, catalogue)
        summary = _unchanged_summary(settings, catalogue, known)
        if summary is not None:
            # what no report is called costs no build, and is counted as it stands
            now = replace(summary, passed_over=catalogue.passed_over)
            return Built(as_unchanged(now, time.monotonic() - started), is_rerun=True)
        settings.cache_dir.mkdir(parents=True, exist_ok=True)
        drop_unfinished(settings.landing_dir)
        with clean_building(settings):
            # everything heavy is behind this import: a rerun with nothing to do never gets here
            from ingest.building.stages import build_and_publish  # noqa: PLC0415

            summary = build_and_publish(settings, catalogue, listen, started)
    return Built(summary, is_rerun=False)


def _check_target(warehouse: Path) -> None:
    """Refuse to replace a file that is no warehouse."""
    if not warehouse.exists() or warehouse.stat().st_size == 0:
        return
    with warehouse.open("rb") as stream:
        if stream.read(12)[8:] != _DUCKDB_MAGIC:
            raise UsageError(f"WAREHOUSE={warehouse} exists and is not a DuckDB file")


def _check_shrinkage(settings: Settings, known: Catalogue, now: Catalogue) -> None:
    """Refuse to publish a folder that has lost all its reports, or three and a third of them.

    Nobody watches a build at night: an empty or unmounted folder must not empty the warehouse.
    """
    gone = {file.report_id for file in find_lost(known, now)}
    if not gone or settings.may_shrink or not settings.warehouse.exists():
        return
    from ingest.building.summarising import read_loaded  # noqa: PLC0415 - heavy, and seldom needed

    loaded = read_loaded(settings.warehouse)  # a file that was never a report is no loss
    lost, before = len(gone & loaded), len(loaded)
    if lost and (lost == before or (lost >= _MANY_LOST and lost * _LOST_SHARE > before)):
        raise ShrunkFolderError(str(settings.reports_dir), lost, before)


def _unchanged_summary(
    settings: Settings, catalogue: Catalogue, known: Catalogue
) -> Summary | None:
    """Return the last build's summary if nothing that it depends on has changed since."""
    last = read_own_build(settings)
    if last is None:
        return None
    is_same = (
        # what could not be read is tried again with other limits, or when somebody says so
        not (last["failures"] and (settings.is_retry or last["limits"] != settings.reading_limits))
        # a survey tries each of them again: the same ones, for the same reasons, are no news
        and last["unreadable"] == [list(entry) for entry in catalogue.unreadable]
        and last["reports_dir"] == str(settings.reports_dir)
        and _contents(catalogue) == _contents(known)
        and settings.quality_dir.is_dir()
    )
    return parse_summary(last["summary"]) if is_same else None


def _contents(catalogue: Catalogue) -> list[tuple[str, str, bool]]:
    return [(file.file_path, file.sha256, file.is_present) for file in catalogue.files]
