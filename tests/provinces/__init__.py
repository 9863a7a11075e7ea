"""Forms that nobody has seen: what each prints is what the headline facts must be."""
