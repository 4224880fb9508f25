"""The questionnaire as a form: questions from the codebook, in groups, with what may be answered when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sxsh_eval.parameters.codebook import Codebook, Column
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.workbooks.safe_book import EN, VI

CONSENT = "has_answered"
SUPPORT = "support"
"""Question with several choices; each choice is a column of the codebook."""
SUPPORTED = ("has_information", "has_training", "has_rapid_assessment", "has_detailed_assessment", "has_subsidy")
GROUPS: dict[str, tuple[str, ...]] = {
    "identity": ("enterprise_id", "tax_code", "enterprise_name", "year", "province", "district", "stratum", "cluster"),
    "consent": (CONSENT,),
    "business": (
        "sector", "vsic", "size_class", "employees_person", "insured_person", "revenue_mvnd", "capital_mvnd"
    ),
    "awareness": ("is_informed", "is_aware", SUPPORT),
    "adoption": (
        "is_adopting", "adoption_year", "is_monitored", "has_dedicated_unit", "options_recommended",
        "options_implemented", "investment_mvnd", "expected_saving_mvnd", "reported_saving_percent",
    ),
    "energy": (
        "product", "output_quantity", "output_unit", "output_mvnd", "electricity_kwh", "coal_tonne",
        "fuel_oil_tonne", "diesel_oil_tonne", "lpg_tonne", "gasoline_tonne", "natural_gas_m3", "biomass_tonne",
        "water_m3", "materials_tonne",
    ),
}  # fmt: skip
NEEDED = frozenset({"enterprise_id", "year", "province", CONSENT, "is_informed", "is_aware", SUPPORT, "is_adopting"})
COMPLETED = {"is_aware": "is_informed", "is_monitored": "is_adopting"}
"""Flags that are asked only where another is true; elsewhere they are known to be false, not unknown."""
AFTER_ADOPTING = (
    "adoption_year",
    "options_implemented",
    "investment_mvnd",
    "expected_saving_mvnd",
    "reported_saving_percent",
)
ASSESSED = f"selected(${{{SUPPORT}}}, 'has_rapid_assessment') or selected(${{{SUPPORT}}}, 'has_detailed_assessment')"
RELEVANT = {
    **dict.fromkeys(AFTER_ADOPTING, "${is_adopting} = 'yes'"),
    "options_recommended": ASSESSED,
    "output_unit": "${output_quantity} != ''",
}
TYPES = {"text": "text", "year": "integer", "integer": "integer", "number": "decimal"}
PATTERNS = {"tax_code": "^[0-9]{10}([0-9]{3})?$", "vsic": "^[0-9]{2,5}$"}


@dataclass(frozen=True)
class Question:
    """One row of the form.

    Attributes
    ----------
    type, name : str
        As XLSForm names them.
    label, hint, message : Words, optional
        Question, help, what is said of an impossible answer.
    needed : bool
        Whether the form cannot be sent without an answer.
    constraint, relevant, default, appearance, calculation : str
        In XLSForm's language; empty for none.
    """

    type: str
    name: str = ""
    label: Words | None = None
    hint: Words | None = None
    needed: bool = False
    constraint: str = ""
    message: Words | None = None
    relevant: str = ""
    default: str = ""
    appearance: str = ""
    calculation: str = ""


@dataclass(frozen=True)
class Form:
    """A questionnaire.

    Attributes
    ----------
    rows : tuple of Question
    choices : dict of str to dict of str to Words
        Choices by list, by name.
    """

    rows: tuple[Question, ...]
    choices: dict[str, dict[str, Words]] = field(default_factory=dict)


def said(key: str, **values: tuple[str, str]) -> Words:
    """Words of the catalogues in both languages; values are pairs of Vietnamese and English."""
    pair = [
        language.text(f"questionnaire.{key}", **{name: both[at] for name, both in values.items()})
        for at, language in enumerate((VI, EN))
    ]
    return Words(vi=pair[0], en=pair[1])


def knows(key: str) -> bool:
    """Whether the catalogues have an entry of the questionnaire."""
    return f"questionnaire.{key}" in catalogue("vi")


def questionnaire_form(
    codebook: Codebook, registry: Registry, *, province: str = "", strata: tuple[str, ...] = ()
) -> Form:
    """Form whose answers are rows of the codebook.

    Parameters
    ----------
    codebook : Codebook
        Of the survey.
    registry : Registry
        Lists provinces and sectors.
    province : str
        Slug that is chosen beforehand; empty for none.
    strata : tuple of str
        Codes of the plan's strata, to choose from; any text without them.

    Returns
    -------
    Form
    """
    choices = choice_lists(codebook, registry, strata)
    rows = [Question(kind, kind) for kind in ("start", "end", "today")]
    rows.append(Question("note", "note_intro", said("note_intro")))
    for group, names in GROUPS.items():
        answered = "" if group in {"identity", "consent"} else f"${{{CONSENT}}} = 'yes'"
        rows.append(Question("begin_group", group, said(f"group.{group}"), relevant=answered))
        for name in names:
            asked = support() if name == SUPPORT else question(name, codebook, choices, province)
            rows += completed(asked) if name in COMPLETED else [asked]
        rows.append(Question("end_group"))
    return Form(tuple(rows), choices)


def choice_lists(codebook: Codebook, registry: Registry, strata: tuple[str, ...]) -> dict[str, dict[str, Words]]:
    """Choices by list."""
    divisions = {code: one.title for code, one in sorted(registry.sectors.items()) if code.isdigit()}
    sizes = codebook.columns["size_class"].allowed or {}
    lists = {
        "yes_no": {name: said(f"choice.{name}") for name in ("yes", "no")},
        SUPPORT: {name: codebook.columns[name].title for name in SUPPORTED} | {"none": said("choice.none")},
        "province": {one.slug: one.name for one in sorted(registry.provinces, key=lambda one: one.slug)},
        "sector": {code: Words(vi=f"{code} {title.vi}", en=f"{code} {title.en}") for code, title in divisions.items()},
        "size_class": dict(sizes),
    }
    if strata:
        lists["stratum"] = {code: Words(vi=code, en=code) for code in strata}
    return lists


def support() -> Question:
    """Which support was received: several choices, or none."""
    return Question(
        f"select_multiple {SUPPORT}", SUPPORT, said(f"ask.{SUPPORT}"), needed=True,
        constraint="not(selected(., 'none') and count-selected(.) > 1)", message=said("wrong.none_alone"),
    )  # fmt: skip


def question(name: str, codebook: Codebook, choices: dict[str, dict[str, Words]], province: str) -> Question:
    """Question on one column of the codebook."""
    column = codebook.columns[name]
    constraint, message = allowed(name, column, codebook)
    chosen = "yes_no" if column.type == "flag" else name if name in choices else ""
    return Question(
        type=f"select_one {chosen}" if chosen else TYPES[column.type],
        name=name,
        label=asked_of(name, column),
        hint=said(f"hint.{name}") if knows(f"hint.{name}") else None if chosen else column.note,
        needed=name in NEEDED,
        constraint=constraint,
        message=message,
        relevant=RELEVANT.get(name, ""),
        default=province if name == "province" else "",
        appearance="minimal" if chosen in {"province", "sector", "stratum"} else "",
    )


def completed(asked: Question) -> list[Question]:
    """A flag that is asked where another is true, with the field that says no elsewhere."""
    first, own = COMPLETED[asked.name], f"ask_{asked.name}"
    answer = f"if(${{{first}}} = 'yes', ${{{own}}}, 'no')"
    shown = replace(asked, name=own, relevant=f"${{{first}}} = 'yes'")
    return [shown, Question("calculate", asked.name, calculation=answer)]


def asked_of(name: str, column: Column) -> Words:
    """The question in words: its own, else the title of the column with the unit."""
    if knows(f"ask.{name}"):
        return said(f"ask.{name}")
    title = (column.title.vi, column.title.en)
    if column.unit is None:
        return said("asked", title=title)
    unit = VI.text(f"column_unit.{column.unit}"), EN.text(f"column_unit.{column.unit}")
    return said("asked_with_unit", title=title, unit=unit)


def allowed(name: str, column: Column, codebook: Codebook) -> tuple[str, Words | None]:
    """What an answer must be, with what is said otherwise; both empty for anything."""
    if column.form:
        return f"regex(., '{PATTERNS[column.form]}')", said(f"wrong.{column.form}")
    if name in codebook.event_years.values() or name == "adoption_year":
        return f". >= {column.low:g} and . <= ${{{codebook.period}}}", said("wrong.not_later")
    limits = list(within(column))
    for share in codebook.shares:
        if share.part == name and share.certain:
            whole = f"${{{share.whole}}}"
            limits.append(f"({whole} = '' or . <= {whole})")
            other = codebook.columns[share.whole].title
            return " and ".join(limits), said("wrong.part_of", whole=(other.vi, other.en))
    if not limits:
        return "", None
    ends = {"low": column.low, "high": column.high}
    known = {end: (f"{value:g}", f"{value:g}") for end, value in ends.items() if value is not None}
    return " and ".join(limits), said("wrong.between" if len(known) > 1 else "wrong.at_least", **known)


def within(column: Column) -> Iterator[str]:
    """Limits of a number."""
    if column.is_numeric and column.low is not None:
        yield f". >= {column.low:g}"
    if column.is_numeric and column.high is not None:
        yield f". <= {column.high:g}"
