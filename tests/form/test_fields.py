"""The form has every choice of the models and words for each; a new field of a model appears by itself."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import Field as Limits

from sxsh_eval.errors import Problem
from sxsh_eval.form.fields import Field, fields_of
from sxsh_eval.form.places import open_offers
from sxsh_eval.form.words import Speaker
from sxsh_eval.parameters.choices import Choices
from sxsh_eval.parameters.leaves import Bounds, leaves
from sxsh_eval.parameters.quantity import Frozen
from sxsh_eval.parameters.settings import LEFT_OUT, setting_keys
from sxsh_eval.parameters.study import open_study
from sxsh_eval.reports.language import LANGUAGES, Language, catalogue
from tests.letters import ROOT

STUDY = ROOT / "parameters" / "study.yml"
BEFORE = "form.field."


@pytest.fixture(scope="module")
def fields() -> dict[str, Field]:
    return {field.key: field for field in fields_of(open_study(STUDY).choices)}


def test_every_choice_of_the_models_is_a_field(fields: dict[str, Field]) -> None:
    assert list(fields) == [leaf.key for leaf in leaves(Choices) if leaf.path[0] not in LEFT_OUT]
    of_file = {key for key, _ in setting_keys(open_study(STUDY).document.data) if key.split(".")[0] not in LEFT_OUT}
    assert of_file <= fields.keys()


class Inner(Frozen):
    rate: float = Limits(default=0.2, gt=0, le=1)
    way: Literal["by_foot", "by_bus"] = "by_foot"


class Wider(Choices):
    walk: Inner = Inner()
    by_size: dict[Literal["small", "large"], Annotated[int, Limits(ge=3)]] = Limits(default_factory=dict)
    lengths: tuple[Annotated[float, Limits(lt=9)], ...] = (1, 2)
    maybe: int | None = None


def test_a_new_field_of_a_model_appears_by_itself() -> None:
    given = open_study(STUDY).choices
    new = {each.key: each for each in fields_of(Wider(**dict(given)), Wider)}
    assert new["walk.rate"].kind == "share"
    assert new["walk.rate"].bounds == Bounds(above=0, most=1)
    assert (new["walk.way"].kind, new["walk.way"].options) == ("choice", ("by_foot", "by_bus"))
    small = new["by_size.small"]
    assert (small.kind, small.bounds, small.members, small.words) == ("whole", Bounds(least=3), ("small",), "by_size")
    assert (new["lengths"].kind, new["lengths"].bounds) == ("numbers", Bounds(below=9))
    assert (new["maybe"].kind, new["maybe"].optional, new["maybe"].standard) == ("whole", True, None)


@pytest.mark.parametrize(
    ("key", "kind", "standard"),
    [
        ("level", "share", 0.95),
        ("seed", "whole", 20090907),
        ("thresholds.growth_multiple", "number", 3.0),
        ("survey.census", "many", ["large"]),
        ("survey.modes.remote.response_rate", "share", 0.25),
        ("survey.size_cost_ratio.large", "number", 2.0),
        ("survey.size_cost_ratio.small", "number", None),
        ("survey.panel.enterprises", "wholes", [100, 200, 400, 800]),
        ("costs.price_index", "table", {}),
        ("disclosure.audience", "choice", "internal"),
        ("data.survey", "file", ""),
        ("data.synthetic", "switch", False),
        ("programme.scenarios", "names", ["no_programme", "proposal", "assessments", "combined"]),
    ],
)
def test_a_field_knows_its_kind_and_standard(fields: dict[str, Field], key: str, kind: str, standard: object) -> None:
    assert (fields[key].kind, fields[key].standard) == (kind, standard)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_field_has_words_and_all_words_have_a_field(fields: dict[str, Field], code: str) -> None:
    known = catalogue(code)
    wanted = {f"{BEFORE}{field.words}.{part}" for field in fields.values() for part in ("label", "help")}
    units = {f"{BEFORE}{field.words}.unit" for field in fields.values()}
    there = {key for key in known if key.startswith(BEFORE)}
    assert wanted <= there <= wanted | units
    words = {name for field in fields.values() for name in (*field.options, *field.members)}
    assert {key.removeprefix("form.word.") for key in known if key.startswith("form.word.")} == words
    sections = {field.group for field in fields.values()}
    assert {key.removeprefix("form.section.") for key in known if key.startswith("form.section.")} == sections


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_two_fields_have_the_same_label(code: str) -> None:
    speaker = Speaker(Language(code), open_offers(STUDY))
    labels = [speaker.label(field) for field in speaker.offers.fields.values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("where", "key"),
    [
        ("--set survey.margins[2]", "survey.margins"),
        ("--period", "period"),
        ("parameters/runs/x.yml:7 · settings.survey.margins[2]", "survey.margins"),
        ("parameters/runs/x.yml:3 · province[1]", "province"),
        ("parameters/study.yml:7 · level", ""),
        ("parameters/runs/x.yml:2:1", ""),
    ],
)
def test_a_problem_finds_its_field_by_option_or_by_place_in_a_run_file(where: str, key: str) -> None:
    speaker = Speaker(Language("vi"), open_offers(STUDY))
    assert speaker.key_of(Problem("value.range", where, "x")) == key
