"""What a finished job has to show: headline values, files, warnings, what changed against the last run."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from sxsh_eval.form.links import is_shown
from sxsh_eval.form.widgets import file_link, note_html
from sxsh_eval.form.words import Speaker
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.runs.following.values import Changes, ChoiceChange, Headline, NumberChange, ResultFile, ResultLinks

MOST_NUMBERS = 40
"""Changed numbers that are listed; the page of a comparison has all."""
TELLING = 8
"""Changed numbers that are seen at once, the most telling ones; the others unfold."""
TECHNICAL = ("data", "notebook")
"""Kinds of files that readers of reports do not need."""


def result_html(speaker: Speaker, title: Callable[[Speaker], str], links: ResultLinks, changes: Changes | None) -> str:
    """All that is shown of one job.

    Parameters
    ----------
    speaker : Speaker
    title : callable
        Name of the job in a language.
    links : ResultLinks
    changes : Changes or None
        None when there was nothing before.

    Returns
    -------
    str
        HTML.
    """
    text, words = speaker.text, speaker.language.words
    parts = [f"<h3>{escape(title(speaker))}</h3>"]
    parts += [f'<p class="sx-changed">⚠ {escape(words(banner))}</p>' for banner in links.banners]
    parts.append(_headlines(speaker, links.headlines))
    parts.append(f"<h4>{escape(text('form.results.files'))}</h4>{_files(speaker, links)}")
    parts.append(f"<h4>{escape(text('form.results.changes'))}</h4>{_changes(speaker, changes)}")
    parts.append(_listed(speaker, text("form.results.warnings", n=str(len(links.warnings))), links.warnings))
    if links.failure:
        parts.append(
            f'<p class="sx-problem">✖ {escape(text("form.results.failure"))}</p><pre>{escape(links.failure)}</pre>'
        )
    return "".join(parts)


def _headlines(speaker: Speaker, headlines: Sequence[Headline]) -> str:
    if not headlines:
        return ""
    words = speaker.language.words
    heads = [
        speaker.text(f"form.results.column.{name}") for name in ("indicator", "figure", "target", "verdict", "evidence")
    ]
    rows = [
        [
            words(each.indicator),
            *(_or_none(speaker, value) for value in (each.figure, each.target, each.verdict, each.evidence)),
        ]
        for each in headlines
    ]
    return f"<h4>{escape(speaker.text('form.results.headlines'))}</h4>{table(heads, rows)}"


def _files(speaker: Speaker, links: ResultLinks) -> str:
    """What is to be read; the folder; the files of the machinery and the log, folded away."""
    text, root = speaker.text, speaker.offers.root
    shown = _kinds(speaker, [file for file in links.files if file.kind not in TECHNICAL])
    if links.files:
        folder = root / Path(links.files[0].path).parent
        shown += note_html(text("form.results.folder", path=str(folder)))
    others = _kinds(speaker, [file for file in links.files if file.kind in TECHNICAL])
    if links.log:
        others += f"<p>{file_link(links.log, text('form.results.log'), root)}</p>"
    return shown + (folded(text("form.results.technical"), others) if others else "")


def _kinds(speaker: Speaker, files: Sequence[ResultFile]) -> str:
    """One line a kind and language, its formats as links."""
    groups: dict[tuple[str, str], list[ResultFile]] = {}
    for file in files:
        groups.setdefault((file.kind, file.language), []).append(file)
    lines = []
    for (kind, language), members in groups.items():
        name = speaker.text(f"form.results.kind.{kind}")
        name += f", {speaker.text(f'form.output.languages.{language}')}" if language else ""
        shown = " · ".join(_file(speaker, file, kind) for file in members)
        lines.append(f"<li><strong>{escape(name)}</strong>: {shown}</li>")
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


def folded(head: str, body: str) -> str:
    """Part that opens at its head."""
    return f"<details><summary>{escape(head)}</summary>{body}</details>"


def _file(speaker: Speaker, file: ResultFile, kind: str) -> str:
    """Link with the size; of what pages do not show the name, for the folder stands beneath."""
    name = Path(file.path).name
    known = file.format in {"html", "pdf", "docx", "xlsx"} and kind == "report"
    text = speaker.text(f"form.output.formats.{file.format}") if known else name
    shown = file_link(file.path, text, speaker.offers.root) if is_shown(file.path) else escape(text)
    return f"{shown} ({escape(size(speaker, file.size))})"


def size(speaker: Speaker, number: int) -> str:
    """Size of a file as people read it."""
    thousands = number / 1000
    unit, value = ("MB", thousands / 1000) if thousands >= 1000 else ("kB", thousands)  # noqa: PLR2004 - a unit
    return f"{speaker.language.number(value, 1 if unit == 'MB' else 0)} {unit}"


def _changes(speaker: Speaker, changes: Changes | None) -> str:
    """What differs from the last run."""
    text, words = speaker.text, speaker.language.words
    if changes is None:
        return f"<p>{escape(text('form.results.first'))}</p>"
    parts = [f"<p><strong>{escape(words(changes.summary))}</strong></p>"]
    parts += [f'<p class="sx-changed">⚠ {escape(words(caution))}</p>' for caution in changes.cautions]
    parts.append(_choices(speaker, changes, "choices"))
    if changes.numbers:
        heads = [text(f"form.results.change.{name}") for name in ("label", "old", "new", "difference", "beyond")]
        rows = [_number(speaker, each) for each in changes.numbers[:MOST_NUMBERS]]
        parts.append(table(heads, rows[:TELLING]))
        if len(rows) > TELLING:
            rest = len(changes.numbers) - MOST_NUMBERS
            more = note_html(text("form.results.more", n=str(rest))) if rest > 0 else ""
            unfold = text("form.results.unfold", n=str(len(rows) - TELLING))
            parts.append(folded(unfold, table(heads, rows[TELLING:]) + more))
    parts += [_choices(speaker, changes, kind) for kind in ("inputs", "versions")]
    parts.append(_listed(speaker, text("form.results.new_warnings"), changes.new_warnings))
    parts.append(_listed(speaker, text("form.results.gone_warnings"), changes.gone_warnings))
    return "".join(parts)


def _choices(speaker: Speaker, changes: Changes, kind: str) -> str:
    """Table of choices, files or versions that differ; empty without any."""
    found: tuple[ChoiceChange, ...] = getattr(changes, kind)
    heads = [speaker.text(f"form.results.change.{name}") for name in (kind, "old", "new")]
    rows = [[_choice(speaker, each), *(_value(speaker, each.key, it) for it in (each.old, each.new))] for each in found]
    return table(heads, rows) if rows else ""


def _value(speaker: Speaker, key: str, written: str) -> str:
    """Value of a choice as the form shows it; other values as written."""
    field = speaker.offers.fields.get(key)
    if field is None or not written:
        return written or "–"
    try:
        return speaker.shown(field, literal_eval(written))
    except (ValueError, SyntaxError, TypeError, AttributeError):
        return speaker.shown(field, written)


def _choice(speaker: Speaker, change: ChoiceChange) -> str:
    """Label of a choice that the form has; other names in words."""
    field = speaker.offers.fields.get(change.key)
    return speaker.language.words(change.name) if field is None else speaker.label(field)


def _number(speaker: Speaker, change: NumberChange) -> list[str]:
    difference = _or_none(speaker, change.difference)
    relative = f" ({speaker.language.words(change.relative)})" if change.relative is not None else ""
    beyond = (
        speaker.text("form.results.beyond" if change.beyond else "form.results.within")
        if change.beyond is not None
        else ""
    )
    verdict = speaker.language.words(change.verdict)
    return [
        speaker.language.words(change.label),
        _or_none(speaker, change.old),
        _or_none(speaker, change.new),
        difference + relative,
        f"{beyond}: {verdict}" if beyond else verdict,
    ]


def _listed(speaker: Speaker, head: str, items: Sequence[Words]) -> str:
    if not items:
        return ""
    lines = "".join(f"<li>{escape(speaker.language.words(item))}</li>" for item in items)
    return f"<h4>{escape(head)}</h4><ul>{lines}</ul>"


def _or_none(speaker: Speaker, value: Words | None) -> str:
    return "–" if value is None else speaker.language.words(value)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Table of texts, its first column the heads of the rows."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    lines = []
    for first, *others in rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in others)
        lines.append(f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>')
    body = f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    name = escape(", ".join(heads[:2]))
    return f'<div class="sx-wide" tabindex="0" role="group" aria-label="{name}">{body}</div>'
