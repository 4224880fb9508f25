"""Evaluate Vietnam's strategy for cleaner production in industry: the public names, loaded when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sxsh_eval.estimates.adoption import estimate_adoption
    from sxsh_eval.estimates.claimed import estimate_claimed, estimate_implied
    from sxsh_eval.estimates.consistency.rules import check_consistency
    from sxsh_eval.estimates.costs import estimate_costs
    from sxsh_eval.estimates.decomposition import lmdi
    from sxsh_eval.estimates.decomposition_panel import estimate_decomposition
    from sxsh_eval.estimates.determinants import estimate_determinants
    from sxsh_eval.estimates.diffusion import estimate_diffusion
    from sxsh_eval.estimates.diffusion_choice import compare_diffusion
    from sxsh_eval.estimates.diffusion_outlook import project_diffusion, time_to_reach
    from sxsh_eval.estimates.disclosure.release import release_estimates, release_national_estimates, save_release
    from sxsh_eval.estimates.effects.advice import advise_designs
    from sxsh_eval.estimates.effects.aggregation import aggregate_effects
    from sxsh_eval.estimates.effects.attrition import attrition_table
    from sxsh_eval.estimates.effects.bacon import goodman_bacon
    from sxsh_eval.estimates.effects.clustered_design import LinearModel
    from sxsh_eval.estimates.effects.cohort_moments import CohortMoments
    from sxsh_eval.estimates.effects.event_study import event_study, event_study_from
    from sxsh_eval.estimates.effects.extended_twfe import extended_twfe
    from sxsh_eval.estimates.effects.few_clusters import cr2_inference
    from sxsh_eval.estimates.effects.group_time import group_time_effects
    from sxsh_eval.estimates.effects.honest import honest_bounds
    from sxsh_eval.estimates.effects.imputation import imputation_effects
    from sxsh_eval.estimates.effects.matching_balance import balance_table
    from sxsh_eval.estimates.effects.moment_effects import moment_effects
    from sxsh_eval.estimates.effects.moments_parquet import moments_from_parquet
    from sxsh_eval.estimates.effects.naive import before_after, with_and_without
    from sxsh_eval.estimates.effects.panel_design import panel_design
    from sxsh_eval.estimates.effects.placebo_start import placebo_start
    from sxsh_eval.estimates.effects.pretrend_power import pretrend_power
    from sxsh_eval.estimates.effects.randomisation import randomisation_inference
    from sxsh_eval.estimates.effects.stacked import stacked_effects
    from sxsh_eval.estimates.effects.subgroups import dose_effects, heterogeneous_effects
    from sxsh_eval.estimates.effects.sun_abraham import sun_abraham
    from sxsh_eval.estimates.effects.synthetic_control import synthetic_control
    from sxsh_eval.estimates.effects.synthetic_did import synthetic_did
    from sxsh_eval.estimates.effects.two_way import two_way_fixed_effects
    from sxsh_eval.estimates.effects.wild_bootstrap import wild_cluster_bootstrap
    from sxsh_eval.estimates.finance import irr, npv, payback
    from sxsh_eval.estimates.hazard import discrete_hazard
    from sxsh_eval.estimates.intensity import estimate_intensity
    from sxsh_eval.estimates.intensity_adjusted import adjusted_intensity
    from sxsh_eval.estimates.intensity_index import intensity_index
    from sxsh_eval.estimates.intensity_norms import compare_with_norms
    from sxsh_eval.estimates.intensity_outliers import intensity_outliers
    from sxsh_eval.estimates.intervals import binomial_interval, proportion_interval
    from sxsh_eval.estimates.national_savings import estimate_national_savings
    from sxsh_eval.estimates.national_store import newest_national, read_estimates, save_estimates
    from sxsh_eval.estimates.numbers import read_numbers, save_numbers
    from sxsh_eval.estimates.pace import estimate_pace
    from sxsh_eval.estimates.person_periods import person_periods
    from sxsh_eval.estimates.progress import estimate_progress
    from sxsh_eval.estimates.province_costs import estimate_province_costs
    from sxsh_eval.estimates.rate_shrinkage import shrink_rates
    from sxsh_eval.estimates.saved import estimate_saved
    from sxsh_eval.estimates.savings import estimate_savings
    from sxsh_eval.estimates.savings_checks import check_savings
    from sxsh_eval.estimates.site_savings import estimate_site_savings
    from sxsh_eval.estimates.small_areas import fay_herriot
    from sxsh_eval.estimates.spread import estimate_spread
    from sxsh_eval.estimates.survey.association import rao_scott_test
    from sxsh_eval.estimates.survey.calibration import calibrate, post_stratify, rake
    from sxsh_eval.estimates.survey.design import survey_design
    from sxsh_eval.estimates.survey.glm import survey_glm
    from sxsh_eval.estimates.survey.means import survey_means, survey_ratios, survey_totals
    from sxsh_eval.estimates.survey.nonresponse import nonresponse_balance
    from sxsh_eval.estimates.survey.proportions import survey_proportions
    from sxsh_eval.estimates.verification.baseline import fit_baseline
    from sxsh_eval.estimates.verification.savings import normalised_savings, verified_savings
    from sxsh_eval.inputs.national import read_national
    from sxsh_eval.inputs.panel import read_inputs
    from sxsh_eval.inputs.place import read_place
    from sxsh_eval.inputs.sample import sample_panel
    from sxsh_eval.inputs.units import energy_content
    from sxsh_eval.parameters.study import read_study
    from sxsh_eval.reports.national import national_report
    from sxsh_eval.reports.province import province_report, save_report
    from sxsh_eval.reports.sections.activity import activity_section
    from sxsh_eval.reports.sections.adoption import adoption_section
    from sxsh_eval.reports.sections.consistency import consistency_section
    from sxsh_eval.reports.sections.costs import costs_section
    from sxsh_eval.reports.sections.data import data_section
    from sxsh_eval.reports.sections.disclosure import disclosure_section
    from sxsh_eval.reports.sections.methods import methods_section
    from sxsh_eval.reports.sections.national_savings import (
        national_amounts_section,
        national_effect_section,
        national_groups_section,
        national_methods_section,
        national_provinces_section,
        national_summary_section,
    )
    from sxsh_eval.reports.sections.progress import progress_section
    from sxsh_eval.reports.sections.proposal import proposal_section
    from sxsh_eval.reports.sections.remarks import remarks_section
    from sxsh_eval.reports.sections.savings import savings_section
    from sxsh_eval.reports.sections.spread import spread_section
    from sxsh_eval.reports.sections.summary import summary_section
    from sxsh_eval.runs.saved_report import read_report

HOMES = {
    "sxsh_eval.estimates.adoption": ["estimate_adoption"],
    "sxsh_eval.estimates.claimed": ["estimate_claimed", "estimate_implied"],
    "sxsh_eval.estimates.consistency.rules": ["check_consistency"],
    "sxsh_eval.estimates.costs": ["estimate_costs"],
    "sxsh_eval.estimates.decomposition": ["lmdi"],
    "sxsh_eval.estimates.decomposition_panel": ["estimate_decomposition"],
    "sxsh_eval.estimates.determinants": ["estimate_determinants"],
    "sxsh_eval.estimates.diffusion": ["estimate_diffusion"],
    "sxsh_eval.estimates.diffusion_choice": ["compare_diffusion"],
    "sxsh_eval.estimates.diffusion_outlook": ["project_diffusion", "time_to_reach"],
    "sxsh_eval.estimates.disclosure.release": ["release_estimates", "release_national_estimates", "save_release"],
    "sxsh_eval.estimates.effects.advice": ["advise_designs"],
    "sxsh_eval.estimates.effects.aggregation": ["aggregate_effects"],
    "sxsh_eval.estimates.effects.attrition": ["attrition_table"],
    "sxsh_eval.estimates.effects.bacon": ["goodman_bacon"],
    "sxsh_eval.estimates.effects.clustered_design": ["LinearModel"],
    "sxsh_eval.estimates.effects.cohort_moments": ["CohortMoments"],
    "sxsh_eval.estimates.effects.event_study": ["event_study", "event_study_from"],
    "sxsh_eval.estimates.effects.extended_twfe": ["extended_twfe"],
    "sxsh_eval.estimates.effects.few_clusters": ["cr2_inference"],
    "sxsh_eval.estimates.effects.group_time": ["group_time_effects"],
    "sxsh_eval.estimates.effects.honest": ["honest_bounds"],
    "sxsh_eval.estimates.effects.imputation": ["imputation_effects"],
    "sxsh_eval.estimates.effects.matching_balance": ["balance_table"],
    "sxsh_eval.estimates.effects.moment_effects": ["moment_effects"],
    "sxsh_eval.estimates.effects.moments_parquet": ["moments_from_parquet"],
    "sxsh_eval.estimates.effects.naive": ["before_after", "with_and_without"],
    "sxsh_eval.estimates.effects.panel_design": ["panel_design"],
    "sxsh_eval.estimates.effects.placebo_start": ["placebo_start"],
    "sxsh_eval.estimates.effects.pretrend_power": ["pretrend_power"],
    "sxsh_eval.estimates.effects.randomisation": ["randomisation_inference"],
    "sxsh_eval.estimates.effects.stacked": ["stacked_effects"],
    "sxsh_eval.estimates.effects.subgroups": ["dose_effects", "heterogeneous_effects"],
    "sxsh_eval.estimates.effects.sun_abraham": ["sun_abraham"],
    "sxsh_eval.estimates.effects.synthetic_control": ["synthetic_control"],
    "sxsh_eval.estimates.effects.synthetic_did": ["synthetic_did"],
    "sxsh_eval.estimates.effects.two_way": ["two_way_fixed_effects"],
    "sxsh_eval.estimates.effects.wild_bootstrap": ["wild_cluster_bootstrap"],
    "sxsh_eval.estimates.finance": ["irr", "npv", "payback"],
    "sxsh_eval.estimates.hazard": ["discrete_hazard"],
    "sxsh_eval.estimates.intensity": ["estimate_intensity"],
    "sxsh_eval.estimates.intensity_adjusted": ["adjusted_intensity"],
    "sxsh_eval.estimates.intensity_index": ["intensity_index"],
    "sxsh_eval.estimates.intensity_norms": ["compare_with_norms"],
    "sxsh_eval.estimates.intensity_outliers": ["intensity_outliers"],
    "sxsh_eval.estimates.intervals": ["binomial_interval", "proportion_interval"],
    "sxsh_eval.estimates.national_savings": ["estimate_national_savings"],
    "sxsh_eval.estimates.national_store": ["newest_national", "read_estimates", "save_estimates"],
    "sxsh_eval.estimates.numbers": ["read_numbers", "save_numbers"],
    "sxsh_eval.estimates.pace": ["estimate_pace"],
    "sxsh_eval.estimates.person_periods": ["person_periods"],
    "sxsh_eval.estimates.progress": ["estimate_progress"],
    "sxsh_eval.estimates.province_costs": ["estimate_province_costs"],
    "sxsh_eval.estimates.rate_shrinkage": ["shrink_rates"],
    "sxsh_eval.estimates.saved": ["estimate_saved"],
    "sxsh_eval.estimates.savings": ["estimate_savings"],
    "sxsh_eval.estimates.savings_checks": ["check_savings"],
    "sxsh_eval.estimates.site_savings": ["estimate_site_savings"],
    "sxsh_eval.estimates.small_areas": ["fay_herriot"],
    "sxsh_eval.estimates.spread": ["estimate_spread"],
    "sxsh_eval.estimates.survey.association": ["rao_scott_test"],
    "sxsh_eval.estimates.survey.calibration": ["calibrate", "post_stratify", "rake"],
    "sxsh_eval.estimates.survey.design": ["survey_design"],
    "sxsh_eval.estimates.survey.glm": ["survey_glm"],
    "sxsh_eval.estimates.survey.means": ["survey_means", "survey_ratios", "survey_totals"],
    "sxsh_eval.estimates.survey.nonresponse": ["nonresponse_balance"],
    "sxsh_eval.estimates.survey.proportions": ["survey_proportions"],
    "sxsh_eval.estimates.verification.baseline": ["fit_baseline"],
    "sxsh_eval.estimates.verification.savings": ["normalised_savings", "verified_savings"],
    "sxsh_eval.inputs.national": ["read_national"],
    "sxsh_eval.inputs.panel": ["read_inputs"],
    "sxsh_eval.inputs.place": ["read_place"],
    "sxsh_eval.inputs.sample": ["sample_panel"],
    "sxsh_eval.inputs.units": ["energy_content"],
    "sxsh_eval.parameters.study": ["read_study"],
    "sxsh_eval.reports.national": ["national_report"],
    "sxsh_eval.reports.province": ["province_report", "save_report"],
    "sxsh_eval.reports.sections.activity": ["activity_section"],
    "sxsh_eval.reports.sections.adoption": ["adoption_section"],
    "sxsh_eval.reports.sections.consistency": ["consistency_section"],
    "sxsh_eval.reports.sections.costs": ["costs_section"],
    "sxsh_eval.reports.sections.data": ["data_section"],
    "sxsh_eval.reports.sections.disclosure": ["disclosure_section"],
    "sxsh_eval.reports.sections.methods": ["methods_section"],
    "sxsh_eval.reports.sections.national_savings": [
        "national_amounts_section",
        "national_effect_section",
        "national_groups_section",
        "national_methods_section",
        "national_provinces_section",
        "national_summary_section",
    ],
    "sxsh_eval.reports.sections.progress": ["progress_section"],
    "sxsh_eval.reports.sections.proposal": ["proposal_section"],
    "sxsh_eval.reports.sections.remarks": ["remarks_section"],
    "sxsh_eval.reports.sections.savings": ["savings_section"],
    "sxsh_eval.reports.sections.spread": ["spread_section"],
    "sxsh_eval.reports.sections.summary": ["summary_section"],
    "sxsh_eval.runs.saved_report": ["read_report"],
}
WHERE = {name: home for home, names in HOMES.items() for name in names}

__all__ = [
    "CohortMoments",
    "LinearModel",
    "activity_section",
    "adjusted_intensity",
    "adoption_section",
    "advise_designs",
    "aggregate_effects",
    "attrition_table",
    "balance_table",
    "before_after",
    "binomial_interval",
    "calibrate",
    "check_consistency",
    "check_savings",
    "compare_diffusion",
    "compare_with_norms",
    "consistency_section",
    "costs_section",
    "cr2_inference",
    "data_section",
    "disclosure_section",
    "discrete_hazard",
    "dose_effects",
    "energy_content",
    "estimate_adoption",
    "estimate_claimed",
    "estimate_costs",
    "estimate_decomposition",
    "estimate_determinants",
    "estimate_diffusion",
    "estimate_implied",
    "estimate_intensity",
    "estimate_national_savings",
    "estimate_pace",
    "estimate_progress",
    "estimate_province_costs",
    "estimate_saved",
    "estimate_savings",
    "estimate_site_savings",
    "estimate_spread",
    "event_study",
    "event_study_from",
    "extended_twfe",
    "fay_herriot",
    "fit_baseline",
    "goodman_bacon",
    "group_time_effects",
    "heterogeneous_effects",
    "honest_bounds",
    "imputation_effects",
    "intensity_index",
    "intensity_outliers",
    "irr",
    "lmdi",
    "methods_section",
    "moment_effects",
    "moments_from_parquet",
    "national_amounts_section",
    "national_effect_section",
    "national_groups_section",
    "national_methods_section",
    "national_provinces_section",
    "national_report",
    "national_summary_section",
    "newest_national",
    "nonresponse_balance",
    "normalised_savings",
    "npv",
    "panel_design",
    "payback",
    "person_periods",
    "placebo_start",
    "post_stratify",
    "pretrend_power",
    "progress_section",
    "project_diffusion",
    "proportion_interval",
    "proposal_section",
    "province_report",
    "rake",
    "randomisation_inference",
    "rao_scott_test",
    "read_estimates",
    "read_inputs",
    "read_national",
    "read_numbers",
    "read_place",
    "read_report",
    "read_study",
    "release_estimates",
    "release_national_estimates",
    "remarks_section",
    "sample_panel",
    "save_estimates",
    "save_numbers",
    "save_release",
    "save_report",
    "savings_section",
    "shrink_rates",
    "spread_section",
    "stacked_effects",
    "summary_section",
    "sun_abraham",
    "survey_design",
    "survey_glm",
    "survey_means",
    "survey_proportions",
    "survey_ratios",
    "survey_totals",
    "synthetic_control",
    "synthetic_did",
    "time_to_reach",
    "two_way_fixed_effects",
    "verified_savings",
    "wild_cluster_bootstrap",
    "with_and_without",
]


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        raise AttributeError(f"module 'sxsh_eval' has no attribute {name!r}")
    return getattr(import_module(WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
