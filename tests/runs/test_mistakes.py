"""Mistakes as analysts make them: all of them told at once, each at its place, in words that lead on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sxsh_eval.cli import main
from sxsh_eval.errors import ProblemsError
from sxsh_eval.runs.asking import prepare_asked
from sxsh_eval.runs.checks import check_project
from tests.letters import ROOT
from tests.runs.notebooks import write_notebook

CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "cases" / "mistakes.yml").read_text(encoding="utf-8"))
FOLDERS = ("parameters", "data/claims")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project without mistakes."""
    folder = tmp_path_factory.mktemp("project")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    (folder / "parameters" / "fleet.yml").unlink()
    write_notebook(folder / "notebooks" / "province_report.ipynb")
    return folder


@pytest.fixture
def trial(whole: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The project to make mistakes in: what a test writes is put right after it."""
    before = {path: path.read_bytes() for path in whole.rglob("*") if path.is_file()}
    monkeypatch.chdir(whole)
    yield whole
    for path in [path for path in whole.rglob("*") if path.is_file()]:
        if path not in before:
            path.unlink()
    for path, content in before.items():
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)


def make(trial: Path, case: dict[str, Any]) -> None:
    for name, text in case.get("write", {}).items():
        (trial / name).write_text(text, encoding=case.get("encoding", "utf-8"), newline="\n")
    for name, (old, new) in case.get("change", {}).items():
        text = (trial / name).read_text(encoding="utf-8")
        assert old in text
        (trial / name).write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def ask(case: dict[str, Any]) -> ProblemsError | None:
    asked = dict(case.get("ask", {}))
    try:
        if case.get("check"):
            check_project(None)
        else:
            file = Path(case["file"]) if "file" in case else None
            prepare_asked(asked.pop("settings", []), file, "", **{key: tuple(value) for key, value in asked.items()})
    except ProblemsError as error:
        return error
    return None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_mistakes_are_told_at_their_places(trial: Path, case: dict[str, Any]) -> None:
    make(trial, case)
    error = ask(case)
    found = [(problem.code, problem.where) for problem in error.problems] if error else []
    wanted = [tuple(each) for each in case["problems"]]
    assert [code for code, _ in found] == [code for code, _ in wanted], found
    for (_, where), (_, place) in zip(found, wanted, strict=True):
        assert where.startswith(place) if place.endswith(":") else where == place
    if error:
        said = dict(zip(("vi", "en"), error.message().split("\n\n"), strict=True))
        assert {
            language: words for language, words in case.get("says", {}).items() if words not in said[language]
        } == {}
    assert not (trial / "outputs").exists()


@pytest.mark.parametrize(
    ("target", "code", "said"),
    [
        ("parameters/runs/example.yml", 0, "No problems"),
        (".", 0, "No problems"),
        ("data", 2, "usage.no_parameters"),
        ("parameters/runs/khong-co.yml", 1, "file.missing"),
    ],
)
def test_check_knows_the_project_of_what_it_is_given(
    trial: Path, capsys: pytest.CaptureFixture[str], target: str, code: int, said: str
) -> None:
    assert main(["check", target]) == code
    told = capsys.readouterr()
    assert said in told.out + told.err
    assert trial == Path.cwd()
