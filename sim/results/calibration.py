"""A fitted scenario as a user holds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..calibration.calibrate import calibrate as _calibrate
from ..calibration.doubts import notes
from ..calibration.fitted import FittedScenario, Source
from .presented import giving, parts_of


@dataclass(frozen=True)
class Calibration(FittedScenario):
    """A scenario and the data that it was fitted to, to be read and saved; see its base.

    Example:
        >>> import pandas as pd
        >>> import sim
        >>> counts = pd.DataFrame({"age": [0, 6, 12], "customers": [1000, 850, 750]})
        >>> counts.assign(cohort="2024-01", segment="Families").to_csv("cohorts.csv", index=False)
        >>> fitted = sim.calibrate("retail_bank", cohorts="cohorts.csv", holdout=0, jobs=1)
        >>> fitted.values[0].path, round(fitted.hazards[0].observed.mean, 2)
        ('segments.Families.churn_yearly', 0.25)
    """

    @classmethod
    def of(cls, computed: FittedScenario) -> Calibration:
        """The calibration that holds the same."""
        return cls(**parts_of(computed))

    @property
    def notes(self) -> list[str]:
        """What to mind about the fit, a sentence each."""
        return notes(self)

    def __str__(self) -> str:
        from ..report.text.calibration import answer

        return answer(self)

    def save(self, file: Source, extends: str, force: bool = False) -> Path:
        """Write the scenario as a file that extends the one it began from, whole or not at all.

        Args:
            file: the new file, as in `mine.yaml`.
            extends: name or path of the scenario that it began from.
            force: whether a file that is there may be replaced.

        Raises:
            RunError: it is there, or cannot be written; says the cure.
        """
        from ..report.formats.files import write_whole
        from ..report.formats.places import check_place
        from ..report.text.calibrated_file import calibrated_file
        from ..report.text.client_file import extended

        place = check_place(str(file), force)
        write_whole(calibrated_file(self, extended(extends, place)), place)
        return place


calibrate = giving(Calibration, _calibrate, "calibrate")
