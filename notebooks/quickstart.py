# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Which organisation is worth the most?
#
# A retail bank can be led by its products, as it is today, or by leaders of customer segments. It
# can release rarely and without flaws, or early and often. The simulator runs the same five years
# under each design, with the same customers and common random numbers.
#
# All figures below are **simulated**. They show what follows from the market described in
# `scenarios/retail_bank.yaml`, and how certain it is. Your market may differ.

# %% tags=["parameters"]
REPLICATIONS = 30  # runs of each design; fewer are quicker and less precise

# %% [markdown]
# ## A verdict in five lines

# %%
import sim

bank = sim.load("retail_bank")
result = sim.compare(bank, replications=REPLICATIONS)
print(result.verdict)

# %% [markdown]
# The same result as a table, with the 95 % interval of each difference to today:

# %%
result

# %% [markdown]
# ## The statement
#
# This is what a CFO would ask for next, of the design that does best among those that change
# something. Costs are in parentheses. Δ is the total less that of
# today's design. `by="segment"` gives each segment a profit and loss of its own.

# %%
best = next(name for name in result.ranking() if name != "today")
result.statement(best)

# %% [markdown]
# ## Three charts
#
# When does the design pay, where does the profit come from, and in which segments?

# %%
result.plot.profit()

# %%
result.plot.bridge(best)

# %%
result.plot.segments("contribution", base="today")

# %% [markdown]
# ## Parameter uncertainty
#
# A scenario gives ranges for many of its values (`bank.uncertain`), and every replication draws
# its own. The verdict above allows for that. With every value as it stands only sampling error is
# left, and the answer looks more certain than the evidence allows:

# %%
as_it_stands = sim.compare(bank.certain(), replications=REPLICATIONS)
print(as_it_stands.verdict)

# %% [markdown]
# ## Change one assumption
#
# About a third of ideas work, fewer where much is optimised (Kohavi et al. 2013); the bank takes a
# quarter. What if it is one in six? A scenario never
# changes: `override` returns a new one, and the comparison runs again with common random numbers.
# A value that is set counts as certain.

# %%
fewer_hits = sim.compare(bank.override({"work.hit_rate": 1 / 6}), replications=REPLICATIONS)
print(fewer_hits.verdict)

# %% [markdown]
# ## Next steps
#
# - The reasons: `result.explain(best)` reports what leaders believed, chose and shipped.
# - Save the result: `result.save("results/bank")`, and later `sim.open("results/bank")`.
# - Your own market: `sim init my_client.yaml` on the command line writes a file with the dozen
#   figures that you know. `sim check my_client.yaml` compares its simulated year with the firm.
