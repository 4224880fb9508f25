"""Executing one notebook: what goes in, what counts as success, what a failure says."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError, UsageError
from sxsh_eval.runs.evidence import missing_evidence
from sxsh_eval.runs.kernel import kernel_environment
from sxsh_eval.runs.notebook import Execution, execute_notebook, read_notebook
from sxsh_eval.runs.notebook_parameters import check_parameters, declared_parameters
from tests.runs.notebooks import nbformat, write_notebook

HARMLESS = '../"x"; import os #\n{province}'


def execute(tmp_path: Path, *cells: str, save: bool = True, cell_seconds: int = 60) -> tuple[Execution, Path]:
    notebook = write_notebook(tmp_path / "a {b} c" / "trial.ipynb", *cells, save=save)
    folder = tmp_path / "out {x}"
    folder.mkdir()
    parameters = {"province": HARMLESS, "output": str(folder), "settings": {"a": [1, None, True, "Đắk Lắk"]}}
    return execute_notebook(notebook, parameters, folder, cell_seconds=cell_seconds), folder


@pytest.mark.notebook
def test_a_good_notebook_gets_its_parameters_in_a_clean_kernel_of_this_interpreter(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    look = """
    import os, sys, json, warnings, sxsh_eval
    warnings.warn("mind this")
    print(json.dumps([province, settings, sys.executable, os.environ["OPENBLAS_NUM_THREADS"], os.getcwd(), hash("a")]))
    """
    execution, folder = execute(tmp_path, "\n".join(line.strip() for line in look.splitlines()))
    assert execution.failure is None
    saved = nbformat.read(folder / "notebook.ipynb", as_version=4)
    assert all(cell.execution_count for cell in saved.cells if cell.cell_type == "code")
    printed = next(out.text for cell in saved.cells for out in cell.get("outputs", []) if out.get("name") == "stdout")
    province, settings, executable, threads, place, _ = json.loads(printed)
    assert (province, settings) == (HARMLESS, {"a": [1, None, True, "Đắk Lắk"]})
    assert (executable, threads) == (sys.executable, "1")
    assert place == str(tmp_path / "a {b} c")
    assert len(execution.warnings) == 1
    assert "mind this" in execution.warnings[0]
    assert capfd.readouterr() == ("", "")


@pytest.mark.notebook
def test_a_cell_that_raises_is_named_with_its_line(tmp_path: Path) -> None:
    execution, folder = execute(tmp_path, "x = 1", "y = 0\n\nx / y\nprint(2)")
    failure = execution.failure
    assert failure is not None
    assert (failure.exit_code, failure.cell, failure.line, failure.exception) == (3, 4, 3, "ZeroDivisionError")
    assert "In [4]:3 · x / y" in failure.message
    assert "division by zero" in failure.message
    assert not (folder / "report.json").exists()
    assert (folder / "notebook.ipynb").exists()


OURS = """
from sxsh_eval.errors import InputError, Problem, UsageError
raise {error}([Problem("file.missing", "parameters/registry/targets.yml", "-")])
"""


@pytest.mark.notebook
@pytest.mark.parametrize(("error", "code"), [("InputError", 1), ("UsageError", 2)])
def test_our_own_errors_speak_for_themselves(tmp_path: Path, error: str, code: int) -> None:
    failure = execute(tmp_path, OURS.format(error=error))[0].failure
    assert failure is not None
    assert failure.exit_code == code
    assert failure.message.startswith("Có 1 vấn đề:\n1. [file.missing] parameters/registry/targets.yml")
    assert "Traceback" not in failure.message


@pytest.mark.notebook
@pytest.mark.parametrize(
    ("cell", "code", "number"),
    [
        ("import sys\nsys.exit(0)", "run.stopped_early", 3),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "run.kernel_died", 3),
        ("input('?')", "run.cell_failed", 3),
        ("import time\ntime.sleep(60)", "run.timeout", 3),
    ],
)
def test_what_papermill_calls_completed_is_judged_by_evidence(
    tmp_path: Path, cell: str, code: str, number: int
) -> None:
    failure = execute(tmp_path, cell, cell_seconds=2 if "sleep" in cell else 60)[0].failure
    assert failure is not None
    assert f"[{code}]" in failure.message
    assert (failure.exit_code, failure.cell) == (3, number)


@pytest.mark.parametrize(
    ("count", "report", "code"),
    [(None, "{}", "run.cell_not_run"), (1, None, "run.no_report"), (1, '{"id": ', "run.no_report"), (1, "{}", None)],
)
def test_without_its_evidence_no_run_counts(
    tmp_path: Path, count: int | None, report: str | None, code: str | None
) -> None:
    cells = [nbformat.v4.new_code_cell("  "), nbformat.v4.new_code_cell("1", execution_count=count)]
    if report is not None:
        (tmp_path / "report.json").write_text(report, encoding="utf-8")
    failure = missing_evidence("n.ipynb", cells, tmp_path, "n")
    if code is None:
        assert failure is None
    else:
        assert failure is not None
        assert f"[{code}]" in failure.message
        assert failure.exit_code == 3


@pytest.mark.notebook
def test_a_kernel_that_dies_before_its_first_cell_is_tried_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[Path] = []

    def broken_once(private: Path) -> dict[str, str]:
        attempts.append(private)
        environment = kernel_environment(private)
        return environment if len(attempts) > 1 else environment | {"PYTHONHOME": "/nowhere"}

    monkeypatch.setattr("sxsh_eval.runs.notebook.kernel_environment", broken_once)
    assert execute(tmp_path, "1")[0].failure is None
    assert len(attempts) == 2


@pytest.mark.notebook
def test_a_kernel_that_never_starts_is_an_honest_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sxsh_eval.runs.notebook.kernel_environment", lambda _: {"PYTHONHOME": "/nowhere"})
    execution, folder = execute(tmp_path, "1")
    assert execution.failure is not None
    assert "[run.no_kernel]" in execution.failure.message
    assert (folder / "notebook.ipynb").exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"provnce": "x"}, "usage.unknown_parameter"),
        ({"x=1;INJECTED": 1}, "usage.unknown_parameter"),
        ({"province": 1}, "usage.parameter_type"),
        ({"settings": []}, "usage.parameter_type"),
        ({"province": Path("x")}, "usage.parameter_not_plain"),
        ({"settings": {"a": float("nan")}}, "usage.parameter_not_plain"),
        ({"settings": {1: "a"}}, "usage.parameter_not_plain"),
    ],
)
def test_what_the_notebook_cannot_take_stops_before_anything_runs(
    tmp_path: Path, given: dict[str, object], code: str
) -> None:
    with pytest.raises(UsageError) as caught:
        execute_notebook(write_notebook(tmp_path / "n.ipynb"), given, tmp_path)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert not (tmp_path / "notebook.ipynb").exists()


def test_an_unknown_parameter_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="province") as caught:
        execute_notebook(write_notebook(tmp_path / "n.ipynb"), {"provnce": "x"}, tmp_path)
    assert caught.value.problems[0].values["nearest"] == "province"


def notebook_of(tmp_path: Path, cells: list[object]) -> Path:
    path = tmp_path / "n.ipynb"
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "value", "taken"),
    [
        ("x: int = 1", True, False),
        ("x: float = 1.0", 2, True),
        ("x: int = 1", 2.0, False),
        ("x: str | None = None", None, True),
        ("x: 'list[str]' = []  # a=b", ["a"], True),
        ("x = 'text'", 1, False),
        ("x = compute()", 1, True),
        ("x: Special = 1", "anything", True),
    ],
)
def test_types_of_parameters(tmp_path: Path, line: str, value: object, taken: bool) -> None:  # noqa: FBT001
    cells = [nbformat.v4.new_code_cell(line, metadata={"tags": ["parameters"]})]
    declared = declared_parameters(notebook_of(tmp_path, cells))
    if taken:
        check_parameters(tmp_path / "n.ipynb", declared, {"x": value})
    else:
        with pytest.raises(UsageError):
            check_parameters(tmp_path / "n.ipynb", declared, {"x": value})


@pytest.mark.parametrize(
    ("content", "code"), [(None, "notebook.missing"), ("{", "notebook.unreadable"), ('{"a": 1}', "notebook.unreadable")]
)
def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path, content: str | None, code: str) -> None:
    path = tmp_path / "n.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_notebook(path)
    assert caught.value.problems[0].code == code


def test_a_syntax_error_in_the_parameters_cell_is_told_with_its_line(tmp_path: Path) -> None:
    cells = [nbformat.v4.new_code_cell("a = 1\nb = = 2", metadata={"tags": ["parameters"]})]
    with pytest.raises(InputError, match=r"n\.ipynb, parameters: 2"):
        declared_parameters(notebook_of(tmp_path, cells))
