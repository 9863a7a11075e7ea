"""fetch → build → site and exports as Dagster assets: `dagster dev -f budgets_dagster.py`.

Settings are those of the environment (REPORTS, WAREHOUSE, SOURCES, …); BUDGETS is how the program
is called, `budgets` unless said otherwise. A build that publishes although some report could not
be taken whole (status 1), or although somebody has to look at findings (status 4, STRICT=1), is a
materialisation whose check fails; one that publishes nothing fails.
"""

import json
import os
import shlex
import subprocess
from typing import Any

import dagster as dg

PUBLISHED = (0, 1, 4)
AT_WORK = 3  # another build holds the lock: what it publishes will do
COUNTS = ("reports", "new", "rejected", "quarantined", "partial", "figures", "errors", "minors")


def _run(command: str) -> "subprocess.CompletedProcess[str]":
    program = shlex.split(os.environ.get("BUDGETS", "budgets"))
    return subprocess.run([*program, command], stdout=subprocess.PIPE, text=True, check=False)


@dg.asset(description="Published reports, as their sources have them (下载)")
def reports(context: dg.AssetExecutionContext) -> None:
    """A source that does not answer keeps what was fetched before."""
    if os.environ.get("SOURCES") and (status := _run("fetch").returncode):
        context.log.warning(f"fetch ended with {status}: what is there is built")


@dg.asset(
    deps=[reports],
    description="The audited DuckDB warehouse (入库)",
    check_specs=[
        dg.AssetCheckSpec("every_report_is_proven", asset="warehouse"),
        dg.AssetCheckSpec("findings_are_known", asset="warehouse"),
    ],
)
def warehouse(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """The last line of a build is its counts."""
    done = _run("build")
    context.log.info(done.stdout)
    if done.returncode not in (*PUBLISHED, AT_WORK):
        raise dg.Failure(f"nothing was published (status {done.returncode}): the old one stands")
    counts: dict[str, Any] = {}
    if done.returncode in PUBLISHED:
        counts = json.loads(done.stdout.splitlines()[-1])
    metadata = {name: counts[name] for name in COUNTS if name in counts}
    return dg.MaterializeResult(
        metadata={"status": done.returncode, **metadata},
        check_results=[
            dg.AssetCheckResult(
                check_name="every_report_is_proven",
                passed=done.returncode != 1,
                severity=dg.AssetCheckSeverity.WARN,
            ),
            dg.AssetCheckResult(check_name="findings_are_known", passed=done.returncode != 4),
        ],
    )


@dg.asset(deps=[warehouse], description="Pages that open without a server")
def site() -> None:
    """Fails where the command fails."""
    _finish("site")


@dg.asset(deps=[warehouse], description="Parquet, CSV, a Fiscal Data Package, workbooks")
def exports() -> None:
    """Fails where the command fails."""
    _finish("export")


def _finish(command: str) -> None:
    if status := _run(command).returncode:
        raise dg.Failure(f"{command} ended with {status}")


definitions = dg.Definitions(
    assets=[reports, warehouse, site, exports],
    schedules=[
        dg.ScheduleDefinition(
            name="nightly",
            target=dg.AssetSelection.all(),
            cron_schedule="17 5 * * *",
            execution_timezone="Asia/Shanghai",
        )
    ],
)
