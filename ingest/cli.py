"""The command line: the only module that prints and exits.

`python -m ingest build` is what `make build` runs. Exit status: 0 published · 1 published, but some
report was rejected, quarantined or partial · 2 nothing published · 3 another build holds the lock ·
4 (strict) unacknowledged errors.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Final, NoReturn

from ingest.errors import BuildError, LockHeldError
from ingest.processes.logs import set_up_logging
from ingest.processes.text import escape_controls
from ingest.settings import Settings, read_fetch_settings, read_settings
from ingest.telling.progress import Progress
from ingest.telling.summary import exit_status, render_summary

_log = logging.getLogger(__name__)

_FAILED: Final = 2
_LOCKED: Final = 3
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    options = _parser().parse_args(arguments)
    set_up_logging(
        sys.stderr,
        logging.INFO if options.verbose else logging.ERROR,
        "%(levelname)s %(name)s: %(message)s",
    )
    for name in _SIGNALS:
        signal.signal(name, _interrupt)
    # names in any language on a terminal of any encoding
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        settings = read_settings(
            reports=options.reports,
            warehouse=options.warehouse,
            is_strict=True if options.strict else None,
            worker_count=options.workers,
        )
        return _COMMANDS[options.command](settings)
    except BuildError as error:
        return _complain(str(error), _LOCKED if isinstance(error, LockHeldError) else _FAILED)
    except (OSError, MemoryError) as error:
        return _complain(f"nothing was published: {error or 'out of memory'}", _FAILED)
    except KeyboardInterrupt:
        return _complain("interrupted; nothing was published", _FAILED)
    except Exception:
        # The last boundary: an unforeseen error is shown whole, and is never the exit status 1,
        # which means "published".
        _log.exception("internal error; nothing was published. Please report this.")
        return _FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingest", description=__doc__)
    parser.add_argument("command", choices=tuple(_COMMANDS))
    parser.add_argument("--reports", help="folder of reports (default: $REPORTS, data/reports)")
    parser.add_argument(
        "--warehouse", help="file to publish (default: $WAREHOUSE, data/warehouse.duckdb)"
    )
    parser.add_argument("--workers", type=int, help="reading processes (default: one per core)")
    parser.add_argument("--strict", action="store_true", help="exit 4 on unacknowledged errors")
    parser.add_argument("--verbose", action="store_true", help="log what is done")
    return parser


def _build(settings: Settings) -> int:
    from ingest.building.build import build  # noqa: PLC0415 - a usage error needs none of it

    progress = Progress(sys.stderr, _check_not_interrupted)
    try:
        built = build(settings, progress.show)
    finally:
        progress.clear()
    print(render_summary(built.summary, is_rerun=built.is_rerun))
    return exit_status(built.summary, is_strict=settings.is_strict)


def _survey(settings: Settings) -> int:
    from ingest.asking.survey import survey  # noqa: PLC0415 - as above

    progress = Progress(sys.stderr, _check_not_interrupted)
    try:
        text = survey(settings, progress.show)
    finally:
        progress.clear()
    print(text)
    return 0


def _fetch(settings: Settings) -> int:
    from ingest.fetching.fetch import fetch  # noqa: PLC0415 - as above
    from ingest.fetching.summary import render_fetch_summary  # noqa: PLC0415

    progress = Progress(sys.stderr, _check_not_interrupted)
    try:
        summary = fetch(read_fetch_settings(settings), progress.show)
    finally:
        progress.clear()
    print(render_fetch_summary(summary))
    return summary.exit_status


def _sql(settings: Settings) -> int:
    from ingest.asking.sql import answer_statements, read_statements  # noqa: PLC0415 - as above

    if not settings.warehouse.exists():
        return _complain(f"there is no {settings.warehouse} yet: make build", _FAILED)
    for answer in answer_statements(settings.warehouse, read_statements(_typed_lines())):
        print("\n".join(map(escape_controls, answer.split("\n"))), flush=True)
    return 0


def _typed_lines() -> Iterator[str]:
    """Lines of standard input; on a terminal with a prompt and, where there is one, a history."""
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - being imported is what makes input() editable
    print("SQL, ended by ; — Ctrl-D leaves. Tables: show all tables;  marts.*, zh.*")
    with contextlib.suppress(EOFError):
        while True:
            yield input("sql> ")


_COMMANDS: Final[dict[str, Callable[[Settings], int]]] = {
    "build": _build,
    "fetch": _fetch,
    "survey": _survey,
    "sql": _sql,
}


class _Interrupted:
    """Whether a signal has told us to end.

    The exception alone is not enough: Python drops one that is raised while a finaliser or a fork
    hook runs.
    """

    is_set = False


def _check_not_interrupted() -> None:
    if _Interrupted.is_set:
        raise KeyboardInterrupt


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    _Interrupted.is_set = True
    for name in _SIGNALS:  # once is enough: let the cleaning up finish
        signal.signal(name, signal.SIG_IGN)
    raise KeyboardInterrupt


def _complain(text: str, status: int) -> int:
    safe = "\n".join(escape_controls(line) for line in text.splitlines())
    print(f"error: {safe}", file=sys.stderr)
    return status
