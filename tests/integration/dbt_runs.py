"""Several runs of dbt in one process: `python -m tests.integration.dbt_runs FOLDER`.

Importing dbt and parsing the project take longer than most runs. FOLDER holds `runs.json`, a list
of (name, warehouse, words of the command line); each run's output goes to FOLDER/<name>.txt, and
whether it succeeded to `succeeded.json`. The project is parsed once, by the first run's options.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path


def main(folder: Path) -> None:
    """Run what `runs.json` lists, one after the other."""
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - seconds, only where it is wanted

    runs: list[tuple[str, str, list[str]]] = json.loads(
        (folder / "runs.json").read_text(encoding="utf-8")
    )
    manifest = None
    succeeded = {}
    for name, warehouse, words in runs:
        os.environ["BUDGET_WAREHOUSE"] = warehouse
        with (folder / f"{name}.txt").open("w", encoding="utf-8") as said:
            with contextlib.redirect_stdout(said):
                if manifest is None:
                    options = words[words.index("--project-dir") :]
                    manifest = dbtRunner().invoke(["parse", *options]).result
                # as it was parsed: what a run compiles must be of no use to the next
                done = dbtRunner(manifest=manifest.deepcopy()).invoke(words)
            if done.exception is not None:
                print(done.exception, file=said)
        succeeded[name] = done.success
    (folder / "succeeded.json").write_text(json.dumps(succeeded), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
