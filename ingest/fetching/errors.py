"""What can go wrong with one source; the others are fetched all the same."""

from __future__ import annotations

from ingest.errors import IngestError


class FetchFailedError(IngestError):
    """A source could not be fetched.

    Attributes:
        url: the source's address, or the one that it was sent on to.
        problem: what is wrong, and what to do where something can be done.
        is_transient: the same request may fare better a little later.
        wait_seconds: how long the server asked us to wait, or None.
    """

    def __init__(
        self,
        url: str,
        problem: str,
        *,
        is_transient: bool = False,
        wait_seconds: float | None = None,
    ) -> None:
        self.url = url
        self.problem = problem
        self.is_transient = is_transient
        self.wait_seconds = wait_seconds
        super().__init__(url, problem)

    def __str__(self) -> str:
        return f"{self.problem} ({self.url})"
