"""docs/data-dictionary.md is what the models say of themselves."""

from __future__ import annotations

from ingest.contract.concepts import FUNDS
from notebooks.data_dictionary import PAGE, render_dictionary
from notebooks.exports.integrated import FIELDS, FUND_NAMES
from tests.conftest import REPOSITORY


def test_dictionary__page__is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_dictionary(), "run make data-dictionary"


def test_dictionary__every_mart_and_column__has_a_row_in_both_languages() -> None:
    text = render_dictionary()
    models = [path.stem for path in (REPOSITORY / "dbt_project/models/marts").glob("*.sql")]
    assert len(models) > 20
    for name in (*models, "fct_findings", "fct_figures_proposed"):
        assert f"\n## {name}\n" in text
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) > 400
    assert not [row for row in rows if not row.split(" | ")[1].strip()]


def test_integrated__funds_have_names_and_fields_are_the_systems() -> None:
    assert set(FUND_NAMES) == set(FUNDS)
    theirs = {
        *("mof_div_code", "fiscal_year", "agency_code", "agency_name", "exp_func_code"),
        *("exp_func_name", "dep_bgt_eco_code", "gov_bgt_eco_code", "fund_type_code"),
        *("pro_code", "pro_name"),
    }
    assert theirs <= {field.name for field in FIELDS}
