"""Plain words on a method, a result or a term, in Vietnamese or English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from sxsh_eval.errors import Problem, UsageError, nearest
from sxsh_eval.parameters.text import fold
from sxsh_eval.reports.explaining.methods import MethodEntry, called, method_of, methods, methods_by_word
from sxsh_eval.reports.glossary import glossary, names_by_word
from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.reports.render.files import check_choice


@dataclass(frozen=True, repr=False)
class Explanation:
    """Plain words on one method or term.

    Attributes
    ----------
    name : str
        Key of the method or term.
    title : str
    paragraphs : tuple of str
        What it does, how to read it; a term has its meaning only.
    reference : str
        Paper, decision or protocol; empty where there is none.
    verbs : tuple of str
        Public names to call.
    language : {"vi", "en"}
    """

    name: str
    title: str
    paragraphs: tuple[str, ...]
    reference: str
    verbs: tuple[str, ...]
    language: str

    def __str__(self) -> str:
        return "\n\n".join((self.title, *self.paragraphs, *(f"{head}: {text}" for head, text in self._foot())))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{escape(text)}</p>" for text in self.paragraphs)
        foot = "".join(f"<b>{escape(head)}:</b> {escape(text)}<br>" for head, text in self._foot())
        head = f"<h4>{escape(self.title)}</h4>"
        return f'<div lang="{self.language}" style="max-width:46em">{head}{said}<p>{foot}</p></div>'

    def _foot(self) -> Iterator[tuple[str, str]]:
        """Heads with what stands under the paragraphs."""
        say = Language(self.language).text
        if self.reference:
            yield say("explain_list.reference"), self.reference
        if self.verbs:
            yield say("explain_list.verbs"), ", ".join(f"sx.{verb}" for verb in self.verbs)


@dataclass(frozen=True, repr=False)
class Explanations:
    """All that can be explained, by theme.

    Attributes
    ----------
    themes : tuple of (str, tuple of Explanation)
    terms : tuple of str
        Terms of the glossary.
    language : {"vi", "en"}
    """

    themes: tuple[tuple[str, tuple[Explanation, ...]], ...]
    terms: tuple[str, ...]
    language: str

    def __str__(self) -> str:
        lines = [Language(self.language).text("explain_list.ask")]
        for theme, entries in self.themes:
            lines += ["", theme, *(f"  {entry.name}: {entry.title}" for entry in entries)]
        return "\n".join([*lines, "", self._terms()])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        say = Language(self.language).text
        columns = (say(f"explain_list.{it}") for it in ("method", "name", "verbs"))
        heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
        rows = "".join(
            f'<tr><th scope="rowgroup" colspan="3" style="text-align:left">{escape(theme)}</th></tr>'
            + "".join(_row(entry) for entry in entries)
            for theme, entries in self.themes
        )
        ask, terms = escape(say("explain_list.ask")), escape(self._terms())
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        return f'<div lang="{self.language}"><p>{ask}</p>{table}<p>{terms}</p></div>'

    def _terms(self) -> str:
        return Language(self.language).text("explain_list.terms", terms="; ".join(self.terms))


def _row(entry: Explanation) -> str:
    cells = (entry.title, entry.name, ", ".join(f"sx.{verb}" for verb in entry.verbs))
    return f"<tr>{''.join(f'<td style=text-align:left>{escape(cell)}</td>' for cell in cells)}</tr>"


def explain(what: object = None, *, language: str = "vi") -> Explanation | Explanations:
    """Explain a method, a result or a term in plain words.

    Parameters
    ----------
    what : str, callable or result, optional
        Name of a method or term (without regard to case, diacritics or punctuation), a verb such as
        ``sx.honest_bounds``, or what a verb gave; without it, the list of all there is.
    language : {"vi", "en"}

    Returns
    -------
    Explanation or Explanations
        Shows itself in a notebook, prints as text.

    Raises
    ------
    UsageError
        If the language is not known, or nothing has that name; names the nearest.
    """
    check_choice([language], LANGUAGES, "language", "usage.unknown_language")
    if what is None:
        return _all(language)
    if isinstance(what, str):
        return _by_word(what, language)
    if name := method_of(called(what)):
        return _of_method(methods()[name], language)
    raise _unknown(next(called(what)))


def _by_word(word: str, language: str) -> Explanation:
    folded = fold(word.removeprefix("sx."))
    if name := methods_by_word().get(folded):
        return _of_method(methods()[name], language)
    if name := names_by_word().get(folded):
        term = glossary(language)[name]
        return Explanation(name, term.term, (term.meaning,), term.source, (), language)
    raise _unknown(word)


def _unknown(word: str) -> UsageError:
    known = {**names_by_word(), **methods_by_word()}
    near = nearest(fold(word), known) or "-"
    return UsageError([Problem("usage.unknown_explanation", "explain", word, {"nearest": near})])


def _of_method(entry: MethodEntry, language: str) -> Explanation:
    say = Language(language).text
    title, what, reading = (say(f"explain.{entry.name}.{part}") for part in ("title", "what", "reading"))
    return Explanation(entry.name, title, (what, reading), entry.references[language], entry.verbs, language)


def _all(language: str) -> Explanations:
    themes: dict[str, list[Explanation]] = {}
    for entry in methods().values():
        themes.setdefault(entry.theme, []).append(_of_method(entry, language))
    say = Language(language).text
    said = tuple((say(f"explain_theme.{theme}"), tuple(entries)) for theme, entries in themes.items())
    return Explanations(said, tuple(term.term for term in glossary(language).values()), language)
