"""Evaluate Vietnam's strategy for cleaner production in industry: the public names, loaded when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sxsh_eval.estimates.adoption import estimate_adoption
    from sxsh_eval.estimates.advising.advise import advise
    from sxsh_eval.estimates.benchmark.benchmark import estimate_benchmark
    from sxsh_eval.estimates.benchmark.concordance import concord, concord_counts
    from sxsh_eval.estimates.benchmark.merged import merge_provinces
    from sxsh_eval.estimates.benchmark.reported import estimate_reported, reported_figures
    from sxsh_eval.estimates.claimed import estimate_claimed, estimate_implied
    from sxsh_eval.estimates.consistency.rules import check_consistency
    from sxsh_eval.estimates.costs import estimate_costs
    from sxsh_eval.estimates.decomposition import lmdi
    from sxsh_eval.estimates.decomposition_panel import estimate_decomposition
    from sxsh_eval.estimates.determinants import estimate_determinants
    from sxsh_eval.estimates.diffusion import estimate_diffusion
    from sxsh_eval.estimates.diffusion_choice import compare_diffusion
    from sxsh_eval.estimates.diffusion_outlook import project_diffusion, time_to_reach
    from sxsh_eval.estimates.disclosure.release import (
        release_benchmark,
        release_estimates,
        release_national_estimates,
        save_release,
    )
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
    from sxsh_eval.estimates.programme.abatement import abatement_curve
    from sxsh_eval.estimates.programme.allocation import best_plan, cheapest_plan
    from sxsh_eval.estimates.programme.allocation_limits import Limits
    from sxsh_eval.estimates.programme.allocation_numbers import allocation_tables
    from sxsh_eval.estimates.programme.allocation_table import Goal
    from sxsh_eval.estimates.programme.attainment import estimate_attainment
    from sxsh_eval.estimates.programme.base import base_population, with_priors
    from sxsh_eval.estimates.programme.choice import estimate_choice_against_nature
    from sxsh_eval.estimates.programme.feasible import propose_targets
    from sxsh_eval.estimates.programme.money import required_scale
    from sxsh_eval.estimates.programme.outlook import summarise_projections
    from sxsh_eval.estimates.programme.plan_of_work import plan_of_work
    from sxsh_eval.estimates.programme.plan_tracking import track_plan
    from sxsh_eval.estimates.programme.population_price import enterprise_totals, estimate_population_price
    from sxsh_eval.estimates.programme.programme_costs import estimate_programme_costs
    from sxsh_eval.estimates.programme.project import project_programme
    from sxsh_eval.estimates.programme.proposed_targets import check_proposed_targets
    from sxsh_eval.estimates.programme.readings import base_readings, reading_outlook
    from sxsh_eval.estimates.programme.released import joined, release_base, save_programme_numbers
    from sxsh_eval.estimates.programme.run_scenarios import (
        allocate_money,
        options_curve,
        price_of_populations,
        project_scenarios,
        required_scales,
        result_drivers,
        scenario_costs,
    )
    from sxsh_eval.estimates.programme.target_share import attainment_targets
    from sxsh_eval.estimates.programme.tornado import estimate_tornado
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
    from sxsh_eval.estimates.survey_plan.numbers import save_survey_numbers
    from sxsh_eval.estimates.survey_plan.plan import plan_survey
    from sxsh_eval.estimates.survey_plan.power import estimate_power
    from sxsh_eval.estimates.verification.baseline import fit_baseline
    from sxsh_eval.estimates.verification.savings import normalised_savings, verified_savings
    from sxsh_eval.form.page import start
    from sxsh_eval.inputs.national import read_national
    from sxsh_eval.inputs.panel import read_inputs
    from sxsh_eval.inputs.place import read_place
    from sxsh_eval.inputs.sample import sample_panel
    from sxsh_eval.inputs.units import energy_content
    from sxsh_eval.parameters.scenario_files import read_scenarios
    from sxsh_eval.parameters.study import read_study
    from sxsh_eval.reports.explaining.explain import explain
    from sxsh_eval.reports.national import country_report, national_report
    from sxsh_eval.reports.programme import programme_report
    from sxsh_eval.reports.province import province_report, save_report
    from sxsh_eval.reports.sections.activity import activity_section
    from sxsh_eval.reports.sections.adoption import adoption_section
    from sxsh_eval.reports.sections.consistency import consistency_section
    from sxsh_eval.reports.sections.costs import costs_section
    from sxsh_eval.reports.sections.data import data_section
    from sxsh_eval.reports.sections.disclosure import disclosure_section
    from sxsh_eval.reports.sections.methods import methods_section
    from sxsh_eval.reports.sections.national.against_survey import country_claims_section
    from sxsh_eval.reports.sections.national.comparability import country_comparability_section
    from sxsh_eval.reports.sections.national.merger import country_merger_section
    from sxsh_eval.reports.sections.national.pooled_savings import country_savings_section
    from sxsh_eval.reports.sections.national.rates import country_rates_section
    from sxsh_eval.reports.sections.national.reported import country_provinces_section, country_results_section
    from sxsh_eval.reports.sections.national.summary import country_methods_section, country_summary_section
    from sxsh_eval.reports.sections.national_savings import (
        national_amounts_section,
        national_effect_section,
        national_groups_section,
        national_methods_section,
        national_provinces_section,
        national_summary_section,
    )
    from sxsh_eval.reports.sections.own import own_section
    from sxsh_eval.reports.sections.programme.drivers import programme_drivers_section
    from sxsh_eval.reports.sections.programme.later import later_decisions_section
    from sxsh_eval.reports.sections.programme.overview import programme_summary_section
    from sxsh_eval.reports.sections.programme.proposed import proposed_targets_section
    from sxsh_eval.reports.sections.programme.reached import attainment_section
    from sxsh_eval.reports.sections.programme.scenarios import scenarios_section
    from sxsh_eval.reports.sections.programme.start import programme_start_section
    from sxsh_eval.reports.sections.programme.tracking import plan_tracking_section
    from sxsh_eval.reports.sections.programme.work import plan_of_work_section
    from sxsh_eval.reports.sections.programme_allocation import allocation_section
    from sxsh_eval.reports.sections.progress import progress_section
    from sxsh_eval.reports.sections.proposal import proposal_section
    from sxsh_eval.reports.sections.remarks import remarks_section
    from sxsh_eval.reports.sections.savings import savings_section
    from sxsh_eval.reports.sections.spread import spread_section
    from sxsh_eval.reports.sections.summary import summary_section
    from sxsh_eval.reports.sections.survey_plan.costs import survey_cost_section
    from sxsh_eval.reports.sections.survey_plan.panel import survey_panel_section
    from sxsh_eval.reports.sections.survey_plan.sample import survey_plan_section
    from sxsh_eval.reports.sections.survey_plan.whole import (
        survey_field_section,
        survey_methods_section,
        survey_summary_section,
    )
    from sxsh_eval.reports.survey_report import survey_report
    from sxsh_eval.reports.workbooks.plan_of_work import save_plan_of_work
    from sxsh_eval.reports.workbooks.questionnaire import save_questionnaire
    from sxsh_eval.reports.workbooks.sampling_plan import save_sampling_plan
    from sxsh_eval.runs.saved_report import read_chapters, read_report
    from sxsh_eval.runs.tutorials.practice import practice

HOMES = {
    "sxsh_eval.estimates.adoption": ["estimate_adoption"],
    "sxsh_eval.estimates.advising.advise": ["advise"],
    "sxsh_eval.estimates.benchmark.benchmark": ["estimate_benchmark"],
    "sxsh_eval.estimates.benchmark.concordance": ["concord", "concord_counts"],
    "sxsh_eval.estimates.benchmark.merged": ["merge_provinces"],
    "sxsh_eval.estimates.benchmark.reported": ["estimate_reported", "reported_figures"],
    "sxsh_eval.estimates.claimed": ["estimate_claimed", "estimate_implied"],
    "sxsh_eval.estimates.consistency.rules": ["check_consistency"],
    "sxsh_eval.estimates.costs": ["estimate_costs"],
    "sxsh_eval.estimates.decomposition": ["lmdi"],
    "sxsh_eval.estimates.decomposition_panel": ["estimate_decomposition"],
    "sxsh_eval.estimates.determinants": ["estimate_determinants"],
    "sxsh_eval.estimates.diffusion": ["estimate_diffusion"],
    "sxsh_eval.estimates.diffusion_choice": ["compare_diffusion"],
    "sxsh_eval.estimates.diffusion_outlook": ["project_diffusion", "time_to_reach"],
    "sxsh_eval.estimates.disclosure.release": [
        "release_benchmark",
        "release_estimates",
        "release_national_estimates",
        "save_release",
    ],
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
    "sxsh_eval.estimates.programme.abatement": ["abatement_curve"],
    "sxsh_eval.estimates.programme.allocation": ["best_plan", "cheapest_plan"],
    "sxsh_eval.estimates.programme.allocation_limits": ["Limits"],
    "sxsh_eval.estimates.programme.allocation_numbers": ["allocation_tables"],
    "sxsh_eval.estimates.programme.allocation_table": ["Goal"],
    "sxsh_eval.estimates.programme.attainment": ["estimate_attainment"],
    "sxsh_eval.estimates.programme.base": ["base_population", "with_priors"],
    "sxsh_eval.estimates.programme.choice": ["estimate_choice_against_nature"],
    "sxsh_eval.estimates.programme.feasible": ["propose_targets"],
    "sxsh_eval.estimates.programme.money": ["required_scale"],
    "sxsh_eval.estimates.programme.outlook": ["summarise_projections"],
    "sxsh_eval.estimates.programme.plan_of_work": ["plan_of_work"],
    "sxsh_eval.estimates.programme.plan_tracking": ["track_plan"],
    "sxsh_eval.estimates.programme.population_price": ["enterprise_totals", "estimate_population_price"],
    "sxsh_eval.estimates.programme.programme_costs": ["estimate_programme_costs"],
    "sxsh_eval.estimates.programme.project": ["project_programme"],
    "sxsh_eval.estimates.programme.proposed_targets": ["check_proposed_targets"],
    "sxsh_eval.estimates.programme.readings": ["base_readings", "reading_outlook"],
    "sxsh_eval.estimates.programme.released": ["joined", "release_base", "save_programme_numbers"],
    "sxsh_eval.estimates.programme.run_scenarios": [
        "allocate_money",
        "options_curve",
        "price_of_populations",
        "project_scenarios",
        "required_scales",
        "result_drivers",
        "scenario_costs",
    ],
    "sxsh_eval.estimates.programme.target_share": ["attainment_targets"],
    "sxsh_eval.estimates.programme.tornado": ["estimate_tornado"],
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
    "sxsh_eval.estimates.survey_plan.numbers": ["save_survey_numbers"],
    "sxsh_eval.estimates.survey_plan.plan": ["plan_survey"],
    "sxsh_eval.estimates.survey_plan.power": ["estimate_power"],
    "sxsh_eval.estimates.verification.baseline": ["fit_baseline"],
    "sxsh_eval.estimates.verification.savings": ["normalised_savings", "verified_savings"],
    "sxsh_eval.form.page": ["start"],
    "sxsh_eval.inputs.national": ["read_national"],
    "sxsh_eval.inputs.panel": ["read_inputs"],
    "sxsh_eval.inputs.place": ["read_place"],
    "sxsh_eval.inputs.sample": ["sample_panel"],
    "sxsh_eval.inputs.units": ["energy_content"],
    "sxsh_eval.parameters.scenario_files": ["read_scenarios"],
    "sxsh_eval.parameters.study": ["read_study"],
    "sxsh_eval.reports.explaining.explain": ["explain"],
    "sxsh_eval.reports.national": ["country_report", "national_report"],
    "sxsh_eval.reports.programme": ["programme_report"],
    "sxsh_eval.reports.province": ["province_report", "save_report"],
    "sxsh_eval.reports.sections.activity": ["activity_section"],
    "sxsh_eval.reports.sections.adoption": ["adoption_section"],
    "sxsh_eval.reports.sections.consistency": ["consistency_section"],
    "sxsh_eval.reports.sections.costs": ["costs_section"],
    "sxsh_eval.reports.sections.data": ["data_section"],
    "sxsh_eval.reports.sections.disclosure": ["disclosure_section"],
    "sxsh_eval.reports.sections.methods": ["methods_section"],
    "sxsh_eval.reports.sections.national.against_survey": ["country_claims_section"],
    "sxsh_eval.reports.sections.national.comparability": ["country_comparability_section"],
    "sxsh_eval.reports.sections.national.merger": ["country_merger_section"],
    "sxsh_eval.reports.sections.national.pooled_savings": ["country_savings_section"],
    "sxsh_eval.reports.sections.national.rates": ["country_rates_section"],
    "sxsh_eval.reports.sections.national.reported": ["country_provinces_section", "country_results_section"],
    "sxsh_eval.reports.sections.national.summary": ["country_methods_section", "country_summary_section"],
    "sxsh_eval.reports.sections.national_savings": [
        "national_amounts_section",
        "national_effect_section",
        "national_groups_section",
        "national_methods_section",
        "national_provinces_section",
        "national_summary_section",
    ],
    "sxsh_eval.reports.sections.own": ["own_section"],
    "sxsh_eval.reports.sections.programme.drivers": ["programme_drivers_section"],
    "sxsh_eval.reports.sections.programme.later": ["later_decisions_section"],
    "sxsh_eval.reports.sections.programme.overview": ["programme_summary_section"],
    "sxsh_eval.reports.sections.programme.proposed": ["proposed_targets_section"],
    "sxsh_eval.reports.sections.programme.reached": ["attainment_section"],
    "sxsh_eval.reports.sections.programme.scenarios": ["scenarios_section"],
    "sxsh_eval.reports.sections.programme.start": ["programme_start_section"],
    "sxsh_eval.reports.sections.programme.tracking": ["plan_tracking_section"],
    "sxsh_eval.reports.sections.programme.work": ["plan_of_work_section"],
    "sxsh_eval.reports.sections.programme_allocation": ["allocation_section"],
    "sxsh_eval.reports.sections.progress": ["progress_section"],
    "sxsh_eval.reports.sections.proposal": ["proposal_section"],
    "sxsh_eval.reports.sections.remarks": ["remarks_section"],
    "sxsh_eval.reports.sections.savings": ["savings_section"],
    "sxsh_eval.reports.sections.spread": ["spread_section"],
    "sxsh_eval.reports.sections.summary": ["summary_section"],
    "sxsh_eval.reports.sections.survey_plan.costs": ["survey_cost_section"],
    "sxsh_eval.reports.sections.survey_plan.panel": ["survey_panel_section"],
    "sxsh_eval.reports.sections.survey_plan.sample": ["survey_plan_section"],
    "sxsh_eval.reports.sections.survey_plan.whole": [
        "survey_field_section",
        "survey_methods_section",
        "survey_summary_section",
    ],
    "sxsh_eval.reports.survey_report": ["survey_report"],
    "sxsh_eval.reports.workbooks.plan_of_work": ["save_plan_of_work"],
    "sxsh_eval.reports.workbooks.questionnaire": ["save_questionnaire"],
    "sxsh_eval.reports.workbooks.sampling_plan": ["save_sampling_plan"],
    "sxsh_eval.runs.saved_report": ["read_chapters", "read_report"],
    "sxsh_eval.runs.tutorials.practice": ["practice"],
}
WHERE = {name: home for home, names in HOMES.items() for name in names}

__all__ = [
    "CohortMoments",
    "Goal",
    "Limits",
    "LinearModel",
    "abatement_curve",
    "activity_section",
    "adjusted_intensity",
    "adoption_section",
    "advise",
    "advise_designs",
    "aggregate_effects",
    "allocate_money",
    "allocation_section",
    "allocation_tables",
    "attainment_section",
    "attainment_targets",
    "attrition_table",
    "balance_table",
    "base_population",
    "base_readings",
    "before_after",
    "best_plan",
    "binomial_interval",
    "calibrate",
    "cheapest_plan",
    "check_consistency",
    "check_proposed_targets",
    "check_savings",
    "compare_diffusion",
    "compare_with_norms",
    "concord",
    "concord_counts",
    "consistency_section",
    "costs_section",
    "country_claims_section",
    "country_comparability_section",
    "country_merger_section",
    "country_methods_section",
    "country_provinces_section",
    "country_rates_section",
    "country_report",
    "country_results_section",
    "country_savings_section",
    "country_summary_section",
    "cr2_inference",
    "data_section",
    "disclosure_section",
    "discrete_hazard",
    "dose_effects",
    "energy_content",
    "enterprise_totals",
    "estimate_adoption",
    "estimate_attainment",
    "estimate_benchmark",
    "estimate_choice_against_nature",
    "estimate_claimed",
    "estimate_costs",
    "estimate_decomposition",
    "estimate_determinants",
    "estimate_diffusion",
    "estimate_implied",
    "estimate_intensity",
    "estimate_national_savings",
    "estimate_pace",
    "estimate_population_price",
    "estimate_power",
    "estimate_programme_costs",
    "estimate_progress",
    "estimate_province_costs",
    "estimate_reported",
    "estimate_saved",
    "estimate_savings",
    "estimate_site_savings",
    "estimate_spread",
    "estimate_tornado",
    "event_study",
    "event_study_from",
    "explain",
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
    "joined",
    "later_decisions_section",
    "lmdi",
    "merge_provinces",
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
    "options_curve",
    "own_section",
    "panel_design",
    "payback",
    "person_periods",
    "placebo_start",
    "plan_of_work",
    "plan_of_work_section",
    "plan_survey",
    "plan_tracking_section",
    "post_stratify",
    "practice",
    "pretrend_power",
    "price_of_populations",
    "programme_drivers_section",
    "programme_report",
    "programme_start_section",
    "programme_summary_section",
    "progress_section",
    "project_diffusion",
    "project_programme",
    "project_scenarios",
    "proportion_interval",
    "proposal_section",
    "propose_targets",
    "proposed_targets_section",
    "province_report",
    "rake",
    "randomisation_inference",
    "rao_scott_test",
    "read_chapters",
    "read_estimates",
    "read_inputs",
    "read_national",
    "read_numbers",
    "read_place",
    "read_report",
    "read_scenarios",
    "read_study",
    "reading_outlook",
    "release_base",
    "release_benchmark",
    "release_estimates",
    "release_national_estimates",
    "remarks_section",
    "reported_figures",
    "required_scale",
    "required_scales",
    "result_drivers",
    "sample_panel",
    "save_estimates",
    "save_numbers",
    "save_plan_of_work",
    "save_programme_numbers",
    "save_questionnaire",
    "save_release",
    "save_report",
    "save_sampling_plan",
    "save_survey_numbers",
    "savings_section",
    "scenario_costs",
    "scenarios_section",
    "shrink_rates",
    "spread_section",
    "stacked_effects",
    "start",
    "summarise_projections",
    "summary_section",
    "sun_abraham",
    "survey_cost_section",
    "survey_design",
    "survey_field_section",
    "survey_glm",
    "survey_means",
    "survey_methods_section",
    "survey_panel_section",
    "survey_plan_section",
    "survey_proportions",
    "survey_ratios",
    "survey_report",
    "survey_summary_section",
    "survey_totals",
    "synthetic_control",
    "synthetic_did",
    "time_to_reach",
    "track_plan",
    "two_way_fixed_effects",
    "verified_savings",
    "wild_cluster_bootstrap",
    "with_and_without",
    "with_priors",
]


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        from sxsh_eval.errors import NoSuchNameError

        raise NoSuchNameError("sxsh_eval", name, __dir__)
    return getattr(import_module(WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
