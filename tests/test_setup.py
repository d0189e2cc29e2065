"""The script that makes the environment, run with a Python that only notes what it is asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHELL = shutil.which("sh") or "sh"
PYTHON = """\
case "$*" in
*_base_executable*) echo "$0" ;;
"-m pip --python"*--version) exit {reaches_out} ;;
"-m venv"*) for folder; do :; done; mkdir -p "$folder/bin"; touch "$folder/pyvenv.cfg"
    cp "$0" "$folder/bin/python" ;;
-c*) exec {python} "$@" ;;
esac
echo "$@" >>{log}
"""


def set_up(folder, reaches_out):
    """Run the script; gives what pip and venv were asked for."""
    log = folder / "log"
    stub = folder / "python"
    body = PYTHON.format(reaches_out=int(not reaches_out), python=sys.executable, log=log)
    stub.write_text(f"#!{SHELL}\n{body}", encoding="utf-8")
    stub.chmod(0o755)
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    for name in ("cat", "cksum", "cp", "mkdir", "touch", "rm"):
        if not (tools / name).exists():
            (tools / name).symlink_to(str(shutil.which(name)))
    environment = {
        **os.environ,
        "PATH": str(tools),
        "PYTHON": str(stub),
        "VENV": str(folder / "made"),
    }
    subprocess.run(
        [SHELL, "scripts/setup.sh", "core"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [line for line in lines if line.startswith("-m") and "--version" not in line]


@pytest.mark.parametrize("reaches_out", [True, False])
def test_the_environment_holds_a_pip_of_its_own(tmp_path, reaches_out):
    venv, install = set_up(tmp_path, reaches_out)
    made = tmp_path / "made"
    if reaches_out:  # as on Debian, where venv cannot put pip into what it makes
        assert venv == f"-m venv --without-pip {made}"
        assert install.startswith(f"-m pip --python {made}/bin/python install")
    else:
        assert venv == f"-m venv --clear {made}"
        assert install.startswith("-m pip install")
    assert install.endswith("--constraint constraints.txt --editable . pip")
    assert set_up(tmp_path, reaches_out) == [venv, install]  # a second run has nothing to do
