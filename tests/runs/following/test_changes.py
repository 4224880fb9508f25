"""What the last run changed: the same numbers as a comparison of runs, for the form and for the command."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from sxsh_eval.cli import main
from sxsh_eval.errors import UsageError
from sxsh_eval.estimates.numbers import NumberRow
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.runs.comparison.compare import CompareRequest, compare_runs
from sxsh_eval.runs.following.changes import changes_since_last
from sxsh_eval.runs.following.values import Changes
from sxsh_eval.runs.planning.fingerprint import file_hash
from tests.estimates.test_comparison import row
from tests.letters import ROOT
from tests.runs.comparison.made_runs import fail, make_job, usual_rows
from tests.runs.following.two_runs import FIRST, make_again

STUDY = "parameters/study.yml"


@pytest.fixture
def outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(ROOT)
    return tmp_path / "outputs"


def apart() -> list[NumberRow]:
    """The usual rows; adoption beyond its interval, the hidden cell with a value."""
    first, share, *others, hidden = usual_rows()
    told = row(77, table="saved", indicator=hidden.indicator, term="amount", unit="toe", evidence="caused",
               sector="11", period="2016-2020")  # fmt: skip
    return [first, share.model_copy(update={"estimate": 50.0, "conf_low": 45.0, "conf_high": 55.0}), *others, told]


def changes(folder: Path) -> Changes:
    found = changes_since_last(ROOT, folder)
    assert found is not None
    return found


def test_nothing_stood_there_before(outputs: Path) -> None:
    folder = make_job(outputs, "latest", started=FIRST)
    assert changes_since_last(ROOT, folder) is None
    assert changes_since_last(ROOT, fail(folder, "no")) is None
    with pytest.raises(UsageError) as caught:
        compare_runs(CompareRequest("latest", outputs=outputs))
    assert [problem.code for problem in caught.value.problems] == ["compare.nothing_before"]


def test_a_number_beyond_its_uncertainty_in_both_languages(outputs: Path) -> None:
    make_job(outputs, "latest", started=FIRST)
    found = changes(make_again(outputs, apart()))
    (one,) = (number for number in found.numbers if number.beyond)
    assert (one.old, one.new) == (
        Words(vi="35 % (30–40)", en="35% (30–40)"),
        Words(vi="50 % (45–55)", en="50% (45–55)"),
    )
    assert one.difference == Words(vi="15 điểm %", en="15 percentage points")
    assert one.verdict.vi == "vượt độ bất định"
    assert one.label.vi.startswith("Tỷ lệ qua các bước: áp dụng")
    assert "2 trong 5 con số khác lần trước; 1 thay đổi vượt độ bất định" in found.summary.vi
    assert (found.equal, found.unequal) == (3, 2)


def test_what_a_run_hides_is_counted_and_not_told(outputs: Path) -> None:
    make_job(outputs, "latest", started=FIRST)
    found = changes(make_again(outputs, apart()))
    assert len(found.numbers) == 1
    assert "77" not in repr(found.numbers)
    assert any("1 con số bị che ở một bản" in caution.vi for caution in found.cautions)
    assert any("chỉ dùng nội bộ" in caution.vi for caution in found.cautions)


def test_choices_inputs_and_warnings_that_differ(outputs: Path) -> None:
    place = {"province": "binh-dinh", "period": "2016-2020", "study": STUDY}
    inputs = {STUDY: file_hash(ROOT / STUDY), "data/a.csv": "b" * 64}
    make_job(outputs, "latest", started=FIRST, inputs=inputs, parameters=place | {"settings": {}}, warnings=("cũ",))
    parameters = place | {"settings": {"level": 0.9, "data.synthetic": "later"}}
    inputs["data/a.csv"] = "c" * 64
    found = changes(make_again(outputs, parameters=parameters, inputs=inputs, warnings=("mới",)))
    assert [(one.key, one.old, one.new) for one in found.choices] == [
        ("data.synthetic", "false", "later"), ("level", "0.95", "0.9"),
    ]  # fmt: skip
    assert [(one.key, one.old, one.new) for one in found.inputs] == [("data/a.csv", "b" * 10, "c" * 10)]
    assert ([one.vi for one in found.new_warnings], [one.en for one in found.gone_warnings]) == (["mới"], ["cũ"])
    assert found.versions == ()
    assert "giống hệt lần trước (5 con số)" in found.summary.vi


def test_a_choice_is_not_filled_in_from_another_study_file(outputs: Path) -> None:
    make_job(outputs, "latest", started=FIRST)
    parameters = {"province": "binh-dinh", "period": "2016-2020", "study": STUDY, "settings": {"level": 0.9}}
    (one,) = changes(make_again(outputs, parameters=parameters)).choices
    assert (one.old, one.new) == ("", "0.9")


def test_runs_without_numbers_say_so(outputs: Path) -> None:
    make_job(outputs, "latest", [], started=FIRST)
    found = changes(make_again(outputs))
    assert found.numbers == ()
    assert "không có numbers.json" in found.summary.vi


def test_the_command_compares_with_what_stood_there(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_job(outputs, "latest", started=FIRST)
    make_job(outputs, "latest", started=FIRST, province="gia-lai")
    make_again(outputs, apart())
    given = ["compare", "latest", "--outputs", str(outputs), "--language", "vi", "--format", "xlsx"]
    assert main(given) == 0
    said = capsys.readouterr().out
    assert "latest (trước lần chạy gần nhất · before its last run) → latest" in said
    assert "1 báo cáo · reports; 5 con số · numbers" in said
    assert "1 vượt độ bất định · beyond uncertainty" in said
    book = load_workbook(outputs / "comparisons" / "latest-before--latest" / "report.vi.xlsx")
    cells = [str(cell) for sheet in book for cells in sheet.iter_rows(values_only=True) for cell in cells]
    assert "latest, trước lần chạy gần nhất" in cells
    assert main([*given[:1], "latest/province_report/gia-lai", *given[2:]]) == 2
    assert "[compare.nothing_before]" in capsys.readouterr().err
    assert main(["compare", "latest", "--outputs", "s3://bucket/outputs"]) == 2
    assert "[compare.store] --outputs" in capsys.readouterr().err
