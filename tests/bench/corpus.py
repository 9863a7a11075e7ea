"""Typeset a corpus with all cores, and write down beside it which reports have which slip."""

from __future__ import annotations

import json
import multiprocessing
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.bench.families import Plan, make_planned, plan_corpus
from tests.mutations.paper import PaperSlip, slip_on_paper
from tests.typesetting.press import PageOverflowError, typeset

MANIFEST: Final = "manifest.json"
_DRAWS: Final = 300  # of a slip, before the report is left correct


def typeset_corpus(
    folder: Path, count: int, seed: int, workers: int, tell: Callable[[int, int], None]
) -> None:
    """Typeset reports into a folder, and the manifest beside them.

    Args:
        folder: made if need be; reports that are there already are kept as they are.
        count: how many reports.
        seed: of all that is made up.
        workers: processes.
        tell: told how many are done, of how many.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plans = plan_corpus(count, seed)
    entries: dict[str, dict[str, Any]] = {}
    # spawned: a process forked while typst's threads run waits for them for ever
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        waiting = [pool.submit(typeset_plan, plan, seed, folder) for plan in plans]
        for done, each in enumerate(as_completed(waiting), start=1):
            entry = each.result()
            entries[entry["file"]] = entry
            tell(done, count)
    manifest = {
        "seed": seed,
        "reports": [entries[name] for name in sorted(entries)],
    }
    path = folder / MANIFEST
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")


def typeset_plan(plan: Plan, seed: int, folder: Path) -> dict[str, Any]:
    """Typeset one report into the folder; gives its entry in the manifest."""
    report = make_planned(plan, seed)
    content, slip = None, None
    if plan.slip_kind is not None:
        rng = random.Random(f"{seed}-{plan.file_name}")
        for draw in map(partial(slip_on_paper, report, plan.slip_kind), [rng] * _DRAWS):
            if draw is None:
                continue
            try:
                content, slip = typeset(draw.report), draw
            except PageOverflowError:
                continue  # a doubled row that no longer fits its page
            break
    path = folder / plan.file_name
    path.write_bytes(typeset(report) if content is None else content)
    return {
        "file": plan.file_name,
        "department": report.department,
        "year": plan.year,
        "report_kind": plan.report_kind,
        "level": plan.level,
        "layout": plan.layout,
        "pages": len(report.pages),
        "slip": None if slip is None else describe_slip(slip),
    }


def describe_slip(slip: PaperSlip) -> dict[str, Any]:
    """Say what was planted; tables, rows and columns are counted from 1, as in the warehouse."""
    return {
        "kind": slip.kind,
        "table_number": None if slip.table is None else slip.table + 1,
        "table_kind": None if slip.table is None else slip.report.tables[slip.table].kind,
        "row_number": None if slip.row is None else slip.row + 1,
        "words": slip.words,
        "cells": [
            {
                "table_number": table + 1,
                "row_number": row + 1,
                "column_number": column + 1,
                "printed": slip.report.tables[table].rows[row][column],
                "right": right,
            }
            for (table, row, column), right in sorted(slip.right.items())
        ],
    }


def read_manifest(folder: Path) -> Sequence[dict[str, Any]]:
    """Read the entries of a corpus; none where there is no corpus."""
    path = folder / MANIFEST
    if not path.is_file():
        return ()
    entries: Sequence[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["reports"]
    return entries
