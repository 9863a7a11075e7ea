"""Choose the perturbations of what a model reads that are worth their time: by what they notice.

Slips that neither a case nor the corpus as it is notices are tried on perturbation after
perturbation; one is kept where it notices a slip that none before it did.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb
import jinja2

from tests.sql.made import made_of
from tests.sql.perturbing import digest, models_of_checks
from tests.sql.project import Model, model, shapes
from tests.sql_mutations.mutating import Mutant
from tests.sql_mutations.running import BROKEN, changed_models, is_noticed_by_cases

_TOGETHER: Final = 12  # slips of one model


@dataclass(frozen=True)
class Choice:
    """What was chosen for a model.

    Attributes:
        name: the model.
        digests: perturbation → what is made of it.
        left: the slips that none notices.
    """

    name: str
    digests: Mapping[str, str]
    left: Sequence[Mutant]


def choose(chosen: Sequence[Mutant], seconds: float) -> Iterator[Choice]:
    """Choose perturbations, model by model.

    Args:
        chosen: the slips; a macro's are tried in the first of its models alone.
        seconds: for how long perturbations of one model are drawn at most.
    """
    slips: dict[str, list[tuple[Mutant, Mapping[str, Model]]]] = {}
    for mutant in chosen:
        with contextlib.suppress(jinja2.TemplateError):
            changed = changed_models(mutant)
            slips.setdefault(min(changed, default=""), []).append((mutant, changed))
    for name in models_of_checks():
        waiting: dict[Mutant, str] = {}
        for mutant, changed in slips.get(name, ()):
            if len(waiting) < _TOGETHER and not is_noticed_by_cases(changed):
                waiting[mutant] = changed[name].sql
        yield _choose_of(name, waiting, seconds)


def _choose_of(name: str, slips: Mapping[Mutant, str], seconds: float) -> Choice:
    own = model(name).sql
    found = {"0": made_of(name, "0", own)}
    left = {slip: sql for slip, sql in slips.items() if not _tells(name, "0", sql, found["0"])}
    started = time.perf_counter()
    number = 0
    while left and time.perf_counter() - started < seconds:
        number += 1
        key = f"{number}@{'+'.join(_columns_of(name, [*left][number % len(left)]))}"
        made = made_of(name, key, own)
        kept = {slip: sql for slip, sql in left.items() if not _tells(name, key, sql, made)}
        if made != "fails" and len(kept) < len(left):
            found[key], left = made, kept
    return Choice(name, found, [*left])


def _columns_of(name: str, slip: Mutant) -> Sequence[str]:
    """Name the columns of what a model reads that the slip's line, or its part, speaks of."""
    known = {column for relation in model(name).reads for column in shapes()[relation]}
    words = dict.fromkeys(re.findall(r"\w+", f"{slip.before} {slip.after}"))
    named = [word for word in words if word in known and word != "report_id"]
    part = dict.fromkeys(re.findall(r"\w+", _part_of(slip)))
    return named or [word for word in part if word in known and word != "report_id"][:6]


def _part_of(slip: Mutant) -> str:
    found = re.search(rf"^{slip.part} as \($(.*?)^\)", slip.text, re.DOTALL | re.MULTILINE)
    return found[1] if found else slip.text


def _tells(name: str, key: str, sql: str, made: str) -> bool:
    try:
        return digest(name, key, sql) != made
    except BROKEN:
        raise
    except duckdb.Error:  # no SQL, or a row on which it fails: another matter
        return made != "fails"
