"""The house keeps its shape: imports go one way, files stay small, notebooks stay thin, words are all there."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

from sxsh_eval.parameters.figures import UNITS
from sxsh_eval.reports.language import LANGUAGES, catalogue
from tests.letters import ROOT

FLOW = [
    "errors",
    "shown",
    "parameters",
    "inputs",
    "estimates",
    "reports",
    "runs",
    "form",
    "commands",
    "cli",
    "__main__",
]
PACKAGE = ROOT / "sxsh_eval"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
FORM = ROOT / "notebooks" / "start_here.ipynb"
NOTEBOOKS = sorted(path for path in (ROOT / "notebooks").glob("*.ipynb") if path != FORM)
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_CELL = 300, 40, 8
FORBIDDEN = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try, ast.With)


def folder_of(module: str) -> int:
    return FLOW.index(module.split(".")[1])


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    return "sxsh_eval." + path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        names |= {node.module or ""} if isinstance(node, ast.ImportFrom) else set()
        names |= {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
    return {name for name in names if name.startswith("sxsh_eval.")}


def test_imports_go_leftwards() -> None:
    assert len(MODULES) > 600
    places = {module_of(path): imported(path) for path in MODULES}
    wrong = {own: {name for name in names if folder_of(name) > folder_of(own)} for own, names in places.items()}
    assert {own: names for own, names in wrong.items() if names} == {}


def long_functions(path: Path) -> list[str]:
    found = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            start = node.body[1].lineno if len(node.body) > 1 and ast.get_docstring(node) else node.lineno
            found += [f"{module_of(path)}.{node.name}"] if node.end_lineno - start >= LONGEST_FUNCTION else []
    return found


def test_files_and_functions_stay_small() -> None:
    lengths = {module_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}
    assert [name for path in MODULES for name in long_functions(path)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_conventions(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    first = "".join(cells[0]["source"])
    assert cells[0]["cell_type"] == "markdown"
    assert len(re.findall(r"^# ", first, re.MULTILINE)) == 1
    assert [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])] == [cells[1]]
    assert "".join(cells[2]["source"]) == "import sxsh_eval as sx"
    assert "save_report" in "".join(code[-1]["source"])
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    for line in "".join(cells[1]["source"]).splitlines():
        assert re.match(r"\w+: (str|int|float|bool|dict) = .+  # .+", line), line
    for cell in code:
        source = "".join(cell["source"])
        assert not cell["outputs"], "outputs are not committed"
        assert cell["execution_count"] is None
        assert len(source.splitlines()) <= LONGEST_CELL, source
        assert not any(isinstance(node, FORBIDDEN) for node in ast.walk(ast.parse(source))), source


def test_the_notebook_of_the_form_is_words_and_one_hidden_cell() -> None:
    words, code = json.loads(FORM.read_text(encoding="utf-8"))["cells"]
    assert (words["cell_type"], code["cell_type"]) == ("markdown", "code")
    assert "".join(code["source"]).split() == ["import", "sxsh_eval", "as", "sx", "sx.start()"]
    assert code["metadata"] == {"deletable": False, "jupyter": {"source_hidden": True}, "tags": ["hide_input"]}
    assert (code["outputs"], code["execution_count"]) == ([], None)


@cache
def keys_in_code() -> set[str]:
    """Keys that code asks for by a literal first argument of a phrase-making function."""
    makers = {"phrase", "paragraph", "bullet", "boxed", "text", "both"}
    found = set()
    for path in MODULES:
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            key = node.args[0]
            if name in makers and isinstance(key, ast.Constant) and isinstance(key.value, str):
                found.add(key.value)
            if name == "head" and isinstance(key, ast.Constant) and isinstance(key.value, str):
                found.add(f"column.{key.value}")
    return {key for key in found if "." in key}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_in_code_has_words(language: str) -> None:
    assert keys_in_code() - catalogue(language).keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_has_words(language: str) -> None:
    assert {f"unit.{unit}" for unit in UNITS} - catalogue(language).keys() == set()


def test_public_names_load() -> None:
    import sxsh_eval as sx

    assert all(callable(getattr(sx, name)) for name in sx.__all__)
    assert set(sx.__all__) == set(sx.WHERE)
    with pytest.raises(AttributeError):
        sx.no_such_name  # noqa: B018
