"""Charts of a comparison: one small function each, returning a figure that can be saved.

- `cumulative_profit`: who is ahead of today, by how much, from when (`profit`).
- `market_share`: whose customers people are, of a tournament (`share`).

Beneath them: `Chart`, a figure that can be drawn in another size (`chart`), `fit` (`layout`),
text that fits (`words`), fonts for every script (`fonts`), lines and their ends (`lines`), and
headers (`wording`). Colours and sizes are in `sim.report.style`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .chart import Chart
from .profit import cumulative_profit
from .share import market_share

if TYPE_CHECKING:
    from ...experiment.comparison import Comparison

__all__ = ["Chart", "Charts", "cumulative_profit", "market_share"]


class Charts:
    """The charts of one comparison.

    Args:
        result: what is drawn.
    """

    def __init__(self, result: Comparison) -> None:
        self.result = result

    def profit(self) -> Chart:
        """Cumulative profit against today's, with 95 % bands and crossovers."""
        return cumulative_profit(self.result)
