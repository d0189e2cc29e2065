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
# A retail bank could be led by its products, as it is today, or by leaders of customer segments;
# it could release flawless and seldom, or early and often. The simulator lives the same five years
# with each design: the same customers, the same luck.
#
# Everything below is **simulated**. It says what follows from the market described in
# `scenarios/retail_bank.yaml`, and how surely; it does not say that the market is yours.

# %% tags=["parameters"]
REPLICATIONS = 30  # lives of each design; fewer are quicker and less sure

# %% [markdown]
# ## A verdict in five lines

# %%
import sim

bank = sim.load("retail_bank")
result = sim.compare(bank, replications=REPLICATIONS)
print(result.verdict)

# %% [markdown]
# The same as a table, with the 95 % interval of each difference to today:

# %%
result

# %% [markdown]
# ## The statement
#
# What a CFO would ask for next. Costs stand in parentheses; Δ is the total less that of today's
# design. `by="segment"` gives each segment a profit and loss of its own.

# %%
best = result.best
result.statement(best)

# %% [markdown]
# ## Three charts
#
# When does it pay, where does the profit come from, and in which segments?

# %%
result.plot.profit()

# %%
result.plot.bridge(best)

# %%
result.plot.segments("contribution", base="today")

# %% [markdown]
# ## What is not known
#
# A scenario says of many of its values how far off they may be (`bank.uncertain`), and every
# replication draws its own: the verdict above allows for that. With every value as it stands, luck
# alone is left, and the answer is surer than anybody can be:

# %%
as_it_stands = sim.compare(bank.certain(), replications=REPLICATIONS)
print(as_it_stands.verdict)

# %% [markdown]
# ## Change one assumption
#
# About a third of ideas work (Kohavi et al. 2013). What if it is one in six? A scenario never
# changes: `override` gives a new one, and the comparison is run anew with the same luck. What is
# set is certain.

# %%
fewer_hits = sim.compare(bank.override({"work.hit_rate": 1 / 6}), replications=REPLICATIONS)
print(fewer_hits.verdict)

# %% [markdown]
# ## Where to go on
#
# - Why it came out so: `result.explain(best)` tells what leaders believed, chose and shipped.
# - Keep it: `result.save("results/bank")`, and `sim.open("results/bank")` another day.
# - Your own market: `sim init my_client.yaml` on the command line writes a file of the dozen
#   numbers that you know; `sim check my_client.yaml` says whether its year looks like the firm.
