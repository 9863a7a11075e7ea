"""The dbt process: parses the project, then builds once for each line that it reads.

`python -m ingest.dbt_process REPLY_FD --project-dir …` is started with the build and needs no
warehouse until a line comes. To the file descriptor that it was given it writes `done total` for
each node that it has finished, then `built` or `failed`. An input that closes ends it.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from ingest.interruption import end_with_parent

if TYPE_CHECKING:  # imported in `main` only
    from dbt_common.events.base_types import EventMsg


def main() -> int:
    """Build with this process's arguments, dbt's own options."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    end_with_parent(os.getppid())
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415 - as below
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - three seconds, in which the parent may die
    from dbt.contracts.graph.manifest import Manifest  # noqa: PLC0415 - as above

    reply_fd, options = int(sys.argv[1]), sys.argv[2:]
    parsed = dbtRunner().invoke(["parse", *options])
    if not isinstance(parsed.result, Manifest):
        return 2
    for _ in sys.stdin:
        counter = _NodeCounter(reply_fd)
        # dbt's unit tests prove the code, not the data: `make test` runs them
        built = dbtRunner(manifest=parsed.result, callbacks=[counter.hear]).invoke(
            ["build", "--exclude-resource-type", "unit_test", *options]
        )
        # the file is the parent's now; the next build's is another one under the same name
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
        os.write(reply_fd, b"built\n" if built.success else b"failed\n")
    return 0


class _NodeCounter:
    """Hears dbt's events and passes on how many nodes of how many are done."""

    def __init__(self, reply_fd: int) -> None:
        self._reply_fd = reply_fd
        self._done = 0
        self._total = 0

    def hear(self, event: EventMsg) -> None:
        """Count a node; dbt calls this from the threads that build, one after the other."""
        if event.info.name == "LogStartLine":
            self._total = event.data.total
        elif event.info.name == "NodeFinished":
            self._done += 1
            os.write(self._reply_fd, f"{self._done} {max(self._done, self._total)}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
