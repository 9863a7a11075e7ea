"""The catalogue of invariants: dbt's seed, as suites, Data Docs, site and docs read it.

`python -m expectations.catalogue` writes its tables into docs/invariants.md, between the prose, and
lists the models that say what is added up (`int_…_terms`) or judged otherwise (`int_…_judged`).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_REPOSITORY: Final = Path(__file__).resolve().parent.parent
_SEED: Final = _REPOSITORY / "dbt_project" / "seeds" / "seed_invariants.csv"
_CHECKS: Final = _REPOSITORY / "dbt_project" / "models" / "checks"
PAGE: Final = _REPOSITORY / "docs" / "invariants.md"
LISTS: Final = _REPOSITORY / "dbt_project" / "macros" / "checks" / "listed_models.sql"

ACROSS: Final = "across"
READING: Final = "reading"

_TABLE: Final = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_LISTS: Final = {
    "terms": "Models of the cells that an identity adds, apart by white space.",
    "judged": "Models of checks that are no sums of printed money, apart by white space.",
}
_HEAD: Final = (
    "| id | 恒等式 | identity | tables | relation | binds where | source |",
    "|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True)
class Identity:
    """One line of the catalogue.

    Args:
        invariant_id: R1 … H2.
        family: What sort of comparison it is: rows, columns, across …
        zh: The identity in Chinese.
        en: The identity in English.
        suites: Where it belongs: table kinds, `across` or `reading`. An identity that the
            warehouse reports for another kind of table is asserted in that kind's suite too.
        relation: = or <= between sums of money; empty where no money is compared.
        gate: What must be so for it to bind; empty where it always does.
        is_alarm: Whether a violation is the publisher's.
        source: Where the rule comes from.
        tried_on: The kinds of tables that it is tried on, each with those that it is compared
            with (`summary+revenue`), or `report`.
    """

    invariant_id: str
    family: str
    zh: str
    en: str
    suites: tuple[str, ...]
    relation: str
    gate: str
    is_alarm: bool
    source: str
    tried_on: tuple[str, ...]


def _read_catalogue() -> tuple[Identity, ...]:
    with _SEED.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Identity(
                invariant_id=row["invariant_id"],
                family=row["family"],
                zh=row["name_zh"],
                en=row["name_en"],
                suites=tuple(row["suites"].split("|")),
                relation=row["relation"],
                gate=row["gate"],
                is_alarm=row["is_alarm"] == "true",
                source=row["source"],
                tried_on=tuple(filter(None, row["tried_on"].split("|"))),
            )
            for row in csv.DictReader(stream)
        )


CATALOGUE: Final = _read_catalogue()


def with_tables(page: str) -> str:
    """Put the catalogue's tables between the marks of a page: `<!-- family -->`, `<!-- end -->`."""
    return _TABLE.sub(lambda hit: hit[1] + _table(hit[2]) + hit[3], page)


def _table(family: str) -> str:
    rows = [_row(each) for each in CATALOGUE if each.family == family]
    return "".join(f"{line}\n" for line in (*_HEAD, *rows))


def _row(identity: Identity) -> str:
    relation = {"=": "＝", "<=": "≤"}.get(identity.relation, "–")
    where = ", ".join(f"`{suite}`" for suite in identity.suites)
    cells = (
        *(identity.invariant_id, identity.zh, identity.en, where, relation),
        *(identity.gate or "always", identity.source),
    )
    return f"| {' | '.join(cells)} |"


def listed_models() -> str:
    """Write the macros that name the models of terms and the judged ones, by their files.

    dbt must see each name that a model reads before it runs any, so that they stand in a file.
    """
    names = sorted(path.stem for path in _CHECKS.rglob("*.sql") if path.parent.name != "settling")
    lines = ["{# written by python -m expectations.catalogue from the names of the models #}\n"]
    for kind, what in _LISTS.items():
        named = "\n    ".join(name for name in names if name.endswith(f"_{kind}"))
        lines.append(
            f"\n{{# {what} #}}\n{{% macro {kind}_models() %}}\n    {named}\n{{% endmacro %}}\n"
        )
    return "".join(lines)


def main() -> None:
    """Write the page and the lists anew."""
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    LISTS.write_text(listed_models(), encoding="utf-8")


if __name__ == "__main__":
    main()
