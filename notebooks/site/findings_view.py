"""What the template of a report's findings asks: links, names of terms, marked pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from markupsafe import Markup, escape

from ingest.contract.concepts import YUAN_PER_UNIT
from ingest.contract.keys import report_and_key
from ingest.reading.pdf.model import Box
from notebooks.site.evidence import Check, Evidence
from notebooks.site.findings import Cell, Finding, row_words
from notebooks.site.render import in_wan, plain_number
from notebooks.site.warehouse import Row, short_key
from notebooks.site.words import Word, word

# A mark stands off the digits by so much, in points.
_MARGIN_PT: Final = 2.0

# Above and below the marks so much of the page is shown: two or three rows of a table.
_AROUND_PT: Final = 42.0
_APART_PT: Final = 130.0

# A wide screen shows no more than this of a wide sheet: 9 pt figures are then 12 pixels high.
_WIDE_PT: Final = 640.0

# A telephone shows so much of the page's width: 9 pt figures are then 10 pixels high.
_NARROW_PT: Final = 300.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked cell, in the picture's coordinates: points, origin top left."""

    x: float
    y: float
    width: float
    height: float
    key: str
    href: str
    title: str
    proposed: str | None

    @property
    def text_x(self) -> float:
        """Where the proposed value ends: left of the cell, where numbers leave room."""
        return round(self.x - 1.5, 2)

    @property
    def text_y(self) -> float:
        """Its base line."""
        return round(self.y + self.height / 2 + 2.6, 2)


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A figure drawn where there is no picture."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Crop:
    """The part of a page that is shown, in points, origin top left."""

    x: float
    y: float
    width: float
    height: float

    def style(self, prefix: str) -> str:
        """Write it as variables of a style: `w` is for wide screens, `n` for narrow ones."""
        sides = (("x", self.x), ("y", self.y), ("w", self.width), ("h", self.height))
        return ";".join(f"--{prefix}{name}:{value:.1f}" for name, value in sides)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of a page with marks.

    Attributes:
        wide: What a wide screen shows: enough that most rows have their name in it.
        narrow: What a telephone shows: as much as can be read there.
    """

    page_number: int
    width: float
    height: float
    has_picture: bool
    marks: tuple[Mark, ...]
    texts: tuple[PrintedText, ...]
    wide: Crop
    narrow: Crop

    @property
    def crop_style(self) -> str:
        """Both crops and the page's size, for the style sheet to choose from."""
        page = f"--pw:{self.width:.1f};--ph:{self.height:.1f}"
        return ";".join((self.wide.style("w"), self.narrow.style("n"), page))

    @property
    def address(self) -> str:
        """What the evidence page is asked for: the first marked figure, or the page."""
        keys = [mark.key for mark in self.marks if mark.key]
        return keys[0] if keys else f"p={self.page_number}"


class FindingsView:
    """Answers what the template asks about one report's findings."""

    def __init__(
        self,
        report_id: str,
        evidence: Evidence,
        claim_boxes: Mapping[str, Sequence[Box]],
        pictured: Mapping[int, tuple[int, int]],
    ) -> None:
        self._claim_boxes = claim_boxes
        self._report_id = report_id
        self._figures = {figure["figure_id"]: figure for figure in evidence.figures}
        self._claims = {claim["claim_id"]: claim for claim in evidence.claims}
        self._pages = {page["page_number"]: page for page in evidence.pages}
        self._pictured = pictured
        self._places = evidence.places()

    def answers(self) -> dict[str, Any]:
        """Give the template its functions."""
        return {
            "evidence_href": self.evidence_href,
            "claim_href": self.claim_href,
            "describe": self.describe,
            "term_amount": self.term_amount,
            "side_total": self.side_total,
            "claims_of": self.claims_of,
            "quotes": quotes,
            "has_proposals": has_proposals,
            "stated_values": stated_values,
            "message": lambda finding: Word(
                finding.row["message_zh"] or "", finding.row["message_en"] or ""
            ),
            "proposed_elsewhere": proposed_elsewhere,
            "sheets": self.sheets,
            "places": self._places,
        }

    def evidence_href(self, figure_id: str) -> str:
        """Lead to a figure, in this report or in another."""
        owner, key = report_and_key(figure_id)
        base = "" if owner == self._report_id else f"../{owner}/"
        return f"{base}evidence.html#{key}"

    def describe(self, figure_id: str) -> str:
        """Name a term: table, row and column."""
        figure = self._figures.get(figure_id)
        if figure is None:
            return word("evidence.other_report").zh
        kind = word(f"table_kind.{figure['table_kind']}").zh
        parts = (f"表{figure['table_number']} {kind}", row_words(figure), figure["column_path"])
        return " · ".join(part for part in parts if part)

    def term_amount(self, figure_id: str) -> str:
        """Write a term as it is printed."""
        figure = self._figures.get(figure_id)
        if figure is None:
            return ""
        return f"{figure['printed_text']} {figure['unit'] or ''}".strip()

    def side_total(self, check: Check, side: str) -> str | Markup | None:
        """Write one side of an identity, in the unit that the page shows where it is money."""
        yuan: Decimal | None = check.row[f"{side}_yuan"]
        if yuan is not None:
            return Markup('<span data-v="{}">{}</span>').format(f"{yuan:f}", in_wan(yuan))
        value: Decimal | None = check.row[f"{side}_value"]
        return None if value is None else plain_number(value)

    def claims_of(self, check: Check) -> list[Row]:
        """The sentences that an identity is about."""
        ids = check.row["claim_ids"] or ()
        return [self._claims[each] for each in ids if each in self._claims]

    def sheets(self, finding: Finding) -> list[Sheet]:
        """Draw the parts of a finding's pages around its cells; others say nothing."""
        found = []
        for number in finding.page_numbers:
            if number not in self._pages or not self._pages[number]["width_pt"]:
                continue
            height = self._pages[number]["height_pt"]
            cells = [cell for cell in finding.cells if cell.page_number == number and cell.box]
            claims = [claim for claim in finding.claims if claim["page_number"] == number]
            marks = [
                *(self._mark(cell, height) for cell in cells),
                *self._claim_marks(claims, height),
            ]
            found += [self._sheet(number, group) for group in group_marks(marks)]
        return found

    def _sheet(self, number: int, marks: Sequence[Mark]) -> Sheet:
        page = self._pages[number]
        width, height = page["width_pt"], page["height_pt"]
        has_picture = number in self._pictured
        wide = crop_around(marks, width, height, _WIDE_PT)
        texts = [] if has_picture else [
            PrintedText(round(f["x0"], 2), round(height - f["y0"] - 1, 2), f["printed_text"])
            for f in self._figures.values()
            if f["page_number"] == number and f["x0"] is not None
            and wide.y <= height - f["y0"] <= wide.y + wide.height + f["y1"] - f["y0"]
        ]  # fmt: skip
        return Sheet(
            page_number=number,
            width=round(width, 2),
            height=round(height, 2),
            has_picture=has_picture,
            marks=tuple(marks),
            texts=tuple(texts),
            wide=wide,
            narrow=crop_around(marks, width, height, _NARROW_PT),
        )

    def claim_href(self, claim: Row) -> str:
        """Lead to a sentence on its page."""
        return f"evidence.html#{short_key(claim['claim_id'])}"

    def _claim_marks(self, claims: list[Row], page_height: float) -> Iterable[Mark]:
        for claim in claims:
            for box in self._claim_boxes.get(claim["claim_id"], ()):
                yield Mark(
                    x=round(box.x0 - _MARGIN_PT, 2),
                    y=round(page_height - box.y1 - _MARGIN_PT, 2),
                    width=round(box.x1 - box.x0 + 2 * _MARGIN_PT, 2),
                    height=round(box.y1 - box.y0 + 2 * _MARGIN_PT, 2),
                    key=short_key(claim["claim_id"]),
                    href=self.claim_href(claim),
                    title=f"{claim['subject'] or ''} {claim['claimed_text'] or ''}".strip(),
                    proposed=None,
                )

    def _mark(self, cell: Cell, page_height: float) -> Mark:
        x0, y0, x1, y1 = cell.box or (0.0, 0.0, 0.0, 0.0)
        figure_id = cell.figure["figure_id"] if cell.figure else ""
        return Mark(
            x=round(x0 - _MARGIN_PT, 2),
            y=round(page_height - y1 - _MARGIN_PT, 2),
            width=round(x1 - x0 + 2 * _MARGIN_PT, 2),
            height=round(y1 - y0 + 2 * _MARGIN_PT, 2),
            key=short_key(figure_id),
            href=self.evidence_href(figure_id) if figure_id else "#",
            title=" · ".join(part for part in (cell.label, cell.column_path) if part),
            proposed=_proposed_text(cell),
        )


def group_marks(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Part the marks of a page where much lies between them: each group is shown by itself."""
    groups: list[list[Mark]] = []
    bottom = 0.0
    for mark in sorted(marks, key=lambda each: (each.y, each.x)):
        if not groups or mark.y - bottom > _APART_PT:
            groups.append([])
            bottom = 0.0
        groups[-1].append(mark)
        bottom = max(bottom, mark.y + mark.height)
    return groups


def crop_around(marks: Sequence[Mark], width: float, height: float, at_most: float) -> Crop:
    """Choose the part of a page around marks: some rows above and below, no wider than asked."""
    top = max(0.0, min(mark.y for mark in marks) - _AROUND_PT)
    bottom = min(height, max(mark.y + mark.height for mark in marks) + _AROUND_PT)
    left = min(mark.x for mark in marks)
    right = max(mark.x + mark.width for mark in marks)
    shown = min(width, max(at_most, right - left + 2 * _MARGIN_PT))
    # the proposed value stands left of its cell, so that there must be more room on the left
    x = max(0.0, min(right + _AROUND_PT / 2 - shown, left - _MARGIN_PT, width - shown))
    return Crop(x, top, shown, bottom - top)


def _proposed_text(cell: Cell) -> str | None:
    """Write the proposed value in the unit in which the cell is printed."""
    if not cell.is_changed:
        return None
    if cell.proposed_yuan is None:
        return word("finding.blank").zh if cell.figure else None
    unit = Decimal(YUAN_PER_UNIT.get(cell.figure["unit"], 10_000) if cell.figure else 10_000)
    decimals = cell.figure["decimals"] or 0 if cell.figure else 2
    return f"{cell.proposed_yuan / unit:,.{decimals}f}"


def has_proposals(finding: Finding) -> bool:
    """Say whether a finding says what a cell should hold; a missing row has no cell to mend."""
    if finding.row["kind"] == "narrative":
        return False
    is_of_one = len(finding.cells) == 1 and finding.row["proposed_value"] is not None
    return is_of_one or bool(finding.row["proposed_figure_ids"])


def proposed_elsewhere(finding: Finding, cell: Cell) -> str | Markup:
    """Fill the proposed column of a cell that `proposed_figure_ids` does not list.

    In a run of rows it stays as it is printed; alone, the finding's own value is meant, which is in
    the unit of the table.
    """
    if finding.row["proposed_figure_ids"]:
        both = Markup('<span class="zh">{}</span><span class="en" lang="en">{}</span>')
        return both.format(*word("finding.unchanged"))
    if len(finding.cells) == 1 and finding.row["proposed_value"] is not None:
        unit = cell.figure["unit"] or "" if cell.figure else ""
        return f"{plain_number(finding.row['proposed_value'])} {unit}".strip()
    return ""


def stated_values(finding: Finding) -> tuple[str, str] | None:
    """Write what the prose says and what it should say, in the unit of the sentence.

    Returns:
        None where the finding is about cells, or states no value.
    """
    printed, proposed = finding.row["printed_value"], finding.row["proposed_value"]
    is_of_cells = bool(finding.cells) and finding.row["kind"] != "narrative"
    if is_of_cells or (printed is None and proposed is None):
        return None
    units = [
        claim["unit"] or ""
        for claim in finding.claims
        if printed is not None and abs(claim["claimed_value"] or 0) == abs(printed)
    ]
    unit = f" {units[0]}" if units else ""

    def write(value: Decimal | None) -> str:
        return "" if value is None else f"{plain_number(value)}{unit}"

    return write(printed), write(proposed)


def quotes(finding: Finding) -> list[tuple[Row, Markup]]:
    """Quote each sentence once, every stated value that matters in it marked.

    Returns:
        The first claim of a sentence, and the sentence.
    """
    sentences: dict[tuple[int, str], list[Row]] = {}
    for claim in finding.claims:
        sentences.setdefault((claim["page_number"], claim["sentence"] or ""), []).append(claim)
    return [
        (claims[0], _marked(sentence, sorted(claims, key=lambda claim: claim["position"] or 0)))
        for (_, sentence), claims in sentences.items()
    ]


def _marked(sentence: str, claims: Sequence[Row]) -> Markup:
    marked, rest = Markup(), sentence
    for claim in claims:
        before, found, after = rest.partition(claim["claimed_text"] or "\0")
        if found:
            marked += Markup("{}<mark>{}</mark>").format(before, found)
            rest = after
    return marked + escape(rest)
