"""`.plot()`: the reports' own figures, every one of them, on axes that have the chart's coordinates."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from matplotlib.axes import Axes

import sxsh_eval as sx
from sxsh_eval.errors import UsageError
from sxsh_eval.reports.figures import CHARTS, draw
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Figure
from sxsh_eval.reports.shown.drawn import build
from sxsh_eval.reports.shown.figures_of import RECIPES, accepts, made_already
from tests.letters import ROOT
from tests.public_results import shown_kinds
from tests.reports.shown_samples import facts, raw, released

SECTIONS = ROOT / "sxsh_eval" / "reports" / "sections"


def literals(path: Path) -> set[tuple[str, str]]:
    """Names and charts of the figures that a module makes."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Figure":
            given = {one.arg: one.value for one in node.keywords}
            texts = [given[name].value for name in ("id", "chart") if isinstance(given[name], ast.Constant)]  # type: ignore[attr-defined]
            found.add((str(texts[0]), str(texts[1])))
    return found


def test_every_figure_of_a_chapter_is_the_figure_of_a_result() -> None:
    """A new figure in a chapter needs its line in `RECIPES`, by the same name, on the same chart."""
    chapters = {pair for path in SECTIONS.rglob("*.py") for pair in literals(path)}
    assert len(chapters) > 20
    assert chapters <= {(name, one.chart) for name, one in RECIPES.items()}


def test_recipes_belong_to_public_results() -> None:
    kinds = {kind.__name__ for kind in shown_kinds()}
    for name, one in RECIPES.items():
        assert one.owner in kinds, name
        assert one.chart in CHARTS, name
        assert one.needs, name


def test_the_figure_is_that_of_the_report() -> None:
    """The same words, the same data as in the chapter: nothing is drawn a second way."""
    inputs, study = facts()
    progress = sx.estimate_progress(inputs, study)
    chapter = made_already(sx.progress_section(progress, inputs, study))["targets_and_claims"]
    assert build(progress, (study, inputs), "") == chapter
    own = made_already(sx.adoption_section(released().adoption, sx.estimate_implied(inputs), inputs, study))
    assert build(released().adoption, (inputs, study), "adoption_funnel") == own["adoption_funnel"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("result", "figure"),
    [("adoption", ""), ("spread", ""), ("savings", "savings_events"), ("savings", "savings_decomposition")],
)
def test_released_results_draw(result: str, figure: str) -> None:
    inputs, study = facts()
    axes = getattr(released(), result).plot(study, inputs, figure=figure, language="en")
    assert isinstance(axes, Axes)
    assert "data:image/png;base64," in axes._repr_html_()  # type: ignore[attr-defined]


def test_axes_have_the_coordinates_of_the_chart() -> None:
    inputs, study = facts()
    axes = sx.estimate_pace(inputs, study).plot(inputs, study)
    plot = axes.get_figure(root=True).plots[0]  # type: ignore[union-attr]
    for point in ((2012.0, 10.0), (2030.0, 90.0)):
        assert axes.transData.transform(point) == pytest.approx(plot.trans_data.transform(point))
    before = axes._repr_html_()  # type: ignore[attr-defined]
    axes.axhline(50)
    assert axes._repr_html_() != before  # type: ignore[attr-defined]


def test_a_section_draws_what_it_holds() -> None:
    inputs, study = facts()
    section = sx.progress_section(sx.estimate_progress(inputs, study), inputs, study)
    assert section.plot(language="en").figure_shown.chart == "target_claim"  # type: ignore[attr-defined]
    with pytest.raises(UsageError) as refusal:
        section.plot(figure="targets_and_claim")
    assert refusal.value.problems[0].code == "shown.no_figure"
    assert "targets_and_claims" in refusal.value.problems[0].say("expected", "vi")


def test_numbers_with_intervals_have_a_figure_of_their_own() -> None:
    inputs, _ = facts()
    claimed: Any = sx.estimate_claimed(inputs)
    shown = build(claimed, (), "")
    assert isinstance(shown, Figure)
    assert shown.chart == "intervals"
    rows = [row for group in shown.data["groups"] for row in group["rows"]]
    assert len(rows) == int((claimed.table["unit"] == "percent").sum())
    assert draw(shown, Language("en"))
    events = build(raw()["savings"].events, (), "")
    assert [point["time"] for point in events.data["points"]] == sorted(range(-5, 6))


def test_what_a_figure_needs_is_said_at_once() -> None:
    inputs, study = facts()
    with pytest.raises(UsageError) as refusal:
        sx.estimate_progress(inputs, study).plot()
    assert [problem.code for problem in refusal.value.problems] == ["shown.figure_needs"]
    assert "inputs: Inputs" in str(refusal.value)
    with pytest.raises(UsageError) as refusal:
        sx.check_consistency(inputs, study).plot(inputs)
    assert refusal.value.problems[0].code == "shown.no_figure"


def test_facts_are_told_apart_by_their_types() -> None:
    inputs, study = facts()
    needs = RECIPES["savings_events"].needs
    assert accepts(needs["study"], study)
    assert not accepts(needs["study"], inputs)
    assert accepts(needs["savings"], raw()["savings"])
