"""From pydantic's errors to problems: code, line, key path, what was found, what is known, both languages."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Mapping
from typing import Annotated, Literal

import pytest
from pydantic import Field

from sxsh_eval.errors import InputError, Problem, problem_catalogue
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.figures import UNITS, Band, Figure
from sxsh_eval.parameters.quantity import Frozen, Span, Words
from sxsh_eval.parameters.validation import CODES, validate
from sxsh_eval.parameters.yaml_files import parse_yaml, read_yaml
from tests.letters import ROOT


class Inner(Frozen):
    colour: Literal["red", "green"] = "red"
    years: Span | None = None


class Sample(Frozen):
    source: str = "s"
    code: str = Field(default="05", pattern=r"^\d{2}$")
    name: str = Field(default="x", min_length=1)
    number: int | float = 1
    whole: int = Field(default=1, ge=0)
    share: float = Field(default=0.5, gt=0, lt=1)
    day: dt.date | None = None
    flag: bool = False
    pair: tuple[int, int] = (1, 2)
    words: Words | None = None
    inner: Inner = Inner()
    many: tuple[Annotated[Inner, Field()], ...] = ()
    figure: Figure | None = None
    band: Band | None = None


class Cited(Frozen):
    source: str
    status: Literal["verified"]


def problems(text: str, kind: type = Sample) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        validate(parse_yaml(text.encode(), "f.yml"), kind)
    assert caught.value.message()
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("text", "code", "where", "found"),
    [
        ("colour: red", "yaml.unknown_key", "f.yml:1 · colour", "colour"),
        ("name: x\ninner:\n  color: red", "yaml.unknown_key", "f.yml:3 · inner.color", "color"),
        ("inner:\n  colour: rde", "value.choice", "f.yml:2 · inner.colour", "rde"),
        ("many:\n  - colour: red\n  - colour: gren", "value.choice", "f.yml:3 · many[2].colour", "gren"),
        ('name: ""', "value.missing", "f.yml:1 · name", ""),
        ("code: '5'", "value.pattern", "f.yml:1 · code", "5"),
        ("code: 52", "value.not_text", "f.yml:1 · code", "52"),
        ("name: true", "value.not_text", "f.yml:1 · name", "true"),
        ("number: 010", "value.not_number", "f.yml:1 · number", "010"),
        ("number: 1e3", "value.not_number", "f.yml:1 · number", "1e3"),
        ("number: '1'", "value.not_number", "f.yml:1 · number", "1"),
        ("number: true", "value.not_number", "f.yml:1 · number", "true"),
        ("number: 1_000", "value.not_number", "f.yml:1 · number", "1_000"),
        ("share: '0,5'", "value.not_number", "f.yml:1 · share", "0,5"),
        ("share: .nan", "value.not_number", "f.yml:1 · share", ".nan"),
        ("share: 1", "value.range", "f.yml:1 · share", "1"),
        ("share: 0", "value.range", "f.yml:1 · share", "0"),
        ("whole: -1", "value.range", "f.yml:1 · whole", "-1"),
        ("whole: 1.5", "value.not_integer", "f.yml:1 · whole", "1.5"),
        ("whole: '1'", "value.not_integer", "f.yml:1 · whole", "1"),
        ("day: 24/4/2018", "value.not_date", "f.yml:1 · day", "24/4/2018"),
        ("day: 20180424", "value.not_date", "f.yml:1 · day", "20180424"),
        ("flag: yes", "value.not_boolean", "f.yml:1 · flag", "yes"),
        ("flag: 1", "value.not_boolean", "f.yml:1 · flag", "1"),
        ("pair: 1", "value.not_list", "f.yml:1 · pair", "1"),
        ("pair: [1]", "value.list_length", "f.yml:1 · pair[2]", "-"),
        ("pair: [1, 2, 3]", "value.list_length", "f.yml:1 · pair", "[1, 2, 3]"),
        ("inner: 1", "value.not_mapping", "f.yml:1 · inner", "1"),
        ("[]", "value.not_mapping", "f.yml:1", "[]"),
        ("words: {vi: a}", "value.missing", "f.yml:1 · words.en", "-"),
        (
            "inner:\n  years: {first: 2020, last: 2016}",
            "value.reversed",
            "f.yml:2 · inner.years",
            "{first: 2020, last: 2016}",
        ),
        ("figure: {value: 1, unit: percnt}", "value.unknown_unit", "f.yml:1 · figure", "percnt"),
        ("figure: {value: 500, unit: percent}", "value.percentage", "f.yml:1 · figure", "500"),
        ("figure: {value: -1, unit: percent}", "value.percentage", "f.yml:1 · figure", "-1"),
        ("band: {low: 8, high: 130, unit: percent}", "value.percentage", "f.yml:1 · band", "130"),
        (
            "band: {low: 13, high: 8, unit: percent}",
            "value.reversed",
            "f.yml:1 · band",
            "{low: 13, high: 8, unit: percent}",
        ),
    ],
)
def test_one_problem(text: str, code: str, where: str, found: str) -> None:
    [problem] = problems(text)
    assert (problem.code, problem.where, problem.found) == (code, where, found)


@pytest.mark.parametrize(
    ("text", "code", "nearest"),
    [
        ("inner: {color: red}", "yaml.unknown_key", "colour"),
        ("numbr: 1", "yaml.unknown_key", "number"),
        ("many: [{colour: gren}]", "value.choice", "green"),
        ("figure: {value: 1, unit: enterprises}", "value.unknown_unit", "enterprise"),
    ],
)
def test_nearest_known_name(text: str, code: str, nearest: str) -> None:
    [problem] = problems(text)
    assert problem.code == code
    for language in ("vi", "en"):
        assert nearest in problem.say("action", language)


def test_values_that_are_right_pass() -> None:
    text = """
code: "05"
number: 0.5
day: 2018-04-24
pair: [1, 2]
inner: {years: {first: 2016, last: 2020}}
figure: {value: 500, unit: percent_change}
band: {low: 8, high: 13, unit: percent}
"""
    sample = validate(parse_yaml(text.encode(), "f.yml"), Sample)
    assert (sample.code, sample.number, sample.day, sample.pair) == ("05", 0.5, dt.date(2018, 4, 24), (1, 2))
    assert sample.figure
    assert sample.figure.value == 500


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_is_accepted(unit: str) -> None:
    assert validate(parse_yaml(f"figure: {{value: 1, unit: {unit}}}".encode(), "f.yml"), Sample).figure


def test_an_entry_without_source_says_so() -> None:
    found = problems("a: {status: verified}\nb: {source: x, status: verfied}", Mapping[str, Cited])
    assert [(problem.code, problem.where) for problem in found] == [
        ("value.missing_source", "f.yml:1 · a.source"),
        ("value.choice", "f.yml:2 · b.status"),
    ]


def test_a_bad_key_is_named_once() -> None:
    kind = dict[Annotated[str, Field(pattern=r"^[a-z]+$")], Inner]
    [problem] = problems("good: {}\nBad: {}", kind)
    assert (problem.code, problem.where, problem.found) == ("value.pattern", "f.yml:2 · Bad", "Bad")


TARGET = {
    "indicator": "awareness",
    "scope": "national",
    "population": "all_establishments",
    "since": "2016",
    "due": "2020",
    "value": "{value: 90, unit: percent}",
    "met_when": "at_least_value",
    "source": "x",
    "status": "verified",
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"band": "{low: 1, high: 2, unit: percent}"}, "value.one_of"),
        ({"value": ""}, "value.one_of"),
        ({"met_when": "at_least_lower_end"}, "target.met_when"),
        ({"province": "binh-dinh"}, "target.province"),
        ({"scope": "proposal"}, "target.province"),
        ({"since": "2021"}, "value.reversed"),
        ({"province": "Bình Định", "scope": "proposal"}, "value.name"),
        ({"due": "'2020'"}, "value.not_integer"),
    ],
)
def test_targets_keep_their_shape(change: dict[str, str], code: str) -> None:
    text = "\n".join(f"{key}: {value}" for key, value in {**TARGET, **change}.items())
    assert [problem.code for problem in problems(text, Target)] == [code]


def test_a_target_that_is_right() -> None:
    text = "\n".join(f"{key}: {value}" for key, value in TARGET.items())
    target = validate(parse_yaml(text.encode(), "f.yml"), Target)
    assert (target.threshold, target.unit) == (90, "percent")


def test_the_catalogue_is_complete() -> None:
    catalogue = problem_catalogue()
    assert set(CODES.values()) <= set(catalogue)
    assert read_yaml(ROOT / "sxsh_eval" / "problems.yml").data == catalogue  # which refuses a key that stands twice
    for code, parts in catalogue.items():
        assert set(parts) == {"expected", "action"}, code
        names = {language: placeholders(parts, language) for language in ("vi", "en")}
        assert names["vi"] == names["en"], code


def placeholders(parts: dict[str, dict[str, str]], language: str) -> set[str | None]:
    text = " ".join(part[language] for part in parts.values())
    assert text.strip()
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
