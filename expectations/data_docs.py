"""great-expectations' static site, made to open from a folder without a network, in Chinese.

Its pages load a dozen assets from content delivery networks; the assets are shipped in `assets/`
and copied beside the pages, and every link to them is rewritten to a relative path.
"""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path
from typing import Any, Final

from expectations.outcomes import ExpectationRun

ASSETS_DIR: Final = Path(__file__).parent / "assets"

_VIEWS: Final = "expectations.docs_view"

# What a run writes into the docs folder; nothing else in it is ever touched.
_OWN_ENTRIES: Final = ("index.html", "findings.html", "expectations", "validations", "static")

# A remote asset's file name → the shipped file. None: dropped. Vega draws charts, of which these
# suites have none; icons come from data-docs.css.
_SHIPPED: Final[dict[str, str | None]] = {
    "vega@5": None,
    "vega-lite@5": None,
    "vega-embed@6": None,
    "all.min.css": "data-docs.css",
    "jquery-3.7.1.min.js": "jquery.min.js",
    "popper.min.js": "popper.min.js",
    "bootstrap.min.js": "bootstrap.min.js",
    "bootstrap.min.css": "bootstrap.min.css",
    "bootstrap-table.min.js": "bootstrap-table.min.js",
    "bootstrap-table.min.css": "bootstrap-table.min.css",
    "bootstrap-table-filter-control.min.js": "bootstrap-table-filter-control.min.js",
    "bootstrap-table-filter-control.min.css": "bootstrap-table-filter-control.min.css",
    "bootstrap-table-filter-control.css": "bootstrap-table-filter-control.min.css",
    "bootstrap-datepicker.min.js": "bootstrap-datepicker.min.js",
    "bootstrap-datepicker.min.css": "bootstrap-datepicker.min.css",
    "bootstrap-prefers-dark.css": "bootstrap-prefers-dark.min.css",
}

_REMOTE_ASSET: Final = re.compile(
    r'<script src="(?P<script>https://[^"]+)"[^>]*></script>'
    r'|<link rel="stylesheet"(?: type="text/css")? href="(?P<style>https://[^"]+)"[^>]*>'
)
_ICON: Final = re.compile(r'<link rel="shortcut icon"[^>]*>')
_LOGO: Final = re.compile(r'<a href="(?P<home>[^"]*)">\s*<img\s+class="NO-CACHE".*?</a>', re.DOTALL)
_REMOTE_IMAGE: Final = re.compile(r"url\('https://[^']+'\)")  # a logo, in the dark style only
_SUITE_SIZE: Final = re.compile(
    r"This Expectation suite currently contains (\d+) total Expectations across 0 columns\."
)
_NEWSLETTER: Final = re.compile(r"<footer>\s*<p>Stay current.*?</footer>", re.DOTALL)

# great-expectations' own words → ours, each with the markup around it so that nothing else is hit.
_WORDING: Final = (
    ("<html>", '<html lang="zh-CN">'),
    ("<title>Data Docs created by Great Expectations</title>", "<title>部门预算数据质量</title>"),
    ("<title>Data documentation compiled by Great Expectations</title>",
     "<title>部门预算数据质量</title>"),
    (">Home</a>", ">首页</a>"),
    ("'title': 'Status'", "'title': '结果 Status'"),
    ("'title': 'Run Time'", "'title': '时间 Run Time'"),
    ("'title': 'Run Name'", "'visible': false, 'title': 'Run Name'"),
    ("'title': 'Asset Name'", "'visible': false, 'title': 'Asset Name'"),
    ("'title': 'Batch ID'", "'visible': false, 'title': 'Batch ID'"),
    ("'title': 'Expectation Suite'", "'title': '套件 Expectation Suite'"),
    ("'title': 'Expectation Suites'", "'title': '套件 Expectation Suites'"),
    ("'title': 'Expectation'", "'title': '规则 Expectation'"),
    ("'title': 'Observed Value'", "'title': '所见 Observed'"),
    # the suites in their own order, all on one page; every run has one time
    ("'sortName': 'run_time', 'sortOrder': 'desc', 'pagination': 'true'",
     "'sortName': 'asset_name', 'sortOrder': 'asc', 'pagination': 'true', 'pageSize': 25"),
    (">Clear Filters</button>", ">清除筛选 Clear</button>"),
)  # fmt: skip
# Headings stand alone on a line between tags; matched with their white space.
_HEADINGS: Final = {
    "Validation Results": "检验结果 Validation Results",
    "Expectation Suites": "套件 Expectation Suites",
    "Overview": "总览 Overview",
    "Statistics": "统计 Statistics",
    "Evaluated Expectations": "已检验 Evaluated",
    "Successful Expectations": "成立 Held",
    "Unsuccessful Expectations": "不成立 Not held",
    "Success Percent": "成立比例 Held, percent",
    "Table-Level Expectations": "各条规则 Expectations",
    "Status": "结果 Status",
    "Expectation": "规则 Expectation",
    "Observed Value": "所见 Observed",
    "Table of Contents": "本页 On this page",
    "Actions": "操作 Actions",
    "Show All": "全部 All",
    "Failed Only": "仅不成立 Failed",
    "Validation Filter:": "筛选 Filter：",
    "Show more info...": "更多 More…",
    "Info": "说明 Info",
    "Notes": "备注 Notes",
    "Expectation Suite Name": "套件 Suite",
    "Great Expectations Version": "Great Expectations 版本 version",
    "Expectation Validation Result": "检验结果 Validation Result",
    "Expectation Suite": "套件 Expectation Suite",
    "Evaluates whether a batch of data matches expectations.": "这一批数据是否合乎各条规则。",
    "A collection of Expectations defined for batches of data.": "对一批数据的一组规则。",
}
_HEADING: Final = re.compile(
    r">(\s*)(" + "|".join(map(re.escape, sorted(_HEADINGS, key=len, reverse=True))) + r")(\s*)<"
)


def site_config(docs_dir: Path) -> Any:
    """Describe the site to great-expectations: suites and validations, no profiling."""
    page = {"view": {"module_name": _VIEWS, "class_name": "PageView"}}
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            # great-expectations takes `$name` in a setting for a variable of the environment
            "base_directory": str(docs_dir).replace("$", r"\$"),
        },
        "site_index_builder": {
            "class_name": "DefaultSiteIndexBuilder",
            "view": {"module_name": _VIEWS, "class_name": "IndexView"},
        },
        "site_section_builders": {"expectations": page, "validations": page, "profiling": "None"},
    }


def clear_docs(docs_dir: Path) -> None:
    """Remove what an earlier run wrote into the docs folder, and nothing else."""
    docs_dir.mkdir(parents=True, exist_ok=True)
    for name in _OWN_ENTRIES:
        entry = docs_dir / name
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink(missing_ok=True)


def finish_docs(docs_dir: Path, run: ExpectationRun) -> None:
    """Copy the assets beside the built pages and make every page use them.

    Args:
        docs_dir: The folder that great-expectations has built its site in.
        run: The run that the site is about; its first page gets a summary of it.
    """
    static = docs_dir / "static"
    shutil.rmtree(static, ignore_errors=True)  # logos, animations and a font: 4 MB, unused here
    shutil.copytree(ASSETS_DIR, static)
    for page in sorted(docs_dir.rglob("*.html")):
        if page.name == "findings.html":
            continue
        depth = len(page.relative_to(docs_dir).parts) - 1
        text = localise_page(page.read_text(encoding="utf-8"), "../" * depth)
        if depth == 0:
            text = text.replace("<body>", "<body>" + _summary(run), 1)
        page.write_text(text, encoding="utf-8")


def localise_page(text: str, root: str) -> str:
    """Rewrite one page of the site so that it needs nothing from outside.

    Args:
        text: The page as great-expectations wrote it.
        root: Relative path from the page to the docs folder, '' or ending in a slash.

    Returns:
        The page with local assets, the project's name for the logo, and Chinese headings.

    Raises:
        KeyError: The page loads an asset that is not shipped (another version of the library).
    """
    text = _REMOTE_ASSET.sub(lambda match: _local_asset(match, root), text)
    text = _ICON.sub('<link rel="icon" href="data:,">', text)
    text = _LOGO.sub(lambda match: _brand(match["home"], root), text)
    text = _REMOTE_IMAGE.sub("none", _NEWSLETTER.sub("", text))
    text = _SUITE_SIZE.sub(r"本套件检验了\1条规则。\1 expectations evaluated.", text)
    for theirs, ours in _WORDING:
        text = text.replace(theirs, ours)
    return _HEADING.sub(lambda match: f">{match[1]}{_HEADINGS[match[2]]}{match[3]}<", text)


def _local_asset(match: re.Match[str], root: str) -> str:
    url = match["script"] or match["style"]
    shipped = _SHIPPED[url.rsplit("/", 1)[-1]]
    if shipped is None:
        return ""
    if shipped.endswith(".js"):
        return f'<script src="{root}static/{shipped}"></script>'
    return f'<link rel="stylesheet" href="{root}static/{shipped}">'


def _brand(home: str, root: str) -> str:
    return (
        f'<a class="budget-brand" href="{html.escape(home)}">部门预算数据质量 Data quality</a>'
        f'<a class="budget-link" href="{root}findings.html">不符清单 Findings</a>'
    )


def _summary(run: ExpectationRun) -> str:
    """Say in one line, above the first page, how the run came out."""
    counts = (
        ("成立 held", run.count("held")),
        ("不符 failed", run.count("failed")),
        ("程序错误 errored", run.count("errored")),
        ("未检验 not run", run.count("not_run")),
    )
    items = "".join(f"<span>{label} <b>{count}</b></span>" for label, count in counts)
    silent = "、".join(suite.zh for suite in run.suites if run.suite_status(suite) == "not_run")
    if silent:
        items += f"<span>没有可检验的套件 nothing to evaluate：{html.escape(silent)}</span>"
    return (
        f'<div class="budget-summary">{items}'
        '<a href="findings.html">不符清单：每个不成立的恒等式、两侧与差额、页码'
        " · every row that offends</a></div>"
    )
