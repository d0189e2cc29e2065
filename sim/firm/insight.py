"""What leaders believe of customers' needs: reports that shrink and blur on their way up.

A reported gap is listening * keep * (ideal - position) + noise, keep = passed_per_layer^(layers-1).
Beliefs are a Kalman filter (Kalman 1960) on what the report seems to say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scenario.schema.design import Organisation
from ..scenario.schema.insight import Insight


@dataclass
class Beliefs:
    """What the firm believes of each segment's ideal, [S, K].

    Attributes:
        mean: believed ideal position.
        variance: how unsure that is, position squared.
    """

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]

    def copy(self) -> Beliefs:
        """Beliefs that can change without touching these."""
        return Beliefs(self.mean.copy(), self.variance.copy())

    def fade(self, drift: float) -> None:
        """Needs move on unseen: V += drift^2."""
        self.variance += drift**2

    def observe(self, seen: NDArray[np.float64], variance: float | NDArray[np.float64]) -> None:
        """Take in an observation: x += V/(V+R) (seen - x), V *= R/(V+R).

        Args:
            seen: [S, K], what was observed.
            variance: R, what its error is taken to be.
        """
        gain = self.variance / np.maximum(self.variance + variance, 1e-12)
        self.mean += gain * (seen - self.mean)
        self.variance *= 1 - gain


def kept(organisation: Organisation, insight: Insight) -> float:
    """Share of bad news that reaches the one who decides: passed_per_layer^(layers - 1)."""
    return float(insight.passed_per_layer ** (organisation.layers - 1))


def report(
    ideal: NDArray[np.float64],
    position: NDArray[np.float64],
    noise: NDArray[np.float64],
    organisation: Organisation,
    insight: Insight,
) -> tuple[NDArray[np.float64], float]:
    """What reports seem to say of the ideals, and the variance of their error.

    Args:
        ideal, position: [S, K], what people would like best and what they meet.
        noise: [S, K], standard normal random numbers of this month's reports.
        organisation: layers, visibility, listening and debias of the firm.
        insight: noise of a report and share passed per layer.

    Returns:
        z = position + gap / keep^debias, [S, K], and R / keep^(2 debias).
    """
    keep = kept(organisation, insight)
    error_sd = insight.observation_sd / np.sqrt(organisation.visibility)
    gap = organisation.listening * keep * (ideal - position) + error_sd * noise
    correction = keep**organisation.debias
    return position + gap / correction, float((error_sd / correction) ** 2)


def believed_quality(
    quality: NDArray[np.float64], organisation: Organisation, insight: Insight
) -> NDArray[np.float64]:
    """Quality as reported: failures shrink like every bad news, 1 - q' = keep (1 - q)."""
    return 1 - kept(organisation, insight) * (1 - quality)
