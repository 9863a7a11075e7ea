"""Plant single slips into reports that add up, and see whether diagnosis names them.

The reports are typeset (tests/typesetting), read and checked by the real build; slips are then
planted into the system of their identities, which is what diagnosis sees. `python -m
tests.mutations` prints the whole table; the tests run a small slice with a fixed seed.
"""
