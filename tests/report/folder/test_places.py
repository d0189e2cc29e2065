"""Places of files: checked before time is spent, written whole, typed again as they are."""

from __future__ import annotations

import pytest

from sim.cli import main
from sim.errors import RunError
from sim.report.formats.files import write_whole
from sim.report.formats.places import as_typed, check_place, leads_nowhere


def test_places_that_cannot_be_written_are_refused_with_the_cure(tmp_path):
    there = tmp_path / "there.yaml"
    there.write_text("mine", encoding="utf-8")
    refusals = {
        str(there): "already exists.*--force",
        str(tmp_path / "there"): "already exists.*--force",
        str(tmp_path): "is a folder; name a file",
        "": "is a folder; name a file",
        str(tmp_path / "none" / "x"): "there is no folder .*none; create it",
        str(there / "x"): "there is no folder",
        "a\0b": "cannot be written to",
        str(tmp_path / ("x" * 300)): "cannot be written to|File name too long",
    }
    for place, words in refusals.items():
        with pytest.raises(RunError, match=words):
            check_place(place, force=False)
    assert check_place(str(there), force=True) == there
    assert sorted(tmp_path.iterdir()) == [there]


def test_a_folder_without_rights_is_refused(tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sim.report.formats.places.tempfile.TemporaryFile", refuse)
    with pytest.raises(RunError, match=r"Permission denied.*choose another place"):
        check_place(str(tmp_path / "mine"), force=False)


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    file = tmp_path / "mine.yaml"
    file.write_text("before", encoding="utf-8")

    def fail(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("sim.report.formats.files.os.replace", fail)
        with pytest.raises(RunError, match="No space left"):
            write_whole("after", file)
    assert file.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [file]
    write_whole("after", file)
    assert file.read_text(encoding="utf-8") == "after"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_that_leads_nowhere_is_told_as_what_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    astray = "is a broken link to nowhere; repair the link, or choose another"
    link = tmp_path / "link.yaml"
    link.symlink_to("nowhere")
    assert leads_nowhere(link) == astray
    assert leads_nowhere(tmp_path) == leads_nowhere(tmp_path / "not there") == ""
    with pytest.raises(RunError) as error:
        check_place("link.yaml", force=False)
    assert str(error.value) == f"link.yaml: {astray} name, or replace it with --force"
    assert check_place("link.yaml", force=True).name == "link.yaml"


OUT = {
    "compare": ["compare", "retail_bank", "--out", "link"],
    "tournament": ["tournament", "retail_bank", "--firm", "a=today", "--out", "link"],
    "schema": ["schema", "--out", "link"],
    "evidence": ["evidence", "V8", "--out", "link.md"],
}


@pytest.mark.parametrize("verb", OUT)
def test_every_verb_that_writes_refuses_a_link_that_leads_nowhere(
    verb, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    link = OUT[verb][-1]
    (tmp_path / link).symlink_to("nowhere")
    assert main(OUT[verb]) == 2
    assert capsys.readouterr().err == (
        f"sim: {link}: is a broken link to nowhere; repair the link, or choose another --out\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == [link]


def test_a_place_is_typed_so_that_no_command_takes_it_for_an_option():
    assert as_typed("mine.yaml") == "mine.yaml"
    assert as_typed("-x.yaml") == "./-x.yaml"
    assert as_typed("my bank.yaml") == "'my bank.yaml'"
