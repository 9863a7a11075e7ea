"""What a report says that it is, and the text that says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportIdentity:
    """Who reports, on which year, in what kind of report. None is what is not said.

    Attributes:
        report_title: the cover title as printed, without white space.
        place_name: the division by a name that reads alone: 上海市普陀区, 西安市.
        division_code: GB/T 2260, six digits.
        department_code: the publisher's own code of the department or unit.
        department_name: without years, 部门预算 and brackets such as （本级）.
        budget_year: the year whose budget or final account the report is.
        report_kind: one of `concepts.REPORT_KINDS`.
        level: one of `concepts.LEVELS`.
        department_key: place and body in the one form that all forms of the name share.
        evidence: for each field that was voted on, the candidates and their weights, best first.
    """

    report_title: str | None
    place_name: str | None
    division_code: str | None
    department_code: str | None
    department_name: str | None
    budget_year: int | None
    report_kind: str
    level: str | None
    evidence: tuple[str, ...] = ()
    department_key: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text of the document, white space removed.

    Attributes:
        page_number: its page.
        text: compact text.
        in_grid: it is a cell of a ruled grid.
        printed: the text with its white space.
    """

    page_number: int
    text: str
    in_grid: bool
    printed: str
