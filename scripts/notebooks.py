"""Execute the notebooks: `notebooks/NAME.py` is the source, `notebooks/NAME.ipynb` what it gave.

    python scripts/notebooks.py            write every .ipynb anew, with its outputs
    python scripts/notebooks.py --fast     execute with few replications and write nothing

In the fast mode the cell tagged `parameters` is followed by one that sets REPLICATIONS to 2.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
FAST = "REPLICATIONS = 2"
SECONDS = 600


def executed(source: Path, fast: bool) -> nbformat.NotebookNode:
    """The notebook with its outputs, without what changes from one execution to the next.

    Args:
        source: the script that it is paired with.
        fast: whether to execute with few replications.
    """
    notebook = jupytext.read(source)
    if fast:
        places = [
            n for n, c in enumerate(notebook.cells) if "parameters" in c.metadata.get("tags", [])
        ]
        for place in places:
            notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(FAST))
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    folder = {"metadata": {"path": str(source.parent)}}
    NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", resources=folder).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fast", action="store_true", help="few replications; write nothing")
    options = parser.parse_args()
    for source in sorted(FOLDER.glob("*.py")):
        notebook = executed(source, options.fast)
        cells = sum(cell.cell_type == "code" for cell in notebook.cells)
        print(f"{source.name}: {cells} cells executed")
        if not options.fast:
            beside = source.with_suffix(".ipynb.new")
            nbformat.write(notebook, beside)
            beside.replace(source.with_suffix(".ipynb"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
