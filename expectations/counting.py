"""Count, before anything is evaluated, how many rows each rule compares and how many offend."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import duckdb

from expectations.identities import Observed
from expectations.rules import Rule, Suite, counting_by_kind_query, counting_query

_logger = logging.getLogger(__name__)

_FIGURES_SQL: Final = "select distinct table_kind from marts.fct_figures"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows a rule compares, and how many of them offend."""

    compared: int
    offending: int


# (suite, rule) → what was counted, None where its SQL does not run
CountedRules = Mapping[tuple[str, str], Counted | None]


def find_bare(
    connection: duckdb.DuckDBPyConnection, suites: Sequence[Suite], observed: Observed
) -> frozenset[str]:
    """Name the suites of table kinds of which there is nothing: no rule of theirs has a row.

    Two kinds in three are in no given report. What a rule of a kind compares is of its facts, its
    figures, its tables or its checks; where there is none of them, nothing has to be counted rule
    by rule. A kind without a table that has facts all the same is counted: that is a defect.
    """
    tried = {kind for (_, kind), counts in observed.items() if counts.tried_count}
    absent = [each for each in suites if each.table_kind and each.absent_reason]
    if not absent:
        return frozenset()
    exist = ", ".join(f"exists (from ({suite.facts}))" for suite in absent)
    try:
        printed = {kind for (kind,) in connection.execute(_FIGURES_SQL).fetchall()}
        has_facts = connection.execute(f"select {exist}").fetchone() or ()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        _logger.warning("the marts of absent kinds cannot be read: %s", error)
        return frozenset()
    return frozenset(
        suite.name
        for suite, has in zip(absent, has_facts, strict=True)
        if not has and suite.table_kind not in tried | printed
    )


def count_all(
    connection: duckdb.DuckDBPyConnection, suites: Sequence[Suite], bare: Collection[str]
) -> CountedRules:
    """Count the rows of all rules.

    Planning a query takes longer than counting a report's rows. So what is known is not counted
    again, what only the table kind tells apart is counted for all kinds at once, and all else in
    one query for each suite.
    """
    counted: dict[tuple[str, str], Counted | None] = {}
    by_kind: dict[tuple[str, str], Mapping[str, Counted] | None] = {}
    for suite in suites:
        uncounted = []
        for rule in suite.rules:
            key = suite.name, rule.name
            if suite.name in bare:
                counted[key] = Counted(0, 0)
            elif rule.known_counts is not None:
                counted[key] = Counted(*rule.known_counts)
            elif (found := _of_kind(connection, suite, rule, by_kind)) is not None:
                counted[key] = found
            else:
                uncounted.append(rule)
        if uncounted:
            counted.update(count_alone(connection, replace(suite, rules=tuple(uncounted))))
    return counted


def _of_kind(
    connection: duckdb.DuckDBPyConnection,
    suite: Suite,
    rule: Rule,
    by_kind: dict[tuple[str, str], Mapping[str, Counted] | None],
) -> Counted | None:
    """Look up what a rule counts in the suite's table kind; None where it cannot be."""
    if suite.table_kind is None or rule.of_all_kinds is None:
        return None
    key = rule.of_all_kinds, rule.must
    if key not in by_kind:
        try:
            rows = connection.execute(counting_by_kind_query(*key)).fetchall()
        except duckdb.Error:  # counted for this suite alone, it says what is wrong
            by_kind[key] = None
        else:
            by_kind[key] = {kind: Counted(*counts) for kind, *counts in rows}
    found = by_kind[key]
    return None if found is None else found.get(suite.table_kind, Counted(0, 0))


def count_alone(
    connection: duckdb.DuckDBPyConnection, suite: Suite
) -> Iterator[tuple[tuple[str, str], Counted | None]]:
    """Count the rows of rules at once; one by one where one of them does not run."""
    try:
        counts = connection.execute(counting_query(suite)).fetchall()
    except duckdb.Error as error:
        if len(suite.rules) > 1:
            for rule in suite.rules:
                yield from count_alone(connection, replace(suite, rules=(rule,)))
            return
        _logger.debug("%s / %s cannot be counted: %s", suite.name, suite.rules[0].name, error)
        yield (suite.name, suite.rules[0].name), None
        return
    for rule, (_, compared, offending) in zip(suite.rules, counts, strict=True):
        yield (suite.name, rule.name), Counted(compared, offending)
