"""Properties of the checks: reports drawn at random, and what must hold of all of them."""
