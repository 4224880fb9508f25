"""A copy of the project to practise in: what a tutorial does there changes nothing of the analyst's own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.parameters.study import open_study
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Figure, Report, Section, Table, Text
from sxsh_eval.reports.show import show_section
from sxsh_eval.runs.jobs import check_slug

COPIED = ("parameters", "data/claims", "notebooks")
PLACE = Path("tutorials") / "practice"
Part = Section | Table | Figure
END_OF_HEADING = "</h3>"
PROGRAM = (sys.executable, "-m", "sxsh_eval")


@dataclass(frozen=True)
class Html:
    """Finished HTML that a notebook shows."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


@dataclass(frozen=True)
class Practice:
    """A folder to practise in.

    Attributes
    ----------
    folder : Path
        Copy of the project; the working directory.
    language : {"vi", "en"}
        In which tables, figures or sentences are shown.
    """

    folder: Path
    language: str

    def command(self, text: str) -> None:
        """Run a command as it would be typed in the terminal after ``sxsh-eval``; show what it says.

        Parameters
        ----------
        text : str
            ``check bang.xlsx``, for example.
        """
        done = subprocess.run(
            [*PROGRAM, *shlex.split(text)],
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
            check=False,
        )
        print((done.stdout + done.stderr).strip())  # noqa: T201 - what a terminal would show

    def show(self, shown: Report | Section, *names: str) -> Html:
        """Parts of a report in the tutorial's language.

        Parameters
        ----------
        shown : Report or Section
        *names : str
            Ids of tables, figures or sections, in the order wanted; none means everything.

        Raises
        ------
        UsageError
            If there is no such part; names those that there are.
        """
        sections = shown.sections if isinstance(shown, Report) else (shown,)
        parts = dict(named_parts(sections))
        if unknown := [name for name in names if name not in parts]:
            known = {"known": ", ".join(parts)}
            raise UsageError([Problem("usage.unknown_part", "show", name, known) for name in unknown])
        wanted = [parts[name] for name in names] or list(sections)
        return Html("".join(self._html(part) for part in wanted))

    def _html(self, part: Part) -> str:
        if isinstance(part, Section):
            return show_section(part, Language(self.language))
        alone = Section(id=part.id, title=part.title, blocks=(part,))
        return show_section(alone, Language(self.language)).partition(END_OF_HEADING)[2]

    def _repr_html_(self) -> str:
        return f"<p><code>{self.folder.name}</code></p>"


def named_parts(sections: tuple[Section, ...]) -> Iterator[tuple[str, Part]]:
    """Sections, tables, figures by id."""
    for section in sections:
        yield section.id, section
        yield from named_parts(section.parts)
        yield from ((block.id, block) for block in section.blocks if not isinstance(block, Text))


def practice(name: str, language: str = "vi") -> Practice:
    """Make a fresh copy of the project's choices, letters and notebooks, then work there.

    Parameters
    ----------
    name : str
        Of the tutorial: small letters, digits, ``_``. A copy of that name from before is thrown away.
    language : {"vi", "en"}

    Returns
    -------
    Practice
        Below ``outputs/tutorials/practice``; the working directory from now on.

    Raises
    ------
    UsageError
        If the name cannot be a folder's.
    """
    study = open_study()
    outputs = study.root / study.choices.paths.outputs
    if study.root.parent.parts[-len(PLACE.parts) :] == PLACE.parts:  # a tutorial that is run again
        outputs = study.root.parents[len(PLACE.parts)]
        os.chdir(outputs)
        study = open_study()
    folder = outputs / PLACE / check_slug(name, "practice")
    shutil.rmtree(folder, ignore_errors=True)
    for part in COPIED:
        shutil.copytree(study.root / part, folder / part)
    os.chdir(folder)
    return Practice(folder, language)
