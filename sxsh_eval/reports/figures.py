"""Figures of a report: each chart's drawing function, with its data checked first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from sxsh_eval.errors import SxshError, nearest
from sxsh_eval.reports.charts import (
    abatement,
    caterpillar,
    claim_survey,
    control_funnel,
    diffusion,
    event_study,
    forest,
    funnel,
    intervals,
    ladder,
    pace,
    power,
    projection,
    scenarios,
    schedule,
    sensitivity,
    specifications,
    target_claim,
    tile_map,
    timeline,
    tornado,
    waterfall,
)
from sxsh_eval.reports.charts.adoption_data import ClaimSurveyData, ForestData, FunnelData, IntervalsData
from sxsh_eval.reports.charts.benchmark_data import CaterpillarData, ControlFunnelData, TileMapData
from sxsh_eval.reports.charts.data import LadderData, PaceData, TargetClaimData, TimelineData
from sxsh_eval.reports.charts.diffusion_data import DiffusionData
from sxsh_eval.reports.charts.effects_data import EventStudyData, SensitivityData, SpecificationsData
from sxsh_eval.reports.charts.page import Drawing
from sxsh_eval.reports.charts.plan_data import AbatementData, ScheduleData, TornadoData
from sxsh_eval.reports.charts.power_data import PowerData
from sxsh_eval.reports.charts.programme_data import ProjectionData, ScenarioData
from sxsh_eval.reports.charts.theme import theme
from sxsh_eval.reports.charts.waterfall_data import WaterfallData
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Figure

Data = TypeVar("Data", bound=BaseModel)


@dataclass(frozen=True)
class Chart(Generic[Data]):
    """A drawing function with the model of its data."""

    data: type[Data]
    drawing: Callable[[Data, Language], Drawing]

    def draw(self, data: dict[str, Any], language: Language) -> Drawing:
        """Drawing of checked data."""
        return self.drawing(self.data.model_validate(data), language)


CHARTS: dict[str, Chart[Any]] = {
    "target_claim": Chart(TargetClaimData, target_claim.chart),
    "timeline": Chart(TimelineData, timeline.chart),
    "ladder": Chart(LadderData, ladder.chart),
    "pace": Chart(PaceData, pace.chart),
    "funnel": Chart(FunnelData, funnel.chart),
    "intervals": Chart(IntervalsData, intervals.chart),
    "forest": Chart(ForestData, forest.chart),
    "diffusion": Chart(DiffusionData, diffusion.chart),
    "claim_survey": Chart(ClaimSurveyData, claim_survey.chart),
    "event_study": Chart(EventStudyData, event_study.chart),
    "waterfall": Chart(WaterfallData, waterfall.chart),
    "specifications": Chart(SpecificationsData, specifications.chart),
    "power": Chart(PowerData, power.chart),
    "sensitivity": Chart(SensitivityData, sensitivity.chart),
    "projection": Chart(ProjectionData, projection.chart),
    "scenarios": Chart(ScenarioData, scenarios.chart),
    "tornado": Chart(TornadoData, tornado.chart),
    "abatement": Chart(AbatementData, abatement.chart),
    "schedule": Chart(ScheduleData, schedule.chart),
    "caterpillar": Chart(CaterpillarData, caterpillar.chart),
    "control_funnel": Chart(ControlFunnelData, control_funnel.chart),
    "tile_map": Chart(TileMapData, tile_map.chart),
}


def draw(figure: Figure, language: Language) -> Drawing:
    """Draw a figure of a report; its title or notes are left to the page around it.

    Parameters
    ----------
    figure : Figure
        `chart` names the drawing function, `data` is what it shows.
    language : Language

    Returns
    -------
    Drawing
        A `matplotlib.figure.Figure`, 165 mm wide.

    Raises
    ------
    SxshError
        If the chart is unknown or its data do not fit it.
    """
    if figure.chart not in CHARTS:
        raise SxshError(f"figure {figure.id}: no chart {figure.chart!r}; nearest is {nearest(figure.chart, CHARTS)!r}")
    with theme():
        try:
            return CHARTS[figure.chart].draw(figure.data, language)
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
            raise SxshError(f"figure {figure.id}: data do not fit chart {figure.chart}: {faults}") from error
