"""The dbt project, compiled: the SQL of every seed, model and test of shape, in building order.

dbt resolves the project once per version of it (`dbt_process.py`); what it makes of it is a list
of steps that any DuckDB connection can run (`executing.py`). Pure: manifest in, steps out, and to
JSON and back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Final

from ingest.contract.keys import literal, quoted

_KINDS: Final = ("seed", "table", "view", "test")


@dataclass(frozen=True, slots=True)
class Step:
    """One node of the project.

    Attributes:
        name: the node's, without the project's.
        kind: seed, table, view or test.
        schema_name: of its relation; of a test, where its offending rows go.
        relation: the relation's own name.
        statements: what makes it, in order. Of a test: the one query of its offending rows.
        description: the relation's comment, None where it gets none.
        columns: column → its comment.
        reads: the names of the steps that make what it reads.
    """

    name: str
    kind: str
    schema_name: str
    relation: str
    statements: tuple[str, ...]
    description: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    reads: tuple[str, ...] = ()


def compile_steps(nodes: Mapping[str, Mapping[str, Any]], project_dir: Path) -> tuple[Step, ...]:
    """Turn dbt's compiled nodes into steps: seeds and models by dependence, then the tests.

    Args:
        nodes: unique_id → node, as in dbt's manifest after `dbt compile`.
        project_dir: where the seeds' files lie.

    Raises:
        ValueError: a node that the steps cannot express (it names the node).
    """
    built = {key: node for key, node in nodes.items() if node["resource_type"] in ("seed", "model")}
    graph = {
        key: sorted(set(node.get("depends_on", {}).get("nodes", ())) & built.keys())
        for key, node in sorted(built.items())
    }
    order = [*TopologicalSorter(graph).static_order()]
    tests = sorted(key for key, node in nodes.items() if node["resource_type"] == "test")
    return tuple(_step(key, nodes[key], project_dir) for key in [*order, *tests])


def find_needed(steps: Iterable[Step], wanted: str) -> tuple[Step, ...]:
    """Pick what has to be made for one relation: its step and all that it stands on, in order.

    >>> steps = [Step("a", "view", "s", "a", ()), Step("b", "view", "s", "b", ())]
    >>> steps += [Step("c", "view", "s", "c", (), reads=("b",))]
    >>> [step.name for step in find_needed(steps, "c")]
    ['b', 'c']
    """
    needed: list[Step] = []
    names = {wanted}
    for step in reversed(tuple(steps)):
        if step.name in names and step.kind != "test":
            needed.append(step)
            names.update(step.reads)
    return tuple(reversed(needed))


def _step(key: str, node: Mapping[str, Any], project_dir: Path) -> Step:
    config, schema_name, relation = node["config"], node["schema"], node["alias"]
    kind = config["materialized"]
    if kind not in _KINDS:
        raise ValueError(f"{key}: materialized as {kind}; only {', '.join(_KINDS)} can be built")
    name = f"{quoted(schema_name)}.{quoted(relation)}"
    statements: tuple[str, ...]
    if kind == "seed":
        statements = _seed_statements(key, node, name, project_dir)
    elif kind == "test":
        statements = (node["compiled_code"],)
    elif kind == "view":
        statements = (f"create view {name} as (\n{node['compiled_code']}\n)",)
    elif config.get("contract", {}).get("enforced"):
        statements = _contract_statements(key, node, name)
    else:
        statements = (f"create table {name} as (\n{node['compiled_code']}\n)",)
    docs = config.get("persist_docs") or {}
    return Step(
        name=_name(key),
        kind=kind,
        schema_name=schema_name,
        relation=relation,
        statements=statements,
        description=node["description"] if docs.get("relation") else None,
        columns=tuple((each["name"], each["description"]) for each in node["columns"].values())
        if docs.get("columns")
        else (),
        reads=tuple(
            _name(each)
            for each in node.get("depends_on", {}).get("nodes", ())
            if each.startswith(("model.", "seed."))
        ),
    )


def _name(key: str) -> str:
    """Give a node's own name: `model.<project>.<name>`."""
    return key.split(".", 2)[-1]


def _seed_statements(
    key: str, node: Mapping[str, Any], name: str, project_dir: Path
) -> tuple[str, ...]:
    path = project_dir / node["original_file_path"]
    with path.open(encoding="utf-8") as lines:
        header = lines.readline().rstrip("\r\n").split(",")
    types = node["config"].get("column_types") or {}
    if untyped := [column for column in header if column not in types]:
        raise ValueError(f"{key}: no column_types for {', '.join(untyped)}")
    columns = ", ".join(f"{quoted(column)} {types[column]}" for column in header)
    return (
        f"create table {name} ({columns})",
        f"copy {name} from {literal(str(path))} (format csv, header true, delimiter ',')",
    )


def _contract_statements(key: str, node: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Make the table of a contract: just its columns, types and `not null`."""
    parts = []
    for column in node["columns"].values():
        kinds = {constraint["type"] for constraint in column.get("constraints") or ()}
        if kinds - {"not_null"}:
            raise ValueError(f"{key}: {column['name']}: only not_null constraints can be built")
        suffix = " not null" if kinds else ""
        parts.append(f"{quoted(column['name'])} {column['data_type']}{suffix}")
    names = ", ".join(quoted(column["name"]) for column in node["columns"].values())
    return (
        f"create table {name} ({', '.join(parts)})",
        f"insert into {name} ({names}) select {names} from (\n{node['compiled_code']}\n) as built",
    )


def dump_steps(steps: Iterable[Step]) -> str:
    """Write steps as JSON.

    >>> step = Step("m", "view", "s", "m", ("create view",), "d", (("a", "b"),))
    >>> parse_steps(dump_steps([step])) == (step,)
    True
    """
    return json.dumps([asdict(step) for step in steps], ensure_ascii=False)


def parse_steps(text: str) -> tuple[Step, ...]:
    """Read steps back."""
    return tuple(
        Step(
            **{
                **each,
                "statements": tuple(each["statements"]),
                "columns": tuple((name, said) for name, said in each["columns"]),
                "reads": tuple(each["reads"]),
            }
        )
        for each in json.loads(text)
    )
