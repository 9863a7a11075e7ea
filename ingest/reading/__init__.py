"""From the bytes of one report to its frames, proven. Knows no folder, no warehouse."""
