"""Write the data dictionary, one page of every mart and column: what `make data-dictionary` does.

From what the models say of themselves (`dbt_project/models/marts/*.yml`) and from the marts that
the expectations publish; nothing is said twice by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml  # type: ignore[import-untyped]  # no stubs in the lock

from expectations.published import ACKNOWLEDGEMENTS, FINDINGS, PROPOSED, RESULTS, PublishedMart
from ingest.settings import DBT_PROJECT, REPOSITORY
from notebooks.exports.integrated import FIELDS, FILE

PAGE: Final = REPOSITORY / "docs" / "data-dictionary.md"
_PUBLISHED: Final = (FINDINGS, ACKNOWLEDGEMENTS, PROPOSED, RESULTS)

_HEAD: Final = """\
# Data dictionary (数据字典)

<!-- written by `make data-dictionary` from what the models say of themselves -->

Every table of schema `marts`, column by column; schema `zh` holds the same under the Chinese \
names. Money is in yuan as DECIMAL(22,4), codes are text without separators, years are integers; \
NULL is a blank cell, 0 a printed zero. `make export` writes the same beside the CSV files \
(`columns.csv`).
"""

_INTEGRATED: Final = f"""\
## The field names of 预算管理一体化

`make export` also writes the expenditures as `exports/integrated/{FILE}`, under the field names \
that finance bureaus know from 预算管理一体化 (the 技术标准 of the Ministry of Finance), for \
joining with a bureau's own system. Names only: where a paper prints no such code, the field is \
blank; codes that were found by their names (`is_code_inferred`) are left out.

| field | 名称 | column here | what stands in it |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Described:
    """A mart and its columns, as the models say."""

    name: str
    meaning: str
    columns: tuple[tuple[str, str, str], ...]  # name, type, meaning


def render_dictionary() -> str:
    """Write the page."""
    marts = read_dictionary()
    listed = "\n".join(
        f"- [`{mart.name}`](#{mart.name}) {mart.meaning.partition(' — ')[0]}" for mart in marts
    )
    parts = [_HEAD, f"{listed}\n", *map(_section, marts), _integrated_section()]
    return "\n".join(parts)


def read_dictionary() -> list[Described]:
    """List every mart, by name."""
    return sorted([*_read_models(), *map(_published, _PUBLISHED)], key=lambda mart: mart.name)


def _read_models() -> Iterator[Described]:
    for path in sorted((DBT_PROJECT / "models" / "marts").glob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ()):
            yield Described(
                model["name"],
                model["description"].strip(),
                tuple(
                    (column["name"], column.get("data_type", ""), column["description"].strip())
                    for column in model["columns"]
                ),
            )


def _published(mart: PublishedMart) -> Described:
    columns = ((name, "", f"{zh} — {meaning}") for name, (zh, meaning) in mart.columns.items())
    return Described(mart.name, f"{mart.zh} — {mart.description}", tuple(columns))


def _section(mart: Described) -> str:
    rows = "".join(
        f"| `{name}` | {zh} | {data_type} | {meaning} |\n"
        for name, data_type, said in mart.columns
        for zh, meaning in [_in_cell(said)]
    )
    return (
        f"## {mart.name}\n\n{mart.meaning}\n\n"
        f"| column | 名称 | type | meaning |\n|---|---|---|---|\n{rows}"
    )


def _integrated_section() -> str:
    def named(ours: str) -> str:
        return ", ".join(f"`{each}`" for each in ours.split(", ")) if ours else "–"

    rows = "".join(
        f"| `{field.name}` | {field.zh} | {named(field.ours)} | {field.meaning} |\n"
        for field in FIELDS
    )
    return _INTEGRATED + rows


def part_description(said: str) -> tuple[str, str]:
    """Part a description into its Chinese name and what it means.

    >>> part_description("金额（元） — Amount in yuan.")
    ('金额（元）', 'Amount in yuan.')
    """
    zh, dash, meaning = " ".join(said.split()).partition(" — ")
    return (zh, meaning) if dash else ("", zh)


def _in_cell(said: str) -> tuple[str, str]:
    return part_description(said.replace("|", "\\|"))


def main(arguments: Iterable[str] = ()) -> int:
    """Write the page into docs/; with a path, there."""
    target = Path(next(iter(arguments), PAGE))
    target.write_text(render_dictionary(), encoding="utf-8")
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
