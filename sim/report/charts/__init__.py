"""Charts of a comparison: one small function each, returning a figure that can be saved.

    result.plot.profit().save("profit.png", size="slide")

- `cumulative_profit`: who is ahead of today, by how much, from when (`profit`).
- `profit_bridge`: what makes one operating profit differ from another (`bridge`).
- `retention_cohorts`: who is still a customer, by quarter of joining (`cohorts`).
- `nps_by_segment`: promoters and detractors (`nps`).
- `segment_accounts`: who earns and who costs what, as a heat map (`accounts`).
- `whale_curve`: which customers earn what is earned, and which lose it again (`whale`).
- `promise_and_delivery`: what is promised and what is delivered (`promise`).
- `what_shipped`: what shipped when, and what it brought (`shipped`).
- `by_segment`: one figure in every segment (`segments`).
- `market_share`: whose customers people are, of a tournament (`share`).

Beneath them: `Chart`, a figure that can be drawn in another size (`chart`), panels that fit with
their labels (`layout`, `panels`), text that fits (`words`), fonts for every script (`fonts`), lines
and their ends (`lines`), columns of figures (`table`) and headers (`wording`). Colours and sizes
are in `sim.report.charts.style`, the statistics in `sim.experiment`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...experiment.requests import TODAY
from .accounts import segment_accounts
from .bridge import profit_bridge
from .chart import Chart
from .cohorts import retention_cohorts
from .nps import nps_by_segment
from .profit import cumulative_profit
from .promise import promise_and_delivery
from .segments import by_segment
from .share import market_share
from .shipped import what_shipped
from .whale import whale_curve

if TYPE_CHECKING:
    from ...experiment.compared import ComparedDesigns

__all__ = [
    "Chart",
    "Charts",
    "by_segment",
    "cumulative_profit",
    "market_share",
    "nps_by_segment",
    "profit_bridge",
    "promise_and_delivery",
    "retention_cohorts",
    "segment_accounts",
    "whale_curve",
    "what_shipped",
]


class Charts:
    """The charts of one comparison.

    Each takes the name of a design where it is about one, and raises a `RunError` for a name that
    is not in the comparison.

    Args:
        result: what is drawn.

    Example:
        >>> import sim
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> result = sim.compare(bank, replications=2, jobs=1)
        >>> print(result.plot.profit().header.subject)
        Retail bank: cumulative operating profit less that of today's design, EUR, months 1 to 12.
    """

    def __init__(self, result: ComparedDesigns) -> None:
        self.result = result

    def profit(self) -> Chart:
        """Cumulative profit against today's, with 95 % bands and crossovers."""
        return cumulative_profit(self.result)

    def bridge(self, design: str, base: str = TODAY) -> Chart:
        """From the base's operating profit to the design's, by groups of accounts."""
        return profit_bridge(self.result, design, base)

    def cohorts(self, design: str) -> Chart:
        """Retention by quarter of joining."""
        return retention_cohorts(self.result, design)

    def nps(self, design: str) -> Chart:
        """Promoters and detractors by segment in the last year."""
        return nps_by_segment(self.result, design)

    def accounts(self, design: str, base: str | None = None) -> Chart:
        """The profit and loss by segment, or its difference to a base's."""
        return segment_accounts(self.result, design, base)

    def whale(self, design: str) -> Chart:
        """Cumulative contribution of customers, the most profitable first."""
        return whale_curve(self.result, design)

    def promise(self, design: str) -> Chart:
        """Value promised and delivered by segment."""
        return promise_and_delivery(self.result, design)

    def shipped(self, design: str) -> Chart:
        """What shipped when, and what it brought."""
        return what_shipped(self.result, design)

    def segments(self, figure: str = "contribution", base: str | None = None) -> Chart:
        """One figure in every segment: "contribution", "customers", "nps" or "churn"."""
        return by_segment(self.result, figure, base)
