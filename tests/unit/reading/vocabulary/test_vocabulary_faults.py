"""A faulty vocabulary stops a build at once, and says where it is faulty."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ingest.reading.vocabulary.checking import find_faults
from tests.conftest import REPOSITORY, build_environment

MISSPELT = 'concept = "affiliate_remitance"'
RIGHT = 'concept = "affiliate_remittance"'


def test_faults__own_vocabularies__have_none() -> None:
    assert find_faults() == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[concepts]]\nconcept = "revenu"\nwords = ["收入"]', "did you mean 'revenue'"),
        (
            '[[concepts]]\nconcept = "revenue"\nwords = ["收(入"]',
            "'收(入' is no regular expression",
        ),
        ('[[concepts]]\nconcept = "revenue"\nwords = "收入"', "words is no list"),
        ('[[concepts]]\nconcept = "revenue"\nwords = []', "no words"),
        ('[[concepts]]\nconcept = "revenue"\nword = ["收入"]', "the key 'word' means nothing"),
        ('[[concepts]]\nconcept = "revenue"\nwords = ["收入"]', "[[sources]] is missing"),
        ("[[concepts]\n", "no TOML"),
    ],
)
def test_faults__named_with_file_rule_and_word(text: str, said: str) -> None:
    faults = find_faults({"prose_subjects": text})
    assert any(said in fault for fault in faults), faults
    assert all(
        fault.startswith("ingest/reading/vocabulary/prose_subjects.toml: ") for fault in faults
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[counts]]\nfact = "staff_totl"\nwords = ["在职"]', "did you mean 'staff_total'"),
        ('[[nil]]\nfact = "procurement"', "no words"),
        ('[[patterns]]\nfact = "contact_phone"\npattern = "(电话"', "no regular expression"),
        ('[[counts]]\nfact = "staff_total"\nword = ["在职"]', "the key 'word' means nothing"),
    ],
)
def test_faults__facts_of_the_prose(text: str, said: str) -> None:
    faults = find_faults({"prose_facts": text})
    assert any(said in fault for fault in faults), faults


def test_build__faulty_vocabulary__ends_with_2_and_leaves_the_warehouse(tmp_path: Path) -> None:
    for room in ("ingest", "expectations", "dbt_project"):
        shutil.copytree(REPOSITORY / room, tmp_path / room)
    headers = tmp_path / "ingest" / "reading" / "vocabulary" / "headers.toml"
    text = headers.read_text(encoding="utf-8")
    assert RIGHT in text
    headers.write_text(text.replace(RIGHT, MISSPELT), encoding="utf-8")
    warehouse = tmp_path / "out" / "warehouse.duckdb"
    warehouse.parent.mkdir()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table old as select 1 as one")
    before = warehouse.read_bytes()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "some.pdf").write_bytes(b"%PDF-1.4")

    done = subprocess.run(
        [sys.executable, "-m", "ingest", "build"],
        cwd=tmp_path,
        env=build_environment(REPORTS=str(tmp_path / "reports"), WAREHOUSE=str(warehouse)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2, done.stdout + done.stderr
    assert "ingest/reading/vocabulary/headers.toml: [[measure]] rule " in done.stderr
    assert "'affiliate_remitance'" in done.stderr
    assert "'affiliate_remittance'" in done.stderr
    assert warehouse.read_bytes() == before
    assert sorted(path.name for path in warehouse.parent.iterdir()) == ["warehouse.duckdb"]
