"""Plant many slips, diagnose each, and count what was found."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from expectations.diagnosis.edits import Edit
from expectations.diagnosis.explain import Explanation, explain
from expectations.diagnosis.messages import finding_kind
from expectations.diagnosis.system import System
from tests.mutations.planting import FINDING_KINDS, KINDS, Planted, plant

_DRAWS = 400
_SET_NAMED = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one planted slip fared.

    Attributes:
        is_seen: it moves an identity beyond its tolerance; only then anything can be found.
        is_detected: there is a finding.
        is_named: a finding names it, in a set of at most three where cells cannot be told apart.
        is_determined: exactly one cell (or run, pair, row) explains it.
        is_restored: the first proposal gives what was there.
        is_kind_right: the finding calls it what it is.
        extra: findings besides the one that names it.
    """

    kind: str
    is_seen: bool
    is_detected: bool
    is_named: bool
    is_determined: bool
    is_restored: bool
    is_kind_right: bool
    extra: int


def run_bench(bases: Mapping[str, System], per_kind: int, seed: int) -> list[tuple[str, Verdict]]:
    """Plant `per_kind` slips of each kind, over the bases in turn.

    Returns:
        The base's name and the verdict, per slip.
    """
    rng = random.Random(seed)
    verdicts = []
    names = sorted(bases)
    for kind in KINDS:
        planted = 0
        for draw in range(per_kind * _DRAWS):
            if planted == per_kind:
                break
            name = names[draw % len(names)]
            slip = plant(bases[name], kind, rng)
            if slip is None:
                continue
            planted += 1
            verdicts.append((name, judge(slip)))
    return verdicts


def judge(slip: Planted) -> Verdict:
    """Diagnose a planted slip and compare."""
    is_seen = not slip.is_within_tolerance
    explanation = explain(slip.system)
    found = [edit for edit in explanation.edits if _names(slip, edit)]
    best = found[0] if found else None
    count = len(explanation.edits) + len(explanation.unexplained)
    is_named = bool(found) and _covers(slip, found)
    return Verdict(
        slip.kind,
        is_seen,
        count > 0,
        is_named,
        best is not None and not best.alternatives,
        best is not None and _restores(slip, explanation),
        best is not None
        and finding_kind(slip.system, best) == FINDING_KINDS.get(slip.kind, slip.kind),
        count - len(found),
    )


def _names(slip: Planted, edit: Edit) -> bool:
    cells = slip.system.cells
    if slip.kind == "missing_row":
        return edit.shape == "missing_row" and cells[edit.culprits[0]].table == slip.table
    places = {cells[cell].place for cell in edit.culprits}
    if slip.kind == "doubled_row" and edit.shape == "doubled_row":
        return {place[0] for place in places} == {slip.table}
    if slip.kind == "code" and edit.shape != "code":
        return False
    if edit.alternatives and len(edit.culprits) > _SET_NAMED:
        return False
    return bool(places & set(slip.originals))


def _covers(slip: Planted, found: Sequence[Edit]) -> bool:
    """All that the slip moved is named: both cells of a swap, the run of a shift."""
    if slip.kind in ("missing_row", "doubled_row"):
        return True
    places = {slip.system.cells[cell].place for edit in found for cell in edit.culprits}
    places |= {slip.system.cells[cell].place for edit in found for cell in edit.changes}
    return set(slip.originals) <= places


def _restores(slip: Planted, explanation: Explanation) -> bool:
    cells = slip.system.cells
    if slip.kind == "missing_row":
        return any(dict(edit.missing) == dict(slip.missing) for edit in explanation.edits)
    if slip.kind == "code":
        return any(edit.code == slip.code for edit in explanation.edits)
    if slip.kind == "doubled_row":
        return any(edit.shape == "doubled_row" for edit in explanation.edits)
    proposed = {place: cells[slip.system.by_place[place]].amount for place in slip.originals}
    for edit in explanation.edits:
        for cell, amount in edit.changes.items():
            proposed[cells[cell].place] = amount
    return {place: amount or 0 for place, amount in proposed.items()} == {
        **{place: proposed[place] or 0 for place in proposed},
        **{place: amount or 0 for place, amount in slip.originals.items()},
    }


def table_text(verdicts: Iterable[Verdict]) -> str:
    """Write the table: one line per kind, and one for all."""
    verdicts = list(verdicts)
    lines = [
        f"{'kind':<17}{'planted':>8}{'unseen':>8}{'detected':>10}{'named':>8}"
        f"{'kind ok':>9}{'restored':>10}{'extra':>7}"
    ]
    for kind in (*KINDS, "all"):
        chosen = [each for each in verdicts if kind in ("all", each.kind)]
        seen = [each for each in chosen if each.is_seen]
        detected = [each for each in seen if each.is_detected]
        determined = [each for each in detected if each.is_determined]
        lines.append(
            f"{kind:<17}{len(chosen):>8}{len(chosen) - len(seen):>8}"
            f"{_share(len(detected), len(seen)):>10}"
            f"{_share(sum(each.is_named for each in detected), len(detected)):>8}"
            f"{_share(sum(each.is_kind_right for each in detected), len(detected)):>9}"
            f"{_share(sum(each.is_restored for each in determined), len(determined)):>10}"
            f"{sum(each.extra for each in seen):>7}"
        )
    return "\n".join(lines)


def shares(verdicts: Iterable[Verdict]) -> dict[str, float]:
    """Give what is detected of the seen, named of the detected, restored of the determined."""
    seen = [each for each in verdicts if each.is_seen]
    detected = [each for each in seen if each.is_detected]
    determined = [each for each in detected if each.is_determined]
    return {
        "detected": len(detected) / max(1, len(seen)),
        "named": sum(each.is_named for each in detected) / max(1, len(detected)),
        "restored": sum(each.is_restored for each in determined) / max(1, len(determined)),
    }


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"
