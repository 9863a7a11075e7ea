"""Read and check a folder of reports without publishing anything: what a survey stands on.

Reports land as a build lands them, so that neither reads what the other has read. Of the models
only those are made that the checks stand on, in memory: no findings, no expectations, no file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ingest.building.catalogue import Catalogue, catalogue_text, read_catalogue
from ingest.building.compiled import Step, find_needed
from ingest.building.executing import execute_steps
from ingest.building.load import load_in_memory
from ingest.building.planning import plan_afresh
from ingest.building.publish import clean_building, hold_lock
from ingest.building.stages import read_missing
from ingest.building.surveying import survey_folder
from ingest.building.sweeping import sweep_landing
from ingest.building.transform import compiled_project
from ingest.contract.versions import builder_version, reader_version
from ingest.errors import VocabularyError
from ingest.landing.folder import drop_unfinished
from ingest.reading.vocabulary.checking import find_faults
from ingest.settings import Listener, Settings

_CHECKS: Final = "fct_invariant_checks"

# name → rows; what JSON gives back as it was
Answers = dict[str, list[list[Any]]]


def try_reports(
    settings: Settings, listen: Listener, questions: Mapping[str, str]
) -> tuple[Answers, Catalogue]:
    """Read the reports that have not landed, check all that are there, and ask.

    Args:
        settings: whose folder the landing and the caches lie in; its warehouse is left alone.
        listen: told about each stage.
        questions: name → SQL over `raw` and `marts.fct_invariant_checks`. It is asked of each
            batch of whole families; a row must not be of more than one report, or be summed up.

    Returns:
        The rows of all batches, and the folder as it is. While nothing changes they are kept.

    Raises:
        BuildError: the vocabulary is faulty, no report can be read, or a model not be made.
        OSError: the folder cannot be written.
    """
    if faults := find_faults():
        raise VocabularyError(faults)
    kept_path = settings.cache_dir / "survey.json"
    catalogue_path = settings.cache_dir / "survey-catalogue.json"
    settings.cache_dir.mkdir(parents=True, exist_ok=True)
    with hold_lock(settings.lock_path):
        catalogue = survey_folder(
            settings.reports_dir, read_catalogue(catalogue_path), settings.output_dirs
        )
        state = _fingerprint(settings, catalogue, questions)
        kept = None if settings.is_retry else _read_kept(kept_path, state)
        if kept is not None:
            return kept, catalogue
        drop_unfinished(settings.landing_dir)
        with clean_building(settings), compiled_project(settings) as steps:
            catalogue, failures, _ = read_missing(settings, catalogue, listen)
            answers = _try(
                settings, catalogue, questions, failures=failures, listen=listen, steps=steps
            )
        state = _fingerprint(settings, catalogue, questions)
        catalogue_path.write_text(catalogue_text(catalogue), encoding="utf-8")
        kept_path.write_text(json.dumps([state, answers]), encoding="utf-8")
        sweep_landing(settings, surveyed=catalogue)
    return answers, catalogue


def _try(
    settings: Settings,
    catalogue: Catalogue,
    questions: Mapping[str, str],
    *,
    failures: Mapping[str, str],
    listen: Listener,
    steps: Callable[[], Sequence[Step]],
) -> Answers:
    present = [file.report_id for file in catalogue.primaries() if file.is_present]
    batches = plan_afresh(settings, present)
    needed = find_needed(steps(), _CHECKS)
    answers: Answers = {name: [] for name in questions}
    for done, batch in enumerate(batches):
        listen("loading", done, len(batches))
        with load_in_memory(
            batch,
            catalogue=catalogue,
            landing_dir=settings.landing_dir,
            reader_version=reader_version(),
            failures=failures,
            scratch_dir=settings.building_dir,
        ) as connection:
            listen("modelling", done, len(batches))
            execute_steps(connection, needed, lambda _done, _all: None)
            for name, query in questions.items():
                answers[name] += map(list, connection.execute(query).fetchall())
    return answers


def _fingerprint(settings: Settings, catalogue: Catalogue, questions: Mapping[str, str]) -> str:
    """Name everything that the answers depend on."""
    parts = (
        builder_version(),
        str(settings.reports_dir),
        [(file.file_path, file.sha256) for file in catalogue.present()],
        settings.reading_limits,
        dict(questions),
    )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _read_kept(path: Path, state: str) -> Answers | None:
    try:
        kept_state, answers = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return answers if kept_state == state else None
