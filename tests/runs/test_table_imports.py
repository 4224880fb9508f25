"""Importing tables: every row accounted for, whole or not at all, faults resolved only by the correction log."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from sxsh_eval.cli import main
from sxsh_eval.errors import InputError
from sxsh_eval.inputs.panel import read_inputs
from sxsh_eval.inputs.tables.corrections import COLUMNS, read_corrections
from sxsh_eval.inputs.tables.named_files import table_files
from sxsh_eval.inputs.tables.stored import COMMON, MANIFEST, read_manifest, read_stored, stored_balance
from sxsh_eval.parameters.study import read_study
from sxsh_eval.runs.tables.checks import TableProject, read_table_project
from sxsh_eval.runs.tables.imports import Imported, import_table
from tests.letters import ROOT
from tests.table_files import codes, enterprises, in_process, saved


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    in_process(monkeypatch)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "parameters", folder / "parameters")
    shutil.copytree(ROOT / "data" / "claims", folder / "data" / "claims")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def project(root: Path) -> TableProject:
    return read_table_project(root / "parameters" / "study.yml")


def with_faults(folder: Path, name: str = "bang") -> Path:
    """Rows 2-25: one impossible amount, one unknown province, one pair in conflict, one identical repetition."""
    frame = enterprises(24).astype({"electricity_kwh": "float64"})
    frame.loc[2, "electricity_kwh"] = -5.0
    frame.loc[3, "province"] = "Binh Dinhh"
    again = frame.iloc[[8, 9]].assign(output_mvnd=[1.5, frame["output_mvnd"].iloc[9]])
    path = saved(pd.concat([frame, again]), folder, "csv", name)
    assert isinstance(path, Path)
    return path


def decide(log: Path, *decisions: tuple[int, str, str]) -> None:
    """Fill in a log: row of the file, new value, and who (why is always said)."""
    book = openpyxl.load_workbook(log)
    sheet = book.active
    assert sheet is not None
    place = {name: at for at, name in enumerate(COLUMNS, start=1)}
    wanted = {str(row): (new, who) for row, new, who in decisions}
    for cells in sheet.iter_rows(min_row=6):
        row = str(cells[place["row"] - 1].value)
        if row in wanted:
            new, who = wanted[row]
            sheet.cell(cells[0].row, place["new"]).value = new
            sheet.cell(cells[0].row, place["who"]).value = who
            sheet.cell(cells[0].row, place["why"]).value = "theo sổ của cơ sở"
    book.save(log)


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def imported(project: TableProject, path: Path, log: Path | None = None) -> Imported:
    return import_table(project, path, corrections=log)


def test_every_row_is_used_refused_or_repeated(project: TableProject, root: Path, tmp_path: Path) -> None:
    done = imported(project, with_faults(tmp_path))
    balance = done.balance
    assert (balance.read, balance.used, balance.refused, balance.deduplicated) == (26, 21, 4, 1)
    assert balance.holds
    stored = read_stored(done.folder)
    assert len(stored) == 21
    refused = openpyxl.load_workbook(done.folder / done.entry.refused_file).active
    assert refused is not None
    listed = {int(str(row[0].value)): str(row[1].value) for row in refused.iter_rows(min_row=2)}
    assert set(listed) == {4, 5, 10, 26}
    assert "table.out_of_range" in listed[4]
    assert "table.unknown_code" in listed[5]
    assert "table.duplicate_row" in listed[10]
    assert set(stored["source_row"]) | set(listed) | set(done.examined.deduplicated) == set(range(2, 28))
    assert stored_balance(root / "data/private/enterprises") == balance


def test_stored_numbers_are_those_of_the_file(project: TableProject, tmp_path: Path) -> None:
    frame = enterprises(12)
    done = imported(project, Path(saved(frame, tmp_path, "parquet")))
    back = read_stored(done.folder)[list(frame.columns)]
    pd.testing.assert_frame_equal(back, frame.astype(back.dtypes.to_dict()), rtol=1e-15)
    assert back["is_aware"].dtype == "boolean"
    assert back["year"].dtype == "Int64"


def test_the_same_file_again_changes_nothing(project: TableProject, tmp_path: Path) -> None:
    path = with_faults(tmp_path)
    first = imported(project, path)
    before = content(first.folder)
    again = imported(project, path)
    assert not again.is_new
    assert again.entry == first.entry
    assert content(first.folder) == before


def test_a_changed_file_replaces_its_part_and_keeps_its_history(project: TableProject, tmp_path: Path) -> None:
    path = with_faults(tmp_path)
    first = imported(project, path)
    enterprises(12).to_csv(path, index=False)
    second = imported(project, path)
    manifest = read_manifest(second.folder)
    assert manifest is not None
    assert [each.sha256 for each in manifest.sources] == [second.entry.sha256]
    assert [each.sha256 for each in manifest.history] == [first.entry.sha256]
    names = set(content(second.folder))
    own = f"province=binh-dinh/{MANIFEST}"
    assert names == {MANIFEST, COMMON, own, *(part.file for part in second.entry.parts)}
    assert len(read_stored(second.folder)) == 12


def test_corrections_are_carried_out_and_recorded(project: TableProject, tmp_path: Path) -> None:
    path = with_faults(tmp_path)
    log = imported(project, path).log
    assert log is not None
    decide(log, (4, "1250.5", "Lan"), (5, "Bình Định", "Lan"), (26, "BỎ DÒNG", "Minh"))
    done = imported(project, path, log)
    assert (done.balance.read, done.balance.used, done.balance.refused, done.balance.deduplicated) == (26, 24, 1, 1)
    stored = read_stored(done.folder).set_index("source_row")
    assert stored.loc[4, "electricity_kwh"] == 1250.5
    assert stored.loc[5, "province"] == "binh-dinh"
    assert 26 not in stored.index
    assert {(each.row, each.who, each.new) for each in done.entry.corrections} == {
        (4, "Lan", "1250.5"), (5, "Lan", "Bình Định"), (26, "Minh", "BỎ DÒNG")
    }  # fmt: skip
    assert done.entry.corrections[0].old == "-5.0"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda frame: frame.replace({"electricity_kwh": "-5.0"}, "-6.0"), "correction.old_differs"),
        (lambda frame: frame.iloc[1:], "correction.other_row"),
        (lambda frame: frame.iloc[:2], "correction.no_row"),
        (lambda frame: frame.rename(columns={"electricity_kwh": "Điện (kWh)"}), "correction.no_column"),
    ],
)
def test_a_log_that_no_longer_fits_is_refused(
    project: TableProject, tmp_path: Path, change: Callable[[pd.DataFrame], pd.DataFrame], code: str
) -> None:
    path = with_faults(tmp_path)
    first = imported(project, path)
    assert first.log is not None
    decide(first.log, (4, "5", "Lan"))
    before = content(first.folder)
    change(pd.read_csv(path, dtype="str")).to_csv(path, index=False)
    with pytest.raises(InputError) as caught:
        imported(project, path, first.log)
    assert code in codes(caught.value.problems)
    assert content(first.folder) == before


def test_half_a_decision_is_none(project: TableProject, tmp_path: Path) -> None:
    log = imported(project, with_faults(tmp_path)).log
    assert log is not None
    decide(log, (4, "5", ""), (5, "", "Lan"))
    with pytest.raises(InputError) as caught:
        read_corrections(log)
    assert codes(caught.value.problems) == ["correction.incomplete"] * 2


def test_an_empty_log_decides_nothing(project: TableProject, tmp_path: Path) -> None:
    log = imported(project, with_faults(tmp_path)).log
    assert log is not None
    assert read_corrections(log) == []


def test_another_workbook_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_corrections(Path(saved(enterprises(6), tmp_path, "xlsx")))
    assert codes(caught.value.problems) == ["correction.no_log"]


def test_rows_of_another_file_are_not_counted_twice(project: TableProject, tmp_path: Path) -> None:
    first = imported(project, Path(saved(enterprises(12), tmp_path, "csv", "mot")))
    before = content(first.folder)
    with pytest.raises(InputError) as caught:
        imported(project, Path(saved(enterprises(6), tmp_path, "csv", "hai")))
    [problem] = caught.value.problems
    assert problem.code == "import.rows_of_other_file"
    assert "mot.csv" in problem.say("expected", "en")
    assert content(first.folder) == before


def test_files_without_common_rows_add_up(project: TableProject, tmp_path: Path) -> None:
    frame = enterprises(24)
    ids = list(dict.fromkeys(frame["enterprise_id"]))
    halves = [frame[frame["enterprise_id"] == ids[0]], frame[frame["enterprise_id"] != ids[0]]]
    for name, half in zip(("mot", "hai"), halves, strict=True):
        done = imported(project, Path(saved(half, tmp_path, "csv", name)))
    assert len(read_stored(done.folder)) == len(frame)
    assert stored_balance(done.folder).read == len(frame)


def test_a_refused_import_leaves_nothing(project: TableProject, root: Path, tmp_path: Path) -> None:
    path = saved(enterprises(12).assign(province="Atlantis"), tmp_path, "csv")
    with pytest.raises(InputError) as caught:
        imported(project, Path(path))
    assert "table.many_refused" in codes(caught.value.problems)
    assert not (root / "data" / "private").exists()
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["bang.csv"]


def test_an_import_that_breaks_off_leaves_the_former_one(
    project: TableProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_faults(tmp_path)
    first = imported(project, path)
    before = content(first.folder)
    enterprises(12).assign(province="Phú Yên").to_csv(path, index=False)

    def full(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sxsh_eval.runs.tables.parts.Manifest.model_dump", full)
    with pytest.raises(OSError, match="No space"):
        imported(project, path)
    assert content(first.folder) == before
    assert not [each for each in first.folder.rglob("*") if each.is_dir() and not any(each.iterdir())]


def test_changed_parts_are_noticed(project: TableProject, tmp_path: Path) -> None:
    done = imported(project, Path(saved(enterprises(12), tmp_path, "csv")))
    part = done.folder / done.entry.parts[0].file
    part.write_bytes(part.read_bytes() + b"x")
    with pytest.raises(InputError) as caught:
        read_stored(done.folder)
    assert codes(caught.value.problems) == ["stored.part_changed"]
    part.unlink()
    with pytest.raises(InputError) as caught:
        read_stored(done.folder)
    assert codes(caught.value.problems) == ["stored.part_missing"]


def test_a_study_reads_what_was_imported(project: TableProject, root: Path, tmp_path: Path) -> None:
    done = imported(project, with_faults(tmp_path))
    settings = {"data.enterprises": "data/private/enterprises"}
    study = read_study(root / "parameters" / "study.yml", province="binh-dinh", period="2016-2020", settings=settings)
    inputs = read_inputs(study)
    assert inputs.enterprises is not None
    assert len(inputs.enterprises) == 21
    assert inputs.balances == {"enterprises": done.balance}
    assert "source" not in inputs.enterprises
    assert {path.name for path in table_files(study, "enterprises")} == {
        MANIFEST, *(Path(part.file).name for part in done.entry.parts)
    }  # fmt: skip


def test_the_manifest_says_what_went_in(project: TableProject, tmp_path: Path) -> None:
    done = imported(project, with_faults(tmp_path))
    [entry] = json.loads((done.folder / MANIFEST).read_text(encoding="utf-8"))["sources"]
    assert entry["source"] == "bang.csv"
    assert entry["rows"] == {"aside": 0, "deduplicated": 1, "read": 26, "refused": 4, "used": 21}
    assert len(entry["sha256"]) == len(entry["codebook_sha256"]) == 64
    assert entry["program"]
    assert entry["imported"].endswith("Z")
    assert str(tmp_path) not in json.dumps(entry)


def test_the_year_of_a_table_without_years(project: TableProject, tmp_path: Path) -> None:
    frame = enterprises(24).query("year == 2016").drop(columns="year")
    path = Path(saved(frame, tmp_path, "csv"))
    done = import_table(project, path, table="enterprises", year=2016)
    assert set(read_stored(done.folder)["year"]) == {2016}
    with pytest.raises(InputError) as caught:
        import_table(project, Path(saved(enterprises(6), tmp_path, "csv", "khac")), year=2016)
    assert codes(caught.value.problems) == ["import.has_years"]


def test_commands_from_template_to_import(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = with_faults(tmp_path)
    assert main(["template", "costs", "--output", str(tmp_path / "mau.xlsx")]) == 0
    assert (tmp_path / "mau.xlsx").is_file()
    assert main(["check", str(path), "--province", "Bình Định", "--output", str(tmp_path / "ra")]) == 1
    shown = capsys.readouterr().out
    assert "26 dòng đã đọc = 21 dùng được + 4 bị từ chối + 1 trùng hoàn toàn" in shown
    assert {each.name for each in (tmp_path / "ra").iterdir()} == {"bang.problems.html", "bang.checked.xlsx"}
    assert main(["import", str(path)]) == 0
    assert "bang.corrections.xlsx" in capsys.readouterr().out
    assert main(["import", str(path)]) == 0
    assert "Nothing changed" in capsys.readouterr().out
    assert main(["template", "enterprise"]) == 2
    assert "enterprises" in capsys.readouterr().err
    assert main(["check", str(tmp_path / "none.xlsx")]) == 1
    assert main(["check", str(root / "parameters")]) == 0
