"""`python -m tests.chinese`: write the views of the schema zh from the marts' descriptions."""

from __future__ import annotations

from tests.chinese.views import files

if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
