"""What every room agrees on: frames and columns, controlled terms, fingerprints of code."""
