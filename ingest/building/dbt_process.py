"""The dbt process: parses and compiles the project, and writes down the steps that build it.

`python -m ingest.building.dbt_process STEPS.json --project-dir …` takes some seconds, most of them
imports. It runs once per version of the project; `executing.py` runs the steps.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from ingest.building.compiled import compile_steps, dump_steps
from ingest.processes.interruption import end_with_parent


def main() -> int:
    """Compile with this process's arguments: where the steps go, then dbt's own options."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    end_with_parent(os.getppid())
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - seconds, in which the parent may die
    from dbt.contracts.graph.manifest import Manifest  # noqa: PLC0415 - as above

    target, options = Path(sys.argv[1]), sys.argv[2:]
    parsed = dbtRunner().invoke(["parse", *options])
    if not isinstance(parsed.result, Manifest):
        return 2
    manifest = parsed.result
    # dbt's unit tests prove the code, not the data: `make test` runs them
    compiled = dbtRunner(manifest=manifest).invoke(
        ["compile", "--exclude", "resource_type:unit_test", *options]
    )
    if not compiled.success:
        return 1
    nodes = {key: node.to_dict(omit_none=True) for key, node in manifest.nodes.items()}
    project_dir = Path(options[options.index("--project-dir") + 1])
    text = dump_steps(compile_steps(nodes, project_dir))
    unfinished = target.with_suffix(f".{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
