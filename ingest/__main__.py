"""`python -m ingest`: see `ingest/cli.py`."""

import atexit
import os
import sys

_status: list[int] = []


def _leave() -> None:
    """End without taking down what was imported: a tenth of a second for nothing."""
    if _status:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_status[0])


# first registered, so last called: whatever else is to be done at the end has been done
atexit.register(_leave)

from ingest.cli import main  # noqa: E402

if __name__ == "__main__":
    _status.append(main())
    sys.exit(_status[0])
