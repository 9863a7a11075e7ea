"""Run the suites over a finished warehouse, and write the Data Docs of what came out.

great-expectations is imported only inside a run (here and in `agreement`): it costs five seconds.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb

from expectations.counting import Counted, CountedRules, count_all, find_bare
from expectations.data_docs import clear_docs, finish_docs, site_config
from expectations.findings_page import write_findings_page
from expectations.identities import CheckCounts, Observed
from expectations.light_import import import_great_expectations
from expectations.outcomes import ExpectationOutcome, ExpectationRun, Status
from expectations.page_text import escape_text
from expectations.rules import (
    NOTHING_COMPARED,
    PROBLEM_COLUMN,
    Rule,
    Suite,
    offending_rows_query,
)
from expectations.suites import KindPresence, build_suites

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuite, ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import (
        EphemeralDataContext,
    )

_logger = logging.getLogger(__name__)


# Evaluating the suites takes a little longer than writing their Data Docs.
_EVALUATING_SHARE: Final = 0.55
_BATCH: Final = "{batch}"  # great-expectations puts the suite's rows here

_CHECKS_SQL: Final = """
select invariant_id, table_kind,
    count(*) filter (where status in ('holds', 'violated')),
    count(*) filter (where status = 'not_applicable'),
    count(*) filter (where status = 'not_checkable'),
    count(*) filter (where status = 'violated')
from marts.fct_invariant_checks group by all order by all
"""
_REASONS_SQL: Final = """
select invariant_id, table_kind, reason from marts.fct_invariant_checks
where status in ('not_applicable', 'not_checkable') and reason is not null
group by all order by count(*) desc, reason
"""
_TABLES_SQL: Final = """
select table_kind, count(*), count(*) filter (where not is_nil)
from marts.fct_tables group by all
"""

_FINDINGS_SQL: Final = """
select exists (from marts.fct_findings) or exists (from marts.fct_acknowledgements)
"""


def run_expectations(
    warehouse: Path, docs_dir: Path, listen: Callable[[int, int, float], None] | None = None
) -> ExpectationRun:
    """Evaluate every suite over a warehouse and write its Data Docs.

    Args:
        warehouse: The finished DuckDB file; it is only read.
        docs_dir: The folder of the Data Docs. What an earlier run left there is replaced.
        listen: Told how many suites of how many are done, and how much of the work that is.

    Returns:
        The outcome of every expectation.

    Raises:
        duckdb.Error: The file is no DuckDB database, or another process holds it for writing.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        observed = _read_observed(connection)
        suites = build_suites(
            observed, _read_presence(connection), has_findings=_has_findings(connection)
        )
        counted = count_all(connection, suites, find_bare(connection, suites, observed))
    clear_docs(docs_dir)
    with quiet_great_expectations():
        results = _evaluate(warehouse, docs_dir, suites, counted, listen)
    outcomes = tuple(
        _outcome(suite, rule, counted[suite.name, rule.name], results.get((suite.name, rule.name)))
        for suite in suites
        for rule in suite.rules
    )
    run = ExpectationRun(suites, outcomes, docs_dir / "index.html", docs_dir / "findings.html")
    write_findings_page(run, warehouse)
    finish_docs(docs_dir, run)
    return run


def _read_observed(connection: duckdb.DuckDBPyConnection) -> Observed:
    """Count the checks by identity and table kind; nothing where the mart cannot be read.

    A mart that is missing or lacks a column makes the expectations over it error one by one,
    which says more than one exception here would.
    """
    try:
        counts = connection.execute(_CHECKS_SQL).fetchall()
        reasons = connection.execute(_REASONS_SQL).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        _logger.warning("marts.fct_invariant_checks cannot be read: %s", error)
        return {}
    return {
        (invariant_id, kind): CheckCounts(
            tried, not_applicable, not_checkable,
            tuple(reason for (i, k, reason) in reasons if (i, k) == (invariant_id, kind)),
            violated,
        )
        for invariant_id, kind, tried, not_applicable, not_checkable, violated in counts
    }  # fmt: skip


def _read_presence(connection: duckdb.DuckDBPyConnection) -> Mapping[str, KindPresence]:
    try:
        rows = connection.execute(_TABLES_SQL).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        _logger.warning("marts.fct_tables cannot be read: %s", error)
        return {}
    return {kind: KindPresence(count, filled) for kind, count, filled in rows}


def _has_findings(connection: duckdb.DuckDBPyConnection) -> bool:
    try:
        row = connection.execute(_FINDINGS_SQL).fetchone()
    except duckdb.CatalogException as error:
        _logger.warning("marts.fct_findings cannot be read: %s", error)
        return True  # its rules then error one by one
    return bool(row and row[0])


def _rules_to_evaluate(suite: Suite, counted: CountedRules) -> tuple[Rule, ...]:
    """Leave out the rules that have nothing to say here; they are reported as not run."""
    return tuple(
        rule
        for rule in suite.rules
        if _not_run_message(suite, rule, counted[suite.name, rule.name]) is None
    )


def _not_run_message(suite: Suite, rule: Rule, counted: Counted | None) -> str | None:
    """Say why a rule is not evaluated; None where it is."""
    if counted is None or counted.compared:  # broken SQL must be seen to raise
        return None
    if rule.not_run_reason:
        return rule.not_run_reason
    if suite.absent_reason:
        return suite.absent_reason
    if rule.is_optional:
        return "没有适用的行 · no row that the rule is about"
    return None


def _evaluate(
    warehouse: Path,
    docs_dir: Path,
    suites: tuple[Suite, ...],
    counted: CountedRules,
    listen: Callable[[int, int, float], None] | None,
) -> dict[tuple[str, str], ExpectationValidationResult]:
    """Let great-expectations evaluate the rules that have rows to compare, and build its site.

    Returns:
        Its result per suite and rule name.
    """
    gx = import_great_expectations()
    from expectations.duckdb_dialect import warehouse_url  # noqa: PLC0415 - SQLAlchemy: a second

    context = gx.get_context(mode="ephemeral")
    _configure(context, docs_dir)
    source = context.data_sources.add_sql(
        "warehouse", connection_string=warehouse_url(warehouse), create_temp_table=False
    )
    results: dict[tuple[str, str], ExpectationValidationResult] = {}
    definitions = []
    for suite in suites:
        rules = _rules_to_evaluate(suite, counted)
        if rules:
            asset = source.add_query_asset(suite.title, query=suite.facts)
            definitions.append(
                context.validation_definitions.add(
                    gx.ValidationDefinition(
                        name=suite.title,
                        data=asset.add_batch_definition("全部 whole"),
                        suite=context.suites.add(_gx_suite(suite, rules, counted)),
                    )
                )
            )
    run_id = gx.core.run_identifier.RunIdentifier(run_name="build")
    for done, definition in enumerate(definitions):
        if listen is not None:
            listen(done, len(definitions), _EVALUATING_SHARE * done / len(definitions))
        validation = definition.run(result_format="COMPLETE", run_id=run_id)
        for result in validation.results:
            if result.expectation_config is None:
                raise RuntimeError(f"a result without its expectation in suite {definition.name}")
            meta = result.expectation_config.meta
            results[meta["suite"], meta["rule"]] = result
    if listen is not None:
        listen(len(definitions), len(definitions), _EVALUATING_SHARE)
    context.build_data_docs()
    source.get_engine().dispose()
    return results


def _gx_suite(suite: Suite, rules: tuple[Rule, ...], counted: CountedRules) -> ExpectationSuite:
    """Translate a suite; what is not evaluated stands in its notes, with the reason."""
    from great_expectations import ExpectationSuite  # noqa: PLC0415 - as above

    from expectations.agreement import ExpectRowsToAgree  # noqa: PLC0415 - as above

    return ExpectationSuite(
        name=suite.title,
        expectations=[
            ExpectRowsToAgree(
                unexpected_rows_query=offending_rows_query(
                    rule, _BATCH, is_compared=bool(found and found.compared)
                ),
                description=rule.description,
                meta={
                    "suite": suite.name,
                    "rule": rule.name,
                    "compared_count": found and found.compared,
                    "offending_count": found and found.offending,
                },
            )
            for rule in rules
            for found in (counted[suite.name, rule.name],)
        ],
        notes=[
            _markdown_text(f"未检验 not run：{rule.description}：{reason}")
            for rule in suite.rules
            if (reason := _not_run_message(suite, rule, counted[suite.name, rule.name]))
        ],
    )


def _markdown_text(text: str) -> str:
    """Escape text for a note, which is rendered as Markdown with HTML let through.

    A reason may quote a header of a report.

    >>> _markdown_text("<b> [x](y) *z*")
    '&lt;b&gt; &#91;x&#93;(y) &#42;z&#42;'
    """
    escaped = escape_text(text)
    for sign in "[]*_`":
        escaped = escaped.replace(sign, f"&#{ord(sign)};")
    return escaped


def _configure(context: EphemeralDataContext, docs_dir: Path) -> None:
    from great_expectations.data_context.types.base import (  # noqa: PLC0415 - as above
        ProgressBarsConfig,
    )

    # of use only to contexts that are kept: this one would be written as YAML, to nowhere, twice
    # for each suite
    vars(context)["_save_project_config"] = lambda: None
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    for name in context.get_site_names():
        context.delete_data_docs_site(name)
    context.add_data_docs_site("quality", site_config(docs_dir))


@contextlib.contextmanager
def quiet_great_expectations() -> Iterator[None]:
    """Keep great-expectations from calling home and from talking on the terminal.

    It prints a warning for each query without `{batch}`, logs, and draws progress bars.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    loud = logging.getLogger("great_expectations")
    level = loud.level
    loud.setLevel(logging.ERROR)
    printed = io.StringIO()
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
            warnings.simplefilter("ignore")
            yield
    finally:
        loud.setLevel(level)
        _logger.debug("great-expectations printed: %s", printed.getvalue())


def _outcome(
    suite: Suite,
    rule: Rule,
    counted: Counted | None,
    result: ExpectationValidationResult | None,
) -> ExpectationOutcome:
    """Translate great-expectations' result; `success=False` alone does not mean that it failed."""
    status: Status
    rows: list[dict[str, Any]] = []
    offending_count = 0
    message = ""
    if result is None:
        status = "not_run"
        message = _not_run_message(suite, rule, counted) or ""
    elif raised := _raised_message(result.exception_info or {}):
        status, message = "errored", raised
    elif result.success:
        status = "held"
    else:
        status = "failed"
        rows = result.result.get("details", {}).get("unexpected_rows", [])
        offending_count = int(result.result["observed_value"])
        message = f"{offending_count}行不符 · {offending_count} rows offend"
        if counted is not None and not counted.compared:
            rows, offending_count, message = [], 0, NOTHING_COMPARED
    return ExpectationOutcome(
        suite=suite.name,
        rule_name=rule.name,
        invariant_id=rule.invariant_id,
        zh=rule.zh,
        en=rule.en,
        status=status,
        compared_count=None if counted is None else counted.compared,
        offending_count=offending_count,
        sample=tuple(_as_text(row) for row in rows),
        message=message,
    )


def _raised_message(exception_info: Mapping[str, Any]) -> str | None:
    """Find the message of an expectation that raised, None where it did not.

    `exception_info` is either one record or one record per metric.
    """
    records = [exception_info] if "raised_exception" in exception_info else [
        each for each in exception_info.values() if isinstance(each, dict)
    ]  # fmt: skip
    for record in records:
        if record.get("raised_exception"):
            return str(record.get("exception_message") or record.get("exception_traceback"))
    return None


def _as_text(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: _value_text(value)
        for name, value in row.items()
        if value is not None and name != PROBLEM_COLUMN
    }


def _value_text(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(str(each) for each in value)
    return str(value)
