"""Pages on how to change things, as steps that can be carried out: the blocks of a page are all there is to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Literal

from tests.letters import ROOT
from tests.runs.notebooks import nbformat

FOLDER = ROOT / "docs" / "how_to"
ACTIONS: dict[str, str] = {
    "Thêm vào cuối · Append to": "append",
    "Tệp mới · New file": "new",
    "Sổ tay mới · New notebook": "notebook",
    "Thay trong · Replace in": "replace",
    "Lệnh · Command": "command",
    "Trong sổ tay · In a notebook": "python",
    "Thấy · You see": "see",
    "Thấy trong · You see in": "see_in",
}
STEP = re.compile(
    r"^\*\*(?P<words>[^*]+)\*\*(?: `(?P<place>[^`]+)`)?\n+```(?P<kind>\w+)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
WRONG = "## Khi sai · When it is wrong"
GAP = "…"
TAG, SPACE = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", re.DOTALL), re.compile(r"[\s\u00a0]+")


@dataclass(frozen=True)
class Step:
    """One block of a page.

    Attributes
    ----------
    action : str
        One of the values of `ACTIONS`.
    place : str
        Path in the project; empty where there is none.
    wrong : bool
        Whether it belongs to the mistake that the page shows.
    """

    action: str
    place: str
    body: str
    wrong: bool

    def lines(self) -> list[str]:
        """Lines with something in them."""
        return [line for line in self.body.splitlines() if line.strip()]


def steps(page: str) -> list[Step]:
    """Steps of a page in order; a block that nothing says what to do with is refused."""
    right, _, wrong = page.partition(WRONG)
    found: list[Step] = []
    for text, is_wrong in ((right, False), (wrong, True)):
        matches = list(STEP.finditer(text))
        assert len(re.findall(r"^```", text, re.MULTILINE)) == 2 * len(matches), "a block without a bold line above it"
        found += [Step(ACTIONS[m["words"]], m["place"] or "", m["body"], is_wrong) for m in matches]
    return found


def change(project: Path, step: Step) -> None:
    """Carry out a step that changes a file."""
    path = project / step.place
    if step.action == "append":
        before = path.read_text(encoding="utf-8")
        path.write_text(f"{before.rstrip()}\n{step.body}", encoding="utf-8")
        return
    if step.action == "replace":
        path.write_text(replaced(path.read_text(encoding="utf-8"), step), encoding="utf-8")
        return
    assert not path.exists(), f"{step.place} is not new"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook(step.body) if step.action == "notebook" else step.body, encoding="utf-8")


def replaced(text: str, step: Step) -> str:
    """Text with the lines marked ``-`` replaced by those marked ``+``; the old ones must stand there once."""
    old = "".join(line[1:] + "\n" for line in step.lines() if line[0] in "- ")
    new = "".join(line[1:] + "\n" for line in step.lines() if line[0] in "+ ")
    assert ("\n" + text).count("\n" + old) == 1, f"{step.place}: {old}"
    return ("\n" + text).replace("\n" + old, "\n" + new)[1:]


def notebook(body: str) -> str:
    """Notebook of cells that begin with ``# %%`` (code), ``# %% parameters`` or ``# %% [markdown]``."""
    node = nbformat.v4.new_notebook(
        cells=list(cells(body)),
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    return str(nbformat.writes(node))


def cells(body: str) -> Iterator[object]:
    """Cells of such a text."""
    for part in re.split(r"^# %%", body, flags=re.MULTILINE)[1:]:
        kind, source = part.split("\n", 1)
        if kind.strip() == "[markdown]":
            yield nbformat.v4.new_markdown_cell(re.sub(r"^# ?", "", source.strip(), flags=re.MULTILINE))
        else:
            tags = {"tags": [kind.strip()]} if kind.strip() else {}
            yield nbformat.v4.new_code_cell(source.strip(), metadata=tags)


def missing(step: Step, shown: str) -> list[str]:
    """Lines of a step that do not stand in what is shown; an ellipsis stands for anything on the line."""
    flat = SPACE.sub(" ", shown)
    patterns = {
        line: ".*?".join(re.escape(SPACE.sub(" ", part.strip())) for part in line.split(GAP)) for line in step.lines()
    }
    return [line for line, pattern in patterns.items() if not re.search(pattern, flat)]


def visible(path: Path) -> str:
    """Text of a file as a reader sees it."""
    text = path.read_text(encoding="utf-8")
    return unescape(TAG.sub(" ", text)) if path.suffix == ".html" else text


Way = Literal["here", "copy", "kernel"]


def way_of(page: list[Step]) -> Way:
    """How the commands of a page run: in this process, with a copy of the program, or with a real kernel."""
    if any(step.place.startswith("sxsh_eval/") for step in page):
        return "copy"
    return "kernel" if any(step.action == "notebook" for step in page) else "here"
