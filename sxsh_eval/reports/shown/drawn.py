"""`Shown.plot`: a report's figure drawn for a notebook, with axes on which an analyst may draw further."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from io import BytesIO
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sxsh_eval.errors import Problem, UsageError, nearest
from sxsh_eval.reports.charts.page import Drawing
from sxsh_eval.reports.charts.theme import theme
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.reports.model import Figure
from sxsh_eval.reports.render.files import check_choice
from sxsh_eval.reports.show import SCREEN_DPI
from sxsh_eval.reports.shown.figures_of import Recipe, candidates, fill, made_already, recipes_of
from sxsh_eval.reports.shown.rows import refuse_unreleased
from sxsh_eval.shown import Shown

OVER = 20.0
"""Order of what an analyst adds: above the chart."""


class ChartAxes(Axes):
    """Axes over a report's chart: they have its coordinates, show the whole drawing in a notebook."""

    figure_shown: Figure
    language_shown: Language

    def _repr_html_(self) -> str:
        shown, language = self.figure_shown, self.language_shown
        picture = BytesIO()
        with theme():
            cast("Drawing", self.get_figure(root=True)).savefig(picture, format="png", dpi=SCREEN_DPI)
        data = b64encode(picture.getvalue()).decode("ascii")
        title, subtitle, alt, source = (
            escape(language.say(one)) for one in (shown.title, shown.subtitle, shown.alt, shown.source)
        )
        notes = "".join(f"<small>{escape(language.say(note))}</small><br>" for note in shown.notes)
        head = f'<p lang="{language.code}"><b>{title}</b><br>{subtitle}</p>'
        image = f'<img alt="{alt}" style="max-width:720px" src="data:image/png;base64,{data}">'
        label = escape(language.text("render.source"))
        return f"{head}{image}<br>{notes}<small>{label}: {source}</small>"


def plot(result: Shown, facts: Sequence[Any], figure: str = "", language: str = "vi") -> Axes:
    """As `Shown.plot`."""
    check_choice([language], LANGUAGES, "language", "usage.unknown_language")
    figure = figure or next((fact for fact in facts if isinstance(fact, str)), "")
    made = made_already(result)
    chosen = chosen_of(made, figure, result) if made else build(result, facts, figure)
    return on_axes(chosen, Language(language))


def on_axes(figure: Figure, language: Language) -> Axes:
    """Drawing of a figure with axes over each of its plots; the first of them is returned.

    Raises
    ------
    SxshError
        If the chart does not know its data.
    """
    drawing = draw(figure, language)
    FigureCanvasAgg(drawing)
    laid = [laid_over(drawing, at) for at in range(len(drawing.plots))] or [cast("ChartAxes", drawing.add_axes(
        ChartAxes(drawing, (0.0, 0.0, 1.0, 1.0))))]  # fmt: skip
    for axes in laid:
        axes.figure_shown, axes.language_shown = figure, language
    return laid[0]


def laid_over(drawing: Drawing, at: int) -> ChartAxes:
    """Invisible axes with the place, limits or scale of one plot."""
    plot_ = drawing.plots[at]
    (left, right), (low, high) = plot_.get_xlim(), plot_.get_ylim()
    corners = plot_.trans_data.transform([(left, low), (right, high)])
    (x0, y0), (x1, y1) = drawing.transFigure.inverted().transform(corners)
    axes = ChartAxes(drawing, (float(x0), float(y0), float(x1 - x0), float(y1 - y0)), zorder=OVER)
    drawing.add_axes(axes)
    axes.set(xlim=(left, right), ylim=(low, high), xscale=plot_.get_xscale(), autoscale_on=False)
    axes.set_axis_off()
    axes.patch.set_visible(False)
    return axes


def build(result: Shown, facts: Sequence[Any], figure: str) -> Figure:
    """Figure of a result by its chapter's own function.

    Raises
    ------
    UsageError
        If there is none of this name, facts are missing, or data for it.
    """
    refuse_unreleased(result, *facts)
    recipes = recipes_of(result)
    if not recipes:
        raise UsageError([Problem("shown.no_figure", type(result).__name__, figure or "-", {"known": "-"})])
    wanted = {figure: chosen_of(recipes, figure, result)} if figure else recipes
    given = [*facts, *candidates(result)]
    refused: list[Problem] = []
    for name, recipe in wanted.items():
        found, problem = attempt(name, recipe, given)
        if found is not None:
            return found
        refused += [problem] if problem else []
    raise UsageError(easiest(refused))


def easiest(refused: Sequence[Problem]) -> Sequence[Problem]:
    """Of figures that all lack something beside the result, the one that lacks least; else all reasons."""
    if any(problem.code != "shown.figure_needs" for problem in refused):
        return refused
    return sorted(refused, key=lambda problem: problem.found.count(", "))[:1]


def attempt(name: str, recipe: Recipe, given: Sequence[Any]) -> tuple[Figure | None, Problem | None]:
    """Figure, or why it cannot be made."""
    arguments, missing = fill(recipe, given)
    if missing:
        return None, Problem("shown.figure_needs", name, ", ".join(missing), {"needs": ", ".join(missing)})
    try:
        made = recipe.make(**arguments)
    except (ValueError, StopIteration, KeyError) as reason:
        return None, Problem("shown.nothing_to_draw", name, str(reason))
    blocks: Sequence[object] = made if isinstance(made, list | tuple) else [made]
    figures = [block for block in blocks if isinstance(block, Figure)]
    return (figures[0], None) if figures else (None, Problem("shown.nothing_to_draw", name, "-"))


def chosen_of(known: Mapping[str, Any], name: str, result: Shown) -> Any:
    """Entry by its name, the first without one.

    Raises
    ------
    UsageError
        If there is none.
    """
    if not name:
        return next(iter(known.values()))
    if name not in known:
        values = {"known": ", ".join(known), "nearest": nearest(name, known)}
        raise UsageError([Problem("shown.no_figure", type(result).__name__, name, values)])
    return known[name]
