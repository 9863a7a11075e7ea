"""What a violated check is about, as it stands on paper: sentences, printed figures, amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from expectations.diagnosis.said import Page
from expectations.diagnosis.system import Place

WAN: Final = 10_000
_QUOTES: Final = "“”\"'"
_INNER: Final = str.maketrans("“”", "‘’")
_TRAILING: Final = re.compile(r"\.?0+$")


@dataclass(frozen=True, slots=True)
class Claimed:
    """One amount, share or rate of the prose.

    Attributes:
        subject: what it is said of.
        measure: amount, increase, decrease, share, rate …
        text: as it is written, with its unit.
        amount_yuan: None where it is no money.
    """

    claim_id: str
    page: int
    subject: str
    measure: str
    text: str
    amount_yuan: Decimal | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """One printed figure and where it stands."""

    figure_id: str
    table: int
    title: str
    page: int
    row: str
    column: str
    text: str
    unit: str
    row_number: int
    column_number: int


@dataclass(frozen=True, slots=True)
class StatedCheck:
    """A violated check without terms, as fct_invariant_checks has it.

    Attributes:
        left: what is stated: yuan, or a percentage; `is_money` tells which.
        right: what it should be, or what it contradicts.
        claims: of the prose, where it is about prose.
        claim_id: the one of them that it is about; empty where it is about none.
        printed: the figures that it compares.
        rule_holds: instances of the same identity that hold in the report.
        is_doubt: the rule has little support here, a table that it reads is not proven, or its
            sentence can be read in two ways.
        slip_size: of a number of the prose that is off by a trifle: truncated, zero_base …
        reason_code: why, as seed_reasons has it; empty where the two sides merely differ.
        parameters: what the words of the reason name: codes, names, the kind of rate.
        reason_en: the reason in English.
        beside: of cells compared with another report, what they have in common: their table, or
            the other report.
        taken_for: the figure of the same table that holds the amount that the prose gives: the
            whole for a part, a class for its item.
        places: where those of its figures stand that its own report prints.
    """

    check_id: str
    report_id: str
    invariant_id: str
    subject: str
    reason: str
    figure_ids: tuple[str, ...]
    left: Decimal | None
    right: Decimal | None
    is_money: bool = False
    claims: tuple[Claimed, ...] = ()
    claim_id: str = ""
    printed: tuple[Quoted, ...] = ()
    rule_holds: int = 0
    is_doubt: bool = False
    slip_size: str = ""
    reason_code: str = ""
    parameters: tuple[str, ...] = ()
    reason_en: str = ""
    beside: str = ""
    taken_for: Quoted | None = None
    places: tuple[Place, ...] = ()

    @property
    def is_parts(self) -> bool:
        """The stated changes of the parts against that of the whole."""
        return self.reason_code in ("changes_of_parts", "changes_of_costs")

    @property
    def is_costs(self) -> bool:
        """Those of the kinds of “三公”."""
        return self.reason_code == "changes_of_costs"

    @property
    def is_claim(self) -> bool:
        """Left is a number of the prose and right what it should be.

        In N3, N5 and sums of changes, both sides are the prose's own.
        """
        return self.invariant_id in ("N1", "N2", "N4", "N6") and not self.is_parts


def fill_reason(template: str, parameters: Sequence[str]) -> str:
    """Put parameters into the words of a reason, {1} the first.

    >>> fill_reason("no rows below {1}", ["21298"])
    'no rows below 21298'
    """
    for number, parameter in enumerate(parameters, start=1):
        template = template.replace(f"{{{number}}}", parameter)
    return template


def nest_quotes(text: str) -> str:
    """Turn quotation marks into those of an inner quotation.

    >>> nest_quotes("“三公”经费预算表")
    '‘三公’经费预算表'
    """
    return text.translate(_INNER)


def name_subject(text: str) -> str:
    """Write a subject in one pair of quotation marks.

    >>> name_subject("“住房公积金（项）”"), name_subject("“三公”经费")
    ('“住房公积金（项）”', '“‘三公’经费”')
    """
    is_quoted = text[:1] in _QUOTES and text[-1:] in _QUOTES and len(text) > 1
    return f"“{nest_quotes(text[1:-1] if is_quoted else text)}”"


def write_wan(amount_yuan: Decimal) -> str:
    """Write yuan as 万元 from ten thousand on, without a sign.

    >>> write_wan(Decimal("-7113100.0000")), write_wan(Decimal("12.5000"))
    ('711.31万元', '12.5元')
    """
    size = abs(amount_yuan)
    if size >= WAN:
        text = f"{size / WAN:,.6f}"
        whole, _, fraction = text.partition(".")
        return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}万元"
    return f"{_TRAILING.sub('', f'{size:,.4f}')}元"


@dataclass(frozen=True, slots=True)
class Listed:
    """What the prose states against the tables, as a message lists it.

    Attributes:
        pages: where, each once.
        amounts: the first of them, each with what the tables print.
    """

    pages: tuple[int, ...]
    amounts: tuple[str, ...]

    @property
    def prose_pages(self) -> tuple[Page, ...]:
        """The first page, for the others."""
        return tuple(Page(page) for page in self.pages[:1])

    @property
    def pages_zh(self) -> str:
        """Name the pages in Chinese."""
        return "、".join(f"第{page}页" for page in self.pages)

    @property
    def pages_en(self) -> str:
        """Name the pages in English."""
        return f"page{'s' if len(self.pages) > 1 else ''} {', '.join(map(str, self.pages))}"


def list_stated(checks: Sequence[StatedCheck], beside: str, most: int) -> Listed:
    """List the amounts that checks are about, as stated and as printed.

    Args:
        checks: in the order of the list.
        beside: what the printed amount is called: 表中, 本年.
        most: so many are listed.
    """
    return Listed(
        pages=tuple(sorted({claim.page for check in checks for claim in check.claims[:1]})),
        amounts=tuple(
            f"{name_subject(check.claims[0].subject)}{check.claims[0].text}"
            f"（{beside}{write_wan(check.right or Decimal(0))}）"
            for check in checks[:most]
            if check.claims
        ),
    )


def write_rate(rate: Decimal, like: str) -> str:
    """Write a percentage to the digits of another one, and further where they say too little.

    >>> write_rate(Decimal("4.480271"), "4.0%"), write_rate(Decimal("9.557534"), "9.55%")
    ('4.5%', '9.56%')
    """
    found = re.search(r"\.([0-9]+)", like)
    decimals = len(found[1]) if found else 0
    text = f"{rate:.{decimals}f}%"
    return text if text != like else f"{rate:.{decimals + 2}f}%"
