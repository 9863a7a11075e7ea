"""What findings look like in the light of the report: last year's text, items withheld."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from expectations.diagnosis.findings import Finding, make_finding_id
from expectations.diagnosis.merging import merge
from expectations.diagnosis.quoted import StatedCheck, list_stated
from expectations.diagnosis.rekeyed import with_misprinted_codes
from expectations.diagnosis.said import Page
from expectations.diagnosis.templates import TemplateNote, with_template_notes
from expectations.diagnosis.unit_of_table import find_units, with_units

_CLAIMS_OF_LAST_YEAR: Final = 3  # fewer may be chance
_SHARE_OF_LAST_YEAR: Final = 0.5  # of all amounts of the prose that the tables contradict
_AMOUNTS_OF_OTHERS: Final = 5  # different ones; fewer are slips of their own
_OTHERS_PER_OWN: Final = 2  # that the tables contradict, for each that they bear out
_OWN_SEEN: Final = 2  # that they bear out: then the tables are the right ones
_DIGITS_TELLING: Final = 3
_LISTED: Final = 6
_QUOTE_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class Context:
    """What else a report, and last year's, print.

    Attributes:
        prior_amounts: what this report prints as last year's, and what last year's report
            prints, in yuan.
        withheld: sentences that say that something is left out for secrecy, with their pages.
        confirmed_count: amounts of the prose that the tables bear out (N1, N6).
        template_notes: what only a template of the text says.
    """

    prior_amounts: frozenset[Decimal] = frozenset()
    withheld: tuple[tuple[int, str], ...] = ()
    confirmed_count: int = 0
    template_notes: tuple[TemplateNote, ...] = ()


def in_context(
    report_id: str,
    findings: Sequence[Finding],
    checks: Sequence[StatedCheck],
    context: Context,
) -> list[Finding]:
    """Join findings of one cause, and name the causes that only the whole report shows.

    Args:
        report_id: of one report.
        findings: of that report.
        checks: its violated checks that are no sums.
        context: what else it says.
    """
    told = with_misprinted_codes(with_units(findings, checks), checks)
    of_units = {check.check_id for each in find_units(checks).values() for check in each}
    checks = [check for check in checks if check.check_id not in of_units]
    old = find_last_year_text(checks, context.prior_amounts)
    told = with_last_year_text(told, old, report_id)
    if not old:
        others = find_other_text(checks, context.confirmed_count)
        told = with_other_text(told, others, report_id, context.confirmed_count)
    told = with_withheld(merge(told), context.withheld)
    return with_template_notes(told, context.template_notes, report_id)


def find_last_year_text(
    checks: Sequence[StatedCheck], prior_amounts: Collection[Decimal]
) -> list[StatedCheck]:
    """Find the amounts of the prose that are last year's; none unless most wrong ones are.

    Args:
        checks: violated checks of the prose of one report.
        prior_amounts: last year's, in yuan.
    """
    wrong = _wrong_amounts(checks)
    old = [check for check in wrong if _is_among(check, prior_amounts)]
    amounts = {check.left for check in old}
    if len(amounts) < _CLAIMS_OF_LAST_YEAR or len(old) < _SHARE_OF_LAST_YEAR * len(wrong):
        return []
    return old


def _wrong_amounts(checks: Sequence[StatedCheck]) -> list[StatedCheck]:
    """List the amounts of the prose that tables contradict, neither side nothing."""
    return [
        check
        for check in checks
        if check.invariant_id in ("N1", "N6") and check.is_money and check.left and check.right
    ]


def find_other_text(checks: Sequence[StatedCheck], confirmed_count: int) -> list[StatedCheck]:
    """Find prose most of whose amounts the tables contradict: text of something else.

    Args:
        checks: violated checks of one report.
        confirmed_count: amounts of its prose that the tables bear out.
    """
    wrong = [check for check in _wrong_amounts(checks) if not check.is_doubt]
    amounts = {check.left for check in wrong}
    if len(amounts) < _AMOUNTS_OF_OTHERS or len(amounts) < _OTHERS_PER_OWN * confirmed_count:
        return []
    return wrong


def with_other_text(
    findings: Sequence[Finding],
    others: Sequence[StatedCheck],
    report_id: str,
    confirmed_count: int,
) -> list[Finding]:
    """Make one finding of the amounts of another department's, or another version's, text.

    Where the tables bear out nothing of the prose, they may be read wrongly: a doubt.
    """
    return _with_one_text(
        findings,
        others,
        report_id,
        kind="other_text",
        severity="error" if confirmed_count >= _OWN_SEEN else "doubt",
        beside="表中",
        message_zh="文字{pages}所述的数多与各表不符，疑似误用了其他部门或其他版本的文字：{amounts}。",
        message_en="Most amounts of the prose on {pages} contradict the tables: the text seems to"
        " be that of another department or version ({amounts}).",
    )


def _is_among(check: StatedCheck, amounts: Collection[Decimal]) -> bool:
    said = abs(check.left or Decimal(0))
    if len(f"{said.normalize():f}".strip("0.")) < _DIGITS_TELLING:
        return False
    text = check.claims[0].text if check.claims else ""
    decimals = len(text.partition(".")[2].rstrip("万亿千百元"))
    half_unit = Decimal(5).scaleb(-decimals - 1) * (10_000 if "万" in text else 1)
    return any(abs(amount - said) <= half_unit for amount in amounts)


def with_last_year_text(
    findings: Sequence[Finding], old: Sequence[StatedCheck], report_id: str
) -> list[Finding]:
    """Make one finding of all those that last year's text explains.

    Args:
        findings: of one report.
        old: checks whose amounts are last year's.
        report_id: of that report.
    """
    return _with_one_text(
        findings,
        old,
        report_id,
        kind="last_year_text",
        severity="error",
        beside="本年",
        message_zh="文字{pages}有{count}个数与本年各表不符，却等于上年的数，疑似沿用了上年的文字：{amounts}。",
        message_en="The prose on {pages} has {count} amounts that contradict this year's tables and"
        " equal last year's: the text seems to be last year's ({amounts}).",
    )


def _with_one_text(
    findings: Sequence[Finding],
    checks: Sequence[StatedCheck],
    report_id: str,
    *,
    kind: str,
    severity: str,
    beside: str,
    message_zh: str,
    message_en: str,
) -> list[Finding]:
    """Make one finding of all those whose amounts the prose has from one other text.

    Args:
        findings: of one report.
        checks: those of the prose that the text explains.
        report_id: of that report.
        kind: of the finding.
        severity: of the finding.
        beside: Chinese for what stands beside the amounts that are listed.
        message_zh: with places for pages, count and amounts.
        message_en: the same in English.
    """
    if not checks:
        return list(findings)
    ids = {check.check_id for check in checks}
    parts = [each for each in findings if ids & set(each.checks_explained)]
    others = [each for each in findings if each not in parts]
    listed = list_stated(checks, beside, _LISTED)
    are_more = len(checks) > len(listed.amounts)
    more_zh, more_en = (f"等{len(checks)}处", " …") if are_more else ("", "")
    (joined,) = merge([replace(each, causes=frozenset({(kind,)})) for each in parts])
    return [
        *others,
        replace(
            joined,
            finding_id=make_finding_id(report_id, [kind, *sorted(ids)]),
            kind=kind,
            severity=severity,
            message_zh=message_zh.format(
                pages=listed.pages_zh,
                count=len(checks),
                amounts="、".join(listed.amounts) + more_zh,
            ),
            message_en=message_en.format(
                pages=listed.pages_en,
                count=len(checks),
                amounts=", ".join(listed.amounts) + more_en,
            ),
            printed_value=None,
            proposed_value=None,
            are_alternatives=False,
            pages=listed.prose_pages,
        ),
    ]


def with_withheld(
    findings: Sequence[Finding], withheld: Sequence[tuple[int, str]]
) -> list[Finding]:
    """Take rows that are missing for secrecy, as the prose says, for what they are.

    Args:
        findings: of one report.
        withheld: what its prose says of it; nothing where it is empty.
    """
    if not withheld:
        return list(findings)
    page, sentence = withheld[0]
    quote = sentence if len(sentence) <= _QUOTE_LENGTH else f"{sentence[:_QUOTE_LENGTH]}…"
    return [
        replace(
            each,
            kind="withheld",
            severity="minor",
            message_zh=f"{each.fault.zh}文字第{page}页说明有内容不予公开：“{quote}”",
            message_en=f"{each.fault.en} The prose on page {page} says that something is"
            f" withheld: “{quote}”",
            pages=(*each.fault.pages, Page(page)),
        )
        if each.kind == "missing_row" and each.impact_yuan
        else each
        for each in findings
    ]
