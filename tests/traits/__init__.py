"""Correct reports with the traits that once raised false alarms: none may raise one again."""
