"""What a command of `notebooks/` is asked: options first, then the environment."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import UsageError
from ingest.settings import Settings, read_settings
from ingest.telling.calls import spell_call


def make_parser(description: str | None, *, is_of_reports: bool = False) -> argparse.ArgumentParser:
    """Make the parser of a command that shows the published warehouse.

    Args:
        description: what the command does, on one line or several.
        is_of_reports: whether it opens the published files too.
    """
    # the name of the command as it was called: `budgets export`, `python -m ingest export`
    parser = argparse.ArgumentParser(prog=sys.argv[0], description=description)
    parser.add_argument(
        "--warehouse", help="published file (default: $WAREHOUSE, data/warehouse.duckdb)"
    )
    if is_of_reports:
        parser.add_argument("--reports", help="folder of reports (default: $REPORTS, data/reports)")
    return parser


def read_asked(
    parser: argparse.ArgumentParser, arguments: Sequence[str] | None
) -> tuple[Settings, argparse.Namespace]:
    """Settle what is asked.

    Raises:
        UsageError: there is no such warehouse, or a setting cannot be used.
    """
    options = parser.parse_args(arguments)
    settings = read_settings(
        reports=getattr(options, "reports", None),
        warehouse=options.warehouse,
        needs_reports="reports" in options,
    )
    if not settings.warehouse.exists():
        raise UsageError(f"there is no {settings.warehouse} yet: {spell_next('build', settings)}")
    return settings, options


def spell_next(command: str, settings: Settings) -> str:
    """Write how to call another command with the variables of this call."""
    is_make = not Path(sys.argv[0]).name.startswith("budgets")
    return spell_call(command, dict(settings.given), is_make=is_make)
