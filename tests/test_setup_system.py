"""The script that installs fonts says what to do where it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "setup_system.sh"
SHELL = shutil.which("sh") or "sh"


def run(folder, **commands):
    """Run the script with these commands only."""
    for name, body in commands.items():
        file = folder / name.replace("_", "-")
        file.write_text(f"#!{SHELL}\n{body}\n", encoding="utf-8")
        file.chmod(0o755)
    environment = {**os.environ, "PATH": str(folder)}
    return subprocess.run(
        [SHELL, str(SCRIPT)], env=environment, capture_output=True, text=True, check=False
    )


def test_elsewhere_than_on_debian_it_says_what_to_install(tmp_path):
    done = run(tmp_path)
    assert done.returncode == 2
    assert "has no apt-get" in done.stderr
    assert "Noto Sans CJK" in done.stderr


def test_nothing_is_installed_twice(tmp_path):
    done = run(tmp_path, dpkg_query="echo install ok installed", apt_get="exit 9")
    assert done.returncode == 0
    assert done.stdout.startswith("Fonts are there")


def test_without_rights_it_says_whom_to_ask(tmp_path):
    done = run(tmp_path, dpkg_query="exit 1", apt_get="exit 9", id="echo 1000")
    assert done.returncode == 2
    assert "apt-get install fonts-noto-cjk fonts-noto-core" in done.stderr


@pytest.mark.parametrize("user", [0, 1000])
def test_missing_packages_are_installed_by_the_administrator(tmp_path, user):
    log = tmp_path / "log"
    done = run(
        tmp_path,
        dpkg_query="exit 1",
        apt_get=f'echo "$@" >> {log}',
        id=f"echo {user}",
        sudo=f'echo sudo >> {log}; "$@"',
    )
    assert done.returncode == 0
    calls = [line for line in log.read_text("utf-8").splitlines() if line != "sudo"]
    assert calls[0].startswith("update")
    assert calls[1].startswith("install")
    assert calls[1].endswith("fonts-noto-cjk fonts-noto-core")
    assert ("sudo" in log.read_text("utf-8")) == (user != 0)
