"""A result on disk: the answer as data, the chart, the scenario it came from."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import RunError
from . import tournament
from .charts import cumulative_profit, market_share
from .tables import answer, as_data

if TYPE_CHECKING:
    from ..experiment.comparison import Comparison
    from ..experiment.tournament import Tournament
    from ..scenario_file.scenario import Scenario
    from .charts import Chart


def check(folder: Path) -> None:
    """Make sure that a result can be written, before it takes time to make one.

    Args:
        folder: created when missing.

    Raises:
        RunError: it is a file, or cannot be written to.
    """
    if folder.exists() and not folder.is_dir():
        raise RunError(f"--out {folder}: is a file; name a folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _refused(folder, error) from None


def _refused(folder: Path, error: OSError) -> RunError:
    return RunError(f"{folder}: cannot be written to ({error.strerror}); choose another --out")


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
    charts = {"cumulative_profit": cumulative_profit(result)}
    return _write(folder, result.scenario, as_data(result), answer(result), charts)


def write_tournament(result: Tournament, folder: Path) -> list[Path]:
    """Write a tournament, as `write` writes a comparison."""
    charts = {"market_share": market_share(result)}
    data, text = tournament.as_data(result), tournament.answer(result)
    return _write(folder, result.scenario, data, text, charts)


def _write(
    folder: Path, scenario: Scenario, data: dict[str, Any], text: str, charts: dict[str, Chart]
) -> list[Path]:
    """Make all files beside the folder's own, then let each take its place at once."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as beside:
            made = Path(beside)
            (made / "summary.json").write_text(
                json.dumps(data, indent=2, allow_nan=False) + "\n", encoding="utf-8"
            )
            (made / "scenario.json").write_text(
                json.dumps(scenario.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8"
            )
            (made / "answer.txt").write_text(text + "\n", encoding="utf-8")
            for name, chart in charts.items():
                chart.save(made / f"{name}.png")
            files = []
            for path in sorted(made.iterdir()):
                os.replace(path, folder / path.name)
                files.append(folder / path.name)
    except OSError as error:
        raise _refused(folder, error) from None
    return files
