"""Where a build's time goes: seconds of processor by stage and by kind of node.

Processor time, not wall time: what a stage costs, whatever else the machine does meanwhile. A
build has two processes at work most of the time, so its wall time is less than the sum.

`python -m tests.bench.profile REPORTS FOLDER` prints the table; `make bench PARTS=profile` runs it
in a process of its own, so that imports are paid as a build pays them.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import duckdb

_DEAREST: Final = 10


@dataclass(frozen=True, slots=True)
class Profile:
    """Processor seconds of a build.

    Attributes:
        stages: stage → seconds, in the order of a build.
        kinds: kind of node (seed, view, table, test) → how many, and seconds.
        nodes: the dearest models, and seconds.
    """

    stages: dict[str, float]
    kinds: dict[str, tuple[int, float]]
    nodes: tuple[tuple[str, float], ...]


def profile_build(reports: Path, folder: Path) -> Profile:
    """Build a warehouse of a folder stage by stage, in this process, and note what each costs.

    Args:
        reports: the folder of reports.
        folder: an empty one, for the warehouse.
    """
    stages: dict[str, float] = {}

    @contextmanager
    def measured(stage: str) -> Iterator[None]:
        began = time.process_time()
        yield
        stages[stage] = time.process_time() - began

    with measured("importing the reader (Camelot, polars, pdfium)"):
        import polars  # noqa: F401, PLC0415 - what is measured

        from ingest.reading.report import read_report  # noqa: PLC0415
    from expectations.light_import import import_great_expectations  # noqa: PLC0415
    from ingest.building.catalogue import Catalogue  # noqa: PLC0415
    from ingest.building.diagnosing import diagnose_batch, known_errors, save_acknowledgements  # noqa: PLC0415
    from ingest.building.load import load_batch, open_batch  # noqa: PLC0415
    from ingest.building.surveying import survey_folder  # noqa: PLC0415
    from ingest.building.transform import warm_project  # noqa: PLC0415
    from ingest.contract.versions import reader_version  # noqa: PLC0415
    from ingest.landing.folder import write_landing  # noqa: PLC0415
    from ingest.settings import read_settings  # noqa: PLC0415

    settings = read_settings(reports=str(reports), warehouse=str(folder / "warehouse.duckdb"))
    batch = settings.batch_warehouse
    settings.cache_dir.mkdir(parents=True, exist_ok=True)
    with measured("looking at the folder"):
        catalogue = survey_folder(settings.reports_dir, Catalogue())
    files = catalogue.primaries()
    with measured("reading and landing"):
        for file in files:
            frames = read_report((reports / file.file_path).read_bytes(), file.file_name)
            write_landing(settings.landing_dir, file.report_id, reader_version(), frames)

    def load() -> None:
        load_batch(
            batch,
            {file.report_id for file in files},
            catalogue=catalogue,
            landing_dir=settings.landing_dir,
            reader_version=reader_version(),
            failures={},
            others=(),
        )

    with measured("loading"):
        load()
    with warm_project(settings) as model:
        model(lambda _done, _total: None)  # the project is compiled now
    batch.unlink()
    load()
    with measured("modelling (the compiled project's SQL)"), open_batch(batch) as connection:
        kinds, nodes = _profile_nodes(connection, settings.compiled_dir)
    with measured("diagnosing"):
        diagnose_batch(batch, known_errors(settings.acknowledged_path))
        save_acknowledgements(batch, known_errors(settings.acknowledged_path))
    with measured("importing great-expectations"):
        import_great_expectations()
    from expectations.runner import run_expectations  # noqa: PLC0415

    with measured("evaluating the expectations, Data Docs"):
        run_expectations(batch, folder / "quality")
    return Profile(stages, kinds, nodes)


def _profile_nodes(
    connection: duckdb.DuckDBPyConnection, compiled: Path
) -> tuple[dict[str, tuple[int, float]], tuple[tuple[str, float], ...]]:
    """Run the steps of the project one by one."""
    from ingest.building.compiled import parse_steps  # noqa: PLC0415
    from ingest.building.executing import execute_steps  # noqa: PLC0415
    from ingest.contract.versions import project_version  # noqa: PLC0415

    steps = parse_steps((compiled / f"{project_version()}.json").read_text(encoding="utf-8"))
    seconds: list[float] = [time.process_time()]
    execute_steps(connection, steps, lambda _done, _total: seconds.append(time.process_time()))
    kinds: dict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    nodes: list[tuple[str, float]] = []
    for step, began, ended in zip(steps, seconds[:-1], seconds[1:], strict=True):
        count, sofar = kinds[step.kind]
        kinds[step.kind] = (count + 1, sofar + ended - began)
        nodes.append((step.name, ended - began))
    return dict(kinds), tuple(sorted(nodes, key=lambda node: -node[1])[:_DEAREST])


def profile_table(profile: Profile) -> str:
    """Write a profile as Markdown.

    >>> print(profile_table(Profile({"reading": 1.0, "loading": 3.0}, {"table": (2, 0.5)}, ())))
    | stage | processor s | share |
    |---|--:|--:|
    | reading | 1.00 | 25 % |
    | loading | 3.00 | 75 % |
    <BLANKLINE>
    | nodes | how many | processor s |
    |---|--:|--:|
    | table | 2 | 0.50 |
    """
    total = sum(profile.stages.values()) or 1.0
    lines = ["| stage | processor s | share |", "|---|--:|--:|"]
    lines += [
        f"| {stage} | {seconds:.2f} | {100 * seconds / total:.0f} % |"
        for stage, seconds in profile.stages.items()
    ]
    lines += ["", "| nodes | how many | processor s |", "|---|--:|--:|"]
    lines += [f"| {kind} | {n} | {seconds:.2f} |" for kind, (n, seconds) in profile.kinds.items()]
    if profile.nodes:
        lines += ["", "| dearest models | processor s |", "|---|--:|"]
        lines += [f"| `{name}` | {seconds:.3f} |" for name, seconds in profile.nodes]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Print the table for a folder of reports."""
    reports, folder = map(Path, arguments)
    print(profile_table(profile_build(reports, folder)))


if __name__ == "__main__":
    main(sys.argv[1:])
