"""`make ask`: the warehouse for an assistant, over the Model Context Protocol (extra [ask]).

Read-only. An assistant that speaks MCP starts it as a command and gets four tools: what tables
there are, search, SQL, and the evidence of a figure with page and box.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from ingest.asking.evidence import Evidence
from ingest.errors import UsageError

_INSTRUCTIONS: Final = """\
Published budgets and final accounts of Chinese government departments (部门预算公开), every printed
figure with its page and box, and every sum identity that was tried. Begin with `tables` or
`search`; ask `sql` of schema marts (money in yuan as DECIMAL, codes as text, NULL is a blank cell,
0 a printed zero). Several tables of a disclosure say the same money: fct_disclosure_totals has the
totals; in fct_expenditures take one table_kind and is_leaf before adding up. is_current leaves out
replaced publications. Before you state a figure, call `evidence` with its figure_id, and say
department, year, file and page. A finding is a hypothesis about the paper, never a correction."""


@contextlib.contextmanager
def _told_to_the_assistant() -> Iterator[None]:
    """Pass on what was wrong with a question: the protocol hides errors that it does not know."""
    try:
        yield
    except UsageError as error:
        raise ToolError(str(error)) from error


def make_server(warehouse: Path) -> MCPServer:
    """Make the server of a published warehouse.

    Raises:
        UsageError: the warehouse cannot be read.
    """
    asked = Evidence(warehouse)
    server: MCPServer = MCPServer(
        "budgets", title="部门预算 Department budgets", instructions=_INSTRUCTIONS
    )

    @server.tool()
    def tables() -> list[dict[str, Any]]:
        """List the tables of schema marts: name, meaning (Chinese and English), columns."""
        return asked.tables()

    @server.tool()
    def search(words: str, limit: int = 20) -> list[dict[str, Any]]:
        """Find departments, findings, projects, printed figures and sentences.

        Args:
            words: all of them must occur, such as "水务局 公务接待费".
            limit: at most 50.
        """
        with _told_to_the_assistant():
            return asked.search(words, limit)

    @server.tool()
    def sql(query: str) -> dict[str, Any]:
        """Run one DuckDB select on the warehouse (schema marts; zh has Chinese names), read-only.

        Args:
            query: one select statement; at most 200 rows are given.
        """
        with _told_to_the_assistant():
            return asked.sql(query)

    @server.tool()
    def evidence(identifier: str) -> dict[str, Any]:
        """Say where a figure is printed (file, page, box, table, row, column) and what it is in.

        Args:
            identifier: a figure_id, claim_id or finding_id, as `sql` and `search` give them.
        """
        with _told_to_the_assistant():
            return asked.evidence(identifier)

    return server
