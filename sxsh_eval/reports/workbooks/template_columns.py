"""Columns of a template: head with unit, example, choices and the words that explain them."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_eval.parameters.codebook import Codebook, Column
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.workbooks.safe_book import VI, both

OWN_MARK = "is_synthetic"
"""Column that only the program fills."""

FEW = 8
"""So many codes still fit into a sentence."""

EXAMPLES: dict[str, str | float] = {
    "tax_code": "0100109106",
    "vsic": "1010",
    "year": 2018,
    "integer": 1,
    "number": 1200,
    "flag": "có",
}


@dataclass(frozen=True)
class TemplateColumn:
    """One column of a template.

    Attributes
    ----------
    name : str
        In the codebook.
    column : Column
    head : str
        Vietnamese title with the unit in brackets.
    choices : tuple of str
        Values of its dropdown; empty for none.
    example : str or float
    """

    name: str
    column: Column
    head: str
    choices: tuple[str, ...]
    example: str | float


def template_columns(codebook: Codebook, registry: Registry) -> list[TemplateColumn]:
    """Columns that an analyst fills in, in the codebook's order.

    Parameters
    ----------
    codebook : Codebook
    registry : Registry
        Lists provinces and sectors.

    Returns
    -------
    list of TemplateColumn
    """
    sums = {each.total for each in codebook.totals}
    made = []
    for name, column in codebook.columns.items():
        if column.computed or name == OWN_MARK:
            continue
        choices = choices_of(column, registry)
        example = example_of(name, column, choices, of_parts=name in sums)
        made.append(TemplateColumn(name, column, head_of(column), choices, example))
    return made


def head_of(column: Column) -> str:
    """Vietnamese title, with the unit in brackets unless it says the unit itself."""
    title = f"{column.title.vi[:1].upper()}{column.title.vi[1:]}"
    unit = VI.text(f"column_unit.{column.unit}") if column.unit else ""
    return f"{title} ({unit})" if unit and unit.lower() not in title.lower() else title


def choices_of(column: Column, registry: Registry) -> tuple[str, ...]:
    """Vietnamese titles of what a cell may hold."""
    if column.type == "flag":
        return VI.text("template.yes"), VI.text("template.no")
    if column.allowed is not None:
        return tuple(title.vi for title in column.allowed.values())
    if column.allowed_from == "sectors":
        return tuple(sector.title.vi for sector in registry.sectors.values())
    if column.allowed_from == "provinces":
        return tuple(dict.fromkeys(province.name.vi for province in registry.provinces))
    return ()


def example_of(name: str, column: Column, choices: tuple[str, ...], *, of_parts: bool = False) -> str | float:
    """What the example row shows; a total of two parts is twice as much."""
    if choices:
        return choices[0]
    known = EXAMPLES.get(column.form or column.type)
    if known is None:
        return "…" if column.may_be_empty else f"{name.upper()}-001"
    if isinstance(known, str):
        return known
    limit = column.high if column.usual_high is None else column.usual_high
    return min(known * (1 + of_parts), limit if limit is not None else known * 2)


def values_text(column: Column, choices: tuple[str, ...], language: Language) -> str:
    """Type of a column with its codes or limits."""
    if column.form:
        return language.text(f"template.{column.form}_form")
    if column.type == "flag":
        return language.text("template.type_flag")
    if column.allowed is not None and len(column.allowed) <= FEW:
        return language.text(
            "template.codes", codes="; ".join(language.words(title) for title in column.allowed.values())
        )
    if choices:
        return language.text("template.codes_in_lists")
    kind = language.text(f"template.type_{column.type}")
    if column.low is None:
        return kind
    key = "template.limits" if column.high is None or column.type == "year" else "template.limits_both"
    high = f"{column.high:g}" if column.high is not None else ""
    return kind if column.type == "year" else f"{kind}, {language.text(key, low=f'{column.low:g}', high=high)}"


def needed_key(column: Column) -> str:
    """Key of the words that say whether a column is required."""
    if not column.required:
        return "template.optional"
    return "template.required_but_empty" if column.may_be_empty else "template.required"


def comment_of(each: TemplateColumn) -> str:
    """Text of the comment on a head."""
    lines = [f"{each.column.title.vi} / {each.column.title.en}", both(needed_key(each.column))]
    lines.append(values_text(each.column, each.choices, VI))
    if each.column.note is not None:
        lines += [each.column.note.vi, each.column.note.en]
    return "\n".join(lines)
