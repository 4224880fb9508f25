"""Writing a province's letter to the Ministry as a Word file, by itself or beside the reports of a run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.parameters.saved import write_whole
from sxsh_eval.parameters.study import Study, open_study, read_study
from sxsh_eval.reports.official.compose import official_letter
from sxsh_eval.reports.official.facts import Form
from sxsh_eval.reports.official.model import OfficialLetter
from sxsh_eval.reports.render.letter_docx import render_letter
from sxsh_eval.runs.jobs import LETTER, Job
from sxsh_eval.runs.letters.official_facts import letter_facts, report_folder, with_report
from sxsh_eval.runs.planning.requests import outputs_folder
from sxsh_eval.runs.saved_report import read_report

FOLDER = "letters"
ENDING = ".docx"


@dataclass(frozen=True)
class LetterRequest:
    """Which letter to write.

    Attributes
    ----------
    province : str
        Name or slug.
    year : int
        Of the claims file ``<province>-<year>.yml``.
    run : str
        Run whose estimates are told; empty takes the usual one, when it has a report.
    form : Form, optional
    study, outputs : Path, optional
        Study file and folder of outputs.
    output : Path, optional
        File to write; by default ``letters/<province>-<year>.docx`` among the outputs.
    """

    province: str
    year: int
    run: str = ""
    form: Form | None = None
    study: Path | None = None
    outputs: Path | None = None
    output: Path | None = None


@dataclass(frozen=True)
class WrittenLetter:
    """A letter with the file that holds it.

    Attributes
    ----------
    path : Path
    letter : OfficialLetter
    figures, waiting : int
        Figures in it; left out because nobody has confirmed them.
    estimates : str
        Report whose estimates it tells; empty without one.
    """

    path: Path
    letter: OfficialLetter
    figures: int
    waiting: int
    estimates: str


def parse_day(text: str) -> dt.date | None:
    """Date as typed; None for an empty text.

    Raises
    ------
    UsageError
        If it is no date.
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError([Problem("usage.letter_date", "--date", text[:40])]) from None


def study_of(request: LetterRequest) -> Study:
    """Choices for the letter's year.

    Raises
    ------
    InputError
        If the study file has errors.
    UsageError
        If the year or the province is unknown.
    """
    file = open_study(request.study or "")
    allowed = file.choices.years_allowed
    if not allowed.first <= request.year <= allowed.last:
        values = {"first": str(allowed.first), "last": str(allowed.last)}
        raise UsageError([Problem("usage.letter_year", "--year", str(request.year), values)])
    return file.study(request.province, f"{request.year}-{request.year}")


def output_file(request: LetterRequest, study: Study) -> Path:
    """File to write.

    Raises
    ------
    UsageError
        If a file of another kind is named.
    """
    if request.output is None:
        outputs = outputs_folder(request.outputs, request.study)
        return outputs / FOLDER / f"{study.province}-{request.year}{ENDING}"
    if request.output.suffix.lower() != ENDING or request.output.is_dir():
        raise UsageError([Problem("usage.letter_file", "--output", str(request.output))])
    return request.output.resolve()


def write_letter(request: LetterRequest) -> WrittenLetter:
    """Write the letter that is asked for.

    Parameters
    ----------
    request : LetterRequest

    Returns
    -------
    WrittenLetter

    Raises
    ------
    InputError
        With every problem of the data, or when the file cannot be written.
    UsageError
        If province, year, run or file are impossible.
    """
    study = study_of(request)
    path = output_file(request, study)
    outputs = outputs_folder(request.outputs, request.study)
    facts = letter_facts(study, request.year, request.form)
    folder = report_folder(outputs, study.province, request.year, request.run)
    if folder is not None:
        facts = with_report(facts, read_report(folder), folder.relative_to(outputs).parts[0])
    letter = official_letter(facts)
    content = render_letter(letter)
    write_whole(path, lambda part: part.write_bytes(content), refusal="output.file_in_use")
    estimates = folder.relative_to(outputs).as_posix() if folder else ""
    return WrittenLetter(path, letter, len(facts.letter.claims), facts.inputs.waiting, estimates)


def add_letter(job: Job, folder: Path) -> None:
    """Write the letter of a job beside its reports.

    Parameters
    ----------
    job : Job
    folder : Path
        Staging folder with the job's ``report.json``.

    Raises
    ------
    InputError
        If the claims or the report are damaged.
    """
    study = read_study(job.study, province=job.province, period=job.period, settings=job.settings)
    facts = with_report(letter_facts(study), read_report(folder), job.run)
    (folder / LETTER).write_bytes(render_letter(official_letter(facts)))
