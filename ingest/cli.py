"""The command line: the only module that prints and exits.

`python -m ingest build` is what `make build` runs, and what `budgets build` is where the program is
installed. Exit status: 0 published · 1 published, but some report was rejected, quarantined or
partial · 2 nothing published · 3 another build holds the lock · 4 (strict) unacknowledged errors.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import runpy
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from ingest.errors import BuildError, LockHeldError
from ingest.processes.logs import set_up_logging
from ingest.processes.text import escape_controls
from ingest.settings import (
    REPOSITORY,
    Settings,
    read_call,
    read_fetch_settings,
    read_settings,
    wants_colour,
)
from ingest.telling.calls import find_mistyped, find_near, spell_call
from ingest.telling.progress import Progress
from ingest.telling.summary import Telling, exit_status, render_summary

_log = logging.getLogger(__name__)

_REFUSED: Final = 1
_FAILED: Final = 2
_LOCKED: Final = 3
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    # names in any language on a terminal of any encoding
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    target, *given = read_call() or [""]
    if mistyped := find_mistyped(target, given):
        return _complain(f"{mistyped} nothing was done", _FAILED)
    if typed and typed[0] in _SHOWING:
        return _show(typed[0], typed[1:])
    return _run(_parser().parse_args(typed))


def _run(options: argparse.Namespace) -> int:
    """Run a command of this program; nothing that it raises gets past here."""
    set_up_logging(
        sys.stderr,
        logging.INFO if options.verbose else logging.ERROR,
        "%(levelname)s %(name)s: %(message)s",
    )
    for name in _SIGNALS:
        signal.signal(name, _interrupt)
    command = _COMMANDS[options.command]
    try:
        settings = read_settings(
            reports=options.reports,
            warehouse=options.warehouse,
            is_strict=True if options.strict else None,
            worker_count=options.workers,
            needs_reports=command.needs_reports,
        )
        return command.run(settings)
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


class _Parser(argparse.ArgumentParser):
    """Names the command that a mistyped one may mean."""

    def error(self, message: str) -> NoReturn:
        known = [*_COMMANDS, *_SHOWING]
        for word in sys.argv[1:2]:
            if word not in known and (near := find_near(word, known)):
                message = f"there is no command {word}; is {near} meant? (命令写错了？)"
        super().error(message)


def _program() -> str:
    return "budgets" if _is_installed_command() else "python -m ingest"


def _is_installed_command() -> bool:
    return Path(sys.argv[0]).name.startswith("budgets")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=_program(),
        description="Published Chinese department budgets (部门预算公开) as an audited warehouse.",
        epilog="Every command has its own --help. Settings come from options, else from the "
        "environment: REPORTS, WAREHOUSE, WORKERS, LANGUAGE=zh|en|both, …",
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and end")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in _COMMANDS.items():
        one = commands.add_parser(name, help=command.help, description=command.help)
        one.set_defaults(reports=None, workers=None, strict=False)
        one.add_argument(
            "--warehouse", help="the warehouse's file (default: $WAREHOUSE, data/warehouse.duckdb)"
        )
        if command.needs_reports:
            one.add_argument(
                "--reports", help="folder of reports (default: $REPORTS, data/reports)"
            )
            one.add_argument("--workers", type=int, help="processes (default: one per core)")
        if name == "build":
            one.add_argument(
                "--strict", action="store_true", help="exit 4 on unacknowledged errors"
            )
        one.add_argument("--verbose", action="store_true", help="log what is done")
    for name, (_, what) in _SHOWING.items():
        commands.add_parser(name, help=what)  # for the list; its module reads its own arguments
    return parser


class _ShowVersion(argparse.Action):
    """Looks for the version only when it is asked for: no other command may depend on it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        print(f"{parser.prog} {_version()}")
        parser.exit()


def _version() -> str:
    """Name the version that is installed, else the one that the checkout says."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - seldom asked

    try:
        return version("budget-warehouse")
    except PackageNotFoundError:
        import tomllib  # noqa: PLC0415 - as above

        project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
        return f"{project['project']['version']} (checkout)"


def _show(name: str, arguments: list[str]) -> int:
    """Run a command of `notebooks/`, as `python -m` does: those rooms stand on this one."""
    module, _ = _SHOWING[name]
    sys.argv = [f"{_program()} {name}", *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in ("ingest", "expectations", "notebooks"):
            raise
        extra = f"pip install 'budget-warehouse[{name}]'"
        return _complain(f"{name} needs the package {error.name}: {extra}", _FAILED)
    except KeyboardInterrupt:
        return _complain("interrupted", _FAILED)
    return 0


def _build(settings: Settings) -> int:
    from ingest.building.build import build  # noqa: PLC0415 - a usage error needs none of it

    progress = Progress(sys.stderr, _check_not_interrupted)
    try:
        built = build(settings, progress.show)
    finally:
        progress.clear()
    print(render_summary(built.summary, is_rerun=built.is_rerun, telling=_telling(settings)))
    return exit_status(built.summary, is_strict=settings.is_strict)


def _telling(settings: Settings) -> Telling:
    is_terminal = sys.stdout.isatty()
    return Telling(
        language=settings.language,
        width=shutil.get_terminal_size().columns if is_terminal else None,
        is_coloured=is_terminal and wants_colour(),
        given=dict(settings.given),
        is_make=not _is_installed_command(),
    )


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
    """Answer what is typed or piped in; 1 when something of it was refused."""
    from ingest.asking.sql import answer_statements, read_statements  # noqa: PLC0415 - as above

    if not settings.warehouse.exists():
        return _complain(_no_warehouse(settings), _FAILED)
    is_typed, is_shown = sys.stdin.isatty(), sys.stdout.isatty()
    has_refused = False
    statements = read_statements(_ask_line if is_typed else _next_line)
    width = shutil.get_terminal_size().columns if is_shown else None
    if is_typed:
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401, PLC0415 - being imported makes input() editable
        print("SQL, ended by ; — .tables lists marts, .help tells more, Ctrl-D leaves (退出)")
    try:
        for answer in answer_statements(settings.warehouse, statements, width=width):
            has_refused |= answer.is_error
            # what a program reads stays as it is; a terminal is shown no control characters
            is_raw = answer.is_data and not is_shown
            lines = answer.text.split("\n")
            print("\n".join(lines if is_raw else map(escape_controls, lines)), flush=True)
    except BrokenPipeError:  # `… | head` has seen enough
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - to the very end
    return _REFUSED if has_refused and not is_typed else 0


def _ask(settings: Settings) -> int:
    """Serve the warehouse to an assistant on standard input and output, until it goes."""
    try:
        from ingest.asking.assistant import make_server  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        extra = "pip install 'budget-warehouse[ask]'"
        return _complain(f"ask needs the package {error.name}: {extra}", _FAILED)

    if not settings.warehouse.exists():
        return _complain(_no_warehouse(settings), _FAILED)
    make_server(settings.warehouse).run("stdio")
    return 0


def _no_warehouse(settings: Settings) -> str:
    how = spell_call("build", dict(settings.given), is_make=not _is_installed_command())
    return f"there is no {settings.warehouse} yet: {how}"


def _next_line(_has_begun: bool) -> str | None:
    return sys.stdin.readline() or None


def _ask_line(has_begun: bool) -> str | None:
    try:
        return input("...> " if has_begun else "sql> ")
    except EOFError:
        print()
        return None


@dataclass(frozen=True, slots=True)
class _Command:
    run: Callable[[Settings], int]
    help: str
    needs_reports: bool = True


_COMMANDS: Final = {
    "build": _Command(_build, "reports → warehouse: read what is new, model, check, publish"),
    "fetch": _Command(_fetch, "download the reports that data/sources.yml lists"),
    "survey": _Command(_survey, "one line per report, and the words that no vocabulary knows"),
    "sql": _Command(_sql, "ask the warehouse: type SQL, or pipe it in", needs_reports=False),
    "ask": _Command(_ask, "serve the warehouse to an assistant (MCP, stdio)", needs_reports=False),
}

# Commands whose module reads its own arguments.
_SHOWING: Final = {
    "site": ("notebooks.site", "the warehouse as pages that open without a server"),
    "export": ("notebooks.exports", "Parquet, CSV, a Fiscal Data Package, workbooks"),
    "audit": ("notebooks.audit", "the published PDF with every culprit boxed"),
    "letter": ("notebooks.audit.letter", "a letter to a department from its errors (审核意见)"),
    "notebooks": ("notebooks.pages", "run the notebooks and write them as HTML"),
    "docs": ("notebooks.dbt_docs", "dbt's documentation of every model as one page"),
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
