"""The package as its users get it: built, installed elsewhere, run without the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    """What the command printed; its complaint, as a failure, where it did not succeed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def name_in(scenario: Path) -> str:
    """The scenario's own name, read without the package under test."""
    found = re.search(r"^name:\s*(.+?)\s*(?:#.*)?$", scenario.read_text("utf-8"), re.MULTILINE)
    assert found, f"{scenario} has no name"
    return found[1].strip("\"'")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution as an index would receive both."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    assert len(list(folder.glob("*.tar.gz"))) == 1
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def fresh_environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it, made without the network.

    The dependencies come from the environment that runs the tests, through a path file. The
    editable install of the checkout does not come along: a path file inside a folder that a path
    file names is not read.
    """
    environment = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(environment, with_pip=False, symlinks=True)
    paths = {"base": str(environment), "platbase": str(environment)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    dependencies = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "dependencies.pth").write_text("\n".join(sorted(dependencies)), encoding="utf-8")
    run(environment / "bin" / "python", "-m", "installer", wheel, cwd=environment)
    return environment


def test_wheel_carries_the_scenarios(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {f"sim/{file.relative_to(ROOT)}" for file in (ROOT / "scenarios").rglob("*.yaml")}
    assert "sim/scenarios/retail_bank.yaml" in shipped
    assert {"sim/scenarios/scenario.schema.json", "sim/experiment/space/influence.json"} <= names
    assert shipped <= names
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"sim"}


def test_installed_package_loads_a_shipped_scenario(fresh_environment: Path, tmp_path: Path):
    question = "import sim; print(sim.__file__); print(sim.load('retail_bank').name)"
    answer = run(fresh_environment / "bin" / "python", "-c", question, cwd=tmp_path)
    file, name = answer.splitlines()
    assert Path(file).is_relative_to(fresh_environment)
    assert name == name_in(ROOT / "scenarios" / "retail_bank.yaml")


def test_installed_command_shows_its_help(fresh_environment: Path, tmp_path: Path):
    assert "usage" in run(fresh_environment / "bin" / "sim", "--help", cwd=tmp_path).lower()
