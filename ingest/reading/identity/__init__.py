"""Who, when, what: a report's identity, from its content and never from its file name."""

from ingest.reading.identity.identify import identify_report
from ingest.reading.identity.model import ReportIdentity

__all__ = ["ReportIdentity", "identify_report"]
