"""From landed frames to the published warehouse: plan, load, model, diagnose, check, publish."""
