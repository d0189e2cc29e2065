"""A result on disk: the answer as data, the chart, the scenario it came from."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import RunError
from .charts import cumulative_profit
from .tables import answer, as_data

if TYPE_CHECKING:
    from ..experiment.compare import Comparison


def write(result: Comparison, folder: Path) -> list[Path]:
    """Write a comparison; every file is whole or not there.

    Args:
        result: what is written.
        folder: created when missing; files of an earlier result are replaced.

    Returns:
        the files written.

    Raises:
        RunError: the folder cannot be written to.
    """
    scenario = result.scenario.model_dump(mode="json")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as beside:
            made = Path(beside)
            (made / "summary.json").write_text(
                json.dumps(as_data(result), indent=2, allow_nan=False) + "\n", encoding="utf-8"
            )
            (made / "scenario.json").write_text(
                json.dumps(scenario, indent=2) + "\n", encoding="utf-8"
            )
            (made / "answer.txt").write_text(answer(result) + "\n", encoding="utf-8")
            cumulative_profit(result).savefig(made / "cumulative_profit.png", dpi=150)
            files = []
            for path in sorted(made.iterdir()):
                os.replace(path, folder / path.name)
                files.append(folder / path.name)
    except OSError as error:
        raise RunError(
            f"{folder}: cannot be written to ({error.strerror}); choose another --out"
        ) from None
    return files
