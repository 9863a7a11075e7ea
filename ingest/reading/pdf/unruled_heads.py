"""Heads of a table without rules, brought over the columns that they name, and ruled."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.reading.pdf.rules import Segment
from ingest.reading.pdf.unruled_groups import Span
from ingest.reading.pdf.unruled_headers import Header


def place_heads(header: Header, spans: Sequence[Span]) -> tuple[list[Span], list[list[int]]]:
    """Say which columns each head names, and how wide the columns are with their heads.

    A head is set in the middle of its column and the amounts at its right: the two need not be
    above each other. So heads without a column and columns without a head are matched in order
    before a head is taken for that of a blank column.

    Args:
        header: as read.
        spans: what the body prints, column by column.

    Returns:
        The columns' spans, and for each head the columns that it names.
    """
    under = [_best_under(i, header, spans) for i in range(len(header.cells))]
    bare = [x for x in spans if not any(x in named for named in under)]
    wide = {x: x for x in spans}
    loose = [i for i, named in enumerate(under) if not named]
    for i, x in _match_in_order(loose, bare, header, spans):
        under[i] = [x]
    for i, cell in enumerate(header.cells):
        if not under[i]:
            wide[cell.span] = cell.span
            under[i] = [cell.span]
        if len(under[i]) == 1:
            x = under[i][0]
            low = max((y[1] + 1 for y in spans if y[1] < x[0]), default=cell.span[0])
            high = min((y[0] - 1 for y in spans if y[0] > x[1]), default=cell.span[1])
            wide[x] = (
                min(wide[x][0], max(cell.span[0], low)),
                max(wide[x][1], min(cell.span[1], high)),
            )
    order = sorted(wide, key=lambda x: (x[0] + x[1]) / 2)
    return [wide[x] for x in order], [sorted(order.index(x) for x in named) for named in under]


def _match_in_order(
    loose: Sequence[int], bare: Sequence[Span], header: Header, spans: Sequence[Span]
) -> list[tuple[int, Span]]:
    """Match heads and columns that are not above each other: most of them, then the nearest."""
    best: dict[tuple[int, int], tuple[int, float, list[tuple[int, Span]]]] = {}
    for m in range(len(loose), -1, -1):
        for n in range(len(bare), -1, -1):
            if m == len(loose) or n == len(bare):
                best[m, n] = 0, 0.0, []
                continue
            options = [best[m + 1, n], best[m, n + 1]]
            head, x = header.cells[loose[m]].span, bare[n]
            if not _is_parted(x, head, spans, header):
                count, far, rest = best[m + 1, n + 1]
                options.append((count + 1, far - _shared(x, head), [(loose[m], x), *rest]))
            best[m, n] = min(options, key=lambda o: (-o[0], o[1]))
    return best[0, 0][2]


def _best_under(index: int, header: Header, spans: Sequence[Span]) -> list[Span]:
    """List the columns under a head that no other head is more above."""
    own = header.cells[index].span
    touched = [x for x in spans if _shared(x, own) > 0]
    if len(touched) < 2:
        return touched
    grouped = {i for group in header.groups for i in group.leaves}
    others = [cell.span for i, cell in enumerate(header.cells) if i != index]
    kept = [x for x in touched if not any(_shared(x, other) > _shared(x, own) for other in others)]
    if index in grouped or len(kept) < 2:
        return [max(kept or touched, key=lambda x: _shared(x, own))]
    return kept


def _shared(one: Span, other: Span) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def _is_parted(span: Span, head: Span, spans: Sequence[Span], header: Header) -> bool:
    """Say whether another column or head stands between a column and a head."""
    low, high = sorted((span, head))
    between = (low[1], high[0])
    headed = [x for x in spans if any(_shared(x, cell.span) > 0 for cell in header.cells)]
    return any(_shared(other, between) > 0 for other in headed if other != span)


def rule_header(
    header: Header,
    named: Sequence[Sequence[int]],
    edges: Sequence[float],
    top: float,
    bottom: float,
) -> tuple[list[Segment], list[Segment]]:
    """Rule a header: its groups over their columns, its other heads over its whole height.

    Args:
        header: as read.
        named: the columns that each head names.
        edges: of the columns.
        top: of the header.
        bottom: of the header.

    Returns:
        Horizontal and vertical rules.
    """
    across: list[Segment] = []
    starts = dict.fromkeys(edges, top)
    for columns in named:
        for i in columns[1:]:
            starts[edges[i]] = bottom
    for group in header.groups:
        under = sorted({i for leaf in group.leaves for i in named[leaf]})
        if len(under) < 2:
            continue
        across.append((edges[under[0]], group.y, edges[under[-1] + 1], group.y))
        for i in range(under[0] + 1, under[-1] + 1):
            starts[edges[i]] = min(starts[edges[i]], group.y)
    return across, [(x, bottom, x, y) for x, y in starts.items() if y > bottom]
