"""Every problem that running, rendering or the command line can name has its words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from sxsh_eval.errors import problem_catalogue

PACKAGE = Path(__file__).parents[2] / "sxsh_eval"
SOURCES = [*(PACKAGE / "runs").glob("*.py"), PACKAGE / "cli.py", PACKAGE / "reports" / "render" / "files.py"]
CODE = re.compile(r"(run|usage|output|notebook|report|letter|schema)\.[a-z_]+")
FILES = {"run.json", "report.json", "notebook.ipynb", "letter.docx"}


def texts(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_code_has_words_and_no_words_are_left_over() -> None:
    used = {text for path in SOURCES for text in texts(path) if CODE.fullmatch(text)} - FILES
    assert len(used) > 30
    assert used <= set(problem_catalogue())
    everywhere = {text for path in PACKAGE.rglob("*.py") for text in texts(path)}
    assert {code for code in problem_catalogue() if code.startswith(("run.", "output.", "notebook."))} <= everywhere
