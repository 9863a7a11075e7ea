"""From published PDFs to landed frames, and the build around it."""
