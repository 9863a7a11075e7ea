"""The identities of the catalogue as the suites name them, and the rules that assert them.

The identities are computed in SQL (dbt_project/models/checks). Here they are asserted twice over:
a row of `marts.fct_invariant_checks` that says `violated` offends, and what a row says of sums is
added up again from the printed figures (`readded_rule`), so that no status is taken on trust.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from expectations.catalogue import ACROSS, CATALOGUE, READING, Identity
from expectations.facts import YUAN_PER_UNIT_SQL
from expectations.rules import Rule

# One row per check: what its terms add up to.
_READDED_SQL: Final = (
    "select check_id,"
    " coalesce(sum(weight * amount_yuan) filter (where side = 'left'), 0) as added_left_yuan,"
    " coalesce(sum(weight * amount_yuan) filter (where side = 'right'), 0) as added_right_yuan,"
    " coalesce(sum(abs(weight) * half_unit_yuan), 0) as added_tolerance_yuan"
    " from (select term.check_id, term.side, term.sign * term.level_weight as weight,"
    " coalesce(figure.amount_yuan, term.amount_yuan) as amount_yuan,"
    " coalesce(cast(cast('0.' || repeat('0', figure.decimals) || '5' as decimal(28, 12))"
    f" * {YUAN_PER_UNIT_SQL} as decimal(28, 12)), term.half_unit_yuan) as half_unit_yuan"
    " from marts.fct_invariant_terms as term"
    " left join marts.fct_figures as figure using (figure_id)"
    # only the suite's own: each of the suites would add up all of them
    " where term.check_id in (select check_id from ({tried}))) as term group by check_id"
)


@dataclass(frozen=True)
class CheckCounts:
    """How the instances of one identity in one table kind came out.

    Args:
        tried_count: `holds` and `violated`.
        not_applicable_count: The gate says that it does not bind.
        not_checkable_count: Something that it needs is not in the document.
        reasons: The commonest reasons of the last two, most frequent first.
        violated_count: Of the tried ones.
    """

    tried_count: int
    not_applicable_count: int
    not_checkable_count: int
    reasons: tuple[str, ...]
    violated_count: int = 0


# (invariant_id, table_kind) → counts, as marts.fct_invariant_checks has them
Observed = Mapping[tuple[str, str | None], CheckCounts]


def identity_rules(suite: str, observed: Observed, *, is_kind_present: bool) -> tuple[Rule, ...]:
    """Write the rules that assert a suite's identities.

    Args:
        suite: A table kind, `across` or `reading`.
        observed: What the warehouse says of each identity.
        is_kind_present: Whether the warehouse holds a table of the suite's kind that is not nil;
            then an identity of the kind that has no instance at all fails.

    Returns:
        One rule per identity, in the catalogue's order.
    """
    rules = []
    for identity in CATALOGUE:
        kinds = _kinds_in_suite(identity, suite, observed)
        if kinds is not None:
            rules.append(_identity_rule(identity, suite, kinds, observed, is_kind_present))
    return tuple(rules)


def readded_rule(suite: str) -> Rule:
    """Write the rule that adds up a suite's sums again, from the figures as they are printed.

    Each tried sum is the sum of its terms; amount and last digit come from `marts.fct_figures`
    (of a form's indicator, which stands in no money column, and of a claim from the term). Both
    sides, the tolerance and the verdict must be those that the warehouse states.

    Args:
        suite: A table kind, `across` or `reading`.
    """
    ids = ", ".join(f"'{each.invariant_id}'" for each in CATALOGUE if _is_of(each, suite))
    tried = (
        f"select * from marts.fct_invariant_checks where invariant_id in ({ids})"
        " and status in ('holds', 'violated') and relation is not null"
    )
    is_of_a_kind = suite not in (ACROSS, READING)
    return Rule(
        name="逐项重算",
        zh="各和式由印出的数字逐项重加：两边、尾差允许和结论都与库中所载一致",
        en="every sum is added up again from the printed figures: sides, tolerance and verdict",
        compared=_readded(f"{tried} and table_kind = '{suite}'" if is_of_a_kind else tried),
        must=(
            "left_yuan = added_left_yuan and right_yuan = added_right_yuan"
            " and abs(tolerance_yuan - added_tolerance_yuan) <= 0.0001"
            " and (status = 'holds') = (case relation when '=' then abs(added_left_yuan"
            " - added_right_yuan) else added_left_yuan - added_right_yuan end"
            " <= added_tolerance_yuan)"
        ),
        is_optional=True,
        of_all_kinds=_readded(tried) if is_of_a_kind else None,
    )


def _readded(tried: str) -> str:
    """Select checks, and beside each what its terms add up to."""
    return (
        f"select tried.*, added.* exclude (check_id) from ({tried}) as tried"
        f" left join ({_READDED_SQL.format(tried=tried)}) as added using (check_id)"
    )


def _is_of(identity: Identity, suite: str) -> bool:
    if suite in (ACROSS, READING):
        return suite in identity.suites
    return identity.suites[0] not in (ACROSS, READING)


def _kinds_in_suite(
    identity: Identity, suite: str, observed: Observed
) -> frozenset[str | None] | None:
    """Say which table kinds' instances of an identity a suite asserts, None for not at all.

    Across tables an identity is asserted once, whatever kinds its instances name, but for the
    kinds whose own suite lists it; a kind's suite asserts the instances of its kind.
    """
    seen = {kind for (invariant_id, kind) in observed if invariant_id == identity.invariant_id}
    if suite in (ACROSS, READING):
        return frozenset(seen) if suite in identity.suites else None
    if identity.suites[0] in (ACROSS, READING):
        return None
    if suite in identity.suites or suite in seen:
        return frozenset({suite})
    return None


def _identity_rule(
    identity: Identity,
    suite: str,
    kinds: frozenset[str | None],
    observed: Observed,
    is_kind_present: bool,
) -> Rule:
    counts = [
        observed[key] for kind in sorted(kinds, key=str)
        if (key := (identity.invariant_id, kind)) in observed
    ]  # fmt: skip
    condition = f"invariant_id = '{identity.invariant_id}'"
    if suite not in (ACROSS, READING):
        condition += f" and table_kind = '{suite}'"
    return Rule(
        name=identity.invariant_id,
        zh=identity.zh,
        en=identity.en,
        compared=(
            f"select * from marts.fct_invariant_checks where {condition}"
            " and status in ('holds', 'violated')"
        ),
        must="status = 'holds'",
        invariant_id=identity.invariant_id,
        not_run_reason=_not_run_reason(suite, counts, is_kind_present),
        known_counts=(
            sum(each.tried_count for each in counts),
            sum(each.violated_count for each in counts),
        )
        if counts
        else None,
    )


def _not_run_reason(suite: str, counts: list[CheckCounts], is_kind_present: bool) -> str | None:
    """Say why an identity cannot be asserted; None where it can, or where its silence fails."""
    if any(each.tried_count for each in counts):
        return None
    not_applicable = sum(each.not_applicable_count for each in counts)
    not_checkable = sum(each.not_checkable_count for each in counts)
    if not_applicable or not_checkable:
        reasons = tuple(dict.fromkeys(_flat(each.reasons for each in counts)))[:3]
        return (
            f"不适用 not applicable {not_applicable}，无法检验 not checkable {not_checkable}："
            + "；".join(reasons)
        )
    if suite in (ACROSS, READING):
        return "本库没有这一恒等式的检查 · no instance of this identity in this warehouse"
    if not is_kind_present:
        return "本库没有非空的这类表 · no table of this kind with figures in this warehouse"
    return None


def _flat(groups: Iterable[tuple[str, ...]]) -> Iterable[str]:
    return (each for group in groups for each in group)
