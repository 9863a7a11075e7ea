"""The schema zh, written from what the marts say of themselves: `python -m tests.chinese`."""
