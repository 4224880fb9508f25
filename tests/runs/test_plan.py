"""Plans: which jobs a fleet or a request means, what each uses, what is told when something is unknown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from sxsh_eval.errors import UsageError
from sxsh_eval.runs.planning.plan import Plan, make_plan
from sxsh_eval.runs.planning.requests import Request
from sxsh_eval.runs.planning.shown import plan_text
from tests.runs.finished_jobs import carry_out
from tests.runs.notebooks import PARAMETERS, write_notebook

PERIODS = ("2009-2015", "2016-2020")
USES = "uses: dict = {}\n"
SOUTH_EAST = {"binh-phuoc", "tay-ninh", "binh-duong", "dong-nai", "ba-ria-vung-tau", "ho-chi-minh"}


def write_fleet(project: Path, **fleet: Any) -> None:
    content = {"default": "letters", "fleets": {"letters": {"stages": [{"notebook": "province_report"}]}, "f": fleet}}
    for name, each in content["fleets"].items():  # type: ignore[attr-defined]
        each["title"] = {"vi": name, "en": name}
    text = yaml.safe_dump(content, allow_unicode=True)
    (project / "parameters" / "fleet.yml").write_text(text, encoding="utf-8")


@pytest.fixture
def country(project: Path) -> Path:
    """A national notebook and one of provinces that can read it; a fleet ``f`` of both, another chapter last."""
    first = json.dumps(PARAMETERS.splitlines(keepends=True)[0])[1:-1]
    for name in ("energy_savings", "summary"):
        path = write_notebook(project / "notebooks" / f"{name}.ipynb")
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(first, json.dumps(USES)[1:-1]), encoding="utf-8")
    path = project / "notebooks" / "province_report.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(first, first + json.dumps(USES)[1:-1]), encoding="utf-8")
    write_fleet(
        project,
        stages=[
            {"notebook": "energy_savings", "name": "first", "each": {"period": ["2016-2020"]}},
            {
                "notebook": "province_report",
                "uses": ["first"],
                "each": {
                    "province": ["binh-dinh", "Hà Nội", "region:dong-nam-bo"],
                    "period": ["2009-2015", "2016-2020"],
                },
            },
            {"notebook": "summary", "uses": ["province_report"], "each": {"period": ["2016-2020"]}},
        ],
        settings={"costs.discount_rate": 0.08},
        overrides={"Hà Nội": {"costs.discount_rate": 0.05}},
        render={"languages": ["vi"], "formats": ["html"]},
    )
    return project


def plan_of(**choices: Any) -> Plan:
    return make_plan(Request(**{"fleet": "f", **choices}))


def named(plan: Plan) -> list[str]:
    return [planned.job.name for planned in plan.jobs]


def test_a_fleet_is_its_stages_in_order(country: Path) -> None:
    plan = plan_of()
    assert [stage[0].stage for stage in plan.stages] == ["first", "province_report", "summary"]
    assert [len(stage) for stage in plan.stages] == [1, 16, 1]
    assert {planned.job.province for planned in plan.stages[1]} == SOUTH_EAST | {"ha-noi", "binh-dinh"}
    assert plan.run == "f"
    assert plan.jobs[0].job.folder() == country / "outputs" / "f" / "energy_savings" / "national" / "2016-2020"
    assert {(planned.job.languages, planned.job.formats) for planned in plan.jobs} == {(("vi",), ("html",))}


def test_jobs_know_what_they_use(country: Path) -> None:
    plan = plan_of()
    first, last = plan.jobs[0].job, plan.jobs[-1].job
    users = [planned.job for planned in plan.stages[1]]
    for job in users:
        expected = [("first", first.folder(), first.fingerprint)] if job.period == "2016-2020" else []
        assert [(used.name, used.folder, used.fingerprint) for used in job.uses] == expected
    assert {used.name for used in last.uses} == {f"province_report/{slug}" for slug in {job.province for job in users}}
    given = users[-1].parameters(country)
    assert given["uses"] == {"first": str(first.folder())}
    assert str(country) not in json.dumps(make_shown(users[-1]))


def make_shown(job: Any) -> dict[str, Any]:
    from sxsh_eval.runs.planning.fingerprint import shown_parameters

    return shown_parameters(job)


def test_settings_go_from_the_general_to_the_special(country: Path) -> None:
    rates = {planned.job.province: planned.job.choices["costs"]["discount_rate"] for planned in plan_of().stages[1]}
    assert rates == dict.fromkeys(SOUTH_EAST | {"binh-dinh"}, 0.08) | {"ha-noi": 0.05}
    given = plan_of(settings={"costs.discount_rate": "0.11"})
    assert {planned.job.choices["costs"]["discount_rate"] for planned in given.jobs} == {0.11}


@pytest.mark.parametrize(
    ("choices", "names"),
    [
        ({"provinces": ("ha noi",), "periods": ("2009-2015",)}, ["ha-noi 2009-2015"]),
        ({"provinces": ("ha-noi",)}, ["national 2016-2020 · energy_savings", "ha-noi 2009-2015", "ha-noi 2016-2020"]),
        ({"notebook": "first"}, ["national 2016-2020 · energy_savings"]),
        ({"provinces": ("national",), "notebook": "energy_savings"}, ["national 2016-2020 · energy_savings"]),
    ],
)
def test_a_part_of_a_fleet_brings_along_what_it_uses(country: Path, choices: dict[str, Any], names: list[str]) -> None:
    del country
    assert named(plan_of(**choices)) == names


def test_what_uses_all_provinces_brings_all_of_its_period(country: Path) -> None:
    del country
    plan = plan_of(notebook="summary")
    assert [len(stage) for stage in plan.stages] == [1, 8, 1]


@pytest.mark.parametrize(
    ("choices", "codes"),
    [
        ({"fleet": "ff"}, ["usage.unknown_fleet"]),
        ({"provinces": ("atlantis",)}, ["usage.unknown_province"]),
        ({"provinces": ("lao-cai", "ha-noi")}, ["usage.nothing_chosen"]),
        ({"periods": ("2009-2018",), "notebook": "nothing"}, ["usage.nothing_chosen", "usage.nothing_chosen"]),
        ({"settings": {"costs.rate": "1"}, "formats": ("odt",)}, ["usage.unknown_setting", "usage.unknown_format"]),
    ],
)
def test_what_is_unknown_is_told(country: Path, choices: dict[str, Any], codes: list[str]) -> None:
    del country
    with pytest.raises(UsageError) as caught:
        plan_of(**choices)
    assert [problem.code for problem in caught.value.problems] == codes


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"stages": [{"notebook": "province_reprt"}]}, ["usage.unknown_notebook"]),
        (
            {"stages": [{"notebook": "province_report", "each": {"province": "region:dong-nam"}}]},
            ["usage.unknown_region"],
        ),
        ({"stages": [{"notebook": "energy_savings", "each": {"province": "all"}}]}, ["usage.notebook_of_country"]),
        ({"stages": [{"notebook": "province_report"}], "overrides": {"atlantis": {}}}, ["usage.unknown_province"]),
        ({"stages": [{"notebook": "province_report"}], "settings": {"level": 7}}, ["value.range"]),
    ],
)
def test_mistakes_in_a_fleet_stop_before_anything_runs(country: Path, change: dict[str, Any], codes: list[str]) -> None:
    write_fleet(country, **change)
    with pytest.raises(UsageError) as caught:
        plan_of()
    assert [problem.code for problem in caught.value.problems] == codes


def test_a_notebook_that_cannot_be_told_what_it_uses_is_refused(country: Path) -> None:
    write_notebook(country / "notebooks" / "province_report.ipynb")
    with pytest.raises(UsageError) as caught:
        plan_of()
    assert [problem.code for problem in caught.value.problems] == ["usage.uses_not_taken"]


def test_without_a_fleet_the_request_says_what_runs(country: Path) -> None:
    del country
    assert named(make_plan(Request())) == [f"binh-dinh {span}" for span in ("2009-2015", "2016-2020", "2009-2018")]
    plan = make_plan(Request(provinces=("dak lak",), periods=("2011-2013",)))
    assert named(plan) == ["dak-lak 2011-2013"]
    assert plan.run == "latest"


def test_the_plan_as_text_says_what_and_why(country: Path) -> None:
    carry_out(plan_of(provinces=("ha-noi",)))
    path = country / "parameters" / "registry" / "norms.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    text = plan_text(plan_of())
    line = next(line for line in text.splitlines() if "ha-noi 2009-2015" in line)
    assert "đã đổi · changed: parameters/registry/norms.yml" in line
    assert "chưa có kết quả · no result yet" in next(line for line in text.splitlines() if "binh-duong 2009" in line)
    assert text.splitlines()[-1].startswith("18 báo cáo · reports:")
