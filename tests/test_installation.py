"""`sim doctor`: each fault is found, named and given its cure."""

from __future__ import annotations

import json
import platform
from importlib import metadata

import pytest

from sim import installation
from sim.cli import main
from sim.installation import Finding, findings, looked_at, memory_of_machine, requirements
from sim.report.text.installation import answer, as_data


def found(what):
    return looked_at(what, installation.LOOKS[what])


def levels(what):
    return [(finding.level, finding.found) for finding in found(what)]


def test_this_installation_has_no_fault_and_every_note_has_a_cure():
    seen = findings()
    assert {f.what for f in seen} >= {
        "Python",
        "Libraries",
        "Compiled code",
        "Processors",
        "Fonts",
        "Current folder",
        "Scenarios",
    }
    assert [f for f in seen if f.level == "fault"] == []
    assert [f for f in seen if (f.level == "ok") == bool(f.cure)] == []


def test_an_old_python_is_a_fault(monkeypatch):
    monkeypatch.setattr(platform, "python_version", lambda: "3.10.2")
    (finding,) = found("Python")
    assert (finding.level, finding.found) == ("fault", "3.10.2; needs >=3.11")
    assert "create an environment with Python >=3.11" in finding.cure


def test_a_missing_and_an_old_library_are_faults_with_the_command(monkeypatch):
    needed = ["mesa>=3.3,<4", "numpy", "nowhere-to-be-found", "pytest; extra == 'dev'"]
    monkeypatch.setattr(installation, "requirements", lambda: (">=3.11", needed))
    given = {"mesa": "2.1", "numpy": "2.4"}

    def version(name):
        if name not in given:
            raise metadata.PackageNotFoundError(name)
        return given[name]

    monkeypatch.setattr(metadata, "version", version)
    old, missing, rest = found("Libraries")
    assert (old.level, missing.level, rest.level) == ("fault", "fault", "ok")
    assert old.found == "mesa is 2.1; needs <4,>=3.3"
    assert old.cure == "python -m pip install 'mesa<4,>=3.3'"
    assert missing.found == "nowhere-to-be-found is not installed"
    assert "pytest" not in rest.found


def test_requirements_of_a_checkout_are_read_from_its_project_file(monkeypatch):
    installed = requirements()

    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "metadata", missing)
    python, libraries = requirements()
    assert python == installed[0] == ">=3.11"
    assert any(library.startswith("mesa") for library in libraries)


def test_a_library_that_breaks_on_import_is_a_fault_not_a_traceback():
    def broken():
        raise OSError("libLLVM.so: cannot open shared object file")
        yield

    (finding,) = looked_at("Compiled code", broken)
    assert finding.level == "fault"
    assert "OSError: libLLVM.so" in finding.found
    assert "reinstall it" in finding.cure


def test_compiled_code_is_kept_will_be_kept_or_cannot_be(monkeypatch, tmp_path):
    folder = tmp_path / "segment-pnl-simulator" / "abc"
    folder.mkdir(parents=True)
    monkeypatch.setattr("sim.market.rules.compiled.cache_folder", lambda: folder)
    assert "will be kept in" in levels("Compiled code")[0][1]
    (folder / "columns.month.nbi").touch()
    assert levels("Compiled code") == [("ok", f"kept in {folder}")]
    monkeypatch.setattr("sim.market.rules.compiled.cache_folder", lambda: tmp_path)
    (finding,) = found("Compiled code")
    assert finding.level == "note"
    assert "XDG_CACHE_HOME" in finding.cure


def test_little_memory_and_threads_are_notes(monkeypatch):
    monkeypatch.setattr(installation, "memory_of_machine", lambda: 10**9)
    monkeypatch.setattr("sim.experiment.run.parallel.may_fork", lambda: False)
    notes = [finding for finding in found("Machine") if finding.level == "note"]
    assert [finding.what for finding in notes] == ["Memory", "Processes"]
    assert notes[0].found == "1.0 GB"
    monkeypatch.setattr(installation, "memory_of_machine", lambda: None)
    monkeypatch.setattr("sim.experiment.run.parallel.may_fork", lambda: True)
    assert [(f.level, f.what) for f in found("Machine")] == [
        ("ok", "Processors"),
        ("ok", "Processes"),
    ]


def test_memory_is_that_of_a_machine_or_unknown():
    memory = memory_of_machine()
    assert memory is None or 1e8 < memory < 1e15


def test_scripts_without_a_font_are_notes_with_a_package(monkeypatch):
    monkeypatch.setattr("sim.text.fonts._installed", lambda: {"DejaVu Sans"})
    ok, *notes = found("Fonts")
    assert ok.found == "charts can draw names in Arabic"  # matplotlib's own font has it
    assert [finding.level for finding in notes] == ["note", "note"]
    assert "fonts-noto-cjk" in notes[0].cure
    assert "make setup-system" in notes[0].cure


def test_a_folder_that_cannot_be_written_to_is_a_note(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert levels("Current folder") == [("ok", f"{tmp_path} can be written to")]

    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sim.installation.tempfile.TemporaryFile", refuse)
    (finding,) = found("Current folder")
    assert finding.level == "note"
    assert "(Permission denied)" in finding.found


def test_a_broken_scenario_and_none_at_all_are_faults(monkeypatch, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: Broken\n", encoding="utf-8")
    folders = "sim.scenario.reading.loading.SHIPPED"
    monkeypatch.setattr(folders, (tmp_path,))
    (finding,) = found("Scenarios")
    assert finding.level == "fault"
    assert finding.found.startswith("broken: ")
    monkeypatch.setattr(folders, (tmp_path / "none",))
    assert levels("Scenarios") == [("fault", "none is shipped with this installation")]


GOOD = Finding("ok", "Python", "3.11")
BAD = Finding("fault", "Scenarios", "none", "reinstall it")


def test_findings_are_shown_a_line_each_with_the_cure_below():
    assert answer([GOOD, BAD]).splitlines() == [
        "ok     Python     3.11",
        "fault  Scenarios  none",
        "                  cure: reinstall it",
        "",
        "1 fault: see the cure, then sim doctor again.",
    ]
    assert answer([GOOD]).endswith("This installation works. Next: sim compare retail_bank")
    assert as_data([GOOD, BAD])["faults"] == 1


@pytest.mark.parametrize(("seen", "code"), [([GOOD], 0), ([GOOD, BAD], 1)])
def test_doctor_ends_with_1_when_there_is_a_fault(monkeypatch, capsys, seen, code):
    monkeypatch.setattr(installation, "findings", lambda: seen)
    assert main(["doctor"]) == code
    assert "Python" in capsys.readouterr().out
    assert main(["doctor", "--json"]) == code
    assert len(json.loads(capsys.readouterr().out)["findings"]) == len(seen)
