"""Cumulative profit: the lines are the mean leads, the message is the verdict's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pictured import small_result

from sim.report.charts import cumulative_profit


def test_lines_are_the_mean_leads():
    result = small_result()
    curves = [line.get_ydata() for line in cumulative_profit(result).axes[0].lines]
    different = [d for d in result.designs if result.designs[d] != result.scenario.today]
    assert len(different) == 3
    for name in different:
        profit = [r.runs[name].series("profit") - r.runs["today"].series("profit")
                  for r in result.replications]  # fmt: skip
        mean = np.concatenate([[0.0], np.cumsum(np.mean(profit, axis=0))])
        assert any(len(c) == len(mean) and np.allclose(c, mean) for c in curves), name


def test_few_replications_are_too_close_to_call():
    assert cumulative_profit(small_result()).header.message.startswith("Too close to call between")


def test_every_design_like_today_says_so():
    result = small_result()
    alike = replace(result, designs=dict.fromkeys(result.designs, result.scenario.today))
    assert cumulative_profit(alike).header.message == "Every design compared is the same as today's"
