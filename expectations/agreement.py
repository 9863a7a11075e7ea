"""The one expectation type of the suites, as great-expectations sees it.

Import this module only where great-expectations is wanted: it costs five seconds.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from great_expectations.core import ExpectationValidationResult
from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)
from great_expectations.render.components import LegacyDiagnosticRendererType
from great_expectations.render.renderer.renderer import renderer
from great_expectations.validator.validator import ValidationDependencies

from expectations.rules import COUNT_COLUMN


def _shown(value: Any) -> Any:
    """Give an amount as it is written: great-expectations would make a float of it.

    To decide that, it looks through the whole stack of calls and their sources, for each amount.
    """
    return str(value) if isinstance(value, Decimal) else value


class ExpectRowsToAgree(UnexpectedRowsExpectation):
    """No compared row offends, and there was a row to compare.

    `meta["compared_count"]` is how many rows the rule compares, `meta["offending_count"]` how many
    of them offend, None where they could not be counted. A whole suite is counted in one query
    (`rules.counting_query`), so the rows themselves are asked for only where some offend, where
    none was compared, or where counting failed: the query is `rules.offending_rows_query`, which
    says on its rows how many there are in all: the parent would run it a second time only to count
    them. Data Docs show both numbers, where the parent shows the bare number of rows that its query
    returned.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)

    def get_validation_dependencies(
        self,
        execution_engine: Any = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> ValidationDependencies:
        """Ask for the rows that offend, unless they have been counted and there is none."""
        needed = super().get_validation_dependencies(execution_engine, runtime_configuration)
        if self._is_known_to_hold():
            for name in self.metric_dependencies:
                needed.remove_metric_configuration(name)
        return needed

    def _is_known_to_hold(self) -> bool:
        meta = self.meta or {}
        return bool(meta.get("compared_count")) and meta.get("offending_count") == 0

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        """Hold if the query found no row."""
        rows = [] if self._is_known_to_hold() else metrics["unexpected_rows_query.table"]
        shown = [{k: _shown(v) for k, v in row.items() if k != COUNT_COLUMN} for row in rows]
        return {
            "success": not rows,
            "result": {
                "observed_value": rows[0][COUNT_COLUMN] if rows else 0,
                "details": {"unexpected_rows": shown},
            },
        }

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.OBSERVED_VALUE)
    def _diagnostic_observed_value_renderer(
        cls,
        configuration: Any = None,
        result: ExpectationValidationResult | None = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> str:
        """Say how many rows were compared and how many offend."""
        if result is None or not result.result or result.expectation_config is None:
            return "--"
        compared_count = result.expectation_config.meta["compared_count"]
        if not compared_count:
            return "没有可比较的行 nothing compared"
        return f"{compared_count}行中{result.result['observed_value']}行不符"
