"""After a build: remove from the landing what no warehouse of the folder reads any more."""

from __future__ import annotations

import logging

from ingest.building.catalogue import Catalogue, read_catalogue
from ingest.contract.versions import (
    page_reader_version,
    reader_version,
    scan_reader_version,
)
from ingest.landing.folder import drop_unused
from ingest.settings import Settings

_log = logging.getLogger(__name__)


def sweep_landing(settings: Settings, surveyed: Catalogue | None = None) -> None:
    """Remove landed frames and kept pages that today's code does not read.

    Only under the build lock, and after publishing: the catalogues of all warehouses that share
    the folder then name what they use. What cannot be removed stays, and is tried again by the
    next build: the warehouse is published all the same.
    """
    present: set[str] = set()
    gone: set[str] = set()
    catalogues = [read_catalogue(path) for path in settings.folder.glob("*.catalogue.json")]
    for catalogue in [*catalogues, surveyed or Catalogue()]:
        for file in catalogue.files:
            (present if file.is_present else gone).add(file.report_id)
    try:
        dropped = drop_unused(
            settings.landing_dir,
            present,
            gone,
            reader_version(),
            page_reader_version(),
            scan_reader_version=scan_reader_version(),
        )
    except OSError as error:
        _log.warning("the landing cannot be swept: %s", error)
    else:
        _log.info("%s unused in %s removed", dropped, settings.landing_dir)
