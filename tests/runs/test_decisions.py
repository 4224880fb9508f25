"""What is done again when something has changed: that, what uses it, nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.runs.jobs import failed_folder
from sxsh_eval.runs.planning.plan import make_plan
from sxsh_eval.runs.planning.requests import Request
from tests.runs.finished_jobs import carry_out
from tests.runs.notebooks import PARAMETERS, write_notebook
from tests.runs.test_plan import USES, write_fleet

PROVINCES = ("binh-dinh", "ha-noi", "dak-lak", "can-tho")


@pytest.fixture
def fleet(project: Path) -> Path:
    """Four provinces, then a summary of the country that uses them; everything is finished."""
    first = json.dumps(PARAMETERS.splitlines(keepends=True)[0])[1:-1]
    path = write_notebook(project / "notebooks" / "summary.ipynb")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(first, json.dumps(USES)[1:-1]), encoding="utf-8")
    each = {"province": list(PROVINCES), "period": ["2009-2015", "2016-2020"]}
    summary = {"notebook": "summary", "uses": ["province_report"], "each": {"period": ["2009-2015", "2016-2020"]}}
    write_fleet(project, stages=[{"notebook": "province_report", "each": each}, summary])
    assert len(carry_out(make_plan(Request(fleet="f", formats=("html",))))) == 10
    return project


def again(**choices: Any) -> dict[str, tuple[str, str, str]]:
    """What would be done now: action, reason, detail by job; skipped ones left out."""
    plan = make_plan(Request(**{"fleet": "f", "formats": ("html",), **choices}))
    return {
        planned.job.name: (planned.action, planned.reason, planned.detail)
        for planned in plan.jobs
        if planned.action != "skip"
    }


def test_nothing_has_changed(fleet: Path) -> None:
    assert again() == {}
    (fleet / "parameters" / "study.yml").write_text(
        (fleet / "parameters" / "study.yml").read_text(encoding="utf-8") + "\n# a comment decides nothing\n",
        encoding="utf-8",
    )
    assert again() == {}


def test_one_letter_reruns_its_province_and_what_uses_it(fleet: Path) -> None:
    claims = fleet / "data" / "claims" / "binh-dinh-2018.yml"
    claims.write_text(claims.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    found = again()
    assert set(found) == {
        *(f"binh-dinh {span}" for span in ("2009-2015", "2016-2020")),
        *(f"national {span} · summary" for span in ("2009-2015", "2016-2020")),
    }
    assert found["binh-dinh 2016-2020"] == ("execute", "changed", "data/claims/binh-dinh-2018.yml")
    assert found["national 2016-2020 · summary"] == ("execute", "changed", "uses, data/claims/binh-dinh-2018.yml")


def test_a_setting_of_one_province_reruns_that_one(fleet: Path) -> None:
    each = {"province": list(PROVINCES), "period": ["2009-2015", "2016-2020"]}
    write_fleet(
        fleet,
        stages=[{"notebook": "province_report", "each": each}],
        overrides={"dak-lak": {"costs.discount_rate": 0.07}},
    )
    assert again() == {f"dak-lak {span}": ("execute", "changed", "parameters") for span in ("2009-2015", "2016-2020")}


def test_the_registry_and_the_notebook_concern_everybody(fleet: Path) -> None:
    norms = fleet / "parameters" / "registry" / "norms.yml"
    before = norms.read_bytes()
    norms.write_bytes(before + b"\n")
    assert len(again()) == 10
    norms.write_bytes(before)
    assert again() == {}
    write_notebook(fleet / "notebooks" / "province_report.ipynb", "1 + 1")
    assert {detail for _, _, detail in again().values()} == {"notebook", "uses"}


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("fingerprint.numbers_hash", ("execute", "changed", "package")),
        ("decisions.rendering_hash", ("render", "renderers", "")),
    ],
)
def test_the_program_itself(fleet: Path, monkeypatch: pytest.MonkeyPatch, place: str, reason: tuple[str, ...]) -> None:
    del fleet
    monkeypatch.setattr(f"sxsh_eval.runs.planning.{place}", lambda: "other")
    assert len(found := again()) == 10
    assert found["ha-noi 2016-2020"] == reason


def test_another_format_or_language_is_rendered_only(fleet: Path) -> None:
    del fleet
    found = again(formats=("html", "docx"))
    assert found["ha-noi 2016-2020"] == ("render", "forms", "report.vi.docx, report.en.docx")
    assert len(found) == 10
    assert {action for action, _, _ in found.values()} == {"render"}
    carry_out(make_plan(Request(fleet="f", formats=("html", "docx"))))
    assert again(formats=("docx",)) == {}
    assert again(formats=("html",), languages=("en",)) == {}


def test_lost_files(fleet: Path) -> None:
    folder = fleet / "outputs" / "f" / "province_report" / "ha-noi" / "2016-2020"
    (folder / "report.vi.html").unlink()
    assert again() == {"ha-noi 2016-2020": ("render", "forms", "report.vi.html")}
    (folder / "report.json").unlink()
    assert again() == {"ha-noi 2016-2020": ("execute", "files", "report.json")}
    (folder / "run.json").write_bytes(b"{")
    assert again() == {"ha-noi 2016-2020": ("execute", "damaged", "")}
    folder.rename(failed_folder(folder))
    assert again() == {"ha-noi 2016-2020": ("execute", "failed", "")}


def test_force_reruns_what_was_chosen_and_not_what_it_uses(fleet: Path) -> None:
    del fleet
    assert again(force=True, provinces=("ha-noi",), periods=("2009-2015",)) == {
        "ha-noi 2009-2015": ("execute", "forced", "")
    }
    assert set(again(force=True, notebook="summary")) == {
        f"national {span} · summary" for span in ("2009-2015", "2016-2020")
    }


def test_what_was_broken_off_is_done_and_the_rest_is_kept(fleet: Path) -> None:
    import shutil

    for slug in ("ha-noi", "can-tho"):
        shutil.rmtree(fleet / "outputs" / "f" / "province_report" / slug / "2009-2015")
    assert again() == {f"{slug} 2009-2015": ("execute", "new", "") for slug in ("ha-noi", "can-tho")}
