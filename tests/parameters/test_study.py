"""The study: defaults, overrides, periods, names; nothing of the machine in its JSON form."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.errors import InputError, UsageError
from sxsh_eval.parameters.study import Study, find_study, read_study, with_settings
from sxsh_eval.parameters.yaml_files import read_yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "parameters" / "study.yml"


def study(province: str = "binh-dinh", period: str = "2016-2020", **settings: Any) -> Study:
    changes = {key.replace("__", "."): value for key, value in settings.items()}
    return read_study(FILE, province=province, period=period, settings=changes)


def refused(**call: Any) -> dict[str, str]:
    with pytest.raises(UsageError) as caught:
        study(**call)
    assert caught.value.exit_code == 2
    return {problem.code: "\n".join(problem.lines("en")) for problem in caught.value.problems}


def copy_of_project(folder: Path) -> Path:
    shutil.copytree(ROOT / "parameters", folder / "parameters")
    return folder / "parameters" / "study.yml"


def test_defaults_are_those_of_the_file() -> None:
    found = study()
    assert (found.province, found.period.first, found.period.last) == ("binh-dinh", 2016, 2020)
    assert (found.level, found.strategy.start.isoformat(), found.strategy.end_year) == (0.95, "2009-09-07", 2020)
    assert found.thresholds.model_dump() == read_yaml(FILE).data["thresholds"]
    assert [(span.first, span.last) for span in found.periods] == [(2009, 2015), (2016, 2020), (2009, 2018)]


@pytest.mark.parametrize("text", ["2016-2020", "2016–2020", "2016—2020", " 2016 - 2020 ", "“2016-2020”"])
def test_periods_as_people_type_them(text: str) -> None:
    assert study(period=text).period == study().period


@pytest.mark.parametrize("text", ["2009-2030", "2012-2012", "2019-2024"])
def test_any_span_inside_the_allowed_years(text: str) -> None:
    period = study(period=text).period
    assert f"{period.first}-{period.last}" == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "usage.period_form"),
        ("2016", "usage.period_form"),
        ("2016/2020", "usage.period_form"),
        ("16-20", "usage.period_form"),
        ("2016-2020-2024", "usage.period_form"),
        ("since 2016", "usage.period_form"),
        ("2020-2016", "usage.period_reversed"),
        ("2008-2020", "usage.period_outside"),
        ("2020-2031", "usage.period_outside"),
    ],
)
def test_impossible_periods_list_those_on_offer(text: str, code: str) -> None:
    found = refused(period=text)
    assert set(found) == {code}
    assert "2009-2015, 2016-2020, 2009-2018" in found[code]


@pytest.mark.parametrize(
    ("text", "period", "slug"),
    [
        ("Bình Định", "2016-2020", "binh-dinh"),
        ("Huế", "2009-2018", "thua-thien-hue"),
        ("Huế", "2026-2030", "hue"),
        ("TP.HCM", "2009-2015", "ho-chi-minh"),
    ],
)
def test_provinces_are_those_of_the_period(text: str, period: str, slug: str) -> None:
    assert study(text, period).province == slug


@pytest.mark.parametrize(
    ("text", "period", "code"),
    [
        ("bin-dinh", "2016-2020", "usage.unknown_province"),
        ("binh-dinh", "2026-2030", "usage.province_of_other_years"),
    ],
)
def test_unknown_provinces(text: str, period: str, code: str) -> None:
    assert set(refused(province=text, period=period)) == {code}


@pytest.mark.parametrize("value", [3, 3.0, "3", "3.0", " 3 "])
def test_settings_override_one_value(value: object) -> None:
    changed = study(thresholds__activity_shortfall_ratio=value)
    assert changed.thresholds.activity_shortfall_ratio == 3
    assert changed.model_copy(update={"thresholds": study().thresholds}) == study()


def test_settings_leave_the_files_data_alone() -> None:
    data = read_yaml(FILE).data
    with_settings(study(), data, {"thresholds.growth_multiple": 9})
    assert data == read_yaml(FILE).data


@pytest.mark.parametrize("value", ["html,pdf", "[html, pdf]", ["html", "pdf"], "html, pdf,"])
def test_settings_of_lists(value: object) -> None:
    assert study(formats=value).formats == ("html", "pdf")


@pytest.mark.parametrize(
    ("key", "value", "code", "hint"),
    [
        ("thresholds.activity_shortfal_ratio", "3", "usage.unknown_setting", "thresholds.activity_shortfall_ratio"),
        ("growth_multiple", "3", "usage.unknown_setting", "thresholds.growth_multiple"),
        ("thresholds", "3", "usage.unknown_setting", "such as: thresholds.activity_shortfall_ratio, thresholds."),
        ("", "3", "usage.unknown_setting", "such as: thresholds.…, survey.…, energy.…, costs.…"),
        ("foo.bar", "1", "usage.unknown_setting", "letters.…\n   what to do: correct the key; this command"),
        ("Growth-Multiple", "3", "usage.unknown_setting", "such as: thresholds.growth_multiple\n"),
        ("level.x", "3", "usage.unknown_setting", "such as: level\n"),
        ("level", "95", "value.range", "--set level"),
        ("level", "0,95", "value.not_number", "0,95"),
        ("programme.paths", "2.000", "value.not_integer", "found: 2.000\n"),
        ("level", "095", "value.not_number", "095"),
        ("level", "true", "value.not_number", "true"),
        ("level", None, "value.nothing", "the key level"),
        ("seed", "1e3", "value.not_integer", "1e3"),
        ("formats", "html,pfd", "value.choice", "pdf"),
        ("formats", "", "value.list_length", "--set formats"),
        ("strategy.start", "2009-02-30", "yaml.date", "2009-02-30"),
        ("paths.outputs", "/etc", "value.path", "/etc"),
        ("paths.outputs", "../elsewhere", "value.path", "../elsewhere"),
        ("paths.outputs", "a/../../b", "value.path", "a/../../b"),
        ("paths.outputs", "C:/temp", "value.path", "C:/temp"),
        ("years_allowed.last", "2015", "study.period_outside", "years_allowed"),
        ("disclosure.minimum_count.public", "2", "study.minimum_count", "minimum_count"),
        ("disclosure.minimum_count.internal", "1", "value.range", "1"),
        ("disclosure.audience", "press", "value.choice", "press"),
        ("disclosure.p_percent", "0", "value.range", "0"),
        ("disclosure.dominance.share", "90", "value.range", "90"),
    ],
)
def test_impossible_settings_are_usage_errors(key: str, value: object, code: str, hint: str) -> None:
    found = refused(**{key.replace(".", "__"): value})
    assert set(found) == {code}
    assert hint in found[code]


def test_all_mistakes_of_a_call_come_together() -> None:
    found = refused(province="nowhere", period="2020-2016", level="2")
    assert set(found) == {"usage.unknown_province", "usage.period_reversed", "value.range"}


def test_nothing_of_the_machine_in_the_json_form(tmp_path: Path) -> None:
    elsewhere = read_study(copy_of_project(tmp_path), province="binh-dinh", period="2016-2020")
    assert elsewhere.root == tmp_path.resolve()
    assert elsewhere.model_dump_json() == study().model_dump_json()
    assert str(tmp_path) not in repr(elsewhere)
    assert "root" not in json.loads(elsewhere.model_dump_json())


def test_a_study_is_frozen() -> None:
    with pytest.raises(UsageError, match=r'settings=\{"level": …\}') as refusal:
        study().level = 0.9  # type: ignore[misc]
    assert [problem.code for problem in refusal.value.problems] == ["usage.frozen_study"]


def test_the_projects_own_study_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = copy_of_project(tmp_path)
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert find_study() == file
    assert read_study("", province="binh-dinh", period="2016-2020").root == tmp_path.resolve()
    assert find_study("other.yml") == Path("other.yml")


def test_a_study_in_a_subfolder_has_the_same_root(tmp_path: Path) -> None:
    file = copy_of_project(tmp_path)
    trial = file.parent / "variants" / "trial.yml"
    trial.parent.mkdir()
    file.rename(trial)
    assert read_study(trial, province="binh-dinh", period="2016-2020").root == tmp_path.resolve()


def test_a_study_outside_a_project(tmp_path: Path) -> None:
    file = shutil.copy(FILE, tmp_path / "study.yml")
    with pytest.raises(UsageError) as caught:
        read_study(file, province="binh-dinh", period="2016-2020")
    assert [problem.code for problem in caught.value.problems] == ["usage.study_outside_project"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("level: 0.95", "level: 95", "value.range"),
        ("level: 0.95", "levl: 0.95", "yaml.unknown_key"),
        ("first: 2016, last: 2020", "first: 2020, last: 2016", "value.reversed"),
        ("first: 2009, last: 2015", "first: 1999, last: 2015", "study.period_outside"),
        ("  outputs: outputs", "  outputs: /tmp", "value.path"),
        ("seed: 20090907", "seed: 1e3", "value.not_integer"),
    ],
)
def test_a_wrong_file_is_an_input_error(tmp_path: Path, old: str, new: str, code: str) -> None:
    file = copy_of_project(tmp_path)
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_study(file, province="binh-dinh", period="2016-2020")
    assert code in {problem.code for problem in caught.value.problems}


@given(period=st.text(max_size=12))
def test_any_text_is_a_period_or_a_usage_error(period: str) -> None:
    try:
        found = study(period=period).period
    except UsageError:
        return
    assert 2009 <= found.first <= found.last <= 2030
