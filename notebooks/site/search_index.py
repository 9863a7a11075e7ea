"""What the search page looks in: names, sentences, figures, in scripts that it loads when asked.

A page opened from the file system may not fetch, so an index is a script that adds to an array.
Names load at once, prose in parts of about a megabyte, figures by the first two digits of their
amount in yuan: who looks for a number loads one part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from notebooks.site.disclosures import Money
from notebooks.site.evidence import as_number
from notebooks.site.render import render, write_if_changed, write_script
from notebooks.site.reports import Report
from notebooks.site.warehouse import Row, ask, short_key
from notebooks.site.words import Word, word

# Characters of prose in one part.
_PART_CHARACTERS: Final = 300_000

_PROJECTS_SQL: Final = """
select report_id, project_name, sum(total_yuan) as yuan, min(figure_ids[1]) as figure_id
from marts.fct_project_expenditures
where project_name is not null and is_leaf
group by report_id, project_name
order by report_id, project_name
"""

# A figure leads to where it is; of one amount in one row of a table the first is enough.
_FIGURES_SQL: Final = """
select report_id, min(figure_id) as figure_id, abs(amount_yuan) as yuan,
    coalesce(row_label, '') as row_label
from marts.fct_figures
where amount_yuan is not null and abs(amount_yuan) >= 100
group by report_id, abs(amount_yuan), coalesce(row_label, '')
order by report_id, figure_id
"""

_SENTENCES_SQL: Final = """
select sentences.report_id, sentences.page_number, sentences.sentence,
    case when pages.reading = 'office' then sentences.paragraph_number end as paragraph_number,
    sheets.sheet
from raw.sentences
left join raw.pages using (report_id, page_number)
left join (
    select report_id, page_number, min(regexp_extract(locator, '^(.*)![A-Z]+[0-9]+$', 1)) as sheet
    from raw.figures group by report_id, page_number
) as sheets using (report_id, page_number)
where length(sentences.sentence) >= 8
order by sentences.report_id, sentences.sentence_number
"""


def write_search(
    connection: duckdb.DuckDBPyConnection,
    site: Path,
    reports: Sequence[Report],
    money: Money,
    names: Mapping[str, Word],
) -> None:
    """Write the search page and its indices of names, prose and figures."""
    text = render("search.html", root="", active="search", title=word("ui.search"))
    write_if_changed(site / "search.html", text)
    folder = site / "data" / "search"
    place = {report.id: position for position, report in enumerate(reports)}
    kept = {
        "names.js": (
            "window.SEARCH.names",
            _names(connection, site, reports, money, names=names, place=place),
        ),
        **prose_index(connection, place),
        **_figures(connection, place),
    }
    prose = sorted(name for name in kept if name.startswith("prose-"))
    kept["index.js"] = ("window.SEARCH", {"reports": _reports(reports), "prose": prose,
                                          "figures": _known_figures(kept)})  # fmt: skip
    for name, (target, value) in kept.items():
        write_script(folder / name, target, value)
    for old in folder.glob("*.js"):
        if old.name not in kept:
            old.unlink()


def _reports(reports: Sequence[Report]) -> list[list[Any]]:
    return [[each.id, each.name, each.place, each.year, each.kind, each.level] for each in reports]


def _known_figures(kept: Mapping[str, object]) -> list[str]:
    return sorted(name[len("figures-") : -3] for name in kept if name.startswith("figures-"))


def _names(
    connection: duckdb.DuckDBPyConnection,
    site: Path,
    reports: Sequence[Report],
    money: Money,
    *,
    names: Mapping[str, Word],
    place: Mapping[str, int],
) -> list[list[Any]]:
    """List what has a name: [kind, 中文, English or report, address, yuan]."""
    found: list[list[Any]] = []
    seen: set[str] = set()
    for each in money.disclosures:
        address = f"departments/{each.department_key}.html"
        if address not in seen:
            seen.add(address)
            found.append(["department", each.name, each.place, address, None])
    found += [
        ["report", f"{report.name} {report.year or ''}", report.file_name,
         f"reports/{report.id}/index.html", None]
        for report in reports
    ]  # fmt: skip
    for unit in _by_name(money.units):
        found.append(["unit", unit[0], unit[1], unit[2], None])
    found += [_named_code(site, code, name) for code, name in sorted(names.items())]
    for row in ask(connection, _PROJECTS_SQL):
        if row["report_id"] in place:
            key = short_key(row["figure_id"] or "")
            address = f"reports/{row['report_id']}/" + (
                f"evidence.html#{key}" if key else "index.html"
            )
            found.append(["project", row["project_name"], place[row["report_id"]], address,
                          as_number(row["yuan"])])  # fmt: skip
    return found


def _named_code(site: Path, code: str, name: Word) -> list[Any]:
    """A code of a classification; it leads to the reports that list it, where some do."""
    kind, key, by = "function", f"f{code}", ""
    if not code.startswith("2"):
        kind, key, by = "economic", f"e{code}", "by=economics&"
    is_listed = (site / "data" / "codes" / f"{key}.js").is_file()
    address = f"compare.html#{by}code={code}" if is_listed else None
    return [kind, f"{code} {name.zh}", name.en if name.en != name.zh else "", address, None]


def _by_name(units: Mapping[str, Sequence[Row]]) -> Iterable[tuple[str, str, str]]:
    """List units with their department; the search page finds the department's own address."""
    for department, rows in sorted(units.items()):
        for row in rows:
            if department and row["unit_name"] != department:
                yield row["unit_name"], department, ""


def prose_index(
    connection: duckdb.DuckDBPyConnection, place: Mapping[str, int]
) -> dict[str, tuple[str, object]]:
    """List the sentences: [report, page, sentence], of a file without pages its sheet beside.

    Where a sheet has no name that figures tell, and in a Word file or web page, the number of the
    paragraph stands in its place.
    """
    parts: list[list[list[Any]]] = [[]]
    size = 0
    for row in ask(connection, _SENTENCES_SQL):
        if row["report_id"] not in place:
            continue
        if size > _PART_CHARACTERS:
            parts.append([])
            size = 0
        said = [place[row["report_id"]], row["page_number"], row["sentence"]]
        if row["paragraph_number"] is not None:  # a file without pages: sheet, else paragraph
            said.append(row["sheet"] or row["paragraph_number"])
        parts[-1].append(said)
        size += len(row["sentence"])
    return {
        f"prose-{number}.js": (f"window.SEARCH.prose{number}", part)
        for number, part in enumerate(parts)
        if part
    }


def _figures(
    connection: duckdb.DuckDBPyConnection, place: Mapping[str, int]
) -> dict[str, tuple[str, object]]:
    parts: dict[str, list[list[Any]]] = defaultdict(list)
    for row in ask(connection, _FIGURES_SQL):
        if row["report_id"] in place:
            digits = f"{int(row['yuan'] * 10000):d}"[:2]
            parts[digits].append(
                [place[row["report_id"]], short_key(row["figure_id"]), as_number(row["yuan"]),
                 row["row_label"]]
            )  # fmt: skip
    return {
        f"figures-{digits}.js": (f"window.SEARCH.f{digits}", part)
        for digits, part in sorted(parts.items())
    }
