"""Evaluate Vietnam's strategy for cleaner production in industry: the public names, loaded when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sxsh_eval.estimates.adoption import estimate_adoption
    from sxsh_eval.estimates.claimed import estimate_claimed, estimate_implied
    from sxsh_eval.estimates.consistency.rules import check_consistency
    from sxsh_eval.estimates.determinants import estimate_determinants
    from sxsh_eval.estimates.diffusion import estimate_diffusion
    from sxsh_eval.estimates.diffusion_choice import compare_diffusion
    from sxsh_eval.estimates.diffusion_outlook import project_diffusion, time_to_reach
    from sxsh_eval.estimates.hazard import discrete_hazard
    from sxsh_eval.estimates.intervals import binomial_interval, proportion_interval
    from sxsh_eval.estimates.pace import estimate_pace
    from sxsh_eval.estimates.person_periods import person_periods
    from sxsh_eval.estimates.progress import estimate_progress
    from sxsh_eval.estimates.rate_shrinkage import shrink_rates
    from sxsh_eval.estimates.savings import estimate_savings
    from sxsh_eval.estimates.small_areas import fay_herriot
    from sxsh_eval.estimates.spread import estimate_spread
    from sxsh_eval.estimates.survey.association import rao_scott_test
    from sxsh_eval.estimates.survey.calibration import calibrate, post_stratify, rake
    from sxsh_eval.estimates.survey.design import survey_design
    from sxsh_eval.estimates.survey.glm import survey_glm
    from sxsh_eval.estimates.survey.means import survey_means, survey_ratios, survey_totals
    from sxsh_eval.estimates.survey.nonresponse import nonresponse_balance
    from sxsh_eval.estimates.survey.proportions import survey_proportions
    from sxsh_eval.inputs.panel import read_inputs
    from sxsh_eval.inputs.sample import sample_panel
    from sxsh_eval.parameters.study import read_study
    from sxsh_eval.reports.province import province_report, save_report
    from sxsh_eval.reports.sections.activity import activity_section
    from sxsh_eval.reports.sections.adoption import adoption_section
    from sxsh_eval.reports.sections.consistency import consistency_section
    from sxsh_eval.reports.sections.data import data_section
    from sxsh_eval.reports.sections.methods import methods_section
    from sxsh_eval.reports.sections.savings import savings_section
    from sxsh_eval.reports.sections.progress import progress_section
    from sxsh_eval.reports.sections.proposal import proposal_section
    from sxsh_eval.reports.sections.remarks import remarks_section
    from sxsh_eval.reports.sections.spread import spread_section
    from sxsh_eval.reports.sections.summary import summary_section
    from sxsh_eval.runs.saved_report import read_report

HOMES = {
    "sxsh_eval.inputs.sample": ["sample_panel"],
    "sxsh_eval.estimates.determinants": ["estimate_determinants"],
    "sxsh_eval.estimates.diffusion": ["estimate_diffusion"],
    "sxsh_eval.estimates.diffusion_choice": ["compare_diffusion"],
    "sxsh_eval.estimates.diffusion_outlook": ["project_diffusion", "time_to_reach"],
    "sxsh_eval.estimates.hazard": ["discrete_hazard"],
    "sxsh_eval.estimates.person_periods": ["person_periods"],
    "sxsh_eval.estimates.intervals": ["binomial_interval", "proportion_interval"],
    "sxsh_eval.estimates.rate_shrinkage": ["shrink_rates"],
    "sxsh_eval.estimates.small_areas": ["fay_herriot"],
    "sxsh_eval.estimates.survey.association": ["rao_scott_test"],
    "sxsh_eval.estimates.survey.calibration": ["calibrate", "post_stratify", "rake"],
    "sxsh_eval.estimates.survey.design": ["survey_design"],
    "sxsh_eval.estimates.survey.glm": ["survey_glm"],
    "sxsh_eval.estimates.survey.means": ["survey_means", "survey_ratios", "survey_totals"],
    "sxsh_eval.estimates.survey.nonresponse": ["nonresponse_balance"],
    "sxsh_eval.estimates.survey.proportions": ["survey_proportions"],
    "sxsh_eval.parameters.study": ["read_study"],
    "sxsh_eval.inputs.panel": ["read_inputs"],
    "sxsh_eval.estimates.adoption": ["estimate_adoption"],
    "sxsh_eval.estimates.claimed": ["estimate_claimed", "estimate_implied"],
    "sxsh_eval.estimates.consistency.rules": ["check_consistency"],
    "sxsh_eval.estimates.progress": ["estimate_progress"],
    "sxsh_eval.estimates.pace": ["estimate_pace"],
    "sxsh_eval.estimates.savings": ["estimate_savings"],
    "sxsh_eval.estimates.spread": ["estimate_spread"],
    "sxsh_eval.reports.sections.activity": ["activity_section"],
    "sxsh_eval.reports.sections.consistency": ["consistency_section"],
    "sxsh_eval.reports.sections.data": ["data_section"],
    "sxsh_eval.reports.sections.methods": ["methods_section"],
    "sxsh_eval.reports.sections.adoption": ["adoption_section"],
    "sxsh_eval.reports.sections.savings": ["savings_section"],
    "sxsh_eval.reports.sections.progress": ["progress_section"],
    "sxsh_eval.reports.sections.proposal": ["proposal_section"],
    "sxsh_eval.reports.sections.remarks": ["remarks_section"],
    "sxsh_eval.reports.sections.spread": ["spread_section"],
    "sxsh_eval.reports.sections.summary": ["summary_section"],
    "sxsh_eval.runs.saved_report": ["read_report"],
    "sxsh_eval.reports.province": ["province_report", "save_report"],
}
WHERE = {name: home for home, names in HOMES.items() for name in names}

__all__ = [
    "activity_section",
    "adoption_section",
    "binomial_interval",
    "calibrate",
    "check_consistency",
    "compare_diffusion",
    "consistency_section",
    "data_section",
    "discrete_hazard",
    "estimate_adoption",
    "estimate_claimed",
    "estimate_determinants",
    "estimate_diffusion",
    "estimate_implied",
    "estimate_pace",
    "estimate_progress",
    "estimate_savings",
    "estimate_spread",
    "fay_herriot",
    "methods_section",
    "nonresponse_balance",
    "person_periods",
    "post_stratify",
    "progress_section",
    "project_diffusion",
    "proportion_interval",
    "proposal_section",
    "province_report",
    "rake",
    "rao_scott_test",
    "read_inputs",
    "read_report",
    "read_study",
    "remarks_section",
    "sample_panel",
    "save_report",
    "savings_section",
    "shrink_rates",
    "spread_section",
    "summary_section",
    "survey_design",
    "survey_glm",
    "survey_means",
    "survey_proportions",
    "survey_ratios",
    "survey_totals",
    "time_to_reach",
]


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        raise AttributeError(f"module 'sxsh_eval' has no attribute {name!r}")
    return getattr(import_module(WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
