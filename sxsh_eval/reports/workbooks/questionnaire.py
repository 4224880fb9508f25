"""The questionnaire as a workbook in XLSForm, for Kobo, ODK and other tools that read it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from sxsh_eval.estimates.survey_plan.plan import SamplingPlan
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.codebook import read_codebook
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.saved import write_whole
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.render.excel_book import LINE_POINTS
from sxsh_eval.reports.workbooks.questionnaire_form import Form, Question, questionnaire_form
from sxsh_eval.reports.workbooks.safe_book import EN, VI, SafeBook, lines_of

FILE = "questionnaire.xlsx"
LANGUAGES = {"vi": "Tiếng Việt (vi)", "en": "English (en)"}
WORDED = ("label", "hint", "constraint_message")
HEADS = (
    "type", "name", *(f"{kind}::{name}" for kind in WORDED for name in LANGUAGES.values()), "required", "constraint",
    "relevant", "default", "appearance", "calculation",
)  # fmt: skip
WIDTHS = [22.0, 24.0, *[45.0] * 6, 9.0, 40.0, 34.0, 14.0, 14.0, 40.0]
FORM_ID = "sxsh_survey"


def save_questionnaire(study: Study, output: str, plan: SamplingPlan | None = None) -> Path | None:
    """Write the questionnaire as XLSForm, ``questionnaire.xlsx``.

    Parameters
    ----------
    study : Study
        Its project has the codebook of the survey; its province is chosen beforehand.
    output : str
        Folder; an empty text writes nothing (a notebook opened by hand).
    plan : SamplingPlan, optional
        Its strata are to choose from.

    Returns
    -------
    Path or None
        The file. Answers exported from Kobo or ODK under the names of its fields are a table of the codebook
        ``survey``.

    Raises
    ------
    InputError
        If the codebook or the registry is wrong, or the folder cannot be written.
    """
    if not output:
        return None
    codebook = read_codebook(study.root / "parameters" / "codebook" / "survey.yml")
    registry = read_registry(study.root / study.paths.registry)
    strata = () if plan is None else tuple(plan.strata["stratum"])
    province = "" if study.province == NATIONAL else study.province
    form = questionnaire_form(codebook, registry, province=province, strata=strata)
    path = Path(output) / FILE
    write_whole(path, lambda partial: write_form(partial, form))
    return path


def write_form(path: Path, form: Form) -> None:
    """Sheets ``survey``, ``choices``, ``settings`` of a form."""
    lines = [cells_of(row) for row in form.rows]
    chosen = [
        [name, code, title.vi, title.en] for name, listed in form.choices.items() for code, title in listed.items()
    ]
    told = hashlib.sha256(repr((lines, chosen)).encode()).hexdigest()
    title = f"{VI.text('questionnaire.title')} / {EN.text('questionnaire.title')}"
    name = "concat(${enterprise_id}, '-', ${year})"
    settings = [title, FORM_ID, f"{int(told[:8], 16):010d}", LANGUAGES["vi"], name]
    book = SafeBook(path, title)
    add_sheet(book, "survey", HEADS, lines, WIDTHS)
    labels = [f"label::{language}" for language in LANGUAGES.values()]
    add_sheet(book, "choices", ("list_name", "name", *labels), chosen, [16.0, 26.0, 50.0, 50.0])
    heads = ("form_title", "form_id", "version", "default_language", "instance_name")
    add_sheet(book, "settings", heads, [settings], [60.0, 16.0, 16.0, 20.0, 40.0])
    book.close()


def add_sheet(book: SafeBook, name: str, heads: Iterable[str], lines: list[list[str]], widths: list[float]) -> None:
    """One sheet with its head frozen."""
    sheet = book.sheet(name, widths)
    book.line(sheet, 0, list(heads), widths, "head")
    for row, line in enumerate(lines, start=1):
        for column, text in enumerate(line):
            if text:
                book.text(sheet, row, column, text)
        high = max((lines_of(text, width) for text, width in zip(line, widths, strict=True)), default=1)
        if high > 1:
            sheet.set_row(row, high * LINE_POINTS)
    sheet.freeze_panes(1, 2)


def cells_of(row: Question) -> list[str]:
    """Cells of a question in the order of `HEADS`."""
    worded = [text for words in (row.label, row.hint, row.message) for text in both(words)]
    needed = "yes" if row.needed else ""
    return [
        row.type,
        row.name,
        *worded,
        needed,
        row.constraint,
        row.relevant,
        row.default,
        row.appearance,
        row.calculation,
    ]


def both(words: Words | None) -> tuple[str, str]:
    """Vietnamese and English, or nothing."""
    return (words.vi, words.en) if words is not None else ("", "")
