"""What `sim doctor` shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...installation import Finding


def answer(findings: Sequence[Finding]) -> str:
    """One line a finding, with its cure below, and what follows from them."""
    width = max(len(finding.what) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.level:<5}  {finding.what:<{width}}  {finding.found}")
        if finding.cure:
            lines.append(f"{'':<{width + 9}}cure: {finding.cure}")
    return "\n".join([*lines, "", _closing(findings)])


def faults(findings: Sequence[Finding]) -> int:
    """How many faults there are."""
    return sum(finding.level == "fault" for finding in findings)


def _closing(findings: Sequence[Finding]) -> str:
    count = faults(findings)
    if count:
        return f"{count} fault{'s' if count > 1 else ''}: see the cure, then sim doctor again."
    return "This installation works. Next: sim compare retail_bank"


def as_data(findings: Sequence[Finding]) -> dict[str, Any]:
    """The same as one object of plain values."""
    return {
        "faults": faults(findings),
        "findings": [finding._asdict() for finding in findings],
    }
