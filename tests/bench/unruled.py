"""Published reports with their rules taken away: how many figures are found, and where.

A report is read as it is, then again as if it had been printed without rules, or with those across
only. A figure counts as recognised when the second reading has a figure of the same value at the
same place of the page, and as placed when row and column bear the same names.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl

from ingest.reading.pdf import rules
from ingest.reading.report import read_report

WAYS: Final = ("none", "across", "three-line")
_KEY: Final = ("page_number", "x", "y")
_NAMED: Final = ("value", "amount_yuan", "row", "column")
# A three-line table keeps the first two and the last of its rules: here, those that are farther
# from the next one than rows are.
_SAME_RULE_PT: Final = 3.0


@dataclass(frozen=True, slots=True)
class Unruled:
    """What is found of a report's figures without its rules.

    Attributes:
        figures: money figures of the proven tables of the report as it is.
        recognised: of those, read again with the same value at the same place.
        placed: of those, with the names of row and column and the amount that they had.
        proven: figures of the second reading that stand in proven tables.
        wrong: of those, the ones that the report does not have, or has by other names.
    """

    name: str
    way: str
    figures: int
    recognised: int
    placed: int
    status: str
    proven: int
    wrong: int

    @property
    def is_misread(self) -> bool:
        """Whether something is called proven that is wrong, or was lost."""
        return self.wrong > 0 or (self.status == "proven" and self.recognised < self.figures)


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
    whole = _whole(path)
    with taken_away(way):
        frames = read_report(path.read_bytes(), path.name)
    bare = _figures(frames)
    trusted = bare.filter("is_proven")
    return Unruled(
        name=path.stem,
        way=way,
        figures=whole.height,
        recognised=whole.join(bare, on=[*_KEY, "value"], how="semi").height,
        placed=whole.join(bare, on=[*_KEY, *_NAMED], how="semi", nulls_equal=True).height,
        status=str(frames["reports"]["status"][0]),
        proven=trusted.height,
        wrong=trusted.join(whole, on=[*_KEY, *_NAMED], how="anti", nulls_equal=True).height,
    )


@lru_cache(maxsize=1)
def _whole(path: Path) -> pl.DataFrame:
    """Read a report as it is: once for all ways of taking rules away."""
    return _figures(read_report(path.read_bytes(), path.name)).filter("is_proven")


def _figures(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Give place, value and the names of row and column of each money figure."""
    figures, lines, columns = frames["figures"], frames["lines"], frames["columns"]
    place = ["report_id", "table_number"]
    named = (
        figures.join(
            lines.select(*place, "row_number", "block", "row_code", "row_label"),
            on=[*place, "row_number", "block"],
            how="left",
        )
        .join(
            columns.select(*place, "column_number", "column_path"),
            on=[*place, "column_number"],
            how="left",
        )
        .join(frames["tables"].select(*place, "status"), on=place)
    )
    return (
        named.filter("is_money")
        .select(
            "page_number",
            pl.col("x0").round(0).alias("x"),
            pl.col("y0").round(0).alias("y"),
            "value",
            "amount_yuan",
            pl.concat_str(
                pl.col("row_code").fill_null(""), pl.col("row_label").fill_null("")
            ).alias("row"),
            pl.col("column_path").fill_null("").alias("column"),
            (pl.col("status") == "proven").alias("is_proven"),
        )
        .unique(subset=_KEY, keep="first", maintain_order=True)
    )


def unruled_table(results: Sequence[Unruled]) -> str:
    """Write the sums of each way as a Markdown table, and the reports that are misread."""
    head = "| rules left | figures | recognised | placed | in proven tables | of those, wrong |"
    lines = [head, "| --- | --: | --: | --: | --: | --: |"]
    for way in dict.fromkeys(r.way for r in results):
        of = [r for r in results if r.way == way]
        figures = max(sum(r.figures for r in of), 1)
        lines.append(
            f"| {way} | {figures:,} | {sum(r.recognised for r in of) / figures:.1%} "
            f"| {sum(r.placed for r in of) / figures:.1%} "
            f"| {sum(r.proven for r in of):,} | {sum(r.wrong for r in of)} |"
        )
    listed = [
        f"* {r.name}, {r.way}: {r.status}, {r.placed} of {r.figures} placed, {r.wrong} wrong"
        for r in results
        if r.is_misread
    ]
    return "\n".join([*lines, "", *(listed or ["Nothing is called proven while it is wrong."])])


def main(arguments: list[str]) -> None:
    """Print the comparison of some reports: `python -m tests.bench.unruled FILE …`."""
    results = [compare(Path(name), way) for name in arguments for way in WAYS]
    print(unruled_table(results))


if __name__ == "__main__":
    main(sys.argv[1:])
