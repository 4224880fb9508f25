"""A report as files: each language drawn once, each format written by its own renderer."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from sxsh_eval.errors import Problem, UsageError, nearest
from sxsh_eval.parameters.choices import Format

if TYPE_CHECKING:
    from sxsh_eval.reports.language import Language
    from sxsh_eval.reports.model import Report

FORMATS: tuple[str, ...] = get_args(Format)
"""Each has a ``render_<format>`` in ``reports/render/<format>.py`` from report, language, pictures (if shown)."""
PICTURES = "pictures"


def check_choice(chosen: Iterable[str], known: tuple[str, ...], where: str, code: str) -> tuple[str, ...]:
    """Chosen names in the order of the known ones.

    Parameters
    ----------
    chosen : iterable of str
        None at all means all known ones.
    known : tuple of str
    where, code : str
        Option and problem code for names that are not known.

    Raises
    ------
    UsageError
        With one problem for each unknown name.
    """
    wanted = list(chosen) or list(known)
    values = {"known": ", ".join(known)}
    problems = [
        Problem(code, where, name, {**values, "nearest": nearest(name, known) or "-"})
        for name in wanted
        if name not in known
    ]
    if problems:
        raise UsageError(problems)
    return tuple(name for name in known if name in wanted)


def file_name(language: str, form: str) -> str:
    """Name of a rendered file: ``report.vi.html``."""
    return f"report.{language}.{form}"


def render_files(
    report: Report,
    folder: Path,
    languages: Iterable[str],
    formats: Iterable[str],
    *,
    pairs: Collection[tuple[str, str]] | None = None,
) -> dict[str, Path]:
    """Write a report in several languages and formats.

    Figures are drawn once a language, and not at all where no format shows them.

    Parameters
    ----------
    report : Report
    folder : Path
        Existing folder.
    languages : iterable of {"vi", "en"}
    formats : iterable of str
        Of `FORMATS`.
    pairs : collection of (language, format), optional
        Of all files asked for, only these.

    Returns
    -------
    dict of str to Path
        Files by name, in the order written.

    Raises
    ------
    UsageError
        If a language or format is unknown.
    """
    from sxsh_eval.reports.language import LANGUAGES, Language
    from sxsh_eval.reports.render.edited import edit_report

    codes = check_choice(languages, LANGUAGES, "--language", "usage.unknown_language")
    forms = check_choice(formats, FORMATS, "--format", "usage.unknown_format")
    written: dict[str, Path] = {}
    report = edit_report(report)
    for code in codes:
        wanted = tuple(form for form in forms if pairs is None or (code, form) in pairs)
        with collecting_later():
            for name, content in _rendered(report, Language.remembering(code), wanted):
                written[name] = folder / name
                written[name].write_bytes(content)
    return written


@contextmanager
def collecting_later() -> Iterator[None]:
    """Put off Python's search for circles of garbage, which takes a third of the time of drawing."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def renderer(form: str) -> Callable[..., bytes]:
    """Function that writes a format.

    Parameters
    ----------
    form : str
        One of `FORMATS`.

    Returns
    -------
    callable
        Makes bytes from report, language and, where it has a parameter of that name, pictures.
    """
    render: Callable[..., bytes] = getattr(import_module(f"sxsh_eval.reports.render.{form}"), f"render_{form}")
    return render


def _rendered(report: Report, language: Language, forms: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    from sxsh_eval.reports.render.terms import with_glossary

    report = with_glossary(report, language)
    renderers = {form: renderer(form) for form in forms}
    pictured = {form for form, render in renderers.items() if PICTURES in signature(render).parameters}
    given: dict[str, object] = {}
    if pictured:
        draw: Callable[..., object] = import_module("sxsh_eval.reports.draw_pictures").draw_pictures
        given = {PICTURES: draw(report, language)}
    for form, render in renderers.items():
        yield file_name(language.code, form), render(report, language, **(given if form in pictured else {}))
