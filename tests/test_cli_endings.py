"""How the command line ends: results on screen, exit codes, faults, help at once."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.cli import main
from sxsh_eval.parameters.registry_files import FILES
from tests.runs.notebooks import write_notebook

ROOT = Path(__file__).parents[1]
RENDER = "sxsh_eval.reports.render.files.render_files"
HEAVY = ("pandas", "numpy", "matplotlib", "papermill", "pydantic", "rich", "docx", "typst", "xlsxwriter", "nbformat")
OUTPUTS = Path("outputs", "latest", "province_report", "binh-dinh", "2016-2020")


def fake_render(report: Any, folder: Path, languages: Any, formats: Any) -> dict[str, Path]:
    names = [f"report.{code}.{form}" for code in languages for form in formats]
    for name in names:
        (folder / name).write_text(report.id, encoding="utf-8")
    return {name: folder / name for name in names}


@pytest.mark.notebook
def test_from_a_run_to_its_index_page_and_a_second_rendering(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(RENDER, fake_render)
    monkeypatch.setattr("sxsh_eval.runs.again.render_files", fake_render)
    arguments = ["run", "--province", "Bình Định", "--period", "2016-2020", "--format", "html", "--set", "level=0.9"]
    assert main(arguments) == 0
    said = capsys.readouterr()
    assert str(OUTPUTS) in said.out
    assert "0 cảnh báo · warnings" in said.out
    assert "outputs/index.html" in said.out
    assert said.err == ""
    folder = project / OUTPUTS
    assert {path.name for path in folder.iterdir()} == {
        *("card.json", "notebook.ipynb", "report.json", "run.json", "report.vi.html", "report.en.html"),
    }
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["parameters"] == {
        "province": "binh-dinh",
        "period": "2016-2020",
        "settings": {"level": "0.9"},
        "study": "parameters/study.yml",
    }
    assert main(["render", "latest", "--format", "pdf", "--language", "vi"]) == 0
    assert (folder / "report.vi.pdf").exists()
    assert "2016-2020/report.vi.pdf" in (project / "outputs" / "index.html").read_text(encoding="utf-8")


@pytest.mark.notebook
def test_a_raising_cell_ends_with_code_3_and_the_place_of_the_failed_notebook(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_notebook(project / "notebooks" / "province_report.ipynb", "raise ValueError('Đắk Lắk')")
    assert main(["run", "--period", "2016-2020"]) == 3
    said = capsys.readouterr()
    assert "ValueError: Đắk Lắk" in said.err
    assert f"{OUTPUTS.as_posix()}.failed/notebook.ipynb" in said.err
    assert (project / f"{OUTPUTS}.failed" / "notebook.ipynb").exists()


def test_an_unknown_run_to_render_is_a_usage_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "latest"]) == 2
    assert "[usage.unknown_run]" in capsys.readouterr().err


def test_check_counts_what_it_read(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "parameters"]) == 0
    said = capsys.readouterr().out
    assert "Không có vấn đề" in said
    told = rf"No problems: \d{{3,}} entries in {len(FILES)} registry files, \d+ figures in 1 letter\."
    assert re.search(told, said)


def test_check_lists_the_problems_of_all_files_at_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = project / "data" / "claims" / "binh-dinh-2018.yml"
    letter.rename(letter.with_name("binh-dinh.yml"))
    shutil.copy(letter.with_name("binh-dinh.yml"), letter.with_name("binh-dinh-2019.yml"))
    (project / "data" / "claims" / "binh-dinh-2019.yml").write_text("province: [\n", encoding="utf-8")
    (project / "parameters" / "schemas" / "study.schema.json").unlink()
    study = project / "parameters" / "study.yml"
    study.write_text(study.read_text(encoding="utf-8").replace("level: 0.95", "levle: 0.95"), encoding="utf-8")
    assert main(["check"]) == 1
    said = capsys.readouterr().err
    codes = set(re.findall(r"\[([a-z_.]+)\]", said))
    assert codes == {"letter.file_name", "yaml.syntax", "schema.outdated", "yaml.unknown_key", "value.missing"}


def test_a_fault_of_ours_is_one_line_with_a_log(
    project: Path, planned: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault(*_: object) -> None:
        raise RuntimeError("impossible")

    monkeypatch.setattr("sxsh_eval.runs.session.run_plan", fault)
    assert main(["run", "--name", "trial"]) == 3
    said = capsys.readouterr().err
    log = project / "outputs" / "trial" / "error.log"
    assert len(said.strip().splitlines()) == 1
    assert str(log) in said
    assert "RuntimeError: impossible" in log.read_text(encoding="utf-8")


def test_a_fault_without_outputs_is_logged_in_a_temporary_file(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault(*_: object) -> None:
        raise RuntimeError("impossible")

    monkeypatch.setattr("sxsh_eval.runs.carrying_out.make_plan", fault)
    assert main(["run"]) == 3
    log = Path(capsys.readouterr().err.strip().rsplit(" ", 1)[1])
    assert "RuntimeError: impossible" in log.read_text(encoding="utf-8")
    log.unlink()


def test_ctrl_c_ends_with_code_130(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sxsh_eval.runs.session.run_plan", interrupt)
    assert main(["run"]) == 130
    assert "Đã dừng" in capsys.readouterr().err


def test_a_request_to_terminate_shows_what_is_done_and_ends_with_its_own_code(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sxsh_eval.runs.stopping import Stopped
    from sxsh_eval.runs.worker import Result

    def stop(stages: list[list[Any]], *_: object) -> None:
        first, *rest = [planned.job for stage in stages for planned in stage]
        stopped = Stopped(signal.SIGTERM)
        unfinished = [Result(job.name, job.folder(), 143, "?", outcome="not_run") for job in rest]
        stopped.results = (Result(first.name, first.folder()), *unfinished)
        raise stopped

    monkeypatch.setattr("sxsh_eval.runs.session.run_plan", stop)
    (project / "outputs" / ".work" / "staging").mkdir(parents=True)
    assert main(["run"]) == 143
    said = capsys.readouterr()
    assert "1 việc đã xong được giữ nguyên, 2 việc chưa chạy" in said.err
    assert "[run.interrupted]" not in said.err
    assert "index.html" in said.out


def test_several_jobs_fail_with_the_gravest_code(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sxsh_eval.runs.worker import Result

    codes = iter([1, 3, 0])
    monkeypatch.setattr(
        "sxsh_eval.runs.session.run_plan",
        lambda stages, *_: [Result(planned.job.name, planned.job.folder(), next(codes)) for planned in stages[0]],
    )
    (project / "outputs" / ".work" / "staging").mkdir(parents=True)
    assert main(["run"]) == 3


def test_on_a_terminal_there_are_bars_and_a_box(
    project: Path, planned: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    assert main(["run", "--period", "2016-2020"]) == 0
    shown = terminal.getvalue()
    assert "Kết quả · Results" in shown
    assert "╭" in shown
    assert "binh-dinh 2016-2020" in shown


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=os.environ | environment, capture_output=True, check=False
    )


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"]])
def test_help_is_quick_because_nothing_heavy_is_loaded(arguments: list[str]) -> None:
    code = f"""
import sys
from sxsh_eval.cli import main
status = main({arguments!r})
loaded = [name for name in {HEAVY!r} if name in sys.modules]
sys.exit(f"loaded: {{loaded}}" if loaded else status)
"""
    done = python("-c", code)
    assert done.returncode == 0, done.stderr.decode()


def test_the_module_and_the_version() -> None:
    done = python("-m", "sxsh_eval", "--version")
    assert re.fullmatch(r"sxsh-eval \d+\.\d+\.\d+\s*", done.stdout.decode())


def test_a_console_without_vietnamese_letters_does_not_crash() -> None:
    done = python("-m", "sxsh_eval", "run", "--help", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert done.returncode == 0
    assert "Chạy sổ tay" in done.stdout.decode("utf-8")


def test_exit_code_of_the_process(tmp_path: Path) -> None:
    done = python("-m", "sxsh_eval", "run", "--study", str(tmp_path / "none.yml"))
    assert (done.returncode, done.stdout) == (1, b"")
