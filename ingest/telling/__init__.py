"""What a person on a terminal is told: progress and summary."""
