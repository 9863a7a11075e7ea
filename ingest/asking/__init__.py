"""Questions to a folder or a warehouse: survey, SQL."""
