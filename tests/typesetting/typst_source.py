"""Report → typst source. One `#page` per page, one explicit `table` per segment."""

from __future__ import annotations

from tests.typesetting.report import (
    ContentsGrid,
    Merge,
    Page,
    Paragraph,
    Report,
    Segment,
    Table,
    header_merges,
)

FONT_FAMILY = "AR PL SungtiL GB"
RULE_PT = 0.5
# typst sets these half an em to the left at the beginning of a line, unless something precedes
_OPENING = ("（", "《", "“", "〔", "【")

_PARAGRAPHS = {
    "cover": "#v(8em)\n#align(center, text(size: 22pt, {0}))\n#v(1em)",
    "title": "#align(center, text(size: 20pt, {0}))\n#v(0.6em)",
    "heading": "#par(first-line-indent: 0em, text(size: 1.15em, {0}))",
    "body": "#par(first-line-indent: (amount: 2em, all: true), {0})",
    # a paragraph that a page break cuts goes on without an indent
    "cut": "#par(first-line-indent: (amount: 2em, all: true), {0})",
    "continued": "#par(first-line-indent: 0em, {0})",
    "right": "#align(right, {0})",
    "note": "#par(first-line-indent: 0em, text(size: 9pt, {0}))",
}


def typst_source(report: Report) -> str:
    """Write the whole report as one typst document."""
    before, after = report.footer.split("{page}")
    footer = f"{_quote(before)} + counter(page).display() + {_quote(after)}"
    head = [
        f"#set document(title: {_quote(report.title)}, date: none)",
        f"#let unsqueezed = {'none' if report.squeezes_brackets else 'box(width: 0pt)'}",
        f'#set page(paper: "a4", footer: context align(center, text(size: 9pt, {footer})))',
        f'#set text(font: "{FONT_FAMILY}", lang: "zh", size: {report.body_size_pt}pt, '
        "cjk-latin-spacing: none, overhang: false)",
        "#set par(justify: true, leading: 0.75em, spacing: 0.75em)",
    ]
    return "\n".join(head + [_page(report, page) for page in report.pages]) + "\n"


def _page(report: Report, page: Page) -> str:
    blocks = "\n".join(_block(report, block) for block in page.blocks)
    # drawn beyond the sheet: in the text layer, on no screen
    hidden = " + linebreak() + ".join(_quote(text) for text in page.hidden_text)
    if hidden:
        blocks += f"\n#place(top + left, dx: 1200pt, box(width: 600pt, {hidden}))"
    flipped = "true" if page.landscape else "false"
    return f"#page(flipped: {flipped}, margin: {page.margin_pt}pt)[\n{blocks}\n]"


def _block(report: Report, block: Paragraph | Segment | ContentsGrid) -> str:
    if isinstance(block, Paragraph):
        return _PARAGRAPHS[block.style].format(_text(block.text))
    if isinstance(block, ContentsGrid):
        cells = [_cell(text, 9, row, column) for row, texts in enumerate(block.rows)
                 for column, text in enumerate(texts)]  # fmt: skip
        return _table(block.shares, cells, 9, 5)
    return _segment(report.tables[block.table], block)


def _segment(table: Table, segment: Segment) -> str:
    parts = []
    if segment.annex and table.annex_label:
        parts.append(f"#align(left, {_text(table.annex_label)})")
    if segment.title and not table.title_in_grid:
        parts.append(f"#align(center, text(size: 15pt, {_text(table.title)}))")
    if segment.unit and not table.title_in_grid and (table.unit_line or table.left_line):
        sides = f"[#{_text(table.left_line)}], [#align(right, {_text(table.unit_line)})]"
        parts.append(f"#text(size: 9pt, grid(columns: (1fr, 1fr), {sides}))")
    parts.append("#v(-0.4em)" if parts else "")
    parts.append(_grid(table, segment))
    if segment.notes:
        parts += [_PARAGRAPHS["note"].format(_text(note)) for note in table.notes]
    return "\n".join(parts)


def _grid(table: Table, segment: Segment) -> str:
    cells: list[str] = []
    height = 0
    width = len(table.columns)
    if table.title_in_grid and segment.title:
        cells.append(_cell(table.title, 13, 0, 0, (1, width), "center"))
        sides = (table.left_line, table.unit_line)
        middle = max(1, width // 2)
        cells.append(_cell(sides[0], table.text_size_pt, 1, 0, (1, middle), "left"))
        cells.append(_cell(sides[1], table.text_size_pt, 1, middle, (1, width - middle), "right"))
        height = 2
    if segment.header:
        cells += _header_cells(table, height, segment.header_from)
        height += len(table.header_rows) - segment.header_from - _shares_last_row(table)
        if table.column_numbers:
            own = _own_columns(table)
            cells += [
                _cell(text, table.text_size_pt, height, column, align="center")
                for column, text in enumerate(table.column_numbers)
                if column not in own
            ]
            height += 1
    cells += _body_cells(table, segment, height)
    shares = tuple(column.share for column in table.columns)
    return _table(shares, cells, table.text_size_pt, table.row_padding_pt)


def _header_cells(table: Table, top: int, start: int) -> list[str]:
    """Print the header; a last row that it shares with the body takes only its own cells."""
    header_rows = table.header_rows[start:]
    last = len(header_rows) - 1
    is_shared = _shares_last_row(table)
    cells = []
    for (row, column), merge in sorted(header_merges(header_rows).items()):
        height = merge.row_span
        if is_shared and row < last and row + height > last:
            height -= 1
        if table.hanging and row == last:
            height = 2
        span = (height, merge.column_span)
        text = header_rows[row][column]
        cells.append(_cell(text, table.text_size_pt, top + row, column, span, "center"))
    return cells


def _shares_last_row(table: Table) -> bool:
    return table.shares_total_row or table.hanging > 0


def _own_columns(table: Table) -> frozenset[int]:
    """Give the columns that the header's shared last row takes from the row beside it."""
    if not _shares_last_row(table):
        return frozenset()
    return frozenset(column for column, text in enumerate(table.header_rows[-1]) if text)


def _body_cells(table: Table, segment: Segment, top: int) -> list[str]:
    cut = {(row, column): text for row, column, text in segment.cut}
    merges, covered = _page_merges(table, segment)
    if segment.first == 0 and segment.header:
        covered |= {(0, column) for column in _own_columns(table)}
    cells = []
    for row in range(segment.first, segment.last):
        for column, printed in enumerate(table.rows[row]):
            if (row, column) in covered:
                continue
            merge = merges.get((row, column), Merge(row, column, 1, 1))
            # a merged cell that began on the page before goes on as a blank one
            own = cut.get((row, column), printed)
            align = _body_align(table, row, column, own)
            span = (merge.row_span, merge.column_span)
            cells.append(
                _cell(own, table.text_size_pt, top + row - segment.first, column, span, align)
            )
    return cells


def _page_merges(
    table: Table, segment: Segment
) -> tuple[dict[tuple[int, int], Merge], set[tuple[int, int]]]:
    """Cut merged cells at the page's first and last row; return them and what they cover."""
    merges: dict[tuple[int, int], Merge] = {}
    covered: set[tuple[int, int]] = set()
    for merge in table.merges:
        first = max(merge.row, segment.first)
        last = min(merge.row + merge.row_span, segment.last)
        if first >= last:
            continue
        merges[first, merge.column] = Merge(first, merge.column, last - first, merge.column_span)
        covered |= {
            (row, merge.column + step)
            for row in range(first, last)
            for step in range(merge.column_span)
            if (row, step) != (first, 0)
        }
    return merges, covered


def _body_align(table: Table, row: int, column: int, text: str) -> str:
    role = table.columns[column].role
    if role == "figure" and not table.is_form:
        return "center" if text in {"—", "无", "/"} else "right"
    if table.is_form:
        return "left" if len(text) > 16 else "center"
    if role in {"ordinal", "unit_code", "unit_name"} or text.replace(" ", "") == "合计":
        return "center"
    return "left"


def _table(shares: tuple[float, ...], cells: list[str], size_pt: float, padding_pt: float) -> str:
    columns = ", ".join(f"{share:g}fr" for share in shares)
    body = ",\n  ".join(cells)
    return (
        f"#text(size: {size_pt:g}pt, {{ set par(justify: false, leading: 0.4em)\n"
        f" table(columns: ({columns},), stroke: {RULE_PT}pt,"
        f" inset: (x: 2.5pt, y: {padding_pt:g}pt),\n  {body})}})"
    )


def _cell(
    text: str,
    size_pt: float,
    y: int,
    x: int,
    span: tuple[int, int] = (1, 1),
    align: str = "left",
) -> str:
    spans = f"rowspan: {span[0]}, colspan: {span[1]}, " if span != (1, 1) else ""
    # a blank cell still has a line's height
    body = _text(text) if text else f"box(height: {size_pt * 0.7:g}pt)"
    if text.startswith(_OPENING):
        body = f"unsqueezed + {body}"
    return f"table.cell(x: {x}, y: {y}, {spans}align: {align} + horizon, {body})"


def _text(text: str) -> str:
    """Quote a text as a typst expression; line breaks become `linebreak()`."""
    return "(" + " + linebreak() + ".join(_quote(line) for line in text.split("\n")) + ")"


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
