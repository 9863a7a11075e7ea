"""What a release says of itself: one version, and a notice for everything that is bundled."""

from __future__ import annotations

import tomllib

import yaml

from tests.conftest import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# what other people wrote and a wheel carries: minified assets and fonts
BUNDLED = ("*.min.js", "*.min.css", "*.ttf", "*.otf", "*.woff2", "*.wasm")


def test_release__citation__is_of_this_version() -> None:
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]


def test_release__every_bundled_file__lies_beside_its_licence() -> None:
    notice = (REPOSITORY / "NOTICE.md").read_text(encoding="utf-8")
    found = [
        path
        for room in ("ingest", "expectations", "notebooks", "dbt_project")
        for pattern in BUNDLED
        for path in (REPOSITORY / room).rglob(pattern)
    ]
    assert len(found) > 5
    for path in found:
        folder = path.parent.relative_to(REPOSITORY).as_posix()
        licences = [name for name in PROJECT["license-files"] if name.rpartition("/")[0] == folder]
        assert licences, f"{path} is bundled without a licence in pyproject's license-files"
        assert folder in notice, f"NOTICE.md says nothing of {folder}"


def test_release__licence_files__exist() -> None:
    assert not [name for name in PROJECT["license-files"] if not (REPOSITORY / name).is_file()]
