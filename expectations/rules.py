"""What a rule and a suite of rules are, before any library evaluates them.

A rule compares rows: `compared` selects them, `must` says what has to be true of each. A row of
which it is not true (false or unknown) offends. A rule that finds no row to compare has proven
nothing, so its query then returns one row that says so, and the rule fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# The column that a query adds: NULL for an offending row, the sentence when nothing was compared.
PROBLEM_COLUMN: Final = "problem"
NOTHING_COMPARED: Final = "没有可比较的行 · nothing was compared"
# The column that says on each returned row how many rows the query found in all.
COUNT_COLUMN: Final = "offending_count"
# Rows that a query returns at most: enough to see what is wrong.
SAMPLE_SIZE: Final = 20


@dataclass(frozen=True)
class Rule:
    """One expectation: rows, and what must be true of each of them.

    Args:
        name: Unique in its suite; for an identity its id (R1, C2 …).
        zh: The rule in one Chinese sentence, as Data Docs show it.
        en: The same in English.
        compared: SQL select of the rows that the rule compares. It may read `facts`, the rows
            of the suite's own mart, and any table by its full name. No colon, no brace:
            SQLAlchemy and great-expectations would take them for parameters.
        must: SQL predicate over a row of `compared`.
        is_optional: Whether having nothing to compare is a plain fact about the documents
            (no project prints a code) rather than a failure.
        invariant_id: The identity of docs/invariants.md that the rule asserts, else None.
        not_run_reason: Why the rule is not to be evaluated in this warehouse, else None.
        known_counts: How many rows it compares and how many of them offend, where one query over
            all rules of its sort has said so, else None.
        of_all_kinds: What `compared` would be without its table kind, where that is all that tells
            it from the rule of the same name in other kinds' suites: such rules are counted for
            all kinds at once. None for others.
    """

    name: str
    zh: str
    en: str
    compared: str
    must: str
    is_optional: bool = False
    invariant_id: str | None = None
    not_run_reason: str | None = None
    known_counts: tuple[int, int] | None = None
    of_all_kinds: str | None = None

    @property
    def description(self) -> str:
        """Chinese first, English beside it."""
        return f"【{self.name}】{self.zh} · {self.en}"


@dataclass(frozen=True)
class Suite:
    """The rules about one table kind, about what lies across tables, or about the reading.

    Args:
        number: Its place in the list of suites, from 1.
        name: ASCII name: the table kind, `across` or `reading`.
        zh: Chinese title.
        facts: SQL select of the suite's own mart rows.
        rules: The rules in the order in which they are shown.
        table_kind: The kind of table that the suite is about, else None.
        absent_reason: Why there is nothing for the suite to say, else None.
    """

    number: int
    name: str
    zh: str
    facts: str
    rules: tuple[Rule, ...]
    table_kind: str | None = None
    absent_reason: str | None = None

    @property
    def title(self) -> str:
        """Number, Chinese title and ASCII name, as Data Docs list the suite."""
        return f"{self.number:02} {self.zh} {self.name}"


def offending_rows_query(rule: Rule, batch: str, *, is_compared: bool = False) -> str:
    """Write the query that returns the rows that offend a rule, or why there is nothing to say.

    Args:
        rule: The rule.
        batch: SQL of the suite's rows, in parentheses; or great-expectations' own `{batch}`.
        is_compared: Whether it is known that there are rows to compare. To ask for them beside
            the offending ones makes DuckDB keep all of them, whole: of 500,000 checks a second.

    Returns:
        One SQL select: the first offending rows whole, beside them `problem` and how many rows
        offend in all. One query answers both, so that each rule is read once.

    >>> rule = Rule("years", "年度合理", "plausible years", "select * from facts", "year > 2000")
    >>> print(offending_rows_query(rule, "{batch}"))
    with facts as (select * from {batch}),
    compared as (select * from facts),
    offending as (
    select *, cast(null as varchar) as problem from compared where (year > 2000) is not true
    union all by name
    select '没有可比较的行 · nothing was compared' as problem
    where not exists (select 1 from compared))
    select *, count(*) over () as offending_count from offending
    order by all limit 20
    """
    nothing = (
        "\nunion all by name\n"
        f"select '{NOTHING_COMPARED}' as {PROBLEM_COLUMN}\n"
        "where not exists (select 1 from compared)"
    )
    return (
        f"with facts as (select * from {batch}),\n"
        f"compared as ({rule.compared}),\n"
        "offending as (\n"
        f"select *, cast(null as varchar) as {PROBLEM_COLUMN} from compared"
        f" where ({rule.must}) is not true{'' if is_compared else nothing})\n"
        f"select *, count(*) over () as {COUNT_COLUMN} from offending\n"
        f"order by all limit {SAMPLE_SIZE}"
    )


def counting_query(suite: Suite) -> str:
    """Write the one query that counts what each rule of a suite compares, and what of it offends.

    Returns:
        One SQL select of one row per rule, in their order: its number and the two counts.

    >>> rule = Rule("years", "年度合理", "plausible years", "select * from facts", "year > 2000")
    >>> print(counting_query(Suite(1, "s", "套件", "select 1 as year", (rule,))))
    with facts as not materialized (select 1 as year)
    select 0, count(*), count(*) filter (where offends)
    from (select (year > 2000) is not true as offends from (select * from facts) as compared)
    order by 1
    """
    # scalar subqueries, which DuckDB joins with each other, took half as long again to plan
    counts = "\nunion all\n".join(
        f"select {number}, count(*), count(*) filter (where offends)\n"
        f"from (select ({rule.must}) is not true as offends from ({rule.compared}) as compared)"
        for number, rule in enumerate(suite.rules)
    )
    # each rule reads the rows that it compares: to keep all of them for all rules takes memory
    return f"with facts as not materialized ({suite.facts})\n{counts}\norder by 1"


def counting_by_kind_query(of_all_kinds: str, must: str) -> str:
    """Write the query that counts a rule for all table kinds at once.

    Args:
        of_all_kinds: As `Rule.of_all_kinds`.
        must: As `Rule.must`.

    Returns:
        One SQL select of one row per kind that has rows: kind, rows compared, rows that offend.

    >>> print(counting_by_kind_query("select * from marts.fct_figures", "value > 0"))
    select table_kind, count(*), count(*) filter (where (value > 0) is not true)
    from (select * from marts.fct_figures) as compared group by table_kind
    """
    return (
        f"select table_kind, count(*), count(*) filter (where ({must}) is not true)\n"
        f"from ({of_all_kinds}) as compared group by table_kind"
    )
