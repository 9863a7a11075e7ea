"""`python -m tests.chinese`: write Chinese names to where dbt needs them.

The views of the schema zh from the marts' descriptions, kinds of tables from the controlled terms.
"""

from __future__ import annotations

from tests.chinese.views import files, kinds_file

if __name__ == "__main__":
    for path, text in (*files().items(), kinds_file()):
        path.write_text(text, encoding="utf-8")
