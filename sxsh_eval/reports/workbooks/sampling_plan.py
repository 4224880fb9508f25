"""The sampling plan as a workbook: quotas by stratum with totals, and how to draw."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sxsh_eval.estimates.survey_plan.frame import INDUSTRY
from sxsh_eval.estimates.survey_plan.money import MILLION, clusters_of
from sxsh_eval.estimates.survey_plan.plan import SamplingPlan, design_of
from sxsh_eval.estimates.survey_plan.strata import OTHER
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.saved import write_whole
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.workbooks.safe_book import EN, VI, SafeBook, both

FILE = "sampling_plan.xlsx"
COLUMNS = {
    "stratum": 26.0, "province": 18.0, "sector": 34.0, "size_class": 16.0, "establishments": 16.0, "share": 13.0,
    "answers": 12.0, "to_ask": 12.0, "weight": 15.0, "margin": 15.0, "cost": 17.0, "census": 12.0,
}  # fmt: skip
FORMS = {"establishments": "#,##0", "answers": "#,##0", "to_ask": "#,##0", "share": "0.0", "weight": "0.00",
         "margin": "0.0", "cost": "#,##0.0"}  # fmt: skip
SUMMED = ("establishments", "answers", "to_ask", "cost")
STEPS = ("frame", "draw", "replace", "weight")
METHODS = ("size", "allocation", "precision", "cost")
LIMITS = ("frame", "response", "prices")
METHOD_WIDTHS = [48.0, 60.0]
Cell = str | float


def save_sampling_plan(plan: SamplingPlan, study: Study, output: str) -> Path | None:
    """Write the sampling plan, ``sampling_plan.xlsx``.

    Parameters
    ----------
    plan : SamplingPlan
    study : Study
    output : str
        Folder; an empty text writes nothing (a notebook opened by hand).

    Returns
    -------
    Path or None
        The file: quotas by stratum with population, sample, weights, costs, totals; a sheet on methods.

    Raises
    ------
    InputError
        If the registry is wrong, or the folder cannot be written.
    """
    if not output:
        return None
    registry = read_registry(study.root / study.paths.registry)
    path = Path(output) / FILE
    write_whole(path, lambda partial: write_plan(partial, plan, study, registry))
    return path


def write_plan(path: Path, plan: SamplingPlan, study: Study, registry: Registry) -> None:
    """Both sheets."""
    named = [one for one in registry.provinces if one.slug == study.province]
    country = study.province == NATIONAL or not named
    place = {
        one.code: one.text("survey_plan.country") if country else one.words(named[0].name) for one in (VI, EN)
    }  # fmt: skip
    title = " / ".join(one.text("sampling_plan.title", place=place[one.code]) for one in (VI, EN))
    book = SafeBook(path, title)
    add_quotas(book, title, plan, registry)
    add_methods(book, title, plan, study)
    book.close()


def warnings_of(plan: SamplingPlan) -> dict[str, bool]:
    """What the sheet must say of its numbers of establishments: never both."""
    return {"sampling_plan.assumed": plan.frame.is_assumed, "render.synthetic": plan.synthetic}


def said(key: str) -> str:
    """Words in both languages, the English on a line of its own."""
    return both(key).replace(" / ", "\n")


def quota_rows(plan: SamplingPlan, registry: Registry) -> list[dict[str, Cell]]:
    """Cells of each stratum by column."""
    rows: list[dict[str, Cell]] = []
    for one in plan.strata.to_dict("records"):
        places = [each for each in registry.provinces if each.slug == one["province"]]
        rows.append({
            "stratum": one["stratum"],
            "province": VI.words(places[0].name) if places else VI.text("survey_plan.country"),
            "sector": sector_name(str(one["sector"]), registry),
            "size_class": both(f"survey_plan.size.{one['size_class']}"),
            "establishments": float(one["establishments"]),
            "share": 100 * float(one["share"]),
            "answers": float(one["answers"]),
            "to_ask": float(one["to_ask"]),
            "weight": float(one["weight"]),
            "margin": float(one["margin"]),
            "cost": float(one["cost_vnd"]) / MILLION,
            "census": both("sampling_plan.yes") if one["is_census"] else "",
        })  # fmt: skip
    return rows


def sector_name(sector: str, registry: Registry) -> str:
    """Code with its Vietnamese title."""
    if sector in {INDUSTRY, OTHER}:
        return both(f"survey_plan.sector.{sector}")
    return f"{sector} {registry.sectors[sector].title.vi}" if sector in registry.sectors else sector


def add_quotas(book: SafeBook, title: str, plan: SamplingPlan, registry: Registry) -> None:
    """Sheet of quotas: a row a stratum, totals at the end, head frozen."""
    widths = list(COLUMNS.values())
    sheet = book.sheet(both("sampling_plan.quotas_sheet").replace("/", "-"), widths)
    book.wide(sheet, 0, title, "title", widths)
    book.wide(sheet, 1, both("sampling_plan.internal"), "note", widths)
    for told in [name for name, holds in warnings_of(plan).items() if holds]:
        book.wide(sheet, 2, both(told), "title", widths)
    book.line(sheet, 3, [said(f"sampling_plan.column.{name}") for name in COLUMNS], widths, "head")
    rows = quota_rows(plan, registry)
    for at, cells in enumerate(rows, start=4):
        texts = [str(cells[name]) if isinstance(cells[name], str) else "" for name in COLUMNS]
        book.line(sheet, at, texts, widths)
        for column, name in enumerate(COLUMNS):
            value = cells[name]
            if not isinstance(value, str):
                sheet.write_number(at, column, value, book.look("cell", num_format=FORMS[name], align="right"))
    end = 4 + len(rows)
    book.line(sheet, end, [both("sampling_plan.total"), *[""] * (len(widths) - 1)], widths, "head")
    for column, name in enumerate(COLUMNS):
        if name in SUMMED:
            total = sum(float(cells[name]) for cells in rows)
            sheet.write_number(end, column, total, book.look("head", num_format=FORMS[name], align="right"))
    sheet.freeze_panes(4, 1)
    sheet.repeat_rows(3)
    sheet.autofilter(3, 0, end - 1, len(widths) - 1)
    sheet.activate()


def add_methods(book: SafeBook, title: str, plan: SamplingPlan, study: Study) -> None:
    """Sheet on terms, steps, methods, limits."""
    sheet = book.sheet(both("sampling_plan.methods_sheet").replace("/", "-"), METHOD_WIDTHS)
    book.wide(sheet, 0, title, "title", METHOD_WIDTHS)
    book.line(sheet, 2, [both("sampling_plan.item"), both("sampling_plan.value")], METHOD_WIDTHS, "head")
    row = 3
    for name, value in facts(plan, study).items():
        book.line(sheet, row, [said(f"sampling_plan.fact.{name}"), str(value)], METHOD_WIDTHS)
        if not isinstance(value, str):
            sheet.write_number(row, 1, value, book.look("cell", num_format="General", align="left"))
        row += 1
    keys = [*(f"sampling_plan.step.{name}" for name in STEPS), *(f"survey_plan.method.{name}" for name in METHODS)]
    keys += [f"survey_plan.limit.{name}" for name in LIMITS]
    say: tuple[Callable[[str], str], ...] = tuple(language.text for language in (VI, EN))
    for one in say:
        row += 1
        for key in keys:
            book.wide(sheet, row, one(key), "note", METHOD_WIDTHS)
            row += 1
    sheet.freeze_panes(3, 0)


def facts(plan: SamplingPlan, study: Study) -> dict[str, Cell]:
    """Terms of the plan."""
    survey = study.survey

    def named(key: str, language: Language) -> str:
        return language.text(f"survey_plan.{key}")

    def pair(key: str) -> str:
        return " / ".join(named(key, language) for language in (VI, EN))

    return {
        "level": study.level,
        "wanted": survey.margin,
        "margin": round(plan.margin, 2),
        "allocation": pair(f"way.{survey.allocation}"),
        "mode": pair(f"mode.{survey.mode}"),
        "response": survey.response_of(survey.mode),
        "effect": round(design_of(study), 3),
        "cluster": float(survey.cluster_size),
        "places": float(clusters_of(plan.answers, survey, survey.mode)),
        "total": plan.cost.total / MILLION,
        "seed": float(study.seed),
    }
