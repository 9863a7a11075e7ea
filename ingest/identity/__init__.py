"""Who, when, what: a report's identity, from its content and never from its file name."""

from ingest.identity.identify import identify_report
from ingest.identity.model import ReportIdentity

__all__ = ["ReportIdentity", "identify_report"]
