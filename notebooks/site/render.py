"""Write pages: templates with escaping on, numbers in the house's form, files only when changed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from notebooks.data_dictionary import part_description
from notebooks.site.chart_sql import chart_sql
from notebooks.site.code_names import english_name
from notebooks.site.warehouse import Amount, short_key
from notebooks.site.words import word

_TEMPLATES: Final = Path(__file__).with_name("templates")
_WAN: Final = Decimal(10000)
_CENT: Final = Decimal("0.01")

# JSON inside a script: none of these may end the script or start a comment.
_SCRIPT_ESCAPES: Final = str.maketrans({
    "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029",
})  # fmt: skip


def exact_yuan(yuan: Decimal) -> str:
    """Write yuan without a comma and without trailing zeros, for sorting, copying and scripts.

    >>> exact_yuan(Decimal("21771800.0000"))
    '21771800'
    >>> exact_yuan(Decimal("92165133.9900"))
    '92165133.99'
    """
    text = f"{yuan:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_wan(yuan: Decimal) -> str:
    """Write yuan in 万元 with two decimals; a few yuan keep what they are.

    >>> in_wan(Decimal("21771800"))
    '2,177.18'
    >>> in_wan(Decimal("12"))
    '0.0012'
    """
    wan = yuan / _WAN
    if wan and abs(wan) < Decimal("0.005"):
        return exact_yuan(wan)
    return f"{wan.quantize(_CENT, ROUND_HALF_UP):,}"


def in_wan_exact(yuan: Decimal) -> str:
    """Write yuan in 万元 with all its digits: a tolerance rounded to a cent would mislead.

    >>> in_wan_exact(Decimal("150"))
    '0.015'
    """
    wan = Decimal(exact_yuan(yuan / _WAN))
    return f"{wan:,.2f}" if wan == wan.quantize(_CENT) else f"{wan:,}"


def plain_number(value: Decimal | None) -> str:
    """Write a printed value as it is, without trailing zeros."""
    return "" if value is None else f"{Decimal(exact_yuan(value)):,}"


def percent(part: Decimal | None, whole: Decimal | None) -> str:
    """Write a share in per cent to one decimal; empty where there is none.

    >>> percent(Decimal(1), Decimal(8))
    '12.5'
    """
    if part is None or not whole:
        return ""
    share = (100 * part / abs(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{share}"


def is_suspect(amount: Amount, suspects: Mapping[str, object]) -> bool:
    """Say whether a figure under an amount is part of a finding."""
    return any(key in suspects for key in amount.figures)


def script_json(value: object) -> str:
    """Write JSON that may stand in a script: shortest form, keys as given."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_as_json)
    return text.translate(_SCRIPT_ESCAPES)


def _as_json(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "exact": exact_yuan,
        "wan": in_wan,
        "wan_exact": in_wan_exact,
        "plain": plain_number,
        "short_key": short_key,
    }
    # script_json escapes what could leave the script, so its text is safe there
    environment.filters["tojson"] = lambda value: Markup(script_json(value))
    environment.globals |= {
        "word": word,
        "percent": percent,
        "is_suspect": is_suspect,
        "chart_sql": chart_sql,
        "english_name": english_name,
        "part_description": part_description,
    }
    return environment


def render(template: str, **values: Any) -> str:
    """Fill in a template."""
    return _environment().get_template(template).render(**values)


def write_if_changed(path: Path, content: str | bytes) -> bool:
    """Write a file whole or not at all, and only if it would change; say whether it did."""
    encoded = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == encoded:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(encoded)
    os.replace(beside, path)
    return True


def write_script(path: Path, target: str, value: object) -> bool:
    """Write data as a script that assigns it: pages opened from the file system cannot fetch."""
    return write_if_changed(path, f"{target}={script_json(value)};\n")
