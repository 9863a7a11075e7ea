"""What a run of the expectations leaves behind: an outcome for each, and a row of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from expectations.rules import Suite

Status = Literal["held", "failed", "errored", "not_run"]
STATUSES: Final[tuple[Status, ...]] = ("held", "failed", "errored", "not_run")
SuiteStatus = Literal["green", "red", "not_run"]


@dataclass(frozen=True)
class ExpectationOutcome:
    """How one expectation came out.

    Args:
        suite: Name of the suite.
        rule_name: Name of the rule; for an identity its id.
        invariant_id: The identity asserted, else None.
        zh: The rule in Chinese.
        en: The rule in English.
        status: `held`; `failed`: rows offend, or nothing was compared; `errored`: evaluating it
            raised, which is a fault of the program; `not_run`: there was nothing to evaluate.
        compared_count: Rows compared; None where that could not be counted.
        offending_count: Rows that offend.
        sample: The first offending rows, whole, values as text.
        message: Why it failed, errored or did not run; empty when it held.
    """

    suite: str
    rule_name: str
    invariant_id: str | None
    zh: str
    en: str
    status: Status
    compared_count: int | None
    offending_count: int
    sample: tuple[Mapping[str, str], ...]
    message: str


@dataclass(frozen=True)
class ExpectationRun:
    """All outcomes of one run.

    Args:
        suites: The suites, in the order shown.
        outcomes: One per rule of every suite, in that order.
        index_path: The Data Docs' first page.
        findings_path: The page of offending rows.
    """

    suites: tuple[Suite, ...]
    outcomes: tuple[ExpectationOutcome, ...]
    index_path: Path
    findings_path: Path

    def count(self, status: Status) -> int:
        """Count the expectations of one status."""
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def errored(self) -> tuple[ExpectationOutcome, ...]:
        """The expectations that raised: program errors, never findings."""
        return tuple(each for each in self.outcomes if each.status == "errored")

    @property
    def failed(self) -> tuple[ExpectationOutcome, ...]:
        """The expectations that did not hold: findings, never blocking."""
        return tuple(each for each in self.outcomes if each.status == "failed")

    def suite_status(self, suite: Suite) -> SuiteStatus:
        """Say whether a suite is green.

        A suite with a failed or errored expectation is red, and so is one in which nothing was
        evaluated although the warehouse holds what it is about.
        """
        statuses = Counter(each.status for each in self.outcomes if each.suite == suite.name)
        if statuses["failed"] or statuses["errored"]:
            return "red"
        if statuses["held"]:
            return "green"
        return "not_run" if suite.absent_reason else "red"

    @property
    def red_suites(self) -> tuple[str, ...]:
        """Names of the suites that are red."""
        return tuple(each.name for each in self.suites if self.suite_status(each) == "red")


def result_rows(run: ExpectationRun) -> list[tuple[object, ...]]:
    """Put the outcomes of a run into rows, to be stored in the warehouse.

    Returns:
        One row per expectation, as `results.RESULT_COLUMNS` has the columns; `details` is JSON text
        with `message` and `sample`, `compared_count` None where it could not be counted.
    """
    titles = {suite.name: suite.title for suite in run.suites}
    return [
        (
            each.suite,
            titles[each.suite],
            each.rule_name,
            each.invariant_id,
            f"{each.zh} · {each.en}",
            each.status,
            each.compared_count,
            each.offending_count,
            json.dumps(
                {"message": each.message, "sample": [dict(row) for row in each.sample]},
                ensure_ascii=False,
            ),
        )
        for each in run.outcomes
    ]
