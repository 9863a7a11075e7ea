"""The dbt process: parses the project, waits for the word, builds.

`python -m ingest.dbt_process --project-dir …` is started with the build and needs no warehouse
until it reads a line from its input; an input that closes without one ends it.
"""

from __future__ import annotations

import ctypes
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h


def main() -> int:
    """Build with this process's arguments, dbt's own options."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    if sys.platform == "linux":  # elsewhere an orphaned dbt works on, on a file nobody looks at
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - three seconds, in which the parent may die
    from dbt.contracts.graph.manifest import Manifest  # noqa: PLC0415 - as above

    options = sys.argv[1:]
    parsed = dbtRunner().invoke(["parse", *options])
    if not isinstance(parsed.result, Manifest):
        return 2
    if not sys.stdin.readline():
        return 0
    # dbt's unit tests prove the code, not the data: `make test` runs them
    built = dbtRunner(manifest=parsed.result).invoke(
        ["build", "--exclude-resource-type", "unit_test", *options]
    )
    return 0 if built.success else 1


if __name__ == "__main__":
    sys.exit(main())
