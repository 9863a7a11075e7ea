"""Write a view with Chinese names for each mart, and its description.

Every description of a mart and of a column begins with the Chinese name: `数字编号 — …`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from ingest.contract.concepts import FURTHER_KINDS, TABLE_KINDS_ZH
from tests.conftest import REPOSITORY

MODELS: Final = REPOSITORY / "dbt_project" / "models"
_NOTE: Final = "written by python -m tests.chinese from the marts' own descriptions"


def files() -> dict[Path, str]:
    """Give every file of the schema, by path."""
    marts = list(_marts())
    views = {_path(mart["name"]): _view(mart) for mart in marts}
    described = {"version": 2, "models": [_described(mart) for mart in marts]}
    text = yaml.safe_dump(described, allow_unicode=True, sort_keys=False, width=100)
    return views | {MODELS / "zh" / "_zh__models.yml": f"# {_NOTE}\n{text}"}


def kinds_file() -> tuple[Path, str]:
    """Give the macros that name kinds of tables, from ingest.contract.concepts."""
    known = {kind: zh for kind, zh in TABLE_KINDS_ZH.items() if kind != "other"}
    names = [f"        when '{kind}' then '{zh}'" for kind, zh in known.items()]
    names.append(f"        else '{TABLE_KINDS_ZH['other']}'")
    listed = ", ".join(f"'{kind}'" for kind in (*FURTHER_KINDS, "other"))
    return MODELS.parent / "macros" / "checks" / "table_kinds.sql", (
        "{# written by python -m tests.chinese from ingest/contract/concepts.py #}\n\n"
        "{# The Chinese name by which a budget officer knows a kind of table. #}\n"
        "{% macro table_kind_zh(table_kind) %}\n"
        "    case {{ table_kind }}\n" + "\n".join(names) + "\n    end\n"
        "{% endmacro %}\n\n"
        "{# Kinds that only some places print, and `other`: nothing says how deep they go. #}\n"
        "{% macro further_table_kinds() -%}\n"
        f"    {listed}\n"
        "{%- endmacro %}\n"
    )


def _marts() -> Iterator[dict[str, Any]]:
    for path in sorted((MODELS / "marts").glob("*.yml")):
        yield from yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).get("models", [])


def _name(mart: str) -> str:
    return "zh_" + mart.split("_", 1)[1]


def _path(mart: str) -> Path:
    return MODELS / "zh" / f"{_name(mart)}.sql"


def _parts(entry: dict[str, Any]) -> tuple[str, str]:
    """Split a description into the Chinese name and what is said of it."""
    name, _, rest = entry["description"].partition(" — ")
    return name.strip(), " ".join(rest.split())


def _view(mart: dict[str, Any]) -> str:
    columns = "\n".join(f'    {each["name"]} as "{_parts(each)[0]}",' for each in mart["columns"])
    return (
        f"{{# {_NOTE} #}}\n{{{{ config(alias='{_parts(mart)[0]}') }}}}\n\n"
        f"select\n{columns}\nfrom {{{{ ref('{mart['name']}') }}}}\n"
    )


def _described(mart: dict[str, Any]) -> dict[str, Any]:
    alias, said = _parts(mart)
    return {
        "name": _name(mart["name"]),
        "description": f"{alias}: {said}",
        "columns": [
            {"name": name, "quote": True, "description": text}
            for name, text in map(_parts, mart["columns"])
        ],
    }
