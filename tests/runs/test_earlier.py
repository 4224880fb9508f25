"""The version before the last: kept for another execution alone, without what can be rendered, gone with its job."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sxsh_eval.runs.again import render_saved
from sxsh_eval.runs.earlier import earlier_folder, execution_of
from sxsh_eval.runs.portal.folders import job_folders
from sxsh_eval.runs.publish import prepare_outputs, publish, recover_all
from tests.runs.carried_out import leftovers
from tests.runs.comparison.made_runs import fail, make_job
from tests.runs.following.two_runs import FIRST, make_again


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    prepare_outputs(tmp_path / "outputs")
    return tmp_path / "outputs"


def hour(folder: Path) -> str:
    return execution_of(folder)[11:13]


def test_each_execution_keeps_what_a_comparison_reads_of_the_one_before(outputs: Path) -> None:
    folder = make_job(outputs, "latest", started=FIRST)
    for name in ("report.vi.html", "notebook.ipynb", "card.json", "disclosure.json"):
        (folder / name).write_text("{}", encoding="utf-8")
    (folder / "figures").mkdir()
    (folder / "figures" / "one.svg").touch()
    make_again(outputs)
    before = earlier_folder(outputs, folder)
    assert {path.name for path in before.iterdir()} == {"run.json", "report.json", "numbers.json", "card.json"}
    assert (hour(before), hour(folder)) == ("08", "09")
    make_again(outputs, hours=2)
    assert (hour(before), hour(folder)) == ("09", "10")
    assert leftovers(outputs) == []
    assert job_folders(outputs) == [folder]


def test_what_is_rendered_again_is_no_execution_of_its_own(tmp_path: Path, outputs: Path) -> None:
    folder = make_job(outputs, "latest", started=FIRST)
    make_again(outputs)
    render_saved(outputs, folder, ("vi",), ("html",))
    assert (folder / "report.vi.html").exists()
    assert hour(earlier_folder(outputs, folder)) == "08"


def test_internal_numbers_are_not_kept_behind_public_ones(outputs: Path) -> None:
    folder = make_job(outputs, "latest", started=FIRST)
    before = earlier_folder(outputs, folder)
    make_again(outputs)
    make_again(outputs, hours=2, numbers_more={"audience": "public"})
    assert not before.exists()
    make_again(outputs, hours=3, numbers_more={"audience": "public"})
    make_again(outputs, hours=4)
    assert hour(before) == "11"
    assert leftovers(outputs) == []


def test_failed_and_damaged_outputs_are_no_earlier_version(outputs: Path) -> None:
    folder = make_job(outputs, "latest", started=FIRST)
    (folder / "run.json").write_text('{"started"', encoding="utf-8")
    make_again(outputs)
    failed = fail(folder, "first")
    publish(outputs, fail(outputs.parent / folder.relative_to(outputs), "second"), failed)
    assert not (outputs / ".work" / "earlier").exists()
    assert leftovers(outputs) == []


def test_where_it_cannot_be_kept_the_new_outputs_stand_all_the_same(
    outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_job(outputs, "latest", started=FIRST)
    make_again(outputs)
    rename = Path.rename

    def refusing(path: Path, target: Path) -> Path:
        if "earlier" in target.parts and "former" in path.parts:
            raise PermissionError(13, "in use")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refusing)
    make_again(outputs, hours=2)
    assert hour(folder) == "10"
    assert hour(earlier_folder(outputs, folder)) == "08"
    assert leftovers(outputs) == []


def test_it_goes_when_the_job_has_gone(outputs: Path) -> None:
    kept = make_job(outputs, "latest", started=FIRST, province="gia-lai")
    folder = make_job(outputs, "latest", started=FIRST)
    make_again(outputs)
    make_again(outputs, province="gia-lai")
    shutil.rmtree(folder)
    recover_all(outputs)
    assert not earlier_folder(outputs, folder).parent.exists()
    assert earlier_folder(outputs, kept).exists()
