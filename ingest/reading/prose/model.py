"""What the steps from line to claim hand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ProseLine:
    """A printed line that belongs to prose.

    Attributes:
        page_number: its page.
        text: as printed, white space at its ends removed.
        x0: left end, x1: right end, y0: foot, in points.
        block: lines with a table or a page of tables between them differ in it.
        left: left margin of its page's text, right: right margin, em: width of a character.
        chart: title of the chart that it is a label of, or None.
    """

    page_number: int
    text: str
    x0: float
    x1: float
    y0: float
    block: int
    left: float = 0.0
    right: float = 0.0
    em: float = 12.0
    chart: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines joined. `page_starts` are (offset in text, page number), first offset 0."""

    text: str
    page_starts: tuple[tuple[int, int], ...]
    is_centred: bool = False
    section: tuple[str, ...] = ()
    role: str = "body"
    label: str | None = None  # run-in heading: 机关运行经费 in "1. 机关运行经费。2023 年 …"
    chart: str | None = None  # title of the chart that it is a label of

    def page_at(self, offset: int) -> int:
        """Tell the page on which the character at `offset` stands."""
        return max(
            (start for start in self.page_starts if start[0] <= offset), key=lambda one: one[0]
        )[1]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paragraph."""

    number: int
    paragraph_number: int
    page_number: int
    section: tuple[str, ...]
    label: str | None
    text: str
    chart: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A number with its unit in a sentence, or words such as 与上年持平 that stand for one.

    Attributes:
        start: offset of its first character, end: offset after its last.
        text: as printed.
        value: the number, None for words.
        decimals: digits after the point.
        unit: 元, 万元 … or %; None for words and for a bare 0.
        is_threshold: 单价100万元（含）以上设备 says which things are counted, not what they cost.
    """

    start: int
    end: int
    text: str
    value: Decimal | None
    decimals: int | None
    unit: str | None
    is_threshold: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a claim speaks of.

    Attributes:
        wording: as worded.
        concept: one of `concepts.CLAIM_CONCEPTS`, or None.
        function_name: 类/款/项 path joined by ' / ', or None.
        source: the fund, source or kind of spending, one of `concepts.MEASURES`, or None.
    """

    wording: str
    concept: str | None = None
    function_name: str | None = None
    source: str | None = None


UNKNOWN_BASE = "unknown"


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount, share or rate stated in a sentence; columns as in `schema.FRAMES['claims']`.

    Attributes:
        scope: the unit that the nearest heading or the clause confines it to; None for the report.
        base: what a share says that it is a share of, a concept; `UNKNOWN_BASE` where it names
            something not understood, None where it names nothing.
        is_in_reason: it is given as a reason for a change, and may be a piece of what it names.
        is_ambiguous: its words leave open which of several amounts it speaks of.
    """

    sentence: Sentence
    position: int
    mention: Mention
    subject: Subject
    measure: str
    direction: str | None
    claim_year: int | None
    compared_year: int | None
    stage: str | None
    part_of: int | None
    scope: str | None = None
    base: str | None = None
    is_in_reason: bool = False
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A plain fact of the prose.

    Attributes:
        name: English name of the kind of fact, as `prose_facts.toml` lists it.
        holder: whose it is, where the sentence says so: 区电子政务中心.
        value: as printed, number: the number in it, unit: 名, 辆 …
        sentence: where it is said.
    """

    name: str
    holder: str | None
    value: str
    number: Decimal | None
    unit: str | None
    sentence: Sentence
