"""The about page: method, glossary, where each report comes from; and the stamp of the build."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Final

from ingest.errors import UsageError
from ingest.fetching.ledger import read_ledger
from ingest.settings import REPOSITORY, Settings, read_fetch_settings
from notebooks.site.render import render, write_if_changed, write_script
from notebooks.site.reports import Report
from notebooks.site.words import read_words, word

_PROJECT: Final = "budget-warehouse"


def write_about(site: Path, settings: Settings, reports: Sequence[Report]) -> None:
    """Write the about page and `assets/build.js`, which every page shows in its footer.

    The stamp stands in a script of its own, so that a build of the same data changes one file and
    not every page.
    """
    addresses = read_addresses(settings)
    text = render(
        "about.html",
        root="",
        active="about",
        title=word("ui.about"),
        reports=reports,
        addresses={each.id: addresses.get(each.sha256, "") for each in reports},
        glossary=list(read_words()["glossary"].items()),
        method=list(read_words()["method"].values()),
    )
    write_if_changed(site / "about.html", text)
    built = datetime.fromtimestamp(settings.warehouse.stat().st_mtime, UTC)
    stamp = {"date": f"{built:%Y-%m-%d %H:%M} UTC", "version": read_version()}
    write_script(site / "assets" / "build.js", "window.BUILD", stamp)


def read_addresses(settings: Settings) -> Mapping[str, str]:
    """Read where fetched files came from: SHA-256 → address; nothing where nothing was fetched."""
    try:
        ledger = read_ledger(read_fetch_settings(settings).ledger_path)
    except (UsageError, OSError):
        return {}
    return {
        content.sha256: url
        for url, contents in ledger.contents.items()
        for content in contents
        if url.startswith(("http://", "https://"))
    }


def read_version() -> str:
    """Say which version of the program made the site."""
    project = REPOSITORY / "pyproject.toml"
    if project.is_file():
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    return metadata.version(_PROJECT)
