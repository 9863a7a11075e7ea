"""Published reports with their rules taken away: how many figures are found, and where.

A report is read as it is, then again as if it had been printed without rules, or with those across
only. A figure counts as recognised when the second reading has a figure of the same value at the
same place of the page, and as placed when row and column bear the same names.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from ingest.reading.pdf import rules
from ingest.reading.report import read_report

WAYS: Final = ("none", "across", "three-line")
_KEY: Final = ("page_number", "x", "y")
# A three-line table keeps the first two and the last of its rules: here, those that are farther
# from the next one than rows are.
_SAME_RULE_PT: Final = 3.0


@dataclass(frozen=True, slots=True)
class Unruled:
    """What is found of a report's figures without its rules."""

    name: str
    way: str
    figures: int
    recognised: int
    placed: int
    status: str
    wrong: int  # figures whose row or column bears another name

    @property
    def is_misread(self) -> bool:
        """Whether a reading that calls itself proven lost or misplaced figures."""
        return self.status == "proven" and self.placed < self.figures


@contextmanager
def taken_away(way: str) -> Iterator[None]:
    """Read pages without (some of) their rules, and without a picture of them."""
    shown = rules.RawObjects.show

    def show(self: rules.RawObjects, frame: object) -> rules.PageObjects:
        objects = shown(self, frame)  # type: ignore[arg-type]
        across = [] if way == "none" else objects.horizontal
        if way == "three-line":
            across = _three_lines(objects.horizontal)
        return replace(
            objects,
            horizontal=across,
            vertical=[],
            shaded=([], []),
            image_count=0,
            shape_count=len(across),
        )

    rules.RawObjects.show = show  # type: ignore[method-assign]
    try:
        yield
    finally:
        rules.RawObjects.show = shown  # type: ignore[method-assign]


def _three_lines(across: list[rules.Segment]) -> list[rules.Segment]:
    """Keep the uppermost and the lowest of the widest rules."""
    if not across:
        return []
    widest = max(x1 - x0 for x0, _, x1, _ in across)
    wide = sorted(
        (rule for rule in across if rule[2] - rule[0] > widest - _SAME_RULE_PT), key=lambda r: r[1]
    )
    return [wide[0], wide[-1]]


def compare(path: Path, way: str) -> Unruled:
    """Compare a report's figures with and without its rules."""
    content = path.read_bytes()
    whole = _figures(read_report(content, path.name))
    with taken_away(way):
        frames = read_report(content, path.name)
    bare = _figures(frames)
    joined = whole.join(bare, on=_KEY, how="left", suffix="_bare")
    recognised = joined.filter(pl.col("value") == pl.col("value_bare"))
    placed = recognised.filter(
        pl.col("row").eq_missing(pl.col("row_bare"))
        & pl.col("column").eq_missing(pl.col("column_bare"))
    )
    return Unruled(
        name=path.stem,
        way=way,
        figures=whole.height,
        recognised=recognised.height,
        placed=placed.height,
        status=str(frames["reports"]["status"][0]),
        wrong=recognised.height - placed.height,
    )


def _figures(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Give place, value and the names of row and column of each money figure."""
    figures, lines, columns = frames["figures"], frames["lines"], frames["columns"]
    place = ["report_id", "table_number"]
    named = figures.join(
        lines.select(*place, "row_number", "block", "row_code", "row_label"),
        on=[*place, "row_number", "block"],
        how="left",
    ).join(
        columns.select(*place, "column_number", "column_path"),
        on=[*place, "column_number"],
        how="left",
    )
    return (
        named.filter(pl.col("decimals") > 0)
        .select(
            "page_number",
            pl.col("x0").round(0).alias("x"),
            pl.col("y0").round(0).alias("y"),
            "value",
            pl.concat_str(
                pl.col("row_code").fill_null(""), pl.col("row_label").fill_null("")
            ).alias("row"),
            pl.col("column_path").fill_null("").alias("column"),
        )
        .unique(subset=_KEY, keep="first", maintain_order=True)
    )


def report(results: list[Unruled]) -> str:
    """Word the results, one line per way and report, and the sums."""
    lines = [
        f"{r.way:<11}{r.figures:>6}{r.recognised / max(r.figures, 1):>8.1%}"
        f"{r.placed / max(r.figures, 1):>8.1%}  {r.status:<12}{r.name}"
        for r in results
    ]
    totals: Counter[tuple[str, str]] = Counter()
    for r in results:
        totals[r.way, "figures"] += r.figures
        totals[r.way, "recognised"] += r.recognised
        totals[r.way, "placed"] += r.placed
    for way in dict.fromkeys(r.way for r in results):
        figures = max(totals[way, "figures"], 1)
        lines.append(
            f"{way:<11}{figures:>6}{totals[way, 'recognised'] / figures:>8.1%}"
            f"{totals[way, 'placed'] / figures:>8.1%}  all"
        )
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Print the comparison of some reports: `python -m tests.bench.unruled FILE …`."""
    results = [compare(Path(name), way) for name in arguments for way in WAYS]
    print(report(results))


if __name__ == "__main__":
    main(sys.argv[1:])
