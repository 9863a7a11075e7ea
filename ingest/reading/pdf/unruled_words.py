"""What figures look like on a page without rules, where nothing but their form tells them."""

from __future__ import annotations

import re
from typing import Final

# Grouped, or with decimals: a whole number alone may be a code or a year.
AMOUNT: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,6})")
# Any number, a share, or the dash that stands for none.
NUMBER: Final = re.compile(r"[-—–−]?[\d,，]*\.?\d+%?|[-—–]+")
