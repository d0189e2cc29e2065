"""Mean profit and loss of a design over the whole horizon, one row an account."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...accounts.chart_of_accounts import Account
from ...errors import RunError
from ..paired import PairedDesigns


def mean_pnl(result: PairedDesigns, design: str, by: str) -> pd.DataFrame:
    """Mean profit and loss over the horizon, currency.

    Args:
        result: the designs in paired replications.
        design: which design.
        by: "segment" or "product"; the last column but one is `shared`, what no one caused alone.

    Raises:
        RunError: another `by`, or a design that was not run.
    """
    names = {
        "segment": ([s.name for s in result.scenario.segments], 1),
        "product": ([p.name for p in result.scenario.products], 0),
    }
    if by not in names:
        raise RunError(f"pnl by {by!r} is not known; use by='segment' or by='product'")
    result.check(design)
    members, other_axis = names[by]
    cube = np.mean([r.runs[design].cube.sum(axis=0) for r in result.replications], axis=0) / 100
    table = pd.DataFrame(
        cube.sum(axis=other_axis).T,
        index=[a.label for a in Account],
        columns=[*members, "shared"],
    )
    table.loc["Operating profit"] = table.sum()
    table["firm"] = table.sum(axis=1)
    return table
