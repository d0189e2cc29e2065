"""Cumulative profit: the lines are the mean leads, the message is the verdict's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pictured import DESIGN, small_result

from sim.report.charts import cumulative_profit
from sim.report.text.verdict import verdict


def test_lines_are_the_mean_leads():
    result = small_result()
    curves = [line.get_ydata() for line in cumulative_profit(result).axes[0].lines]
    different = [d for d in result.designs if result.designs[d] != result.scenario.today]
    assert len(different) == 3
    for name in different:
        profit = [
            r.runs[name].series("profit") - r.runs["today"].series("profit")
            for r in result.replications
        ]
        mean = np.concatenate([[0.0], np.cumsum(np.mean(profit, axis=0))])
        assert any(len(c) == len(mean) and np.allclose(c, mean) for c in curves), name


def tied(times):
    """Runs of two designs, and the same exchanged, so often: nobody can be better."""
    result, done = small_result(), []
    for replication in result.replications * times:
        own, other = replication.runs["today"], replication.runs[DESIGN]
        for runs in ({"today": own, DESIGN: other}, {"today": other, DESIGN: own}):
            done.append(replace(replication, number=len(done), runs=runs))
    designs = {name: result.designs[name] for name in ("today", DESIGN)}
    return replace(result, designs=designs, replications=done)


def test_undecided_says_why_as_the_verdict_does():
    for times, words in ((1, "Too few replications to call"), (2, "Too close to call")):
        result = tied(times)
        assert cumulative_profit(result).header.message.startswith(f"{words} between ")
        assert verdict(result).startswith(words)


def test_every_design_like_today_says_so():
    result = small_result()
    alike = replace(result, designs=dict.fromkeys(result.designs, result.scenario.today))
    assert cumulative_profit(alike).header.message == "Every design compared equals today's"
