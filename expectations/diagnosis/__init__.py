"""From alarms to causes: the smallest edits of printed figures that heal what is violated.

Pure but for `causes`, which reads a finished warehouse. docs/diagnosis.md is the algorithm.
"""
