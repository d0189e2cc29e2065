"""How big experiments may be, as shares of their full size; known without the engine."""

from __future__ import annotations

LEAST_SHARE, MOST_SHARE = 0.001, 100.0

FAST = 0.03
"""Share at which all facts together take less than two minutes on two processors."""
